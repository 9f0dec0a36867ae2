//! The only door to money: double-entry transfers between a pot's accounts.
//!
//! A pot's money moves `available → committed → delivered → invoiced → paid`, with `recovered` for money taken
//! back. Invariants, each kept here and again by the database:
//! - a transfer is never changed or deleted; a mistake is put right by an opposite transfer;
//! - each transfer has a key; posting the same key again gives the first transfer back and changes nothing;
//! - no account goes below zero, however many orders race for the last pound: money leaves an account by one
//!   guarded `UPDATE … WHERE balance >= amount`, in the transaction of whatever the money is for;
//! - the transfers of a pot are a chain (`chain`): each is sealed with the one before it, so that tampering shows;
//! - the accounts of a pot add up to what its funding streams put in. [`verify()`] recomputes all of it.
//!
//! Writers should hold `LockKey::Pot` (see `Database::write_locked`), so that on PostgreSQL they queue on a hot
//! pot; without it they are still right, only slower. Next: [`Posting`] for what can be said, `store` for how.

mod chain;
mod error;
mod model;
mod seal;
mod store;
mod sums;
mod verify;

pub(crate) use chain::{Content, NO_SEAL};
pub use error::LedgerError;
pub use model::{
    AccountKind, Balances, DaySpend, LARGEST_TRANSFER, LineSpend, LineUse, Movement, Posting, Reason, Way, Went,
};
pub use seal::{is_sealed, next_unsealed, note_sealed, seal_some};
pub use sums::{far_behind, keep_if_far};
pub use verify::{ChainState, Checked, Fault, PAGE, chain_of, next_pots, verify, verify_pots};

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{AccountId, DeliveryId, MandateId, OrderLineId, PlanLineId, PotId, TransferId};

/// Opens the accounts of a new pot, all empty.
///
/// # Errors
/// [`DbError::Constraint`] when the pot has accounts already.
pub fn open_accounts(db: &mut Db, pot: PotId) -> Result<(), DbError> {
    AccountKind::ALL.iter().try_for_each(|kind| store::open_account(db, pot, *kind))
}

/// Moves money, once. A refusal has changed nothing.
///
/// # Errors
/// [`LedgerError::NotEnough`] when the account it leaves holds less; [`LedgerError::KeyReused`] when the key names
/// a different movement; the other refusals are faults of the caller.
pub fn post(db: &mut Db, posting: &Posting) -> Result<TransferId, LedgerError> {
    posting.check()?;
    let store::Met { same, tip } = store::meet(db, posting.pot, &posting.key)?;
    if let Some((first, essence)) = same {
        return if essence == posting.essence() {
            Ok(first)
        } else {
            Err(LedgerError::KeyReused { key: posting.key.clone() })
        };
    }
    if let Some(stream) = posting.funding
        && store::pot_of_stream(db, stream)? != Some(posting.pot)
    {
        return Err(LedgerError::WrongPot);
    }
    let (from, to) = match posting.from {
        Some(kind) => shift(db, posting, kind).map(|(from, to)| (Some(from), to))?,
        None => (None, store::add(db, posting.pot, posting.to, posting.amount)?.ok_or(LedgerError::NoAccounts)?),
    };
    let place = tip.next();
    let id = store::insert(db, posting, (from, to), tip)?;
    sums::keep_now_and_then(db, posting.pot, place)?;
    Ok(id)
}

/// Takes the money out of one account and puts it into the other, or says how much is missing.
fn shift(db: &mut Db, posting: &Posting, kind: AccountKind) -> Result<(AccountId, AccountId), LedgerError> {
    if let Some(accounts) = store::shift(db, posting.pot, (kind, posting.to), posting.amount)? {
        return Ok(accounts);
    }
    let available = store::balance(db, posting.pot, kind)?.ok_or(LedgerError::NoAccounts)?;
    let short_by = posting.amount.checked_sub(available).unwrap_or(posting.amount);
    Err(LedgerError::NotEnough { available, short_by })
}

/// What a pot's accounts hold now.
///
/// # Errors
/// When the database can't be read.
pub fn balances(db: &mut Db, pot: PotId) -> Result<Balances, DbError> {
    let mut balances = Balances::default();
    for account in store::accounts(db, pot)? {
        *balances.of_mut(account.kind) = account.balance;
    }
    Ok(balances)
}

/// What each plan line has of a pot's money, and what is outside the plan. Lines without movements are left out.
///
/// # Errors
/// When the database can't be read.
pub fn by_plan_line(db: &mut Db, pot: PotId) -> Result<Vec<LineSpend>, DbError> {
    Ok(spending(db, pot)?.lines)
}

/// What was left, ordered, spent and paid of a pot's money at an instant in UTC, or is by now, by order line; none for
/// money that no order is for.
///
/// # Errors
/// When the database can't be read.
pub fn by_order_line_split(
    db: &mut Db,
    pot: PotId,
    until: Option<NaiveDateTime>,
) -> Result<BTreeMap<Option<OrderLineId>, Went>, DbError> {
    let mut lines: BTreeMap<Option<OrderLineId>, Went> = BTreeMap::new();
    for (order_line, flow) in store::flows_by_order_line(db, pot, until)? {
        let went = lines.entry(order_line).or_default();
        went.left = sum(went.left, flow.net(|kind| kind == AccountKind::Available))?;
        went.committed = sum(went.committed, flow.net(|kind| kind == AccountKind::Committed))?;
        went.spent = sum(went.spent, flow.net(AccountKind::is_spent))?;
        went.paid = sum(went.paid, flow.net(|kind| kind == AccountKind::Paid))?;
    }
    Ok(lines)
}

/// What is ordered or spent of a pot's money, by the order line and the plan line it is for.
///
/// # Errors
/// When the database can't be read.
pub fn by_order_line(db: &mut Db, pot: PotId) -> Result<Vec<LineUse>, DbError> {
    let mut lines: BTreeMap<(Option<OrderLineId>, Option<PlanLineId>), Money> = BTreeMap::new();
    for (order_line, flow) in store::flows_by_order_line(db, pot, None)? {
        let used = lines.entry((order_line, flow.plan_line)).or_default();
        *used = sum(*used, flow.net(|kind| kind == AccountKind::Committed || kind.is_spent()))?;
    }
    let touched = lines.into_iter().filter(|(_, used)| !used.is_zero());
    Ok(touched.map(|((order_line, plan_line), used)| LineUse { order_line, plan_line, used }).collect())
}

/// What was set aside, or spent on top, under a mandate since an instant, less what was given back under it: one sum for
/// each order line, below nothing where more was given back.
///
/// # Errors
/// When the database can't be read.
pub fn moved_under(
    db: &mut Db,
    mandate: MandateId,
    since: NaiveDateTime,
) -> Result<Vec<(OrderLineId, Money)>, DbError> {
    let mut lines: BTreeMap<OrderLineId, Money> = BTreeMap::new();
    for (line, reason, from, amount) in store::flows::under(db, mandate, since)? {
        let moved = match (reason, from) {
            (Reason::Commit | Reason::Charge, AccountKind::Available) => Some(amount),
            (Reason::Release, _) => amount.checked_neg(),
            _ => continue,
        };
        let sum = lines.entry(line).or_default();
        let held = moved.and_then(|moved| sum.checked_add(moved));
        *sum = held.ok_or_else(|| DbError::Other("orders come to more than can be held".to_owned()))?;
    }
    Ok(lines.into_iter().collect())
}

/// How much more a line of the plan has ordered and spent, by all order lines but one, since money of some deliveries of
/// that one was first given back; below nothing where it has less.
///
/// # Errors
/// When the database can't be read.
pub fn grown_since_release(
    db: &mut Db,
    pots: &[PotId],
    (line, but): (PlanLineId, OrderLineId),
    deliveries: &[DeliveryId],
) -> Result<Money, DbError> {
    let mut grown = Money::ZERO;
    for pot in pots {
        for (order_line, flow) in store::flows::since_release(db, *pot, line, deliveries)? {
            if order_line != Some(but) {
                grown = sum(grown, flow.net(|kind| kind == AccountKind::Committed || kind.is_spent()))?;
            }
        }
    }
    Ok(grown)
}

/// What a pot's money was spent on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spending {
    /// As [`by_plan_line`].
    pub lines: Vec<LineSpend>,
    /// What became spent when, oldest first: what is long ago by the last day of its month of the budget, what is newer
    /// by its day.
    pub days: Vec<DaySpend>,
}

/// What each plan line has, and what became spent when, in one look at the transfers.
///
/// # Errors
/// When the database can't be read.
pub fn spending(db: &mut Db, pot: PotId) -> Result<Spending, DbError> {
    sums::spending(db, pot)
}

/// When money of a pot last became spent. What came back since doesn't matter.
///
/// # Errors
/// When the database can't be read.
pub fn last_spent(db: &mut Db, pot: PotId) -> Result<Option<NaiveDateTime>, DbError> {
    store::flows::last_spent(db, pot)
}

/// What each plan line has committed and spent, as it is added up.
#[derive(Default)]
struct Lines(BTreeMap<Option<PlanLineId>, (Money, Money)>);

impl Lines {
    fn add(&mut self, flow: &store::Flow) -> Result<(), DbError> {
        let committed = flow.net(|kind| kind == AccountKind::Committed);
        self.put(flow.plan_line, committed, flow.net(AccountKind::is_spent))
    }

    fn put(&mut self, plan_line: Option<PlanLineId>, committed: Money, spent: Money) -> Result<(), DbError> {
        let line = self.0.entry(plan_line).or_default();
        *line = (sum(line.0, committed)?, sum(line.1, spent)?);
        Ok(())
    }

    fn touched(self) -> Vec<LineSpend> {
        let touched = self.0.into_iter().filter(|(_, (committed, spent))| !committed.is_zero() || !spent.is_zero());
        touched.map(|(plan_line, (committed, spent))| LineSpend { plan_line, committed, spent }).collect()
    }
}

/// How many movements a pot has had.
///
/// # Errors
/// When the database can't be read.
pub fn length(db: &mut Db, pot: PotId) -> Result<i64, DbError> {
    store::sums::last_place(db, pot)
}

/// The newest movements of a pot, newest first.
///
/// # Errors
/// When the database can't be read.
pub fn newest_movements(db: &mut Db, pot: PotId, limit: i64) -> Result<Vec<Movement>, DbError> {
    store::movements(db, pot, Some(limit))
}

/// Every movement of a pot, oldest first.
///
/// # Errors
/// When the database can't be read.
pub fn all_movements(db: &mut Db, pot: PotId) -> Result<Vec<Movement>, DbError> {
    let mut movements = store::movements(db, pot, None)?;
    movements.reverse();
    Ok(movements)
}

fn sum(a: Money, b: Money) -> Result<Money, DbError> {
    a.checked_add(b).ok_or_else(|| DbError::Other("a sum of transfers can't be held".to_owned()))
}
