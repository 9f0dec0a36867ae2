//! Entries from open data: written in batches, each in one transaction. What people edited is left alone: see
//! [`crate::directory::model::provenance`] for the rule. [`crate::directory::import`] reads the entries from files.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::enrol::{self, NewListing, NewProvider};
use super::{duplicates, gone, versions};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::model::provenance::{Brought, Comparison, Last};
use crate::directory::model::{ListingCommand, ListingState, Provider, ProviderSource};
use crate::directory::store::imported::{self, Entry as Stored, Kind, Said};
use crate::directory::store::{listings, loading, providers};
use crate::kernel::ProviderId;

/// A provider from open data with one of its listings.
#[derive(Clone, Debug)]
pub(in crate::directory) struct Entry {
    /// Which data set it is from; the same on each run.
    pub(in crate::directory) data_set: String,
    /// With its source.
    pub(in crate::directory) provider: NewProvider,
    pub(in crate::directory) listing: ListingCommand,
    /// What tells the listing from others of its source.
    pub(in crate::directory) listing_key: String,
    /// Of what the source says of the listing.
    pub(in crate::directory) listing_hash: String,
    /// The key it had, or would have had, in a file without numbers. None where a name and a postcode don't make an
    /// entry: then the same place is offered as a duplicate.
    pub(in crate::directory) name_key: Option<String>,
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

/// An entry's outcome, and the fields that the source says something new about but people had edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::directory) struct Done {
    pub(in crate::directory) outcome: Outcome,
    pub(in crate::directory) kept: Vec<&'static str>,
}

impl From<Outcome> for Done {
    fn from(outcome: Outcome) -> Self {
        Self { outcome, kept: Vec::new() }
    }
}

const CLAIMED: &str = "the provider has taken over this entry, so theirs is kept";
const OWN: &str = "a provider of this name and postcode signed up itself";
const NUMBERED: &str = "this entry is here already, from data that has its CQC number";
const RUNS_ITSELF: &str = "the provider writes its own listings now, so a new one isn’t added for it";

/// Why a transaction ends without being kept.
enum Stop {
    Db(DbError),
    /// It was only tried.
    Tried(Vec<Done>),
}

impl From<DbError> for Stop {
    fn from(error: DbError) -> Self {
        Self::Db(error)
    }
}

/// Writes all of them or none. When only `trying`, does the same and keeps nothing.
pub(in crate::directory) fn write(app: &App, entries: &Arc<Vec<Entry>>, trying: bool) -> Result<Vec<Done>, DbError> {
    let (entries, now) = (Arc::clone(entries), app.clock.now());
    let outcome = app.db.write_locked_blocking(vec![gone::IMPORTS], move |db| {
        let done = entries.iter().map(|entry| write_one(db, entry, now)).collect::<Result<Vec<Done>, DbError>>()?;
        if trying { Err(Stop::Tried(done)) } else { Ok(done) }
    });
    match outcome {
        Ok(done) | Err(Stop::Tried(done)) => Ok(done),
        Err(Stop::Db(error)) => Err(error),
    }
}

fn write_one(db: &mut Db, entry: &Entry, now: NaiveDateTime) -> Result<Done, DbError> {
    let Some(source) = &entry.provider.source else {
        return Err(DbError::Other("an imported entry has a source".to_owned()));
    };
    let mut known = imported::by_key(db, Kind::Provider, &source.key)?;
    if let (None, Some(name_key)) = (&known, entry.name_key.as_ref().filter(|key| **key != source.key)) {
        // The same place from a file without numbers: it gets its number now.
        known = imported::by_key(db, Kind::Provider, name_key)?;
    }
    if let Some(known) = known {
        return again(db, &known, entry, source, now);
    }
    let postcode = entry.provider.postcode.as_deref().unwrap_or_default();
    if entry.name_key.is_some()
        && let Some((_, key)) = providers::by_name_and_postcode(db, &entry.provider.name, postcode)?
    {
        match key {
            None => return Ok(Outcome::Skipped(OWN).into()),
            Some(_) if entry.provider.cqc_location.is_none() => return Ok(Outcome::Skipped(NUMBERED).into()),
            Some(_) => {}
        }
    }
    take(db, entry, source, now)
}

fn said<'a>(entry: &'a Entry, key: &'a str, fields: &'a str, hash: &'a str) -> Said<'a> {
    Said { source: &entry.data_set, key, fields, hash }
}

fn take(db: &mut Db, entry: &Entry, source: &ProviderSource, now: NaiveDateTime) -> Result<Done, DbError> {
    let id = enrol::provider(db, &entry.provider, now)?;
    let mut comparison = Comparison::new(Last::AsItIs);
    compare_provider(&mut comparison, &mut entry.provider.clone(), &entry.provider);
    let fields = comparison.brought.stored();
    imported::insert(db, said(entry, &source.key, &fields, &source.hash), id, None)?;
    take_listing(db, entry, id, now)?;
    duplicates::look(db, id, now)?;
    Ok(Outcome::Taken.into())
}

fn take_listing(db: &mut Db, entry: &Entry, provider_id: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    let command = entry.listing.clone();
    let new =
        NewListing { provider_id, command, prices: Vec::new(), state: ListingState::Live, published_at: Some(now) };
    let id = enrol::listing(db, &new, now)?;
    let mut comparison = Comparison::new(Last::AsItIs);
    comparison.listing(&mut entry.listing.clone(), &entry.listing);
    let fields = comparison.brought.stored();
    imported::insert(db, said(entry, &entry.listing_key, &fields, &entry.listing_hash), provider_id, Some(id))
}

/// An entry that was here before.
fn again(
    db: &mut Db,
    known: &Stored,
    entry: &Entry,
    source: &ProviderSource,
    now: NaiveDateTime,
) -> Result<Done, DbError> {
    let mut listed = imported::by_key(db, Kind::Listing, &entry.listing_key)?;
    if let (None, Some(name_key)) = (&listed, &entry.name_key) {
        listed = imported::by_key(db, Kind::Listing, name_key)?;
    }
    let same = |stored: &Stored, hash: &str| stored.hash == hash && stored.gone_at.is_none();
    let listing_same = listed.as_ref().is_some_and(|listed| same(listed, &entry.listing_hash));
    if listing_same && same(known, &source.hash) {
        return Ok(Outcome::Unchanged.into());
    }
    let provider = providers::by_id(db, ProviderId(known.provider_id))?;
    if provider.awaits_verification() {
        return Ok(Outcome::Skipped(CLAIMED).into());
    }
    let mut done = change_provider(db, known, entry, source, &provider, now)?;
    match listed {
        Some(listed) => {
            let listing = change_listing(db, &listed, entry, &provider, now)?;
            done.kept.extend(listing.kept);
            let touched = listing.outcome == Outcome::Changed;
            for other in listings::of_provider(db, provider.id)? {
                let changed = done.outcome == Outcome::Changed || (touched && Some(other.0) == listed.listing_id);
                if changed {
                    crate::db::outbox::touch_listing(db, other, now)?;
                }
            }
            if touched {
                done.outcome = Outcome::Changed;
            }
        }
        None if provider.organisation_id.is_some() => return Ok(Outcome::Skipped(RUNS_ITSELF).into()),
        None => {
            take_listing(db, entry, provider.id, now)?;
            done.outcome = Outcome::Taken;
        }
    }
    Ok(done)
}

/// What is known of an entry's fields before this import.
fn last<'a>(brought: Option<&'a Brought>, provider: &Provider) -> Last<'a> {
    match brought {
        Some(brought) => Last::Known(brought),
        None if provider.organisation_id.is_none() => Last::AsItIs,
        None => Last::Unknown,
    }
}

fn change_provider(
    db: &mut Db,
    known: &Stored,
    entry: &Entry,
    source: &ProviderSource,
    provider: &Provider,
    now: NaiveDateTime,
) -> Result<Done, DbError> {
    let brought = Brought::read(&known.fields);
    let mut comparison = Comparison::new(last(brought.as_ref(), provider));
    let mut current = as_new(provider);
    compare_provider(&mut comparison, &mut current, &entry.provider);
    // The provider may have been merged into one that has a source of its own, or none.
    let own = provider.source.as_ref().is_some_and(|own| own.key == known.key);
    if own {
        current.source = Some(source.clone());
    }
    if comparison.changed || (own && provider.source.as_ref() != Some(source)) {
        providers::update(db, provider.id, &current, now)?;
    }
    if comparison.changed {
        duplicates::look(db, provider.id, now)?;
    }
    imported::update(db, known.id, said(entry, &source.key, &comparison.brought.stored(), &source.hash))?;
    let outcome = if comparison.changed { Outcome::Changed } else { Outcome::Unchanged };
    Ok(Done { outcome, kept: comparison.kept })
}

fn change_listing(
    db: &mut Db,
    listed: &Stored,
    entry: &Entry,
    provider: &Provider,
    now: NaiveDateTime,
) -> Result<Done, DbError> {
    let Some(id) = listed.listing_id else { return Ok(Outcome::Unchanged.into()) };
    let listing = loading::by_id(db, crate::kernel::ListingId(id))?;
    if listing.state == ListingState::InReview {
        // A moderator is reading it: the next import says it again.
        return Ok(Done { outcome: Outcome::Unchanged, kept: vec!["the listing, which is being checked"] });
    }
    let brought = Brought::read(&listed.fields);
    let mut comparison = Comparison::new(last(brought.as_ref(), provider));
    let mut current = listing.as_command();
    comparison.listing(&mut current, &entry.listing);
    let mut changed = comparison.changed && listing.state != ListingState::Withdrawn;
    if changed {
        listings::update(db, listing.id, &current, now)?;
        versions::note_imported(db, &listing, now)?;
    }
    let paused_here = listed.gone_at.is_some() && provider.organisation_id.is_none();
    if paused_here && listing.state == ListingState::Paused {
        changed |= listings::set_state(db, listing.id, ListingState::Paused, ListingState::Live, now)?;
    }
    let fields = comparison.brought.stored();
    imported::update(db, listed.id, said(entry, &entry.listing_key, &fields, &entry.listing_hash))?;
    let outcome = if changed { Outcome::Changed } else { Outcome::Unchanged };
    Ok(Done { outcome, kept: comparison.kept })
}

/// Compares everything that a source says of a provider.
fn compare_provider(comparison: &mut Comparison<'_>, current: &mut NewProvider, new: &NewProvider) {
    comparison.field("name", &mut current.name, &new.name);
    comparison.field("kind", &mut current.kind, &new.kind);
    comparison.field("summary", &mut current.summary, &new.summary);
    comparison.field("description", &mut current.description, &new.description);
    comparison.field("address", &mut current.address, &new.address);
    comparison.field("place", &mut current.place, &new.place);
    let postcode = current.postcode.clone();
    comparison.field("postcode", &mut current.postcode, &new.postcode);
    if current.postcode != postcode {
        (current.easting, current.northing) = (new.easting, new.northing);
        current.council_code.clone_from(&new.council_code);
    }
    comparison.field("telephone", &mut current.phone, &new.phone);
    comparison.field("e-mail", &mut current.email, &new.email);
    comparison.field("website", &mut current.website, &new.website);
    let location = current.cqc_location.clone();
    comparison.field("CQC number", &mut current.cqc_location, &new.cqc_location);
    // A rating belongs to the location it was given to.
    if current.cqc_location == new.cqc_location || current.cqc_location == location {
        comparison.field("CQC rating", &mut current.cqc_rating, &new.cqc_rating);
        comparison.field("date of the latest check", &mut current.cqc_checked_on, &new.cqc_checked_on);
    }
}

/// A provider as it is, to be written again.
pub(super) fn as_new(provider: &Provider) -> NewProvider {
    NewProvider {
        organisation_id: provider.organisation_id,
        name: provider.name.clone(),
        kind: provider.kind,
        workers: provider.workers,
        state: provider.state,
        summary: provider.summary.clone(),
        description: provider.description.clone(),
        address: provider.address.clone(),
        postcode: provider.postcode.clone(),
        place: provider.place.clone(),
        easting: provider.easting,
        northing: provider.northing,
        council_code: provider.council_code.clone(),
        phone: provider.phone.clone(),
        email: provider.email.clone(),
        website: provider.website.clone(),
        cqc_location: provider.cqc_location.clone(),
        cqc_rating: provider.cqc_rating.clone(),
        cqc_checked_on: provider.cqc_checked_on,
        answers_in_days: provider.answers_in_days,
        source: provider.source.clone(),
    }
}
