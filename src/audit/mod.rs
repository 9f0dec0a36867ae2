//! Who did what, for whom, and when: one row for each act that an auditor may ask about.
//!
//! Written in the transaction of the act itself, so that neither exists without the other. Rows are never changed.

mod store;

use std::collections::HashMap;

use chrono::NaiveDateTime;

use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, MandateId, UserId};

/// One act, to be recorded.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// Who did it; none for the program itself.
    pub user: Option<UserId>,
    /// The mandate it was done under.
    pub mandate: Option<MandateId>,
    /// The budget holder it concerns.
    pub holder: Option<HolderId>,
    /// What was done, as `order.placed`.
    pub action: &'a str,
    /// The table it concerns, as `orders`.
    pub subject: &'a str,
    /// The row it concerns.
    pub subject_id: i64,
    /// A sentence for people; holds no secrets.
    pub detail: &'a str,
}

/// An act as it is shown: "Ordered …, by Tom Adeyemi for Priya Shah".
#[derive(Clone, Debug)]
pub struct Recorded {
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// The name of who did it; "Handpick" for the program itself.
    pub by: String,
    /// The holder's name, when it was done under a mandate.
    pub on_behalf_of: Option<String>,
    /// What was done, as `order.placed`.
    pub action: String,
    /// A sentence for people.
    pub detail: String,
}

/// Records one act in the running transaction.
///
/// # Errors
/// When the row can't be written.
pub fn record(db: &mut Db, entry: &Entry<'_>) -> Result<(), DbError> {
    store::insert(db, entry)
}

/// The acts on one row, oldest first.
///
/// # Errors
/// When the database can't be read.
pub fn history(db: &mut Db, subject: &str, subject_id: i64) -> Result<Vec<Recorded>, DbError> {
    store::history(db, subject, subject_id)
}

/// The newest acts that concern a budget holder.
///
/// # Errors
/// When the database can't be read.
pub fn for_holder(db: &mut Db, holder: HolderId, limit: i64) -> Result<Vec<Recorded>, DbError> {
    store::for_holder(db, holder, limit)
}

/// When something was last done under each of these mandates; those never used are left out.
///
/// # Errors
/// When the database can't be read.
pub fn last_under(db: &mut Db, mandates: &[MandateId]) -> Result<HashMap<MandateId, NaiveDateTime>, DbError> {
    let ids: Vec<i64> = mandates.iter().map(|id| id.0).collect();
    let rows = store::last_under(db, &ids)?;
    Ok(rows.into_iter().filter_map(|(id, at)| Some((MandateId(id?), at?))).collect())
}
