//! What of the directory waits for a moderator, for the queue.

use chrono::NaiveDateTime;

use super::authority;
use crate::accounts::Actor;
use crate::db::{Db, DbError};
use crate::directory::error::DirectoryError;
use crate::directory::model::decisions::Subject;
use crate::directory::model::{AccreditationScheme, ListingState, Provider, ProviderState};
use crate::directory::store::to_check::{self as store, Row};
use crate::directory::store::{loading, providers};
use crate::kernel::{ListingId, ProviderId};

/// The most of each kind that are read.
pub const MOST: i64 = 500;

/// One thing that waits.
#[derive(Clone, Debug)]
pub struct Waits {
    /// What kind of thing; a provider is one that nobody has verified.
    pub subject: Subject,
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
    let (listings, held, claims) =
        (store::listings(db, MOST)?, store::accreditations(db, MOST)?, store::claims(db, MOST)?);
    let own = |row: &Row| row.organisation.is_some_and(|organisation| actor.belongs_to(organisation));
    let left_out = listings.iter().chain(&held).chain(&claims).filter(|row| own(row)).count();
    let listings = listings.into_iter().filter(|row| !own(row)).map(|row| {
        let why = if row.known_before { "Changed since it was approved" } else { "New" };
        waits(Subject::Listing, row.name.clone(), why, row)
    });
    let held = held.into_iter().filter(|row| !own(row)).map(|row| {
        let scheme = row.name.parse::<AccreditationScheme>();
        let scheme = scheme.map_or_else(|_| row.name.clone(), |scheme| scheme.label().to_owned());
        waits(Subject::Accreditation, format!("{scheme} of {}", row.provider), "To be seen", row)
    });
    let claims = claims.into_iter().filter(|row| !own(row)).map(|row| {
        let why = if row.known_before { "Says this public record is theirs" } else { "New here" };
        waits(Subject::Provider, row.name.clone(), why, row)
    });
    Ok((listings.chain(held).chain(claims).collect(), left_out))
}

fn waits(subject: Subject, about: String, why: &'static str, row: Row) -> Waits {
    Waits { subject, id: row.id, about, provider: row.provider, why, since: row.since }
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
