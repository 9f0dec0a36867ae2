//! Waiting lists: for whoever waits, and for the provider.

use actix_web::HttpResponse;
use actix_web::web::{Data, Path};

use super::{Nothing, done, id};
use crate::accounts::guard::LoggedIn;
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::show_faults;
use crate::directory::forms::waiting::JoinForm;
use crate::directory::service::waiting;
use crate::directory::views::waiting as views;
use crate::kernel::ListingId;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::{Ctx, Page};

fn page(place: &waiting::OwnPlace) -> Page {
    let title = if place.own.is_some() { "Your place on the waiting list" } else { "Join the waiting list" };
    Page::new(title).nav("/search").caption(place.listing.title.as_str()).back(place.listing.path(), "The listing")
}

/// GET /listings/{id}/waiting
pub async fn show(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let place = waiting::own_place(&app, &actor, id(&path)?).await?;
    let form = JoinForm { name: place.holder_name.clone(), contact: actor.email.clone() };
    Ok(page(&place).body(views::own_place(&ctx, &place, &form, &FieldErrors::new())).respond(&ctx))
}

/// POST /listings/{id}/waiting
pub async fn join(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<JoinForm>,
) -> Result<HttpResponse, Error> {
    let id: ListingId = id(&path)?;
    match waiting::join(&app, &actor, id, &form.name, &form.contact).await {
        Ok(()) => Ok(done(&app, &format!("/listings/{id}/waiting"), "You are on the waiting list.")),
        Err(DirectoryError::Invalid(faults)) => {
            let mut errors = FieldErrors::new();
            show_faults(&faults, &mut errors);
            let place = waiting::own_place(&app, &actor, id).await?;
            let body = views::own_place(&ctx, &place, &form, &errors);
            Ok(page(&place).errors(&errors).body(body).respond(&ctx))
        }
        Err(other) => Err(other.into()),
    }
}

/// POST /listings/{id}/waiting/leave
pub async fn leave(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<String>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let id: ListingId = id(&path)?;
    waiting::leave(&app, &actor, id).await?;
    Ok(done(&app, &format!("/listings/{id}"), "You are no longer on the waiting list."))
}

/// GET /provider/listings/{id}/waiting
pub async fn list(app: Data<App>, ctx: Ctx, actor: LoggedIn, path: Path<String>) -> Result<HttpResponse, Error> {
    let (listing, places) = waiting::for_provider(&app, &actor, id(&path)?).await?;
    let page = Page::new("Who waits for a space").nav("/provider/listings").caption(listing.title.as_str());
    let page = page.back(format!("/provider/listings/{}/edit", listing.id), "The listing");
    Ok(page.body(views::list(&listing, &places)).respond(&ctx))
}
