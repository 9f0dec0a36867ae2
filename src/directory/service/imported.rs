//! Entries from open data: written in batches, each in one transaction, and never over what a provider has claimed.
//!
//! [`crate::directory::import`] reads them from files.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::enrol::{self, NewListing, NewProvider};
use crate::app::App;
use crate::db::{Db, DbError, LockKey};
use crate::directory::model::{ListingCommand, ListingState};
use crate::directory::store::providers::{self, Entry as Stored};
use crate::directory::store::{listings, loading};
use crate::kernel::{ListingId, ProviderId};

/// A provider from open data with its one listing.
#[derive(Clone, Debug)]
pub(in crate::directory) struct Entry {
    /// With its source.
    pub(in crate::directory) provider: NewProvider,
    pub(in crate::directory) listing: ListingCommand,
    /// The key it had, or would have had, in a file without numbers.
    pub(in crate::directory) name_key: String,
}

/// What became of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::directory) enum Outcome {
    /// It is new.
    Taken,
    /// Its source says something new about it.
    Changed,
    /// It is as it was.
    Unchanged,
    /// Left alone, because of this.
    Skipped(&'static str),
}

const CLAIMED: &str = "the provider has taken over this entry, so theirs is kept";
const OWN: &str = "a provider of this name and postcode signed up itself";
const NUMBERED: &str = "this entry is here already, from data that has its CQC number";

/// Writes all of them or none.
pub(in crate::directory) fn write(app: &App, entries: &Arc<Vec<Entry>>) -> Result<Vec<Outcome>, DbError> {
    let (entries, now) = (Arc::clone(entries), app.clock.now());
    // No listing has this number: the lock makes two imports at the same time take turns.
    app.db.write_locked_blocking(vec![LockKey::Listing(0)], move |db| {
        entries.iter().map(|entry| write_one(db, entry, now)).collect::<Result<Vec<Outcome>, DbError>>()
    })
}

fn write_one(db: &mut Db, entry: &Entry, now: NaiveDateTime) -> Result<Outcome, DbError> {
    let Some(source) = &entry.provider.source else {
        return Err(DbError::Other("an imported entry has a source".to_owned()));
    };
    if let Some(stored) = providers::by_source_key(db, &source.key)? {
        return match standing(&stored) {
            Some(outcome) => Ok(outcome),
            None if stored.source_hash.as_deref() == Some(source.hash.as_str()) => Ok(Outcome::Unchanged),
            None => change(db, &stored, entry, now),
        };
    }
    let postcode = entry.provider.postcode.as_deref().unwrap_or_default();
    match providers::by_name_and_postcode(db, &entry.provider.name, postcode)? {
        Some(stored) if stored.source_key.is_none() => Ok(Outcome::Skipped(OWN)),
        Some(stored) if entry.provider.cqc_location.is_none() => {
            Ok(standing(&stored).unwrap_or(Outcome::Skipped(NUMBERED)))
        }
        // The same place from a file without numbers: it gets its number now.
        Some(stored) if stored.source_key.as_deref() == Some(entry.name_key.as_str()) => match standing(&stored) {
            Some(outcome) => Ok(outcome),
            None => change(db, &stored, entry, now),
        },
        _ => take(db, entry, now),
    }
}

/// What is left alone whatever the file says.
fn standing(stored: &Stored) -> Option<Outcome> {
    stored.organisation_id.is_some().then_some(Outcome::Skipped(CLAIMED))
}

fn take(db: &mut Db, entry: &Entry, now: NaiveDateTime) -> Result<Outcome, DbError> {
    let provider_id = enrol::provider(db, &entry.provider, now)?;
    list(db, provider_id, entry, now)?;
    Ok(Outcome::Taken)
}

fn list(db: &mut Db, provider_id: ProviderId, entry: &Entry, now: NaiveDateTime) -> Result<ListingId, DbError> {
    let command = entry.listing.clone();
    let new =
        NewListing { provider_id, command, prices: Vec::new(), state: ListingState::Live, published_at: Some(now) };
    enrol::listing(db, &new, now)
}

fn change(db: &mut Db, stored: &Stored, entry: &Entry, now: NaiveDateTime) -> Result<Outcome, DbError> {
    let id = ProviderId(stored.id);
    providers::update(db, id, &entry.provider, now)?;
    let own = listings::of_provider(db, id)?;
    match loading::by_ids(db, &own)?.first() {
        Some(listing) if listing.as_command() == entry.listing => {}
        Some(listing) => listings::update(db, listing.id, &entry.listing, now)?,
        None => {
            list(db, id, entry, now)?;
        }
    }
    for listing in own {
        crate::db::outbox::touch_listing(db, listing, now)?;
    }
    Ok(Outcome::Changed)
}
