//! What can be invoiced: confirmed deliveries and late charges that are on no invoice. Reads the tables of orders,
//! because "not invoiced" has to be asked where the deliveries are.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::billing::model::{Billable, LineKind};
use crate::db::schema::{deliveries, invoice_lines, order_lines, orders, pots};
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::{DeliveryId, HolderId, ListingId, Money, OrderLineId, PlanLineId, PotId, ProviderId, Quantity};
use crate::orders::model::DeliveryStatus;

/// The most deliveries that are looked at in one go; the others come after these are invoiced.
const MOST: i64 = 5_000;

type Row = (
    (i64, i64, Option<i64>, i64, i64, i64),
    (String, String, NaiveDate, String, String, NaiveDateTime),
    (Option<i64>, i64, i64, Option<i64>, i32),
    String,
);

/// A provider's deliveries that can be invoiced, of all pots or one, up to a day, by day.
pub fn billable(
    db: &mut Db,
    provider: ProviderId,
    pot: Option<PotId>,
    until: Option<NaiveDate>,
) -> Result<Vec<Billable>, DbError> {
    let (confirmed, late) = (DeliveryStatus::Confirmed.as_str(), DeliveryStatus::CancelledLate.as_str());
    let mut query = deliveries::table
        .inner_join(order_lines::table)
        .inner_join(orders::table)
        .left_join(
            invoice_lines::table
                .on(invoice_lines::delivery_id.eq(deliveries::id).and(invoice_lines::reopened_at.is_null())),
        )
        .filter(orders::provider_id.eq(provider.0))
        .filter(deliveries::status.eq_any([confirmed, late]))
        .filter(deliveries::recorded_pence.gt(0))
        .filter(invoice_lines::id.is_null())
        .order((deliveries::on_day.asc(), deliveries::id.asc()))
        .limit(MOST)
        .select((
            (
                deliveries::id,
                deliveries::order_line_id,
                order_lines::plan_line_id,
                order_lines::listing_id,
                orders::pot_id,
                orders::holder_id,
            ),
            (
                orders::reference,
                order_lines::title,
                deliveries::on_day,
                deliveries::band,
                order_lines::unit,
                orders::placed_at,
            ),
            (
                deliveries::recorded_hundredths,
                deliveries::unit_price_pence,
                deliveries::amount_pence,
                deliveries::recorded_pence,
                order_lines::late_charge_percent,
            ),
            deliveries::status,
        ))
        .into_boxed();
    if let Some(pot) = pot {
        query = query.filter(orders::pot_id.eq(pot.0));
    }
    if let Some(until) = until {
        query = query.filter(deliveries::on_day.le(until));
    }
    let rows: Vec<Row> = query.load(db)?;
    rows.into_iter().map(one).collect()
}

fn one((ids, said, figures, status): Row) -> Result<Billable, DbError> {
    let (delivery, order_line, plan_line, listing, pot, holder) = ids;
    let (order_reference, title, on, band, unit, placed_at) = said;
    let (recorded, unit_price, ordered, amount, late_percent) = figures;
    let late = status == DeliveryStatus::CancelledLate.as_str();
    let amount = Money::from_pence(amount.unwrap_or_default());
    let delivered = Quantity::from_hundredths(recorded.unwrap_or_default());
    Ok(Billable {
        delivery: DeliveryId(delivery),
        order_line: OrderLineId(order_line),
        plan_line: plan_line.map(PlanLineId),
        order_reference,
        listing: ListingId(listing),
        title,
        kind: if late { LineKind::LateCharge } else { LineKind::Delivery },
        on,
        band: DbError::parsed(&band)?,
        unit: DbError::parsed(&unit)?,
        units: if late || delivered.is_zero() { Quantity::ONE } else { delivered },
        unit_price: if late { amount } else { Money::from_pence(unit_price) },
        ordered_at: Money::from_pence(unit_price),
        ordered_on: london(placed_at).date(),
        ordered: Money::from_pence(ordered),
        amount,
        late_percent,
        pot: PotId(pot),
        holder: HolderId(holder),
    })
}

/// How a pot is held and whose it is.
pub fn pot(db: &mut Db, pot: PotId) -> Result<(String, HolderId), DbError> {
    let (held_as, holder): (String, i64) =
        pots::table.find(pot.0).select((pots::held_as, pots::holder_id)).get_result(db)?;
    Ok((held_as, HolderId(holder)))
}
