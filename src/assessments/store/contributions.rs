//! The table `contributions`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::assessments::model::contribution::{Contribution, Decide};
use crate::db::schema::{contributions, users};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{ContributionId, HolderId, UserId};

type Row = (i64, Option<i64>, String, NaiveDate, Option<NaiveDate>, String, String, NaiveDateTime);

/// All of a holder that weren't taken back, the newest period first.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<Contribution>, DbError> {
    let rows: Vec<Row> = contributions::table
        .inner_join(users::table.on(users::id.eq(contributions::decided_by)))
        .filter(contributions::holder_id.eq(holder.0).and(contributions::taken_back_at.is_null()))
        .order((contributions::starts_on.desc(), contributions::id.desc()))
        .select((
            contributions::id,
            contributions::weekly_pence,
            contributions::collector,
            contributions::starts_on,
            contributions::ends_on,
            contributions::reason,
            users::name,
            contributions::decided_at,
        ))
        .load(db)?;
    let read = |(id, weekly, collector, starts_on, ends_on, reason, decided_by, decided_at): Row| {
        Ok(Contribution {
            id: ContributionId(id),
            weekly: Money::from_pence(weekly.unwrap_or(0)),
            full_cost: weekly.is_none(),
            collector: DbError::parsed(&collector)?,
            starts_on,
            ends_on,
            reason,
            decided_by,
            decided_at,
        })
    };
    rows.into_iter().map(read).collect()
}

pub fn insert(
    db: &mut Db,
    holder: HolderId,
    new: &Decide,
    by: UserId,
    now: NaiveDateTime,
) -> Result<ContributionId, DbError> {
    let id: i64 = diesel::insert_into(contributions::table)
        .values((
            contributions::holder_id.eq(holder.0),
            contributions::weekly_pence.eq(new.weekly.map(Money::pence)),
            contributions::collector.eq(new.collector.as_str()),
            contributions::starts_on.eq(new.starts_on),
            contributions::ends_on.eq(new.ends_on),
            contributions::reason.eq(&new.reason),
            contributions::decided_by.eq(by.0),
            contributions::decided_at.eq(now),
        ))
        .returning(contributions::id)
        .get_result(db)?;
    Ok(ContributionId(id))
}

/// Says which day is the last one, and why. Whether it is this holder's and counts.
pub fn end(
    db: &mut Db,
    (holder, id): (HolderId, ContributionId),
    (last, reason): (NaiveDate, &str),
) -> Result<bool, DbError> {
    let row = contributions::table
        .find(id.0)
        .filter(contributions::holder_id.eq(holder.0).and(contributions::taken_back_at.is_null()));
    let set = (contributions::ends_on.eq(last), contributions::reason.eq(reason));
    Ok(diesel::update(row).set(set).execute(db)? == 1)
}

/// Takes one back, as if it had never been asked, and says why. Whether it is this holder's and counted.
pub fn take_back(
    db: &mut Db,
    (holder, id): (HolderId, ContributionId),
    reason: &str,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let row = contributions::table
        .find(id.0)
        .filter(contributions::holder_id.eq(holder.0).and(contributions::taken_back_at.is_null()));
    let set = (contributions::taken_back_at.eq(now), contributions::reason.eq(reason));
    Ok(diesel::update(row).set(set).execute(db)? == 1)
}
