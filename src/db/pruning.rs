//! Takes away rows that nobody needs any more: finished jobs, outbox rows that newer ones stand for, idempotency keys,
//! sessions that are over, links that lapsed. The worker calls it by the calendar.
//!
//! Invariants: each batch is one short transaction of at most [`BATCH`] rows, so that nobody waits long for it; twice
//! is the same as once. An outbox row goes only when a newer one names the same listing: an index that is behind, or
//! starts from nothing, reads each listing as it is now anyway, so it misses nothing.

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::schema::{email_tokens, holder_invites, idempotency_keys, jobs, search_outbox, sessions};
use super::{Database, Db, DbError, marks};

/// The most rows of one transaction.
pub const BATCH: i64 = 500;
/// The most transactions for one table at a time; the rest goes the next time.
const BATCHES: usize = 20;

/// Jobs that are done, and outbox rows, are kept this long.
const WEEK: i64 = 7;
/// Idempotency keys, sessions that are over, and links that lapsed or were used.
const MONTH: i64 = 30;

/// The day of the last time.
const MARK: &str = "pruned_on";

/// Ids of rows that may go.
type Find = fn(&mut Db, NaiveDateTime) -> Result<Vec<i64>, DbError>;
type Delete = fn(&mut Db, Vec<i64>) -> Result<usize, DbError>;

/// Everything that is pruned: how many days it is kept, how it is found, how it is deleted.
const KINDS: [(i64, Find, Delete); 6] = [
    (WEEK, done_jobs, |db, ids| Ok(diesel::delete(jobs::table.filter(jobs::id.eq_any(ids))).execute(db)?)),
    (WEEK, followed, |db, ids| {
        Ok(diesel::delete(search_outbox::table.filter(search_outbox::id.eq_any(ids))).execute(db)?)
    }),
    (MONTH, old_keys, |db, ids| {
        Ok(diesel::delete(idempotency_keys::table.filter(idempotency_keys::id.eq_any(ids))).execute(db)?)
    }),
    (MONTH, old_sessions, |db, ids| Ok(diesel::delete(sessions::table.filter(sessions::id.eq_any(ids))).execute(db)?)),
    (MONTH, old_tokens, |db, ids| {
        Ok(diesel::delete(email_tokens::table.filter(email_tokens::id.eq_any(ids))).execute(db)?)
    }),
    (MONTH, old_invites, |db, ids| {
        Ok(diesel::delete(holder_invites::table.filter(holder_invites::id.eq_any(ids))).execute(db)?)
    }),
];

/// Prunes what is old; says how many rows went.
///
/// # Errors
/// When the database fails; what was pruned before stays pruned.
pub async fn prune(database: &Database, now: NaiveDateTime) -> Result<usize, DbError> {
    let mut gone = 0;
    for (days, find, delete) in KINDS {
        let before = now - TimeDelta::days(days);
        for _ in 0..BATCHES {
            let ids = database.read(move |db| find(db, before)).await?;
            if ids.is_empty() {
                break;
            }
            gone += database.write(move |db| delete(db, ids.clone())).await?;
        }
    }
    Ok(gone)
}

/// [`prune`], once a day.
///
/// # Errors
/// As [`prune`].
pub async fn daily(database: &Database, now: NaiveDateTime) -> Result<usize, DbError> {
    let today = now.date().to_string();
    if database.read(|db| marks::get(db, MARK)).await?.as_deref() == Some(today.as_str()) {
        return Ok(0);
    }
    let gone = prune(database, now).await?;
    database.write(move |db| marks::set(db, MARK, &today)).await?;
    Ok(gone)
}

fn done_jobs(db: &mut Db, before: NaiveDateTime) -> Result<Vec<i64>, DbError> {
    Ok(jobs::table
        .filter(jobs::status.eq("done").and(jobs::finished_at.lt(before)))
        .order(jobs::id.asc())
        .limit(BATCH)
        .select(jobs::id)
        .load(db)?)
}

fn followed(db: &mut Db, before: NaiveDateTime) -> Result<Vec<i64>, DbError> {
    let newer = diesel::alias!(search_outbox as newer);
    let stands_for_it = newer
        .filter(newer.field(search_outbox::listing_id).eq(search_outbox::listing_id))
        .filter(newer.field(search_outbox::id).gt(search_outbox::id));
    Ok(search_outbox::table
        .filter(search_outbox::created_at.lt(before))
        .filter(diesel::dsl::exists(stands_for_it))
        .order(search_outbox::id.asc())
        .limit(BATCH)
        .select(search_outbox::id)
        .load(db)?)
}

fn old_keys(db: &mut Db, before: NaiveDateTime) -> Result<Vec<i64>, DbError> {
    Ok(idempotency_keys::table
        .filter(idempotency_keys::created_at.lt(before))
        .order(idempotency_keys::id.asc())
        .limit(BATCH)
        .select(idempotency_keys::id)
        .load(db)?)
}

fn old_sessions(db: &mut Db, before: NaiveDateTime) -> Result<Vec<i64>, DbError> {
    Ok(sessions::table
        .filter(sessions::expires_at.lt(before))
        .order(sessions::id.asc())
        .limit(BATCH)
        .select(sessions::id)
        .load(db)?)
}

/// They hold what a council typed about somebody who never said yes.
fn old_invites(db: &mut Db, before: NaiveDateTime) -> Result<Vec<i64>, DbError> {
    Ok(holder_invites::table
        .filter(holder_invites::expires_at.lt(before))
        .order(holder_invites::id.asc())
        .limit(BATCH)
        .select(holder_invites::id)
        .load(db)?)
}

fn old_tokens(db: &mut Db, before: NaiveDateTime) -> Result<Vec<i64>, DbError> {
    Ok(email_tokens::table
        .filter(email_tokens::expires_at.lt(before))
        .order(email_tokens::id.asc())
        .limit(BATCH)
        .select(email_tokens::id)
        .load(db)?)
}
