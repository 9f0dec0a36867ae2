//! The money of a delivery, moved through the ledger: one transfer for each reason. Runs inside the caller's transaction.

use super::moves::Act;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::dates::weekday_date;
use crate::orders::error::ActError;
use crate::orders::model::{Delivery, Order, OrderLine};

/// One transfer for a delivery.
pub(super) struct Transfer {
    from: AccountKind,
    to: AccountKind,
    reason: Reason,
    amount: Money,
}

/// From where to where, and why.
type Way = (AccountKind, AccountKind, Reason);

pub(super) const RELEASE: Way = (AccountKind::Committed, AccountKind::Available, Reason::Release);
pub(super) const DELIVER: Way = (AccountKind::Committed, AccountKind::Delivered, Reason::Deliver);
pub(super) const CHARGE: Way = (AccountKind::Committed, AccountKind::Delivered, Reason::Charge);
pub(super) const MORE: Way = (AccountKind::Available, AccountKind::Delivered, Reason::Charge);

/// A transfer of so much.
pub(super) fn transfer((from, to, reason): Way, amount: Money) -> Transfer {
    Transfer { from, to, reason, amount }
}

/// Moves a delivery's money; nothing is moved for an amount of nothing.
pub(super) fn pay(
    db: &mut Db,
    act: Act,
    (order, line): (&Order, &OrderLine),
    delivery: &Delivery,
    transfer: &Transfer,
) -> Result<(), ActError> {
    if transfer.amount <= Money::ZERO {
        return Ok(());
    }
    // One delivery has at most one transfer of each reason and origin, so its key never names two.
    let posting = Posting {
        key: format!("{}:{}:delivery:{}", transfer.reason.as_str(), transfer.from.as_str(), delivery.id),
        pot: order.pot_id,
        from: Some(transfer.from),
        to: transfer.to,
        funding: None,
        amount: transfer.amount,
        reason: transfer.reason,
        plan_line: line.plan_line_id,
        order_line: Some(line.id),
        delivery: Some(delivery.id),
        by: act.by,
        at: act.now,
        memo: format!("{}, {}", line.title, weekday_date(delivery.on)),
    };
    match ledger::post(db, &posting) {
        Ok(_) => Ok(()),
        Err(LedgerError::NotEnough { .. }) if transfer.from == AccountKind::Available => {
            Err(ActError::NotEnough(transfer.amount))
        }
        Err(LedgerError::Db(error)) => Err(error.into()),
        Err(other) => Err(DbError::Other(other.to_string()).into()),
    }
}

/// Sets money aside for visits that a line gets after it was ordered. `key` names what they are for.
pub(super) fn commit(
    db: &mut Db,
    act: Act,
    (order, line): (&Order, &OrderLine),
    key: String,
    amount: Money,
) -> Result<(), ActError> {
    if amount <= Money::ZERO {
        return Ok(());
    }
    let posting = Posting {
        key,
        pot: order.pot_id,
        from: Some(AccountKind::Available),
        to: AccountKind::Committed,
        funding: None,
        amount,
        reason: Reason::Commit,
        plan_line: line.plan_line_id,
        order_line: Some(line.id),
        delivery: None,
        by: act.by,
        at: act.now,
        memo: line.title.clone(),
    };
    match ledger::post(db, &posting) {
        Ok(_) => Ok(()),
        Err(LedgerError::NotEnough { available, short_by }) => {
            Err(ActError::WouldOverspend { by: short_by, available })
        }
        Err(LedgerError::Db(error)) => Err(error.into()),
        Err(other) => Err(DbError::Other(other.to_string()).into()),
    }
}

/// What is left of an amount without a part of it; never below nothing.
pub(super) fn less(amount: Money, part: Money) -> Money {
    amount.checked_sub(part).filter(|rest| !rest.is_negative()).unwrap_or(Money::ZERO)
}
