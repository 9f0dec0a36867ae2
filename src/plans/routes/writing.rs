//! Beginning a draft, its overview, its parts, what support costs, files and comments.

use actix_web::HttpResponse;
use actix_web::http::{StatusCode, header};
use actix_web::web::{Data, Path, Query};
use chrono::Datelike as _;
use serde::Deserialize;

use super::id;
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::Quantity;
use crate::kernel::ids::DraftId;
use crate::plans::error::DraftError;
use crate::plans::forms::{BeginForm, FindForm, StepForm, Then, Typed, day};
use crate::plans::model::draft::{Draft, LONGEST_PLAN, MOST_ROWS, Part};
use crate::plans::service::beginning::{self, Begin};
use crate::plans::service::drafting::{self, For, Opened};
use crate::plans::service::reading::{self, DraftView};
use crate::plans::service::{around, finding};
use crate::plans::views::{begin as begin_views, edit, find as find_views, overview as overview_views};
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted, PostedFiles, TakesFiles};
use crate::web::page::Ctx;

/// A redirect with a message.
pub(super) fn done(app: &App, to: &str, words: &str) -> HttpResponse {
    flash::redirect(to, &Flash::success(words), app.config.secret_key.bytes())
}

/// For whom something is begun.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Whom {
    person: String,
    kind: String,
}

fn whom(person: &str) -> For {
    if person.is_empty() { For::Own } else { For::Reference(person.to_owned()) }
}

/// GET /plans/new
pub async fn new(app: Data<App>, ctx: Ctx, actor: LoggedIn, query: Query<Whom>) -> Result<HttpResponse, Error> {
    let view = reading::beginning(&app, &actor, whom(&query.person)).await?;
    let on = view.free;
    let form = BeginForm {
        person: query.person.clone(),
        kind: match query.kind.as_str() {
            "copy" => "copy",
            kind if view.later.iter().any(|(plan, _)| kind == format!("change-{plan}")) => kind,
            _ if view.runs => "change",
            _ if view.running.is_some() => "copy",
            _ => "new",
        }
        .to_owned(),
        on_day: on.day().to_string(),
        on_month: on.month().to_string(),
        on_year: on.year().to_string(),
    };
    Ok(begin_views::page(&ctx, &view, &form, &FieldErrors::new()).respond(&ctx))
}

/// POST /plans/new
pub async fn begin(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Posted(form): Posted<BeginForm>,
) -> Result<HttpResponse, Error> {
    let mut errors = FieldErrors::new();
    let begin = match (form.kind.as_str(), day(&form.on())) {
        ("change", _) => Some(Begin::Change { of: None }),
        (_, _) if form.of().is_some() => Some(Begin::Change { of: form.of() }),
        ("new" | "copy", Some(on)) => Some(Begin::New { on, copied: form.kind == "copy" }),
        ("new" | "copy", None) => {
            errors.push("on", "Enter the day on which the plan begins, for example 6 4 2027");
            None
        }
        _ => {
            errors.push("kind", "Choose what you want to write");
            None
        }
    };
    let draft = match begin {
        Some(begin) => match beginning::begin(&app, &actor, whom(&form.person), begin).await {
            Ok(draft) => Some(draft),
            Err(DraftError::Days(wrong)) => {
                errors.push("on", wrong.to_string());
                None
            }
            Err(other) => return Err(other.into()),
        },
        None => None,
    };
    let Some(draft) = draft else {
        let view = reading::beginning(&app, &actor, whom(&form.person)).await?;
        return Ok(begin_views::page(&ctx, &view, &form, &errors).respond(&ctx));
    };
    let state = reading::draft(&app, &actor, draft).await?.known.head.state;
    if !state.is_written() {
        let why = Flash::info(begin_views::waiting(state));
        return Ok(flash::redirect(&format!("/plans/{draft}"), &why, app.config.secret_key.bytes()));
    }
    Ok(flash::see_other(&format!("/plans/{draft}")))
}

/// POST /plans/{id}/again
pub async fn again(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<StepForm>,
) -> Result<HttpResponse, Error> {
    match beginning::again(&app, &actor, id(&path)?).await {
        Ok(draft) => {
            Ok(done(&app, &format!("/plans/{draft}"), "All that was written is here. Change what should be different."))
        }
        Err(DraftError::Open(open)) => {
            let why = Flash::info(
                "Another change to this plan is open. Finish it, or throw it away, before you start again.",
            );
            Ok(flash::redirect(&format!("/plans/{open}"), &why, app.config.secret_key.bytes()))
        }
        Err(other) => Err(other.into()),
    }
}

/// GET /plans/{id}
pub async fn overview(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = reading::whole(&app, &actor, id(&path)?).await?;
    Ok(overview_views::page(&ctx, &view, app.clock.today()).respond(&ctx))
}

/// The largest form of a part, in bytes: as many letters as a plan may have, of any script. A letter of Bengali is sent as
/// nine bytes, one of some others as twelve.
const LARGEST_PART: usize = 12 * LONGEST_PLAN + 64 * 1024;

/// A draft's id and the part, as an address names them.
fn place(path: &(String, String)) -> Result<(DraftId, Part), Error> {
    Ok((id(&path.0)?, path.1.parse().map_err(|_| Error::not_found())?))
}

/// GET /plans/{id}/write/{part}
pub async fn part(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (id, part) = place(&path)?;
    let view = may_write(reading::to_write(&app, &actor, id, part).await?)?;
    let mut typed = Typed::of_draft(&view.version.draft, part);
    typed.form = format!("{:016x}", app.random.u64());
    Ok(edit::page(&ctx, &view, part, &edit::Shown::plain(&typed)).respond(&ctx))
}

pub(super) async fn writable(app: &App, actor: &LoggedIn, id: DraftId) -> Result<DraftView, Error> {
    may_write(reading::draft(app, actor, id).await?)
}

fn may_write(view: DraftView) -> Result<DraftView, Error> {
    if !view.known.may.write() {
        return Err(DraftError::NotAllowed(
            "Only the person, somebody they let plan, or their care manager can change it.",
        )
        .into());
    }
    if !view.known.head.state.is_written() {
        return Err(DraftError::NotWritten(view.known.head.state).into());
    }
    Ok(view)
}

/// POST /plans/{id}/write/{part}
pub async fn save(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(pairs): Posted<Vec<(String, String)>, LARGEST_PART>,
) -> Result<HttpResponse, Error> {
    let (id, part) = place(&path)?;
    let (mut typed, then) = Typed::posted(pairs);
    if let Then::Remove(row) = then {
        typed.rows.retain(|other| *other != row);
    }
    // What the script shows beside the form has no fields, so it needs no choices for them.
    let view = match then {
        Then::Glance => writable(&app, &actor, id).await?,
        _ => may_write(reading::to_write(&app, &actor, id, part).await?)?,
    };
    let written = typed.written(part);
    // What is far too much isn't drawn again as a whole.
    typed.rows.truncate(MOST_ROWS + 1);
    let written = match written {
        Ok(written) => written,
        Err(errors) if then == Then::Glance => return Ok(edit::glance_wrong(part, &typed, &errors, &view.sums)),
        Err(errors) => {
            return Ok(edit::page(
                &ctx,
                &view,
                part,
                &edit::Shown { typed: &typed, errors, ..edit::Shown::plain(&typed) },
            )
            .respond(&ctx));
        }
    };
    if then == Then::Sum {
        let mut draft = view.version.draft.clone();
        draft.take(written);
        let sums = view.sums_of(&draft)?;
        let shown = edit::Shown { sums: Some(sums), ..edit::Shown::plain(&typed) };
        return Ok(edit::page(&ctx, &view, part, &shown).respond(&ctx));
    }
    let opened = Opened { seen: typed.seen, form: typed.form.clone(), pressed: then != Then::Glance };
    match drafting::save(&app, &actor, id, opened, written).await {
        Ok(saved) if then == Then::Glance => Ok(edit::glance(part, &saved, app.clock.now())),
        Ok(_) if then == Then::Save => Ok(done(&app, &format!("/plans/{id}"), &format!("Saved: {}.", part.label()))),
        Ok(_) => Ok(done(&app, &format!("/plans/{id}/write/{part}"), "Saved.")),
        Err(error) => refused((&ctx, part, then), view, typed, error),
    }
}

/// What wasn't saved comes back filled in, with why; after somebody else saved, with what they wrote.
fn refused(
    (ctx, part, then): (&Ctx, Part, Then),
    mut view: DraftView,
    mut typed: Typed,
    error: DraftError,
) -> Result<HttpResponse, Error> {
    let mut errors = FieldErrors::new();
    let mut theirs = false;
    match &error {
        DraftError::Conflict(now) => {
            theirs = true;
            view.version.draft = Draft::clone(now);
        }
        DraftError::TooManyRows | DraftError::TooLong | DraftError::TooMuch => {}
        _ => return Err(error.into()),
    }
    errors.push("", error.to_string());
    if then == Then::Glance {
        return Ok(edit::glance_wrong(part, &typed, &errors, &view.sums));
    }
    if theirs {
        typed.seen = view.version.draft.saved(part);
    }
    let shown = edit::Shown { errors, theirs, ..edit::Shown::plain(&typed) };
    let page = edit::page(ctx, &view, part, &shown);
    Ok(if theirs { page.status(StatusCode::CONFLICT) } else { page }.respond(ctx))
}
/// GET /plans/{id}/find
pub async fn find(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    query: Query<FindForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    writable(&app, &actor, id).await?;
    let found = finding::find(&app, &actor, id, query.q.clone()).await?;
    Ok(find_views::page(&ctx, &found, &query, &FieldErrors::new()).respond(&ctx))
}

/// POST /plans/{id}/find
pub async fn add_found(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<FindForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let mut errors = FieldErrors::new();
    let many = errors.take(&format!("many-{}", form.code), Quantity::parse(&form.many));
    if let Some(many) = many.filter(|many| *many > Quantity::default()) {
        finding::add(&app, &actor, id, (form.q.clone(), form.code.clone(), many)).await?;
        Ok(done(&app, &format!("/plans/{id}/write/costs"), "Added to the plan. Say which outcome it helps with."))
    } else {
        if errors.is_empty() {
            errors.push(format!("many-{}", form.code), "Say how many; more than none");
        }
        let found = finding::find(&app, &actor, id, form.q.clone()).await?;
        Ok(find_views::page(&ctx, &found, &form, &errors).respond(&ctx))
    }
}

/// A form that sends one file.
#[derive(Debug, Default, Deserialize)]
pub struct FileForm {}

impl TakesFiles for FileForm {
    const LARGEST_FILE: usize = crate::files::LARGEST_EVIDENCE;
}

/// GET /plans/{id}/files
pub async fn files(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = reading::whole(&app, &actor, id(&path)?).await?;
    Ok(overview_views::files(&ctx, &view, &FieldErrors::new()).respond(&ctx))
}

/// POST /plans/{id}/files
pub async fn attach(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    mut posted: PostedFiles<FileForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let mut errors = FieldErrors::new();
    match posted.take("file") {
        None => errors.push("file", "Choose a file"),
        Some(file) => match around::attach(&app, &actor, id, file.declared_name, file.bytes).await {
            Ok(()) => return Ok(done(&app, &format!("/plans/{id}/files"), "The file is added.")),
            Err(error @ DraftError::File(_)) => errors.push("file", error.to_string()),
            Err(other) => return Err(other.into()),
        },
    }
    let view = reading::whole(&app, &actor, id).await?;
    Ok(overview_views::files(&ctx, &view, &errors).respond(&ctx))
}

/// GET /plans/{id}/files/{file}
pub async fn file(app: Data<App>, actor: LoggedIn, path: Path<(String, String)>) -> Result<HttpResponse, Error> {
    let file = path.1.parse().map_err(|_| Error::not_found())?;
    let (found, bytes) = around::file(&app, &actor, id(&path.0)?, file).await?;
    let name = format!("attachment; filename=\"plan-file-{}.{}\"", found.id, found.kind.extension());
    Ok(HttpResponse::Ok()
        .content_type(found.kind.content_type())
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

/// A form that holds nothing but its token.
#[derive(Debug, Default, Deserialize)]
pub struct Nothing {}

/// POST /plans/{id}/files/{file}/remove
pub async fn take_off(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let (id, file) = (id(&path.0)?, path.1.parse().map_err(|_| Error::not_found())?);
    around::take_off(&app, &actor, id, file).await?;
    Ok(done(&app, &format!("/plans/{id}/files"), "The file is taken off the plan."))
}

/// What somebody says about a draft.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct CommentForm {
    comment: String,
}

/// POST /plans/{id}/comments
pub async fn comment(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<CommentForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let words = form.comment.replace("\r\n", "\n").trim().to_owned();
    match around::comment(&app, &actor, id, words.clone()).await {
        Ok(()) => Ok(done(&app, &format!("/plans/{id}#comments"), "Your comment is there.")),
        Err(error @ DraftError::NeedsWords(_)) => {
            let view = reading::whole(&app, &actor, id).await?;
            let mut errors = FieldErrors::new();
            errors.push("comment", error.to_string());
            Ok(overview_views::page_with(&ctx, &view, app.clock.today(), (&words, &errors)).respond(&ctx))
        }
        Err(other) => Err(other.into()),
    }
}
