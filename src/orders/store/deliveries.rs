//! The `deliveries` table.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{time, word};
use crate::accounts::By;
use crate::db::schema::{deliveries, order_lines, orders};
use crate::db::{Db, DbError};
use crate::insert_all;
use crate::kernel::{
    DeliveryId, HolderId, Money, OrderId, OrderLineId, PauseId, ProviderId, Quantity, TimeOfDay, UserId,
};
use crate::orders::model::{Delivery, DeliveryStatus, OrderStatus, PlannedDelivery};

type Row = (
    (i64, i64, i64),
    (NaiveDate, String, String),
    (i64, i64, i64),
    String,
    (Option<i64>, Option<i64>, Option<NaiveDateTime>),
    (Option<i64>, Option<NaiveDateTime>),
    (Option<String>, Option<i64>, Option<String>, Option<String>),
);

macro_rules! columns {
    () => {
        (
            (deliveries::id, deliveries::order_id, deliveries::order_line_id),
            (deliveries::on_day, deliveries::at_time, deliveries::band),
            (deliveries::units_hundredths, deliveries::unit_price_pence, deliveries::amount_pence),
            deliveries::status,
            (deliveries::recorded_hundredths, deliveries::recorded_pence, deliveries::recorded_at),
            (deliveries::confirmed_by, deliveries::confirmed_at),
            (deliveries::note, deliveries::pause_id, deliveries::from_time, deliveries::to_time),
        )
    };
}

fn delivery(row: Row) -> Result<Delivery, DbError> {
    let ((id, order, line), (on, at, band), (units, unit_price, amount), status, recorded, confirmed, words) = row;
    Ok(Delivery {
        id: DeliveryId(id),
        order_id: OrderId(order),
        order_line_id: OrderLineId(line),
        on,
        at: time(&at)?,
        band: word(&band)?,
        units: Quantity::from_hundredths(units),
        unit_price: Money::from_pence(unit_price),
        amount: Money::from_pence(amount),
        status: word(&status)?,
        recorded: recorded.0.map(Quantity::from_hundredths),
        recorded_amount: recorded.1.map(Money::from_pence),
        recorded_at: recorded.2,
        confirmed_by: confirmed.0.map(UserId),
        confirmed_at: confirmed.1,
        note: words.0,
        pause_id: words.1.map(PauseId),
        times: match (words.2, words.3) {
            (Some(from), Some(to)) => Some((time(&from)?, time(&to)?)),
            _ => None,
        },
    })
}

/// Writes the deliveries of a line.
pub fn insert(db: &mut Db, order: OrderId, line: OrderLineId, planned: &[PlannedDelivery]) -> Result<usize, DbError> {
    let rows: Vec<_> = planned
        .iter()
        .map(|delivery| {
            (
                deliveries::order_id.eq(order.0),
                deliveries::order_line_id.eq(line.0),
                deliveries::on_day.eq(delivery.on),
                deliveries::at_time.eq(delivery.at.hhmm()),
                deliveries::band.eq(delivery.band.as_str()),
                deliveries::units_hundredths.eq(delivery.units.hundredths()),
                deliveries::unit_price_pence.eq(delivery.unit_price.pence()),
                deliveries::amount_pence.eq(delivery.amount.pence()),
                deliveries::status.eq(DeliveryStatus::Scheduled.as_str()),
            )
        })
        .collect();
    Ok(insert_all!(db, deliveries::table, rows))
}

pub fn by_id(db: &mut Db, id: DeliveryId) -> Result<Delivery, DbError> {
    delivery(deliveries::table.find(id.0).select(columns!()).get_result::<Row>(db)?)
}

/// All deliveries of an order, by day.
pub fn of_order(db: &mut Db, order: OrderId) -> Result<Vec<Delivery>, DbError> {
    let rows: Vec<Row> = deliveries::table
        .filter(deliveries::order_id.eq(order.0))
        .order((deliveries::on_day.asc(), deliveries::at_time.asc(), deliveries::id.asc()))
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(delivery).collect()
}

/// All deliveries of a line, by day and time.
pub fn of_line(db: &mut Db, line: OrderLineId) -> Result<Vec<Delivery>, DbError> {
    let rows: Vec<Row> = deliveries::table
        .filter(deliveries::order_line_id.eq(line.0))
        .order((deliveries::on_day.asc(), deliveries::at_time.asc(), deliveries::id.asc()))
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(delivery).collect()
}

/// The deliveries that a pause called off, by day and time.
pub fn of_pause(db: &mut Db, pause: PauseId) -> Result<Vec<Delivery>, DbError> {
    let rows: Vec<Row> = deliveries::table
        .filter(deliveries::pause_id.eq(pause.0))
        .order((deliveries::on_day.asc(), deliveries::at_time.asc(), deliveries::id.asc()))
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(delivery).collect()
}

/// A visit of a line that is to come.
pub type ToCome = (OrderLineId, (NaiveDate, TimeOfDay, Quantity));

/// The visits of lines that are still to be made, in order.
pub fn to_come(db: &mut Db, lines: &[OrderLineId]) -> Result<Vec<ToCome>, DbError> {
    let ids: Vec<i64> = lines.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, NaiveDate, String, i64)> = deliveries::table
        .filter(deliveries::order_line_id.eq_any(ids))
        .filter(deliveries::status.eq(DeliveryStatus::Scheduled.as_str()))
        .order((deliveries::on_day.asc(), deliveries::at_time.asc()))
        .select((deliveries::order_line_id, deliveries::on_day, deliveries::at_time, deliveries::units_hundredths))
        .load(db)?;
    let visit = |(line, day, at, units): (i64, NaiveDate, String, i64)| {
        Ok((OrderLineId(line), (day, time(&at)?, Quantity::from_hundredths(units))))
    };
    rows.into_iter().map(visit).collect()
}

/// Which states the deliveries of an order are in.
pub fn states(db: &mut Db, order: OrderId) -> Result<Vec<DeliveryStatus>, DbError> {
    let of = deliveries::table.filter(deliveries::order_id.eq(order.0));
    let rows: Vec<String> = of.select(deliveries::status).distinct().load(db)?;
    rows.iter().map(|text| word(text)).collect()
}

/// How many deliveries of a line are confirmed.
pub fn confirmed_of_line(db: &mut Db, line: OrderLineId) -> Result<i64, DbError> {
    let of = deliveries::table.filter(deliveries::order_line_id.eq(line.0));
    Ok(of.filter(deliveries::status.eq(DeliveryStatus::Confirmed.as_str())).count().get_result(db)?)
}

/// What is written when a delivery moves on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step<'a> {
    /// How much was delivered, and what it costs.
    pub recorded: Option<(Quantity, Money)>,
    /// Who recorded or cancelled it, and when.
    pub recorded_by: Option<(UserId, NaiveDateTime)>,
    /// When it was confirmed, and by whom; nobody when it confirmed itself.
    pub confirmed: Option<(NaiveDateTime, Option<By>)>,
    /// What somebody wrote.
    pub note: Option<&'a str>,
    /// The pause that calls it off.
    pub pause: Option<PauseId>,
    /// From when to when it really was.
    pub times: Option<(TimeOfDay, TimeOfDay)>,
}

#[derive(AsChangeset)]
#[diesel(table_name = deliveries)]
#[expect(clippy::option_option, reason = "diesel's way to leave a column alone, or to empty it")]
struct Changes<'a> {
    status: &'a str,
    recorded_hundredths: Option<i64>,
    recorded_pence: Option<i64>,
    recorded_by: Option<i64>,
    recorded_at: Option<NaiveDateTime>,
    confirmed_by: Option<i64>,
    confirmed_mandate_id: Option<i64>,
    confirmed_at: Option<NaiveDateTime>,
    note: Option<&'a str>,
    pause_id: Option<i64>,
    from_time: Option<Option<String>>,
    to_time: Option<Option<String>>,
    asked_at: Option<Option<NaiveDateTime>>,
}

/// Moves a delivery on, if it still is where it is thought to be; what the step doesn't say stays as it was.
/// Gives how many rows that was.
pub fn step(db: &mut Db, delivery: &Delivery, to: DeliveryStatus, step: &Step<'_>) -> Result<usize, DbError> {
    let by = step.confirmed.and_then(|(_, by)| by);
    let changes = Changes {
        status: to.as_str(),
        recorded_hundredths: step.recorded.map(|(units, _)| units.hundredths()),
        recorded_pence: step.recorded.map(|(_, amount)| amount.pence()),
        recorded_by: step.recorded_by.map(|(user, _)| user.0),
        recorded_at: step.recorded_by.map(|(_, at)| at),
        confirmed_by: by.map(|by| by.user.0),
        confirmed_mandate_id: by.and_then(|by| by.mandate).map(|id| id.0),
        confirmed_at: step.confirmed.map(|(at, _)| at),
        note: step.note,
        pause_id: step.pause.map(|id| id.0),
        // What is recorded anew has new times or none, and is asked about anew.
        from_time: (to == DeliveryStatus::Recorded).then(|| step.times.map(|(from, _)| from.hhmm())),
        to_time: (to == DeliveryStatus::Recorded).then(|| step.times.map(|(_, to)| to.hhmm())),
        asked_at: (to == DeliveryStatus::Recorded).then_some(None),
    };
    let from = deliveries::id.eq(delivery.id.0).and(deliveries::status.eq(delivery.status.as_str()));
    Ok(diesel::update(deliveries::table.filter(from)).set(&changes).execute(db)?)
}

/// Deliveries that were recorded before `before` and nobody has spoken about, oldest first. Those that came to more
/// than was ordered wait for the holder's yes and are left out.
pub fn due(db: &mut Db, before: NaiveDateTime, limit: i64) -> Result<Vec<DeliveryId>, DbError> {
    let rows: Vec<i64> = deliveries::table
        .filter(deliveries::status.eq(DeliveryStatus::Recorded.as_str()))
        .filter(deliveries::recorded_at.le(before))
        .filter(deliveries::recorded_pence.le(deliveries::amount_pence.nullable()))
        .order(deliveries::id.asc())
        .limit(limit)
        .select(deliveries::id)
        .load(db)?;
    Ok(rows.into_iter().map(DeliveryId).collect())
}

/// The holders with visits that were recorded before `before` and that nobody was asked about.
pub fn holders_to_ask(db: &mut Db, before: NaiveDateTime, limit: i64) -> Result<Vec<HolderId>, DbError> {
    let waiting = deliveries::status.eq(DeliveryStatus::Recorded.as_str()).and(deliveries::asked_at.is_null());
    let rows: Vec<i64> = deliveries::table
        .inner_join(orders::table)
        .filter(waiting.and(deliveries::recorded_at.le(before)))
        .order(orders::holder_id.asc())
        .limit(limit)
        .select(orders::holder_id)
        .distinct()
        .load(db)?;
    Ok(rows.into_iter().map(HolderId).collect())
}

/// Notes that a holder's side is asked about all that is recorded; gives how many visits are new in that.
pub fn mark_asked(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<usize, DbError> {
    let own = orders::table.filter(orders::holder_id.eq(holder.0)).select(orders::id);
    let waiting = deliveries::status.eq(DeliveryStatus::Recorded.as_str()).and(deliveries::asked_at.is_null());
    Ok(diesel::update(deliveries::table.filter(waiting.and(deliveries::order_id.eq_any(own))))
        .set(deliveries::asked_at.eq(Some(now)))
        .execute(db)?)
}

/// The visits that a holder's side was asked about at an instant, and that still wait.
pub fn asked_at(db: &mut Db, holder: HolderId, at: NaiveDateTime) -> Result<Vec<Delivery>, DbError> {
    let rows: Vec<Row> = deliveries::table
        .inner_join(orders::table)
        .filter(orders::holder_id.eq(holder.0).and(deliveries::asked_at.eq(at)))
        .filter(deliveries::status.eq(DeliveryStatus::Recorded.as_str()))
        .order((deliveries::on_day.asc(), deliveries::at_time.asc(), deliveries::id.asc()))
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(delivery).collect()
}

/// A delivery as a provider's day shows it.
#[derive(Clone, Debug)]
pub struct Visit {
    /// The delivery.
    pub delivery: Delivery,
    /// The line's title.
    pub title: String,
    /// The line's unit.
    pub unit: crate::directory::model::PriceUnit,
    /// The order's reference.
    pub reference: String,
    /// For whom.
    pub holder: HolderId,
    /// For whom, by name.
    pub holder_name: String,
}

/// A provider's deliveries, with what they are of and for whom.
macro_rules! visits {
    ($provider:expr, $answered:expr) => {
        deliveries::table
            .inner_join(order_lines::table)
            .inner_join(orders::table.inner_join(holders::table))
            .filter(orders::provider_id.eq($provider.0).and(orders::status.eq_any($answered)))
            .select((columns!(), order_lines::title, order_lines::unit, orders::reference, holders::id, holders::name))
    };
}

/// A provider's deliveries between two days that were not called off, by day and time. Orders that the provider has
/// not said yes to are left out.
pub fn of_provider(
    db: &mut Db,
    provider: ProviderId,
    (from, to): (NaiveDate, NaiveDate),
    states: &[DeliveryStatus],
    limit: i64,
) -> Result<Vec<Visit>, DbError> {
    use crate::db::schema::holders;
    let answered: Vec<&str> =
        OrderStatus::ALL.iter().filter(|status| **status != OrderStatus::Placed).map(|s| s.as_str()).collect();
    let states: Vec<&str> = states.iter().map(|status| status.as_str()).collect();
    let rows = visits!(provider, answered)
        .filter(deliveries::on_day.between(from, to).and(deliveries::status.eq_any(states)))
        .order((deliveries::on_day.asc(), deliveries::at_time.asc(), deliveries::id.asc()))
        .limit(limit)
        .load::<VisitRow>(db)?;
    rows.into_iter().map(visit).collect()
}

/// Those of a provider's deliveries that are named, between two days; orders it has not said yes to are left out.
pub fn named_of_provider(
    db: &mut Db,
    provider: ProviderId,
    (from, to): (NaiveDate, NaiveDate),
    ids: &[DeliveryId],
) -> Result<Vec<Visit>, DbError> {
    use crate::db::schema::holders;
    let answered: Vec<&str> =
        OrderStatus::ALL.iter().filter(|status| **status != OrderStatus::Placed).map(|s| s.as_str()).collect();
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let rows = visits!(provider, answered.clone())
            .filter(deliveries::on_day.between(from, to).and(deliveries::id.eq_any(some.iter().map(|id| id.0))))
            .load::<VisitRow>(db)?;
        found.extend(rows);
    }
    found.into_iter().map(visit).collect()
}

type VisitRow = (Row, String, String, String, i64, String);

fn visit((row, title, unit, reference, holder, holder_name): VisitRow) -> Result<Visit, DbError> {
    let unit = word(&unit)?;
    Ok(Visit { delivery: delivery(row)?, title, unit, reference, holder: HolderId(holder), holder_name })
}
