//! The `sessions` table.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;

use crate::db::schema::{basket_lines, holders, mandates, memberships, sessions, users};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{HolderId, MandateId, OrganisationId, SessionId, UserId};

/// A live session with its user.
pub struct SessionRow {
    pub id: SessionId,
    pub user_id: UserId,
    pub mandate_id: Option<MandateId>,
    /// For whom they chose to work.
    pub organisation: Option<OrganisationId>,
    pub name: String,
    pub email: String,
    pub expires_at: NaiveDateTime,
    /// The holder whom the user is.
    pub own_holder: Option<HolderId>,
    /// They may act for somebody on the day.
    pub helps: bool,
    /// They are in some organisation.
    pub belongs: bool,
    /// How many lines their own basket has.
    pub basket: i64,
}

/// A session to be opened.
pub struct NewSession<'a> {
    pub public_id: &'a str,
    pub user: UserId,
    pub user_agent: &'a str,
    pub now: NaiveDateTime,
    pub expires_at: NaiveDateTime,
}

pub fn insert(db: &mut Db, new: &NewSession<'_>) -> Result<SessionId, DbError> {
    let id = diesel::insert_into(sessions::table)
        .values((
            sessions::public_id.eq(new.public_id),
            sessions::user_id.eq(new.user.0),
            sessions::user_agent.eq(new.user_agent),
            sessions::created_at.eq(new.now),
            sessions::renewed_at.eq(new.now),
            sessions::expires_at.eq(new.expires_at),
        ))
        .returning(sessions::id)
        .get_result(db)?;
    Ok(SessionId(id))
}

type Row =
    (i64, i64, (Option<i64>, Option<i64>), String, String, NaiveDateTime, Option<i64>, (bool, bool, Option<i64>));

/// The session of this public id, if it is neither revoked nor over, with what each request asks of its user: one
/// statement for all of it.
pub fn live(
    db: &mut Db,
    public_id: &str,
    (now, day): (NaiveDateTime, NaiveDate),
) -> Result<Option<SessionRow>, DbError> {
    let in_force = mandates::table
        .filter(mandates::user_id.eq(sessions::user_id))
        .filter(mandates::revoked_at.is_null())
        .filter(mandates::starts_on.le(day))
        .filter(mandates::ends_on.is_null().or(mandates::ends_on.ge(day)));
    // What most people have none of, or one number of, comes along: a statement for each would cost every request more.
    let belongs = memberships::table.filter(memberships::user_id.eq(sessions::user_id));
    let basket = basket_lines::table
        .filter(basket_lines::holder_id.nullable().eq(holders::id.nullable()))
        .select(count_star())
        .single_value();
    let wanted = sessions::table
        .inner_join(users::table.left_join(holders::table))
        .filter(sessions::public_id.eq(public_id))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        // Also for a session that began while the account was being closed.
        .filter(users::closed_at.is_null())
        .select((
            sessions::id,
            sessions::user_id,
            (sessions::mandate_id, sessions::organisation_id),
            users::name,
            users::email,
            sessions::expires_at,
            holders::id.nullable(),
            (exists(in_force), exists(belongs), basket),
        ));
    let row: Option<Row> = each_backend!(db, |c| wanted.get_result(c)).optional()?;
    Ok(row.map(|(id, user, (mandate, organisation), name, email, expires_at, holder, (helps, belongs, basket))| {
        SessionRow {
            id: SessionId(id),
            user_id: UserId(user),
            mandate_id: mandate.map(MandateId),
            organisation: organisation.map(OrganisationId),
            name,
            email,
            expires_at,
            own_holder: holder.map(HolderId),
            helps,
            belongs,
            basket: basket.unwrap_or(0),
        }
    }))
}

pub fn revoke(db: &mut Db, id: SessionId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(sessions::table.find(id.0)).set(sessions::revoked_at.eq(Some(now))).execute(db)?;
    Ok(())
}

/// Revokes every live session of a user; returns how many.
pub fn revoke_all(db: &mut Db, user: UserId, now: NaiveDateTime) -> Result<usize, DbError> {
    Ok(diesel::update(sessions::table.filter(sessions::user_id.eq(user.0)).filter(sessions::revoked_at.is_null()))
        .set(sessions::revoked_at.eq(Some(now)))
        .execute(db)?)
}

/// Revokes every live session of a user but one.
pub fn revoke_others(db: &mut Db, user: UserId, keep: SessionId, now: NaiveDateTime) -> Result<usize, DbError> {
    let others = sessions::table
        .filter(sessions::user_id.eq(user.0))
        .filter(sessions::id.ne(keep.0))
        .filter(sessions::revoked_at.is_null());
    Ok(diesel::update(others).set(sessions::revoked_at.eq(Some(now))).execute(db)?)
}

pub fn set_mandate(db: &mut Db, id: SessionId, mandate: Option<MandateId>) -> Result<(), DbError> {
    diesel::update(sessions::table.find(id.0)).set(sessions::mandate_id.eq(mandate.map(|id| id.0))).execute(db)?;
    Ok(())
}

pub fn set_organisation(db: &mut Db, id: SessionId, organisation: OrganisationId) -> Result<(), DbError> {
    diesel::update(sessions::table.find(id.0)).set(sessions::organisation_id.eq(Some(organisation.0))).execute(db)?;
    Ok(())
}

/// When each live session of a user was opened and with what, newest first.
pub fn list_live(
    db: &mut Db,
    user: UserId,
    now: NaiveDateTime,
) -> Result<Vec<(SessionId, String, NaiveDateTime)>, DbError> {
    let rows: Vec<(i64, String, NaiveDateTime)> = sessions::table
        .filter(sessions::user_id.eq(user.0))
        .filter(sessions::revoked_at.is_null())
        .filter(sessions::expires_at.gt(now))
        .order(sessions::id.desc())
        .select((sessions::id, sessions::user_agent, sessions::created_at))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, agent, at)| (SessionId(id), agent, at)).collect())
}
