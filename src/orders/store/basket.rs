//! The `basket_lines` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{RequestColumns, kind_columns, list_columns, request, request_columns};
use crate::accounts::By;
use crate::db::schema::basket_lines::dsl;
use crate::db::schema::listings;
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::{BasketLineId, HolderId, ListingId, PlanLineId};
use crate::orders::model::{BasketLine, LineRequest};

type Row = (i64, i64, i64, Option<i64>, RequestColumns);

macro_rules! columns {
    () => {
        (dsl::id, dsl::holder_id, dsl::listing_id, dsl::plan_line_id, request_columns!(dsl))
    };
}

fn line((id, holder, listing, plan_line, columns): Row) -> Result<BasketLine, DbError> {
    Ok(BasketLine {
        id: BasketLineId(id),
        holder_id: HolderId(holder),
        listing_id: ListingId(listing),
        plan_line_id: plan_line.map(PlanLineId),
        request: request(columns)?,
    })
}

/// A holder's lines, in the order they were added.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<BasketLine>, DbError> {
    let theirs = dsl::basket_lines.filter(dsl::holder_id.eq(holder.0)).order(dsl::id.asc()).select(columns!());
    let rows: Vec<Row> = each_backend!(db, |c| theirs.load(c))?;
    rows.into_iter().map(line).collect()
}

/// How many lines a holder has.
pub fn count(db: &mut Db, holder: HolderId) -> Result<i64, DbError> {
    Ok(dsl::basket_lines.filter(dsl::holder_id.eq(holder.0)).count().get_result(db)?)
}

/// One line of this holder's; [`DbError::NotFound`] for anybody else's.
pub fn by_id(db: &mut Db, holder: HolderId, id: BasketLineId) -> Result<BasketLine, DbError> {
    let own = dsl::id.eq(id.0).and(dsl::holder_id.eq(holder.0));
    line(dsl::basket_lines.filter(own).select(columns!()).get_result::<Row>(db)?)
}

/// Adds a line.
pub fn insert(
    db: &mut Db,
    holder: HolderId,
    (listing, plan_line): (ListingId, Option<PlanLineId>),
    request: &LineRequest,
    by: By,
    now: NaiveDateTime,
) -> Result<BasketLineId, DbError> {
    let (kind, weekdays, every_weeks) = kind_columns(request.schedule.kind);
    let (more, breaks) = list_columns(request)?;
    let id = diesel::insert_into(dsl::basket_lines)
        .values((
            dsl::holder_id.eq(holder.0),
            dsl::listing_id.eq(listing.0),
            dsl::plan_line_id.eq(plan_line.map(|id| id.0)),
            dsl::unit.eq(request.unit.as_str()),
            dsl::units_hundredths.eq(request.units.hundredths()),
            dsl::schedule_kind.eq(kind),
            dsl::weekdays.eq(weekdays),
            dsl::every_weeks.eq(every_weeks),
            dsl::at_time.eq(request.schedule.at.hhmm()),
            dsl::starts_on.eq(request.schedule.starts_on),
            dsl::ends_on.eq(request.schedule.ends_on),
            (dsl::more_visits.eq(more), dsl::breaks.eq(breaks)),
            dsl::on_bank_holidays.eq(request.schedule.holidays.as_str()),
            dsl::added_by.eq(by.user.0),
            dsl::mandate_id.eq(by.mandate.map(|id| id.0)),
            dsl::created_at.eq(now),
        ))
        .returning(dsl::id)
        .get_result(db)?;
    Ok(BasketLineId(id))
}

/// Changes how much, when and for what; gives how many rows that was.
pub fn update(
    db: &mut Db,
    holder: HolderId,
    id: BasketLineId,
    plan_line: Option<PlanLineId>,
    request: &LineRequest,
) -> Result<usize, DbError> {
    let (kind, weekdays, every_weeks) = kind_columns(request.schedule.kind);
    let (more, breaks) = list_columns(request)?;
    let own = dsl::id.eq(id.0).and(dsl::holder_id.eq(holder.0));
    Ok(diesel::update(dsl::basket_lines.filter(own))
        .set((
            dsl::plan_line_id.eq(plan_line.map(|id| id.0)),
            dsl::unit.eq(request.unit.as_str()),
            dsl::units_hundredths.eq(request.units.hundredths()),
            dsl::schedule_kind.eq(kind),
            dsl::weekdays.eq(weekdays),
            dsl::every_weeks.eq(every_weeks),
            dsl::at_time.eq(request.schedule.at.hhmm()),
            dsl::starts_on.eq(request.schedule.starts_on),
            dsl::ends_on.eq(request.schedule.ends_on),
            (dsl::more_visits.eq(more), dsl::breaks.eq(breaks)),
            dsl::on_bank_holidays.eq(request.schedule.holidays.as_str()),
        ))
        .execute(db)?)
}

/// Takes a line out; gives how many rows that was.
pub fn delete(db: &mut Db, holder: HolderId, id: BasketLineId) -> Result<usize, DbError> {
    let own = dsl::id.eq(id.0).and(dsl::holder_id.eq(holder.0));
    let delete = diesel::delete(dsl::basket_lines.filter(own));
    Ok(each_backend!(db, |c| delete.execute(c))?)
}

/// The listings in a holder's basket whose spaces are counted: who orders them queues for them.
pub fn counted(db: &mut Db, holder: HolderId) -> Result<Vec<ListingId>, DbError> {
    let ids: Vec<i64> = dsl::basket_lines
        .inner_join(listings::table)
        .filter(dsl::holder_id.eq(holder.0).and(listings::spaces_left.is_not_null()))
        .order(listings::id.asc())
        .select(listings::id)
        .distinct()
        .load(db)?;
    Ok(ids.into_iter().map(ListingId).collect())
}
