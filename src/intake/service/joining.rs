//! Joining a council: the page behind an invitation, and the yes.

use chrono::NaiveDateTime;

use super::{BEGINNINGS, record};
use crate::accounts::service::links::{self, LinkError};
use crate::accounts::service::{enrol, people};
use crate::accounts::{Actor, password};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::intake::emails;
use crate::intake::error::JoinError;
use crate::intake::model::{Details, Invite};
use crate::intake::store;
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, UserId};
use crate::kernel::reference::order_reference;
use crate::mail;
use crate::plans;

/// What the page behind an invitation shows.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// Who invites.
    pub council: String,
    /// The address that was invited.
    pub email: String,
    /// Whom the council means.
    pub name: String,
    /// Whether that address has an account.
    pub known: bool,
    /// Whether that account has a record of its own, which would join.
    pub has_own: bool,
    /// Who has closed their case, and keeps the record of it: a council, or Handpick for somebody without one.
    pub leaves: Option<String>,
}

/// Who has closed the case of this record: a council, or Handpick for somebody without one; none while it is open.
fn left_behind(db: &mut Db, own: HolderId) -> Result<Option<String>, DbError> {
    if people::closed_case(db, own)?.is_none() {
        return Ok(None);
    }
    Ok(Some(people::holder_summary(db, own)?.council_name.unwrap_or_else(|| "Handpick".to_owned())))
}

fn live(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<Invite, JoinError> {
    let invite = store::live_invite(db, hash, now)?.ok_or(LinkError::Spent)?;
    if let Some(holder) = invite.holder {
        let gone = people::holder_summary(db, holder)?.user_id.is_some() || people::closed_case(db, holder)?.is_some();
        if gone {
            return Err(LinkError::Spent.into());
        }
    }
    Ok(invite)
}

/// Reads an invitation; changes nothing, because link scanners open links.
///
/// # Errors
/// [`LinkError::Spent`] when it can't be used.
pub async fn invitation(app: &App, token: &str) -> Result<Invitation, JoinError> {
    let (hash, now) = (links::hash(token), app.clock.now());
    app.db
        .read(move |db| {
            let invite = live(db, &hash, now)?;
            let account = people::account_of(db, &invite.email)?;
            let own = match account {
                Some((user, _)) => people::holder_of(db, user)?,
                None => None,
            };
            let name = match invite.holder {
                Some(holder) => people::holder_summary(db, holder)?.name,
                None => invite.details.name,
            };
            let leaves = match own {
                Some(own) => left_behind(db, own)?,
                None => None,
            };
            Ok(Invitation {
                council: people::organisation_name(db, invite.council)?,
                email: invite.email,
                name,
                known: account.is_some(),
                has_own: own.is_some() && leaves.is_none(),
                leaves,
            })
        })
        .await
}

/// Somebody who is signed in with the invited address says yes.
///
/// # Errors
/// [`LinkError::Spent`], also when the invitation went to another address; [`JoinError::Elsewhere`],
/// [`JoinError::Begun`].
pub async fn join(app: &App, actor: &Actor, token: &str) -> Result<(), JoinError> {
    let (hash, now, user, email) = (links::hash(token), app.clock.now(), actor.user_id, actor.email.clone());
    let (reference, site) = (order_reference(app.random.u64()), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let invite = live(db, &hash, now)?;
            if invite.email != email {
                return Err(LinkError::Spent.into());
            }
            enter(db, &invite, user, (&reference, &site), now)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Somebody without an account says yes: the link proves the address, so the account is theirs at once.
///
/// # Errors
/// [`LinkError::Spent`], also when that address has an account by now: then they sign in first.
pub async fn join_anew(app: &App, token: &str, password: String, address: &str) -> Result<(), JoinError> {
    app.limits.check("join", address, address).map_err(LinkError::Limited)?;
    let name = invitation(app, token).await?.name;
    let password_hash = password::hash(app, password).await.map_err(LinkError::Hash)?;
    let (hash, now) = (links::hash(token), app.clock.now());
    let (reference, site) = (order_reference(app.random.u64()), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let invite = live(db, &hash, now)?;
            let user = enrol::claimed(db, &invite.email, (&name, &password_hash), now)?.ok_or(LinkError::Spent)?;
            enter(db, &invite, user, (&reference, &site), now)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

fn enter(
    db: &mut Db,
    invite: &Invite,
    user: UserId,
    (reference, site): (&str, &str),
    now: NaiveDateTime,
) -> Result<(), JoinError> {
    if !store::end_invite(db, invite.council, invite.id, now)? {
        return Err(LinkError::Spent.into());
    }
    let mut own = people::holder_of(db, user)?;
    if let Some(before) = own
        && people::holder_summary(db, before)?.council_id != Some(invite.council)
        && left_behind(db, before)?.is_some()
    {
        // Whoever closed their case keeps its record; they begin anew with this council.
        store::release_user(db, before, now)?;
        record(db, user, ("holder.left", "Signs in for another record from now on"), before, now)?;
        own = None;
    }
    let holder = match (own, invite.holder) {
        (None, Some(record)) => {
            if !store::set_user(db, record, user, now)? {
                return Err(LinkError::Spent.into());
            }
            record
        }
        (None, None) => {
            let new = enrol::NewHolder {
                reference: reference.to_owned(),
                user_id: Some(user),
                council_id: Some(invite.council),
                name: invite.details.name.clone(),
                ..enrol::NewHolder::default()
            };
            let made = enrol::holder(db, &new, now)?;
            update(db, made, &invite.details, now)?;
            made
        }
        (Some(own), record) => bring(db, invite, (own, record), now)?,
    };
    record(db, user, ("holder.joined", "Said yes to the council, and signs in"), holder, now)?;
    let (_, officer) = people::user_contact(db, invite.by)?;
    let summary = people::holder_summary(db, holder)?;
    let link = format!("{site}/council/people/{}", summary.reference);
    mail::queue(db, &emails::joined(&officer, &summary.name, &link), now)?;
    Ok(())
}

/// The account's own record becomes the council's; the one that waited, if there is one, isn't needed.
fn bring(
    db: &mut Db,
    invite: &Invite,
    (own, waiting): (HolderId, Option<HolderId>),
    now: NaiveDateTime,
) -> Result<HolderId, JoinError> {
    let mine = people::holder_summary(db, own)?;
    if let Some(other) = mine.council_name {
        return Err(JoinError::Elsewhere(other));
    }
    let mut said = invite.details.clone();
    if let Some(waiting) = waiting {
        if store::was_worked_on(db, waiting, &BEGINNINGS)? {
            return Err(JoinError::Begun(people::organisation_name(db, invite.council)?));
        }
        let case_reference = store::case_reference(db, waiting)?;
        said = Details::of(&people::holder_summary(db, waiting)?, case_reference);
        store::leave_behind(db, waiting, now)?;
    }
    if !store::set_council(db, own, invite.council, now)? {
        return Err(LinkError::Spent.into());
    }
    plans::service::joins_council(db, own, invite.council, london(now).date())?;
    update(db, own, &said.under(Details::of(&mine, None)), now)?;
    Ok(own)
}

/// Another case may have got the same name since the invitation: then this one has none, and the council writes it again.
fn update(db: &mut Db, holder: HolderId, details: &Details, now: NaiveDateTime) -> Result<(), DbError> {
    let mut details = details.clone();
    if store::case_taken(db, holder, details.case_reference.as_deref())? {
        details.case_reference = None;
    }
    store::update(db, holder, &details, now)
}
