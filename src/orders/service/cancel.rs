//! Calling off: one delivery, or all of an order that is still to come. What it costs is shown before.

use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::accounts::Actor;
use crate::app::App;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::dates::{london, weekday_date};
use crate::kernel::{DeliveryId, Money};
use crate::orders::error::ActError;
use crate::orders::model::cancelling::Notice;
use crate::orders::model::{Delivery, DeliveryStatus, Order, OrderLine, OrderStatus};
use crate::orders::store::{deliveries, lines, orders};

use super::authority::as_holder;
use super::deliveries::{pot_lock, whole};
use super::messages;
use super::moves::{self, Act, Off};
use super::shares::refuse_shared;

/// What calling off would cost now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CancelPreview {
    /// The order.
    pub order: Order,
    /// The one delivery, when it is not the whole order.
    pub delivery: Option<Delivery>,
    /// How many deliveries would be called off.
    pub times: usize,
    /// What would go back.
    pub released: Money,
    /// What would be charged all the same.
    pub charge: Money,
}

/// Refuses a charge that is higher than the page said.
pub(super) fn as_seen(charge: Money, seen: Option<Money>) -> Result<(), ActError> {
    if seen.is_some_and(|seen| charge > seen) { Err(ActError::CostsMore(charge)) } else { Ok(()) }
}

/// Calls off one delivery: in time it is free, later the listing's late charge is due. Gives the charge. `seen` is what the
/// page said that it costs.
///
/// # Errors
/// [`ActError::CostsMore`] when it costs more than was seen; [`ActError`]; then nothing was changed.
pub async fn cancel_delivery(app: &App, actor: &Actor, id: DeliveryId, seen: Option<Money>) -> Result<Money, ActError> {
    let lock = pot_lock(app, id).await?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    let charge = app
        .db
        .write_locked(lock, move |db| {
            let (mut order, line, delivery) = whole(db, id)?;
            as_holder(db, &actor, &order, london(now).date())?;
            refuse_shared(db, order.id)?;
            if matches!(delivery.status, DeliveryStatus::Cancelled | DeliveryStatus::CancelledLate) {
                return Ok(delivery.recorded_amount.unwrap_or(Money::ZERO));
            }
            let act = Act { by: Some(actor.by()), now };
            let charge = moves::cancel(db, act, &order, &line, &delivery, Off::default())?;
            as_seen(charge, seen)?;
            let day = weekday_date(delivery.on);
            let detail = match charge {
                Money::ZERO => format!("Cancelled the visit on {day}"),
                charge => format!("Cancelled the visit on {day}, with a charge of {charge}"),
            };
            moves::record(db, act, &order, "delivery.cancelled", &detail)?;
            messages::cancelled(db, order.id, Some(&delivery), &site, now)?;
            if order.status == OrderStatus::Placed {
                cancel_if_empty(db, &mut order, now)?;
            } else {
                moves::complete_if_settled(db, &mut order, now)?;
            }
            Ok::<_, ActError>(charge)
        })
        .await?;
    app.wake.notify_one();
    Ok(charge)
}

/// An order that nobody answered and that has nothing left to come is called off.
fn cancel_if_empty(db: &mut Db, order: &mut Order, now: NaiveDateTime) -> Result<(), ActError> {
    if deliveries::states(db, order.id)?.iter().all(|status| status.is_settled()) {
        moves::turn(db, order, OrderStatus::Cancelled, now)?;
    }
    Ok(())
}

/// Calls off all of an order that is still to come. What has begun, was recorded or is being looked into stays to be
/// settled. Gives the sum of the late charges; `seen` is what the page said of it.
///
/// # Errors
/// [`ActError::CostsMore`] when it costs more than was seen; [`ActError`]; then nothing was changed.
pub async fn cancel_order(app: &App, actor: &Actor, reference: &str, seen: Option<Money>) -> Result<Money, ActError> {
    let asked = reference.to_owned();
    let order = app.db.read(move |db| Ok::<_, ActError>(orders::by_reference(db, &asked)?)).await?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    let charge = app
        .db
        .write_locked(vec![LockKey::Pot(order.pot_id.0)], move |db| {
            let mut order = orders::by_id(db, order.id)?;
            as_holder(db, &actor, &order, london(now).date())?;
            if order.status == OrderStatus::Cancelled {
                return Ok(Money::ZERO);
            }
            refuse_shared(db, order.id)?;
            let act = Act { by: Some(actor.by()), now };
            let mut charges = Money::ZERO;
            for (line, delivery) in open(db, &order, now)? {
                let charge = moves::cancel(db, act, &order, &line, &delivery, Off::default())?;
                charges = charges.checked_add(charge).unwrap_or(charges);
            }
            as_seen(charges, seen)?;
            moves::turn(db, &mut order, OrderStatus::Cancelled, now)?;
            let detail = match charges {
                Money::ZERO => "Cancelled the order".to_owned(),
                charges => format!("Cancelled the order, with charges of {charges}"),
            };
            moves::record(db, act, &order, "order.cancelled", &detail)?;
            messages::cancelled(db, order.id, None, &site, now)?;
            Ok::<_, ActError>(charges)
        })
        .await?;
    app.wake.notify_one();
    Ok(charge)
}

/// The deliveries that calling off the order calls off: those to come, or all of an unanswered order.
pub(super) fn open(db: &mut Db, order: &Order, now: NaiveDateTime) -> Result<Vec<(OrderLine, Delivery)>, DbError> {
    let lines = lines::of_orders(db, &[order.id])?;
    let mut open = Vec::new();
    for delivery in deliveries::of_order(db, order.id)? {
        let Some(line) = lines.iter().find(|line| line.id == delivery.order_line_id) else { continue };
        let to_come = delivery.starts() > london(now) || order.status == OrderStatus::Placed;
        if delivery.status == DeliveryStatus::Scheduled && to_come {
            open.push((line.clone(), delivery));
        }
    }
    Ok(open)
}

/// What calling off would cost now: the whole order, or one delivery of it.
///
/// # Errors
/// [`ActError::NotFound`] for anybody else's order; [`ActError::OrderMovedOn`] when there is nothing to call off.
pub async fn preview_cancel(
    app: &App,
    actor: &Actor,
    reference: &str,
    delivery: Option<DeliveryId>,
) -> Result<CancelPreview, ActError> {
    let (actor, reference, now) = (actor.clone(), reference.to_owned(), app.clock.now());
    app.db
        .read(move |db| {
            let order = orders::by_reference(db, &reference)?;
            as_holder(db, &actor, &order, london(now).date())?;
            if order.status.is_over() {
                return Err(ActError::OrderMovedOn(order.status));
            }
            refuse_shared(db, order.id)?;
            let mut open = open(db, &order, now)?;
            if let Some(id) = delivery {
                open.retain(|(_, delivery)| delivery.id == id);
                if open.is_empty() {
                    return Err(gone(db, &order, id, now)?);
                }
            }
            let mut preview = CancelPreview {
                delivery: delivery.and_then(|_| open.first().map(|(_, delivery)| delivery.clone())),
                times: open.len(),
                released: Money::ZERO,
                charge: Money::ZERO,
                order,
            };
            for (line, delivery) in &open {
                let (_, charge) = moves::charge_now(line, &preview.order, delivery, now);
                let rest = delivery.amount.checked_sub(charge).unwrap_or(Money::ZERO);
                preview.charge = preview.charge.checked_add(charge).unwrap_or(preview.charge);
                preview.released = preview.released.checked_add(rest).unwrap_or(preview.released);
            }
            Ok(preview)
        })
        .await
}

/// Why a delivery can't be called off.
fn gone(db: &mut Db, order: &Order, id: DeliveryId, now: NaiveDateTime) -> Result<ActError, DbError> {
    let (of, line, delivery) = whole(db, id)?;
    if of.id != order.id {
        return Ok(ActError::NotFound);
    }
    let (notice, _) = moves::charge_now(&line, order, &delivery, now);
    Ok(match (delivery.status, notice) {
        (DeliveryStatus::Scheduled, Notice::Started) => ActError::Started,
        (status, _) => ActError::DeliveryMovedOn(status),
    })
}
