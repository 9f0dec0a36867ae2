//! Answers a repeated request with its first answer: a second click, a retry after a lost connection.
//!
//! A form carries a key; the use-case claims it in the same transaction as its work and settles it with
//! what to answer. Invariant: a key that is in the table was committed together with its work.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::schema::idempotency_keys::dsl;
use super::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::UserId;

/// The shortest and the longest key.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=64;

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The key is new: do the work, then [`settle`].
    New,
    /// The work was done before, with this outcome: answer it again.
    Done(String),
}

/// Claims `key` for a user's `action`. Two claims at once: one waits for the other.
///
/// # Errors
/// [`DbError::Constraint`] if the key isn't 8 to 64 characters long, or the user spent it on another action.
pub fn claim(db: &mut Db, user: UserId, key: &str, action: &str, now: NaiveDateTime) -> Result<Claim, DbError> {
    claim_for(db, (user, key, action), None, now)
}

/// As [`claim`], by a user with a key for an action, when it is known beforehand what the work will come to if it
/// succeeds: then there is nothing to [`settle`].
///
/// # Errors
/// As [`claim`].
pub fn claim_for(
    db: &mut Db,
    (user, key, action): (UserId, &str, &str),
    outcome: Option<&str>,
    now: NaiveDateTime,
) -> Result<Claim, DbError> {
    if !LENGTHS.contains(&key.chars().count()) {
        return Err(DbError::Constraint("an idempotency key has 8 to 64 characters".to_owned()));
    }
    let row = (
        dsl::user_id.eq(user.0),
        dsl::key.eq(key),
        dsl::action.eq(action),
        dsl::outcome.eq(outcome),
        dsl::created_at.eq(now),
    );
    let insert = diesel::insert_into(dsl::idempotency_keys).values(row);
    let inserted = each_backend!(db, |c| insert.on_conflict_do_nothing().execute(c))?;
    if inserted == 1 {
        return Ok(Claim::New);
    }
    let (first_action, outcome): (String, Option<String>) = dsl::idempotency_keys
        .filter(dsl::user_id.eq(user.0).and(dsl::key.eq(key)))
        .select((dsl::action, dsl::outcome))
        .get_result(db)?;
    if first_action != action {
        return Err(DbError::Constraint("this idempotency key was used for something else".to_owned()));
    }
    Ok(Claim::Done(outcome.unwrap_or_default()))
}

/// Records what the work came to, such as the reference of an order, for later claims to answer with.
///
/// # Errors
/// [`DbError::NotFound`] if nobody claimed the key.
pub fn settle(db: &mut Db, user: UserId, key: &str, action: &str, outcome: &str) -> Result<(), DbError> {
    let claimed = dsl::user_id.eq(user.0).and(dsl::key.eq(key)).and(dsl::action.eq(action));
    let settled = diesel::update(dsl::idempotency_keys.filter(claimed)).set(dsl::outcome.eq(outcome)).execute(db)?;
    if settled == 1 { Ok(()) } else { Err(DbError::NotFound) }
}
