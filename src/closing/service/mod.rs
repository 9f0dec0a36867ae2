//! Looking at what closing would do, closing, settling what comes free afterwards, undoing a mistake, and keeping no
//! more than the law needs.

mod closing;
mod exporting;
pub mod keeping;
mod reopening;
pub mod settling;

use chrono::NaiveDateTime;

pub use self::closing::{Close, close, enrol, may_end_on};
pub use self::exporting::{Export, export};
pub use self::reopening::reopen;
pub use self::settling::{paid, settle};
use super::error::ClosingError;
use super::model::{Closed, Left, ToSettle};
use super::store;
use crate::accounts::service::people;
use crate::accounts::{Actor, By, HolderSummary, Refused, Role};
use crate::app::App;
use crate::audit;
use crate::billing::service::ending::{self as bills, Unpaid};
use crate::budgets::ledger;
use crate::budgets::pots::service::officer_of;
use crate::budgets::service::ending as budgets;
use crate::db::{Db, DbError, LockKey};
use crate::directory::service as directory;
use crate::kernel::{HolderId, Money};
use crate::orders::service::ending::{self, Ending};
use crate::sharing::service as sharing;

/// What closing would do, or has done.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Whose case.
    pub holder: HolderSummary,
    /// How it was closed; none before.
    pub closed: Option<Closed>,
    /// Who closed it, by name.
    pub closed_by: Option<String>,
    /// The orders that would end, with their providers' names.
    pub orders: Vec<(Ending, String)>,
    /// What is left.
    pub left: Left,
    /// What went back already.
    pub settled: Money,
    /// Visits that are still to be settled.
    pub to_settle: ToSettle,
    /// Invoices that are still to be paid.
    pub unpaid: Vec<Unpaid>,
    /// Who could act for them today.
    pub helpers: Vec<String>,
}

/// Somebody whose case the actor looks after: an officer of their council; for somebody without a council, a moderator. Nobody
/// closes their own.
pub(super) fn case_of(db: &mut Db, actor: &Actor, reference: &str) -> Result<HolderSummary, ClosingError> {
    if actor.has(Role::Moderator) {
        let id = people::holder_by_reference(db, reference)?;
        let holder = people::holder_summary(db, id)?;
        if holder.council_id.is_none() {
            return if actor.own_holder == Some(id) { Err(Refused.into()) } else { Ok(holder) };
        }
    }
    Ok(officer_of(db, actor, reference)?)
}

/// Finds somebody without a council, whose case a moderator can close, by their reference.
///
/// # Errors
/// [`ClosingError::Refused`] for whoever is no moderator, and when there is nobody like that.
pub async fn find(app: &App, actor: &Actor, reference: &str) -> Result<HolderSummary, ClosingError> {
    actor.organisation(Role::Moderator)?;
    let (actor, reference) = (actor.clone(), reference.trim().to_uppercase());
    app.db.read(move |db| case_of(db, &actor, &reference)).await
}

/// Looks at a case.
///
/// # Errors
/// [`ClosingError::Refused`] for anybody who doesn't look after it.
pub async fn look(app: &App, actor: &Actor, reference: &str) -> Result<Looked, ClosingError> {
    let (actor, reference) = (actor.clone(), reference.to_owned());
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .read(move |db| {
            let holder = case_of(db, &actor, &reference)?;
            let mut orders = Vec::new();
            for order in ending::preview(db, holder.id, now)? {
                let name = directory::provider_summary(db, order.provider)?.name;
                orders.push((order, name));
            }
            let closed = store::of_holder(db, holder.id)?;
            let closed_by = match &closed {
                Some(closed) => Some(people::user_contact(db, closed.closed_by)?.0),
                None => None,
            };
            let helpers = people::helpers_of(db, holder.id)?;
            let helpers = helpers.into_iter().filter(|(mandate, _)| mandate.holds_on(today)).map(|(_, name)| name);
            let helpers = helpers.collect();
            let (left, settled) = money(db, holder.id, closed.as_ref(), &orders)?;
            Ok(Looked {
                to_settle: to_settle(db, holder.id, now)?,
                unpaid: bills::unpaid_of(db, holder.id)?,
                holder,
                closed,
                closed_by,
                orders,
                left,
                settled,
                helpers,
            })
        })
        .await
}

fn to_settle(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<ToSettle, DbError> {
    let (unrecorded, unconfirmed, disputed) = ending::to_settle(db, holder, now)?;
    Ok(ToSettle { unrecorded, unconfirmed, disputed })
}

fn too_large() -> DbError {
    DbError::Other("what is left can't be held".to_owned())
}

/// What is left, with what ending the orders would release, and what went back already.
fn money(
    db: &mut Db,
    holder: HolderId,
    closed: Option<&Closed>,
    orders: &[(Ending, String)],
) -> Result<(Left, Money), DbError> {
    let released = Money::sum(orders.iter().map(|(order, _)| order.released)).ok_or_else(too_large)?;
    let (mut left, mut settled) = (Left { back: released, owed: Money::ZERO }, Money::ZERO);
    for pot in budgets::pots_of(db, holder)? {
        let balances = ledger::balances(db, pot)?;
        left.back = left.back.checked_add(balances.available).ok_or_else(too_large)?;
        let owed = Money::sum([balances.committed, balances.delivered, balances.invoiced]);
        left.owed = owed.and_then(|owed| left.owed.checked_add(owed)).ok_or_else(too_large)?;
        if let Some(closed) = closed {
            let (_, was) = store::settled(db, closed.id, pot)?;
            settled = was.total().and_then(|was| settled.checked_add(was)).ok_or_else(too_large)?;
        }
    }
    left.owed = left.owed.checked_sub(released).ok_or_else(too_large)?;
    Ok((left, settled))
}

/// Everything that a change of a case has to hold: the person, their pots, and those of whoever shares orders with them.
async fn locks(app: &App, actor: &Actor, reference: &str) -> Result<Vec<LockKey>, ClosingError> {
    let (actor, reference, today) = (actor.clone(), reference.to_owned(), app.clock.today());
    app.db
        .read(move |db| {
            let holder = case_of(db, &actor, &reference)?;
            let pots = budgets::pots_of(db, holder.id)?;
            let shared = sharing::locks_of(db, holder.id, today)?;
            let own = pots.into_iter().map(|pot| LockKey::Pot(pot.0)).chain([LockKey::Holder(holder.id.0)]);
            Ok(own.chain(shared).collect())
        })
        .await
}

fn record(
    db: &mut Db,
    by: Option<By>,
    (holder, case, action): (HolderId, i64, &str),
    detail: &str,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    let entry = audit::Entry {
        at,
        user: by.map(|by| by.user),
        mandate: None,
        holder: Some(holder),
        action,
        subject: "closed_cases",
        subject_id: case,
        detail,
    };
    audit::record(db, &entry)
}
