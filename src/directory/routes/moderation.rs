//! What moderators check: listings, accreditations, and who runs a provider.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{done, id};
use crate::accounts::guard::LoggedIn;
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::moderation::{ReviewForm, VerifyForm, after};
use crate::directory::forms::show_faults;
use crate::directory::model::decisions::Ruling;
use crate::directory::model::{Accreditation, Provider};
use crate::directory::service::decisions::{self, Beside};
use crate::directory::service::{self, ListingPage, ProviderPage, Seen, taking_off};
use crate::directory::views::moderation as views;
use crate::kernel::dates::london;
use crate::kernel::{AccreditationId, ListingId};
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

fn listing_page(
    app: &App,
    ctx: &Ctx,
    (shown, beside): (&ListingPage, &Beside),
    form: &ReviewForm,
    errors: &FieldErrors,
) -> HttpResponse {
    let missing = shown.provider.missing_for(&shown.listing.category, app.clock.today());
    let unseen: Vec<&str> = missing.iter().map(|scheme| scheme.label()).collect();
    let body = views::listing(ctx, &shown.listing, &shown.provider, &unseen, beside, (form, errors));
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
    let beside = decisions::beside_listing(&app, &actor, shown.listing.id).await?;
    Ok(listing_page(&app, &ctx, (&shown, &beside), &ReviewForm::default(), &FieldErrors::new()))
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
    match decide(&app, &actor, id, &form, &mut errors).await {
        Ok(words) if errors.is_empty() => return Ok(done(&app, after(&form.then), words)),
        Ok(_) => {}
        Err(DirectoryError::Invalid(faults)) => {
            for fault in faults {
                errors.push("reason", fault.words);
            }
        }
        Err(missing @ DirectoryError::MissingAccreditations(_)) => errors.push("decision", missing.to_string()),
        Err(late @ DirectoryError::WrongState { .. }) => return Err(too_late(&app, &actor, id, &late).await),
        Err(other) => return Err(other.into()),
    }
    let shown = service::listing_page(&app, Some(&actor), id).await?;
    admit(&actor, shown.may_moderate)?;
    let beside = decisions::beside_listing(&app, &actor, id).await?;
    Ok(listing_page(&app, &ctx, (&shown, &beside), &form, &errors))
}

/// What was posted, done; or the errors hold what is wrong with it, and nothing was done.
async fn decide(
    app: &App,
    actor: &Actor,
    id: ListingId,
    form: &ReviewForm,
    errors: &mut FieldErrors,
) -> Result<&'static str, DirectoryError> {
    match form.decision.as_str() {
        "approve" => service::approve(app, actor, id).await.map(|()| "Approved. People can find it now."),
        "send_back" => match form.why(Ruling::SentBack, errors) {
            Some(why) => {
                service::send_back(app, actor, id, &why).await.map(|()| "Sent back. The provider is told why.")
            }
            None => Ok(""),
        },
        "take_off" => match form.why(Ruling::TakenOff, errors) {
            Some(why) => taking_off::set_off(app, actor, id, true, &why)
                .await
                .map(|()| "Taken off the site. The provider is told why. You can put it back on its page."),
            None => Ok(""),
        },
        "put_back" => {
            taking_off::set_off(app, actor, id, false, "").await.map(|()| "It is back. People can find it again.")
        }
        _ => {
            errors.push("decision", "Choose what you decide.");
            Ok("")
        }
    }
}

/// Two moderators had it open: the second is told what the first decided.
async fn too_late(app: &App, actor: &Actor, id: ListingId, late: &DirectoryError) -> Error {
    let error = Error::conflict(late.to_string()).way_on("/moderation", "Everything that waits");
    match decisions::beside_listing(app, actor, id).await.map(|beside| beside.newest) {
        Ok(Some(newest)) => error.what(format!(
            "The last decision was “{}”, by {} at {}.",
            newest.ruling.label(),
            newest.by,
            london(newest.at).format("%H:%M")
        )),
        _ => error,
    }
}

/// One that waits for this moderator.
async fn waiting(app: &App, actor: &Actor, id: AccreditationId) -> Result<(Accreditation, Provider), Error> {
    let queue = service::review_queue(app, actor).await?;
    queue.accreditations.into_iter().find(|(held, _)| held.id == id).ok_or_else(Error::not_found)
}

async fn accreditation_page(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    (held, provider): &(Accreditation, Provider),
    (form, errors): (&VerifyForm, &FieldErrors),
) -> Result<HttpResponse, Error> {
    let files = service::accreditations::files_to_check(app, actor, held.id).await?;
    let beside = decisions::beside_provider(app, actor, provider.id).await?;
    let body = views::accreditation(ctx, (held, &files), provider, &beside, (form, errors));
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
    accreditation_page(&app, &ctx, &actor, &found, (&form, &FieldErrors::new())).await
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
            return Ok(done(&app, after(&form.then), "Refused. Nobody else sees it."));
        }
        "verify" => {
            let (on, expires_on) = form.days(&mut errors);
            if let Some(on) = on.filter(|_| errors.is_empty()) {
                match service::verify_accreditation(&app, &actor, id, Seen { on, expires_on }).await {
                    Ok(()) => return Ok(done(&app, after(&form.then), "Verified. People see it now.")),
                    Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
                    Err(other) => return Err(other.into()),
                }
            }
        }
        _ => errors.push("decision", "Choose what you decide."),
    }
    let found = waiting(&app, &actor, id).await?;
    accreditation_page(&app, &ctx, &actor, &found, (&form, &errors)).await
}

async fn provider_page(
    app: &App,
    ctx: &Ctx,
    actor: &Actor,
    shown: &ProviderPage,
    (form, errors): (&ReviewForm, &FieldErrors),
) -> Result<HttpResponse, Error> {
    let beside = decisions::beside_provider(app, actor, shown.provider.id).await?;
    let body = views::provider(ctx, &shown.provider, &beside, (form, errors));
    Ok(page(&format!("Check {}", shown.provider.name), "Who runs a provider").errors(errors).body(body).respond(ctx))
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
    provider_page(&app, &ctx, &actor, &shown, (&ReviewForm::default(), &FieldErrors::new())).await
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
    let why = match form.decision.as_str() {
        "refuse_claim" | "suspend" => form.why(Ruling::Suspended, &mut errors),
        _ => Some(String::new()),
    };
    let Some(why) = why else {
        return provider_page(&app, &ctx, &actor, &shown, (&form, &errors)).await;
    };
    let words = match form.decision.as_str() {
        "verify" => service::verify_provider(&app, &actor, id).await.map(|()| "Verified. They can go on now."),
        "refuse_claim" => service::refuse_claim(&app, &actor, id, &why).await.map(|()| "The claim is refused."),
        "suspend" => {
            service::suspend(&app, &actor, id, &why).await.map(|()| "Suspended. Nobody can find or order from them.")
        }
        "unsuspend" => service::unsuspend(&app, &actor, id).await.map(|()| "Back on the market."),
        _ => {
            errors.push("decision", "Choose what you decide.");
            return provider_page(&app, &ctx, &actor, &shown, (&form, &errors)).await;
        }
    };
    Ok(done(&app, after(&form.then), words?))
}
