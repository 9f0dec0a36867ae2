//! The spaces of listings, counted: each order of a listing takes one, and gives it back when it is over. A space that is
//! kept for somebody on the waiting list is theirs alone. Callers hold the transaction.
//!
//! Invariant: no two orders take the same space. The count goes down only while there is one ([`take`]).

use chrono::NaiveDateTime;

use super::doors::Orderable;
use crate::db::{Db, DbError, outbox};
use crate::directory::model::waiting::WaitingState;
use crate::directory::store::{spaces as store, waiting};
use crate::kernel::{HolderId, ListingId, OrderId};

/// What somebody reads when a listing is full.
pub const FULL: &str = "There are no spaces left. You can join its waiting list.";
/// What they read when what is free is kept for others.
const KEPT: &str = "The spaces that are free are kept for people on the waiting list. You can join it.";

/// Why this holder can't have a space now, in a sentence; none when they can, or spaces aren't counted.
///
/// # Errors
/// When the database fails.
pub fn full_for(db: &mut Db, listing: &Orderable, holder: HolderId) -> Result<Option<String>, DbError> {
    let Some(spaces) = listing.spaces_left else { return Ok(None) };
    let mine = waiting::of_holder(db, listing.listing_id, holder)?;
    let list = waiting::open(db, listing.listing_id)?;
    let kept = list.iter().filter(|place| place.state == WaitingState::Offered);
    let for_others = kept.clone().filter(|place| Some(place.id) != mine).count();
    let free = usize::try_from(spaces).unwrap_or(0);
    Ok(match free {
        0 => Some(FULL.to_owned()),
        free if kept.count() > for_others || free > for_others => None,
        _ => Some(KEPT.to_owned()),
    })
}

/// Those of these listings whose spaces are counted: whoever orders them takes their locks first.
///
/// # Errors
/// When the database fails.
pub fn counted(db: &mut Db, ids: &[ListingId]) -> Result<Vec<ListingId>, DbError> {
    store::counted(db, ids)
}

/// Takes a space for an order, with the place on the waiting list that it was kept for. False when there is none left.
///
/// # Errors
/// When the database fails.
pub fn take(
    db: &mut Db,
    listing: ListingId,
    (order, holder): (OrderId, HolderId),
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    if !store::take_one(db, listing)? {
        return Ok(false);
    }
    store::insert(db, order, listing, now)?;
    if let Some(place) = waiting::of_holder(db, listing, holder)? {
        waiting::set_state(db, place, WaitingState::Left, None, now)?;
    }
    outbox::touch_listing(db, listing, now)?;
    Ok(true)
}

/// Gives back what an order that is over held. Those who wait are offered it by the worker ([`super::waiting::pass_on`]).
///
/// # Errors
/// When the database fails.
pub fn give_back(db: &mut Db, order: OrderId, now: NaiveDateTime) -> Result<(), DbError> {
    let held = store::held_by(db, order)?;
    if held.is_empty() {
        return Ok(());
    }
    for listing in held {
        store::give_one(db, listing)?;
        outbox::touch_listing(db, listing, now)?;
    }
    store::set_returned(db, order, now)
}
