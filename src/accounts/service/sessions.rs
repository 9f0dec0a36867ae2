//! Signing in and out, and who a request comes from.

use chrono::{NaiveDateTime, TimeDelta};

use crate::accounts::model::{Actor, Membership, Refused};
use crate::accounts::store::{mandates, organisations, sessions, users};
use crate::accounts::{password, token};
use crate::app::{App, Limited};
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::ids::{MandateId, OrganisationId};

/// What somebody typed to sign in, and where from.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The address, as typed.
    pub email: String,
    /// The password, as typed.
    pub password: String,
    /// The network address of the browser.
    pub address: String,
    /// What the browser calls itself, cut to 200 characters.
    pub user_agent: String,
}

/// Why signing in was refused.
#[derive(Debug, thiserror::Error)]
pub enum SignInError {
    /// The address or the password is wrong, or the address isn't confirmed yet. Which of them is never said.
    #[error("the address or the password is wrong")]
    Wrong,
    /// Too many tries.
    #[error("too many tries")]
    Limited(Limited),
    /// The machine can't hash now.
    #[error(transparent)]
    Hash(#[from] password::HashError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// E-mail addresses are kept and compared in lower case.
pub fn fold_email(email: &str) -> String {
    email.trim().to_lowercase()
}

/// Opens a session and returns its public id, for [`token::issue`].
///
/// # Errors
/// [`SignInError::Wrong`] for a wrong address, a wrong password and an unconfirmed account alike.
pub async fn sign_in(app: &App, attempt: SignIn) -> Result<String, SignInError> {
    let email = fold_email(&attempt.email);
    app.limits.check("sign-in", &email, &attempt.address).map_err(SignInError::Limited)?;
    let found = app.db.read(move |db| users::by_email(db, &email)).await?;
    let usable = found.filter(|user| user.email_confirmed_at.is_some() && user.closed_at.is_none());
    let hash = usable.as_ref().map(|user| user.password_hash.clone());
    let right =
        attempt.password.chars().count() <= password::LONGEST && password::verify(app, attempt.password, hash).await?;
    let Some(user) = usable.filter(|_| right) else {
        return Err(SignInError::Wrong);
    };
    let (now, public_id) = (app.clock.now(), app.random.token());
    let id = public_id.clone();
    let agent: String = attempt.user_agent.chars().take(200).collect();
    app.db
        .write(move |db| -> Result<(), DbError> {
            let user_id = crate::kernel::ids::UserId(user.id);
            let session = sessions::insert(
                db,
                &sessions::NewSession {
                    public_id: &id,
                    user: user_id,
                    user_agent: &agent,
                    now,
                    expires_at: now + TimeDelta::hours(token::LONGEST_HOURS),
                },
            )?;
            audit::record(
                db,
                &audit::Entry {
                    at: now,
                    user: Some(user_id),
                    mandate: None,
                    holder: None,
                    action: "session.opened",
                    subject: "sessions",
                    subject_id: session.0,
                    detail: "Signed in",
                },
            )
        })
        .await?;
    Ok(public_id)
}

/// Who a session belongs to; none when it is revoked or over.
///
/// # Errors
/// When the database fails.
pub fn actor(db: &mut Db, public_id: &str, now: NaiveDateTime) -> Result<Option<Actor>, DbError> {
    Ok(arrival(db, public_id, now)?.map(|arrival| arrival.actor))
}

/// Who comes with a session.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Who it is.
    pub actor: Actor,
    /// When the session is over at the latest.
    pub until: NaiveDateTime,
    /// They may act for somebody today.
    pub helps: bool,
    /// How many lines the basket has of the holder whom they are.
    pub basket: i64,
}

/// As [`actor`], with what the frame of every page asks besides.
///
/// # Errors
/// When the database fails.
pub fn arrival(db: &mut Db, public_id: &str, now: NaiveDateTime) -> Result<Option<Arrival>, DbError> {
    let day = crate::kernel::dates::london(now).date();
    let Some(session) = sessions::live(db, public_id, (now, day))? else {
        return Ok(None);
    };
    let acting_for = match session.mandate_id {
        Some(id) => {
            Some(mandates::by_id(db, id)?).filter(|mandate| mandate.user_id == session.user_id && mandate.holds_on(day))
        }
        None => None,
    };
    let actor = Actor {
        user_id: session.user_id,
        name: session.name.clone(),
        email: session.email.clone(),
        session_id: session.id,
        memberships: if session.belongs { memberships(db, &session)? } else { Vec::new() },
        own_holder: session.own_holder,
        acting_for,
    };
    let sessions::SessionRow { expires_at: until, helps, basket, .. } = session;
    Ok(Some(Arrival { actor, until, helps, basket }))
}

/// Everywhere they belong, with where they work now first: whoever asks for whom they act takes the first that fits.
fn memberships(db: &mut Db, session: &sessions::SessionRow) -> Result<Vec<Membership>, DbError> {
    let mut all = organisations::memberships_of(db, session.user_id)?;
    if let Some(chosen) = session.organisation {
        // Sorting keeps the others as they were.
        all.sort_by_key(|membership| membership.organisation_id != chosen);
    }
    Ok(all)
}

/// Ends this session.
///
/// # Errors
/// When the database fails.
pub async fn sign_out(app: &App, actor: &Actor) -> Result<(), DbError> {
    let (id, now) = (actor.session_id, app.clock.now());
    app.db.write(move |db| sessions::revoke(db, id, now)).await
}

/// Ends every session of this person, this one too; returns how many there were.
///
/// # Errors
/// When the database fails.
pub async fn sign_out_everywhere(app: &App, actor: &Actor) -> Result<usize, DbError> {
    let (user, now) = (actor.user_id, app.clock.now());
    app.db.write(move |db| sessions::revoke_all(db, user, now)).await
}

/// Why switching to somebody or somewhere else was refused.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// No such mandate, or not this person's, or not in force: all the same to whoever asks.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// From now on this session acts under `mandate`.
///
/// # Errors
/// [`ActError::Refused`] unless the mandate is theirs and in force today.
pub async fn act_for(app: &App, actor: &Actor, mandate: MandateId) -> Result<(), ActError> {
    let (user, session, now, today) = (actor.user_id, actor.session_id, app.clock.now(), app.clock.today());
    app.db
        .write(move |db| {
            let found = match mandates::by_id(db, mandate) {
                Err(DbError::NotFound) => return Err(ActError::Refused(Refused)),
                other => other?,
            };
            if found.user_id != user || !found.holds_on(today) {
                return Err(ActError::Refused(Refused));
            }
            sessions::set_mandate(db, session, Some(mandate))?;
            audit::record(
                db,
                &audit::Entry {
                    at: now,
                    user: Some(user),
                    mandate: Some(mandate),
                    holder: Some(found.holder_id),
                    action: "mandate.used",
                    subject: "mandates",
                    subject_id: mandate.0,
                    detail: "Started acting for them",
                },
            )?;
            Ok(())
        })
        .await
}

/// From now on this session works for this organisation, of several of its kind.
///
/// # Errors
/// [`ActError::Refused`] unless they belong to it.
pub async fn work_for(app: &App, actor: &Actor, organisation: OrganisationId) -> Result<String, ActError> {
    let workplaces = actor.workplaces();
    let chosen = workplaces.into_iter().find(|place| place.0 == organisation).ok_or(Refused)?;
    let session = actor.session_id;
    app.db.write(move |db| sessions::set_organisation(db, session, organisation)).await?;
    Ok(chosen.1)
}

/// This session acts for its own user again.
///
/// # Errors
/// When the database fails.
pub async fn stop_acting(app: &App, actor: &Actor) -> Result<(), DbError> {
    let session = actor.session_id;
    app.db.write(move |db| sessions::set_mandate(db, session, None)).await
}
