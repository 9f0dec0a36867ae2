//! A provider's first steps: how far they are, and what they say of themselves beyond search.

use super::authority::{self, Done};
use crate::accounts::{Actor, Duty};
use crate::app::App;
use crate::directory::error::DirectoryError;
use crate::directory::model::claim::Claim;
use crate::directory::model::profile::Profile;
use crate::directory::model::{Fault, Listing, ListingState, Provider};
use crate::directory::store::{claims, listings, loading, profiles, providers};
use crate::kernel::OrganisationId;

/// How far a provider is.
#[derive(Clone, Debug)]
pub struct Start {
    /// Its page; none before they made one.
    pub provider: Option<Provider>,
    /// What it says of itself.
    pub profile: Profile,
    /// A claim that isn't decided.
    pub claim: Option<Claim>,
    /// Their first listing, with what it still lacks.
    pub first: Option<(Listing, Vec<Fault>)>,
    /// The categories of all their listings.
    pub categories: Vec<String>,
}

fn organisation(actor: &Actor) -> Result<OrganisationId, DirectoryError> {
    actor.organisations_for(Duty::Manage).next().ok_or(DirectoryError::Refused)
}

/// How far the actor's provider is.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever manages none.
pub async fn start(app: &App, actor: &Actor) -> Result<Start, DirectoryError> {
    let organisation = organisation(actor)?;
    app.db
        .read(move |db| {
            let claim = claims::newest_of(db, organisation)?.filter(|claim| claim.state.is_open());
            let Some(id) = providers::of_organisation(db, organisation)? else {
                let profile = Profile::default();
                return Ok(Start { provider: None, profile, claim, first: None, categories: Vec::new() });
            };
            let provider = providers::by_id(db, id)?;
            let ids = listings::of_provider(db, id)?;
            let mut own = loading::by_ids(db, &ids)?;
            own.retain(|listing| listing.state != ListingState::Withdrawn);
            own.sort_by_key(|listing| listing.id);
            let categories = own.iter().map(|listing| listing.category.clone()).collect();
            let placed = provider.easting.is_some();
            let first = own.into_iter().next().map(|listing| {
                let missing = listing.as_command().missing_before_review(listing.prices.len(), placed);
                (listing, missing)
            });
            Ok(Start { profile: profiles::of(db, id)?, provider: Some(provider), claim, first, categories })
        })
        .await
}

/// Changes what the actor's provider says of itself, by what `change` makes of it.
///
/// # Errors
/// [`DirectoryError::Invalid`], [`DirectoryError::NotYetVerified`], or not theirs to do.
pub async fn change_profile(
    app: &App,
    actor: &Actor,
    change: impl Fn(&mut Profile) + Send + Sync + 'static,
) -> Result<(), DirectoryError> {
    let organisation = organisation(actor)?;
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let id = providers::of_organisation(db, organisation)?.ok_or(DirectoryError::Refused)?;
            authority::managed_provider(db, &actor, id)?;
            let mut profile = profiles::of(db, id)?;
            change(&mut profile);
            let profile = profile.checked().map_err(DirectoryError::Invalid)?;
            profiles::set(db, id, &profile, now)?;
            super::duplicates::look(db, id, now)?;
            Done { actor: &actor, now }.on_provider(db, id, "provider.profile_changed", "Changed what they say")?;
            Ok(())
        })
        .await
}
