//! The demo's listings as search takes them, without a database: for measuring how good search is.

use chrono::NaiveDate;

use super::market::{Composed, compose};
use super::written::Provider;
use super::{DemoError, Size};
use crate::directory::model::{ListingState, days_offered, week_times};
use crate::geo;
use crate::kernel::slug::slugify;
use crate::search::ListingDoc;

/// Every live listing of the whole demo, numbered from 1. Nobody has rated any.
///
/// # Errors
/// When a file of the demo can't be read.
pub fn listing_docs() -> Result<Vec<ListingDoc>, DemoError> {
    let market = compose(Size::Full, NaiveDate::default())?;
    let live = market.listings.iter().filter(|listing| listing.state == ListingState::Live);
    let owned = live.filter_map(|listing| {
        let at = market.providers.iter().position(|provider| provider.key == listing.by)?;
        Some((i64::try_from(at).unwrap_or(0) + 1, market.providers.get(at)?, listing))
    });
    Ok((1..).zip(owned).map(|(id, (provider_id, provider, listing))| doc(id, provider_id, provider, listing)).collect())
}

fn doc(listing_id: i64, provider_id: i64, provider: &Provider, listing: &Composed) -> ListingDoc {
    let command = &listing.command;
    let terms = &command.terms;
    let place = geo::lookup(&provider.postcode).ok();
    let price = listing.prices.iter().min_by_key(|price| price.amount);
    let texts = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
    ListingDoc {
        listing_id,
        provider_id,
        slug: slugify(&command.title),
        title: command.title.clone(),
        summary: command.summary.clone(),
        description: command.description.clone(),
        provider_name: provider.name.clone(),
        provider_kind: provider.kind.as_str().to_owned(),
        place: provider.place.clone(),
        category: command.category.clone(),
        care_groups: texts(terms.care_groups.iter().map(|value| value.as_str()).collect()),
        outcomes: texts(terms.outcomes.iter().map(|value| value.as_str()).collect()),
        delivery: texts(terms.delivery.iter().map(|value| value.as_str()).collect()),
        checks: texts(provider.has.iter().map(|scheme| scheme.as_str()).collect()),
        cqc_rating: provider.cqc.clone(),
        languages: terms.languages.clone(),
        access: terms.access.clone(),
        districts: terms.districts.clone(),
        easting: place.as_ref().map(|place| place.easting),
        northing: place.as_ref().map(|place| place.northing),
        from_pence: price.map(|price| price.amount.pence()),
        price_unit: price.map(|price| price.unit.as_str().to_owned()),
        days: days_offered(&command.times),
        times: week_times(&command.times),
        can_order: price.is_some(),
        published_at: listing.published_at.and_utc().timestamp(),
        ..ListingDoc::default()
    }
}
