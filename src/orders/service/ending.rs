//! Ending all of somebody's orders, because their case is closed. Callers hold the transaction and the locks of the
//! pots, have checked that it is theirs to do, and tell everybody. What is shared with others is left by `sharing`.

use chrono::{NaiveDate, NaiveDateTime};

use super::cancel::open;
use super::moves::{self, Act, Off};
use super::shares;
use crate::accounts::By;
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::{HolderId, Money, ProviderId};
use crate::orders::error::ActError;
use crate::orders::model::{DeliveryStatus, Order, OrderStatus};
use crate::orders::store::{ending, orders};

/// An order that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The order.
    pub reference: String,
    /// With whom.
    pub provider: ProviderId,
    /// How many visits are called off.
    pub visits: usize,
    /// What goes back.
    pub released: Money,
    /// What is due all the same, by the order's terms.
    pub charge: Money,
    /// It is shared with others: it isn't ended here.
    pub shared: bool,
}

fn running(db: &mut Db, holder: HolderId) -> Result<Vec<Order>, DbError> {
    let mut all = orders::unanswered_of_holder(db, holder)?;
    all.extend(orders::running_of_holder(db, holder)?);
    Ok(all)
}

/// What ending them now would do.
///
/// # Errors
/// When the database can't be read.
pub fn preview(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<Vec<Ending>, DbError> {
    let mut all = Vec::new();
    for order in running(db, holder)? {
        let shared = shares::shared_of(db, order.id)?.is_some();
        let (mut visits, mut released, mut charge) = (0, Money::ZERO, Money::ZERO);
        let to_come = if shared { Vec::new() } else { open(db, &order, now)? };
        for (line, delivery) in to_come {
            let (_, due) = moves::charge_now(&line, &order, &delivery, now);
            visits += 1;
            charge = charge.checked_add(due).unwrap_or(charge);
            released = released.checked_add(super::money::less(delivery.amount, due)).unwrap_or(released);
        }
        all.push(Ending { reference: order.reference, provider: order.provider_id, visits, released, charge, shared });
    }
    Ok(all)
}

/// Ends them: visits to come are called off by the notice of each order. What has begun or was recorded stays to be
/// settled.
///
/// # Errors
/// [`ActError`]; then the caller's transaction has to be undone.
pub fn end_all(db: &mut Db, holder: HolderId, by: By, now: NaiveDateTime, why: &str) -> Result<Vec<Ending>, ActError> {
    let ended = preview(db, holder, now)?;
    let act = Act { by: Some(by), now };
    for mut order in running(db, holder)? {
        if shares::shared_of(db, order.id)?.is_some() {
            continue;
        }
        for (line, delivery) in open(db, &order, now)? {
            moves::cancel(db, act, &order, &line, &delivery, Off { note: Some(why), ..Off::default() })?;
        }
        moves::turn(db, &mut order, OrderStatus::Cancelled, now)?;
        moves::record(db, act, &order, "order.ended", why)?;
    }
    Ok(ended)
}

/// The day of the last visit that somebody's side has confirmed; none before there is one.
///
/// # Errors
/// When the database can't be read.
pub fn last_confirmed(db: &mut Db, holder: HolderId) -> Result<Option<NaiveDate>, DbError> {
    ending::last_confirmed(db, holder)
}

/// How many visits of somebody are still to be settled: past and not recorded, recorded and not confirmed, in dispute.
///
/// # Errors
/// When the database can't be read.
pub fn to_settle(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<(usize, usize, usize), DbError> {
    let visits = ending::unsettled(db, holder, london(now).date())?;
    let of = |status: DeliveryStatus| visits.iter().filter(|one| **one == status).count();
    Ok((of(DeliveryStatus::Scheduled), of(DeliveryStatus::Recorded), of(DeliveryStatus::Disputed)))
}
