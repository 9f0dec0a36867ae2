//! The `invoice_lines` table.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::billing::model::{Billable, InvoiceLine, VatRate, Verdict};
use crate::db::schema::invoice_lines;
use crate::db::{Db, DbError};
use crate::kernel::{DeliveryId, InvoiceId, InvoiceLineId, Money, OrderLineId, PlanLineId, Quantity};

type Row = (
    (i64, i64, i64, Option<i64>),
    (String, String, String, NaiveDate, String),
    (i64, i64, i64, i64),
    (String, i64, i64, String, i64),
);

macro_rules! columns {
    () => {
        (
            (invoice_lines::id, invoice_lines::delivery_id, invoice_lines::order_line_id, invoice_lines::plan_line_id),
            (
                invoice_lines::order_reference,
                invoice_lines::title,
                invoice_lines::kind,
                invoice_lines::delivered_on,
                invoice_lines::unit,
            ),
            (
                invoice_lines::units_hundredths,
                invoice_lines::unit_price_pence,
                invoice_lines::amount_pence,
                invoice_lines::net_pence,
            ),
            (
                invoice_lines::vat,
                invoice_lines::ordered_pence,
                invoice_lines::delivered_pence,
                invoice_lines::verdict,
                invoice_lines::credited_pence,
            ),
        )
    };
}

fn line((ids, said, figures, (vat, ordered, delivered, verdict, credited)): Row) -> Result<InvoiceLine, DbError> {
    let (order_reference, title, kind, on, unit) = said;
    Ok(InvoiceLine {
        id: InvoiceLineId(ids.0),
        delivery: DeliveryId(ids.1),
        order_line: OrderLineId(ids.2),
        plan_line: ids.3.map(PlanLineId),
        order_reference,
        title,
        kind: DbError::parsed(&kind)?,
        on,
        unit: DbError::parsed(&unit)?,
        units: Quantity::from_hundredths(figures.0),
        unit_price: Money::from_pence(figures.1),
        amount: Money::from_pence(figures.2),
        net: Money::from_pence(figures.3),
        vat: DbError::parsed(&vat)?,
        ordered: Money::from_pence(ordered),
        delivered: Money::from_pence(delivered),
        verdict: DbError::parsed(&verdict)?,
        credited: Money::from_pence(credited),
    })
}

/// What the invoice makes of a delivery.
#[derive(Clone, Copy)]
pub struct Billed {
    pub position: i32,
    pub net: Money,
    pub vat: VatRate,
    pub verdict: Verdict,
}

pub fn insert(db: &mut Db, invoice: InvoiceId, of: &Billable, billed: Billed) -> Result<InvoiceLineId, DbError> {
    let id = diesel::insert_into(invoice_lines::table)
        .values((
            (
                invoice_lines::invoice_id.eq(invoice.0),
                invoice_lines::position.eq(billed.position),
                invoice_lines::delivery_id.eq(of.delivery.0),
                invoice_lines::order_line_id.eq(of.order_line.0),
                invoice_lines::plan_line_id.eq(of.plan_line.map(|id| id.0)),
                invoice_lines::order_reference.eq(&of.order_reference),
                invoice_lines::title.eq(&of.title),
                invoice_lines::kind.eq(of.kind.as_str()),
            ),
            (
                invoice_lines::delivered_on.eq(of.on),
                invoice_lines::unit.eq(of.unit.as_str()),
                invoice_lines::units_hundredths.eq(of.units.hundredths()),
                invoice_lines::unit_price_pence.eq(of.unit_price.pence()),
                invoice_lines::amount_pence.eq(of.amount.pence()),
                invoice_lines::net_pence.eq(billed.net.pence()),
            ),
            (
                invoice_lines::vat.eq(billed.vat.as_str()),
                invoice_lines::ordered_pence.eq(of.ordered.pence()),
                invoice_lines::delivered_pence.eq(of.amount.pence()),
                invoice_lines::verdict.eq(billed.verdict.as_str()),
                invoice_lines::credited_pence.eq(0_i64),
            ),
        ))
        .returning(invoice_lines::id)
        .get_result(db)?;
    Ok(InvoiceLineId(id))
}

/// The lines of an invoice, in their order.
pub fn of_invoice(db: &mut Db, invoice: InvoiceId) -> Result<Vec<InvoiceLine>, DbError> {
    let rows: Vec<Row> = invoice_lines::table
        .filter(invoice_lines::invoice_id.eq(invoice.0))
        .order(invoice_lines::position.asc())
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(line).collect()
}

/// Lets a line's delivery be invoiced again, once; gives how many rows that was.
pub fn reopen(db: &mut Db, line: InvoiceLineId, now: NaiveDateTime) -> Result<usize, DbError> {
    let kept = invoice_lines::id.eq(line.0).and(invoice_lines::reopened_at.is_null());
    let to = invoice_lines::reopened_at.eq(Some(now));
    Ok(diesel::update(invoice_lines::table.filter(kept)).set(to).execute(db)?)
}

/// Credits a part of a line, if it still is as it was read; gives how many rows that was.
pub fn credit(db: &mut Db, line: &InvoiceLine, amount: Money) -> Result<usize, DbError> {
    let as_read = invoice_lines::id.eq(line.id.0).and(invoice_lines::credited_pence.eq(line.credited.pence()));
    Ok(diesel::update(invoice_lines::table.filter(as_read))
        .set(invoice_lines::credited_pence.eq(invoice_lines::credited_pence + amount.pence()))
        .execute(db)?)
}
