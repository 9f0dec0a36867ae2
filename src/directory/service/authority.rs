//! Who may do what in the directory; asked inside the transaction that relies on the answer.

use chrono::NaiveDateTime;

use crate::accounts::{Actor, Duty, Role};
use crate::audit;
use crate::db::{Db, DbError};
use crate::directory::error::DirectoryError;
use crate::directory::model::{Listing, Provider};
use crate::directory::store::{listings, loading, providers};
use crate::kernel::{ListingId, ProviderId};

/// The provider, for those of its own staff who do this; [`crate::accounts::Actor::may`] decides.
pub(super) fn own_provider(db: &mut Db, actor: &Actor, id: ProviderId, duty: Duty) -> Result<Provider, DirectoryError> {
    let provider = providers::by_id(db, id)?;
    let organisation = provider.organisation_id.filter(|organisation| actor.has_in(Role::ProviderStaff, *organisation));
    match organisation {
        None => Err(DirectoryError::Refused),
        Some(organisation) if !actor.may(duty, organisation) => Err(DirectoryError::NotYourRole),
        Some(_) => Ok(provider),
    }
}

/// The provider, for a manager who wants to change it: not before a moderator has found out who runs it.
pub(super) fn managed_provider(db: &mut Db, actor: &Actor, id: ProviderId) -> Result<Provider, DirectoryError> {
    known(own_provider(db, actor, id, Duty::Manage)?)
}

/// As [`managed_provider`], for whoever writes its listings.
pub(super) fn own_provider_to_change(db: &mut Db, actor: &Actor, id: ProviderId) -> Result<Provider, DirectoryError> {
    known(own_provider(db, actor, id, Duty::Listings)?)
}

fn known(provider: Provider) -> Result<Provider, DirectoryError> {
    if provider.awaits_verification() { Err(DirectoryError::NotYetVerified) } else { Ok(provider) }
}

/// The listing and its provider, for one of the provider's staff who wants to change it.
pub(super) fn own_listing(db: &mut Db, actor: &Actor, id: ListingId) -> Result<(Listing, Provider), DirectoryError> {
    let listing = loading::by_id(db, id)?;
    let provider = own_provider_to_change(db, actor, listing.provider_id)?;
    Ok((listing, provider))
}

/// Refuses whoever isn't a moderator.
pub(super) fn moderator(actor: &Actor) -> Result<(), DirectoryError> {
    if actor.has(Role::Moderator) { Ok(()) } else { Err(DirectoryError::Refused) }
}

/// The provider, for a moderator who doesn't belong to its organisation.
pub(super) fn provider_to_check(db: &mut Db, actor: &Actor, id: ProviderId) -> Result<Provider, DirectoryError> {
    moderator(actor)?;
    let provider = providers::by_id(db, id)?;
    if provider.organisation_id.is_some_and(|organisation| actor.belongs_to(organisation)) {
        return Err(DirectoryError::ConflictOfInterest);
    }
    Ok(provider)
}

/// Who did what to which row, and when.
pub(super) struct Done<'a> {
    pub(super) actor: &'a Actor,
    pub(super) now: NaiveDateTime,
}

impl Done<'_> {
    /// Records an act on a listing and tells the search index.
    pub(super) fn on_listing(&self, db: &mut Db, id: ListingId, action: &str, detail: &str) -> Result<(), DbError> {
        crate::db::outbox::touch_listing(db, id, self.now)?;
        self.record(db, action, ("listings", id.0), detail)
    }

    /// Records an act on a provider and tells the search index of all its listings.
    pub(super) fn on_provider(&self, db: &mut Db, id: ProviderId, action: &str, detail: &str) -> Result<(), DbError> {
        touch_all(db, id, self.now)?;
        self.record(db, action, ("providers", id.0), detail)
    }

    fn record(&self, db: &mut Db, action: &str, subject: (&str, i64), detail: &str) -> Result<(), DbError> {
        let by = self.actor.by();
        audit::record(
            db,
            &audit::Entry {
                at: self.now,
                user: Some(by.user),
                mandate: by.mandate,
                holder: None,
                action,
                subject: subject.0,
                subject_id: subject.1,
                detail,
            },
        )
    }
}

/// Tells the search index of all listings of a provider.
pub(super) fn touch_all(db: &mut Db, id: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    for listing in listings::of_provider(db, id)? {
        crate::db::outbox::touch_listing(db, listing, now)?;
    }
    Ok(())
}
