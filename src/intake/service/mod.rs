//! Taking somebody on, putting right what is known of them, and joining by their own yes.

mod editing;
pub mod joining;
mod taking_on;

use chrono::NaiveDateTime;

pub use self::editing::{Known, change, invite, look, withdraw};
pub use self::taking_on::{TakeOn, take_on, waiting};
use super::emails;
use super::error::IntakeError;
use super::model::{Details, Invite};
use super::store;
use crate::accounts::service::links::Link;
use crate::accounts::service::people;
use crate::accounts::{Actor, HolderSummary, Refused, Role};
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, OrganisationId, UserId};
use crate::mail;

/// How long an invitation can be used.
pub const INVITE_DAYS: i64 = 14;

/// What is written down before anybody works with a record.
const BEGINNINGS: [&str; 4] = ["holder.taken_on", "holder.invited", "holder.invite_withdrawn", "holder.changed"];

/// The council for which the actor takes people on.
fn council(actor: &Actor) -> Result<OrganisationId, Refused> {
    if actor.acting_for.is_some() { Err(Refused) } else { actor.organisation(Role::CareManager) }
}

/// One of the people of the actor's council; never themselves.
fn theirs(db: &mut Db, actor: &Actor, reference: &str) -> Result<HolderSummary, IntakeError> {
    let council = council(actor)?;
    let id = people::holder_by_reference(db, reference)?;
    let holder = people::holder_summary(db, id)?;
    let own = holder.council_id == Some(council) && actor.own_holder != Some(id);
    if own { Ok(holder) } else { Err(Refused.into()) }
}

/// Sends an invitation: for a record that waits, or to bring an account that is there. An earlier one to the same address
/// ends, and so does an earlier one for the same record.
fn send(
    db: &mut Db,
    (council, holder): (OrganisationId, Option<HolderId>),
    (email, details): (&str, &Details),
    link: &Link,
    (by, now): (UserId, NaiveDateTime),
) -> Result<(), DbError> {
    for earlier in store::live_invites(db, council, now)? {
        if earlier.email == email || holder.is_some() && earlier.holder == holder {
            store::end_invite(db, council, earlier.id, now)?;
        }
    }
    let detail = serde_json::to_string(details).map_err(|error| DbError::Other(error.to_string()))?;
    let expires_at = now + chrono::TimeDelta::days(INVITE_DAYS);
    let new = store::NewInvite { council, holder, email, hash: &link.hash, detail: &detail, by, now, expires_at };
    store::insert_invite(db, &new)?;
    let name = people::organisation_name(db, council)?;
    mail::queue(db, &emails::invitation(email, &name, &link.address, INVITE_DAYS), now)?;
    let acted = ("holder.invited", "Asked them by mail to sign in");
    match holder {
        Some(holder) => record(db, by, acted, holder, now),
        None => audit::record(
            db,
            &audit::Entry {
                at: now,
                user: Some(by),
                mandate: None,
                holder: None,
                action: "holder.asked_to_join",
                subject: "organisations",
                subject_id: council.0,
                detail: &format!("Asked {email} to join with the account they have"),
            },
        ),
    }
}

fn record(
    db: &mut Db,
    by: UserId,
    (action, detail): (&str, &str),
    holder: HolderId,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    let (subject, subject_id) = ("holders", holder.0);
    let holder = Some(holder);
    audit::record(db, &audit::Entry { at, user: Some(by), mandate: None, holder, action, subject, subject_id, detail })
}

/// The invitations that wait for one record.
fn invite_for(
    db: &mut Db,
    council: OrganisationId,
    holder: HolderId,
    now: NaiveDateTime,
) -> Result<Option<Invite>, DbError> {
    Ok(store::live_invites(db, council, now)?.into_iter().find(|invite| invite.holder == Some(holder)))
}
