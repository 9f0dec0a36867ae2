//! The `listings` table: writing, and finding ids. [`super::loading`] reads whole listings.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{listings, providers};
use crate::db::{Db, DbError};
use crate::directory::model::{ListingCommand, ListingState, ProviderState};
use crate::kernel::slug::slugify;
use crate::kernel::{ListingId, ProviderId, UserId};

/// Every column that the provider's own words decide.
macro_rules! columns {
    ($command:expr) => {
        (
            listings::title.eq(&$command.title),
            listings::slug.eq(slugify(&$command.title)),
            listings::summary.eq(&$command.summary),
            listings::description.eq(&$command.description),
            listings::easy_read.eq(&$command.easy_read),
            listings::category.eq(&$command.category),
            listings::radius_miles.eq($command.radius_miles),
            listings::spaces_left.eq($command.spaces_left),
            listings::starts_within_days.eq($command.starts_within_days),
            listings::notice_hours.eq($command.notice_hours),
            listings::late_charge_percent.eq($command.late_charge_percent),
            listings::venue.eq(&$command.venue),
        )
    };
}

pub fn insert(
    db: &mut Db,
    provider: ProviderId,
    command: &ListingCommand,
    state: ListingState,
    published_at: Option<NaiveDateTime>,
    now: NaiveDateTime,
) -> Result<ListingId, DbError> {
    let id = diesel::insert_into(listings::table)
        .values((
            listings::provider_id.eq(provider.0),
            columns!(command),
            listings::state.eq(state.as_str()),
            listings::published_at.eq(published_at),
            listings::rating_count.eq(0),
            listings::rating_sum.eq(0_i64),
            listings::created_at.eq(now),
            listings::updated_at.eq(now),
        ))
        .returning(listings::id)
        .get_result(db)?;
    let id = ListingId(id);
    super::terms::insert(db, id, &command.terms, &command.times)?;
    Ok(id)
}

pub fn update(db: &mut Db, id: ListingId, command: &ListingCommand, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(listings::table.find(id.0)).set((columns!(command), listings::updated_at.eq(now))).execute(db)?;
    super::terms::replace(db, id, &command.terms, &command.times)
}

/// Moves it from one state to another; false when it was no longer in the first.
pub fn set_state(
    db: &mut Db,
    id: ListingId,
    from: ListingState,
    to: ListingState,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let rows = diesel::update(listings::table.find(id.0).filter(listings::state.eq(from.as_str())))
        .set((listings::state.eq(to.as_str()), listings::updated_at.eq(now)))
        .execute(db)?;
    Ok(rows == 1)
}

/// Notes what a moderator said, or takes the note away.
pub fn set_review(
    db: &mut Db,
    id: ListingId,
    note: Option<&str>,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::update(listings::table.find(id.0))
        .set((
            listings::review_note.eq(note),
            listings::reviewed_by.eq(by.map(|id| id.0)),
            listings::reviewed_at.eq(by.map(|_| now)),
        ))
        .execute(db)?;
    Ok(())
}

/// Notes when it was first published; later calls change nothing.
pub fn set_published(db: &mut Db, id: ListingId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(listings::table.find(id.0).filter(listings::published_at.is_null()))
        .set(listings::published_at.eq(now))
        .execute(db)?;
    Ok(())
}

pub fn add_rating(db: &mut Db, id: ListingId, sum_of_four: i64, count: i32) -> Result<(), DbError> {
    diesel::update(listings::table.find(id.0))
        .set((
            listings::rating_count.eq(listings::rating_count + count),
            listings::rating_sum.eq(listings::rating_sum + sum_of_four),
        ))
        .execute(db)?;
    Ok(())
}

fn ids(found: Vec<i64>) -> Vec<ListingId> {
    found.into_iter().map(ListingId).collect()
}

pub fn of_provider(db: &mut Db, id: ProviderId) -> Result<Vec<ListingId>, DbError> {
    let found: Vec<i64> = listings::table
        .filter(listings::provider_id.eq(id.0))
        .order(listings::id.asc())
        .select(listings::id)
        .load(db)?;
    Ok(ids(found))
}

/// Those in one state, longest unchanged first.
pub fn in_state(db: &mut Db, state: ListingState, limit: i64) -> Result<Vec<ListingId>, DbError> {
    let found: Vec<i64> = listings::table
        .filter(listings::state.eq(state.as_str()))
        .order((listings::updated_at.asc(), listings::id.asc()))
        .limit(limit)
        .select(listings::id)
        .load(db)?;
    Ok(ids(found))
}

/// Every live one after an id, in order.
pub fn live_after(db: &mut Db, after: i64, limit: i64) -> Result<Vec<ListingId>, DbError> {
    let found: Vec<i64> = listings::table
        .filter(listings::state.eq(ListingState::Live.as_str()).and(listings::id.gt(after)))
        .order(listings::id.asc())
        .limit(limit)
        .select(listings::id)
        .load(db)?;
    Ok(ids(found))
}

/// How many are live, of providers that are in the market.
pub fn count_found(db: &mut Db) -> Result<i64, DbError> {
    Ok(listings::table
        .inner_join(providers::table)
        .filter(listings::state.eq(ListingState::Live.as_str()))
        .filter(providers::state.ne(ProviderState::Suspended.as_str()))
        .count()
        .get_result(db)?)
}

pub fn titles(db: &mut Db, wanted: &[ListingId]) -> Result<Vec<(ListingId, String)>, DbError> {
    let mut found = Vec::with_capacity(wanted.len());
    for some in wanted.chunks(super::MOST_IDS) {
        let some: Vec<i64> = some.iter().map(|id| id.0).collect();
        let rows: Vec<(i64, String)> =
            listings::table.filter(listings::id.eq_any(some)).select((listings::id, listings::title)).load(db)?;
        found.extend(rows.into_iter().map(|(id, title)| (ListingId(id), title)));
    }
    Ok(found)
}

/// The category of a listing.
pub fn category_of(db: &mut Db, id: ListingId) -> Result<String, DbError> {
    Ok(listings::table.find(id.0).select(listings::category).get_result(db)?)
}

/// The categories of a provider's live listings.
pub fn live_categories(db: &mut Db, provider: ProviderId) -> Result<Vec<String>, DbError> {
    Ok(listings::table
        .filter(listings::provider_id.eq(provider.0).and(listings::state.eq(ListingState::Live.as_str())))
        .select(listings::category)
        .distinct()
        .load(db)?)
}
