//! What a person's orders still have open when their case is closed.

use chrono::NaiveDate;
use diesel::prelude::*;

use crate::db::schema::{deliveries, orders};
use crate::db::{Db, DbError};
use crate::kernel::HolderId;
use crate::orders::model::DeliveryStatus;

/// The day of the last visit that was confirmed.
pub fn last_confirmed(db: &mut Db, holder: HolderId) -> Result<Option<NaiveDate>, DbError> {
    Ok(deliveries::table
        .inner_join(orders::table)
        .filter(orders::holder_id.eq(holder.0))
        .filter(deliveries::status.eq(DeliveryStatus::Confirmed.as_str()))
        .order(deliveries::on_day.desc())
        .select(deliveries::on_day)
        .first(db)
        .optional()?)
}

/// The states of visits before a day that aren't settled.
pub fn unsettled(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Vec<DeliveryStatus>, DbError> {
    let open = [DeliveryStatus::Scheduled, DeliveryStatus::Recorded, DeliveryStatus::Disputed];
    let rows: Vec<String> = deliveries::table
        .inner_join(orders::table)
        .filter(orders::holder_id.eq(holder.0).and(deliveries::on_day.le(today)))
        .filter(deliveries::status.eq_any(open.map(DeliveryStatus::as_str)))
        .filter(deliveries::on_day.lt(today).or(deliveries::status.ne(DeliveryStatus::Scheduled.as_str())))
        .select(deliveries::status)
        .load(db)?;
    rows.iter().map(|status| DbError::parsed(status)).collect()
}
