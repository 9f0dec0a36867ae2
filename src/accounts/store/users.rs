//! The `users` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::users;
use crate::db::{Db, DbError};
use crate::kernel::ids::UserId;

/// A user as stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct UserRow {
    pub id: i64,
    pub email: String,
    pub name: String,
    pub password_hash: String,
    pub email_confirmed_at: Option<NaiveDateTime>,
    /// Nobody signs in with it since then.
    pub closed_at: Option<NaiveDateTime>,
}

pub fn by_email(db: &mut Db, email: &str) -> Result<Option<UserRow>, DbError> {
    Ok(users::table.filter(users::email.eq(email)).select(UserRow::as_select()).get_result(db).optional()?)
}

pub fn by_id(db: &mut Db, id: UserId) -> Result<UserRow, DbError> {
    Ok(users::table.find(id.0).select(UserRow::as_select()).get_result(db)?)
}

pub fn names(db: &mut Db, ids: &[UserId]) -> Result<Vec<(UserId, String)>, DbError> {
    let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
    let rows: Vec<(i64, String)> =
        users::table.filter(users::id.eq_any(ids)).select((users::id, users::name)).load(db)?;
    Ok(rows.into_iter().map(|(id, name)| (UserId(id), name)).collect())
}

/// A user to be made.
pub struct NewUser<'a> {
    pub email: &'a str,
    pub name: &'a str,
    pub phone: Option<&'a str>,
    pub password_hash: &'a str,
    pub email_confirmed_at: Option<NaiveDateTime>,
    pub now: NaiveDateTime,
}

pub fn insert(db: &mut Db, new: &NewUser<'_>) -> Result<UserId, DbError> {
    let id = diesel::insert_into(users::table)
        .values((
            users::email.eq(new.email),
            users::name.eq(new.name),
            users::phone.eq(new.phone),
            users::password_hash.eq(new.password_hash),
            users::email_confirmed_at.eq(new.email_confirmed_at),
            users::created_at.eq(new.now),
            users::updated_at.eq(new.now),
        ))
        .returning(users::id)
        .get_result(db)?;
    Ok(UserId(id))
}

pub fn set_password(db: &mut Db, id: UserId, hash: &str, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(users::table.find(id.0))
        .set((users::password_hash.eq(hash), users::updated_at.eq(now)))
        .execute(db)?;
    Ok(())
}

/// The address is theirs: from now on they can sign in with this name and password. False where it was theirs before.
pub fn set_confirmed(db: &mut Db, id: UserId, name: &str, hash: &str, now: NaiveDateTime) -> Result<bool, DbError> {
    let rows = diesel::update(users::table.find(id.0).filter(users::email_confirmed_at.is_null()))
        .set((
            users::name.eq(name),
            users::password_hash.eq(hash),
            users::email_confirmed_at.eq(Some(now)),
            users::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(rows == 1)
}

pub fn set_closed(db: &mut Db, id: UserId, at: Option<NaiveDateTime>) -> Result<(), DbError> {
    diesel::update(users::table.find(id.0)).set(users::closed_at.eq(at)).execute(db)?;
    Ok(())
}
