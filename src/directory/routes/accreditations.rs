//! A provider's accreditations: the list, one of them, adding and renewing; and files of evidence.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path, Query};

use super::{done, home, id, own_provider};
use crate::accounts::Actor;
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::accreditation::{AccreditationForm, EvidenceForm};
use crate::directory::forms::show_faults;
use crate::directory::model::{Accreditation, Provider};
use crate::directory::service::accreditations::{self as service, WithFiles};
use crate::directory::service::evidence::{self, Sent};
use crate::directory::service::send_accreditation;
use crate::directory::views::own::accreditations as views;
use crate::kernel::AccreditationId;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, PostedFile, PostedFiles};
use crate::web::page::{Ctx, Page};

const HERE: &str = "/provider/accreditations";

/// Files of a form, for the service.
pub(super) fn sent(files: Vec<PostedFile>) -> Vec<Sent> {
    files.into_iter().map(|file| Sent { name: file.declared_name, bytes: file.bytes }).collect()
}

/// GET /provider/accreditations
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let home = home(&app, &actor).await?;
    match home.provider {
        Some(provider) => {
            let categories: Vec<String> = home.listings.into_iter().map(|listing| listing.card.category).collect();
            let page = Page::new("Your accreditations").nav(HERE).caption(provider.name.as_str());
            Ok(page.body(views::list(&provider, &categories, app.clock.today())).respond(&ctx))
        }
        None => match own_provider(&app, &actor).await? {
            Ok(_) => Err(Error::not_found()),
            Err(first) => Ok(first),
        },
    }
}

fn new_page(ctx: &Ctx, provider: &Provider, form: &AccreditationForm, errors: &FieldErrors) -> HttpResponse {
    let page = Page::new("Add an accreditation").nav(HERE).back(HERE, "Your accreditations").errors(errors);
    match form.known_scheme().and_then(super::super::model::catalogue::AccreditationScheme::about) {
        Some(about) => page.body(views::new(ctx, (about, None), form, errors)).respond(ctx),
        None => page.body(views::choose(provider, form, errors)).respond(ctx),
    }
}

/// GET /provider/accreditations/new: which scheme, and then its form.
pub async fn show_new(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    Query(asked): Query<AccreditationForm>,
) -> Result<HttpResponse, Error> {
    let provider = match own_provider(&app, &actor).await? {
        Ok(provider) => provider,
        Err(first) => return Ok(first),
    };
    let mut errors = FieldErrors::new();
    if !ctx.path_and_query.ends_with("/new") && asked.known_scheme().is_none() {
        errors.push("scheme", "Choose what you have.");
    }
    let form = asked.known_scheme().map_or_else(AccreditationForm::default, AccreditationForm::of_scheme);
    Ok(new_page(&ctx, &provider, &form, &errors))
}

/// Sends what a form says, or gives the errors to show.
async fn send(
    (app, actor): (&App, &Actor),
    provider: &Provider,
    renews: Option<AccreditationId>,
    form: &AccreditationForm,
    files: Vec<PostedFile>,
) -> Result<Result<HttpResponse, FieldErrors>, Error> {
    let mut errors = FieldErrors::new();
    if let Some(command) = form.command(&mut errors).filter(|_| errors.is_empty()) {
        let command = crate::directory::model::AccreditationCommand { renews, ..command };
        match send_accreditation(app, actor, provider.id, command, sent(files)).await {
            Ok(_) => return Ok(Ok(done(app, HERE, "Added. We check it before people see it."))),
            Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(Err(errors))
}

/// POST /provider/accreditations/new
pub async fn send_new(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    posted: PostedFiles<AccreditationForm>,
) -> Result<HttpResponse, Error> {
    let provider = match own_provider(&app, &actor).await? {
        Ok(provider) => provider,
        Err(first) => return Ok(first),
    };
    let PostedFiles { form, files } = posted;
    match send((&app, &actor), &provider, None, &form, files).await? {
        Ok(answer) => Ok(answer),
        Err(errors) => Ok(new_page(&ctx, &provider, &form, &errors)),
    }
}

fn one_page(ctx: &Ctx, shown: &WithFiles, errors: &FieldErrors, today: chrono::NaiveDate) -> HttpResponse {
    let page = Page::new(shown.held.title()).nav(HERE).back(HERE, "Your accreditations").errors(errors);
    page.caption(shown.provider.name.as_str()).body(views::one(ctx, shown, errors, today)).respond(ctx)
}

/// GET /provider/accreditations/{id}
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let shown = service::own_accreditation(&app, &actor, id(&path)?).await?;
    Ok(one_page(&ctx, &shown, &FieldErrors::new(), app.clock.today()))
}

/// POST /provider/accreditations/{id}/evidence
pub async fn add_file(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    posted: PostedFiles<EvidenceForm>,
) -> Result<HttpResponse, Error> {
    let id: AccreditationId = id(&path)?;
    let mut errors = FieldErrors::new();
    if posted.files.is_empty() {
        errors.push("evidence", "Choose a file.");
    } else {
        match service::add_evidence(&app, &actor, id, sent(posted.files)).await {
            Ok(()) => return Ok(done(&app, &format!("{HERE}/{id}"), "The file is added.")),
            Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
            Err(other) => return Err(other.into()),
        }
    }
    let shown = service::own_accreditation(&app, &actor, id).await?;
    Ok(one_page(&ctx, &shown, &errors, app.clock.today()))
}

fn renew_page(
    ctx: &Ctx,
    held: &Accreditation,
    form: &AccreditationForm,
    errors: &FieldErrors,
) -> Result<HttpResponse, Error> {
    let about = held.scheme.about().ok_or_else(Error::not_found)?;
    let page = Page::new(format!("Renew: {}", held.title())).nav(HERE).errors(errors);
    let page = page.back(format!("{HERE}/{}", held.id), held.title());
    Ok(page.body(views::new(ctx, (about, Some(held)), form, errors)).respond(ctx))
}

/// GET /provider/accreditations/{id}/renew
pub async fn show_renew(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let shown = service::own_accreditation(&app, &actor, id(&path)?).await?;
    renew_page(&ctx, &shown.held, &AccreditationForm::renewing(&shown.held), &FieldErrors::new())
}

/// POST /provider/accreditations/{id}/renew
pub async fn send_renew(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    posted: PostedFiles<AccreditationForm>,
) -> Result<HttpResponse, Error> {
    let shown = service::own_accreditation(&app, &actor, id(&path)?).await?;
    let PostedFiles { form, files } = posted;
    let form = AccreditationForm { scheme: shown.held.scheme.as_str().to_owned(), ..form };
    match send((&app, &actor), &shown.provider, Some(shown.held.id), &form, files).await? {
        Ok(answer) => Ok(answer),
        Err(errors) => renew_page(&ctx, &shown.held, &form, &errors),
    }
}

/// GET /evidence/{id}: always saved as a file and never opened as a page of ours.
pub async fn file(app: Data<App>, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (found, bytes) = evidence::read(&app, &actor, id(&path)?).await?;
    Ok(HttpResponse::Ok()
        .content_type(found.kind.content_type())
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", found.file_name())))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "private, no-store"))
        .body(bytes))
}
