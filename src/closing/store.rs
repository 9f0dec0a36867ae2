//! The tables `closed_cases`, `case_settlements` and `keeping_policies`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::model::{Closed, Listed};
use crate::budgets::yearend::model::Settlement;
use crate::db::schema::{case_settlements, closed_cases, holders, keeping_policies};
use crate::db::{Db, DbError};
use crate::kernel::{HolderId, Money, OrganisationId, PotId, UserId};

type Row = (i64, String, NaiveDate, String, String, NaiveDate, i64, NaiveDateTime, Option<NaiveDateTime>);

macro_rules! columns {
    () => {
        (
            closed_cases::id,
            closed_cases::reason,
            closed_cases::ended_on,
            closed_cases::goes_to,
            closed_cases::note,
            closed_cases::keep_until_on,
            closed_cases::closed_by,
            closed_cases::closed_at,
            closed_cases::deleted_at,
        )
    };
}

fn closed((id, why, ended_on, goes_to, note, keep_until, by, closed_at, deleted_at): Row) -> Result<Closed, DbError> {
    let (why, closed_by) = (DbError::parsed(&why)?, UserId(by));
    Ok(Closed { id, why, ended_on, goes_to, note, keep_until, closed_by, closed_at, deleted_at })
}

/// How somebody's case is closed; none while it is open.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Option<Closed>, DbError> {
    let row: Option<Row> = closed_cases::table
        .filter(closed_cases::holder_id.eq(holder.0).and(closed_cases::reopened_at.is_null()))
        .select(columns!())
        .first(db)
        .optional()?;
    row.map(closed).transpose()
}

/// A council's closed cases, newest first.
pub fn of_council(db: &mut Db, council: OrganisationId, limit: i64) -> Result<Vec<Listed>, DbError> {
    let rows: Vec<(Row, String, String)> = closed_cases::table
        .inner_join(holders::table)
        .filter(holders::council_id.eq(council.0).and(closed_cases::reopened_at.is_null()))
        .order(closed_cases::id.desc())
        .limit(limit)
        .select((columns!(), holders::name, holders::reference))
        .load(db)?;
    let listed = |(row, name, reference)| Ok(Listed { name, reference, closed: closed(row)? });
    rows.into_iter().map(listed).collect()
}

pub fn insert(db: &mut Db, holder: HolderId, new: &Closed) -> Result<i64, DbError> {
    Ok(diesel::insert_into(closed_cases::table)
        .values((
            closed_cases::holder_id.eq(holder.0),
            closed_cases::reason.eq(new.why.as_str()),
            closed_cases::ended_on.eq(new.ended_on),
            closed_cases::goes_to.eq(&new.goes_to),
            closed_cases::note.eq(&new.note),
            closed_cases::keep_until_on.eq(new.keep_until),
            closed_cases::closed_by.eq(new.closed_by.0),
            closed_cases::closed_at.eq(new.closed_at),
        ))
        .returning(closed_cases::id)
        .get_result(db)?)
}

/// Opens a case again; whether it was closed until now.
pub fn reopen(db: &mut Db, id: i64, by: UserId, why: &str, at: NaiveDateTime) -> Result<bool, DbError> {
    let open = closed_cases::table.find(id).filter(closed_cases::reopened_at.is_null());
    let rows = diesel::update(open)
        .set((
            closed_cases::reopened_at.eq(Some(at)),
            closed_cases::reopened_by.eq(Some(by.0)),
            closed_cases::reopened_why.eq(Some(why)),
        ))
        .execute(db)?;
    Ok(rows == 1)
}

/// Takes out why somebody's cases were opened again.
pub fn blank_reopened(db: &mut Db, holder: HolderId) -> Result<(), DbError> {
    let theirs =
        closed_cases::table.filter(closed_cases::holder_id.eq(holder.0).and(closed_cases::reopened_why.is_not_null()));
    diesel::update(theirs).set(closed_cases::reopened_why.eq(Some(""))).execute(db)?;
    Ok(())
}

/// Closed cases whose time of keeping was over before a day, and of which nothing was deleted yet.
pub fn over(db: &mut Db, today: NaiveDate, limit: i64) -> Result<Vec<HolderId>, DbError> {
    let ids: Vec<i64> = closed_cases::table
        .filter(closed_cases::keep_until_on.lt(today))
        .filter(closed_cases::reopened_at.is_null().and(closed_cases::deleted_at.is_null()))
        .order(closed_cases::id.asc())
        .limit(limit)
        .select(closed_cases::holder_id)
        .load(db)?;
    Ok(ids.into_iter().map(HolderId).collect())
}

/// Notes that what need not be kept was deleted; whether nobody did before. Its own words go too.
pub fn set_deleted(db: &mut Db, id: i64, at: NaiveDateTime) -> Result<bool, DbError> {
    let kept = closed_cases::table.find(id).filter(closed_cases::deleted_at.is_null());
    let rows =
        diesel::update(kept).set((closed_cases::deleted_at.eq(Some(at)), closed_cases::note.eq(""))).execute(db)?;
    Ok(rows == 1)
}

/// Keeps open cases' records until another day.
pub fn set_keep_until(db: &mut Db, id: i64, until: NaiveDate) -> Result<(), DbError> {
    diesel::update(closed_cases::table.find(id)).set(closed_cases::keep_until_on.eq(until)).execute(db)?;
    Ok(())
}

/// Writes down what went out of a pot.
pub fn insert_settlement(
    db: &mut Db,
    (case, pot): (i64, PotId),
    was: &Settlement,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(case_settlements::table)
        .values((
            case_settlements::case_id.eq(case),
            case_settlements::pot_id.eq(pot.0),
            case_settlements::given_back_pence.eq(was.given_back.pence()),
            case_settlements::recovered_pence.eq(was.recovered.pence()),
            case_settlements::settled_at.eq(at),
            case_settlements::fenced_pence.eq(was.fenced.pence()),
        ))
        .execute(db)?;
    Ok(())
}

/// How often a pot was settled because of a case, and what that came to.
pub fn settled(db: &mut Db, case: i64, pot: PotId) -> Result<(i64, Settlement), DbError> {
    let total = |column: &str| sql::<BigInt>(&format!("CAST(COALESCE(SUM({column}), 0) AS BIGINT)"));
    let (times, given, recovered, fenced): (i64, i64, i64, i64) = case_settlements::table
        .filter(case_settlements::case_id.eq(case).and(case_settlements::pot_id.eq(pot.0)))
        .select((sql::<BigInt>("COUNT(*)"), total("given_back_pence"), total("recovered_pence"), total("fenced_pence")))
        .first(db)?;
    let [given_back, recovered, fenced] = [given, recovered, fenced].map(Money::from_pence);
    Ok((times, Settlement { given_back, recovered, fenced, ..Settlement::default() }))
}

/// For how many years a council keeps records.
pub fn years(db: &mut Db, council: OrganisationId) -> Result<Option<u32>, DbError> {
    let years: Option<i32> = keeping_policies::table
        .filter(keeping_policies::council_id.eq(council.0))
        .select(keeping_policies::years)
        .first(db)
        .optional()?;
    Ok(years.map(i32::unsigned_abs))
}

pub fn set_years(
    db: &mut Db,
    council: OrganisationId,
    years: u32,
    (by, at): (UserId, NaiveDateTime),
) -> Result<(), DbError> {
    diesel::delete(keeping_policies::table.filter(keeping_policies::council_id.eq(council.0))).execute(db)?;
    diesel::insert_into(keeping_policies::table)
        .values((
            keeping_policies::council_id.eq(council.0),
            keeping_policies::years.eq(i32::try_from(years).unwrap_or(i32::MAX)),
            keeping_policies::updated_by.eq(by.0),
            keeping_policies::updated_at.eq(at),
        ))
        .execute(db)?;
    Ok(())
}
