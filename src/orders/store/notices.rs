//! The `price_notices` table: which order's people were told of which new prices.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::price_notices;
use crate::db::{Db, DbError};
use crate::kernel::{ListingVersionId, OrderId};

/// Notes that they are told now; false when they were told before.
pub fn first_time(db: &mut Db, order: OrderId, version: ListingVersionId, now: NaiveDateTime) -> Result<bool, DbError> {
    let row = (
        price_notices::order_id.eq(order.0),
        price_notices::listing_version_id.eq(version.0),
        price_notices::told_at.eq(now),
    );
    let rows = crate::each_backend!(db, |c| diesel::insert_into(price_notices::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows == 1)
}
