//! Providers that may be one: found by keys as they come in, looked at by a moderator, merged or told apart for good.
//!
//! Merging is one transaction. Everything of the one that goes moves to the one that stays; its address leads there from
//! then on. It can't be undone.

use chrono::NaiveDateTime;

use super::authority::{self, Done};
use super::decisions::{self, Decided, Deciding};
use super::versions;
use crate::accounts::Actor;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::error::DirectoryError;
use crate::directory::model::claim::ClaimState;
use crate::directory::model::decisions::{Ruling, Subject};
use crate::directory::model::duplicates::{Likeness, Marks, MergeCommand, MergeField, PairState, likeness};
use crate::directory::model::{Listing, ListingState, Provider, ProviderState};
use crate::directory::store::duplicates::{self as store, Candidate, Pair};
use crate::directory::store::providers::NewProvider;
use crate::directory::store::{claims, listings, loading, merging, providers};
use crate::kernel::{DuplicateId, ProviderId};

/// How many pairs the queue shows.
const QUEUE: i64 = 200;
/// The most pairs that are offered of one provider at a time.
const MOST_OF_ONE: usize = 5;

fn marks(candidate: &Candidate) -> Marks<'_> {
    Marks {
        name: &candidate.name,
        name_key: &candidate.name_key,
        postcode: candidate.postcode.as_deref(),
        at: candidate.easting.zip(candidate.northing),
        cqc: candidate.cqc_location.as_deref(),
        source: candidate.source.as_deref(),
    }
}

/// Looks for others that may be this provider, by number, postcode and name, and notes the likeliest.
pub(super) fn look(db: &mut Db, id: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    let one = store::candidate(db, id)?;
    let mut others = Vec::new();
    if let Some(cqc) = &one.cqc_location {
        others.extend(store::by_cqc_location(db, cqc, id.0)?);
    }
    if let Some(postcode) = &one.postcode {
        others.extend(store::by_postcode(db, postcode, id.0)?);
    }
    others.extend(store::by_name_key(db, &one.name_key, id.0)?);
    let mut found: Vec<(Likeness, i64)> =
        others.iter().filter_map(|other| Some((likeness(&marks(&one), &marks(other))?, other.id))).collect();
    // One charity or company may run several places, each with its own number at the Care Quality Commission.
    let apart = |other: &Candidate| one.cqc_location.is_some() && other.cqc_location.is_some();
    let (charity, company) = store::numbers(db, id.0)?;
    if let Some(charity) = charity.filter(|number| !number.is_empty()) {
        let same = store::by_charity_number(db, &charity, id.0)?;
        found.extend(same.iter().filter(|other| !apart(other)).map(|other| (Likeness::Charity, other.id)));
    }
    if let Some(company) = company.filter(|number| !number.is_empty()) {
        let same = store::by_company_number(db, &company, id.0)?;
        found.extend(same.iter().filter(|other| !apart(other)).map(|other| (Likeness::Company, other.id)));
    }
    found.sort_unstable();
    found.dedup_by_key(|(_, other)| *other);
    for (likeness, other) in found.into_iter().take(MOST_OF_ONE) {
        store::insert(db, (id, ProviderId(other)), likeness, PairState::Open, now)?;
    }
    Ok(())
}

/// Two providers that may be one, in short.
#[derive(Clone, Debug)]
pub struct Offered {
    /// Which pair.
    pub id: DuplicateId,
    /// The one made first.
    pub first: Provider,
    /// The other one.
    pub second: Provider,
    /// Why they may be one.
    pub likeness: Likeness,
    /// When that was found.
    pub found_at: NaiveDateTime,
}

/// What waits for this moderator; what belongs to their own organisation is left out.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever is no moderator.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Offered>, DirectoryError> {
    authority::moderator(actor)?;
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let pairs = store::open(db, QUEUE)?;
            let mut ids: Vec<ProviderId> = pairs.iter().flat_map(|pair| [pair.first, pair.second]).collect();
            ids.sort_unstable();
            ids.dedup();
            let found = providers::by_ids(db, &ids)?;
            let provider = |id: ProviderId| found.iter().find(|provider| provider.id == id).cloned();
            let offered = pairs.into_iter().filter_map(|pair| {
                let (first, second) = (provider(pair.first)?, provider(pair.second)?);
                let fair = !is_own(&actor, &first) && !is_own(&actor, &second);
                let Pair { id, likeness, found_at, .. } = pair;
                fair.then_some(Offered { id, first, second, likeness, found_at })
            });
            Ok(offered.collect())
        })
        .await
}

fn is_own(actor: &Actor, provider: &Provider) -> bool {
    provider.organisation_id.is_some_and(|organisation| actor.belongs_to(organisation))
}

/// How many pairs wait.
///
/// # Errors
/// When the database fails.
pub fn waiting(db: &mut Db) -> Result<i64, DbError> {
    store::count_open(db)
}

/// One of two that may be one, with what would move.
#[derive(Clone, Debug)]
pub struct Side {
    /// The provider.
    pub provider: Provider,
    /// All of its listings.
    pub listings: Vec<Listing>,
    /// How many orders it has.
    pub orders: i64,
}

/// Two that may be one, side by side.
#[derive(Clone, Debug)]
pub struct SideBySide {
    /// Which pair.
    pub id: DuplicateId,
    /// Why they may be one.
    pub likeness: Likeness,
    /// The one made first.
    pub first: Side,
    /// The other one.
    pub second: Side,
}

/// Two providers side by side, for a moderator who belongs to neither.
///
/// # Errors
/// [`DirectoryError::AlreadyChecked`], [`DirectoryError::ConflictOfInterest`], or not theirs to do.
pub async fn pair(app: &App, actor: &Actor, id: DuplicateId) -> Result<SideBySide, DirectoryError> {
    let actor = actor.clone();
    app.db.read(move |db| side_by_side(db, &actor, id)).await
}

fn side_by_side(db: &mut Db, actor: &Actor, id: DuplicateId) -> Result<SideBySide, DirectoryError> {
    authority::moderator(actor)?;
    let pair = store::by_id(db, id)?;
    if pair.state != PairState::Open {
        return Err(DirectoryError::AlreadyChecked);
    }
    let (first, second) = (side(db, actor, pair.first)?, side(db, actor, pair.second)?);
    Ok(SideBySide { id, likeness: pair.likeness, first, second })
}

fn side(db: &mut Db, actor: &Actor, id: ProviderId) -> Result<Side, DirectoryError> {
    let provider = authority::provider_to_check(db, actor, id)?;
    let own = listings::of_provider(db, id)?;
    Ok(Side { provider, listings: loading::by_ids(db, &own)?, orders: merging::orders_of(db, id)? })
}

/// A moderator says that the two aren't the same. They aren't offered again.
///
/// # Errors
/// As [`pair`].
pub async fn dismiss(app: &App, actor: &Actor, id: DuplicateId) -> Result<(), DirectoryError> {
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let pair = side_by_side(db, &actor, id)?;
            if !store::decide(db, id, PairState::Different, actor.user_id, now)? {
                return Err(DirectoryError::AlreadyChecked);
            }
            let done = Done { actor: &actor, now };
            let words = format!("Not the same as {}", pair.second.provider.name);
            done.on_provider(db, pair.first.provider.id, "provider.not_a_duplicate", &words)?;
            let by = Deciding { actor: &actor, now, site: &site };
            Ok(decisions::note(db, by, &pair.first.provider, decided(&pair.first.provider, Ruling::KeptApart, &words))?)
        })
        .await
}

/// Makes one provider of two. Gives the one that stays.
///
/// # Errors
/// [`DirectoryError::BothHaveOrders`], [`DirectoryError::WrongProviderState`] when one is suspended, and as [`pair`].
pub async fn merge(
    app: &App,
    actor: &Actor,
    id: DuplicateId,
    command: MergeCommand,
) -> Result<Provider, DirectoryError> {
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    let merged =
        app.db.write(move |db| merge_in(db, Deciding { actor: &actor, now, site: &site }, id, &command)).await?;
    app.wake.notify_one();
    Ok(merged)
}

/// Both sides are told, each while it still has its provider; the log has it once, at the one that stays.
fn log_merge(db: &mut Db, by: Deciding<'_>, winner: &Provider, loser: &Provider) -> Result<(), DbError> {
    let words = format!("{} was merged into {}.", loser.name, winner.name);
    decisions::record(db, by, winner, decided(winner, Ruling::Merged, &words))?;
    decisions::tell_of(db, by, loser, decided(loser, Ruling::Merged, &words))
}

/// Whoever asked to take a page over and runs it now has what they asked for.
fn settle_claim(db: &mut Db, actor: &Actor, provider: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    let Some(organisation) = providers::by_id(db, provider)?.organisation_id else { return Ok(()) };
    let open = claims::newest_of(db, organisation)?.filter(|claim| claim.state.is_open() && claim.provider == provider);
    let Some(claim) = open else { return Ok(()) };
    claims::set_state(db, claim.id, ClaimState::Accepted, now)?;
    claims::set_decision(db, claim.id, Some(actor.user_id), None, now)
}

fn decided<'a>(provider: &'a Provider, ruling: Ruling, words: &'a str) -> Decided<'a> {
    Decided { on: (Subject::Provider, provider.id.0), about: &provider.name, ruling, words }
}

fn merge_in(
    db: &mut Db,
    by: Deciding<'_>,
    id: DuplicateId,
    command: &MergeCommand,
) -> Result<Provider, DirectoryError> {
    let Deciding { actor, now, .. } = by;
    let pair = side_by_side(db, actor, id)?;
    let (winner, loser) = match command.stays {
        stays if stays == pair.first.provider.id => (pair.first, pair.second),
        stays if stays == pair.second.provider.id => (pair.second, pair.first),
        _ => return Err(DirectoryError::Refused),
    };
    may_merge(&winner, &loser)?;
    let (to, from) = (winner.provider.id, loser.provider.id);
    let merged = merged(&winner.provider, &loser.provider, &command.from_other);
    let run_by_loser = winner.provider.organisation_id.is_none() && loser.provider.organisation_id.is_some();
    log_merge(db, by, &winner.provider, &loser.provider)?;
    merging::move_all(db, from, to)?;
    let count = i32::try_from(loser.provider.rating_count).unwrap_or(i32::MAX);
    let sum = i64::try_from(loser.provider.rating_sum).unwrap_or(i64::MAX);
    merging::add_ratings(db, count, sum, to)?;
    merging::empty(db, from, now)?;
    providers::update(db, to, &merged, now)?;
    if run_by_loser {
        merging::set_organisation(db, to, loser.provider.organisation_id, loser.provider.state)?;
    }
    for listing in &loser.listings {
        versions::note_moved(db, listing, actor.user_id, now)?;
    }
    for listing in winner.listings.iter().chain(&loser.listings) {
        if command.pause.contains(&listing.id) && listing.state == ListingState::Live {
            listings::set_state(db, listing.id, ListingState::Live, ListingState::Paused, now)?;
        }
    }
    store::set_merged(db, (from, to), actor.user_id, now)?;
    settle_pairs(db, actor, (from, to), now)?;
    settle_claim(db, actor, to, now)?;
    let done = Done { actor, now };
    let words = format!("{} was merged into it", loser.provider.name);
    done.on_provider(db, to, "provider.merged", &words)?;
    done.on_provider(db, from, "provider.merged_away", &format!("Merged into {}", merged.name))?;
    look(db, to, now)?;
    Ok(providers::by_id(db, to)?)
}

/// Why two can't be merged, in the order in which a moderator can do something about it.
pub(super) fn may_merge(winner: &Side, loser: &Side) -> Result<(), DirectoryError> {
    for side in [winner, loser] {
        if side.provider.state == ProviderState::Suspended {
            return Err(DirectoryError::WrongProviderState(ProviderState::Suspended));
        }
    }
    let run_apart = winner.provider.organisation_id.is_some() && loser.provider.organisation_id.is_some();
    // Orders name people: they never pass from one organisation to another.
    if run_apart && loser.orders > 0 {
        return Err(DirectoryError::BothHaveOrders {
            stays: winner.provider.name.clone(),
            goes: loser.provider.name.clone(),
            both: winner.orders > 0,
        });
    }
    Ok(())
}

/// The one that stays, with what was chosen of the other, and what it lacked itself.
fn merged(winner: &Provider, loser: &Provider, chosen: &[MergeField]) -> NewProvider {
    let mut new = super::imported::as_new(winner);
    let other = super::imported::as_new(loser);
    let take = |field: MergeField, lacks: bool| lacks || chosen.contains(&field);
    if take(MergeField::Name, false) {
        new.name.clone_from(&other.name);
    }
    if take(MergeField::Kind, false) {
        new.kind = other.kind;
    }
    if take(MergeField::Summary, new.summary.is_empty()) {
        new.summary.clone_from(&other.summary);
    }
    if take(MergeField::Description, new.description.is_empty()) {
        new.description.clone_from(&other.description);
    }
    if take(MergeField::Address, new.easting.is_none()) {
        (new.address, new.postcode, new.place) = (other.address, other.postcode, other.place);
        (new.easting, new.northing, new.council_code) = (other.easting, other.northing, other.council_code);
    }
    if take(MergeField::Phone, new.phone.is_none()) {
        new.phone = other.phone;
    }
    if take(MergeField::Email, new.email.is_none()) {
        new.email = other.email;
    }
    if take(MergeField::Website, new.website.is_none()) {
        new.website = other.website;
    }
    if take(MergeField::Cqc, new.cqc_location.is_none()) {
        (new.cqc_location, new.cqc_rating) = (other.cqc_location, other.cqc_rating);
        new.cqc_checked_on = other.cqc_checked_on;
    }
    new.workers = new.workers.or(other.workers);
    new.answers_in_days = new.answers_in_days.or(other.answers_in_days);
    // Where facts come from goes on being said. A provider that signed up itself and isn't checked yet stays what it is:
    // with a source, its staff couldn't change it until it is.
    if winner.state != ProviderState::Claimed {
        new.source = new.source.or(other.source);
    }
    new
}

/// Closes what was offered of the one that went; what was told apart from it is told apart from the one that stays.
fn settle_pairs(
    db: &mut Db,
    actor: &Actor,
    (from, to): (ProviderId, ProviderId),
    now: NaiveDateTime,
) -> Result<(), DirectoryError> {
    for pair in store::of_provider(db, from)? {
        let other = if pair.first == from { pair.second } else { pair.first };
        match pair.state {
            PairState::Open => {
                store::decide(db, pair.id, PairState::Merged, actor.user_id, now)?;
            }
            PairState::Different if other != to => {
                store::insert(db, (to, other), pair.likeness, PairState::Different, now)?;
            }
            PairState::Different | PairState::Merged => {}
        }
    }
    Ok(())
}

/// The address of the provider that one was merged into.
///
/// # Errors
/// When the database fails.
pub async fn moved_to(app: &App, id: ProviderId) -> Result<Option<String>, DirectoryError> {
    app.db
        .read(move |db| match store::merged_into(db, id)? {
            Some(into) => Ok(Some(providers::by_id(db, into)?.path())),
            None => Ok(None),
        })
        .await
}

/// Whether a provider was merged into another, so that it can't come back by itself.
pub(super) fn is_merged(db: &mut Db, id: ProviderId) -> Result<bool, DbError> {
    Ok(store::merged_into(db, id)?.is_some())
}
