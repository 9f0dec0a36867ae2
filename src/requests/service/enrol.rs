//! Writing requests and gaps down without a form: for the demo and tests. Callers hold the transaction and have checked
//! that it is theirs to do.

use chrono::NaiveDateTime;

use crate::accounts::By;
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, RequestId};
use crate::requests::gaps::Gap;
use crate::requests::model::AskFor;
use crate::requests::store::{gaps, requests};

/// Writes a request; nobody is told.
///
/// # Errors
/// [`DbError::Constraint`] when there are no words, or too many.
pub fn request(db: &mut Db, holder: HolderId, ask: &AskFor, by: By, now: NaiveDateTime) -> Result<RequestId, DbError> {
    requests::insert(db, holder, ask, by, now)
}

/// Counts searches that found nothing.
///
/// # Errors
/// When the row can't be written.
pub fn gap(db: &mut Db, gap: &Gap, searches: i64) -> Result<(), DbError> {
    gaps::add(db, gap, searches)
}
