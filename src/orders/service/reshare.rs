//! What becomes of shares when somebody leaves: visits of before go, and others come at what the new shares cost. Runs
//! inside the caller's transaction; the caller holds the locks of all their pots.

use chrono::NaiveDateTime;

use super::beyond::{More, OverPlan, Yes, hold, over_plan};
use super::money;
use super::moves::{self, Act, Off};
use super::on_top::{OnTop, may_pay, may_spend};
use super::shares::{shares_of, together};
use crate::accounts::By;
use crate::accounts::service::people;
use crate::budgets::ledger;
use crate::db::{Db, DbError};
use crate::directory::service::Orderable;
use crate::kernel::dates::london;
use crate::kernel::{HolderId, Money, OrderId, OrderLineId, SharedOrderId};
use crate::orders::error::ActError;
use crate::orders::model::beyond::Purpose;
use crate::orders::model::costing::priced;
use crate::orders::model::{CostFault, Costing, Delivery, DeliveryStatus, OrderStatus, PlannedDelivery, Visit, Window};
use crate::orders::store::{agreed, deliveries, lines, orders, shares};

/// What a share is once somebody has left: visits of before go, and others come.
#[derive(Clone, Debug)]
pub struct Repriced {
    /// Of which order.
    pub order: OrderId,
    /// Whose.
    pub holder: HolderId,
    /// What the visits cost that go.
    pub before: Money,
    /// The visits that come.
    pub visits: Vec<PlannedDelivery>,
    /// What they cost.
    pub after: Money,
    line: OrderLineId,
}

fn to_come(db: &mut Db, line: OrderLineId, from: NaiveDateTime) -> Result<Vec<Delivery>, DbError> {
    let visits = deliveries::of_line(db, line)?;
    let from = london(from);
    Ok(visits.into_iter().filter(|one| one.status == DeliveryStatus::Scheduled && one.starts() > from).collect())
}

/// What those who stay pay for the visits after an instant, when somebody has left: at the listing's price today for so
/// many. Nothing is written.
///
/// # Errors
/// [`CostFault`] when the listing has no price for so many; or the database.
pub fn reprice(
    db: &mut Db,
    shared: SharedOrderId,
    (listing, window): (&Orderable, &Window),
    leaver: OrderId,
    from: NaiveDateTime,
) -> Result<Result<Vec<Repriced>, CostFault>, DbError> {
    let mut staying = Vec::new();
    for share in shares::of(db, shared)? {
        let order = orders::by_id(db, share.order)?;
        if share.order != leaver && !order.status.is_over() {
            staying.push((share, order));
        }
    }
    let parts: Vec<u32> = staying.iter().map(|(share, _)| share.parts).collect();
    let Some((first, _)) = staying.first() else { return Ok(Ok(Vec::new())) };
    let unit = lines::by_id(db, first.line)?.request.unit;
    let mut whole = Costing { deliveries: Vec::new(), total: Money::ZERO, round: None, every_weeks: 1 };
    for old in to_come(db, first.line, from)? {
        let visit = Visit { on: old.on, at: old.at, units: old.units, number: 1 };
        match priced(unit, &visit, window, together(listing, unit, staying.len())) {
            Ok(visit) => whole.deliveries.push(visit),
            Err(fault) => return Ok(Err(fault)),
        }
    }
    let Some(each) = shares_of(&whole, &parts) else { return Ok(Err(CostFault::TooDear)) };
    let mut repriced = Vec::with_capacity(staying.len());
    for ((share, order), own) in staying.into_iter().zip(each) {
        let gone = to_come(db, share.line, from)?;
        let before = Money::sum(gone.iter().map(|visit| visit.amount)).unwrap_or(Money::ZERO);
        repriced.push(Repriced {
            order: share.order,
            holder: order.holder_id,
            before,
            after: own.total,
            visits: own.deliveries,
            line: share.line,
        });
    }
    Ok(Ok(repriced))
}

/// Calls off all visits of an order after an instant, free.
///
/// # Errors
/// [`ActError`]; then the caller's transaction has to be undone.
pub fn stop(
    db: &mut Db,
    order: OrderId,
    from: NaiveDateTime,
    (by, now, note): (Option<By>, NaiveDateTime, &str),
) -> Result<(), ActError> {
    let act = Act { by, now };
    let mut order = orders::by_id(db, order)?;
    for line in lines::of_orders(db, &[order.id])? {
        for visit in to_come(db, line.id, from)? {
            moves::cancel(db, act, &order, &line, &visit, Off { free: true, note: Some(note), pause: None })?;
        }
    }
    moves::record(db, act, &order, "order.share_ended", note)?;
    if order.status == OrderStatus::Placed {
        moves::turn(db, &mut order, OrderStatus::Cancelled, now)
    } else {
        moves::complete_if_settled(db, &mut order, now)
    }
}

/// Whether a new share can be paid: the pot has the money for it and may pay it, and it is within the limits of the mandate
/// that says yes to it.
///
/// # Errors
/// [`ActError`], why not.
pub fn check(db: &mut Db, repriced: &Repriced, by: Option<By>, now: NaiveDateTime) -> Result<(), ActError> {
    let (order, line) = (orders::by_id(db, repriced.order)?, lines::by_id(db, repriced.line)?);
    let more = repriced.after.checked_sub(repriced.before).unwrap_or(repriced.after);
    let available = ledger::balances(db, order.pot_id)?.available;
    if let Some(by) = more.checked_sub(available).filter(|by| *by > Money::ZERO) {
        return Err(ActError::WouldOverspend { by, available });
    }
    may_pay(db, (&order, &line), &OnTop { more, visits: &repriced.visits }, now)?;
    if let Some(id) = by.and_then(|by| by.mandate) {
        let mandate = people::mandate(db, id)?;
        let total = order.total.checked_add(more).unwrap_or(more);
        may_spend(db, &mandate, (line.id, more, total), now)?;
    }
    let over = over_plan_of(db, repriced, now)?;
    hold(db, over, Yes::Looked)
}

/// How a new share is beyond the plan; none when it isn't.
///
/// # Errors
/// When the database can't be read.
pub fn over_plan_of(db: &mut Db, repriced: &Repriced, now: NaiveDateTime) -> Result<Option<OverPlan>, DbError> {
    let (order, line) = (orders::by_id(db, repriced.order)?, lines::by_id(db, repriced.line)?);
    let amount = repriced.after.checked_sub(repriced.before).unwrap_or(repriced.after);
    over_plan(db, (&order, &line), More { amount, purpose: Purpose::Share }, now)
}

/// Puts the visits of a new share in place of the old ones, and their money; what the council agreed to is used.
///
/// # Errors
/// [`ActError::WouldOverspend`] when the pot hasn't got it; then the caller's transaction has to be undone.
pub fn apply(
    db: &mut Db,
    repriced: &Repriced,
    from: NaiveDateTime,
    key: &str,
    (by, now): (Option<By>, NaiveDateTime),
) -> Result<(), ActError> {
    const NOTE: &str = "The share is another now.";
    let act = Act { by, now };
    let over = over_plan_of(db, repriced, now)?;
    hold(db, over, Yes::Used)?;
    let (mut order, line) = (orders::by_id(db, repriced.order)?, lines::by_id(db, repriced.line)?);
    for visit in to_come(db, line.id, from)? {
        moves::cancel(db, act, &order, &line, &visit, Off { free: true, note: Some(NOTE), pause: None })?;
    }
    deliveries::insert(db, order.id, line.id, &repriced.visits)?;
    let key = format!("commit:share:{key}:{}", line.id);
    money::commit(db, act, (&order, &line), key, repriced.after)?;
    let total = |total: Money| {
        let rest = total.checked_sub(repriced.before).unwrap_or(total);
        rest.checked_add(repriced.after).unwrap_or(rest)
    };
    if let Some(first) = repriced.visits.first() {
        agreed::set_price(db, line.id, first.unit_price)?;
    }
    lines::set_request(db, line.id, &line.request, total(line.total))?;
    order.total = total(order.total);
    orders::set_total(db, order.id, order.total)?;
    moves::record(db, act, &order, "order.share_changed", "The share changed, because somebody left")?;
    Ok(())
}
