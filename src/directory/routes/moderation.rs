//! What moderators check: listings, accreditations, and who runs a provider.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{done, id};
use crate::accounts::guard::LoggedIn;
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::moderation::{ReviewForm, VerifyForm};
use crate::directory::forms::show_faults;
use crate::directory::model::{Accreditation, Provider};
use crate::directory::service::{self, ListingPage, ProviderPage, Seen};
use crate::directory::views::moderation as views;
use crate::kernel::AccreditationId;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

const HERE: &str = "/moderation";

fn page(title: &str, caption: &str) -> Page {
    Page::new(title).nav(HERE).back(HERE, "To check").caption(caption)
}

/// Moderators of another organisation come in; their own is refused in words; others don't learn that it exists.
fn admit(actor: &Actor, may_moderate: bool) -> Result<(), Error> {
    if may_moderate {
        return Ok(());
    }
    Err(if actor.has(Role::Moderator) { DirectoryError::ConflictOfInterest.into() } else { Error::not_found() })
}

/// GET /moderation
pub async fn queue(app: Data<App>, ctx: Ctx, actor: LoggedIn) -> Result<HttpResponse, Error> {
    let queue = service::review_queue(&app, &actor).await?;
    Ok(Page::new("To check").nav(HERE).body(views::queue(&queue)).respond(&ctx))
}

fn listing_page(app: &App, ctx: &Ctx, shown: &ListingPage, form: &ReviewForm, errors: &FieldErrors) -> HttpResponse {
    let missing = shown.provider.missing_for(&shown.listing.category, app.clock.today());
    let unseen: Vec<&str> = missing.iter().map(|scheme| scheme.label()).collect();
    let body = views::listing(ctx, &shown.listing, &shown.provider, &unseen, form, errors);
    page(&shown.listing.title, "Check a listing").errors(errors).body(body).respond(ctx)
}

/// GET /moderation/listings/{id}
pub async fn show_listing(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let shown = service::listing_page(&app, Some(&actor), id(&path)?).await?;
    admit(&actor, shown.may_moderate)?;
    Ok(listing_page(&app, &ctx, &shown, &ReviewForm::default(), &FieldErrors::new()))
}

/// POST /moderation/listings/{id}
pub async fn decide_listing(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<ReviewForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let mut errors = FieldErrors::new();
    let (decided, words) = match form.decision.as_str() {
        "approve" => (service::approve(&app, &actor, id).await, "Approved. People can find it now."),
        "send_back" => (service::send_back(&app, &actor, id, &form.reason).await, "Sent back, with your reason."),
        _ => {
            errors.push("decision", "Choose what you decide.");
            (Ok(()), "")
        }
    };
    match decided {
        Ok(()) if errors.is_empty() => return Ok(done(&app, HERE, words)),
        Ok(()) => {}
        Err(DirectoryError::Invalid(faults)) => {
            for fault in faults {
                errors.push("reason", fault.words);
            }
        }
        Err(missing @ DirectoryError::MissingAccreditations(_)) => errors.push("decision", missing.to_string()),
        Err(other) => return Err(other.into()),
    }
    let shown = service::listing_page(&app, Some(&actor), id).await?;
    admit(&actor, shown.may_moderate)?;
    Ok(listing_page(&app, &ctx, &shown, &form, &errors))
}

/// One that waits for this moderator.
async fn waiting(app: &App, actor: &Actor, id: AccreditationId) -> Result<(Accreditation, Provider), Error> {
    let queue = service::review_queue(app, actor).await?;
    queue.accreditations.into_iter().find(|(held, _)| held.id == id).ok_or_else(Error::not_found)
}

async fn accreditation_page(
    (app, actor): (&App, &Actor),
    ctx: &Ctx,
    (held, provider): &(Accreditation, Provider),
    form: &VerifyForm,
    errors: &FieldErrors,
) -> Result<HttpResponse, Error> {
    let files = service::accreditations::files_to_check(app, actor, held.id).await?;
    let body = views::accreditation(ctx, (held, &files), provider, form, errors);
    Ok(page(held.scheme.label(), "Check an accreditation").errors(errors).body(body).respond(ctx))
}

/// GET /moderation/accreditations/{id}
pub async fn show_accreditation(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let found = waiting(&app, &actor, id(&path)?).await?;
    let form = VerifyForm::of(&found.0, app.clock.today());
    accreditation_page((&app, &actor), &ctx, &found, &form, &FieldErrors::new()).await
}

/// POST /moderation/accreditations/{id}
pub async fn decide_accreditation(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<VerifyForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let mut errors = FieldErrors::new();
    match form.decision.as_str() {
        "refuse" if form.reason.trim().is_empty() => errors.push("reason", "Say why. The provider reads it."),
        "refuse" => {
            service::refuse_accreditation(&app, &actor, id, &form.reason).await?;
            return Ok(done(&app, HERE, "Refused. Nobody else sees it."));
        }
        "verify" => {
            let (on, expires_on) = form.days(&mut errors);
            if let Some(on) = on.filter(|_| errors.is_empty()) {
                match service::verify_accreditation(&app, &actor, id, Seen { on, expires_on }).await {
                    Ok(()) => return Ok(done(&app, HERE, "Verified. People see it now.")),
                    Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
                    Err(other) => return Err(other.into()),
                }
            }
        }
        _ => errors.push("decision", "Choose what you decide."),
    }
    let found = waiting(&app, &actor, id).await?;
    accreditation_page((&app, &actor), &ctx, &found, &form, &errors).await
}

fn provider_page(ctx: &Ctx, shown: &ProviderPage, form: &ReviewForm, errors: &FieldErrors) -> HttpResponse {
    let body = views::provider(ctx, &shown.provider, form, errors);
    page(&format!("Check {}", shown.provider.name), "Who runs a provider").errors(errors).body(body).respond(ctx)
}

/// GET /moderation/providers/{id}
pub async fn show_provider(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let shown = service::provider_page(&app, Some(&actor), id(&path)?).await?;
    admit(&actor, shown.may_moderate)?;
    Ok(provider_page(&ctx, &shown, &ReviewForm::default(), &FieldErrors::new()))
}

/// POST /moderation/providers/{id}
pub async fn decide_provider(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<ReviewForm>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    let shown = service::provider_page(&app, Some(&actor), id).await?;
    admit(&actor, shown.may_moderate)?;
    let mut errors = FieldErrors::new();
    let needs_reason = matches!(form.decision.as_str(), "refuse_claim" | "suspend");
    if needs_reason && form.reason.trim().is_empty() {
        errors.push("reason", "Say why, for the record.");
        return Ok(provider_page(&ctx, &shown, &form, &errors));
    }
    let words = match form.decision.as_str() {
        "verify" => service::verify_provider(&app, &actor, id).await.map(|()| "Verified. They can go on now."),
        "refuse_claim" => service::refuse_claim(&app, &actor, id, &form.reason).await.map(|()| "The claim is refused."),
        "suspend" => service::suspend(&app, &actor, id, &form.reason)
            .await
            .map(|()| "Suspended. Nobody can find or order from them."),
        "unsuspend" => service::unsuspend(&app, &actor, id).await.map(|()| "Back on the market."),
        _ => {
            errors.push("decision", "Choose what you decide.");
            return Ok(provider_page(&ctx, &shown, &form, &errors));
        }
    };
    Ok(done(&app, HERE, words?))
}
