//! Pictures of listings: the editor's page of them, and the pictures themselves.

use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use serde::Deserialize;

use super::sections::frame;
use super::{Nothing, done, id, told};
use crate::accounts::guard::{LoggedIn, MaybeActor};
use crate::app::App;
use crate::directory::DirectoryError;
use crate::directory::forms::show_faults;
use crate::directory::model::picture::Way;
use crate::directory::service::pictures as service;
use crate::directory::service::{self as directory, Saved};
use crate::directory::views::own::edit::Section;
use crate::directory::views::own::pictures as views;
use crate::files::{LARGEST_PICTURE, picture};
use crate::kernel::ListingId;
use crate::web::error::Error;
use crate::web::form::{FieldErrors, Posted, PostedFiles, TakesFiles};
use crate::web::page::{Ctx, Page};

/// A picture being added, as posted; its file is `picture`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    alt: String,
}

impl TakesFiles for AddForm {
    const LARGEST_FILE: usize = LARGEST_PICTURE;
}

/// What a picture shows, as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    alt: String,
}

/// Which way a picture goes, as posted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct MoveForm {
    way: String,
}

fn list(id: ListingId) -> String {
    format!("/provider/listings/{id}/edit/pictures")
}

fn saved(app: &App, id: ListingId, saved: Saved, words: &str) -> HttpResponse {
    match saved {
        Saved::Kept => done(app, &list(id), words),
        Saved::BackInReview => {
            let to = format!("/provider/listings/{id}/edit");
            told(app, &to, &format!("{words} We check the listing again before people can see it."))
        }
    }
}

/// POST /provider/listings/{id}/edit/pictures
pub async fn add(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<String>,
    mut posted: PostedFiles<AddForm>,
) -> Result<HttpResponse, Error> {
    let id: ListingId = id(&path)?;
    let mut errors = FieldErrors::new();
    match posted.take("picture") {
        None => errors.push("picture", "Choose a picture."),
        Some(file) => match service::add_picture(&app, &actor, id, &posted.alt, file.bytes).await {
            Ok(kept) => return Ok(saved(&app, id, kept, "The picture is added.")),
            Err(DirectoryError::Invalid(faults)) => show_faults(&faults, &mut errors),
            Err(other) => return Err(other.into()),
        },
    }
    let (listing, _) = directory::listing_for_edit(&app, &actor, id).await?;
    let body = views::page(&ctx, &listing, &posted.alt, &errors);
    Ok(frame(&listing, Section::Pictures).errors(&errors).body(body).respond(&ctx))
}

/// POST /provider/listings/{id}/pictures/{picture}/words
pub async fn describe(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<WordsForm>,
) -> Result<HttpResponse, Error> {
    let (listing, which) = (id(&path.0)?, id(&path.1)?);
    let kept = service::describe_picture(&app, &actor, listing, which, &form.alt).await?;
    Ok(saved(&app, listing, kept, "Saved what the picture shows."))
}

/// POST /provider/listings/{id}/pictures/{picture}/move
pub async fn shift(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<(String, String)>,
    Posted(form): Posted<MoveForm>,
) -> Result<HttpResponse, Error> {
    let (listing, which) = (id(&path.0)?, id(&path.1)?);
    let way = if form.way == "up" { Way::Up } else { Way::Down };
    service::move_picture(&app, &actor, listing, which, way).await?;
    Ok(done(&app, &list(listing), "Moved."))
}

/// GET /provider/listings/{id}/pictures/{picture}/remove
pub async fn show_remove(
    app: Data<App>,
    ctx: Ctx,
    actor: LoggedIn,
    path: Path<(String, String)>,
) -> Result<HttpResponse, Error> {
    let which = id(&path.1)?;
    let (listing, _) = directory::listing_for_edit(&app, &actor, id(&path.0)?).await?;
    let picture = listing.pictures.iter().find(|picture| picture.id == which).ok_or_else(Error::not_found)?;
    let page = Page::new("Remove this picture?").nav("/provider/listings").caption(listing.title.as_str());
    Ok(page.back(list(listing.id), "Pictures").body(views::remove(&ctx, &listing, picture)).respond(&ctx))
}

/// POST /provider/listings/{id}/pictures/{picture}/remove
pub async fn remove(
    app: Data<App>,
    actor: LoggedIn,
    path: Path<(String, String)>,
    _: Posted<Nothing>,
) -> Result<HttpResponse, Error> {
    let (listing, which) = (id(&path.0)?, id(&path.1)?);
    let kept = service::remove_picture(&app, &actor, listing, which).await?;
    Ok(saved(&app, listing, kept, "The picture is removed."))
}

/// GET /pictures/{name}
pub async fn show(app: Data<App>, MaybeActor(actor): MaybeActor, path: Path<String>) -> Result<HttpResponse, Error> {
    let shown = service::show_picture(&app, actor.as_deref(), &path).await?;
    // What is under a name never changes; what isn't everybody's stays in one person's browser, and for a short time.
    let keep = if shown.public { "public, max-age=31536000, immutable" } else { "private, max-age=60" };
    Ok(HttpResponse::Ok()
        .content_type(picture::content_type(&shown.bytes))
        .insert_header((header::CACHE_CONTROL, keep))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_DISPOSITION, "inline"))
        .body(shown.bytes))
}
