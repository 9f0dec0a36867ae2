//! What a moderator does to something that is on the site already: takes a listing off or puts it back, suspends a
//! provider or lets it back. Each in the caller's transaction, so that a report can be closed with it.

use super::authority::{self, Done};
use super::decisions::{self, Decided, Deciding};
use crate::accounts::Actor;
use crate::app::App;
use crate::db::Db;
use crate::directory::error::DirectoryError;
use crate::directory::model::decisions::{Ruling, Subject};
use crate::directory::model::{Act, ListingState, Provider, ProviderState};
use crate::directory::store::{listings, loading, providers};
use crate::kernel::{ListingId, ProviderId};

/// Takes a live listing off the site. Its provider can't put it back; a change of its words brings it to a moderator
/// again.
///
/// # Errors
/// [`DirectoryError::WrongState`] unless it is live or paused, [`DirectoryError::ConflictOfInterest`], or not theirs.
pub fn take_off(db: &mut Db, by: Deciding<'_>, id: ListingId, words: &str) -> Result<(), DirectoryError> {
    authority::moderator(by.actor)?;
    let listing = loading::by_id(db, id)?;
    let provider = authority::provider_to_check(db, by.actor, listing.provider_id)?;
    let wrong = || DirectoryError::WrongState { from: listing.state, act: Act::Pause };
    match listing.state {
        ListingState::Live => {
            if !listings::set_state(db, id, ListingState::Live, ListingState::Paused, by.now)? {
                return Err(wrong());
            }
        }
        ListingState::Paused if !decisions::is_taken_off(db, id)? => {}
        _ => return Err(wrong()),
    }
    let decided = Decided { on: (Subject::Listing, id.0), about: &listing.title, ruling: Ruling::TakenOff, words };
    decisions::record(db, by, &provider, decided)?;
    Done { actor: by.actor, now: by.now }.on_listing(db, id, "listing.taken_off", words)?;
    Ok(())
}

/// Puts back what a moderator took off.
///
/// # Errors
/// [`DirectoryError::WrongState`] unless it was taken off, and as [`take_off`].
pub fn put_back(db: &mut Db, by: Deciding<'_>, id: ListingId, words: &str) -> Result<(), DirectoryError> {
    authority::moderator(by.actor)?;
    let listing = loading::by_id(db, id)?;
    let provider = authority::provider_to_check(db, by.actor, listing.provider_id)?;
    let wrong = || DirectoryError::WrongState { from: listing.state, act: Act::Resume };
    if !decisions::is_taken_off(db, id)?
        || !listings::set_state(db, id, ListingState::Paused, ListingState::Live, by.now)?
    {
        return Err(wrong());
    }
    let decided = Decided { on: (Subject::Listing, id.0), about: &listing.title, ruling: Ruling::PutBack, words };
    decisions::record(db, by, &provider, decided)?;
    Done { actor: by.actor, now: by.now }.on_listing(db, id, "listing.put_back", words)?;
    Ok(())
}

/// Takes a provider out of the market.
///
/// # Errors
/// [`DirectoryError::WrongProviderState`] when it is suspended already, and as [`take_off`].
pub fn suspend(db: &mut Db, by: Deciding<'_>, id: ProviderId, words: &str) -> Result<(), DirectoryError> {
    let provider = authority::provider_to_check(db, by.actor, id)?;
    move_to(db, by, &provider, ProviderState::Suspended)?;
    let decided = Decided { on: (Subject::Provider, id.0), about: &provider.name, ruling: Ruling::Suspended, words };
    decisions::record(db, by, &provider, decided)?;
    Done { actor: by.actor, now: by.now }.on_provider(db, id, "provider.suspended", words)?;
    Ok(())
}

/// Lets a suspended provider back: verified if somebody runs it, else unclaimed.
///
/// # Errors
/// [`DirectoryError::WrongProviderState`] unless it is suspended or when it was merged into another, and as
/// [`take_off`].
pub fn unsuspend(db: &mut Db, by: Deciding<'_>, id: ProviderId, words: &str) -> Result<(), DirectoryError> {
    let provider = authority::provider_to_check(db, by.actor, id)?;
    if provider.state != ProviderState::Suspended || super::duplicates::is_merged(db, id)? {
        return Err(DirectoryError::WrongProviderState(provider.state));
    }
    let verified = provider.organisation_id.is_some();
    move_to(db, by, &provider, if verified { ProviderState::Verified } else { ProviderState::Unclaimed })?;
    let decided = Decided { on: (Subject::Provider, id.0), about: &provider.name, ruling: Ruling::Unsuspended, words };
    decisions::record(db, by, &provider, decided)?;
    Done { actor: by.actor, now: by.now }.on_provider(db, id, "provider.unsuspended", "Back in the market")?;
    Ok(())
}

fn move_to(db: &mut Db, by: Deciding<'_>, provider: &Provider, to: ProviderState) -> Result<(), DirectoryError> {
    let moved = provider.state != to
        && providers::set_state(db, provider.id, provider.state, (to, provider.organisation_id), by.now)?;
    if moved { Ok(()) } else { Err(DirectoryError::WrongProviderState(provider.state)) }
}

/// Takes a listing off or puts it back, from its own page.
///
/// # Errors
/// As [`take_off`] and [`put_back`].
pub async fn set_off(app: &App, actor: &Actor, id: ListingId, off: bool, words: &str) -> Result<(), DirectoryError> {
    let (actor, now, words, site) = (actor.clone(), app.clock.now(), words.to_owned(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let by = Deciding { actor: &actor, now, site: &site };
            if off { take_off(db, by, id, &words) } else { put_back(db, by, id, &words) }
        })
        .await
}
