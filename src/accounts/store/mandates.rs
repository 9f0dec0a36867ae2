//! The `mandates` table.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::model::{Mandate, Scopes};
use crate::db::schema::{holders, mandates, users};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{HolderId, MandateId, UserId};

type Row =
    (i64, i64, String, i64, String, Option<i64>, Option<i64>, NaiveDate, Option<NaiveDate>, Option<NaiveDateTime>);

fn mandate(row: Row) -> Mandate {
    let (id, holder, holder_name, user, scopes, order_limit, four_week_limit, starts_on, ends_on, revoked_at) = row;
    Mandate {
        id: MandateId(id),
        holder_id: HolderId(holder),
        holder_name,
        user_id: UserId(user),
        scopes: Scopes::parse(&scopes),
        order_limit: order_limit.map(Money::from_pence),
        four_week_limit: four_week_limit.map(Money::from_pence),
        starts_on,
        ends_on,
        revoked: revoked_at.is_some(),
    }
}

macro_rules! columns {
    () => {
        (
            mandates::id,
            mandates::holder_id,
            holders::name,
            mandates::user_id,
            mandates::scopes,
            mandates::order_limit_pence,
            mandates::four_week_limit_pence,
            mandates::starts_on,
            mandates::ends_on,
            mandates::revoked_at,
        )
    };
}

pub fn by_id(db: &mut Db, id: MandateId) -> Result<Mandate, DbError> {
    Ok(mandates::table
        .inner_join(holders::table)
        .filter(mandates::id.eq(id.0))
        .select(columns!())
        .get_result(db)
        .map(mandate)?)
}

/// Every mandate somebody was given, by the holder's name.
pub fn of_user(db: &mut Db, user: UserId) -> Result<Vec<Mandate>, DbError> {
    let rows: Vec<Row> = mandates::table
        .inner_join(holders::table)
        .filter(mandates::user_id.eq(user.0))
        .order((holders::name_key.asc(), mandates::id.asc()))
        .select(columns!())
        .load(db)?;
    Ok(rows.into_iter().map(mandate).collect())
}

/// Every mandate a holder gave, newest first.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<Mandate>, DbError> {
    let rows: Vec<Row> = mandates::table
        .inner_join(holders::table)
        .filter(mandates::holder_id.eq(holder.0))
        .order(mandates::id.desc())
        .select(columns!())
        .load(db)?;
    Ok(rows.into_iter().map(mandate).collect())
}

/// Every mandate a holder gave, newest first, with the name and the address of whom they gave it to.
pub fn given_by(db: &mut Db, holder: HolderId) -> Result<Vec<(Mandate, String, String)>, DbError> {
    let rows: Vec<(Row, String, String)> = mandates::table
        .inner_join(holders::table)
        .inner_join(users::table.on(users::id.eq(mandates::user_id)))
        .filter(mandates::holder_id.eq(holder.0))
        .order(mandates::id.desc())
        .select((columns!(), users::name, users::email))
        .load(db)?;
    Ok(rows.into_iter().map(|(row, name, email)| (mandate(row), name, email)).collect())
}

/// Whether somebody has a mandate that holds on this day.
pub fn any_of(db: &mut Db, user: UserId, day: NaiveDate) -> Result<bool, DbError> {
    let in_force = mandates::table
        .filter(mandates::user_id.eq(user.0))
        .filter(mandates::revoked_at.is_null())
        .filter(mandates::starts_on.le(day))
        .filter(mandates::ends_on.is_null().or(mandates::ends_on.ge(day)));
    Ok(diesel::select(diesel::dsl::exists(in_force)).get_result(db)?)
}

/// A mandate to be granted.
#[derive(Clone, Debug)]
pub struct NewMandate {
    /// For whom.
    pub holder_id: HolderId,
    /// Who may act.
    pub user_id: UserId,
    /// What they may do.
    pub scopes: Scopes,
    /// The most one order may cost; none for no limit.
    pub order_limit: Option<Money>,
    /// The most that orders of four weeks may cost; none for no limit.
    pub four_week_limit: Option<Money>,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; none for until it is revoked.
    pub ends_on: Option<NaiveDate>,
    /// Who granted it.
    pub granted_by: UserId,
}

pub fn insert(db: &mut Db, new: &NewMandate, now: NaiveDateTime) -> Result<MandateId, DbError> {
    let id = diesel::insert_into(mandates::table)
        .values((
            mandates::holder_id.eq(new.holder_id.0),
            mandates::user_id.eq(new.user_id.0),
            mandates::scopes.eq(new.scopes.as_text()),
            mandates::order_limit_pence.eq(new.order_limit.map(Money::pence)),
            mandates::four_week_limit_pence.eq(new.four_week_limit.map(Money::pence)),
            mandates::starts_on.eq(new.starts_on),
            mandates::ends_on.eq(new.ends_on),
            mandates::granted_by.eq(new.granted_by.0),
            mandates::created_at.eq(now),
        ))
        .returning(mandates::id)
        .get_result(db)?;
    Ok(MandateId(id))
}

pub fn revoke(db: &mut Db, id: MandateId, by: UserId, now: NaiveDateTime) -> Result<usize, DbError> {
    Ok(diesel::update(mandates::table.find(id.0).filter(mandates::revoked_at.is_null()))
        .set((mandates::revoked_at.eq(Some(now)), mandates::revoked_by.eq(Some(by.0))))
        .execute(db)?)
}

/// Lets what was revoked by somebody at an instant hold again; gives how many that was.
pub fn restore(db: &mut Db, holder: HolderId, (by, at): (UserId, NaiveDateTime)) -> Result<usize, DbError> {
    let ended = mandates::revoked_by.eq(by.0).and(mandates::revoked_at.eq(at));
    Ok(diesel::update(mandates::table.filter(mandates::holder_id.eq(holder.0)).filter(ended))
        .set((mandates::revoked_at.eq(None::<NaiveDateTime>), mandates::revoked_by.eq(None::<i64>)))
        .execute(db)?)
}
