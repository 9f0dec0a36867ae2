//! What holds money and waits for a word: orders without an answer, visits that were never recorded, and visits that came to
//! more than was ordered.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::max;
use diesel::prelude::*;

use crate::db::schema::{deliveries, orders};
use crate::db::{Db, DbError};
use crate::kernel::{DeliveryId, OrderId};
use crate::orders::model::{DeliveryStatus, OrderStatus};

/// An order that the provider has not answered.
#[derive(Clone, Copy, Debug)]
pub struct Unanswered {
    pub order: OrderId,
    pub placed_at: NaiveDateTime,
    /// The day of its last visit.
    pub last_on: Option<NaiveDate>,
}

/// All orders without an answer, oldest first.
pub fn unanswered(db: &mut Db, limit: i64) -> Result<Vec<Unanswered>, DbError> {
    let rows: Vec<(i64, NaiveDateTime, Option<NaiveDate>)> = orders::table
        .left_join(deliveries::table)
        .filter(orders::status.eq(OrderStatus::Placed.as_str()))
        .group_by((orders::id, orders::placed_at))
        .order(orders::id.asc())
        .limit(limit)
        .select((orders::id, orders::placed_at, max(deliveries::on_day.nullable())))
        .load(db)?;
    let one = |(id, placed_at, last_on)| Unanswered { order: OrderId(id), placed_at, last_on };
    Ok(rows.into_iter().map(one).collect())
}

/// Visits before a day that nobody recorded, and that still can be; by order.
pub fn unrecorded(
    db: &mut Db,
    before: NaiveDate,
    limit: i64,
) -> Result<Vec<(OrderId, DeliveryId, NaiveDate)>, DbError> {
    let takes: Vec<&str> =
        OrderStatus::ALL.iter().filter(|status| status.takes_records()).map(|status| status.as_str()).collect();
    let rows: Vec<(i64, i64, NaiveDate)> = deliveries::table
        .inner_join(orders::table)
        .filter(deliveries::status.eq(DeliveryStatus::Scheduled.as_str()).and(deliveries::on_day.lt(before)))
        .filter(orders::status.eq_any(takes))
        .order((orders::id.asc(), deliveries::on_day.asc(), deliveries::id.asc()))
        .limit(limit)
        .select((orders::id, deliveries::id, deliveries::on_day))
        .load(db)?;
    Ok(rows.into_iter().map(|(order, visit, on)| (OrderId(order), DeliveryId(visit), on)).collect())
}

/// Visits that came to more than was ordered, recorded before a moment, to which nobody has said yes; by order. With when
/// they were recorded.
pub fn without_yes(
    db: &mut Db,
    before: NaiveDateTime,
    limit: i64,
) -> Result<Vec<(OrderId, DeliveryId, NaiveDateTime)>, DbError> {
    let rows: Vec<(i64, i64, Option<NaiveDateTime>)> = deliveries::table
        .filter(deliveries::status.eq(DeliveryStatus::Recorded.as_str()))
        .filter(deliveries::recorded_at.lt(before))
        .filter(deliveries::recorded_pence.gt(deliveries::amount_pence.nullable()))
        .order((deliveries::order_id.asc(), deliveries::id.asc()))
        .limit(limit)
        .select((deliveries::order_id, deliveries::id, deliveries::recorded_at))
        .load(db)?;
    Ok(rows.into_iter().filter_map(|(order, visit, at)| Some((OrderId(order), DeliveryId(visit), at?))).collect())
}
