//! The table `requests`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::{holders, requests};
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, MandateId, OrganisationId, RequestId};
use crate::kernel::{Money, Weekdays};
use crate::requests::model::{AskFor, Request, RequestStatus};

type Row = (i64, i64, String, Option<String>, String, i32, Option<i64>, String, NaiveDateTime, Option<NaiveDateTime>);

const COLUMNS: (
    requests::id,
    requests::holder_id,
    requests::words,
    requests::category,
    requests::area,
    requests::weekdays,
    requests::weekly_limit_pence,
    requests::status,
    requests::created_at,
    requests::closed_at,
) = (
    requests::id,
    requests::holder_id,
    requests::words,
    requests::category,
    requests::area,
    requests::weekdays,
    requests::weekly_limit_pence,
    requests::status,
    requests::created_at,
    requests::closed_at,
);

fn read(
    (id, holder, words, category, area, weekdays, limit, status, created_at, closed_at): Row,
) -> Result<Request, DbError> {
    let weekdays = u8::try_from(weekdays).ok().and_then(Weekdays::from_bits);
    Ok(Request {
        id: RequestId(id),
        holder_id: HolderId(holder),
        words,
        category,
        area,
        weekdays: weekdays.ok_or_else(|| DbError::Other("a request's days make no sense".to_owned()))?,
        weekly_limit: limit.map(Money::from_pence),
        status: DbError::parsed(&status)?,
        created_at,
        closed_at,
    })
}

pub fn insert(db: &mut Db, holder: HolderId, ask: &AskFor, by: By, now: NaiveDateTime) -> Result<RequestId, DbError> {
    let id: i64 = diesel::insert_into(requests::table)
        .values((
            requests::holder_id.eq(holder.0),
            requests::asked_by.eq(by.user.0),
            requests::mandate_id.eq(by.mandate.map(MandateId::get)),
            requests::words.eq(&ask.words),
            requests::category.eq(&ask.category),
            requests::area.eq(&ask.area),
            requests::weekdays.eq(i32::from(ask.weekdays.bits())),
            requests::weekly_limit_pence.eq(ask.weekly_limit.map(Money::pence)),
            requests::status.eq(RequestStatus::Open.as_str()),
            requests::created_at.eq(now),
        ))
        .returning(requests::id)
        .get_result(db)?;
    Ok(RequestId(id))
}

pub fn by_id(db: &mut Db, id: RequestId) -> Result<Request, DbError> {
    let row: Row = requests::table.find(id.0).select(COLUMNS).first(db)?;
    read(row)
}

/// Newest first.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<Request>, DbError> {
    let rows: Vec<Row> = requests::table
        .filter(requests::holder_id.eq(holder.0))
        .order((requests::created_at.desc(), requests::id.desc()))
        .select(COLUMNS)
        .limit(200)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// Open ones, newest first.
pub fn open(db: &mut Db, limit: i64) -> Result<Vec<Request>, DbError> {
    let rows: Vec<Row> = requests::table
        .filter(requests::status.eq(RequestStatus::Open.as_str()))
        .order((requests::created_at.desc(), requests::id.desc()))
        .select(COLUMNS)
        .limit(limit)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// Open ones of a council's people, newest first.
pub fn open_of_council(db: &mut Db, council: OrganisationId, limit: i64) -> Result<Vec<Request>, DbError> {
    let rows: Vec<Row> = requests::table
        .inner_join(holders::table)
        .filter(requests::status.eq(RequestStatus::Open.as_str()).and(holders::council_id.eq(council.0)))
        .order((requests::created_at.desc(), requests::id.desc()))
        .select(COLUMNS)
        .limit(limit)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// Closes an open one; says how many rows that changed.
pub fn withdraw(db: &mut Db, id: RequestId, now: NaiveDateTime) -> Result<usize, DbError> {
    let open = requests::table.filter(requests::id.eq(id.0).and(requests::status.eq(RequestStatus::Open.as_str())));
    let closed = (requests::status.eq(RequestStatus::Withdrawn.as_str()), requests::closed_at.eq(now));
    Ok(diesel::update(open).set(closed).execute(db)?)
}
