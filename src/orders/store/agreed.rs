//! The `agreed_prices` table: what one unit of a line costs, where that was agreed and is not the listing's price.

use diesel::prelude::*;

use crate::db::schema::{agreed_prices, order_lines};
use crate::db::{Db, DbError};
use crate::kernel::{Money, OrderId, OrderLineId};
use crate::orders::model::AgreedPrice;

type Row = (i64, String, i64, String);

fn price((line, by, pence, vat): Row) -> Result<(OrderLineId, AgreedPrice), DbError> {
    let price =
        AgreedPrice { by: DbError::parsed(&by)?, unit_price: Money::from_pence(pence), vat: DbError::parsed(&vat)? };
    Ok((OrderLineId(line), price))
}

/// Writes what was agreed for a line.
pub fn insert(db: &mut Db, line: OrderLineId, agreed: &AgreedPrice) -> Result<(), DbError> {
    diesel::insert_into(agreed_prices::table)
        .values((
            agreed_prices::order_line_id.eq(line.0),
            agreed_prices::agreed_by.eq(agreed.by.as_str()),
            agreed_prices::unit_price_pence.eq(agreed.unit_price.pence()),
            agreed_prices::vat.eq(agreed.vat.as_str()),
        ))
        .execute(db)?;
    Ok(())
}

/// What was agreed for these lines; lines at the listing's price are left out.
pub fn of_lines(db: &mut Db, lines: &[OrderLineId]) -> Result<Vec<(OrderLineId, AgreedPrice)>, DbError> {
    let ids: Vec<i64> = lines.iter().map(|line| line.0).collect();
    let rows: Vec<Row> = agreed_prices::table
        .filter(agreed_prices::order_line_id.eq_any(ids))
        .select(agreed_prices::all_columns)
        .load(db)?;
    rows.into_iter().map(price).collect()
}

/// Whether every line of an order is at an agreed price.
pub fn all_of(db: &mut Db, order: OrderId) -> Result<bool, DbError> {
    let of = order_lines::table.filter(order_lines::order_id.eq(order.0));
    let lines: Vec<i64> = of.select(order_lines::id).load(db)?;
    let agreed: i64 =
        agreed_prices::table.filter(agreed_prices::order_line_id.eq_any(&lines)).count().get_result(db)?;
    Ok(usize::try_from(agreed).is_ok_and(|agreed| agreed == lines.len()))
}

/// Writes that a line's agreed price is another now.
pub fn set_price(db: &mut Db, line: OrderLineId, price: Money) -> Result<usize, DbError> {
    Ok(diesel::update(agreed_prices::table.find(line.0))
        .set(agreed_prices::unit_price_pence.eq(price.pence()))
        .execute(db)?)
}
