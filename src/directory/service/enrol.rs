//! Making entries without a form: for the import, the demo and tests.
//!
//! Callers hold the transaction and have checked that it is theirs to do. Every entry obeys the rules of the forms:
//! what a form would refuse is a fault of the caller and comes back as [`DbError::Other`].

use chrono::NaiveDateTime;

use super::authority::touch_all;
use crate::db::{Db, DbError, outbox};
use crate::directory::model::claim::{ClaimState, NewClaim};
use crate::directory::model::profile::Profile;
use crate::directory::model::{AccreditationCommand, Fault, ListingCommand, ListingState, NewPrice, change_prices};
use crate::directory::store::{accreditations, claims, listings, prices, profiles, providers};
use crate::kernel::ids::{ClaimId, OrganisationId, UserId};
use crate::kernel::{AccreditationId, ListingId, ProviderId};

pub use crate::directory::store::accreditations::Check;
pub use crate::directory::store::providers::NewProvider;

/// An accreditation to be made, with what a moderator found.
#[derive(Clone, Debug)]
pub struct NewAccreditation {
    /// Whose it is.
    pub provider_id: ProviderId,
    /// What it is.
    pub command: AccreditationCommand,
    /// Who looked at it and what they found; `Check::default()` for nobody yet.
    pub check: Check,
}

/// A listing to be made.
#[derive(Clone, Debug)]
pub struct NewListing {
    /// Whose it is.
    pub provider_id: ProviderId,
    /// What it says.
    pub command: ListingCommand,
    /// Its prices; `valid_from` none for the day of `published_at`, or of now.
    pub prices: Vec<NewPrice>,
    /// Where it is on its way.
    pub state: ListingState,
    /// When it first went live; none for now, when it is or was live.
    pub published_at: Option<NaiveDateTime>,
}

fn faulty(what: &str, faults: &[Fault]) -> DbError {
    let words: Vec<String> = faults.iter().map(|fault| format!("{}: {}", fault.field, fault.words)).collect();
    DbError::Other(format!("{what}: {}", words.join(" ")))
}

/// Makes a provider. A postcode without a position is looked up.
///
/// # Errors
/// [`DbError::Constraint`] when the organisation has one or the source's key is taken.
pub fn provider(db: &mut Db, new: &NewProvider, now: NaiveDateTime) -> Result<ProviderId, DbError> {
    let mut new = new.clone();
    if new.easting.is_none()
        && let Some(postcode) = new.postcode.as_deref()
    {
        let place = crate::geo::lookup(postcode).map_err(|error| DbError::Other(error.to_string()))?;
        new.postcode = Some(place.label);
        (new.easting, new.northing) = (Some(place.easting), Some(place.northing));
        new.council_code = new.council_code.or(place.council_code);
    }
    if new.place.is_empty()
        && let Some(council) = new.council_code.as_deref().and_then(crate::geo::council_name)
    {
        council.clone_into(&mut new.place);
    }
    providers::insert(db, &new, now)
}

/// Looks for others that may be this provider, as every use-case that makes one does.
///
/// # Errors
/// When the database fails.
pub fn find_duplicates(db: &mut Db, id: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    super::duplicates::look(db, id, now)
}

/// Writes what a provider says of itself beyond search.
///
/// # Errors
/// When the row can't be written.
pub fn profile(db: &mut Db, id: ProviderId, profile: &Profile, now: NaiveDateTime) -> Result<(), DbError> {
    profiles::set(db, id, profile, now)
}

/// Makes an accreditation, checked or not.
///
/// # Errors
/// When the row can't be written.
pub fn accreditation(db: &mut Db, new: &NewAccreditation, now: NaiveDateTime) -> Result<AccreditationId, DbError> {
    let id = accreditations::insert(db, new.provider_id, &new.command, &new.check, now)?;
    touch_all(db, new.provider_id, now)?;
    Ok(id)
}

/// Makes a claim on an entry from open data that waits for a moderator.
///
/// # Errors
/// When the row can't be written.
pub fn claim(
    db: &mut Db,
    provider: ProviderId,
    (organisation, user): (OrganisationId, UserId),
    new: &NewClaim,
    now: NaiveDateTime,
) -> Result<ClaimId, DbError> {
    let state = ClaimState::Waiting;
    claims::insert(db, &claims::Insert { provider, organisation, user, new, state, code: None, now })
}

/// Makes a listing with its prices, in the state that is asked for.
///
/// # Errors
/// [`DbError::Other`] when it breaks a rule, [`DbError::Constraint`] when there is no such provider.
pub fn listing(db: &mut Db, new: &NewListing, now: NaiveDateTime) -> Result<ListingId, DbError> {
    let command = new.command.checked().map_err(|faults| faulty(&new.command.title, &faults))?;
    let was_live = matches!(new.state, ListingState::Live | ListingState::Paused);
    let published_at = new.published_at.or(was_live.then_some(now));
    let id = listings::insert(db, new.provider_id, &command, new.state, published_at, now)?;
    let first_day = crate::kernel::dates::london(published_at.unwrap_or(now)).date();
    let changes =
        change_prices(&[], &new.prices, false, first_day).map_err(|faults| faulty(&new.command.title, &faults))?;
    for (price, from) in &changes.add {
        prices::insert(db, id, price, *from, now)?;
    }
    outbox::touch_listing(db, id, now)?;
    Ok(id)
}
