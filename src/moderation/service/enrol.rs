//! Reports and answers without a form, for the demo. The caller holds the transaction and vouches for the rules.

use chrono::NaiveDateTime;

use super::reports;
use crate::db::{Db, DbError};
use crate::kernel::ids::{DecisionId, UserId};
use crate::moderation::model::{NewReport, Reported};
use crate::moderation::store::appeals;

/// Writes down what a stranger reported; that somebody is at risk goes to the council, too. Nobody is mailed.
///
/// # Errors
/// When a row can't be written, or there is no such thing.
pub fn report(db: &mut Db, about: (Reported, i64), new: &NewReport, now: NaiveDateTime) -> Result<(), DbError> {
    reports::take(db, None, about, new, (None, now))
}

/// Writes down what a provider answered to a decision.
///
/// # Errors
/// When the row can't be written.
pub fn answer(db: &mut Db, decision: DecisionId, words: &str, by: UserId, now: NaiveDateTime) -> Result<bool, DbError> {
    appeals::insert(db, decision, words, by, now)
}
