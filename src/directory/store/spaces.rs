//! The spaces of listings: taken by orders, given back when those are over.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{listings, taken_spaces};
use crate::db::{Db, DbError};
use crate::directory::model::ListingState;
use crate::kernel::{ListingId, OrderId};

/// Takes one; false when none is left.
pub fn take_one(db: &mut Db, id: ListingId) -> Result<bool, DbError> {
    let rows = diesel::update(listings::table.find(id.0).filter(listings::spaces_left.gt(0)))
        .set(listings::spaces_left.eq(listings::spaces_left - 1))
        .execute(db)?;
    Ok(rows == 1)
}

/// Gives one back, where spaces are counted.
pub fn give_one(db: &mut Db, id: ListingId) -> Result<(), DbError> {
    diesel::update(listings::table.find(id.0).filter(listings::spaces_left.is_not_null()))
        .set(listings::spaces_left.eq(listings::spaces_left + 1))
        .execute(db)?;
    Ok(())
}

/// Notes that an order took one.
pub fn insert(db: &mut Db, order: OrderId, listing: ListingId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::insert_into(taken_spaces::table)
        .values((
            taken_spaces::order_id.eq(order.0),
            taken_spaces::listing_id.eq(listing.0),
            taken_spaces::taken_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// The listings of which an order holds a space.
pub fn held_by(db: &mut Db, order: OrderId) -> Result<Vec<ListingId>, DbError> {
    let ids: Vec<i64> = taken_spaces::table
        .filter(taken_spaces::order_id.eq(order.0).and(taken_spaces::returned_at.is_null()))
        .order(taken_spaces::listing_id.asc())
        .select(taken_spaces::listing_id)
        .load(db)?;
    Ok(ids.into_iter().map(ListingId).collect())
}

/// Notes that an order holds none any more.
pub fn set_returned(db: &mut Db, order: OrderId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(taken_spaces::table)
        .filter(taken_spaces::order_id.eq(order.0).and(taken_spaces::returned_at.is_null()))
        .set(taken_spaces::returned_at.eq(Some(now)))
        .execute(db)?;
    Ok(())
}

/// Those of these listings whose spaces are counted.
pub fn counted(db: &mut Db, ids: &[ListingId]) -> Result<Vec<ListingId>, DbError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let found: Vec<i64> = listings::table
        .filter(listings::id.eq_any(ids).and(listings::spaces_left.is_not_null()))
        .order(listings::id.asc())
        .select(listings::id)
        .load(db)?;
    Ok(found.into_iter().map(ListingId).collect())
}

/// Live listings with a space for which somebody waits, whether or not it is kept for somebody.
pub fn with_people_waiting(db: &mut Db, limit: i64) -> Result<Vec<ListingId>, DbError> {
    use crate::db::schema::waiting_places;
    use crate::directory::model::waiting::WaitingState;
    let ids: Vec<i64> = waiting_places::table
        .inner_join(listings::table)
        .filter(waiting_places::state.eq(WaitingState::Waiting.as_str()))
        .filter(listings::state.eq(ListingState::Live.as_str()))
        .filter(listings::spaces_left.gt(0).or(listings::spaces_left.is_null()))
        .order(waiting_places::listing_id.asc())
        .limit(limit)
        .select(waiting_places::listing_id)
        .distinct()
        .load(db)?;
    Ok(ids.into_iter().map(ListingId).collect())
}
