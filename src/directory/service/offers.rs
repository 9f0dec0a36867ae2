//! Listings with their providers, side by side, for whoever keeps or compares them. Callers hold the transaction.

use chrono::NaiveDate;

use crate::db::{Db, DbError};
use crate::directory::model::{Listing, ListingState, Provider, ProviderState, Reason, blocks_new_orders};
use crate::directory::store::{loading, providers};
use crate::kernel::ListingId;

use super::decisions;

/// A listing with whoever offers it.
#[derive(Clone, Debug)]
pub struct Offer {
    /// The listing.
    pub listing: Listing,
    /// Who offers it.
    pub provider: Provider,
    /// Why nothing new can be ordered; none when it can.
    pub blocked: Option<Reason>,
    /// A moderator took it off the site.
    pub taken_off: bool,
}

impl Offer {
    /// Whether anybody may read it: it was live once, is not being checked again, no moderator took it off, and its provider
    /// isn't suspended.
    #[must_use]
    pub fn is_public(&self) -> bool {
        let shown = matches!(self.listing.state, ListingState::Live | ListingState::Paused | ListingState::Withdrawn);
        shown
            && !self.taken_off
            && self.listing.published_at.is_some()
            && self.provider.state != ProviderState::Suspended
    }
}

/// The listings with these ids, in the order asked for; those that aren't there are left out. As many statements for
/// one as for a hundred, and another for each that is paused.
///
/// # Errors
/// When the database fails.
pub fn offers(db: &mut Db, ids: &[ListingId], today: NaiveDate) -> Result<Vec<Offer>, DbError> {
    let listings = loading::by_ids(db, ids)?;
    let mut owners: Vec<_> = listings.iter().map(|listing| listing.provider_id).collect();
    owners.sort_unstable();
    owners.dedup();
    let owners = providers::by_ids(db, &owners)?;
    let mut found: Vec<Offer> = listings
        .into_iter()
        .filter_map(|listing| {
            let provider = owners.iter().find(|provider| provider.id == listing.provider_id)?.clone();
            let blocked = blocks_new_orders(&provider, &listing, today);
            Some(Offer { listing, provider, blocked, taken_off: false })
        })
        .collect();
    for offer in found.iter_mut().filter(|offer| offer.listing.state == ListingState::Paused) {
        offer.taken_off = decisions::is_taken_off(db, offer.listing.id)?;
    }
    found.sort_by_key(|offer| ids.iter().position(|id| *id == offer.listing.id));
    Ok(found)
}
