//! What can be done with accreditations: claimed by the provider's staff, checked by a moderator.

use chrono::NaiveDate;

use super::authority::{self, Done};
use crate::accounts::Actor;
use crate::app::App;
use crate::directory::error::DirectoryError;
use crate::directory::model::{AccreditationCommand, AccreditationState, Fault};
use crate::directory::store::accreditations::{self, Check};
use crate::kernel::{AccreditationId, ProviderId};

/// Says that a provider has an accreditation. Nobody else sees it until it is checked.
///
/// # Errors
/// [`DirectoryError::Invalid`], or not theirs to do.
pub async fn add_accreditation(
    app: &App,
    actor: &Actor,
    provider: ProviderId,
    command: AccreditationCommand,
) -> Result<AccreditationId, DirectoryError> {
    let command = command.checked(app.clock.today()).map_err(DirectoryError::Invalid)?;
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            authority::managed_provider(db, &actor, provider)?;
            let id = accreditations::insert(db, provider, &command, &Check::default(), now)?;
            let detail = format!("{} {}", command.scheme.label(), command.reference);
            Done { actor: &actor, now }.on_provider(db, provider, "accreditation.added", &detail)?;
            Ok(id)
        })
        .await
}

/// What a moderator saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The day they looked.
    pub on: NaiveDate,
    /// The last day it holds, as the evidence says; none for one without an end.
    pub expires_on: Option<NaiveDate>,
}

impl Seen {
    fn checked(self, today: NaiveDate) -> Result<Self, DirectoryError> {
        let mut faults = Vec::new();
        if self.on > today {
            faults.push(Fault::new("checked_on", "The day you saw it can’t be in the future."));
        }
        if self.expires_on.is_some_and(|expires| expires < today) {
            faults.push(Fault::new("expires_on", "This has already run out. Refuse it, or correct the day."));
        }
        if faults.is_empty() { Ok(self) } else { Err(DirectoryError::Invalid(faults)) }
    }
}

/// A moderator has seen the evidence.
///
/// # Errors
/// [`DirectoryError::Invalid`], [`DirectoryError::AlreadyChecked`], [`DirectoryError::ConflictOfInterest`], or not
/// theirs to do.
pub async fn verify_accreditation(
    app: &App,
    actor: &Actor,
    id: AccreditationId,
    seen: Seen,
) -> Result<(), DirectoryError> {
    let seen = seen.checked(app.clock.today())?;
    check(app, actor, id, Some(seen)).await
}

/// A moderator doesn't accept it, or no longer does.
///
/// # Errors
/// As [`verify_accreditation`].
pub async fn refuse_accreditation(app: &App, actor: &Actor, id: AccreditationId) -> Result<(), DirectoryError> {
    check(app, actor, id, None).await
}

/// Records what was seen; none for evidence that isn't accepted.
async fn check(app: &App, actor: &Actor, id: AccreditationId, seen: Option<Seen>) -> Result<(), DirectoryError> {
    let found = if seen.is_some() { AccreditationState::Verified } else { AccreditationState::Refused };
    let (actor, now, today) = (actor.clone(), app.clock.now(), app.clock.today());
    app.db
        .write(move |db| {
            authority::moderator(&actor)?;
            let held = accreditations::by_id(db, id)?;
            authority::provider_to_check(db, &actor, held.provider_id)?;
            let may_change = held.state == AccreditationState::Claimed || found == AccreditationState::Refused;
            if !may_change || held.state == found {
                return Err(DirectoryError::AlreadyChecked);
            }
            let on = seen.map_or(today, |seen| seen.on);
            let check =
                Check { state: found, by: Some(actor.user_id), by_name: Some(actor.name.clone()), on: Some(on) };
            accreditations::set_check(db, id, &check)?;
            if let Some(seen) = seen {
                accreditations::set_end(db, id, seen.expires_on)?;
            }
            let action = match found {
                AccreditationState::Verified => "accreditation.verified",
                AccreditationState::Claimed | AccreditationState::Refused => "accreditation.refused",
            };
            let detail = format!("{} {}", held.scheme.label(), held.reference);
            Done { actor: &actor, now }.on_provider(db, held.provider_id, action, &detail)?;
            Ok(())
        })
        .await
}
