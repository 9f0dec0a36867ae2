//! Visits as a calendar shows them: of some holders, or of a provider.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::{time, word};
use crate::db::schema::{deliveries, holders, order_lines, orders, providers};
use crate::db::{Db, DbError};
use crate::kernel::{DeliveryId, HolderId, ProviderId, Quantity};
use crate::orders::model::diary::DiaryVisit;
use crate::orders::model::{DeliveryStatus, OrderStatus};

/// Whose visits.
pub enum Of {
    /// Those of these holders, whether or not they were accepted.
    Holders(Vec<HolderId>),
    /// Those that this provider said yes to.
    Provider(ProviderId),
}

type Row = ((i64, NaiveDate, String, i64, String), (String, String), (String, String), (String, String), String);

fn visit(row: Row) -> Result<DiaryVisit, DbError> {
    let ((id, on, at, hundredths, status), (title, unit), (reference, order), (holder, holder_reference), provider) =
        row;
    Ok(DiaryVisit {
        id: DeliveryId(id),
        reference,
        title,
        holder,
        holder_reference,
        provider,
        on,
        at: time(&at)?,
        unit: word(&unit)?,
        units: Quantity::from_hundredths(hundredths),
        status: word(&status)?,
        unanswered: word::<OrderStatus>(&order)? == OrderStatus::Placed,
    })
}

/// The visits between two days in these states, by day and time.
pub fn visits(
    db: &mut Db,
    of: &Of,
    (from, to): (NaiveDate, NaiveDate),
    states: &[DeliveryStatus],
    limit: i64,
) -> Result<Vec<DiaryVisit>, DbError> {
    let states: Vec<&str> = states.iter().map(|status| status.as_str()).collect();
    let mut query = deliveries::table
        .inner_join(order_lines::table)
        .inner_join(orders::table.inner_join(holders::table).inner_join(providers::table))
        .filter(deliveries::on_day.between(from, to).and(deliveries::status.eq_any(states)))
        .order((deliveries::on_day.asc(), deliveries::at_time.asc(), deliveries::id.asc()))
        .limit(limit)
        .select((
            (deliveries::id, deliveries::on_day, deliveries::at_time, deliveries::units_hundredths, deliveries::status),
            (order_lines::title, order_lines::unit),
            (orders::reference, orders::status),
            (holders::name, holders::reference),
            providers::name,
        ))
        .into_boxed();
    query = match of {
        Of::Holders(holders) => {
            let ids: Vec<i64> = holders.iter().map(|id| id.0).collect();
            query.filter(orders::holder_id.eq_any(ids))
        }
        Of::Provider(provider) => {
            let unanswered = [OrderStatus::Placed.as_str(), OrderStatus::Declined.as_str()];
            query.filter(orders::provider_id.eq(provider.0).and(orders::status.ne_all(unanswered)))
        }
    };
    let rows: Vec<Row> = query.load(db)?;
    rows.into_iter().map(visit).collect()
}
