//! `/shortlist`: for everybody, signed in or not.

use std::collections::BTreeMap;

use actix_web::web::{Data, Path, Query, ServiceConfig, get, post};
use actix_web::{HttpRequest, HttpResponse};
use serde::Deserialize;

use super::model::{MOST_FOR_VISITORS, Shortlist, ShortlistError};
use super::{cookie, service, views};
use crate::accounts::{Actor, LoggedIn, MaybeActor};
use crate::app::App;
use crate::kernel::ListingId;
use crate::web::error::Error;
use crate::web::flash::{self, Flash, local, see_other};
use crate::web::form::{FieldErrors, Posted};
use crate::web::page::Ctx;

/// Every address of the shortlist.
pub fn configure(site: &mut ServiceConfig) {
    site.route("/shortlist", get().to(show))
        .route("/shortlist", post().to(add))
        .route("/shortlist/{listing}/remove", post().to(remove))
        .route("/shortlist/{listing}/restore", post().to(restore))
        .route("/shortlist/{listing}/note", post().to(set_note));
}

/// What the list's address may say after the question mark.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Shown {
    /// What was just taken off.
    removed: String,
}

/// A button on a card.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct KeepForm {
    listing: String,
    back: String,
}

/// A note's form: its one field is named after the listing, because a page holds many.
type NoteForm = BTreeMap<String, String>;

async fn list(app: &App, actor: Option<&Actor>, request: &HttpRequest) -> Result<Shortlist, Error> {
    match actor {
        Some(actor) => service::view(app, actor).await.map_err(problem),
        None => Ok(service::view_for_visitor(app, cookie::read(request, app.config.secret_key.bytes())).await?),
    }
}

/// GET /shortlist
async fn show(
    app: Data<App>,
    ctx: Ctx,
    MaybeActor(actor): MaybeActor,
    request: HttpRequest,
    Query(shown): Query<Shown>,
) -> Result<HttpResponse, Error> {
    let list = list(&app, actor.as_deref(), &request).await?;
    let removed = shown.removed.parse().ok().filter(|id| list.kept.iter().all(|kept| kept.entry.listing != *id));
    Ok(views::page(&ctx, &list, app.clock.today(), removed, (None, &FieldErrors::new())).respond(&ctx))
}

/// POST /shortlist
async fn add(
    app: Data<App>,
    MaybeActor(actor): MaybeActor,
    request: HttpRequest,
    Posted(form): Posted<KeepForm>,
) -> Result<HttpResponse, Error> {
    let listing = id(&form.listing)?;
    // A list has one form for all its cards: the one that was kept is where the reader goes back to.
    let place = if form.back.ends_with('#') { format!("listing-{listing}") } else { String::new() };
    let back = format!("{}{place}", form.back);
    let back = if back.is_empty() { "/shortlist" } else { local(&back) };
    let added = match actor.as_deref() {
        Some(actor) => service::add(&app, actor, listing).await.map(|()| None),
        None => keep(&app, &request, listing).await.map(Some),
    };
    match added {
        Ok(None) => Ok(see_other(back)),
        Ok(Some(listings)) => with_cookie(&app, see_other(back), &listings),
        Err(ShortlistError::Full(most)) => {
            let words = match actor {
                Some(_) => ShortlistError::Full(most).to_string(),
                None => format!("You can keep {most} without signing in. Sign in to keep more, or take something off."),
            };
            let top = back.split('#').next().unwrap_or(back);
            Ok(flash::redirect(top, &Flash::warning(words), app.config.secret_key.bytes()))
        }
        Err(error) => Err(problem(error)),
    }
}

/// A visitor's list with one more listing on top.
async fn keep(app: &App, request: &HttpRequest, listing: ListingId) -> Result<Vec<ListingId>, ShortlistError> {
    let mut listings = cookie::read(request, app.config.secret_key.bytes());
    if listings.contains(&listing) {
        return Ok(listings);
    }
    if listings.len() >= MOST_FOR_VISITORS {
        return Err(ShortlistError::Full(MOST_FOR_VISITORS));
    }
    service::check(app, listing).await?;
    listings.insert(0, listing);
    Ok(listings)
}

fn with_cookie(app: &App, mut response: HttpResponse, listings: &[ListingId]) -> Result<HttpResponse, Error> {
    let cookie = cookie::write(listings, app.config.secret_key.bytes(), app.config.is_https());
    response.add_cookie(&cookie).map_err(Error::internal)?;
    Ok(response)
}

/// POST /shortlist/{listing}/remove
async fn remove(
    app: Data<App>,
    MaybeActor(actor): MaybeActor,
    request: HttpRequest,
    path: Path<String>,
    Posted(form): Posted<KeepForm>,
) -> Result<HttpResponse, Error> {
    let listing: ListingId = id(&path)?;
    let back =
        if form.back.is_empty() { format!("/shortlist?removed={listing}") } else { local(&form.back).to_owned() };
    if let Some(actor) = actor.as_deref() {
        service::remove(&app, actor, listing).await.map_err(problem)?;
        return Ok(see_other(&back));
    }
    let mut listings = cookie::read(&request, app.config.secret_key.bytes());
    let before = listings.len();
    listings.retain(|other| *other != listing);
    if listings.len() == before {
        return Err(Error::not_found());
    }
    with_cookie(&app, see_other(&back), &listings)
}

/// POST /shortlist/{listing}/restore
async fn restore(
    app: Data<App>,
    MaybeActor(actor): MaybeActor,
    request: HttpRequest,
    path: Path<String>,
    Posted(_): Posted<KeepForm>,
) -> Result<HttpResponse, Error> {
    let listing: ListingId = id(&path)?;
    if let Some(actor) = actor.as_deref() {
        service::restore(&app, actor, listing).await.map_err(problem)?;
        return Ok(see_other("/shortlist"));
    }
    let listings = keep(&app, &request, listing).await.map_err(problem)?;
    with_cookie(&app, see_other("/shortlist"), &listings)
}

/// POST /shortlist/{listing}/note
async fn set_note(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    Posted(form): Posted<NoteForm>,
) -> Result<HttpResponse, Error> {
    let listing: ListingId = id(&path)?;
    let note = form.get(&views::note_field(listing)).map_or("", String::as_str);
    match service::set_note(&app, &actor, listing, note).await {
        Ok(()) => {
            Ok(flash::redirect("/shortlist", &Flash::success("Your note is saved."), app.config.secret_key.bytes()))
        }
        Err(error @ ShortlistError::LongNote) => {
            let mut errors = FieldErrors::new();
            errors.push(views::note_field(listing), error.to_string());
            let list = service::view(&app, &actor).await.map_err(problem)?;
            let typed = Some((listing, note));
            Ok(views::page(&ctx, &list, app.clock.today(), None, (typed, &errors)).respond(&ctx))
        }
        Err(error) => Err(problem(error)),
    }
}

/// An id in an address or a form; anything else is nothing of ours.
fn id(text: &str) -> Result<ListingId, Error> {
    text.parse().map_err(|_| Error::not_found())
}

/// A refusal that has no form to go back to.
fn problem(error: ShortlistError) -> Error {
    match error {
        ShortlistError::NotFound => Error::not_found(),
        ShortlistError::Db(error) => error.into(),
        ShortlistError::NotAllowed(_) => Error::forbidden(error.to_string()).way_on("/search", "Find support"),
        ShortlistError::Full(_) | ShortlistError::LongNote => {
            Error::conflict(error.to_string()).way_on("/shortlist", "See your shortlist")
        }
    }
}
