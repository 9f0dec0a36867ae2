//! Writing budgets down without a form: for the demo, councils' imports and tests. Callers hold the transaction and
//! have checked that it is theirs to do.

use chrono::NaiveDateTime;

use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::{Allowed, HeldAs, NewBudget, NewFunding};
use crate::budgets::store;
use crate::db::{Db, DbError};
use crate::kernel::ids::{BudgetId, FundingStreamId, PotId};

/// Makes a budget; it has no pot yet.
///
/// # Errors
/// [`DbError::Constraint`] when it ends before it begins, or the amount is below zero.
pub fn budget(db: &mut Db, new: &NewBudget, now: NaiveDateTime) -> Result<BudgetId, DbError> {
    store::insert_budget(db, new, now)
}

/// Makes a pot of a budget, with its accounts, all empty.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such budget.
pub fn pot(db: &mut Db, budget: BudgetId, held_as: HeldAs, now: NaiveDateTime) -> Result<PotId, DbError> {
    let holder = store::holder_of_budget(db, budget)?;
    let pot = store::insert_pot(db, budget, holder, held_as, now)?;
    ledger::open_accounts(db, pot)?;
    Ok(pot)
}

/// Lets a pot buy this. A pot that is allowed nothing by name may buy anything.
///
/// # Errors
/// [`DbError::Constraint`] when it was allowed before, or there is no such pot.
pub fn allow(db: &mut Db, pot: PotId, allowed: &Allowed) -> Result<(), DbError> {
    store::allow(db, pot, allowed)
}

/// Adds a funding stream to a pot, and puts all of its money in.
///
/// # Errors
/// [`LedgerError::BadAmount`] or a [`DbError::Constraint`] for nothing or less; [`LedgerError::NoAccounts`] when
/// there is no such pot.
pub fn funding(db: &mut Db, new: &NewFunding, now: NaiveDateTime) -> Result<FundingStreamId, LedgerError> {
    funding_for(db, new, now, new.stream.label().to_owned())
}

/// As [`funding`], with words of its own.
///
/// # Errors
/// As [`funding`].
pub fn funding_for(
    db: &mut Db,
    new: &NewFunding,
    now: NaiveDateTime,
    memo: String,
) -> Result<FundingStreamId, LedgerError> {
    let stream = store::insert_stream(db, new, now)?;
    let posting = Posting {
        key: format!("fund:stream:{stream}"),
        pot: new.pot_id,
        from: None,
        to: AccountKind::Available,
        funding: Some(stream),
        amount: new.amount,
        reason: Reason::Fund,
        plan_line: None,
        order_line: None,
        delivery: None,
        by: new.by,
        at: now,
        memo,
    };
    ledger::post(db, &posting)?;
    Ok(stream)
}
