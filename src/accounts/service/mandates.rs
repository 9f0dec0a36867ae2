//! Giving somebody a mandate and taking it back: only the budget holder themselves, never through a mandate.

use chrono::{NaiveDate, NaiveDateTime};

use super::sessions::fold_email;
use super::sign_up::unconfirmed;
use crate::accounts::emails;
use crate::accounts::model::{Actor, Mandate, Refused, Scope, Scopes};
use crate::accounts::store::{mandates, users};
use crate::app::{App, Limited};
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{HolderId, MandateId, UserId};
use crate::mail;

/// A mandate as the holder who gave it sees it.
#[derive(Clone, Debug)]
pub struct Given {
    /// The mandate.
    pub mandate: Mandate,
    /// The address it was given to.
    pub email: String,
    /// Their name, once they have used it: before, it would tell who has an account.
    pub name: Option<String>,
    /// When they last did something under it, in UTC.
    pub last_used: Option<NaiveDateTime>,
}

/// What a holder wants to allow, checked.
#[derive(Clone, Debug)]
pub struct Grant {
    /// To whom.
    pub email: String,
    /// What they may do.
    pub scopes: Vec<Scope>,
    /// The most one order may cost.
    pub order_limit: Option<Money>,
    /// The most that four weeks' orders may cost.
    pub four_week_limit: Option<Money>,
    /// The last day; none for until it is taken back.
    pub ends_on: Option<NaiveDate>,
    /// The network address of the browser.
    pub address: String,
}

/// Why it was refused. That an address is unknown is no reason, and never said.
#[derive(Debug, thiserror::Error)]
pub enum MandateError {
    /// The actor is no budget holder, or it isn't their mandate.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// To oneself.
    #[error("nobody needs a mandate for themselves")]
    Oneself,
    /// They have one already.
    #[error("they have a mandate already")]
    Already,
    /// They work for the person's council.
    #[error("They work for your council. Somebody who decides about support can’t act for the person.")]
    Colleague,
    /// The person signs in and decides for themselves, or their case is closed.
    #[error("Who acts for them can’t be changed here: they sign in themselves, or their case is closed.")]
    NotHere,
    /// Something has to be written.
    #[error("{0}")]
    NeedsWords(&'static str),
    /// Too many tries.
    #[error("too many tries")]
    Limited(Limited),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The holder behind the actor; acting for somebody doesn't count.
fn own_holder(actor: &Actor) -> Result<HolderId, Refused> {
    if actor.acting_for.is_some() { Err(Refused) } else { actor.own_holder.ok_or(Refused) }
}

/// Every mandate the actor gave, newest first.
///
/// # Errors
/// [`MandateError::Refused`] when they are no holder.
pub async fn given(app: &App, actor: &Actor) -> Result<Vec<Given>, MandateError> {
    let holder = own_holder(actor)?;
    Ok(app
        .db
        .read(move |db| -> Result<_, DbError> {
            let rows = mandates::given_by(db, holder)?;
            let ids: Vec<MandateId> = rows.iter().map(|(mandate, ..)| mandate.id).collect();
            let used = audit::last_under(db, &ids)?;
            let with_use = |(mandate, name, email): (Mandate, String, String)| {
                let last_used = used.get(&mandate.id).copied();
                Given { mandate, email, name: last_used.is_some().then_some(name), last_used }
            };
            Ok(rows.into_iter().map(with_use).collect())
        })
        .await?)
}

/// One of the mandates the actor gave that can still be taken back.
///
/// # Errors
/// [`MandateError::Refused`] for anybody else's.
pub async fn one_given(app: &App, actor: &Actor, id: MandateId) -> Result<Given, MandateError> {
    let all = given(app, actor).await?;
    Ok(all.into_iter().find(|given| given.mandate.id == id && !given.mandate.revoked).ok_or(Refused)?)
}

/// Gives a mandate and writes to whoever gets it. An unknown address gets one too, which waits for its owner to sign
/// up, so that the answer tells nothing.
///
/// # Errors
/// [`MandateError::Already`] when that address has one in force.
pub async fn grant(app: &App, actor: &Actor, wanted: Grant) -> Result<(), MandateError> {
    let holder = own_holder(actor)?;
    let email = fold_email(&wanted.email);
    if email == actor.email {
        return Err(MandateError::Oneself);
    }
    app.limits.check("mandate", &actor.email, &wanted.address).map_err(MandateError::Limited)?;
    let (granter, name) = (actor.user_id, actor.name.clone());
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let (user, known) = receiver(db, &email, now)?;
            let theirs = mandates::of_user(db, user)?;
            if theirs.iter().any(|mandate| mandate.holder_id == holder && mandate.holds_on(today)) {
                return Err(MandateError::Already);
            }
            let new = mandates::NewMandate {
                holder_id: holder,
                user_id: user,
                scopes: Scopes::new(&wanted.scopes),
                order_limit: wanted.order_limit,
                four_week_limit: wanted.four_week_limit,
                starts_on: today,
                ends_on: wanted.ends_on,
                granted_by: granter,
            };
            let id = mandates::insert(db, &new, now)?;
            let mandate = mandates::by_id(db, id)?;
            record(db, &mandate, granter, ("mandate.granted", &format!("Let {email} act for them")), now)?;
            mail::queue(db, &emails::mandate_given(&email, &name, &mandate, known, &site), now)?;
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Whose address it is, and whether they have an account.
pub(super) fn receiver(db: &mut Db, email: &str, now: NaiveDateTime) -> Result<(UserId, bool), DbError> {
    match users::by_email(db, email)? {
        Some(user) => Ok((UserId(user.id), user.email_confirmed_at.is_some())),
        None => Ok((unconfirmed(db, email, now)?, false)),
    }
}

/// Takes a mandate back, at once, and writes to whoever had it. Taking it back twice does nothing more.
///
/// # Errors
/// [`MandateError::Refused`] for a mandate the actor didn't give.
pub async fn take_back(app: &App, actor: &Actor, id: MandateId) -> Result<(), MandateError> {
    let holder = own_holder(actor)?;
    let (by, name, now) = (actor.user_id, actor.name.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let mandate = match mandates::by_id(db, id) {
                Err(DbError::NotFound) => return Err(MandateError::Refused(Refused)),
                other => other?,
            };
            if mandate.holder_id != holder {
                return Err(MandateError::Refused(Refused));
            }
            if mandates::revoke(db, id, by, now)? == 0 {
                return Ok(());
            }
            let email = users::by_id(db, mandate.user_id)?.email;
            record(db, &mandate, by, ("mandate.revoked", &format!("Stopped {email} acting for them")), now)?;
            mail::queue(db, &emails::mandate_taken_back(&email, &name), now)?;
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// The act is the holder's own, so the entry names no mandate: it must not count as a use of it.
fn record(
    db: &mut Db,
    mandate: &Mandate,
    by: UserId,
    (action, detail): (&str, &str),
    now: NaiveDateTime,
) -> Result<(), DbError> {
    audit::record(
        db,
        &audit::Entry {
            at: now,
            user: Some(by),
            mandate: None,
            holder: Some(mandate.holder_id),
            action,
            subject: "mandates",
            subject_id: mandate.id.0,
            detail,
        },
    )
}
