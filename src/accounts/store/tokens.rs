//! The `email_tokens` table: only hashes of the tokens are kept.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::email_tokens;
use crate::db::{Db, DbError};
use crate::kernel::ids::UserId;
use crate::kernel::text_enum;

text_enum! {
    /// What a link sent by mail is for.
    pub enum Purpose {
        /// Confirms that the address is theirs.
        Confirm = "confirm" => "Confirm the address",
        /// Sets a new password.
        Reset = "reset" => "Set a new password",
    }
}

/// A link that can still be used.
pub struct TokenRow {
    pub id: i64,
    pub user_id: UserId,
    pub detail: String,
}

/// A link to be sent.
pub struct NewToken<'a> {
    pub user: UserId,
    pub purpose: Purpose,
    pub hash: &'a str,
    pub detail: &'a str,
    pub now: NaiveDateTime,
    pub expires_at: NaiveDateTime,
}

pub fn insert(db: &mut Db, new: &NewToken<'_>) -> Result<(), DbError> {
    diesel::insert_into(email_tokens::table)
        .values((
            email_tokens::user_id.eq(new.user.0),
            email_tokens::purpose.eq(new.purpose.as_str()),
            email_tokens::token_hash.eq(new.hash),
            email_tokens::detail.eq(new.detail),
            email_tokens::created_at.eq(new.now),
            email_tokens::expires_at.eq(new.expires_at),
        ))
        .execute(db)?;
    Ok(())
}

/// The link with this hash, if it is neither used nor too old.
pub fn live(db: &mut Db, hash: &str, purpose: Purpose, now: NaiveDateTime) -> Result<Option<TokenRow>, DbError> {
    let row: Option<(i64, i64, String)> = email_tokens::table
        .filter(email_tokens::token_hash.eq(hash))
        .filter(email_tokens::purpose.eq(purpose.as_str()))
        .filter(email_tokens::used_at.is_null())
        .filter(email_tokens::expires_at.gt(now))
        .select((email_tokens::id, email_tokens::user_id, email_tokens::detail))
        .get_result(db)
        .optional()?;
    Ok(row.map(|(id, user, detail)| TokenRow { id, user_id: UserId(user), detail }))
}

/// Marks one link as used; false when somebody was quicker.
pub fn use_up(db: &mut Db, id: i64, now: NaiveDateTime) -> Result<bool, DbError> {
    let changed = diesel::update(email_tokens::table.find(id).filter(email_tokens::used_at.is_null()))
        .set(email_tokens::used_at.eq(Some(now)))
        .execute(db)?;
    Ok(changed == 1)
}

/// Makes every other link of this kind useless, and forgets what the links held.
pub fn use_up_all(db: &mut Db, user: UserId, purpose: Purpose, now: NaiveDateTime) -> Result<(), DbError> {
    let theirs =
        email_tokens::table.filter(email_tokens::user_id.eq(user.0)).filter(email_tokens::purpose.eq(purpose.as_str()));
    diesel::update(theirs.filter(email_tokens::used_at.is_null()))
        .set(email_tokens::used_at.eq(Some(now)))
        .execute(db)?;
    diesel::update(theirs).set(email_tokens::detail.eq("")).execute(db)?;
    Ok(())
}
