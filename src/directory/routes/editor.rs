//! A listing's own page for its staff, and what they do with it as a whole.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{Nothing, done, id};
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::model::{Fault, Listing, Provider};
use crate::directory::service;
use crate::directory::views::own::{check, edit, told};
use crate::kernel::ListingId;
use crate::web::error::Error;
use crate::web::form::Posted;
use crate::web::page::{Ctx, Page};

fn missing(listing: &Listing, provider: &Provider) -> Vec<Fault> {
    listing.as_command().missing_before_review(listing.prices.len(), provider.easting.is_some())
}

fn edit_path(id: ListingId) -> String {
    format!("/provider/listings/{id}/edit")
}

/// GET /provider/listings/{id}/edit
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (listing, provider) = service::listing_for_edit(&app, &actor, id(&path)?).await?;
    let beside = service::decisions::beside_own(&app, &actor, listing.id).await?;
    let body = edit::page(&ctx, &listing, &missing(&listing, &provider));
    let body = told::above(&beside, &listing, &body);
    let page = Page::new(listing.title.as_str()).nav("/provider/listings").back("/provider/listings", "Your listings");
    Ok(page.caption("Your listing").beside_heading(edit::beside(&listing)).body(body).respond(&ctx))
}

/// GET /provider/listings/{id}/check
pub async fn show_check(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let today = app.clock.today();
    let (listing, provider) = service::listing_for_edit(&app, &actor, id(&path)?).await?;
    let missing = missing(&listing, &provider);
    let unseen: Vec<&str> =
        provider.missing_for(&listing.category, today).iter().map(|scheme| scheme.label()).collect();
    let body = check::page(&ctx, &listing, &provider, &missing, &unseen, today);
    let title = if missing.is_empty() { "Check before you send it" } else { "What is missing" };
    let page = Page::new(title).nav("/provider/listings").back(edit_path(listing.id), "The listing");
    Ok(page.caption(listing.title.as_str()).body(body).respond(&ctx))
}

/// POST /provider/listings/{id}/submit
pub async fn submit(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    match service::submit_listing(&app, &actor, id).await {
        Ok(()) => Ok(done(&app, &edit_path(id), "Sent. We check it before people can see it.")),
        Err(DirectoryError::NotReady(_)) => Ok(crate::web::flash::see_other(&format!("/provider/listings/{id}/check"))),
        Err(other) => Err(other.into()),
    }
}

/// POST /provider/listings/{id}/take-back
pub async fn take_back(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    service::take_back(&app, &actor, id).await?;
    Ok(done(&app, &edit_path(id), "You have it back. Send it again when you are ready."))
}

/// POST /provider/listings/{id}/pause
pub async fn pause(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    service::pause(&app, &actor, id).await?;
    Ok(done(&app, &edit_path(id), "Paused. People can’t find or order it now."))
}

/// POST /provider/listings/{id}/resume
pub async fn resume(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id = id(&path)?;
    service::resume(&app, &actor, id).await?;
    Ok(done(&app, &edit_path(id), "It is live again."))
}

/// GET /provider/listings/{id}/withdraw
pub async fn show_withdraw(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
) -> Result<HttpResponse, Error> {
    let (listing, _) = service::listing_for_edit(&app, &actor, id(&path)?).await?;
    let page = Page::new("Withdraw this listing for good?").nav("/provider/listings");
    let page = page.back(edit_path(listing.id), "The listing").caption(listing.title.as_str());
    Ok(page.body(edit::withdraw(&ctx, &listing)).respond(&ctx))
}

/// POST /provider/listings/{id}/withdraw
pub async fn withdraw(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    service::withdraw(&app, &actor, id(&path)?).await?;
    Ok(done(&app, "/provider/listings", "Withdrawn. Orders you have accepted go on."))
}
