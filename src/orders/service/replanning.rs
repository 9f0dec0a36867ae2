//! What other times do to a line: worked out from its visits and prices, checked against pot and mandate, and written.
//! Runs inside the caller's transaction.

use chrono::NaiveDateTime;

use crate::accounts::Mandate;
use crate::budgets::ledger;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::{Money, Quantity, TimeBand};
use crate::orders::error::ActError;
use crate::orders::model::beyond::Purpose;
use crate::orders::model::costing::cost;
use crate::orders::model::proposal::{Replan, replaces_from, replan};
use crate::orders::model::{DeliveryStatus, LineRequest, Order, OrderLine, Proposal, ProposalKind, Rate, Window};
use crate::orders::store::{agreed, deliveries, lines, orders, pauses};

use super::agreed::flat;
use super::beyond::{More, OverPlan, Yes, hold, over_plan};
use super::moves::{self, Act, Off};
use super::on_top::{OnTop, may_pay, may_spend};
use super::pricing::{nation_of, rates};

/// What stands beside a visit that was moved.
const MOVED: &str = "Moved to another time.";

/// When other times of an order may be.
pub(super) fn window(db: &mut Db, order: &Order, now: NaiveDateTime) -> Result<Window, ActError> {
    let budget = Some(budgets::days_of(db, order.pot_id)?);
    Ok(Window { now: london(now), budget, nation: nation_of(db, order.holder_id)? })
}

/// What agreeing to other times would do to a line now.
pub(super) fn assess(
    db: &mut Db,
    (order, line): (&Order, &OrderLine),
    kind: ProposalKind,
    wanted: &LineRequest,
    now: NaiveDateTime,
) -> Result<Replan, ActError> {
    let window = window(db, order, now)?;
    let scheduled = deliveries::of_line(db, line.id)?;
    let known: Vec<(TimeBand, Money)> = scheduled.iter().map(|visit| (visit.band, visit.unit_price)).collect();
    let listing = directory::orderable(db, line.listing_id, window.now.date())?;
    let today = rates(&listing.prices, line.request.unit);
    let quoted = agreed::of_lines(db, &[line.id])?.pop().map(|(_, price)| price.unit_price);
    // What was agreed when it was ordered holds, for every band that it had a visit in.
    let price = |band: TimeBand, on| {
        if let Some(rate) = quoted.and_then(|price| flat(price)(band, on)) {
            return Some(rate);
        }
        let minimum = today(band, on).map_or(Quantity::from_hundredths(1), |rate| rate.minimum);
        let known = known.iter().rev().find(|(known, _)| *known == band);
        known.map(|(_, price)| Rate { price: *price, minimum, band }).or_else(|| today(band, on))
    };
    let costing = cost(wanted, &window, price)?;
    let from = replaces_from(kind, &line.request, wanted);
    let plan = replan(&scheduled, &costing.deliveries, from, window.now);
    plan.ok_or(ActError::Line(crate::orders::model::CostFault::TooDear))
}

/// Refuses an order that rests, or will.
pub(super) fn refuse_paused(db: &mut Db, order: &Order, now: NaiveDateTime) -> Result<(), ActError> {
    let today = london(now).date();
    let open = pauses::of_order(db, order.id)?.iter().any(|pause| pause.is_open(today));
    if open { Err(ActError::Paused) } else { Ok(()) }
}

/// Whether other times are beyond the plan.
pub(super) fn over_plan_of(
    db: &mut Db,
    of: (&Order, &OrderLine),
    plan: &Replan,
    now: NaiveDateTime,
) -> Result<Option<OverPlan>, DbError> {
    over_plan(db, of, More { amount: plan.difference(), purpose: Purpose::Change }, now)
}

/// Refuses what the pot hasn't got or may not pay for, what is beyond a mandate's limits, and what the council is asked
/// about first: its yes is looked for, or used.
pub(super) fn check_money(
    db: &mut Db,
    (order, line): (&Order, &OrderLine),
    plan: &Replan,
    (mandate, yes): (Option<&Mandate>, Yes),
    now: NaiveDateTime,
) -> Result<(), ActError> {
    let more = plan.difference();
    let available = ledger::balances(db, order.pot_id)?.available;
    if let Some(by) = more.checked_sub(available).filter(|by| *by > Money::ZERO) {
        return Err(ActError::WouldOverspend { by, available });
    }
    may_pay(db, (order, line), &OnTop { more, visits: &plan.add }, now)?;
    if let Some(mandate) = mandate {
        let total = order.total.checked_add(more).unwrap_or(more);
        may_spend(db, mandate, (line.id, more, total), now)?;
    }
    let over = over_plan_of(db, (order, line), plan, now)?;
    hold(db, over, yes)
}

/// Drops and adds visits, releases and commits their money, and writes down what the line is now.
pub(super) fn apply(
    db: &mut Db,
    act: Act,
    order: &mut Order,
    line: &OrderLine,
    (proposal, plan): (&Proposal, &Replan),
) -> Result<(), ActError> {
    for delivery in deliveries::of_line(db, line.id)? {
        if plan.drop.contains(&delivery.id) && delivery.status == DeliveryStatus::Scheduled {
            let off = Off { free: true, note: Some(MOVED), pause: None };
            moves::cancel(db, act, order, line, &delivery, off)?;
        }
    }
    deliveries::insert(db, order.id, line.id, &plan.add)?;
    super::money::commit(db, act, (order, line), format!("commit:proposal:{}", proposal.id), plan.committed)?;
    let total = |total: Money| total.checked_add(plan.difference()).unwrap_or(total);
    lines::set_request(db, line.id, &proposal.request, total(line.total))?;
    order.total = total(order.total);
    orders::set_total(db, order.id, order.total)?;
    Ok(())
}
