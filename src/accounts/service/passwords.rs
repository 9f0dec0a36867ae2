//! Setting a new password: with a link, when the old one is forgotten, or with the old one.

use chrono::{NaiveDateTime, TimeDelta};

use super::links::{self, LinkError};
use super::sessions::fold_email;
use crate::accounts::emails;
use crate::accounts::model::Actor;
use crate::accounts::password::{self, HashError};
use crate::accounts::store::{sessions, tokens, users};
use crate::app::{App, Limited};
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::ids::UserId;
use crate::mail;

/// A link to set a new password works for this long.
pub const RESET_MINUTES: i64 = 60;

/// Why asking for a link was refused. That an address is unknown is no reason, and never said.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// Too many tries.
    #[error("too many tries")]
    Limited(Limited),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Sends a link to set a new password, if the address has an account.
///
/// # Errors
/// [`AskError::Limited`] for known and unknown addresses alike.
pub async fn ask_for_reset(app: &App, email: &str, address: &str) -> Result<(), AskError> {
    let email = fold_email(email);
    app.limits.check("reset", &email, address).map_err(AskError::Limited)?;
    let (now, link) = (app.clock.now(), links::new(app, "/reset-password"));
    app.db
        .write(move |db| -> Result<(), DbError> {
            let Some(user) = users::by_email(db, &email)?.filter(|user| user.email_confirmed_at.is_some()) else {
                return Ok(());
            };
            tokens::insert(
                db,
                &tokens::NewToken {
                    user: UserId(user.id),
                    purpose: tokens::Purpose::Reset,
                    hash: &link.hash,
                    detail: "",
                    now,
                    expires_at: now + TimeDelta::minutes(RESET_MINUTES),
                },
            )?;
            mail::queue(db, &emails::reset_password(&email, &link.address), now)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Whether a link can still be used; changes nothing.
///
/// # Errors
/// [`LinkError::Spent`] when it can't.
pub async fn check_link(app: &App, token: &str) -> Result<(), LinkError> {
    let (hash, now) = (links::hash(token), app.clock.now());
    let found = app.db.read(move |db| tokens::live(db, &hash, tokens::Purpose::Reset, now)).await?;
    found.map(drop).ok_or(LinkError::Spent)
}

/// Sets a new password with a link, and ends every session: whoever was in is out.
///
/// # Errors
/// [`LinkError::Spent`] when the link can't be used.
pub async fn reset(app: &App, token: &str, new: String, address: &str) -> Result<(), LinkError> {
    app.limits.check("reset-use", address, address).map_err(LinkError::Limited)?;
    check_link(app, token).await?;
    let password_hash = password::hash(app, new).await?;
    let (hash, now, site) = (links::hash(token), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let link = tokens::live(db, &hash, tokens::Purpose::Reset, now)?.ok_or(LinkError::Spent)?;
            if !tokens::use_up(db, link.id, now)? {
                return Err(LinkError::Spent);
            }
            tokens::use_up_all(db, link.user_id, tokens::Purpose::Reset, now)?;
            sessions::revoke_all(db, link.user_id, now)?;
            set(db, link.user_id, &password_hash, &site, now)?;
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Why changing a password was refused.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// The present password is wrong.
    #[error("the present password is wrong")]
    Wrong,
    /// Too many tries.
    #[error("too many tries")]
    Limited(Limited),
    /// The machine can't hash now.
    #[error(transparent)]
    Hash(#[from] HashError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// Sets a new password with the old one, and ends every other session.
///
/// # Errors
/// [`ChangeError::Wrong`] when `current` isn't their password.
pub async fn change(app: &App, actor: &Actor, current: String, new: String, address: &str) -> Result<(), ChangeError> {
    app.limits.check("password", &actor.email, address).map_err(ChangeError::Limited)?;
    let (user, session) = (actor.user_id, actor.session_id);
    let stored = app.db.read(move |db| users::by_id(db, user)).await?.password_hash;
    if current.chars().count() > password::LONGEST || !password::verify(app, current, Some(stored)).await? {
        return Err(ChangeError::Wrong);
    }
    let password_hash = password::hash(app, new).await?;
    let (now, site) = (app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            sessions::revoke_others(db, user, session, now)?;
            set(db, user, &password_hash, &site, now)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

fn set(db: &mut Db, user: UserId, hash: &str, site: &str, now: NaiveDateTime) -> Result<(), DbError> {
    users::set_password(db, user, hash, now)?;
    let email = users::by_id(db, user)?.email;
    mail::queue(db, &emails::password_changed(&email, site), now)?;
    audit::record(
        db,
        &audit::Entry {
            at: now,
            user: Some(user),
            mandate: None,
            holder: None,
            action: "password.changed",
            subject: "users",
            subject_id: user.0,
            detail: "Set a new password",
        },
    )
}
