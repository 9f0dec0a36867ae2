//! The tables `requests` and `request_providers`.
//!
//! `status` says whether a request is open, as it always did; why one is closed stands in `outcome`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::{holders, request_providers, requests};
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, MandateId, OrganisationId, PlanLineId, ProviderId, RequestId, UserId};
use crate::kernel::{Money, Weekdays};
use crate::requests::model::{AskFor, Audience, Request, RequestStatus};

const OPEN: &str = "open";
const CLOSED: &str = "withdrawn";

type Row = (
    (i64, i64, String, Option<String>, String, i32, Option<i64>),
    (String, Option<String>, NaiveDateTime, Option<NaiveDateTime>),
    (String, String, Option<i64>, Option<NaiveDate>, i64, Option<i64>),
);

macro_rules! columns {
    () => {
        (
            (
                requests::id,
                requests::holder_id,
                requests::words,
                requests::category,
                requests::area,
                requests::weekdays,
                requests::weekly_limit_pence,
            ),
            (requests::status, requests::outcome, requests::created_at, requests::closed_at),
            (
                requests::audience,
                requests::times,
                requests::plan_line_id,
                requests::closes_on,
                requests::asked_by,
                requests::mandate_id,
            ),
        )
    };
}

fn read((what, stands, more): Row) -> Result<Request, DbError> {
    let (id, holder, words, category, area, weekdays, limit) = what;
    let (status, outcome, created_at, closed_at) = stands;
    let (audience, times, plan_line, closes_on, asked_by, mandate) = more;
    let weekdays = u8::try_from(weekdays).ok().and_then(Weekdays::from_bits);
    let status = match (status.as_str(), outcome) {
        (OPEN, _) => RequestStatus::Open,
        (_, Some(outcome)) => DbError::parsed(&outcome)?,
        (_, None) => RequestStatus::Withdrawn,
    };
    Ok(Request {
        id: RequestId(id),
        holder_id: HolderId(holder),
        words,
        category,
        area,
        weekdays: weekdays.ok_or_else(|| DbError::Other("a request's days make no sense".to_owned()))?,
        weekly_limit: limit.map(Money::from_pence),
        status,
        created_at,
        closed_at,
        audience: DbError::parsed(&audience)?,
        times,
        plan_line_id: plan_line.map(PlanLineId),
        closes_on,
        asked_by: (UserId(asked_by), mandate.map(MandateId)),
    })
}

pub fn insert(
    db: &mut Db,
    holder: HolderId,
    ask: &AskFor,
    by: By,
    (now, closes_on): (NaiveDateTime, NaiveDate),
) -> Result<RequestId, DbError> {
    let audience = if ask.providers.is_empty() { Audience::Area } else { Audience::Chosen };
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
            requests::status.eq(OPEN),
            requests::created_at.eq(now),
            requests::audience.eq(audience.as_str()),
            requests::times.eq(&ask.times),
            requests::plan_line_id.eq(ask.plan_line.map(PlanLineId::get)),
            requests::closes_on.eq(Some(closes_on)),
        ))
        .returning(requests::id)
        .get_result(db)?;
    for provider in &ask.providers {
        diesel::insert_into(request_providers::table)
            .values((request_providers::request_id.eq(id), request_providers::provider_id.eq(provider.0)))
            .execute(db)?;
    }
    Ok(RequestId(id))
}

/// The providers that were chosen for a request.
pub fn chosen(db: &mut Db, id: RequestId) -> Result<Vec<ProviderId>, DbError> {
    let of = request_providers::table.filter(request_providers::request_id.eq(id.0));
    let ids: Vec<i64> = of.order(request_providers::id.asc()).select(request_providers::provider_id).load(db)?;
    Ok(ids.into_iter().map(ProviderId).collect())
}

/// The open requests that were sent to any of these providers by choice.
pub fn open_chosen(db: &mut Db, providers: &[ProviderId]) -> Result<Vec<Request>, DbError> {
    let ids: Vec<i64> = providers.iter().map(|id| id.0).collect();
    let sent = request_providers::table
        .filter(request_providers::provider_id.eq_any(ids))
        .select(request_providers::request_id)
        .load::<i64>(db)?;
    let rows: Vec<Row> = requests::table
        .filter(requests::id.eq_any(sent).and(requests::status.eq(OPEN)))
        .order((requests::created_at.desc(), requests::id.desc()))
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(read).collect()
}

pub fn by_id(db: &mut Db, id: RequestId) -> Result<Request, DbError> {
    let row: Row = requests::table.find(id.0).select(columns!()).get_result(db)?;
    read(row)
}

/// Newest first.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<Request>, DbError> {
    let rows: Vec<Row> = requests::table
        .filter(requests::holder_id.eq(holder.0))
        .order((requests::created_at.desc(), requests::id.desc()))
        .select(columns!())
        .limit(200)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// Open ones that all in their area may see, newest first.
pub fn open(db: &mut Db, limit: i64) -> Result<Vec<Request>, DbError> {
    let rows: Vec<Row> = requests::table
        .filter(requests::status.eq(OPEN).and(requests::audience.eq(Audience::Area.as_str())))
        .order((requests::created_at.desc(), requests::id.desc()))
        .select(columns!())
        .limit(limit)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// Open ones of a council's people, newest first.
pub fn open_of_council(db: &mut Db, council: OrganisationId, limit: i64) -> Result<Vec<Request>, DbError> {
    let rows: Vec<Row> = requests::table
        .inner_join(holders::table)
        .filter(requests::status.eq(OPEN).and(holders::council_id.eq(council.0)))
        .order((requests::created_at.desc(), requests::id.desc()))
        .select(columns!())
        .limit(limit)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// Open ones whose last day for quotes was before this one.
pub fn over(db: &mut Db, today: NaiveDate, limit: i64) -> Result<Vec<Request>, DbError> {
    let rows: Vec<Row> = requests::table
        .filter(requests::status.eq(OPEN).and(requests::closes_on.lt(today)))
        .order(requests::id.asc())
        .select(columns!())
        .limit(limit)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// Closes an open one; says how many rows that changed.
pub fn close(db: &mut Db, id: RequestId, to: RequestStatus, now: NaiveDateTime) -> Result<usize, DbError> {
    if !RequestStatus::Open.may_become(to) {
        return Ok(0);
    }
    let open = requests::table.filter(requests::id.eq(id.0).and(requests::status.eq(OPEN)));
    let closed = (requests::status.eq(CLOSED), requests::outcome.eq(to.as_str()), requests::closed_at.eq(now));
    Ok(diesel::update(open).set(closed).execute(db)?)
}
