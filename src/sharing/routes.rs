//! The addresses of shared orders.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ServiceConfig, get, post};
use serde::Deserialize;

use super::error::ShareError;
use super::forms::{AddForm, InviteForm, PartsForm, StartForm, YesForm, plan_line};
use super::service::{self, Agreed, NewForm, NewShared, SharedView};
use super::views;
use crate::accounts::LoggedIn;
use crate::app::App;
use crate::kernel::ids::{ListingId, SharedOrderId};
use crate::orders::PlaceOrderError;
use crate::orders::error::{ActError, CostFault};
use crate::web::error::Error;
use crate::web::flash::{self, Flash};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/shared", get().to(mine))
        .route("/listings/{id}/share", get().to(new))
        .route("/listings/{id}/share", post().to(start))
        .route("/shared/join/{token}", get().to(show_join))
        .route("/shared/join/{token}", post().to(join))
        .route("/shared/{id}", get().to(show))
        .route("/shared/{id}/invite", post().to(invite))
        .route("/shared/{id}/add", post().to(add))
        .route("/shared/{id}/parts", get().to(show_parts))
        .route("/shared/{id}/parts", post().to(set_parts))
        .route("/shared/{id}/yes", get().to(show_yes))
        .route("/shared/{id}/yes", post().to(yes))
        .route("/shared/{id}/no", post().to(no))
        .route("/shared/{id}/out", get().to(show_out))
        .route("/shared/{id}/out", post().to(out))
        .route("/shared/{id}/leave", post().to(leave));
}

impl From<ShareError> for Error {
    fn from(error: ShareError) -> Self {
        match error {
            ShareError::NotFound => Self::not_found(),
            ShareError::NotAllowed(_) | ShareError::MandateEnded => Self::forbidden(error.to_string()),
            ShareError::Db(error)
            | ShareError::Order(PlaceOrderError::Db(error))
            | ShareError::Act(ActError::Db(error)) => error.into(),
            ShareError::MovedOn(_)
            | ShareError::Changed
            | ShareError::LinkOver
            | ShareError::Already
            | ShareError::Full
            | ShareError::Field(..)
            | ShareError::Cost(_)
            | ShareError::NoStep(_)
            | ShareError::NotAgreed
            | ShareError::Order(_)
            | ShareError::SomebodyElse
            | ShareError::Act(_) => Self::conflict(error.to_string()).way_on("/shared", "See what you share"),
        }
    }
}

/// A refusal as a message beside its field, or above the form.
fn beside(error: ShareError) -> Result<FieldErrors, Error> {
    let field = match &error {
        ShareError::Field(field, _) => (*field).to_owned(),
        ShareError::Cost(CostFault::Line(fault)) => fault.field(),
        ShareError::Cost(CostFault::NoPrice(_) | CostFault::Free(_)) => "starts_on".to_owned(),
        ShareError::NotAgreed => "agree".to_owned(),
        ShareError::Order(PlaceOrderError::Db(_)) | ShareError::Act(ActError::Db(_)) => return Err(error.into()),
        ShareError::Cost(_)
        | ShareError::Changed
        | ShareError::Already
        | ShareError::Full
        | ShareError::NoStep(_)
        | ShareError::Order(_)
        | ShareError::SomebodyElse
        | ShareError::Act(_) => String::new(),
        _ => return Err(error.into()),
    };
    let mut errors = FieldErrors::new();
    errors.push(field, error.to_string());
    Ok(errors)
}

/// A form that holds nothing but its token.
#[derive(Debug, Default, Deserialize)]
struct Nothing {}

fn id(text: &str) -> Result<SharedOrderId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

fn done(app: &App, to: &str, words: &str) -> HttpResponse {
    flash::redirect(to, &Flash::success(words), app.config.secret_key.bytes())
}

/// GET /shared
async fn mine(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    Ok(views::list(&service::mine(&app, &actor).await?).respond(&ctx))
}

async fn form(app: &App, actor: &LoggedIn, path: &str) -> Result<NewForm, Error> {
    let listing: ListingId = path.split('-').next().unwrap_or_default().parse().map_err(|_| Error::not_found())?;
    Ok(service::new_form(app, actor, listing).await?)
}

/// GET /listings/{id}/share
async fn new(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let form = form(&app, &actor, &path).await?;
    Ok(views::start::page(&ctx, &form, &views::start::begin(&form), &FieldErrors::new()).respond(&ctx))
}

/// POST /listings/{id}/share
async fn start(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(mut typed): Posted<StartForm>,
) -> Result<HttpResponse, Error> {
    let form = form(&app, &actor, &path).await?;
    let mut errors = FieldErrors::new();
    if typed.line.asks_for_more() {
        return Ok(views::start::page(&ctx, &form, &typed, &errors).respond(&ctx));
    }
    let units: Vec<_> = form.steps.iter().map(|(unit, _)| *unit).collect();
    let Some(request) = typed.line.request(&units, &mut errors) else {
        return Ok(views::start::page(&ctx, &form, &typed, &errors).respond(&ctx));
    };
    let new = NewShared { listing: form.listing.listing_id, request, plan_line: plan_line(&typed.line.plan_line) };
    match service::start(&app, &actor, new).await {
        Ok(id) => {
            Ok(done(&app, &format!("/shared/{id}"), "It is begun. Nothing is ordered yet. Now ask others to share it."))
        }
        Err(error) => Ok(views::start::page(&ctx, &form, &typed, &beside(error)?).respond(&ctx)),
    }
}

/// GET /shared/join/{token}
async fn show_join(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let invitation = service::invitation(&app, &actor, &path).await?;
    Ok(views::join(&ctx, &invitation, &path).respond(&ctx))
}

/// POST /shared/join/{token}
async fn join(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = service::join(&app, &actor, &path).await?;
    Ok(done(&app, &format!("/shared/{id}"), "You have joined. Look at your share, and say yes if it suits you."))
}

async fn find(app: &App, actor: &LoggedIn, path: &str) -> Result<SharedView, Error> {
    Ok(service::view(app, actor, id(path)?).await?)
}

/// GET /shared/{id}
async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = find(&app, &actor, &path).await?;
    Ok(views::show(&ctx, &view, &InviteForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /shared/{id}/invite
async fn invite(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<InviteForm>,
) -> Result<HttpResponse, Error> {
    let shared = id(&path)?;
    match service::invite(&app, &actor, shared, &form.label, &form.email).await {
        Ok(()) => Ok(done(&app, &format!("/shared/{shared}#links"), "The link is made. Give it to one person.")),
        Err(error) => {
            let errors = beside(error)?;
            Ok(views::show(&ctx, &find(&app, &actor, &path).await?, &form, &errors).respond(&ctx))
        }
    }
}

/// POST /shared/{id}/add
async fn add(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<AddForm>,
) -> Result<HttpResponse, Error> {
    let shared = id(&path)?;
    let person = form.person.parse().map_err(|_| Error::bad_request("Choose one of your people."))?;
    service::add_person(&app, &actor, shared, person).await?;
    Ok(done(&app, &format!("/shared/{shared}"), "They are in. Their yes is still needed: change to them to say it."))
}

/// GET /shared/{id}/parts
async fn show_parts(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = find(&app, &actor, &path).await?;
    Ok(views::parts(&ctx, &view, &PartsForm::default(), &FieldErrors::new()).respond(&ctx))
}

/// POST /shared/{id}/parts
async fn set_parts(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<PartsForm>,
) -> Result<HttpResponse, Error> {
    let shared = id(&path)?;
    let parts = match form.read() {
        Ok(parts) => parts,
        Err(errors) => {
            return Ok(views::parts(&ctx, &find(&app, &actor, &path).await?, &form, &errors).respond(&ctx));
        }
    };
    service::set_parts(&app, &actor, shared, parts).await?;
    Ok(done(&app, &format!("/shared/{shared}"), "The shares are changed. Everybody is asked for a yes again."))
}

/// GET /shared/{id}/yes
async fn show_yes(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = find(&app, &actor, &path).await?;
    Ok(views::yes(&ctx, &view, (None, &[]), &FieldErrors::new()).respond(&ctx))
}

/// POST /shared/{id}/yes
async fn yes(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<YesForm>,
) -> Result<HttpResponse, Error> {
    let shared = id(&path)?;
    let Some(command) = form.read() else {
        return Err(Error::bad_request("Part of the form did not make sense to us."));
    };
    let page = format!("/shared/{shared}");
    match service::agree(&app, &actor, shared, command).await {
        Ok(Agreed::Waiting) => Ok(done(&app, &page, "Your yes is kept. It is ordered when everybody has said yes.")),
        Ok(Agreed::Ordered(_)) => {
            Ok(done(&app, &page, "Everybody has said yes, so it is ordered. You have an order of your own."))
        }
        Ok(Agreed::Changed) => Ok(done(&app, &page, "Everybody who stays has said yes. The new shares hold.")),
        Err(error @ ShareError::SomebodyElse) => {
            Ok(flash::redirect(&page, &Flash::warning(error.to_string()), app.config.secret_key.bytes()))
        }
        Err(error) => {
            let asks = error.asks().to_vec();
            let errors = beside(error)?;
            let view = find(&app, &actor, &path).await?;
            Ok(views::yes(&ctx, &view, (Some(&form.plan_line), &asks), &errors).respond(&ctx))
        }
    }
}

/// The terms that somebody says no to.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct NoForm {
    terms: i32,
}

/// POST /shared/{id}/no
async fn no(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<NoForm>,
) -> Result<HttpResponse, Error> {
    let shared = id(&path)?;
    service::say_no(&app, &actor, shared, form.terms).await?;
    let to = format!("/shared/{shared}");
    Ok(done(&app, &to, "You have said no. The shared order ends with the notice, and the others are told."))
}

/// GET /shared/{id}/out
async fn show_out(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let view = find(&app, &actor, &path).await?;
    Ok(views::out(&ctx, &view).respond(&ctx))
}

/// POST /shared/{id}/out
async fn out(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    service::withdraw(&app, &actor, id(&path)?).await?;
    Ok(done(&app, "/shared", "You don’t share it any more. Nothing was ordered."))
}

/// POST /shared/{id}/leave
async fn leave(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    Posted(_): Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let shared = id(&path)?;
    service::leave(&app, &actor, shared).await?;
    let to = format!("/shared/{shared}");
    Ok(done(&app, &to, "You have given notice. The others are asked for a new share."))
}
