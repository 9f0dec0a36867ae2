//! The table `order_shares`: which lines are shares of one thing that several people order together.

use diesel::prelude::*;

use crate::db::schema::{order_lines, order_shares};
use crate::db::{Db, DbError};
use crate::kernel::{OrderId, OrderLineId, SharedOrderId};

/// A line's share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// Of what.
    pub shared: SharedOrderId,
    /// Whose line.
    pub line: OrderLineId,
    /// Of which order.
    pub order: OrderId,
    /// How many parts of the whole.
    pub parts: u32,
}

type Row = (i64, i64, i64, i32);

fn share((shared, line, order, parts): Row) -> Share {
    let (shared, line, order) = (SharedOrderId(shared), OrderLineId(line), OrderId(order));
    Share { shared, line, order, parts: u32::try_from(parts).unwrap_or(1) }
}

/// Writes a line's share.
pub fn insert(db: &mut Db, shared: SharedOrderId, line: OrderLineId, parts: u32) -> Result<(), DbError> {
    let parts = i32::try_from(parts).map_err(|error| DbError::Other(error.to_string()))?;
    diesel::insert_into(order_shares::table)
        .values((
            order_shares::order_line_id.eq(line.0),
            order_shares::shared_order_id.eq(shared.0),
            order_shares::parts.eq(parts),
        ))
        .execute(db)?;
    Ok(())
}

/// What an order's line is a share of; an order that is shared has one line.
pub fn of_order(db: &mut Db, order: OrderId) -> Result<Option<SharedOrderId>, DbError> {
    let found: Option<i64> = order_shares::table
        .inner_join(order_lines::table)
        .filter(order_lines::order_id.eq(order.0))
        .select(order_shares::shared_order_id)
        .get_result(db)
        .optional()?;
    Ok(found.map(SharedOrderId))
}

/// All shares of one thing, in the order they were made.
pub fn of(db: &mut Db, shared: SharedOrderId) -> Result<Vec<Share>, DbError> {
    let rows: Vec<Row> = order_shares::table
        .inner_join(order_lines::table)
        .filter(order_shares::shared_order_id.eq(shared.0))
        .order(order_shares::order_line_id.asc())
        .select((order_shares::shared_order_id, order_lines::id, order_lines::order_id, order_shares::parts))
        .load(db)?;
    Ok(rows.into_iter().map(share).collect())
}
