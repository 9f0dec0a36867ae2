//! What of the directory waits for a moderator, for the queue.

use chrono::NaiveDateTime;

use super::authority;
use crate::accounts::Actor;
use crate::db::{Db, DbError};
use crate::directory::error::DirectoryError;
use crate::directory::model::{AccreditationScheme, ListingState, Provider, ProviderState};
use crate::directory::store::to_check::{self as store, Row};
use crate::directory::store::{loading, providers};
use crate::kernel::{ListingId, ProviderId};

/// The most of each kind that are read.
pub const MOST: i64 = 500;

/// Where something that waits is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A listing in review.
    Listing,
    /// An accreditation that nobody has seen.
    Accreditation,
    /// A provider that nobody has verified.
    Provider,
    /// Somebody's claim on a page from open data.
    Claim,
}

/// One thing that waits.
#[derive(Clone, Debug)]
pub struct Waits {
    /// Where it is decided.
    pub door: Door,
    /// Its row.
    pub id: i64,
    /// What it is called.
    pub about: String,
    /// Whose it is.
    pub provider: String,
    /// Why it waits, in a few words.
    pub why: &'static str,
    /// Since when, in UTC.
    pub since: NaiveDateTime,
}

/// What waits, and how much more waits that belongs to this moderator's own organisation.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever is no moderator.
pub fn waiting(db: &mut Db, actor: &Actor) -> Result<(Vec<Waits>, usize), DirectoryError> {
    authority::moderator(actor)?;
    let (listings, held) = (store::listings(db, MOST)?, store::accreditations(db, MOST)?);
    let (claims, pages) = (store::claims(db, MOST)?, store::page_claims(db, MOST)?);
    let own = |row: &Row| row.organisation.is_some_and(|organisation| actor.belongs_to(organisation));
    let left_out = listings.iter().chain(&held).chain(&claims).chain(&pages).filter(|row| own(row)).count();
    let listings = listings.into_iter().filter(|row| !own(row)).map(|row| {
        let why = if row.known_before { "Changed since it was approved" } else { "New" };
        waits(Door::Listing, row.name.clone(), why, row)
    });
    let held = held.into_iter().filter(|row| !own(row)).map(|row| {
        let scheme = row.name.parse::<AccreditationScheme>();
        let scheme = scheme.map_or_else(|_| row.name.clone(), |scheme| scheme.label().to_owned());
        waits(Door::Accreditation, format!("{scheme} of {}", row.provider), "To be seen", row)
    });
    let claims = claims.into_iter().filter(|row| !own(row)).map(|row| {
        let why = if row.known_before { "Says this public record is theirs" } else { "New here" };
        waits(Door::Provider, row.name.clone(), why, row)
    });
    let pages = pages.into_iter().filter(|row| !own(row));
    let pages = pages.map(|row| {
        let why = if row.known_before { "More than one says this page is theirs" } else { "Says this page is theirs" };
        waits(Door::Claim, format!("{}, claimed by {}", row.name, row.provider), why, row)
    });
    Ok((listings.chain(held).chain(claims).chain(pages).collect(), left_out))
}

fn waits(door: Door, about: String, why: &'static str, row: Row) -> Waits {
    Waits { door, id: row.id, about, provider: row.provider, why, since: row.since }
}

/// Something of the directory that anybody may report.
#[derive(Clone, Debug)]
pub struct Reportable {
    /// Whose it is.
    pub provider: Provider,
    /// What it is called.
    pub about: String,
    /// Its page.
    pub path: String,
}

/// A listing that people can see, or could: one that was published, of a provider who isn't suspended.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such listing for everybody.
pub fn reportable_listing(db: &mut Db, id: ListingId) -> Result<Reportable, DbError> {
    let listing = loading::by_id(db, id)?;
    let provider = reportable_provider(db, listing.provider_id)?.provider;
    let seen = listing.published_at.is_some() && listing.state != ListingState::InReview;
    if !seen {
        return Err(DbError::NotFound);
    }
    Ok(Reportable { provider, path: listing.path(), about: listing.title })
}

/// A provider that people can see.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such provider for everybody.
pub fn reportable_provider(db: &mut Db, id: ProviderId) -> Result<Reportable, DbError> {
    let provider = providers::by_id(db, id)?;
    if provider.state == ProviderState::Suspended {
        return Err(DbError::NotFound);
    }
    Ok(Reportable { path: provider.path(), about: provider.name.clone(), provider })
}
