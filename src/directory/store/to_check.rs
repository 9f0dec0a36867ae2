//! What waits for a moderator, in short: enough for a row of the queue.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{accreditations, listings, organisations, provider_claims, providers};
use crate::db::{Db, DbError};
use crate::directory::model::claim::ClaimState;
use crate::directory::model::{AccreditationState, ListingState, ProviderState};
use crate::kernel::OrganisationId;

/// One thing that waits.
pub struct Row {
    pub id: i64,
    /// Its title, or the code of its scheme.
    pub name: String,
    pub provider: String,
    pub organisation: Option<OrganisationId>,
    pub since: NaiveDateTime,
    /// It was on the site before, it comes from open data, or it is claimed by others, too.
    pub known_before: bool,
}

type Columns = (i64, String, String, Option<i64>, NaiveDateTime);

fn row((id, name, provider, organisation, since): Columns, known_before: bool) -> Row {
    Row { id, name, provider, organisation: organisation.map(OrganisationId), since, known_before }
}

/// Listings in review, longest first.
pub fn listings(db: &mut Db, limit: i64) -> Result<Vec<Row>, DbError> {
    let rows: Vec<(Columns, Option<NaiveDateTime>)> = listings::table
        .inner_join(providers::table)
        .filter(listings::state.eq(ListingState::InReview.as_str()))
        .order((listings::updated_at.asc(), listings::id.asc()))
        .limit(limit)
        .select((
            (listings::id, listings::title, providers::name, providers::organisation_id, listings::updated_at),
            listings::published_at,
        ))
        .load(db)?;
    Ok(rows.into_iter().map(|(columns, published)| row(columns, published.is_some())).collect())
}

/// Accreditations that nobody has checked, oldest first.
pub fn accreditations(db: &mut Db, limit: i64) -> Result<Vec<Row>, DbError> {
    let rows: Vec<Columns> = accreditations::table
        .inner_join(providers::table)
        .filter(accreditations::state.eq(AccreditationState::Claimed.as_str()))
        .order(accreditations::id.asc())
        .limit(limit)
        .select((
            accreditations::id,
            accreditations::scheme,
            providers::name,
            providers::organisation_id,
            accreditations::created_at,
        ))
        .load(db)?;
    Ok(rows.into_iter().map(|columns| row(columns, false)).collect())
}

/// Claims on pages from open data that a moderator is to decide, oldest first. The provider is who claims; one that was
/// known before is claimed by others, too.
pub fn page_claims(db: &mut Db, limit: i64) -> Result<Vec<Row>, DbError> {
    let rows: Vec<(Columns, i64)> = provider_claims::table
        .inner_join(providers::table.on(providers::id.eq(provider_claims::provider_id)))
        .inner_join(organisations::table.on(organisations::id.eq(provider_claims::organisation_id)))
        .filter(provider_claims::state.eq(ClaimState::Waiting.as_str()))
        .order(provider_claims::id.asc())
        .limit(limit)
        .select((
            (
                provider_claims::id,
                providers::name,
                organisations::name,
                provider_claims::organisation_id.nullable(),
                provider_claims::updated_at,
            ),
            provider_claims::provider_id,
        ))
        .load(db)?;
    let pages: Vec<i64> = rows.iter().map(|(_, page)| *page).collect();
    let rivalled = |page: i64| pages.iter().filter(|other| **other == page).count() > 1;
    Ok(rows.into_iter().map(|(columns, page)| row(columns, rivalled(page))).collect())
}

/// Providers that nobody has verified, longest first.
pub fn claims(db: &mut Db, limit: i64) -> Result<Vec<Row>, DbError> {
    let rows: Vec<(Columns, Option<String>)> = providers::table
        .filter(providers::state.eq(ProviderState::Claimed.as_str()))
        .order((providers::updated_at.asc(), providers::id.asc()))
        .limit(limit)
        .select((
            (providers::id, providers::name, providers::name, providers::organisation_id, providers::updated_at),
            providers::source_key,
        ))
        .load(db)?;
    Ok(rows.into_iter().map(|(columns, source)| row(columns, source.is_some())).collect())
}
