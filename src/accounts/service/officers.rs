//! A council's officers: who they are and what they may do, and inviting others.
//!
//! Every officer sees the list; only whoever looks after the staff changes it, and never what they may do themselves, so
//! that no one person can give themselves a say over plans and money. A council that has somebody who looks after its staff
//! keeps one. The first comes from the command line.

use chrono::{NaiveDateTime, TimeDelta};

use super::links::{self, Link, LinkError};
use super::sessions::fold_email;
use super::staff::INVITE_DAYS;
use crate::accounts::model::{Actor, OrganisationKind, Refused};
use crate::accounts::officer::Rights;
use crate::accounts::store::{officers, organisations, staff, users};
use crate::accounts::{emails, password};
use crate::app::{App, Limited};
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::ids::{OrganisationId, UserId};
use crate::mail;

pub use crate::accounts::store::officers::{Officer, OfficerInvite};

/// Why something about officers was refused.
#[derive(Debug, thiserror::Error)]
pub enum OfficerError {
    /// They don't look after a council's staff, or there is no such person or invitation.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// What they may do themselves.
    #[error("You can’t change what you may do yourself. Ask somebody else who looks after staff.")]
    Oneself,
    /// Somebody must look after the staff.
    #[error("Somebody must look after your council’s staff here. Give somebody else that right first.")]
    LastManager,
    /// They belong to it already.
    #[error("They are an officer of your council already. You can change what they may do in the list.")]
    Already,
    /// Too many tries.
    #[error("too many tries")]
    Limited(Limited),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The officers of one council.
#[derive(Clone, Debug)]
pub struct Officers {
    /// The council.
    pub council: String,
    /// Everybody, by name.
    pub all: Vec<Officer>,
    /// Invitations that nobody has used yet.
    pub invites: Vec<OfficerInvite>,
    /// Whether the reader looks after the staff.
    pub manages: bool,
}

impl Officers {
    /// One of them.
    ///
    /// # Errors
    /// [`Refused`] when they aren't.
    pub fn one(&self, user: UserId) -> Result<&Officer, Refused> {
        self.all.iter().find(|officer| officer.user == user).ok_or(Refused)
    }
}

/// The council that the actor is an officer of.
fn council(actor: &Actor) -> Result<OrganisationId, Refused> {
    let mut councils = actor.memberships.iter().filter(|one| one.organisation_kind == OrganisationKind::Council);
    councils.next().map(|one| one.organisation_id).filter(|_| actor.acting_for.is_none()).ok_or(Refused)
}

fn load(db: &mut Db, council: OrganisationId, me: UserId, now: NaiveDateTime) -> Result<Officers, DbError> {
    let all = officers::of_council(db, council)?;
    Ok(Officers {
        council: organisations::name_of(db, council)?,
        manages: all.iter().any(|officer| officer.user == me && officer.rights.manages()),
        invites: officers::live_invites(db, council, now)?,
        all,
    })
}

/// As [`load`], for whoever looks after the staff; others must take turns with them.
fn managed(db: &mut Db, council: OrganisationId, me: UserId, now: NaiveDateTime) -> Result<Officers, OfficerError> {
    staff::take_turn(db, council)?;
    let all = load(db, council, me, now)?;
    if all.manages { Ok(all) } else { Err(Refused.into()) }
}

/// Everybody, and who was invited.
///
/// # Errors
/// [`OfficerError::Refused`] for whoever is no officer of a council.
pub async fn list(app: &App, actor: &Actor) -> Result<Officers, OfficerError> {
    let (council, now, me) = (council(actor)?, app.clock.now(), actor.user_id);
    Ok(app.db.read(move |db| load(db, council, me, now)).await?)
}

/// As [`list`], for whoever may change it.
///
/// # Errors
/// [`OfficerError::Refused`] for everybody else.
pub async fn managed_list(app: &App, actor: &Actor) -> Result<Officers, OfficerError> {
    let all = list(app, actor).await?;
    if all.manages { Ok(all) } else { Err(Refused.into()) }
}

/// Mails somebody a link by which they join. An earlier link to the same address ends.
///
/// # Errors
/// [`OfficerError::Already`] when they are an officer; [`OfficerError::Limited`].
pub async fn invite(
    app: &App,
    actor: &Actor,
    (email, rights): (&str, Rights),
    address: &str,
) -> Result<(), OfficerError> {
    let council = council(actor)?;
    app.limits.check("invite", &actor.email, address).map_err(OfficerError::Limited)?;
    let (email, by, now, link) = (fold_email(email), actor.user_id, app.clock.now(), links::new(app, "/join-council"));
    app.db
        .write(move |db| {
            if managed(db, council, by, now)?.all.iter().any(|officer| officer.email == email) {
                return Err(OfficerError::Already);
            }
            Ok(send(db, council, (&email, &rights), &link, (Some(by), now))?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Invites an officer whom nobody of the council could invite yet; gives the link. For the command line.
///
/// # Errors
/// When the rows can't be written.
pub fn invite_first(
    db: &mut Db,
    council: OrganisationId,
    (email, rights): (&str, &Rights),
    link: &Link,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    send(db, council, (&fold_email(email), rights), link, (None, now))
}

/// A new link for [`invite_first`].
#[must_use]
pub fn link(app: &App) -> Link {
    links::new(app, "/join-council")
}

fn send(
    db: &mut Db,
    council: OrganisationId,
    (email, rights): (&str, &Rights),
    link: &Link,
    (by, now): (Option<UserId>, NaiveDateTime),
) -> Result<(), DbError> {
    for earlier in officers::live_invites(db, council, now)?.into_iter().filter(|invite| invite.email == email) {
        officers::end_invite(db, council, earlier.id, now)?;
    }
    let expires_at = now + TimeDelta::days(INVITE_DAYS);
    let new = officers::NewOfficerInvite { council, email, rights, hash: &link.hash, by, now, expires_at };
    officers::insert_invite(db, &new)?;
    let name = organisations::name_of(db, council)?;
    mail::queue(db, &emails::officer_invite(email, &name, &rights.labels(), &link.address), now)?;
    record(db, by, council, ("officer.invited", &format!("Invited {email}: {}", rights.labels())), now)
}

/// Makes a link useless before it is used.
///
/// # Errors
/// [`OfficerError::Refused`] for an invitation that isn't theirs.
pub async fn withdraw_invite(app: &App, actor: &Actor, id: i64) -> Result<(), OfficerError> {
    let (council, by, now) = (council(actor)?, actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            managed(db, council, by, now)?;
            if !officers::end_invite(db, council, id, now)? {
                return Err(Refused.into());
            }
            Ok(record(db, Some(by), council, ("officer.invite_withdrawn", "Withdrew an invitation"), now)?)
        })
        .await
}

/// Gives an officer other rights, or with none takes them off the staff; it holds from their next request on.
///
/// # Errors
/// [`OfficerError::Oneself`], [`OfficerError::LastManager`], or [`OfficerError::Refused`].
pub async fn change(app: &App, actor: &Actor, user: UserId, rights: Rights) -> Result<(), OfficerError> {
    let (council, by, now) = (council(actor)?, actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            let all = managed(db, council, by, now)?;
            let officer = all.one(user)?;
            if user == by {
                return Err(OfficerError::Oneself);
            }
            let others_manage = all.all.iter().any(|one| one.user != user && one.rights.manages());
            if !rights.manages() && !others_manage {
                return Err(OfficerError::LastManager);
            }
            if officer.rights == rights {
                return Ok(());
            }
            officers::set(db, council, user, &rights, now)?;
            if !rights.manages() {
                officers::end_invites_by(db, council, user, now)?;
            }
            let acted = if rights.is_empty() {
                mail::queue(db, &emails::officer_removed(&officer.email, &all.council), now)?;
                ("officer.removed", format!("Removed {}", officer.name))
            } else {
                mail::queue(db, &emails::officer_changed(&officer.email, &all.council, &rights.labels()), now)?;
                let detail = format!("{}: {}, before: {}", officer.name, rights.labels(), officer.rights.labels());
                ("officer.changed", detail)
            };
            Ok(record(db, Some(by), council, (acted.0, &acted.1), now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// What the page behind an invitation shows.
#[derive(Clone, Debug)]
pub struct OfficerInvitation {
    /// Who invites.
    pub council: String,
    /// The address that was invited.
    pub email: String,
    /// What they would do.
    pub rights: Rights,
    /// Whether that address has an account.
    pub known: bool,
}

/// Reads an invitation; changes nothing, because link scanners open links.
///
/// # Errors
/// [`LinkError::Spent`] when it can't be used.
pub async fn invitation(app: &App, token: &str) -> Result<OfficerInvitation, LinkError> {
    let (hash, now) = (links::hash(token), app.clock.now());
    app.db
        .read(move |db| {
            let invite = officers::live_invite(db, &hash, now)?.ok_or(LinkError::Spent)?;
            let known = users::by_email(db, &invite.email)?.is_some_and(|user| user.email_confirmed_at.is_some());
            let council = organisations::name_of(db, invite.council)?;
            Ok(OfficerInvitation { council, email: invite.email, rights: invite.rights, known })
        })
        .await
}

/// Somebody who is signed in with the invited address joins.
///
/// # Errors
/// [`LinkError::Spent`], also when the invitation went to another address.
pub async fn join(app: &App, actor: &Actor, token: &str) -> Result<(), LinkError> {
    let (hash, now, user, email) = (links::hash(token), app.clock.now(), actor.user_id, actor.email.clone());
    app.db
        .write(move |db| {
            let invite = officers::live_invite(db, &hash, now)?.filter(|invite| invite.email == email);
            enter(db, &invite.ok_or(LinkError::Spent)?, user, now)
        })
        .await
}

/// Somebody without an account joins: the link proves the address, so the account is theirs at once.
///
/// # Errors
/// [`LinkError::Spent`], also when that address has an account by now: then they sign in first.
pub async fn join_anew(
    app: &App,
    token: &str,
    (name, password): (String, String),
    address: &str,
) -> Result<(), LinkError> {
    app.limits.check("join", address, address).map_err(LinkError::Limited)?;
    invitation(app, token).await?;
    let password_hash = password::hash(app, password).await?;
    let (hash, now) = (links::hash(token), app.clock.now());
    app.db
        .write(move |db| {
            let invite = officers::live_invite(db, &hash, now)?.ok_or(LinkError::Spent)?;
            let user = super::enrol::claimed(db, &invite.email, (&name, &password_hash), now)?;
            enter(db, &invite, user.ok_or(LinkError::Spent)?, now)
        })
        .await
}

/// What they had stays, and what they were invited to is added.
fn enter(db: &mut Db, invite: &OfficerInvite, user: UserId, now: NaiveDateTime) -> Result<(), LinkError> {
    let council = invite.council;
    staff::take_turn(db, council)?;
    if !officers::end_invite(db, council, invite.id, now)? {
        return Err(LinkError::Spent);
    }
    let had = officers::of_council(db, council)?.into_iter().find(|officer| officer.user == user);
    let had = had.map(|officer| officer.rights).unwrap_or_default();
    let rights = Rights::of_words(had.words().into_iter().chain(invite.rights.words()));
    officers::set(db, council, user, &rights, now)?;
    record(db, Some(user), council, ("officer.joined", &invite.rights.labels()), now)?;
    Ok(())
}

fn record(
    db: &mut Db,
    user: Option<UserId>,
    council: OrganisationId,
    (action, detail): (&str, &str),
    at: NaiveDateTime,
) -> Result<(), DbError> {
    let (subject, subject_id) = ("organisations", council.0);
    audit::record(db, &audit::Entry { at, user, mandate: None, holder: None, action, subject, subject_id, detail })
}
