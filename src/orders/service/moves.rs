//! Moving orders and deliveries on, and their money with them. Runs inside the caller's transaction; the caller has
//! checked authority and holds the pot's lock.
//!
//! Invariant: for each order line, what its deliveries that are not settled cost is what is still committed for it.
//! A status changes only from the one that was read, so two people at once can't both move it.

use chrono::NaiveDateTime;

use super::money::{CHARGE, DELIVER, MORE, RELEASE, less, pay, transfer};
use crate::accounts::By;
use crate::audit;
use crate::db::{Db, DbError};
use crate::directory::service::spaces;
use crate::kernel::dates::{london, weekday_date};
use crate::kernel::{DisputeId, Money, PauseId, Quantity, TimeOfDay, UserId};
use crate::orders::error::ActError;
use crate::orders::model::cancelling::{Notice, late_charge, notice};
use crate::orders::model::dispute::{DisputeStatus, Side};
use crate::orders::model::recording::{check_over, check_times};
use crate::orders::model::{Delivery, DeliveryStatus, Order, OrderLine, OrderStatus, ProposalStatus, units};
use crate::orders::store::deliveries::Step;
use crate::orders::store::{deliveries, disputes, lines, orders, pauses, proposals};

/// Who does it and when; nobody when the program does.
#[derive(Clone, Copy)]
pub(super) struct Act {
    pub by: Option<By>,
    pub now: NaiveDateTime,
}

impl Act {
    fn user(&self) -> Option<(UserId, NaiveDateTime)> {
        self.by.map(|by| (by.user, self.now))
    }
}

/// Records one act on an order.
pub(super) fn record(db: &mut Db, act: Act, order: &Order, action: &str, detail: &str) -> Result<(), DbError> {
    let entry = audit::Entry {
        at: act.now,
        user: act.by.map(|by| by.user),
        mandate: act.by.and_then(|by| by.mandate),
        holder: Some(order.holder_id),
        action,
        subject: "orders",
        subject_id: order.id.0,
        detail,
    };
    audit::record(db, &entry)
}

/// Moves an order on. Other times that were proposed and not answered are out of the way once it is accepted or over.
pub(super) fn turn(db: &mut Db, order: &mut Order, to: OrderStatus, now: NaiveDateTime) -> Result<(), ActError> {
    let ended = to.is_over().then_some(now);
    if !order.status.may_become(to) || orders::set_status(db, order, to, ended)? != 1 {
        return Err(ActError::OrderMovedOn(order.status));
    }
    if to.is_over() || to == OrderStatus::Accepted {
        for open in proposals::open_of(db, order.id)? {
            let answer = proposals::Answer { by: None, at: now, words: None };
            proposals::set_status(db, &open, ProposalStatus::Withdrawn, &answer)?;
        }
    }
    order.status = to;
    order.ended_at = ended;
    if to.is_over() {
        spaces::give_back(db, order.id, now)?;
    }
    Ok(())
}

/// Moves a delivery on. One that leaves its dispute settles that, by agreement unless somebody decided it before.
fn step(db: &mut Db, act: Act, delivery: &Delivery, to: DeliveryStatus, what: &Step<'_>) -> Result<(), ActError> {
    if !delivery.status.may_become(to) || deliveries::step(db, delivery, to, what)? != 1 {
        return Err(ActError::DeliveryMovedOn(delivery.status));
    }
    if delivery.status == DeliveryStatus::Disputed {
        disputes::settle(db, delivery.id, DisputeStatus::Agreed, act.by.map(|by| by.user), act.now)?;
    }
    Ok(())
}

/// The provider says yes. What should have happened before the answer did not, and costs nothing.
pub(super) fn accept(db: &mut Db, act: Act, order: &mut Order) -> Result<(), ActError> {
    turn(db, order, OrderStatus::Accepted, act.now)?;
    if let Some(by) = act.by {
        orders::set_answer(db, order.id, by.user, act.now, None)?;
    }
    record(db, act, order, "order.accepted", "Accepted the order")?;
    let now = london(act.now);
    let lines = lines::of_orders(db, &[order.id])?;
    for delivery in deliveries::of_order(db, order.id)? {
        let Some(line) = lines.iter().find(|line| line.id == delivery.order_line_id) else { continue };
        if delivery.status == DeliveryStatus::Scheduled && delivery.starts() < now {
            let what = Step { note: Some("The order was answered too late for this visit."), ..Step::default() };
            step(db, act, &delivery, DeliveryStatus::Missed, &what)?;
            pay(db, act, (order, line), &delivery, &transfer(RELEASE, delivery.amount))?;
        }
    }
    complete_if_settled(db, order, act.now)
}

/// The provider says no: everything committed is released.
pub(super) fn decline(db: &mut Db, act: Act, order: &mut Order, reason: &str) -> Result<(), ActError> {
    turn(db, order, OrderStatus::Declined, act.now)?;
    if let Some(by) = act.by {
        orders::set_answer(db, order.id, by.user, act.now, Some(reason))?;
    }
    release_all(db, act, order)?;
    Ok(record(db, act, order, "order.declined", &format!("Declined the order: {reason}"))?)
}

/// Releases every delivery that is still to come.
fn release_all(db: &mut Db, act: Act, order: &Order) -> Result<(), ActError> {
    let lines = lines::of_orders(db, &[order.id])?;
    for delivery in deliveries::of_order(db, order.id)? {
        let Some(line) = lines.iter().find(|line| line.id == delivery.order_line_id) else { continue };
        if delivery.status != DeliveryStatus::Scheduled {
            continue;
        }
        step(db, act, &delivery, DeliveryStatus::Cancelled, &Step::default())?;
        pay(db, act, (order, line), &delivery, &transfer(RELEASE, delivery.amount))?;
    }
    Ok(())
}

/// What a provider says of a visit.
#[derive(Clone, Copy, Default)]
pub(super) struct Made<'a> {
    /// How much was delivered.
    pub units: Quantity,
    /// From when to when it really was.
    pub times: Option<(TimeOfDay, TimeOfDay)>,
    /// What was different.
    pub note: Option<&'a str>,
    /// What it costs, where that isn't the units at the delivery's price: a share of what several have.
    pub cost: Option<Money>,
}

/// The provider records what was delivered; nothing at all is a visit that did not happen.
pub(super) fn record_delivery(
    db: &mut Db,
    act: Act,
    order: &mut Order,
    line: &OrderLine,
    delivery: &Delivery,
    made: &Made<'_>,
) -> Result<(), ActError> {
    let Made { units: recorded, times, note, cost: share } = *made;
    if !order.status.takes_records() {
        return Err(ActError::OrderMovedOn(order.status));
    }
    if delivery.starts() > london(act.now) {
        return Err(ActError::NotYet);
    }
    let day = weekday_date(delivery.on);
    if recorded.is_zero() {
        let what = Step { recorded: Some((recorded, Money::ZERO)), recorded_by: act.user(), note, ..Step::default() };
        step(db, act, delivery, DeliveryStatus::Missed, &what)?;
        pay(db, act, (order, line), delivery, &transfer(RELEASE, delivery.amount))?;
        record(db, act, order, "delivery.missed", &format!("Recorded that the visit on {day} did not happen"))?;
        return complete_if_settled(db, order, act.now);
    }
    let most = units::most_each_time(line.request.unit);
    if recorded < Quantity::ZERO || recorded > most {
        let most = units::amount(line.request.unit, most);
        return Err(ActError::BadUnits(format!("Enter how much was delivered, from 0 to {most}.")));
    }
    if act.by.is_some() {
        let now = london(act.now);
        check_over(line.request.unit, recorded, times, delivery.starts(), now).map_err(ActError::BadUnits)?;
    }
    if let Some((from, to)) = times {
        check_times(line.request.unit, recorded, from, to).map_err(ActError::BadUnits)?;
    }
    let Some(cost) = share.or_else(|| delivery.price_of(recorded)).filter(|cost| *cost > Money::ZERO) else {
        return Err(ActError::BadUnits("Enter an amount that comes to at least a penny.".to_owned()));
    };
    let what = Step { recorded: Some((recorded, cost)), recorded_by: act.user(), note, times, ..Step::default() };
    step(db, act, delivery, DeliveryStatus::Recorded, &what)?;
    if order.status == OrderStatus::Accepted {
        turn(db, order, OrderStatus::Active, act.now)?;
    }
    let amount = units::amount(line.request.unit, recorded);
    record(db, act, order, "delivery.recorded", &format!("Recorded {amount} on {day}"))?;
    Ok(())
}

/// The holder confirms what was recorded, or nobody spoke for seven days: the money is spent. What was not needed is
/// released; what came on top is paid from what is left, if the holder said yes to it.
pub(super) fn confirm(
    db: &mut Db,
    act: Act,
    order: &mut Order,
    line: &OrderLine,
    delivery: &Delivery,
    yes_to_more: bool,
) -> Result<(), ActError> {
    let Some(cost) = delivery.recorded_amount.filter(|_| delivery.recorded.is_some()) else {
        return Err(ActError::DeliveryMovedOn(delivery.status));
    };
    let over = delivery.over();
    if over > Money::ZERO && !yes_to_more {
        return Err(ActError::NeedsYes(over));
    }
    let what = Step { confirmed: Some((act.now, act.by)), ..Step::default() };
    step(db, act, delivery, DeliveryStatus::Confirmed, &what)?;
    pay(db, act, (order, line), delivery, &transfer(DELIVER, cost.min(delivery.amount)))?;
    pay(db, act, (order, line), delivery, &transfer(RELEASE, less(delivery.amount, cost)))?;
    pay(db, act, (order, line), delivery, &transfer(MORE, over))?;
    come_to_more(db, order, line, over)?;
    let day = weekday_date(delivery.on);
    let detail = match act.by {
        Some(_) => format!("Confirmed the visit on {day}, {cost}"),
        None => format!("The visit on {day} confirmed itself after 7 days, {cost}"),
    };
    record(db, act, order, "delivery.confirmed", &detail)?;
    complete_if_settled(db, order, act.now)
}

/// What was said yes to on top belongs to what the order costs: pages, councils and a mandate's limit go by that.
fn come_to_more(db: &mut Db, order: &mut Order, line: &OrderLine, over: Money) -> Result<(), ActError> {
    if over <= Money::ZERO {
        return Ok(());
    }
    let too_much = || DbError::Other("an order comes to more than can be held".to_owned());
    let of_line = lines::by_id(db, line.id)?.total.checked_add(over).ok_or_else(too_much)?;
    lines::set_total(db, line.id, of_line)?;
    order.total = order.total.checked_add(over).ok_or_else(too_much)?;
    orders::set_total(db, order.id, order.total)?;
    Ok(())
}

/// Nobody said yes to what came on top: what was ordered is what counts, and is spent. What the provider wrote stays.
pub(super) fn confirm_as_ordered(
    db: &mut Db,
    act: Act,
    order: &mut Order,
    line: &OrderLine,
    delivery: &Delivery,
    why: &str,
) -> Result<(), ActError> {
    let Some(recorded) = delivery.recorded else {
        return Err(ActError::DeliveryMovedOn(delivery.status));
    };
    let came = format!("{} had been recorded. {why}", units::amount(line.request.unit, recorded));
    let note = delivery.note.as_deref().map_or_else(|| came.clone(), |said| format!("{said} ({came})"));
    let what = Step {
        recorded: Some((delivery.units, delivery.amount)),
        confirmed: Some((act.now, act.by)),
        note: Some(&note),
        ..Step::default()
    };
    step(db, act, delivery, DeliveryStatus::Confirmed, &what)?;
    pay(db, act, (order, line), delivery, &transfer(DELIVER, delivery.amount))?;
    let detail = format!("The visit on {} counts as ordered, {}: {why}", weekday_date(delivery.on), delivery.amount);
    record(db, act, order, "delivery.confirmed", &detail)?;
    complete_if_settled(db, order, act.now)
}

/// The holder says that something was wrong: the money is held.
pub(super) fn dispute(db: &mut Db, act: Act, order: &Order, delivery: &Delivery, words: &str) -> Result<(), ActError> {
    let dispute = hold(db, act, order, delivery, words)?;
    if let Some(by) = act.by {
        disputes::say(db, dispute, Side::Holder, words, by, act.now)?;
    }
    let day = weekday_date(delivery.on);
    record(db, act, order, "delivery.disputed", &format!("Said that something was wrong on {day}: {words}"))?;
    Ok(())
}

/// Holds the money of a visit until it is settled, and opens a dispute.
pub(super) fn hold(
    db: &mut Db,
    act: Act,
    order: &Order,
    delivery: &Delivery,
    words: &str,
) -> Result<DisputeId, ActError> {
    if !order.status.takes_records() {
        return Err(ActError::OrderMovedOn(order.status));
    }
    if delivery.starts() > london(act.now) {
        return Err(ActError::NotYet);
    }
    step(db, act, delivery, DeliveryStatus::Disputed, &Step { note: Some(words), ..Step::default() })?;
    Ok(disputes::insert(db, delivery.id, act.now)?)
}

/// The council says how much of a disputed delivery is paid: nothing, or up to what was ordered.
pub(super) fn decide(
    db: &mut Db,
    act: Act,
    order: &mut Order,
    line: &OrderLine,
    delivery: &Delivery,
    units: Quantity,
) -> Result<(), ActError> {
    let user = act.by.map(|by| by.user);
    disputes::settle(db, delivery.id, DisputeStatus::Decided, user, act.now)?;
    pay_part(db, act, order, line, delivery, units)
}

/// This much of a disputed delivery is paid: the two sides agreed, or somebody decided it before.
pub(super) fn pay_part(
    db: &mut Db,
    act: Act,
    order: &mut Order,
    line: &OrderLine,
    delivery: &Delivery,
    units: Quantity,
) -> Result<(), ActError> {
    if delivery.status != DeliveryStatus::Disputed {
        return Err(ActError::DeliveryMovedOn(delivery.status));
    }
    let cost = part_of(line, delivery, units)?;
    let nothing = cost <= Money::ZERO;
    let to = if nothing { DeliveryStatus::Missed } else { DeliveryStatus::Confirmed };
    let confirmed = (!nothing).then_some((act.now, act.by));
    let what = Step { recorded: Some((units, cost)), recorded_by: act.user(), confirmed, ..Step::default() };
    step(db, act, delivery, to, &what)?;
    pay(db, act, (order, line), delivery, &transfer(DELIVER, cost))?;
    pay(db, act, (order, line), delivery, &transfer(RELEASE, less(delivery.amount, cost)))?;
    let detail = format!("Settled the visit on {}: {cost} is paid", weekday_date(delivery.on));
    record(db, act, order, "delivery.decided", &detail)?;
    complete_if_settled(db, order, act.now)
}

/// What this much of a disputed delivery costs: nothing, or up to what was ordered.
pub(super) fn part_of(line: &OrderLine, delivery: &Delivery, units: Quantity) -> Result<Money, ActError> {
    let most = units::amount(line.request.unit, delivery.units);
    let within = (Quantity::ZERO..=delivery.units).contains(&units);
    let cost = within.then(|| delivery.price_of(units)).flatten();
    cost.ok_or_else(|| ActError::BadUnits(format!("Enter how much is to be paid, from 0 to {most}.")))
}

/// What calling off a delivery costs now.
pub(super) fn charge_now(line: &OrderLine, order: &Order, delivery: &Delivery, now: NaiveDateTime) -> (Notice, Money) {
    let notice = notice(now, delivery.on, delivery.at, line.notice_hours);
    let charge = match notice {
        // Until the provider has said yes, calling off is free.
        Notice::Late if order.status != OrderStatus::Placed => late_charge(delivery.amount, line.late_charge_percent),
        _ => Money::ZERO,
    };
    (notice, charge)
}

/// How a delivery is called off.
#[derive(Clone, Copy, Default)]
pub(super) struct Off<'a> {
    /// Whoever calls it off owes nothing, however late it is: it is the provider, or both agree.
    pub free: bool,
    /// What stands beside it afterwards.
    pub note: Option<&'a str>,
    /// The pause it falls to.
    pub pause: Option<PauseId>,
}

/// One delivery is called off: in time it is free, later the listing's late charge is due. Gives the charge.
pub(super) fn cancel(
    db: &mut Db,
    act: Act,
    order: &Order,
    line: &OrderLine,
    delivery: &Delivery,
    off: Off<'_>,
) -> Result<Money, ActError> {
    let (notice, due) = charge_now(line, order, delivery, act.now);
    if notice == Notice::Started && order.status != OrderStatus::Placed {
        return Err(ActError::Started);
    }
    let charge = if off.free { Money::ZERO } else { due };
    let to = if charge > Money::ZERO { DeliveryStatus::CancelledLate } else { DeliveryStatus::Cancelled };
    let recorded = (charge > Money::ZERO).then_some((Quantity::ZERO, charge));
    step(db, act, delivery, to, &Step { recorded, note: off.note, pause: off.pause, ..Step::default() })?;
    pay(db, act, (order, line), delivery, &transfer(CHARGE, charge))?;
    pay(db, act, (order, line), delivery, &transfer(RELEASE, less(delivery.amount, charge)))?;
    Ok(charge)
}

/// An order whose deliveries are all settled is finished, unless it rests and may be taken up again.
pub(super) fn complete_if_settled(db: &mut Db, order: &mut Order, now: NaiveDateTime) -> Result<(), ActError> {
    if matches!(order.status, OrderStatus::Accepted | OrderStatus::Active)
        && deliveries::states(db, order.id)?.iter().all(|status| status.is_settled())
        && !pauses::of_order(db, order.id)?.iter().any(|pause| pause.is_open(london(now).date()))
    {
        turn(db, order, OrderStatus::Completed, now)?;
    }
    Ok(())
}
