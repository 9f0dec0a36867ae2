//! Reading budgets, and putting money into them.

pub mod agreed;
pub mod alerts;
pub mod books;
pub mod ending;
pub mod enrol;
pub mod statements;
pub mod tracking;
mod view;

use chrono::{NaiveDate, NaiveDateTime};

use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::ids::{BudgetId, HolderId, PotId};

use super::ledger::{self, LineSpend};
use super::model::{Allowance, Pot};
use super::statement::Month;
use super::store;

pub use crate::budgets::rules::service::{Limits, asks, highest, limits};
pub use view::{
    BudgetFigures, BudgetView, Statement, ahead_with, overview, overview_for, overview_of, statement, view_of,
};

/// The pot that orders are paid from today: of the budget that covers the day, else of the newest budget, the one that
/// was chosen, else its first; none before there is a budget, and none once the case is closed. The caller has checked that it may be seen, and minds the budget's last day.
///
/// # Errors
/// When the database can't be read.
pub fn current_pot(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Option<Pot>, DbError> {
    Ok(store::paying_pot(db, holder, today)?.filter(|pot| !pot.closed))
}

/// What each plan line has of a budget's money, over all of its pots, and what is outside the plan. The caller has
/// checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn spends(db: &mut Db, pot: &Pot) -> Result<Vec<LineSpend>, DbError> {
    let mut all: Vec<LineSpend> = Vec::new();
    for pot in store::pots_of_budget(db, pot.budget_id)? {
        add_up(&mut all, ledger::by_plan_line(db, pot.id)?)?;
    }
    Ok(all)
}

/// Adds what one more pot has for each plan line.
fn add_up(all: &mut Vec<LineSpend>, more: Vec<LineSpend>) -> Result<(), DbError> {
    for new in more {
        let Some(known) = all.iter_mut().find(|known| known.plan_line == new.plan_line) else {
            all.push(new);
            continue;
        };
        let broken = || DbError::Other("the sum of a plan line can't be held".to_owned());
        known.committed = known.committed.checked_add(new.committed).ok_or_else(broken)?;
        known.spent = known.spent.checked_add(new.spent).ok_or_else(broken)?;
    }
    Ok(())
}

/// The first pot of today's budget that is paid from a bank account of the person's own, or of whoever holds it for
/// them. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn paid_by_holder(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Option<Pot>, DbError> {
    let Some(first) = store::current_pot(db, holder, today)? else { return Ok(None) };
    Ok(store::pots_of_budget(db, first.budget_id)?.into_iter().find(|pot| pot.held_as.pays_itself()))
}

/// The pots of a budget. The caller has checked that they may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn pots_of_budget(db: &mut Db, budget: BudgetId) -> Result<Vec<PotId>, DbError> {
    Ok(store::pots_of_budget(db, budget)?.into_iter().map(|pot| pot.id).collect())
}

/// All pots of a holder, of this year and of years before, that are paid from a bank account of their own: today's first,
/// then the newest. The caller has checked that they may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn all_paid_by_holder(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Vec<Pot>, DbError> {
    let mut all = store::statements::pots_of(db, holder)?;
    all.retain(|pot| pot.held_as.pays_itself() && pot.starts_on <= today);
    all.sort_by_key(|pot| (pot.ends_on < today, std::cmp::Reverse(pot.starts_on), pot.id));
    Ok(all)
}

/// Whose pot it is; none when there is no such pot.
///
/// # Errors
/// When the database can't be read.
pub fn holder_of_pot(db: &mut Db, pot: PotId) -> Result<Option<HolderId>, DbError> {
    store::statements::holder_of(db, pot)
}

/// Whether the statement that shows what moved at a time is closed. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn is_closed(db: &mut Db, pot: PotId, at: NaiveDateTime) -> Result<bool, DbError> {
    let month = Month::of(london(at).date());
    Ok(store::statements::closed(db, pot)?.last().is_some_and(|last| month <= last.month))
}

/// How many other pots the same budget has.
///
/// # Errors
/// When the database can't be read.
pub fn pots_beside(db: &mut Db, pot: &Pot) -> Result<usize, DbError> {
    Ok(store::pots_of_budget(db, pot.budget_id)?.len().saturating_sub(1))
}

/// The other pots of the same budget. The caller has checked that they may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn other_pots(db: &mut Db, pot: &Pot) -> Result<Vec<Pot>, DbError> {
    let all = store::pots_of_budget(db, pot.budget_id)?;
    Ok(all.into_iter().filter(|other| other.id != pot.id).collect())
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
