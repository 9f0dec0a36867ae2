//! Keeping listings and taking them off again, for oneself or for whom one acts.

use chrono::TimeDelta;

use super::model::{Entry, Kept, LONGEST_NOTE, MOST, Owner, Shortlist, ShortlistError};
use super::store;
use crate::accounts::service::people;
use crate::accounts::{Actor, By};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::service::{self as directory, Offer};
use crate::geo;
use crate::kernel::{ListingId, UserId};

/// How long what was taken off can be put back.
const KEPT_HOURS: i64 = 48;

/// The listings on this actor's list, for the marks on cards and the count in the header. Empty for somebody who may
/// not see it.
///
/// # Errors
/// When the database fails.
pub fn listings_of(db: &mut Db, actor: &Actor) -> Result<Vec<ListingId>, DbError> {
    match Owner::seen_by(actor) {
        Ok(owner) => store::listings_of(db, owner),
        Err(_) => Ok(Vec::new()),
    }
}

/// The list of this actor, or of whom they act for.
///
/// # Errors
/// [`ShortlistError::NotAllowed`], or the database.
pub async fn view(app: &App, actor: &Actor) -> Result<Shortlist, ShortlistError> {
    let owner = Owner::seen_by(actor)?;
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let entries = store::of_owner(db, owner)?;
            let home = match owner {
                Owner::Holder(holder) => people::holder_summary(db, holder)?.postcode,
                Owner::User(_) => None,
            };
            let offers = offers_of(db, &entries, today)?;
            let adders = adders(db, &actor, &entries)?;
            let of = actor.acting_for.as_ref().map(|mandate| mandate.holder_name.clone());
            let may_change = Owner::changed_by(&actor).is_ok();
            let kept = put_together(entries, &offers, &adders, home.as_deref());
            Ok(Shortlist { of, may_change, notes: true, kept })
        })
        .await
}

/// The list of a visitor, whose browser keeps the numbers.
///
/// # Errors
/// When the database fails.
pub async fn view_for_visitor(app: &App, listings: Vec<ListingId>) -> Result<Shortlist, DbError> {
    let (now, today) = (app.clock.now(), app.clock.today());
    let entry =
        move |listing| Entry { listing, note: String::new(), added_by: UserId(0), mandate: None, added_at: now };
    let entries: Vec<Entry> = listings.into_iter().map(entry).collect();
    app.db
        .read(move |db| {
            let offers = offers_of(db, &entries, today)?;
            let kept = put_together(entries.clone(), &offers, &[], None);
            Ok(Shortlist { of: None, may_change: true, notes: false, kept })
        })
        .await
}

fn offers_of(db: &mut Db, entries: &[Entry], today: chrono::NaiveDate) -> Result<Vec<Offer>, DbError> {
    let ids: Vec<ListingId> = entries.iter().map(|entry| entry.listing).collect();
    directory::offers(db, &ids, today)
}

/// The names of those who added what the reader did not add themselves.
fn adders(db: &mut Db, actor: &Actor, entries: &[Entry]) -> Result<Vec<(UserId, String)>, DbError> {
    let mut others: Vec<UserId> =
        entries.iter().map(|entry| entry.added_by).filter(|user| *user != actor.user_id).collect();
    others.sort_unstable();
    others.dedup();
    if others.is_empty() { Ok(Vec::new()) } else { people::names(db, &others) }
}

fn put_together(entries: Vec<Entry>, offers: &[Offer], adders: &[(UserId, String)], home: Option<&str>) -> Vec<Kept> {
    let home = home.and_then(|postcode| geo::lookup(postcode).ok());
    let one = |entry: Entry| {
        let offer = offers.iter().find(|offer| offer.listing.id == entry.listing).cloned();
        let from = offer.as_ref().and_then(|offer| offer.provider.easting.zip(offer.provider.northing));
        let distance_m = home.as_ref().zip(from).map(|(home, from)| geo::distance_m(home, from));
        let by = adders.iter().find(|(user, _)| *user == entry.added_by).map(|(_, name)| name.clone());
        Kept { entry, by, offer, distance_m }
    };
    entries.into_iter().map(one).collect()
}

/// Whether there is such a listing that anybody may keep.
///
/// # Errors
/// [`ShortlistError::NotFound`] for one that isn't on show.
pub async fn check(app: &App, listing: ListingId) -> Result<(), ShortlistError> {
    let today = app.clock.today();
    app.db.read(move |db| on_show(db, listing, today)).await
}

fn on_show(db: &mut Db, listing: ListingId, today: chrono::NaiveDate) -> Result<(), ShortlistError> {
    let found = directory::offers(db, &[listing], today)?;
    if found.iter().any(Offer::is_public) { Ok(()) } else { Err(ShortlistError::NotFound) }
}

/// Whether a listing is on the list; refuses when it isn't and the list is full.
fn is_there(db: &mut Db, owner: Owner, listing: ListingId) -> Result<bool, ShortlistError> {
    let there = store::listings_of(db, owner)?;
    let known = there.contains(&listing);
    if !known && there.len() >= MOST { Err(ShortlistError::Full(MOST)) } else { Ok(known) }
}

/// Puts a listing on the list. One that is there stays as it is; one that was just taken off comes back with its note.
///
/// # Errors
/// [`ShortlistError`]; then nothing was changed.
pub async fn add(app: &App, actor: &Actor, listing: ListingId) -> Result<(), ShortlistError> {
    let owner = Owner::changed_by(actor)?;
    let (by, now, today) = (actor.by(), app.clock.now(), app.clock.today());
    app.db
        .write(move |db| {
            if is_there(db, owner, listing)? {
                return Ok(());
            }
            if store::restore(db, owner, listing)? > 0 {
                return Ok(());
            }
            on_show(db, listing, today)?;
            store::insert(db, owner, listing, by, now)?;
            Ok(())
        })
        .await
}

/// Takes a listing off the list.
///
/// # Errors
/// [`ShortlistError::NotFound`] when it isn't on it.
pub async fn remove(app: &App, actor: &Actor, listing: ListingId) -> Result<(), ShortlistError> {
    let owner = Owner::changed_by(actor)?;
    let now = app.clock.now();
    app.db.write(move |db| some_row(store::remove(db, owner, listing, now)?)).await
}

/// Puts back what was taken off, with its note.
///
/// # Errors
/// [`ShortlistError::NotFound`] when it was not on the list, or is no longer remembered.
pub async fn restore(app: &App, actor: &Actor, listing: ListingId) -> Result<(), ShortlistError> {
    let owner = Owner::changed_by(actor)?;
    app.db
        .write(move |db| {
            if is_there(db, owner, listing)? {
                return Ok(());
            }
            some_row(store::restore(db, owner, listing)?)
        })
        .await
}

/// Writes why somebody likes a listing.
///
/// # Errors
/// [`ShortlistError::LongNote`], [`ShortlistError::NotFound`]; then nothing was changed.
pub async fn set_note(app: &App, actor: &Actor, listing: ListingId, note: &str) -> Result<(), ShortlistError> {
    let owner = Owner::changed_by(actor)?;
    let note = note.replace("\r\n", "\n").trim().to_owned();
    if note.chars().count() > LONGEST_NOTE {
        return Err(ShortlistError::LongNote);
    }
    app.db.write(move |db| some_row(store::set_note(db, owner, listing, &note)?)).await
}

fn some_row(rows: usize) -> Result<(), ShortlistError> {
    if rows == 0 { Err(ShortlistError::NotFound) } else { Ok(()) }
}

/// Moves what a visitor kept onto their own list, once they have signed in. Doing it twice is the same as once; what
/// doesn't fit or is gone is left out.
///
/// # Errors
/// When the database fails; then nothing was moved.
pub async fn take_in(app: &App, actor: &Actor, listings: Vec<ListingId>) -> Result<(), DbError> {
    let owner = actor.own_holder.map_or(Owner::User(actor.user_id), Owner::Holder);
    let (by, now, today) = (By { user: actor.user_id, mandate: None }, app.clock.now(), app.clock.today());
    app.db
        .write(move |db| {
            let there = store::listings_of(db, owner)?;
            let room = MOST.saturating_sub(there.len());
            let offers = directory::offers(db, &listings, today)?;
            let new = offers.iter().filter(|offer| offer.is_public() && !there.contains(&offer.listing.id)).take(room);
            // Oldest first, so that the list keeps the order in which things were kept.
            for offer in new.collect::<Vec<_>>().into_iter().rev() {
                if store::restore(db, owner, offer.listing.id)? == 0 {
                    store::insert(db, owner, offer.listing.id, by, now)?;
                }
            }
            Ok(())
        })
        .await
}

/// Forgets for good what was taken off long enough ago.
///
/// # Errors
/// When the database fails.
pub async fn tidy(app: &App) -> Result<usize, DbError> {
    let before = app.clock.now() - TimeDelta::hours(KEPT_HOURS);
    app.db.write(move |db| store::forget(db, before)).await
}

/// Puts a listing with a note on a holder's list, without a form: for the demo.
///
/// # Errors
/// When the database fails.
pub fn enrol(
    db: &mut Db,
    holder: crate::kernel::HolderId,
    listing: ListingId,
    note: &str,
    by: By,
    now: chrono::NaiveDateTime,
) -> Result<(), DbError> {
    store::insert(db, Owner::Holder(holder), listing, by, now)?;
    store::set_note(db, Owner::Holder(holder), listing, note).map(drop)
}
