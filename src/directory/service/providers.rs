//! What can be done with a provider: made and changed by its staff, verified, suspended.

use super::authority::{self, Done};
use super::decisions::{self, Decided, Deciding};
use crate::accounts::service::people;
use crate::accounts::{Actor, Duty};
use crate::app::App;
use crate::db::Db;
use crate::directory::error::DirectoryError;
use crate::directory::model::decisions::{Ruling, Subject};
use crate::directory::model::{Provider, ProviderCommand, ProviderState};
use crate::directory::store::claims;
use crate::directory::store::providers::{self, NewProvider};
use crate::geo;
use crate::kernel::{OrganisationId, ProviderId};

/// A checked command as a row, placed by its postcode. What the command doesn't know comes from `old`.
fn placed(command: ProviderCommand, old: Option<&Provider>) -> Result<NewProvider, DirectoryError> {
    let place = match command.postcode.as_deref().map(geo::lookup) {
        Some(Ok(place)) => Some(place),
        Some(Err(error)) => {
            let fault = crate::directory::model::Fault::new("postcode", error.to_string());
            return Err(DirectoryError::Invalid(vec![fault]));
        }
        None => None,
    };
    let council_code = place.as_ref().and_then(|place| place.council_code.clone());
    let council = council_code.as_deref().and_then(geo::council_name).unwrap_or_default();
    Ok(NewProvider {
        organisation_id: old.and_then(|old| old.organisation_id),
        name: command.name,
        kind: command.kind,
        workers: command.workers,
        state: old.map_or(ProviderState::Claimed, |old| old.state),
        summary: command.summary,
        description: command.description,
        address: command.address,
        postcode: place.as_ref().map(|place| place.label.clone()),
        place: if command.place.is_empty() { council.to_owned() } else { command.place },
        easting: place.as_ref().map(|place| place.easting),
        northing: place.as_ref().map(|place| place.northing),
        council_code,
        phone: command.phone,
        email: command.email,
        website: command.website,
        cqc_location: command.cqc_location,
        cqc_rating: old.and_then(|old| old.cqc_rating.clone()),
        cqc_checked_on: old.and_then(|old| old.cqc_checked_on),
        answers_in_days: command.answers_in_days,
        source: old.and_then(|old| old.source.clone()),
    })
}

/// Makes the provider of the actor's organisation.
///
/// # Errors
/// [`DirectoryError::AlreadyHasProvider`], [`DirectoryError::ClaimOpen`], [`DirectoryError::Invalid`], or not theirs to do.
pub async fn create_provider(
    app: &App,
    actor: &Actor,
    organisation: OrganisationId,
    command: ProviderCommand,
) -> Result<ProviderId, DirectoryError> {
    if !actor.may(Duty::Manage, organisation) {
        return Err(DirectoryError::Refused);
    }
    let mut new = placed(command.checked().map_err(DirectoryError::Invalid)?, None)?;
    new.organisation_id = Some(organisation);
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            if providers::of_organisation(db, organisation)?.is_some() {
                return Err(DirectoryError::AlreadyHasProvider);
            }
            // Of two pages the claim could never be accepted.
            if claims::newest_of(db, organisation)?.is_some_and(|claim| claim.state.is_open()) {
                return Err(DirectoryError::ClaimOpen);
            }
            let id = providers::insert(db, &new, now)?;
            Done { actor: &actor, now }.on_provider(db, id, "provider.created", &new.name)?;
            super::duplicates::look(db, id, now)?;
            Ok(id)
        })
        .await
}

/// Changes what a provider says of itself.
///
/// # Errors
/// [`DirectoryError::Invalid`], [`DirectoryError::NotYetVerified`], or not theirs to do.
pub async fn update_provider(
    app: &App,
    actor: &Actor,
    id: ProviderId,
    command: ProviderCommand,
) -> Result<(), DirectoryError> {
    let command = command.checked().map_err(DirectoryError::Invalid)?;
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let old = authority::managed_provider(db, &actor, id)?;
            let mut new = placed(command.clone(), Some(&old))?;
            if new.cqc_location != old.cqc_location {
                // The rating belongs to the location it was given to.
                (new.cqc_rating, new.cqc_checked_on) = (None, None);
            }
            providers::update(db, id, &new, now)?;
            if let Some(organisation) = old.organisation_id.filter(|_| old.name != new.name) {
                people::rename_organisation(db, organisation, (&old.name, &new.name))?;
            }
            Done { actor: &actor, now }.on_provider(db, id, "provider.changed", &new.name)?;
            super::duplicates::look(db, id, now)?;
            Ok(())
        })
        .await
}

/// A moderator found out that a provider is who it says.
///
/// # Errors
/// [`DirectoryError::WrongProviderState`], [`DirectoryError::ConflictOfInterest`], or not theirs to do.
pub async fn verify_provider(app: &App, actor: &Actor, id: ProviderId) -> Result<(), DirectoryError> {
    let act = Move { to: ProviderState::Verified, action: "provider.verified", ruling: Ruling::Verified };
    act.run(app, actor, id, String::new()).await
}

/// A moderator doesn't believe who runs an entry from open data: it is unclaimed again. Claims are in [`super::claims`].
///
/// # Errors
/// As [`verify_provider`].
pub async fn refuse_claim(app: &App, actor: &Actor, id: ProviderId, why: &str) -> Result<(), DirectoryError> {
    let act = Move { to: ProviderState::Unclaimed, action: "provider.claim_refused", ruling: Ruling::ClaimRefused };
    act.run(app, actor, id, crate::directory::model::commands::tidy_line(why)).await
}

/// Takes a provider out of the market.
///
/// # Errors
/// As [`verify_provider`].
pub async fn suspend(app: &App, actor: &Actor, id: ProviderId, why: &str) -> Result<(), DirectoryError> {
    let why = crate::directory::model::commands::tidy(why);
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db.write(move |db| super::taking_off::suspend(db, Deciding { actor: &actor, now, site: &site }, id, &why)).await
}

/// Lets a suspended provider back: verified if somebody runs it, else unclaimed.
///
/// # Errors
/// As [`verify_provider`].
pub async fn unsuspend(app: &App, actor: &Actor, id: ProviderId) -> Result<(), DirectoryError> {
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db.write(move |db| super::taking_off::unsuspend(db, Deciding { actor: &actor, now, site: &site }, id, "")).await
}

/// A moderator's decision on a provider that somebody says is theirs.
struct Move {
    to: ProviderState,
    action: &'static str,
    ruling: Ruling,
}

impl Move {
    async fn run(self, app: &App, actor: &Actor, id: ProviderId, words: String) -> Result<(), DirectoryError> {
        let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
        app.db
            .write(move |db| {
                let provider = authority::provider_to_check(db, &actor, id)?;
                let back = self.to == ProviderState::Unclaimed;
                if back && provider.source.is_none() {
                    return Err(DirectoryError::WrongProviderState(provider.state));
                }
                let organisation = provider.organisation_id.filter(|_| !back);
                change(db, &provider, ProviderState::Claimed, (self.to, organisation), now)?;
                let (on, about) = ((Subject::Provider, id.0), provider.name.as_str());
                let decided = Decided { on, about, ruling: self.ruling, words: &words };
                decisions::record(db, Deciding { actor: &actor, now, site: &site }, &provider, decided)?;
                let detail = if words.is_empty() { "Checked who they are" } else { &words };
                Done { actor: &actor, now }.on_provider(db, id, self.action, detail)?;
                Ok::<_, DirectoryError>(())
            })
            .await?;
        app.wake.notify_one();
        Ok(())
    }
}

/// Moves a provider that is in the state `from`, to another one.
fn change(
    db: &mut Db,
    provider: &Provider,
    from: ProviderState,
    to: (ProviderState, Option<OrganisationId>),
    now: chrono::NaiveDateTime,
) -> Result<(), DirectoryError> {
    let moved = provider.state != to.0 && providers::set_state(db, provider.id, from, to, now)?;
    if moved { Ok(()) } else { Err(DirectoryError::WrongProviderState(provider.state)) }
}
