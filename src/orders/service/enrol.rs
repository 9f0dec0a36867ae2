//! Writing orders down as they happened, without forms: for the demo, imports and tests.
//!
//! Callers hold the transaction and the pot's lock, and have checked that it is theirs to do. The rules are the same
//! as everywhere: nothing is priced, committed or spent otherwise than by the pages. No mails are sent.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::By;
use crate::budgets::model::Pot;
use crate::db::{Db, DbError};
use crate::kernel::{HolderId, OrderId, OrderLineId};
use crate::orders::error::{ActError, PlaceOrderError};
use crate::orders::model::{DeliveryStatus, units};
use crate::orders::store::{deliveries, lines, orders};

use super::moves::{self, Act};
use super::package::{self, For};
use super::pricing::nation_of;

pub use super::package::Wanted;

/// A package as it was placed.
#[derive(Clone, Debug)]
pub struct NewPackage {
    /// For whom.
    pub holder: HolderId,
    /// Paid from.
    pub pot: Pot,
    /// What.
    pub wanted: Vec<Wanted>,
    /// By whom.
    pub by: By,
    /// When, in UTC: lines must begin after it.
    pub at: NaiveDateTime,
    /// Random numbers for references, one for each line.
    pub seeds: Vec<u64>,
}

/// Places a package: one order with each provider.
///
/// # Errors
/// As [`super::place()`], but for mandates.
pub fn place(db: &mut Db, new: &NewPackage) -> Result<Vec<OrderId>, PlaceOrderError> {
    let nation = nation_of(db, new.holder)?;
    let package = For { holder: new.holder, nation, pot: &new.pot, by: new.by, now: new.at, seeds: &new.seeds };
    let drafts = package::draft(db, &package, &new.wanted)?;
    let let_by = package::check_fits(db, &package, &drafts)?;
    Ok(package::make(db, &package, &drafts, let_by)?.into_iter().map(|made| made.id).collect())
}

/// Accepts an order.
///
/// # Errors
/// As [`super::answer::accept`].
pub fn accept(db: &mut Db, order: OrderId, by: By, at: NaiveDateTime) -> Result<(), ActError> {
    let mut order = orders::by_id(db, order)?;
    moves::accept(db, Act { by: Some(by), now: at }, &mut order)
}

/// Declines an order.
///
/// # Errors
/// As [`super::answer::decline`].
pub fn decline(db: &mut Db, order: OrderId, by: By, reason: &str, at: NaiveDateTime) -> Result<(), ActError> {
    let mut order = orders::by_id(db, order)?;
    moves::decline(db, Act { by: Some(by), now: at }, &mut order, reason)
}

/// Records each delivery up to `recorded_to` as it was planned, when it is over or two hours after it began, and confirms those up to
/// `confirmed_to` a day later. Gives how many were recorded.
///
/// # Errors
/// When an order is not accepted, or the database fails.
pub fn deliver(
    db: &mut Db,
    order: OrderId,
    (provider, holder): (By, By),
    recorded_to: NaiveDate,
    confirmed_to: NaiveDate,
) -> Result<usize, ActError> {
    let mut order = orders::by_id(db, order)?;
    let lines = lines::of_orders(db, &[order.id])?;
    let mut recorded = 0;
    for delivery in deliveries::of_order(db, order.id)? {
        let Some(line) = lines.iter().find(|line| line.id == delivery.order_line_id) else { continue };
        if delivery.on > recorded_to || delivery.status != DeliveryStatus::Scheduled {
            continue;
        }
        let minutes = units::minutes(line.request.unit, delivery.units).unwrap_or(0).max(120);
        let at = delivery.starts() + chrono::TimeDelta::minutes(minutes);
        let act = Act { by: Some(provider), now: at };
        let made = moves::Made { units: delivery.units, ..moves::Made::default() };
        moves::record_delivery(db, act, &mut order, line, &delivery, &made)?;
        recorded += 1;
        if delivery.on <= confirmed_to {
            let delivery = deliveries::by_id(db, delivery.id)?;
            let act = Act { by: Some(holder), now: at + chrono::TimeDelta::days(1) };
            moves::confirm(db, act, &mut order, line, &delivery, false)?;
        }
    }
    Ok(recorded)
}

/// Says what was wrong with the last visit that waits for a word, if one does.
///
/// # Errors
/// As [`super::dispute_delivery`].
pub fn doubt(db: &mut Db, order: OrderId, by: By, words: &str, at: NaiveDateTime) -> Result<(), ActError> {
    let order = orders::by_id(db, order)?;
    let recorded = deliveries::of_order(db, order.id)?;
    let Some(last) = recorded.iter().rfind(|visit| visit.status == DeliveryStatus::Recorded) else { return Ok(()) };
    moves::dispute(db, Act { by: Some(by), now: at }, &order, last, words)
}

/// The lines of an order, in their order.
///
/// # Errors
/// When the database can't be read.
pub fn lines(db: &mut Db, order: OrderId) -> Result<Vec<OrderLineId>, DbError> {
    Ok(lines::of_orders(db, &[order])?.into_iter().map(|line| line.id).collect())
}
