//! What search shows of the directory.

use std::collections::HashMap;

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::authority::touch_all;
use crate::app::App;
use crate::db::{Db, DbError, marks, outbox};
use crate::directory::model::{
    Delivery, Listing, ListingState, Provider, ProviderState, blocks_new_orders, days_offered, lowest_price, week_times,
};
use crate::directory::store::{accreditations, listings, loading, prices, providers};
use crate::kernel::{ListingId, ProviderId};
use crate::search::{IndexChange, ListingDoc};

/// How far people may come from to a venue that names no area itself; how far is too far is theirs to say, with the
/// distance filter, whose widest choice this is.
const VENUE_MILES: u32 = 20;

/// What the index has to do for these listings: those that are live, of providers that aren't suspended, are put in as
/// they are now; all others are taken out.
///
/// # Errors
/// When the database fails.
pub fn search_docs(db: &mut Db, ids: &[ListingId], today: NaiveDate) -> Result<Vec<IndexChange>, DbError> {
    let found = loading::by_ids(db, ids)?;
    let mut wanted: Vec<ProviderId> = found.iter().map(|listing| listing.provider_id).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let owners = providers::by_ids(db, &wanted)?;
    let owners: HashMap<ProviderId, &Provider> = owners.iter().map(|provider| (provider.id, provider)).collect();
    let listings: HashMap<ListingId, &Listing> = found.iter().map(|listing| (listing.id, listing)).collect();
    let changes = ids.iter().map(|id| {
        let listing = listings.get(id).filter(|listing| listing.state == ListingState::Live);
        let owner = listing.and_then(|listing| owners.get(&listing.provider_id));
        match (listing, owner) {
            (Some(listing), Some(provider)) if provider.state != ProviderState::Suspended => {
                IndexChange::put(document(listing, provider, today))
            }
            _ => IndexChange::Remove(id.0),
        }
    });
    Ok(changes.collect())
}

fn document(listing: &Listing, provider: &Provider, today: NaiveDate) -> ListingDoc {
    let price = lowest_price(&listing.prices, today);
    let terms = &listing.terms;
    let texts = |values: Vec<&str>| values.into_iter().map(str::to_owned).collect();
    ListingDoc {
        listing_id: listing.id.0,
        provider_id: provider.id.0,
        slug: listing.slug.clone(),
        title: listing.title.clone(),
        summary: listing.summary.clone(),
        description: listing.description.clone(),
        provider_name: provider.name.clone(),
        provider_kind: provider.kind.as_str().to_owned(),
        micro: provider.is_micro(),
        place: provider.place.clone(),
        category: listing.category.clone(),
        care_groups: texts(terms.care_groups.iter().map(|value| value.as_str()).collect()),
        outcomes: texts(terms.outcomes.iter().map(|value| value.as_str()).collect()),
        delivery: texts(terms.delivery.iter().map(|value| value.as_str()).collect()),
        checks: checks(provider, today),
        cqc_rating: provider.cqc_rating.clone(),
        languages: terms.languages.clone(),
        access: terms.access.clone(),
        districts: terms.districts.clone(),
        councils: terms.councils.clone(),
        radius_m: radius(listing),
        easting: provider.easting,
        northing: provider.northing,
        from_pence: price.map(|price| price.amount.pence()),
        price_unit: price.map(|price| price.unit.as_str().to_owned()),
        rating_hundredths: listing.rating_hundredths(),
        rating_count: listing.rating_count,
        days: days_offered(&listing.times),
        times: week_times(&listing.times),
        spaces: listing.spaces_left.and_then(|spaces| u32::try_from(spaces).ok()),
        starts_within_days: listing.starts_within_days.and_then(|days| u32::try_from(days).ok()),
        can_order: price.is_some() && blocks_new_orders(provider, listing, today).is_none(),
        source: provider.source.as_ref().map(|source| source.licence.clone()),
        picture: listing.pictures.first().map(|picture| picture.src(320)),
        published_at: listing.published_at.unwrap_or(listing.created_at).and_utc().timestamp(),
    }
}

/// The schemes that are checked and in date, each once.
fn checks(provider: &Provider, today: NaiveDate) -> Vec<String> {
    let mut schemes: Vec<&str> = provider.shown_accreditations(today).map(|shown| shown.scheme.as_str()).collect();
    schemes.sort_unstable();
    schemes.dedup();
    schemes.into_iter().map(str::to_owned).collect()
}

/// How far it reaches, in metres.
fn radius(listing: &Listing) -> Option<u32> {
    let stated = listing.radius_miles.and_then(|miles| u32::try_from(miles).ok());
    let terms = &listing.terms;
    let names_area = stated.is_some() || !terms.districts.is_empty() || !terms.councils.is_empty();
    let venue = terms.delivery.contains(&Delivery::AtVenue) && !names_area;
    stated.or(venue.then_some(VENUE_MILES)).map(crate::geo::metres)
}

/// Every live listing after an id, in order: to build the index anew in steps.
///
/// # Errors
/// When the database fails.
pub fn live_listing_ids(db: &mut Db, after: i64, limit: i64) -> Result<Vec<ListingId>, DbError> {
    listings::live_after(db, after, limit)
}

/// Every live listing there is.
///
/// # Errors
/// When the database fails.
pub fn all_listing_ids(db: &mut Db) -> Result<Vec<ListingId>, DbError> {
    listings::live_after(db, 0, i64::MAX)
}

/// How many listings the index should hold.
///
/// # Errors
/// When the database fails.
pub fn live_count(db: &mut Db) -> Result<i64, DbError> {
    listings::count_found(db)
}

/// Tells the index of what the calendar changes by itself: prices that begin or end and accreditations that run out,
/// on the days after `since` up to and including `today`. Twice does no harm. Returns how many listings it touched.
///
/// # Errors
/// When the database fails.
pub fn touch_due(db: &mut Db, since: NaiveDate, today: NaiveDate, now: NaiveDateTime) -> Result<usize, DbError> {
    let first = since.checked_add_days(Days::new(1)).unwrap_or(today);
    let mut due = prices::listings_changing(db, first, today)?;
    // An accreditation holds on its last day, so the listing changes the day after.
    let yesterday = today.pred_opt().unwrap_or(today);
    for provider in accreditations::providers_expiring(db, since, yesterday)? {
        due.extend(listings::of_provider(db, provider)?);
    }
    due.sort_unstable();
    due.dedup();
    for listing in &due {
        outbox::touch_listing(db, *listing, now)?;
    }
    Ok(due.len())
}

/// The mark that says up to which day the calendar's changes were told.
const TOLD_UP_TO: &str = "directory_told_up_to";

/// Does [`touch_due`] for the days since it was last done; the worker calls it often, and it works once a day.
///
/// # Errors
/// When the database fails.
pub async fn follow_calendar(app: &App) -> Result<usize, DbError> {
    let (today, now) = (app.clock.today(), app.clock.now());
    let told = |db: &mut Db| -> Result<Option<NaiveDate>, DbError> {
        Ok(marks::get(db, TOLD_UP_TO)?.and_then(|day| day.parse().ok()))
    };
    if app.db.read(told).await? == Some(today) {
        return Ok(0);
    }
    app.db
        .write(move |db| {
            // The first time, what changed before today is in the index already: it was built from what holds now.
            let since = told(db)?.unwrap_or(today);
            let touched = if since < today { touch_due(db, since, today, now)? } else { 0 };
            marks::set(db, TOLD_UP_TO, &today.to_string())?;
            Ok(touched)
        })
        .await
}

/// Tells the index of every listing of a provider, after something outside the directory changed what it shows.
///
/// # Errors
/// When the database fails.
pub fn touch_provider(db: &mut Db, provider: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    touch_all(db, provider, now)
}
