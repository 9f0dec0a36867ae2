//! The `order_lines` table.

use diesel::prelude::*;

use super::{RequestColumns, kind_columns, list_columns, request, request_columns};
use crate::db::schema::{order_lines, orders, plan_lines};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::{HolderId, ListingId, ListingVersionId, Money, OrderId, OrderLineId, PlanLineId};
use crate::orders::model::{LineRequest, OrderLine, OrderStatus};

type Row = (i64, i64, i64, Option<i64>, String, RequestColumns, (i32, i32, i64, Option<i64>));

macro_rules! columns {
    () => {
        (
            order_lines::id,
            order_lines::order_id,
            order_lines::listing_id,
            order_lines::plan_line_id,
            order_lines::title,
            request_columns!(order_lines),
            (
                order_lines::notice_hours,
                order_lines::late_charge_percent,
                order_lines::total_pence,
                order_lines::listing_version_id,
            ),
        )
    };
}

fn line((id, order, listing, plan_line, title, columns, terms): Row) -> Result<OrderLine, DbError> {
    Ok(OrderLine {
        id: OrderLineId(id),
        order_id: OrderId(order),
        listing_id: ListingId(listing),
        plan_line_id: plan_line.map(PlanLineId),
        title,
        request: request(columns)?,
        notice_hours: terms.0,
        late_charge_percent: terms.1,
        total: Money::from_pence(terms.2),
        listing_version: terms.3.map(ListingVersionId),
    })
}

/// A line to be written.
pub struct NewLine<'a> {
    pub order: OrderId,
    pub listing: ListingId,
    pub plan_line: Option<PlanLineId>,
    pub title: &'a str,
    pub request: LineRequest,
    pub notice_hours: i32,
    pub late_charge_percent: i32,
    pub total: Money,
    pub listing_version: ListingVersionId,
}

pub fn insert(db: &mut Db, new: &NewLine<'_>) -> Result<OrderLineId, DbError> {
    let (kind, weekdays, every_weeks) = kind_columns(new.request.schedule.kind);
    let (more, breaks) = list_columns(&new.request)?;
    let insert = diesel::insert_into(order_lines::table)
        .values((
            order_lines::order_id.eq(new.order.0),
            order_lines::listing_id.eq(new.listing.0),
            order_lines::plan_line_id.eq(new.plan_line.map(|id| id.0)),
            order_lines::title.eq(new.title),
            order_lines::unit.eq(new.request.unit.as_str()),
            order_lines::units_hundredths.eq(new.request.units.hundredths()),
            order_lines::schedule_kind.eq(kind),
            order_lines::weekdays.eq(weekdays),
            order_lines::every_weeks.eq(every_weeks),
            order_lines::at_time.eq(new.request.schedule.at.hhmm()),
            order_lines::starts_on.eq(new.request.schedule.starts_on),
            order_lines::ends_on.eq(new.request.schedule.ends_on),
            (order_lines::more_visits.eq(more), order_lines::breaks.eq(breaks)),
            order_lines::on_bank_holidays.eq(new.request.schedule.holidays.as_str()),
            order_lines::notice_hours.eq(new.notice_hours),
            order_lines::late_charge_percent.eq(new.late_charge_percent),
            order_lines::total_pence.eq(new.total.pence()),
            order_lines::listing_version_id.eq(new.listing_version.0),
        ))
        .returning(order_lines::id);
    Ok(OrderLineId(each_backend!(db, |c| insert.get_result(c))?))
}

/// Writes what was agreed for a line: how much and when, and what all that was ordered costs by now.
pub fn set_request(db: &mut Db, id: OrderLineId, request: &LineRequest, total: Money) -> Result<usize, DbError> {
    let (kind, weekdays, every_weeks) = kind_columns(request.schedule.kind);
    let (more, breaks) = list_columns(request)?;
    Ok(diesel::update(order_lines::table.find(id.0))
        .set((
            order_lines::units_hundredths.eq(request.units.hundredths()),
            order_lines::schedule_kind.eq(kind),
            order_lines::weekdays.eq(weekdays),
            order_lines::every_weeks.eq(every_weeks),
            order_lines::at_time.eq(request.schedule.at.hhmm()),
            order_lines::starts_on.eq(request.schedule.starts_on),
            order_lines::ends_on.eq(request.schedule.ends_on),
            (order_lines::more_visits.eq(more), order_lines::breaks.eq(breaks)),
            order_lines::on_bank_holidays.eq(request.schedule.holidays.as_str()),
            order_lines::total_pence.eq(total.pence()),
        ))
        .execute(db)?)
}

/// Writes what all that was ordered costs by now.
pub fn set_total(db: &mut Db, id: OrderLineId, total: Money) -> Result<usize, DbError> {
    Ok(diesel::update(order_lines::table.find(id.0)).set(order_lines::total_pence.eq(total.pence())).execute(db)?)
}

/// The lines of these orders, in the order they were made.
pub fn of_orders(db: &mut Db, ids: &[OrderId]) -> Result<Vec<OrderLine>, DbError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<Row> = order_lines::table
        .filter(order_lines::order_id.eq_any(ids))
        .order(order_lines::id.asc())
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(line).collect()
}

/// What the plan calls what an order's lines are for; of an earlier plan, too, when it is for that one.
pub fn plan_titles(db: &mut Db, order: OrderId) -> Result<Vec<(OrderLineId, String)>, DbError> {
    let rows: Vec<(i64, String)> = order_lines::table
        .inner_join(plan_lines::table)
        .filter(order_lines::order_id.eq(order.0))
        .select((order_lines::id, plan_lines::title))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, title)| (OrderLineId(id), title)).collect())
}

pub fn by_id(db: &mut Db, id: OrderLineId) -> Result<OrderLine, DbError> {
    line(order_lines::table.find(id.0).select(columns!()).get_result::<Row>(db)?)
}

/// The orders that are not over and hold something of this listing.
pub fn running_on(db: &mut Db, listing: ListingId) -> Result<Vec<OrderId>, DbError> {
    let open: Vec<&str> =
        OrderStatus::ALL.iter().filter(|status| !status.is_over()).map(|status| status.as_str()).collect();
    let ids: Vec<i64> = order_lines::table
        .inner_join(orders::table)
        .filter(order_lines::listing_id.eq(listing.0).and(orders::status.eq_any(open)))
        .order(orders::id.asc())
        .select(orders::id)
        .distinct()
        .load(db)?;
    Ok(ids.into_iter().map(OrderId).collect())
}

/// The lines of a holder's orders that are not over.
pub fn running(db: &mut Db, holder: HolderId) -> Result<Vec<OrderLine>, DbError> {
    let open: Vec<&str> =
        OrderStatus::ALL.iter().filter(|status| !status.is_over()).map(|status| status.as_str()).collect();
    let rows: Vec<Row> = order_lines::table
        .inner_join(orders::table)
        .filter(orders::holder_id.eq(holder.0).and(orders::status.eq_any(open)))
        .order(order_lines::id.asc())
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(line).collect()
}
