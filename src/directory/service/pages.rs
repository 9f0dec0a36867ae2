//! What the pages of the directory show. Plain data, read in one transaction each.

use super::authority;
use crate::accounts::{Actor, Role};
use crate::app::App;
use crate::audit;
use crate::db::{Db, DbError};
use crate::directory::error::DirectoryError;
use crate::directory::model::profile::Profile;
use crate::directory::model::{
    Accreditation, Listing, ListingState, Price, Provider, ProviderState, Reason, blocks_new_orders, lowest_price,
};
use crate::directory::store::{accreditations, claims, imported, listings, loading, profiles, providers};
use crate::kernel::{ListingId, OrganisationId, ProviderId};

/// How many entries a queue shows.
const QUEUE: i64 = 200;

/// A listing in short.
#[derive(Clone, Debug)]
pub struct ListingCard {
    /// Which listing.
    pub id: ListingId,
    /// For its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// Its summary.
    pub summary: String,
    /// A code of `search::categories`.
    pub category: String,
    /// Where it is on its way.
    pub state: ListingState,
    /// Its lowest price in force.
    pub from: Option<Price>,
    /// Places free now; none when it isn't a matter of places.
    pub spaces_left: Option<i32>,
    /// The shrunk mean rating in hundredths of a star.
    pub rating_hundredths: Option<u32>,
    /// How many people rated it.
    pub rating_count: u32,
}

fn card(listing: &Listing, today: chrono::NaiveDate) -> ListingCard {
    ListingCard {
        id: listing.id,
        slug: listing.slug.clone(),
        title: listing.title.clone(),
        summary: listing.summary.clone(),
        category: listing.category.clone(),
        state: listing.state,
        from: lowest_price(&listing.prices, today).cloned(),
        spaces_left: listing.spaces_left,
        rating_hundredths: listing.rating_hundredths(),
        rating_count: listing.rating_count,
    }
}

/// Everything a listing's page shows.
#[derive(Clone, Debug)]
pub struct ListingPage {
    /// The listing.
    pub listing: Listing,
    /// Whose it is. Show its accreditations with `shown_accreditations`.
    pub provider: Provider,
    /// Why nothing new can be ordered; none when it can.
    pub blocked: Option<Reason>,
    /// Whether the viewer is one of its staff.
    pub is_own: bool,
    /// Whether the viewer may approve it.
    pub may_moderate: bool,
    /// Other live listings of the same provider.
    pub others: Vec<ListingCard>,
    /// Since when the open data that it came from no longer has it.
    pub gone: Option<chrono::NaiveDateTime>,
}

/// Whether this viewer may see more than everybody.
pub(super) fn is_own(actor: Option<&Actor>, provider: &Provider) -> bool {
    let own = |organisation: OrganisationId| actor.is_some_and(|actor| actor.has_in(Role::ProviderStaff, organisation));
    provider.organisation_id.is_some_and(own)
}

fn may_moderate(actor: Option<&Actor>, provider: &Provider) -> bool {
    let conflict = |actor: &Actor| provider.organisation_id.is_some_and(|organisation| actor.belongs_to(organisation));
    actor.is_some_and(|actor| actor.has(Role::Moderator) && !conflict(actor))
}

/// Whether a provider's live listings are everybody's to see.
pub(super) fn is_in_market(provider: &Provider) -> bool {
    provider.state != ProviderState::Suspended
}

/// Whether this viewer may see a provider's listings before others: its staff, and moderators.
pub(super) fn may_see_unseen(actor: Option<&Actor>, provider: &Provider) -> bool {
    is_own(actor, provider) || may_moderate(actor, provider)
}

/// A listing's page: for everybody while it is live; for its staff and for moderators always. A withdrawn or paused
/// one is shown too, as no longer offered, because orders and addresses lead to it.
///
/// # Errors
/// [`DirectoryError::Refused`] when there is no such listing, or this viewer may not see it.
pub async fn listing_page(app: &App, actor: Option<&Actor>, id: ListingId) -> Result<ListingPage, DirectoryError> {
    let (actor, today) = (actor.cloned(), app.clock.today());
    app.db
        .read(move |db| {
            let listing = loading::by_id(db, id)?;
            let provider = providers::by_id(db, listing.provider_id)?;
            let (is_own, may_moderate) = (is_own(actor.as_ref(), &provider), may_moderate(actor.as_ref(), &provider));
            let public =
                listing.published_at.is_some() && listing.state != ListingState::InReview && is_in_market(&provider);
            if !(public || is_own || may_moderate) {
                return Err(DirectoryError::Refused);
            }
            let others = cards(db, provider.id, today)?;
            let others = others.into_iter().filter(|card| card.id != id && card.state == ListingState::Live).collect();
            let blocked = blocks_new_orders(&provider, &listing, today);
            let gone = gone_since(db, &provider, Some(id))?;
            Ok(ListingPage { listing, provider, blocked, is_own, may_moderate, others, gone })
        })
        .await
}

/// Since when the open data that something came from no longer has it. What came from nowhere isn't asked for.
fn gone_since(
    db: &mut Db,
    provider: &Provider,
    listing: Option<ListingId>,
) -> Result<Option<chrono::NaiveDateTime>, DbError> {
    if provider.source.is_none() { Ok(None) } else { imported::gone_since(db, provider.id, listing) }
}

fn cards(db: &mut Db, provider: ProviderId, today: chrono::NaiveDate) -> Result<Vec<ListingCard>, DbError> {
    let ids = listings::of_provider(db, provider)?;
    Ok(loading::by_ids(db, &ids)?.iter().map(|listing| card(listing, today)).collect())
}

/// Everything a provider's page shows.
#[derive(Clone, Debug)]
pub struct ProviderPage {
    /// The provider. Show its accreditations with `shown_accreditations`.
    pub provider: Provider,
    /// What it says of itself beyond search.
    pub profile: Profile,
    /// Its live listings.
    pub listings: Vec<ListingCard>,
    /// Whether the viewer is one of its staff.
    pub is_own: bool,
    /// Whether the viewer may verify and suspend it.
    pub may_moderate: bool,
    /// Since when the open data that it came from no longer has it.
    pub gone: Option<chrono::NaiveDateTime>,
}

/// A provider's page. A suspended one is there only for its staff and moderators.
///
/// # Errors
/// [`DirectoryError::Refused`] when there is no such provider, or this viewer may not see it.
pub async fn provider_page(app: &App, actor: Option<&Actor>, id: ProviderId) -> Result<ProviderPage, DirectoryError> {
    let (actor, today) = (actor.cloned(), app.clock.today());
    app.db
        .read(move |db| {
            let provider = providers::by_id(db, id)?;
            let (is_own, may_moderate) = (is_own(actor.as_ref(), &provider), may_moderate(actor.as_ref(), &provider));
            if provider.state == ProviderState::Suspended && !(is_own || may_moderate) {
                return Err(DirectoryError::Refused);
            }
            let mut listings = cards(db, id, today)?;
            listings.retain(|card| card.state == ListingState::Live);
            let profile = profiles::of(db, id)?;
            let gone = gone_since(db, &provider, None)?;
            Ok(ProviderPage { provider, profile, listings, is_own, may_moderate, gone })
        })
        .await
}

/// A listing as its provider sees it among its own.
#[derive(Clone, Debug)]
pub struct HomeListing {
    /// The listing in short.
    pub card: ListingCard,
    /// What the moderator said when it was sent back.
    pub review_note: Option<String>,
    /// Why nothing new can be ordered; none when it can.
    pub blocked: Option<Reason>,
}

/// What a provider's staff see of their own provider.
#[derive(Clone, Debug)]
pub struct ProviderHome {
    /// The organisation they work for.
    pub organisation_id: OrganisationId,
    /// Its provider, with every accreditation; none before they made or claimed one.
    pub provider: Option<Provider>,
    /// They have said that another entry is theirs, and that isn't decided.
    pub claim_open: bool,
    /// All of its listings.
    pub listings: Vec<HomeListing>,
}

/// The provider of the actor's organisation, with all its listings.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever is no provider's staff.
pub async fn my_provider(app: &App, actor: &Actor) -> Result<ProviderHome, DirectoryError> {
    let organisation_id = actor.organisation(Role::ProviderStaff)?;
    let today = app.clock.today();
    app.db
        .read(move |db| {
            let Some(id) = providers::of_organisation(db, organisation_id)? else {
                let claim_open = claims::newest_of(db, organisation_id)?.is_some_and(|claim| claim.state.is_open());
                return Ok(ProviderHome { organisation_id, provider: None, claim_open, listings: Vec::new() });
            };
            let provider = providers::by_id(db, id)?;
            let ids = listings::of_provider(db, id)?;
            let own = loading::by_ids(db, &ids)?;
            let listings = own.iter().map(|listing| HomeListing {
                card: card(listing, today),
                review_note: listing.review_note.clone(),
                blocked: blocks_new_orders(&provider, listing, today),
            });
            let listings = listings.collect();
            Ok(ProviderHome { organisation_id, provider: Some(provider), claim_open: false, listings })
        })
        .await
}

/// A listing for its editor.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever isn't its staff, [`DirectoryError::NotYetVerified`].
pub async fn listing_for_edit(app: &App, actor: &Actor, id: ListingId) -> Result<(Listing, Provider), DirectoryError> {
    let actor = actor.clone();
    app.db.read(move |db| authority::own_listing(db, &actor, id)).await
}

/// What waits for a moderator.
#[derive(Clone, Debug)]
pub struct ReviewQueue {
    /// Listings in review with their providers, longest waiting first.
    pub listings: Vec<(Listing, Provider)>,
    /// Accreditations that nobody has checked, with their providers, oldest first.
    pub accreditations: Vec<(Accreditation, Provider)>,
    /// Providers that nobody has verified, longest waiting first.
    pub claims: Vec<Provider>,
}

/// What waits for this moderator; what belongs to their own organisation is left out.
///
/// # Errors
/// [`DirectoryError::Refused`] for whoever is no moderator.
pub async fn review_queue(app: &App, actor: &Actor) -> Result<ReviewQueue, DirectoryError> {
    authority::moderator(actor)?;
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let waiting = listings::in_state(db, ListingState::InReview, QUEUE)?;
            let mut found = loading::by_ids(db, &waiting)?;
            found.sort_by_key(|listing| (listing.updated_at, listing.id));
            let checks = accreditations::waiting(db, QUEUE)?;
            let claimed = providers::claimed_ids(db, QUEUE)?;
            let mut wanted: Vec<ProviderId> = found.iter().map(|listing| listing.provider_id).collect();
            wanted.extend(checks.iter().map(|accreditation| accreditation.provider_id));
            wanted.extend(claimed.iter().copied());
            wanted.sort_unstable();
            wanted.dedup();
            let mut owners = providers::by_ids(db, &wanted)?;
            owners.retain(|provider| may_moderate(Some(&actor), provider));
            let owner = |id: ProviderId| owners.iter().find(|provider| provider.id == id).cloned();
            Ok(ReviewQueue {
                claims: claimed.iter().filter_map(|id| owner(*id)).collect(),
                listings: found
                    .into_iter()
                    .filter_map(|listing| Some((owner(listing.provider_id)?, listing)))
                    .map(swap)
                    .collect(),
                accreditations: checks
                    .into_iter()
                    .filter_map(|held| Some((owner(held.provider_id)?, held)))
                    .map(swap)
                    .collect(),
            })
        })
        .await
}

fn swap<A, B>((a, b): (A, B)) -> (B, A) {
    (b, a)
}

/// What was done to a listing, oldest first, for its staff and for moderators.
///
/// # Errors
/// [`DirectoryError::Refused`] for everybody else.
pub async fn listing_history(app: &App, actor: &Actor, id: ListingId) -> Result<Vec<audit::Recorded>, DirectoryError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let listing = loading::by_id(db, id)?;
            let provider = providers::by_id(db, listing.provider_id)?;
            if !is_own(Some(&actor), &provider) && !may_moderate(Some(&actor), &provider) {
                return Err(DirectoryError::Refused);
            }
            Ok(audit::history(db, "listings", id.0)?)
        })
        .await
}
