//! The addresses of plans: reading one, writing a draft, and agreeing it.

mod agreeing;
mod appealing;
mod days;
mod papers;
mod writing;

use actix_web::HttpResponse;
use actix_web::web::{Data, Path, ServiceConfig, get, post};

use super::error::{DraftError, PlanError};
use super::model::examples;
use super::{service, views};
use crate::accounts::{LoggedIn, MaybeActor};
use crate::app::App;
use crate::kernel::ids::DraftId;
use crate::web::error::Error;
use crate::web::page::{Ctx, Page};

/// Every address of this feature.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/plan", get().to(show))
        .route("/plans/examples", get().to(example_list))
        .route("/plans/examples/{slug}", get().to(example))
        .route("/plans/new", get().to(writing::new))
        .route("/plans/new", post().to(writing::begin))
        .route("/plans/{id}", get().to(writing::overview))
        .route("/plans/{id}/again", post().to(writing::again))
        .route("/plans/{id}/days", get().to(days::page))
        .route("/plans/{id}/days", post().to(days::choose))
        .route("/plans/{id}/read", get().to(papers::read))
        .route("/plans/{id}/easy-read", get().to(papers::easy_read))
        .route("/plans/{id}/plan.pdf", get().to(papers::pdf))
        .route("/plans/{id}/plan.txt", get().to(papers::text))
        .route("/plans/{id}/versions", get().to(papers::versions))
        .route("/plans/{id}/find", get().to(writing::find))
        .route("/plans/{id}/find", post().to(writing::add_found))
        .route("/plans/{id}/files", get().to(writing::files))
        .route("/plans/{id}/files", post().to(writing::attach))
        .route("/plans/{id}/files/{file}", get().to(writing::file))
        .route("/plans/{id}/files/{file}/remove", post().to(writing::take_off))
        .route("/plans/{id}/comments", post().to(writing::comment))
        .route("/plans/{id}/write/{part}", get().to(writing::part))
        .route("/plans/{id}/write/{part}", post().to(writing::save));
    agreeing::configure(site);
    appealing::configure(site);
}

/// The plan of whoever looks, or of the person they act for.
async fn show(app: Data<App>, actor: LoggedIn, ctx: Ctx) -> Result<HttpResponse, Error> {
    let view = match service::view(&app, &actor).await {
        // Whoever is no budget holder has no plan yet; there is nothing to hide from them.
        Err(PlanError::Refused(_)) if actor.acting_for.is_none() => {
            return Ok(Page::new("My support plan").nav("/plan").body(views::none_yet(None)).respond(&ctx));
        }
        other => other?,
    };
    let drafts = service::reading::beginning(&app, &actor, service::drafting::For::Own).await.ok();
    let mut page = Page::new(views::title(&view)).nav("/plan").body(views::body(&view, drafts.as_ref()));
    if let Some(plan) = &view.plan {
        page = page.caption(views::caption(&view, plan)).beside_heading(views::status(&view, plan));
    }
    Ok(page.respond(&ctx))
}

/// GET /plans/examples
async fn example_list(ctx: Ctx, actor: MaybeActor, app: Data<App>) -> Result<HttpResponse, Error> {
    let own = match &actor.0 {
        Some(actor) => service::reading::beginning(&app, actor, service::drafting::For::Own).await.ok(),
        None => None,
    };
    let group = own.and_then(|view| service::reading::care_group(&view.holder));
    Ok(views::examples::list(&examples::like(group), group).respond(&ctx))
}

/// GET /plans/examples/{slug}
async fn example(ctx: Ctx, slug: Path<String>) -> Result<HttpResponse, Error> {
    let example = examples::by_slug(&slug).ok_or_else(Error::not_found)?;
    Ok(views::examples::one(example).respond(&ctx))
}

impl From<PlanError> for Error {
    fn from(error: PlanError) -> Self {
        match error {
            // That somebody has a plan is itself private.
            PlanError::Refused(_) => Self::not_found(),
            PlanError::Db(error) => error.into(),
        }
    }
}

impl From<DraftError> for Error {
    fn from(error: DraftError) -> Self {
        match error {
            DraftError::NotFound => Self::not_found(),
            DraftError::NotAllowed(_) | DraftError::MandateEnded => Self::forbidden(error.to_string()),
            DraftError::NotWritten(_)
            | DraftError::CaseClosed
            | DraftError::Conflict(_)
            | DraftError::MovedOn
            | DraftError::NotNewest
            | DraftError::Overtaken
            | DraftError::TooManyRows
            | DraftError::TooLong
            | DraftError::TooMuch
            | DraftError::CannotSend(_)
            | DraftError::CannotAgree(_)
            | DraftError::NeedsCouncil(_)
            | DraftError::NeedsWords(_)
            | DraftError::NeedsDay(_)
            | DraftError::Days(_)
            | DraftError::HasAHand(_)
            | DraftError::Twice(_)
            | DraftError::Open(_)
            | DraftError::File(_) => Self::conflict(error.to_string()),
            DraftError::Db(error) => error.into(),
        }
    }
}

/// An address that names no draft is nobody's page.
fn id(text: &str) -> Result<DraftId, Error> {
    text.parse().map_err(|_| Error::not_found())
}
