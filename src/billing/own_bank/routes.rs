//! `/budget/bank`: the lines of one's own bank account; and the same for the council.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, ServiceConfig, get, post};

use super::forms::{AddForm, AskForm, ColumnsForm, FileForm, Nothing, PaperForm, SaidForm, SplitForm};
use super::{service, views};
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::routes::{beside, problem};
use crate::kernel::words::count;
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted, PostedFiles};
use crate::web::page::Ctx;

/// Every address of this part.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/budget/bank", get().to(show))
        .route("/budget/bank", post().to(send))
        .route("/budget/bank/add", post().to(add))
        .route("/budget/bank/files/{file}", get().to(look))
        .route("/budget/bank/files/{file}", post().to(keep))
        .route("/budget/bank/lines/{line}", get().to(show_line))
        .route("/budget/bank/lines/{line}", post().to(say))
        .route("/budget/bank/lines/{line}/split", post().to(split))
        .route("/budget/bank/lines/{line}/join", post().to(join))
        .route("/budget/bank/lines/{line}/papers", post().to(attach))
        .route("/budget/bank/papers/{paper}", get().to(paper))
        .route("/budget/bank/papers/{paper}/remove", post().to(take_off))
        .route("/council/people/{reference}/bank", get().to(of_person))
        .route("/council/people/{reference}/bank/{line}", get().to(ask_form))
        .route("/council/people/{reference}/bank/{line}", post().to(ask));
}

fn number(text: &str) -> Result<i64, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// As [`beside`], also where an invoice or its payment has moved on since the page was opened.
fn beside_line(error: BillingError) -> Result<FieldErrors, Error> {
    if matches!(error, BillingError::MovedOn(_) | BillingError::OnItsWay | BillingError::RefundedBefore) {
        let mut errors = FieldErrors::new();
        errors.push("was", error.to_string());
        return Ok(errors);
    }
    beside("was", error)
}

fn done(app: &App, to: &str, words: &str) -> HttpResponse {
    flash::redirect(to, &Flash::success(words), app.config.secret_key.bytes())
}

async fn list(
    app: &App,
    ctx: &Ctx,
    actor: &LoggedIn,
    typed: &AddForm,
    errors: &FieldErrors,
) -> Result<HttpResponse, Error> {
    let lines = service::own(app, actor).await.map_err(problem)?;
    Ok(views::list(ctx, &lines, typed, errors).respond(ctx))
}

/// GET /budget/bank
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    list(&app, &ctx, &actor, &AddForm::default(), &FieldErrors::new()).await
}

/// POST /budget/bank: a file.
async fn send(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    mut posted: PostedFiles<FileForm>,
) -> Result<HttpResponse, Error> {
    let mut errors = FieldErrors::new();
    match posted.take("file") {
        None => errors.push("file", "Choose a file"),
        Some(sent) => match service::send(&app, &actor, &sent.declared_name, sent.bytes).await {
            Ok(id) => return Ok(flash::see_other(&format!("/budget/bank/files/{id}"))),
            Err(error) => errors = beside("file", error)?,
        },
    }
    list(&app, &ctx, &actor, &AddForm::default(), &errors).await
}

/// POST /budget/bank/add
async fn add(app: Data<App>, ctx: Ctx, actor: LoggedIn, Posted(form): Posted<AddForm>) -> Result<HttpResponse, Error> {
    let errors = match form.read() {
        Err(errors) => errors,
        Ok((on, amount, words)) => match service::add(&app, &actor, on, amount, words).await {
            Ok(()) => return Ok(done(&app, "/budget/bank", "The line is added. Now say what it was for.")),
            Err(BillingError::Changed) => {
                let mut errors = FieldErrors::new();
                errors.push("words", "There is the same line on that day already");
                errors
            }
            Err(error) => beside("on", error)?,
        },
    };
    list(&app, &ctx, &actor, &form, &errors).await
}

/// GET /budget/bank/files/{file}
async fn look(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let looked = service::look(&app, &actor, number(&path)?, None).await.map_err(problem)?;
    Ok(views::file(&ctx, &looked, &FieldErrors::new()).respond(&ctx))
}

/// POST /budget/bank/files/{file}
async fn keep(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<ColumnsForm>,
) -> Result<HttpResponse, Error> {
    let (id, columns) = (number(&path)?, form.read());
    let looked = service::look(&app, &actor, id, Some(columns)).await.map_err(problem)?;
    if !columns.are_enough() {
        let mut errors = FieldErrors::new();
        errors.push("day", "Choose the columns of the day, of the words, and of the amount or of money out");
        return Ok(views::file(&ctx, &looked, &errors).respond(&ctx));
    }
    if form.action != "keep" {
        return Ok(views::file(&ctx, &looked, &FieldErrors::new()).respond(&ctx));
    }
    let new = service::keep(&app, &actor, id, columns).await.map_err(problem)?;
    let new = u32::try_from(new).unwrap_or(u32::MAX);
    Ok(done(&app, "/budget/bank", &format!("{} added.", count(new, "new line is", "new lines are"))))
}

/// GET /budget/bank/lines/{line}
async fn show_line(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let one = service::one(&app, &actor, number(&path)?).await.map_err(problem)?;
    Ok(views::line(&ctx, &one, (&SaidForm::of(&one.line), ""), &FieldErrors::new()).respond(&ctx))
}

/// POST /budget/bank/lines/{line}
async fn say(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<SaidForm>,
) -> Result<HttpResponse, Error> {
    let id = number(&path)?;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(said) => match service::say(&app, &actor, id, form.turns, said).await {
            Ok(()) => return Ok(done(&app, "/budget/bank", "Thank you. That is written down.")),
            Err(error) => beside_line(error)?,
        },
    };
    let one = service::one(&app, &actor, id).await.map_err(problem)?;
    Ok(views::line(&ctx, &one, (&form, ""), &errors).respond(&ctx))
}

/// POST /budget/bank/lines/{line}/split
async fn split(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<SplitForm>,
) -> Result<HttpResponse, Error> {
    let id = number(&path)?;
    let errors = match form.read() {
        Err(errors) => errors,
        Ok(first) => match service::split(&app, &actor, id, form.turns, first).await {
            Ok(()) => return Ok(done(&app, "/budget/bank", "The line is split. Now say what each part was for.")),
            Err(error) => beside("first", error)?,
        },
    };
    let one = service::one(&app, &actor, id).await.map_err(problem)?;
    Ok(views::line(&ctx, &one, (&SaidForm::of(&one.line), &form.first), &errors).respond(&ctx))
}

/// POST /budget/bank/lines/{line}/join
async fn join(app: Data<App>, actor: LoggedIn, path: Path<String>, _: Posted<Nothing>) -> Result<HttpResponse, Error> {
    let id = number(&path)?;
    let here = format!("/budget/bank/lines/{id}");
    match service::join(&app, &actor, id).await {
        Ok(()) => Ok(done(&app, &here, "It is one line again.")),
        Err(error @ (BillingError::NeedsWords(_) | BillingError::Changed)) => {
            Ok(flash::redirect(&here, &Flash::warning(error.to_string()), app.config.secret_key.bytes()))
        }
        Err(other) => Err(problem(other)),
    }
}

/// POST /budget/bank/lines/{line}/papers
async fn attach(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    mut posted: PostedFiles<PaperForm>,
) -> Result<HttpResponse, Error> {
    let id = number(&path)?;
    let mut errors = FieldErrors::new();
    match posted.take("file") {
        None => errors.push("file", "Choose a file"),
        Some(sent) => match service::attach(&app, &actor, id, &sent.declared_name, sent.bytes).await {
            Ok(()) => return Ok(done(&app, &format!("/budget/bank/lines/{id}"), "The file is added.")),
            Err(error) => errors = beside("file", error)?,
        },
    }
    let one = service::one(&app, &actor, id).await.map_err(problem)?;
    Ok(views::line(&ctx, &one, (&SaidForm::of(&one.line), ""), &errors).respond(&ctx))
}

/// GET /budget/bank/papers/{paper}
async fn paper(app: Data<App>, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (paper, bytes) = service::paper(&app, &actor, number(&path)?).await.map_err(problem)?;
    let name = format!("attachment; filename=\"bank-line-{}-{}.{}\"", paper.line, paper.id, paper.kind.extension());
    Ok(HttpResponse::Ok()
        .content_type(paper.kind.content_type())
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}

/// POST /budget/bank/papers/{paper}/remove
async fn take_off(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let line = service::take_off(&app, &actor, number(&path)?).await.map_err(problem)?;
    Ok(done(&app, &format!("/budget/bank/lines/{line}"), "The file is taken off."))
}

/// GET /council/people/{reference}/bank
async fn of_person(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let lines = service::of_person(&app, &actor, &path).await.map_err(problem)?;
    Ok(views::of_person(&lines).respond(&ctx))
}

/// GET /council/people/{reference}/bank/{line}
async fn ask_form(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let (holder, one) = service::one_of_person(&app, &actor, &path.0, number(&path.1)?).await.map_err(problem)?;
    Ok(views::ask(&ctx, &holder, &one, "", &FieldErrors::new()).respond(&ctx))
}

/// POST /council/people/{reference}/bank/{line}
async fn ask(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<AskForm>,
) -> Result<HttpResponse, Error> {
    let id = number(&path.1)?;
    match service::ask_again(&app, &actor, &path.0, id, &form.why).await {
        Ok(()) => Ok(done(
            &app,
            &format!("/council/people/{}/bank", path.0),
            "They are asked. The money is back in the budget.",
        )),
        Err(error) => {
            let errors = beside("why", error)?;
            let (holder, one) = service::one_of_person(&app, &actor, &path.0, id).await.map_err(problem)?;
            Ok(views::ask(&ctx, &holder, &one, &form.why, &errors).respond(&ctx))
        }
    }
}
