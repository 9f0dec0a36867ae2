//! The directory as other features see it, inside their transactions.

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime};

use super::authority::touch_all;
use super::decisions;
use crate::db::{Db, DbError};
use crate::directory::model::{ListingState, Price, Provider, ProviderState, Reason, blocks};
use crate::directory::store::{listings, loading, prices, providers};
use crate::kernel::{ListingId, ListingVersionId, OrganisationId, ProviderId};

/// What an order needs of a listing.
#[derive(Clone, Debug)]
pub struct Orderable {
    /// Which listing.
    pub listing_id: ListingId,
    /// Whose it is.
    pub provider_id: ProviderId,
    /// The provider's name.
    pub provider_name: String,
    /// Whose staff deliver; asked for conflicts of interest.
    pub provider_organisation: Option<OrganisationId>,
    /// The listing's title.
    pub title: String,
    /// For its address.
    pub slug: String,
    /// A code of `search::categories`.
    pub category: String,
    /// Cancelling earlier than this costs nothing.
    pub notice_hours: i32,
    /// The share of a delivery's price that is due when it is cancelled later than that.
    pub late_charge_percent: i32,
    /// Every price: past, present and announced; for `model::price_for`.
    pub prices: Vec<Price>,
    /// Spaces that are free; none when they aren't counted. For whom they are says `spaces::full_for`.
    pub spaces_left: Option<i32>,
    /// The version it is in; none while that was never written down.
    pub version: Option<ListingVersionId>,
    /// Why nothing new can be ordered, in a sentence for the person; none when it can.
    pub refusal: Option<String>,
}

/// Said of what a moderator took off: its provider didn't pause it.
const TAKEN_OFF: &str = "This is being checked, so it can’t be ordered at the moment.";

/// A listing as an order sees it on this day.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such listing.
pub fn orderable(db: &mut Db, id: ListingId, on: NaiveDate) -> Result<Orderable, DbError> {
    let listing = loading::to_order(db, id)?;
    let provider = providers::by_id(db, listing.provider_id)?;
    let prices = prices::of_listings(db, vec![id.0])?.remove(&id).unwrap_or_default();
    let reason = blocks(&provider, listing.state, &listing.category, on);
    let unpriced = || {
        let holds = prices.iter().any(|price| price.valid_until.is_none_or(|until| until >= on));
        (!holds).then(|| format!("{} hasn’t given a price yet. You can contact them yourself.", provider.name))
    };
    let refusal = match reason {
        Some(Reason::NotLive(ListingState::Paused)) if decisions::is_taken_off(db, id)? => Some(TAKEN_OFF.to_owned()),
        other => other.map(|reason| reason.sentence(&provider.name)).or_else(unpriced),
    };
    Ok(Orderable {
        listing_id: id,
        provider_id: provider.id,
        provider_organisation: provider.organisation_id,
        provider_name: provider.name,
        title: listing.title,
        slug: listing.slug,
        category: listing.category,
        notice_hours: listing.notice_hours,
        late_charge_percent: listing.late_charge_percent,
        prices,
        spaces_left: listing.spaces_left,
        version: listing.version,
        refusal,
    })
}

/// The listings of a provider that can be ordered on this day, by title.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such provider.
pub fn orderable_of(db: &mut Db, provider: ProviderId, on: NaiveDate) -> Result<Vec<Orderable>, DbError> {
    let mut found = Vec::new();
    for id in listings::of_provider(db, provider)? {
        let listing = orderable(db, id, on)?;
        if listing.refusal.is_none() {
            found.push(listing);
        }
    }
    found.sort_by(|one, other| one.title.cmp(&other.title));
    Ok(found)
}

/// The titles of listings; those that aren't there are left out.
///
/// # Errors
/// When the database fails.
pub fn listing_titles(db: &mut Db, ids: &[ListingId]) -> Result<Vec<(ListingId, String)>, DbError> {
    listings::titles(db, ids)
}

/// Every price of some listings, those that are over among them, in the order they were entered.
///
/// # Errors
/// When the database fails.
pub fn prices_of(db: &mut Db, ids: &[ListingId]) -> Result<HashMap<ListingId, Vec<Price>>, DbError> {
    prices::of_listings(db, ids.iter().map(|id| id.0).collect())
}

/// The provider that an organisation runs.
///
/// # Errors
/// When the database fails.
pub fn provider_of_organisation(db: &mut Db, id: OrganisationId) -> Result<Option<ProviderId>, DbError> {
    providers::of_organisation(db, id)
}

/// A provider in short.
#[derive(Clone, Debug)]
pub struct ProviderSummary {
    /// Which provider.
    pub id: ProviderId,
    /// For its address.
    pub slug: String,
    /// What people know it by.
    pub name: String,
    /// Whose staff run it.
    pub organisation_id: Option<OrganisationId>,
    /// How far it is known.
    pub state: ProviderState,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Where it is, in words.
    pub place: String,
    /// How many people rated it.
    pub rating_count: u32,
    /// The sum of the four dimensions over all ratings.
    pub rating_sum: u64,
}

impl From<Provider> for ProviderSummary {
    fn from(provider: Provider) -> Self {
        Self {
            id: provider.id,
            slug: provider.slug,
            name: provider.name,
            organisation_id: provider.organisation_id,
            state: provider.state,
            phone: provider.phone,
            email: provider.email,
            place: provider.place,
            rating_count: provider.rating_count,
            rating_sum: provider.rating_sum,
        }
    }
}

/// A provider in short.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such provider.
pub fn provider_summary(db: &mut Db, id: ProviderId) -> Result<ProviderSummary, DbError> {
    providers::by_id(db, id).map(ProviderSummary::from)
}

/// Providers in short; those that aren't there are left out.
///
/// # Errors
/// When the database fails.
pub fn provider_summaries(db: &mut Db, ids: &[ProviderId]) -> Result<Vec<ProviderSummary>, DbError> {
    Ok(providers::by_ids(db, ids)?.into_iter().map(ProviderSummary::from).collect())
}

/// The one provider with this name, however it is written; none when there is none, or more than one.
///
/// # Errors
/// When the database fails.
pub fn provider_by_name(db: &mut Db, name: &str) -> Result<Option<ProviderId>, DbError> {
    providers::by_name(db, name)
}

/// Whether an organisation's provider has a live listing in the same top-level category as this listing; its staff
/// then don't rate that kind of support.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such listing.
pub fn offers_same_category(db: &mut Db, organisation: OrganisationId, listing: ListingId) -> Result<bool, DbError> {
    let Some(provider) = providers::of_organisation(db, organisation)? else {
        return Ok(false);
    };
    let top = |code: &str| code.split('/').next().unwrap_or_default().to_owned();
    let wanted = top(&listings::category_of(db, listing)?);
    Ok(listings::live_categories(db, provider)?.iter().any(|code| top(code) == wanted))
}

/// Adds a rating to the counts of a listing and its provider, or takes one away again with figures below nothing.
///
/// # Errors
/// When the database fails.
pub fn add_rating(
    db: &mut Db,
    listing: ListingId,
    provider: ProviderId,
    sum_of_four: i64,
    count_delta: i32,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    listings::add_rating(db, listing, sum_of_four, count_delta)?;
    providers::add_rating(db, provider, sum_of_four, count_delta)?;
    touch_all(db, provider, now)
}
