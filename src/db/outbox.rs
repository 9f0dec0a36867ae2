//! The search outbox: which listings changed, in an order that every search index follows.
//!
//! Whoever changes what search shows calls [`touch_listing`] in the same transaction. Each node's index
//! asks for what came [`after`] the last number it has. Invariant: once a number has been handed out, no
//! smaller one appears later. SQLite has it for free; on PostgreSQL numbers are drawn before commits
//! happen, so writers share a lock until they commit and the follower takes it alone for a moment.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::locks::LockKey;
use super::schema::search_outbox::dsl;
use super::{Database, Db, DbError};
use crate::kernel::ids::ListingId;

/// A change that an index has to take in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touched {
    /// Its place in the order; an index remembers the last one.
    pub sequence: i64,
    /// The listing to read again. It may be gone by then.
    pub listing: ListingId,
}

/// Notes that a listing changed, appeared or went.
///
/// # Errors
/// When the database fails.
pub fn touch_listing(db: &mut Db, listing: ListingId, now: NaiveDateTime) -> Result<(), DbError> {
    if let Db::Postgres(connection) = db {
        // Held until the commit; see above.
        let lock = format!("SELECT pg_advisory_xact_lock_shared({})", LockKey::Outbox.number());
        diesel::sql_query(lock).execute(connection)?;
    }
    diesel::insert_into(dsl::search_outbox)
        .values((dsl::listing_id.eq(listing.0), dsl::created_at.eq(now)))
        .execute(db)?;
    Ok(())
}

/// At most `limit` changes after the number `sequence`, in order. Blocks: call it from a worker's thread.
///
/// # Errors
/// When the database fails.
pub fn after(database: &Database, sequence: i64, limit: i64) -> Result<Vec<Touched>, DbError> {
    database.read_holding(&[LockKey::Outbox], |db| {
        let rows: Vec<(i64, i64)> = dsl::search_outbox
            .filter(dsl::id.gt(sequence))
            .order(dsl::id)
            .limit(limit)
            .select((dsl::id, dsl::listing_id))
            .load(db)?;
        Ok(rows.into_iter().map(|(sequence, listing)| Touched { sequence, listing: ListingId(listing) }).collect())
    })
}

/// The newest number, or 0. To build an index anew, ask for this first and read the listings then: what
/// changes in between comes again, which does no harm. Blocks: call it from a worker's thread.
///
/// # Errors
/// When the database fails.
pub fn latest(database: &Database) -> Result<i64, DbError> {
    database.read_holding(&[LockKey::Outbox], |db| {
        let newest: Option<i64> = dsl::search_outbox.select(diesel::dsl::max(dsl::id)).get_result(db)?;
        Ok(newest.unwrap_or(0))
    })
}
