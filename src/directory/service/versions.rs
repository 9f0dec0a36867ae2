//! Versions of a listing: what it said, kept with each change and with each order.

use chrono::NaiveDateTime;

use super::{authority, pages};
use crate::accounts::Actor;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::error::DirectoryError;
use crate::directory::model::Listing;
use crate::directory::model::version::{Change, Snapshot, Version};
use crate::directory::store::{loading, providers, versions};
use crate::kernel::{ListingId, ListingVersionId, UserId};

/// The most versions that a history shows.
const MOST_SHOWN: i64 = 200;

/// Keeps what a listing says now beside what it said before, if that differs. To be called after every change, in its
/// transaction.
///
/// # Errors
/// [`DirectoryError::ChangedMeanwhile`] when another change was first; or when the database fails.
pub(in crate::directory) fn note(
    db: &mut Db,
    before: &Listing,
    by: UserId,
    now: NaiveDateTime,
) -> Result<Option<ListingVersionId>, DirectoryError> {
    note_of(db, before, Some(by), now)
}

/// As [`note`], for a change that its source says: nobody made it here.
///
/// # Errors
/// As [`note`].
pub(super) fn note_imported(db: &mut Db, before: &Listing, now: NaiveDateTime) -> Result<(), DbError> {
    match note_of(db, before, None, now) {
        Ok(_) => Ok(()),
        Err(DirectoryError::Db(error)) => Err(error),
        Err(other) => Err(DbError::Other(other.to_string())),
    }
}

/// Keeps that a listing came to another provider: what it says is the same.
///
/// # Errors
/// As [`note`].
pub(super) fn note_moved(db: &mut Db, listing: &Listing, by: UserId, now: NaiveDateTime) -> Result<(), DirectoryError> {
    let (_, number) = held(db, listing)?;
    versions::insert(db, listing.id, number + 1, &Snapshot::of(listing), Some(by), now)?;
    let first = versions::set_number(db, listing.id, number, number + 1)?;
    if first { Ok(()) } else { Err(DirectoryError::ChangedMeanwhile) }
}

fn note_of(
    db: &mut Db,
    before: &Listing,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<Option<ListingVersionId>, DirectoryError> {
    let after = loading::by_id(db, before.id)?;
    let said = Snapshot::of(&after);
    if Snapshot::of(before) == said {
        return Ok(None);
    }
    let (_, number) = held(db, before)?;
    let id = versions::insert(db, before.id, number + 1, &said, by, now)?;
    if versions::set_number(db, before.id, number, number + 1)? {
        Ok(Some(id))
    } else {
        Err(DirectoryError::ChangedMeanwhile)
    }
}

/// The version of what a listing says as it was read, which is kept now if it wasn't before.
fn held(db: &mut Db, listing: &Listing) -> Result<(ListingVersionId, i32), DbError> {
    let said = Snapshot::of(listing);
    let number = match versions::numbered(db, listing.id, listing.version)? {
        Some((id, kept)) if kept == said => return Ok((id, listing.version)),
        // Something that keeps no versions changed it, such as an import.
        Some(_) => listing.version + 1,
        None => listing.version,
    };
    let id = versions::insert(db, listing.id, number, &said, None, listing.updated_at)?;
    if number != listing.version {
        versions::set_number(db, listing.id, listing.version, number)?;
    }
    Ok((id, number))
}

/// The version that an order placed now is placed under. Runs in the order's transaction.
///
/// # Errors
/// When the database fails.
pub fn ordered_under(db: &mut Db, id: ListingId) -> Result<ListingVersionId, DbError> {
    if let Some(known) = versions::newest_id(db, id)? {
        return Ok(known);
    }
    let listing = loading::by_id(db, id)?;
    Ok(held(db, &listing)?.0)
}

/// What a listing said in a version, and whether it says something else now. The caller has checked that the reader
/// may know it.
///
/// # Errors
/// [`DbError::NotFound`].
pub fn said(db: &mut Db, id: ListingVersionId) -> Result<(Version, bool), DbError> {
    let (listing, version) = versions::by_id(db, id)?;
    let changed = Snapshot::of(&loading::by_id(db, listing)?) != version.snapshot;
    Ok((version, changed))
}

/// What a listing's history shows.
#[derive(Clone, Debug)]
pub struct History {
    /// The listing as it is.
    pub listing: Listing,
    /// Its versions, newest first; none while nothing has changed.
    pub versions: Vec<Version>,
    /// Whether the reader is one of its staff.
    pub is_own: bool,
}

/// Who changed what in a listing, for its staff and for moderators.
///
/// # Errors
/// [`DirectoryError::Refused`] for everybody else.
pub async fn history(app: &App, actor: &Actor, id: ListingId) -> Result<History, DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let listing = loading::by_id(db, id)?;
            let provider = providers::by_id(db, listing.provider_id)?;
            if !pages::may_see_unseen(Some(&actor), &provider) {
                return Err(DirectoryError::Refused);
            }
            let is_own = pages::is_own(Some(&actor), &provider);
            Ok(History { versions: versions::newest(db, id, MOST_SHOWN)?, listing, is_own })
        })
        .await
}

/// What changed in a listing since a version that somebody looked at: nothing when that version isn't known.
///
/// # Errors
/// Not theirs to know.
pub async fn changes_since(app: &App, actor: &Actor, id: ListingId, seen: i32) -> Result<Vec<Change>, DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let (listing, _) = authority::own_listing(db, &actor, id)?;
            if listing.version == seen {
                return Ok(Vec::new());
            }
            let then = versions::numbered(db, id, seen)?;
            Ok(then.map(|(_, said)| said.changes(&Snapshot::of(&listing))).unwrap_or_default())
        })
        .await
}
