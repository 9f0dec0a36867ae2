//! Waiting lists of listings that are full: joined and left by people, seen by the provider, offered in their order.

use chrono::NaiveDateTime;

use super::{authority, pages};
use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::audit;
use crate::db::{Db, DbError, LockKey};
use crate::directory::emails::waiting as emails;
use crate::directory::error::DirectoryError;
use crate::directory::model::commands::tidy_line;
use crate::directory::model::waiting::{OFFER, WaitingPlace, WaitingState, next_offers};
use crate::directory::model::{Fault, Listing, ListingState};
use crate::directory::store::{loading, providers, spaces, waiting};
use crate::kernel::{HolderId, ListingId, WaitingId};
use crate::mail;

/// The longest name or contact, in letters.
const LONGEST: usize = 200;
/// Offers that run out in one go.
const BATCH: i64 = 100;

/// What somebody sees of a listing's waiting list.
#[derive(Clone, Debug)]
pub struct OwnPlace {
    /// The listing.
    pub listing: Listing,
    /// Whose it is.
    pub provider_name: String,
    /// How many are on the list.
    pub waiting: usize,
    /// Their own place, counted from 1, and what is kept of it; none while they aren't on the list.
    pub own: Option<(usize, WaitingPlace)>,
    /// For whom they would join.
    pub holder_name: String,
}

/// Whoever may choose support for somebody may put them on a list.
fn holder(actor: &Actor) -> Result<HolderId, DirectoryError> {
    Ok(actor.holder(Scope::Propose).or_else(|_| actor.holder(Scope::Order))?)
}

fn listing_of_all(db: &mut Db, id: ListingId) -> Result<(Listing, String), DirectoryError> {
    let listing = loading::by_id(db, id)?;
    let provider = providers::by_id(db, listing.provider_id)?;
    let public = listing.state == ListingState::Live && pages::is_in_market(&provider);
    if public { Ok((listing, provider.name)) } else { Err(DirectoryError::Refused) }
}

/// A listing's waiting list, for somebody who could join it.
///
/// # Errors
/// [`DirectoryError::Refused`] when there is no such listing, or they are nobody's to choose support for.
pub async fn own_place(app: &App, actor: &Actor, id: ListingId) -> Result<OwnPlace, DirectoryError> {
    let holder = holder(actor)?;
    app.db
        .read(move |db| {
            let (listing, provider_name) = listing_of_all(db, id)?;
            let mine = waiting::of_holder(db, id, holder)?;
            let list = waiting::open(db, id)?;
            let own = list.iter().position(|place| Some(place.id) == mine);
            let own = own.and_then(|at| Some((at + 1, list.get(at)?.clone())));
            let holder_name = people::holder_summary(db, holder)?.name;
            Ok(OwnPlace { listing, provider_name, waiting: list.len(), own, holder_name })
        })
        .await
}

/// Joins the list of a listing that is full, sharing this name and contact with the provider. Twice does no harm.
///
/// # Errors
/// [`DirectoryError::Invalid`] of `name` and `contact`, [`DirectoryError::HasSpaces`], and as [`own_place`].
pub async fn join(app: &App, actor: &Actor, id: ListingId, name: &str, contact: &str) -> Result<(), DirectoryError> {
    let (name, contact) = (tidy_line(name), tidy_line(contact));
    let faults: Vec<Fault> = [
        ("name", &name, "Enter the name that the provider may know."),
        ("contact", &contact, "Enter a telephone number or an e-mail address."),
    ]
    .into_iter()
    .filter(|(_, text, _)| text.is_empty() || text.chars().count() > LONGEST)
    .map(|(field, _, words)| Fault::new(field, words))
    .collect();
    if !faults.is_empty() {
        return Err(DirectoryError::Invalid(faults));
    }
    let (actor, holder, now) = (actor.clone(), holder(actor)?, app.clock.now());
    app.db
        .write_locked(vec![LockKey::Listing(id.0)], move |db| {
            let (listing, _) = listing_of_all(db, id)?;
            if waiting::of_holder(db, id, holder)?.is_some() {
                return Ok(());
            }
            if listing.spaces_left != Some(0) {
                return Err(DirectoryError::HasSpaces);
            }
            waiting::insert(db, id, (holder, actor.user_id), (&name, &contact), now)?;
            Ok(record(db, &actor, holder, id, "waiting.joined", now)?)
        })
        .await
}

/// Leaves the list. The place is gone; whoever kept a space for it offers it to the next.
///
/// # Errors
/// As [`own_place`].
pub async fn leave(app: &App, actor: &Actor, id: ListingId) -> Result<(), DirectoryError> {
    let (actor, holder, now) = (actor.clone(), holder(actor)?, app.clock.now());
    let site = app.config.public_url.clone();
    app.db
        .write_locked(vec![LockKey::Listing(id.0)], move |db| {
            let Some(place) = waiting::of_holder(db, id, holder)? else { return Ok(()) };
            waiting::set_state(db, place, WaitingState::Left, None, now)?;
            record(db, &actor, holder, id, "waiting.left", now)?;
            Ok(offer(db, id, &site, now)?)
        })
        .await
}

fn record(
    db: &mut Db,
    actor: &Actor,
    holder: HolderId,
    id: ListingId,
    action: &str,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    let by = actor.by();
    let entry = audit::Entry {
        at,
        user: Some(by.user),
        mandate: by.mandate,
        holder: Some(holder),
        action,
        subject: "waiting",
        subject_id: id.0,
        detail: "",
    };
    audit::record(db, &entry)
}

/// Who waits for a space, for the provider's own staff: the names and contacts that people agreed to share.
///
/// # Errors
/// Not theirs to know.
pub async fn for_provider(
    app: &App,
    actor: &Actor,
    id: ListingId,
) -> Result<(Listing, Vec<WaitingPlace>), DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let (listing, _) = authority::own_listing(db, &actor, id)?;
            Ok((listing, waiting::open(db, id)?))
        })
        .await
}

/// Offers the spaces that are free to those who have waited longest, and writes to them. To be called in the
/// transaction that changed the spaces or the list.
///
/// # Errors
/// When the database fails.
pub(super) fn offer(db: &mut Db, id: ListingId, site: &str, now: NaiveDateTime) -> Result<(), DbError> {
    let list = waiting::open(db, id)?;
    if list.is_empty() {
        return Ok(());
    }
    let listing = loading::by_id(db, id)?;
    if listing.state != ListingState::Live {
        return Ok(());
    }
    let provider = providers::by_id(db, listing.provider_id)?;
    for place in next_offers(&list, listing.spaces_left.unwrap_or(i32::MAX)) {
        let until = now + OFFER;
        waiting::set_state(db, place, WaitingState::Offered, Some(until), now)?;
        write_to(db, place, |to| emails::space_offered(to, &listing, &provider.name, until, site), now)?;
    }
    Ok(())
}

fn write_to(
    db: &mut Db,
    place: WaitingId,
    email: impl Fn(&str) -> mail::Email,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let user = waiting::joined_by(db, place)?;
    let (_, to) = people::user_contact(db, user)?;
    mail::queue(db, &email(&to), now)
}

/// Passes on spaces that were kept for somebody who didn't come; gives how many. The worker calls it often.
///
/// # Errors
/// When the database fails.
pub async fn pass_on(app: &App) -> Result<usize, DbError> {
    let now = app.clock.now();
    let due = app.db.read(move |db| waiting::run_out(db, now, BATCH)).await?;
    for (place, listing) in &due {
        let (place, listing, site) = (*place, *listing, app.config.public_url.clone());
        app.db
            .write_locked(vec![LockKey::Listing(listing.0)], move |db| {
                let still = waiting::open(db, listing)?.into_iter().find(|open| open.id == place);
                if still.is_none_or(|open| open.offered_until.is_none_or(|until| until >= now)) {
                    return Ok(());
                }
                waiting::set_state(db, place, WaitingState::Lapsed, None, now)?;
                let title = loading::by_id(db, listing)?.title;
                write_to(db, place, |to| emails::offer_ran_out(to, &title, listing, &site), now)?;
                offer(db, listing, &site, now)
            })
            .await?;
    }
    Ok(due.len() + offer_free(app).await?)
}

/// Offers spaces that came free otherwise than by the provider's hand, as when an order is over; gives of how many
/// listings.
async fn offer_free(app: &App) -> Result<usize, DbError> {
    let found = app
        .db
        .read(|db| {
            let mut found = Vec::new();
            for id in spaces::with_people_waiting(db, BATCH)? {
                let spaces = loading::by_id(db, id)?.spaces_left.unwrap_or(i32::MAX);
                if !next_offers(&waiting::open(db, id)?, spaces).is_empty() {
                    found.push(id);
                }
            }
            Ok::<_, DbError>(found)
        })
        .await?;
    for id in &found {
        let (id, site, now) = (*id, app.config.public_url.clone(), app.clock.now());
        app.db.write_locked(vec![LockKey::Listing(id.0)], move |db| offer(db, id, &site, now)).await?;
    }
    Ok(found.len())
}
