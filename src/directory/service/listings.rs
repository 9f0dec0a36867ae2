//! What can be done with a listing: written and priced by the provider's staff, approved by a moderator.

use chrono::{NaiveDate, NaiveDateTime};

use super::authority::{self, Done};
use super::decisions::{self, Decided, Deciding};
use super::{versions, waiting};
use crate::accounts::Actor;
use crate::app::App;
use crate::db::Db;
use crate::directory::error::DirectoryError;
use crate::directory::model::decisions::{Ruling, Subject};
use crate::directory::model::profile::Profile;
use crate::directory::model::rises::{RiseNotice, rises};
use crate::directory::model::{
    Act, Fault, Listing, ListingCommand, ListingState, NewPrice, PriceChanges, Provider, ProviderState, change_prices,
};
use crate::directory::store::{listings, loading, prices, profiles};
use crate::jobs::{self, JobKind};
use crate::kernel::{ListingId, ListingVersionId, ProviderId};

/// The longest note of a moderator, in letters.
const LONGEST_NOTE: usize = 2_000;

/// What became of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// It holds now.
    Kept,
    /// It altered what was approved: a moderator looks again before the listing is seen.
    BackInReview,
}

/// Starts a listing as a draft.
///
/// # Errors
/// [`DirectoryError::Invalid`], [`DirectoryError::NotYetVerified`], or not theirs to do.
pub async fn create_listing(
    app: &App,
    actor: &Actor,
    provider: ProviderId,
    command: ListingCommand,
) -> Result<ListingId, DirectoryError> {
    let command = command.checked().map_err(DirectoryError::Invalid)?;
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db.write(move |db| create_in(db, &Done { actor: &actor, now }, provider, &command)).await
}

/// As [`create_listing`], in the caller's transaction; the command was checked.
pub(super) fn create_in(
    db: &mut Db,
    done: &Done<'_>,
    provider: ProviderId,
    command: &ListingCommand,
) -> Result<ListingId, DirectoryError> {
    authority::own_provider_to_change(db, done.actor, provider)?;
    let command = with_usual_area(command, &profiles::of(db, provider)?);
    let id = listings::insert(db, provider, &command, ListingState::Draft, None, done.now)?;
    done.on_listing(db, id, "listing.created", &command.title)?;
    Ok(id)
}

/// A new listing that names no area begins with those that its provider serves.
fn with_usual_area(command: &ListingCommand, profile: &Profile) -> ListingCommand {
    let mut command = command.clone();
    let terms = &mut command.terms;
    if terms.districts.is_empty() && terms.councils.is_empty() && command.radius_miles.is_none() {
        terms.districts.clone_from(&profile.districts);
        terms.councils.clone_from(&profile.councils);
        command.radius_miles = profile.radius_miles;
    }
    command
}

/// Changes what a listing says. A change of its words or category once it was approved needs a moderator again.
///
/// # Errors
/// [`DirectoryError::Invalid`], [`DirectoryError::NotReady`] when a listing that isn't a draft would lack something,
/// [`DirectoryError::WrongState`] while it is in review (take it back first), or not theirs to do.
pub async fn update_listing(
    app: &App,
    actor: &Actor,
    id: ListingId,
    command: ListingCommand,
) -> Result<Saved, DirectoryError> {
    update(app, actor, id, command, None).await
}

/// As [`update_listing`], if the listing still is the version that the command was made from.
///
/// # Errors
/// [`DirectoryError::ChangedMeanwhile`] when it isn't, and as [`update_listing`].
pub async fn update_version(
    app: &App,
    actor: &Actor,
    id: ListingId,
    command: ListingCommand,
    version: i32,
) -> Result<Saved, DirectoryError> {
    update(app, actor, id, command, Some(version)).await
}

async fn update(
    app: &App,
    actor: &Actor,
    id: ListingId,
    command: ListingCommand,
    version: Option<i32>,
) -> Result<Saved, DirectoryError> {
    let command = command.checked().map_err(DirectoryError::Invalid)?;
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db.write(move |db| update_in(db, &Done { actor: &actor, now }, id, &command, version, &site)).await
}

/// As [`update_version`], in the caller's transaction; the command was checked. `site` is for links in mails.
pub(super) fn update_in(
    db: &mut Db,
    done: &Done<'_>,
    id: ListingId,
    command: &ListingCommand,
    version: Option<i32>,
    site: &str,
) -> Result<Saved, DirectoryError> {
    let (listing, provider) = authority::own_listing(db, done.actor, id)?;
    editable(&listing)?;
    is_version(&listing, version)?;
    if listing.state != ListingState::Draft {
        ready(command, &provider, listing.prices.len())?;
    }
    listings::update(db, id, command, done.now)?;
    let saved =
        if listing.needs_review_for(command) { reopen_if_approved(db, &listing, done.now)? } else { Saved::Kept };
    versions::note(db, &listing, done.actor.user_id, done.now)?;
    if command.spaces_left != listing.spaces_left {
        waiting::offer(db, id, site, done.now)?;
    }
    done.on_listing(db, id, "listing.changed", &command.title)?;
    Ok(saved)
}

/// Refuses when the listing is no longer the version that somebody started from.
fn is_version(listing: &Listing, version: Option<i32>) -> Result<(), DirectoryError> {
    if version.is_none_or(|version| version == listing.version) {
        Ok(())
    } else {
        Err(DirectoryError::ChangedMeanwhile)
    }
}

/// Sends a listing that was approved back to the moderators, because what they approved has changed.
pub(super) fn reopen_if_approved(db: &mut Db, listing: &Listing, now: NaiveDateTime) -> Result<Saved, DirectoryError> {
    if matches!(listing.state, ListingState::Live | ListingState::Paused) {
        step(db, listing, Act::Reopen, now)?;
        return Ok(Saved::BackInReview);
    }
    Ok(Saved::Kept)
}

/// Gives a listing these prices and no others; see `model::price` for the notice that changes need. Whoever has a
/// running order is told of a rise by a job that is queued with it.
///
/// # Errors
/// [`DirectoryError::Invalid`] with fields `prices.0.amount` and so on, [`DirectoryError::ChangedMeanwhile`] when the
/// listing is no longer the version given, or not theirs to do.
pub async fn set_prices_of_version(
    app: &App,
    actor: &Actor,
    id: ListingId,
    wanted: Vec<NewPrice>,
    version: Option<i32>,
) -> Result<(), DirectoryError> {
    let (actor, now, today) = (actor.clone(), app.clock.now(), app.clock.today());
    app.db.write(move |db| set_prices_in(db, &Done { actor: &actor, now }, id, &wanted, (version, today))).await
}

/// As [`set_prices_of_version`], in the caller's transaction.
pub(super) fn set_prices_in(
    db: &mut Db,
    done: &Done<'_>,
    id: ListingId,
    wanted: &[NewPrice],
    (version, today): (Option<i32>, NaiveDate),
) -> Result<(), DirectoryError> {
    let (listing, _) = authority::own_listing(db, done.actor, id)?;
    editable(&listing)?;
    is_version(&listing, version)?;
    let published = listing.published_at.is_some();
    let changes = change_prices(&listing.prices, wanted, published, today).map_err(DirectoryError::Invalid)?;
    if changes.is_empty() {
        return Ok(());
    }
    prices::delete(db, &changes.delete)?;
    for (price, last_day) in &changes.end {
        prices::end(db, *price, *last_day)?;
    }
    for (price, from) in &changes.add {
        prices::insert(db, id, price, *from, done.now)?;
    }
    let kept = versions::note(db, &listing, done.actor.user_id, done.now)?;
    if published {
        tell_of_rises(db, &listing, &changes, kept, today, done.now)?;
    }
    done.on_listing(db, id, "listing.priced", &price_words(&changes.add))?;
    Ok(())
}

/// As [`set_prices_of_version`], whatever the version.
///
/// # Errors
/// As [`set_prices_of_version`].
pub async fn set_prices(app: &App, actor: &Actor, id: ListingId, wanted: Vec<NewPrice>) -> Result<(), DirectoryError> {
    set_prices_of_version(app, actor, id, wanted, None).await
}

/// Queues the telling of those with running orders, when something they buy will cost more.
fn tell_of_rises(
    db: &mut Db,
    listing: &Listing,
    changes: &PriceChanges,
    version: Option<ListingVersionId>,
    today: NaiveDate,
    now: NaiveDateTime,
) -> Result<(), DirectoryError> {
    let rises = rises(&listing.prices, changes, today);
    if let (false, Some(version)) = (rises.is_empty(), version) {
        let notice = RiseNotice { listing: listing.id, version, rises };
        jobs::enqueue(db, JobKind::PriceRise, &notice, now)?;
    }
    Ok(())
}

/// New prices in one line for the log.
fn price_words(added: &[(NewPrice, NaiveDate)]) -> String {
    let words: Vec<String> = added
        .iter()
        .map(|(price, from)| format!("{} {} ({}) from {from}", price.amount, price.unit.per(), price.band.label()))
        .collect();
    if words.is_empty() { "Ended prices".to_owned() } else { words.join("; ") }
}

/// Asks a moderator to look at a draft.
///
/// # Errors
/// [`DirectoryError::NotReady`] with what is missing, [`DirectoryError::Suspended`], [`DirectoryError::WrongState`],
/// or not theirs to do.
pub async fn submit_listing(app: &App, actor: &Actor, id: ListingId) -> Result<(), DirectoryError> {
    by_staff(app, actor, id, Act::Submit).await
}

/// Takes a listing back before a moderator has looked.
///
/// # Errors
/// [`DirectoryError::WrongState`], or not theirs to do.
pub async fn take_back(app: &App, actor: &Actor, id: ListingId) -> Result<(), DirectoryError> {
    by_staff(app, actor, id, Act::TakeBack).await
}

/// Takes a live listing out of sight for a while. Orders that were placed go on.
///
/// # Errors
/// [`DirectoryError::WrongState`], or not theirs to do.
pub async fn pause(app: &App, actor: &Actor, id: ListingId) -> Result<(), DirectoryError> {
    by_staff(app, actor, id, Act::Pause).await
}

/// Lets a paused listing be seen again.
///
/// # Errors
/// [`DirectoryError::WrongState`], [`DirectoryError::Suspended`], [`DirectoryError::TakenOff`], or not theirs to do.
pub async fn resume(app: &App, actor: &Actor, id: ListingId) -> Result<(), DirectoryError> {
    by_staff(app, actor, id, Act::Resume).await
}

/// Takes a listing away for good. Orders that were placed go on.
///
/// # Errors
/// [`DirectoryError::WrongState`], or not theirs to do.
pub async fn withdraw(app: &App, actor: &Actor, id: ListingId) -> Result<(), DirectoryError> {
    by_staff(app, actor, id, Act::Withdraw).await
}

async fn by_staff(app: &App, actor: &Actor, id: ListingId, act: Act) -> Result<(), DirectoryError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let (listing, provider) = authority::own_listing(db, &actor, id)?;
            if act.is_moderators() {
                return Err(DirectoryError::Refused);
            }
            if matches!(act, Act::Submit | Act::Resume) && provider.state == ProviderState::Suspended {
                return Err(DirectoryError::Suspended);
            }
            if act == Act::Resume && decisions::is_taken_off(db, id)? {
                return Err(DirectoryError::TakenOff);
            }
            if act == Act::Submit && listing.state.after(act).is_some() {
                ready(&listing.as_command(), &provider, listing.prices.len())?;
                listings::set_review(db, id, None, None, now)?;
            }
            step(db, &listing, act, now)?;
            Done { actor: &actor, now }.on_listing(db, id, act.as_action(), &listing.title)?;
            Ok(())
        })
        .await
}

/// A moderator lets a listing go live.
///
/// # Errors
/// [`DirectoryError::MissingAccreditations`], [`DirectoryError::ConflictOfInterest`], [`DirectoryError::WrongState`],
/// or not theirs to do.
pub async fn approve(app: &App, actor: &Actor, id: ListingId) -> Result<(), DirectoryError> {
    let (actor, now, today) = (actor.clone(), app.clock.now(), app.clock.today());
    let site = app.config.public_url.clone();
    app.db
        .write(move |db| {
            let (listing, provider) = listing_to_check(db, &actor, id)?;
            if listing.state.after(Act::Approve).is_some() {
                let missing = provider.missing_for(&listing.category, today);
                if !missing.is_empty() {
                    return Err(DirectoryError::MissingAccreditations(missing));
                }
            }
            step(db, &listing, Act::Approve, now)?;
            listings::set_review(db, id, None, Some(actor.user_id), now)?;
            listings::set_published(db, id, now)?;
            decisions::record_approved(db, Deciding { actor: &actor, now, site: &site }, &provider, &listing)?;
            Done { actor: &actor, now }.on_listing(db, id, Act::Approve.as_action(), &listing.title)?;
            Ok(())
        })
        .await
}

/// A moderator asks for changes, with a note that the provider sees.
///
/// # Errors
/// [`DirectoryError::Invalid`] without a note, and as [`approve`].
pub async fn send_back(app: &App, actor: &Actor, id: ListingId, note: &str) -> Result<(), DirectoryError> {
    let note = crate::directory::model::commands::tidy(note);
    if note.is_empty() || note.chars().count() > LONGEST_NOTE {
        let words = format!("Say what should change, in {LONGEST_NOTE} letters or fewer.");
        return Err(DirectoryError::Invalid(vec![Fault::new("note", words)]));
    }
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let (listing, provider) = listing_to_check(db, &actor, id)?;
            step(db, &listing, Act::SendBack, now)?;
            listings::set_review(db, id, Some(&note), Some(actor.user_id), now)?;
            let (on, about) = ((Subject::Listing, id.0), listing.title.as_str());
            let decided = Decided { on, about, ruling: Ruling::SentBack, words: &note };
            decisions::record(db, Deciding { actor: &actor, now, site: &site }, &provider, decided)?;
            Done { actor: &actor, now }.on_listing(db, id, Act::SendBack.as_action(), &note)?;
            Ok(())
        })
        .await
}

/// The listing and its provider, for a moderator who doesn't belong to its organisation.
fn listing_to_check(db: &mut Db, actor: &Actor, id: ListingId) -> Result<(Listing, Provider), DirectoryError> {
    authority::moderator(actor)?;
    let listing = loading::by_id(db, id)?;
    let provider = authority::provider_to_check(db, actor, listing.provider_id)?;
    Ok((listing, provider))
}

/// Refuses changes of what is withdrawn, and of what a moderator is reading: it is taken back first.
pub(super) fn editable(listing: &Listing) -> Result<(), DirectoryError> {
    match listing.state {
        ListingState::Withdrawn | ListingState::InReview => Err(wrong_state(listing, Act::Reopen)),
        ListingState::Draft | ListingState::Live | ListingState::Paused => Ok(()),
    }
}

/// Refuses what isn't fit to be looked at.
fn ready(command: &ListingCommand, provider: &Provider, prices: usize) -> Result<(), DirectoryError> {
    let missing = command.missing_before_review(prices, provider.easting.is_some());
    if missing.is_empty() { Ok(()) } else { Err(DirectoryError::NotReady(missing)) }
}

/// Moves the listing on, if it still is where it was read to be.
fn step(db: &mut Db, listing: &Listing, act: Act, now: NaiveDateTime) -> Result<(), DirectoryError> {
    let to = listing.state.after(act).ok_or_else(|| wrong_state(listing, act))?;
    let moved = listings::set_state(db, listing.id, listing.state, to, now)?;
    if moved { Ok(()) } else { Err(wrong_state(listing, act)) }
}

fn wrong_state(listing: &Listing, act: Act) -> DirectoryError {
    DirectoryError::WrongState { from: listing.state, act }
}
