//! Reading budgets, and putting money into them.

pub mod agreed;
pub mod alerts;
pub mod books;
pub mod enrol;
mod view;

use chrono::NaiveDate;

use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, PotId};

use super::model::{Allowance, Pot};
use super::store;

pub use view::{BudgetFigures, BudgetView, Statement, overview, overview_for, overview_of, statement, view_of};

/// The pot that orders are paid from today: of the budget that covers the day, else of the newest budget; none
/// before there is a budget. The caller has checked that it may be seen, and minds the budget's last day.
///
/// # Errors
/// When the database can't be read.
pub fn current_pot(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Option<Pot>, DbError> {
    store::current_pot(db, holder, today)
}

/// The first and last day of a pot's budget. The caller has checked that it may be seen.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such pot.
pub fn days_of(db: &mut Db, pot: PotId) -> Result<(NaiveDate, NaiveDate), DbError> {
    store::days_of(db, pot)
}

/// What a pot may buy; none when it may buy anything. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn allowance(db: &mut Db, pot: PotId) -> Result<Option<Allowance>, DbError> {
    store::allowance(db, pot)
}
