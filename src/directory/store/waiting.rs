//! The `waiting_places` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::waiting_places;
use crate::db::{Db, DbError};
use crate::directory::model::waiting::{WaitingPlace, WaitingState};
use crate::kernel::{HolderId, ListingId, UserId, WaitingId};

/// States in which somebody is on the list.
const OPEN: [&str; 2] = [WaitingState::Waiting.as_str(), WaitingState::Offered.as_str()];

type Row = (i64, String, String, String, NaiveDateTime, Option<NaiveDateTime>);

macro_rules! columns {
    () => {
        (
            waiting_places::id,
            waiting_places::name,
            waiting_places::contact,
            waiting_places::state,
            waiting_places::joined_at,
            waiting_places::offered_until,
        )
    };
}

fn place((id, name, contact, state, joined_at, offered_until): Row) -> Result<WaitingPlace, DbError> {
    Ok(WaitingPlace { id: WaitingId(id), name, contact, state: DbError::parsed(&state)?, joined_at, offered_until })
}

pub fn insert(
    db: &mut Db,
    listing: ListingId,
    (holder, by): (HolderId, UserId),
    (name, contact): (&str, &str),
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(waiting_places::table)
        .values((
            waiting_places::listing_id.eq(listing.0),
            waiting_places::holder_id.eq(holder.0),
            waiting_places::name.eq(name),
            waiting_places::contact.eq(contact),
            waiting_places::state.eq(WaitingState::Waiting.as_str()),
            waiting_places::joined_by.eq(by.0),
            waiting_places::joined_at.eq(now),
            waiting_places::changed_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Everybody on a listing's list, in the order they joined.
pub fn open(db: &mut Db, listing: ListingId) -> Result<Vec<WaitingPlace>, DbError> {
    let rows: Vec<Row> = waiting_places::table
        .filter(waiting_places::listing_id.eq(listing.0).and(waiting_places::state.eq_any(OPEN)))
        .order(waiting_places::id.asc())
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(place).collect()
}

/// A holder's place on a listing's list.
pub fn of_holder(db: &mut Db, listing: ListingId, holder: HolderId) -> Result<Option<WaitingId>, DbError> {
    let id: Option<i64> = waiting_places::table
        .filter(waiting_places::listing_id.eq(listing.0).and(waiting_places::holder_id.eq(holder.0)))
        .filter(waiting_places::state.eq_any(OPEN))
        .order(waiting_places::id.asc())
        .select(waiting_places::id)
        .first(db)
        .optional()?;
    Ok(id.map(WaitingId))
}

/// Who joined, to write to them.
pub fn joined_by(db: &mut Db, id: WaitingId) -> Result<UserId, DbError> {
    let user: i64 = waiting_places::table.find(id.0).select(waiting_places::joined_by).get_result(db)?;
    Ok(UserId(user))
}

pub fn set_state(
    db: &mut Db,
    id: WaitingId,
    state: WaitingState,
    offered_until: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::update(waiting_places::table.find(id.0))
        .set((
            waiting_places::state.eq(state.as_str()),
            waiting_places::offered_until.eq(offered_until),
            waiting_places::changed_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Offers that have run out, with their listings.
pub fn run_out(db: &mut Db, now: NaiveDateTime, limit: i64) -> Result<Vec<(WaitingId, ListingId)>, DbError> {
    let rows: Vec<(i64, i64)> = waiting_places::table
        .filter(waiting_places::state.eq(WaitingState::Offered.as_str()))
        .filter(waiting_places::offered_until.lt(now))
        .order(waiting_places::id.asc())
        .limit(limit)
        .select((waiting_places::id, waiting_places::listing_id))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, listing)| (WaitingId(id), ListingId(listing))).collect())
}
