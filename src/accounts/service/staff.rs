//! A provider's staff: who they are and what they may do, and inviting others. Only managers come here.
//!
//! An invitation is a link of which the database keeps the hash: it works once, for seven days, and only for the
//! address it went to. A provider always keeps a manager.

use chrono::{NaiveDateTime, TimeDelta};

use super::links::{self, LinkError};
use super::sessions::fold_email;
use crate::accounts::duty::{Duty, ProviderRole};
use crate::accounts::emails;
use crate::accounts::model::{Actor, Refused, Role};
use crate::accounts::password;
use crate::accounts::store::{organisations, staff, users};
use crate::app::{App, Limited};
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::ids::{OrganisationId, UserId};
use crate::mail;

pub use crate::accounts::store::staff::{Invite, Member};

/// How long an invitation can be used.
pub const INVITE_DAYS: i64 = 7;

/// Why something about staff was refused.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// They manage no provider, or there is no such person or invitation.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Somebody must manage the organisation.
    #[error("Somebody must manage your organisation here. Make somebody else a manager first.")]
    LastManager,
    /// They belong to it already.
    #[error("They are on your staff already. You can change what they may do in the list.")]
    Already,
    /// Too many tries.
    #[error("too many tries")]
    Limited(Limited),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// The staff of one organisation, as its managers see them.
#[derive(Clone, Debug)]
pub struct Staff {
    /// Everybody, longest there first.
    pub members: Vec<Member>,
    /// Invitations that nobody has used yet.
    pub invites: Vec<Invite>,
}

impl Staff {
    /// One of them.
    ///
    /// # Errors
    /// [`Refused`] when they aren't.
    pub fn member(&self, user: UserId) -> Result<&Member, Refused> {
        self.members.iter().find(|member| member.user == user).ok_or(Refused)
    }

    /// Whether nobody else manages.
    #[must_use]
    pub fn is_last_manager(&self, user: UserId) -> bool {
        !self.members.iter().any(|member| member.role == ProviderRole::Manager && member.user != user)
    }
}

/// The organisation whose staff the actor manages.
///
/// # Errors
/// [`Refused`] when there is none.
pub fn managed(actor: &Actor) -> Result<OrganisationId, Refused> {
    actor.organisations_for(Duty::Manage).next().ok_or(Refused)
}

fn load(db: &mut Db, organisation: OrganisationId, now: NaiveDateTime) -> Result<Staff, DbError> {
    Ok(Staff { members: staff::members(db, organisation)?, invites: staff::live_invites(db, organisation, now)? })
}

/// The staff, if this person manages it now: whoever came off it in the same moment does nothing any more. Asked after
/// [`staff::take_turn`].
fn still_manages(db: &mut Db, organisation: OrganisationId, by: UserId) -> Result<Vec<Member>, StaffError> {
    let members = staff::members(db, organisation)?;
    if members.iter().any(|member| member.user == by && member.role == ProviderRole::Manager) {
        Ok(members)
    } else {
        Err(StaffError::Refused(Refused))
    }
}

/// Everybody, and who was invited.
///
/// # Errors
/// [`StaffError::Refused`] for whoever is no manager.
pub async fn list(app: &App, actor: &Actor) -> Result<Staff, StaffError> {
    let (organisation, now) = (managed(actor)?, app.clock.now());
    Ok(app.db.read(move |db| load(db, organisation, now)).await?)
}

/// Mails somebody a link by which they join. An earlier link to the same address ends.
///
/// # Errors
/// [`StaffError::Already`] when they are on the staff; [`StaffError::Limited`].
pub async fn invite(
    app: &App,
    actor: &Actor,
    email: &str,
    role: ProviderRole,
    address: &str,
) -> Result<(), StaffError> {
    let organisation = managed(actor)?;
    app.limits.check("invite", &actor.email, address).map_err(StaffError::Limited)?;
    let (email, by, now, link) = (fold_email(email), actor.user_id, app.clock.now(), links::new(app, "/join"));
    app.db
        .write(move |db| {
            staff::take_turn(db, organisation)?;
            let members = still_manages(db, organisation, by)?;
            if members.iter().any(|member| member.email == email) {
                return Err(StaffError::Already);
            }
            staff::end_invites_to(db, organisation, &email, now)?;
            let expires_at = now + TimeDelta::days(INVITE_DAYS);
            let new = staff::NewInvite { organisation, email: &email, role, hash: &link.hash, by, now, expires_at };
            staff::insert_invite(db, &new)?;
            let name = organisations::name_of(db, organisation)?;
            mail::queue(db, &emails::staff_invite(&email, &name, role, &link.address), now)?;
            let detail = format!("Invited {email}: {}", role.label());
            record(db, by, organisation, ("staff.invited", &detail), now)?;
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Makes a link useless before it is used.
///
/// # Errors
/// [`StaffError::Refused`] for an invitation that isn't theirs.
pub async fn withdraw_invite(app: &App, actor: &Actor, id: i64) -> Result<(), StaffError> {
    let (organisation, by, now) = (managed(actor)?, actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            staff::take_turn(db, organisation)?;
            still_manages(db, organisation, by)?;
            if !staff::end_invite(db, organisation, id, now)? {
                return Err(StaffError::Refused(Refused));
            }
            record(db, by, organisation, ("staff.invite_withdrawn", "Withdrew an invitation"), now)?;
            Ok(())
        })
        .await
}

/// Gives one of the staff another role; it holds from their next request on.
///
/// # Errors
/// [`StaffError::LastManager`], or [`StaffError::Refused`].
pub async fn change_role(app: &App, actor: &Actor, user: UserId, role: ProviderRole) -> Result<(), StaffError> {
    let (organisation, by, now) = (managed(actor)?, actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            staff::take_turn(db, organisation)?;
            still_manages(db, organisation, by)?;
            let all = load(db, organisation, now)?;
            let member = all.member(user)?;
            if role != ProviderRole::Manager && all.is_last_manager(user) {
                return Err(StaffError::LastManager);
            }
            staff::set_role(db, organisation, user, role)?;
            if role != ProviderRole::Manager {
                staff::end_invites_by(db, organisation, user, now)?;
            }
            let detail = format!("{}: {}", member.name, role.label());
            record(db, by, organisation, ("staff.role_changed", &detail), now)?;
            Ok(())
        })
        .await
}

/// Takes somebody off the staff; their sessions lose it with their next request.
///
/// # Errors
/// [`StaffError::LastManager`], or [`StaffError::Refused`].
pub async fn remove(app: &App, actor: &Actor, user: UserId) -> Result<(), StaffError> {
    let (organisation, by, now) = (managed(actor)?, actor.user_id, app.clock.now());
    app.db
        .write(move |db| {
            staff::take_turn(db, organisation)?;
            still_manages(db, organisation, by)?;
            let all = load(db, organisation, now)?;
            let member = all.member(user)?;
            if all.is_last_manager(user) {
                return Err(StaffError::LastManager);
            }
            staff::remove(db, organisation, user)?;
            staff::end_invites_by(db, organisation, user, now)?;
            let name = organisations::name_of(db, organisation)?;
            mail::queue(db, &emails::staff_removed(&member.email, &name), now)?;
            record(db, by, organisation, ("staff.removed", &format!("Removed {}", member.name)), now)?;
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// What the page behind an invitation shows.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Who invites.
    pub organisation: String,
    /// The address that was invited.
    pub email: String,
    /// What they would do.
    pub role: ProviderRole,
    /// Whether that address has an account.
    pub known: bool,
}

/// Reads an invitation; changes nothing, because link scanners open links.
///
/// # Errors
/// [`LinkError::Spent`] when it can't be used.
pub async fn invitation(app: &App, token: &str) -> Result<Invitation, LinkError> {
    let (hash, now) = (links::hash(token), app.clock.now());
    app.db
        .read(move |db| {
            let invite = staff::live_invite(db, &hash, now)?.ok_or(LinkError::Spent)?;
            let known = users::by_email(db, &invite.email)?.is_some_and(|user| user.email_confirmed_at.is_some());
            let organisation = organisations::name_of(db, invite.organisation)?;
            Ok(Invitation { organisation, email: invite.email, role: invite.role, known })
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
            let invite = staff::live_invite(db, &hash, now)?.filter(|invite| invite.email == email);
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
            let invite = staff::live_invite(db, &hash, now)?.ok_or(LinkError::Spent)?;
            let user = super::enrol::claimed(db, &invite.email, (&name, &password_hash), now)?;
            enter(db, &invite, user.ok_or(LinkError::Spent)?, now)
        })
        .await
}

fn enter(db: &mut Db, invite: &Invite, user: UserId, now: NaiveDateTime) -> Result<(), LinkError> {
    let organisation = invite.organisation;
    staff::take_turn(db, organisation)?;
    if !staff::end_invite(db, organisation, invite.id, now)? {
        return Err(LinkError::Spent);
    }
    if !staff::members(db, organisation)?.iter().any(|member| member.user == user) {
        organisations::add_member(db, user, organisation, Role::ProviderStaff, now)?;
    }
    staff::set_role(db, organisation, user, invite.role)?;
    record(db, user, organisation, ("staff.joined", invite.role.label()), now)?;
    Ok(())
}

fn record(
    db: &mut Db,
    by: UserId,
    organisation: OrganisationId,
    (action, detail): (&str, &str),
    at: NaiveDateTime,
) -> Result<(), DbError> {
    audit::record(
        db,
        &audit::Entry {
            at,
            user: Some(by),
            mandate: None,
            holder: None,
            action,
            subject: "organisations",
            subject_id: organisation.0,
            detail,
        },
    )
}
