//! Pictures of listings: added, described, put in order, taken away, and shown to whoever may see the listing.

use chrono::NaiveDateTime;

use super::authority::{self, Done};
use super::listings::{self, Saved};
use super::{pages, versions};
use crate::accounts::Actor;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::error::DirectoryError;
use crate::directory::model::picture::{MOST_PICTURES, Way, checked_alt, moved};
use crate::directory::model::{Fault, Listing, ListingState, Picture};
use crate::directory::store::{loading, pictures, providers};
use crate::files::picture::{self, PictureFault, Prepared};
use crate::files::{self, FileKey, Files, FilesError};
use crate::kernel::{ListingId, PictureId};

fn fault(field: &str, words: impl Into<String>) -> DirectoryError {
    DirectoryError::Invalid(vec![Fault::new(field, words)])
}

fn failed(error: FilesError) -> DirectoryError {
    match error {
        FilesError::Db(error) => DirectoryError::Db(error),
        other => DirectoryError::Db(DbError::Other(other.to_string())),
    }
}

/// Adds a picture to the end of a listing's list. Where the listing was approved, a moderator looks again.
///
/// # Errors
/// [`DirectoryError::Invalid`] of `picture` or `alt`; [`DirectoryError::WrongState`] while it is in review; or not
/// theirs to do.
pub async fn add_picture(
    app: &App,
    actor: &Actor,
    id: ListingId,
    alt: &str,
    bytes: Vec<u8>,
) -> Result<Saved, DirectoryError> {
    let alt = checked_alt(alt).map_err(|fault| DirectoryError::Invalid(vec![fault]))?;
    // Asked before the work and again when it is written.
    let asking = actor.clone();
    app.db.read(move |db| room_for_one(db, &asking, id).map(|_| ())).await?;
    let prepared = prepare(app, bytes).await?.map_err(|why| fault("picture", why.to_string()))?;
    let key = FileKey::new("pictures", app.random.bytes());
    let (width, height) = (pixels(prepared.width)?, pixels(prepared.height)?);
    for (size, bytes) in prepared.files {
        files::service::upload(&app.db, &app.files, &key.sized(size), bytes, app.clock.now()).await.map_err(failed)?;
    }
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let listing = room_for_one(db, &actor, id)?;
            let position = i32::try_from(listing.pictures.len()).unwrap_or(i32::MAX);
            pictures::insert(db, id, position, (&key, width, height), &alt, now)?;
            for size in picture::sizes(width.unsigned_abs()) {
                files::keep(db, &key.sized(size), now)?;
            }
            changed(db, &actor, &listing, "listing.picture_added", &alt, now)
        })
        .await
}

fn pixels(count: u32) -> Result<i32, DirectoryError> {
    i32::try_from(count).map_err(|_| fault("picture", PictureFault::TooManyPixels.to_string()))
}

/// Reads a picture where it holds up nobody; two at a time, however many are sent.
async fn prepare(app: &App, bytes: Vec<u8>) -> Result<Result<Prepared, PictureFault>, DirectoryError> {
    let stopped = |_| DirectoryError::Db(DbError::Other("the program is stopping".to_owned()));
    let _turn = app.pictures.acquire().await.map_err(stopped)?;
    let work = tokio::task::spawn_blocking(move || picture::prepare(&bytes)).await;
    // A reader that falls over a picture has refused it.
    Ok(work.unwrap_or(Err(PictureFault::Damaged)))
}

fn room_for_one(db: &mut Db, actor: &Actor, id: ListingId) -> Result<Listing, DirectoryError> {
    let listing = to_change(db, actor, id)?;
    if listing.pictures.len() < MOST_PICTURES {
        return Ok(listing);
    }
    Err(fault("picture", format!("A listing can have {MOST_PICTURES} pictures. Remove one before you add another.")))
}

fn to_change(db: &mut Db, actor: &Actor, id: ListingId) -> Result<Listing, DirectoryError> {
    let (listing, _) = authority::own_listing(db, actor, id)?;
    listings::editable(&listing)?;
    Ok(listing)
}

/// What follows each change of pictures: a moderator's look where one was needed before, a version, and the log.
fn changed(
    db: &mut Db,
    actor: &Actor,
    before: &Listing,
    action: &str,
    detail: &str,
    now: NaiveDateTime,
) -> Result<Saved, DirectoryError> {
    let saved = listings::reopen_if_approved(db, before, now)?;
    versions::note(db, before, actor.user_id, now)?;
    Done { actor, now }.on_listing(db, before.id, action, detail)?;
    Ok(saved)
}

fn one_of(listing: &Listing, id: PictureId) -> Result<&Picture, DirectoryError> {
    listing.pictures.iter().find(|picture| picture.id == id).ok_or(DirectoryError::Refused)
}

/// Says anew what a picture shows.
///
/// # Errors
/// [`DirectoryError::Invalid`] of `alt`, and as [`add_picture`].
pub async fn describe_picture(
    app: &App,
    actor: &Actor,
    id: ListingId,
    which: PictureId,
    alt: &str,
) -> Result<Saved, DirectoryError> {
    let alt = checked_alt(alt).map_err(|fault| DirectoryError::Invalid(vec![fault]))?;
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let listing = to_change(db, &actor, id)?;
            if one_of(&listing, which)?.alt == alt {
                return Ok(Saved::Kept);
            }
            pictures::set_alt(db, which, &alt)?;
            changed(db, &actor, &listing, "listing.picture_described", &alt, now)
        })
        .await
}

/// Moves a picture one place in its list. The same pictures in another order need no moderator.
///
/// # Errors
/// As [`add_picture`].
pub async fn move_picture(
    app: &App,
    actor: &Actor,
    id: ListingId,
    which: PictureId,
    way: Way,
) -> Result<(), DirectoryError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let listing = to_change(db, &actor, id)?;
            one_of(&listing, which)?;
            let order: Vec<PictureId> = listing.pictures.iter().map(|picture| picture.id).collect();
            for (position, picture) in (0_i32..).zip(moved(&order, which, way)) {
                pictures::set_position(db, picture, position)?;
            }
            versions::note(db, &listing, actor.user_id, now)?;
            Done { actor: &actor, now }.on_listing(db, id, "listing.pictures_ordered", &listing.title)?;
            Ok(())
        })
        .await
}

/// Takes a picture away. Its files are deleted a month later.
///
/// # Errors
/// As [`add_picture`].
pub async fn remove_picture(
    app: &App,
    actor: &Actor,
    id: ListingId,
    which: PictureId,
) -> Result<Saved, DirectoryError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let listing = to_change(db, &actor, id)?;
            let picture = one_of(&listing, which)?;
            pictures::delete(db, which)?;
            for key in picture.files() {
                files::release(db, &key, now)?;
            }
            changed(db, &actor, &listing, "listing.picture_removed", &picture.alt, now)
        })
        .await
}

/// A stored picture in one size.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Its bytes, as we wrote them.
    pub bytes: Vec<u8>,
    /// Whether everybody may see it.
    pub public: bool,
}

/// A picture, for whoever may see its listing. `name` is the last part of its address.
///
/// # Errors
/// [`DirectoryError::Refused`] when there is none, or none that this viewer may see.
pub async fn show_picture(app: &App, actor: Option<&Actor>, name: &str) -> Result<Shown, DirectoryError> {
    let key: FileKey = format!("pictures/{name}").parse().map_err(|_| DirectoryError::Refused)?;
    let whole: FileKey = key.whole();
    let actor = actor.cloned();
    let public = app
        .db
        .read(move |db| {
            let id = pictures::listing_of(db, &whole)?;
            let listing = loading::by_id(db, id)?;
            let provider = providers::by_id(db, listing.provider_id)?;
            let public = listing.state == ListingState::Live && pages::is_in_market(&provider);
            let may = public || pages::may_see_unseen(actor.as_ref(), &provider);
            if may { Ok(public) } else { Err(DirectoryError::Refused) }
        })
        .await?;
    match app.files.get(&key).await {
        Ok(bytes) => Ok(Shown { bytes, public }),
        Err(FilesError::Missing) => Err(DirectoryError::Refused),
        Err(other) => Err(failed(other)),
    }
}

/// Draws and stores a picture, and gives what [`enrol_picture`] takes: for the demo and tests, which wait for it.
///
/// # Errors
/// When it is no picture, or the store fails.
pub async fn store_picture(
    database: &crate::db::Database,
    files: &Files,
    random: [u8; 16],
    bytes: &[u8],
    now: NaiveDateTime,
) -> Result<StoredPicture, DirectoryError> {
    let prepared = picture::prepare(bytes).map_err(|why| fault("picture", why.to_string()))?;
    let key = FileKey::new("pictures", random);
    for (size, bytes) in prepared.files {
        files::service::upload(database, files, &key.sized(size), bytes, now).await.map_err(failed)?;
    }
    Ok(StoredPicture { key, width: pixels(prepared.width)?, height: pixels(prepared.height)? })
}

/// A picture that is stored and not yet any listing's.
#[derive(Clone, Debug)]
pub struct StoredPicture {
    key: FileKey,
    width: i32,
    height: i32,
}

/// Gives a listing a stored picture; for the demo and tests, inside the caller's transaction.
///
/// # Errors
/// When the description is none, or the database fails.
pub fn enrol_picture(
    db: &mut Db,
    id: ListingId,
    stored: &StoredPicture,
    alt: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let alt = checked_alt(alt).map_err(|fault| DbError::Other(fault.words))?;
    let position = i32::try_from(loading::by_id(db, id)?.pictures.len()).unwrap_or(i32::MAX);
    pictures::insert(db, id, position, (&stored.key, stored.width, stored.height), &alt, now)?;
    for size in picture::sizes(stored.width.unsigned_abs()) {
        files::keep(db, &stored.key.sized(size), now)?;
    }
    crate::db::outbox::touch_listing(db, id, now)
}
