//! Putting right what is known of somebody, and asking them to sign in later.

use super::taking_on::has_own;
use super::{council, invite_for, record, send, theirs};
use crate::accounts::service::links;
use crate::accounts::service::people;
use crate::accounts::service::sessions::fold_email;
use crate::accounts::{Actor, Refused};
use crate::app::App;
use crate::intake::error::IntakeError;
use crate::intake::model::{Details, Invite, LookFirst};
use crate::intake::store;

/// What is known of somebody now.
#[derive(Clone, Debug)]
pub struct Known {
    /// The reference that stands in addresses.
    pub reference: String,
    /// What is known.
    pub details: Details,
    /// The address they sign in with, if they do.
    pub signs_in: Option<String>,
    /// The invitation that waits for them.
    pub invite: Option<Invite>,
    /// Their case is closed.
    pub closed: bool,
}

/// Reads what is known.
///
/// # Errors
/// [`IntakeError::Refused`] for anybody but a care manager of their council.
pub async fn look(app: &App, actor: &Actor, reference: &str) -> Result<Known, IntakeError> {
    let (actor, reference, now) = (actor.clone(), reference.to_owned(), app.clock.now());
    app.db
        .read(move |db| {
            let holder = theirs(db, &actor, &reference)?;
            let signs_in = match holder.user_id {
                Some(user) => Some(people::user_contact(db, user)?.1),
                None => None,
            };
            let case_reference = store::case_reference(db, holder.id)?;
            Ok(Known {
                details: Details::of(&holder, case_reference),
                signs_in,
                invite: invite_for(db, council(&actor)?, holder.id, now)?,
                closed: people::closed_case(db, holder.id)?.is_some(),
                reference: holder.reference,
            })
        })
        .await
}

/// Puts it right. `seen` is the mark of what was known when the form was opened.
///
/// # Errors
/// [`IntakeError::ChangedSince`] for whoever comes second, [`IntakeError::CaseTaken`], [`IntakeError::CaseClosed`].
pub async fn change(
    app: &App,
    actor: &Actor,
    reference: &str,
    (seen, new): (&str, Details),
) -> Result<(), IntakeError> {
    let (actor, reference, now) = (actor.clone(), reference.to_owned(), app.clock.now());
    let seen = seen.to_owned();
    app.db
        .write(move |db| {
            let holder = theirs(db, &actor, &reference)?;
            if people::closed_case(db, holder.id)?.is_some() {
                return Err(IntakeError::CaseClosed);
            }
            let old = Details::of(&holder, store::case_reference(db, holder.id)?);
            let changed = new.differences(&old);
            if changed.is_empty() {
                return Ok(());
            }
            if seen != old.mark() {
                return Err(IntakeError::ChangedSince);
            }
            store::update(db, holder.id, &new, now)?;
            let detail = format!("Changed what is known: {}", changed.join("; "));
            Ok(record(db, actor.user_id, ("holder.changed", &detail), holder.id, now)?)
        })
        .await
}

/// Asks somebody who is there already to sign in.
///
/// # Errors
/// [`IntakeError::SignsIn`], [`IntakeError::CaseClosed`], and what an address can be refused for.
pub async fn invite(
    app: &App,
    actor: &Actor,
    reference: &str,
    (email, address): (&str, &str),
) -> Result<(), IntakeError> {
    app.limits.check("invite", &actor.email, address).map_err(IntakeError::Limited)?;
    let (email, actor, reference) = (fold_email(email), actor.clone(), reference.to_owned());
    let (now, link) = (app.clock.now(), links::new(app, "/welcome"));
    app.db
        .write(move |db| {
            let holder = theirs(db, &actor, &reference)?;
            if holder.user_id.is_some() {
                return Err(IntakeError::SignsIn);
            }
            if people::closed_case(db, holder.id)?.is_some() {
                return Err(IntakeError::CaseClosed);
            }
            let council = council(&actor)?;
            if email == actor.email {
                return Err(IntakeError::AddressUnusable);
            }
            // An account with a record of its own can't have this one too, unless nothing was done with this one yet.
            if has_own(db, council, &email)? && store::was_worked_on(db, holder.id, &super::BEGINNINGS)? {
                return Err(IntakeError::LookFirst(LookFirst { has_account: true, ..LookFirst::default() }));
            }
            let waits = (council, Some(holder.id));
            Ok(send(db, waits, (&email, &Details::default()), &link, (actor.user_id, now))?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Makes an invitation useless before it is answered.
///
/// # Errors
/// [`IntakeError::Refused`] for one that isn't the council's.
pub async fn withdraw(app: &App, actor: &Actor, id: i64) -> Result<(), IntakeError> {
    let (council, now, by) = (council(actor)?, app.clock.now(), actor.user_id);
    app.db
        .write(move |db| {
            let all = store::live_invites(db, council, now)?;
            let invite = all.into_iter().find(|invite| invite.id == id).ok_or(Refused)?;
            if !store::end_invite(db, council, id, now)? {
                return Err(Refused.into());
            }
            let acted = ("holder.invite_withdrawn", "Withdrew the invitation to sign in");
            match invite.holder {
                Some(holder) => Ok(record(db, by, acted, holder, now)?),
                None => Ok(()),
            }
        })
        .await
}
