//! Whole listings with their lists, times, prices and pictures: five statements for any number up to some hundreds.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{pictures, prices, terms, unsigned};
use crate::db::schema::{listing_versions, listings};
use crate::db::{Db, DbError};
use crate::directory::model::{Listing, ListingState};
use crate::each_backend;
use crate::kernel::{ListingId, ListingVersionId, ProviderId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = listings)]
struct Row {
    id: i64,
    provider_id: i64,
    title: String,
    slug: String,
    summary: String,
    description: String,
    easy_read: String,
    category: String,
    radius_miles: Option<i32>,
    spaces_left: Option<i32>,
    starts_within_days: Option<i32>,
    notice_hours: i32,
    late_charge_percent: i32,
    state: String,
    review_note: Option<String>,
    reviewed_at: Option<NaiveDateTime>,
    published_at: Option<NaiveDateTime>,
    rating_count: i32,
    rating_sum: i64,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
    version: i32,
    venue: Option<String>,
}

impl Row {
    fn into_listing(self) -> Result<Listing, DbError> {
        Ok(Listing {
            id: ListingId(self.id),
            provider_id: ProviderId(self.provider_id),
            slug: self.slug,
            title: self.title,
            summary: self.summary,
            description: self.description,
            easy_read: self.easy_read,
            category: self.category,
            terms: crate::directory::model::ListingTerms::default(),
            times: Vec::new(),
            radius_miles: self.radius_miles,
            spaces_left: self.spaces_left,
            starts_within_days: self.starts_within_days,
            notice_hours: self.notice_hours,
            late_charge_percent: self.late_charge_percent,
            venue: self.venue,
            prices: Vec::new(),
            state: DbError::parsed(&self.state)?,
            review_note: self.review_note,
            reviewed_at: self.reviewed_at,
            published_at: self.published_at,
            rating_count: unsigned(self.rating_count)?,
            rating_sum: unsigned(self.rating_sum)?,
            created_at: self.created_at,
            updated_at: self.updated_at,
            version: self.version,
            pictures: Vec::new(),
        })
    }
}

/// Listings by id, in the order of their ids; those that aren't there are left out.
pub fn by_ids(db: &mut Db, ids: &[ListingId]) -> Result<Vec<Listing>, DbError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(super::MOST_IDS) {
        let some: Vec<i64> = some.iter().map(|id| id.0).collect();
        let rows: Vec<Row> = listings::table
            .filter(listings::id.eq_any(some.clone()))
            .order(listings::id.asc())
            .select(Row::as_select())
            .load(db)?;
        let mut held = terms::terms_of(db, some.clone())?;
        let mut times = terms::times_of(db, some.clone())?;
        let mut priced = prices::of_listings(db, some.clone())?;
        let mut pictured = pictures::of_listings(db, some)?;
        for row in rows {
            let mut listing = row.into_listing()?;
            listing.terms = held.remove(&listing.id).unwrap_or_default();
            listing.times = times.remove(&listing.id).unwrap_or_default();
            listing.prices = priced.remove(&listing.id).unwrap_or_default();
            listing.pictures = pictured.remove(&listing.id).unwrap_or_default();
            found.push(listing);
        }
    }
    Ok(found)
}

pub fn by_id(db: &mut Db, id: ListingId) -> Result<Listing, DbError> {
    by_ids(db, &[id])?.pop().ok_or(DbError::NotFound)
}

/// What an order needs of a listing's own row.
pub struct ToOrder {
    pub provider_id: ProviderId,
    pub title: String,
    pub slug: String,
    pub category: String,
    pub notice_hours: i32,
    pub late_charge_percent: i32,
    pub spaces_left: Option<i32>,
    pub state: ListingState,
    /// The version it is in, if that was written down.
    pub version: Option<ListingVersionId>,
}

type OrderRow = (i64, String, String, String, (i32, i32), Option<i32>, String, Option<i64>);

/// A listing as an order sees it, without the lists and pictures that no order asks for.
pub fn to_order(db: &mut Db, id: ListingId) -> Result<ToOrder, DbError> {
    let now = listing_versions::listing_id.eq(listings::id).and(listing_versions::number.eq(listings::version));
    let wanted = listings::table.left_join(listing_versions::table.on(now)).filter(listings::id.eq(id.0)).select((
        listings::provider_id,
        listings::title,
        listings::slug,
        listings::category,
        (listings::notice_hours, listings::late_charge_percent),
        listings::spaces_left,
        listings::state,
        listing_versions::id.nullable(),
    ));
    let row: OrderRow = each_backend!(db, |c| wanted.get_result(c))?;
    let (provider, title, slug, category, (notice_hours, late_charge_percent), spaces_left, state, version) = row;
    Ok(ToOrder {
        provider_id: ProviderId(provider),
        title,
        slug,
        category,
        notice_hours,
        late_charge_percent,
        spaces_left,
        state: DbError::parsed(&state)?,
        version: version.map(ListingVersionId),
    })
}
