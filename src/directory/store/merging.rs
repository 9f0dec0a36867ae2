//! What moves from one provider to another when the two are merged: every row that names a provider, whichever feature
//! it belongs to, because it all has to happen in one transaction. `tests/it/directory/duplicates.rs` fails when a
//! table that names a provider is missing here.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{
    accreditations, bank_accounts, billing_details, decisions, invoice_series, invoices, listing_references, listings,
    orders, provider_claims, provider_profiles, providers, quotes, ratings, reports, request_messages,
    request_providers, tolerances, visit_files,
};
use crate::db::{Db, DbError};
use crate::directory::model::ProviderState;
use crate::kernel::{OrganisationId, ProviderId};

/// How many orders a provider has, of any age.
pub fn orders_of(db: &mut Db, id: ProviderId) -> Result<i64, DbError> {
    Ok(orders::table.filter(orders::provider_id.eq(id.0)).count().get_result(db)?)
}

macro_rules! move_rows {
    ($db:expr, $from:expr, $to:expr, $($table:ident),+) => {
        $(diesel::update($table::table.filter($table::provider_id.eq($from.0)))
            .set($table::provider_id.eq($to.0))
            .execute($db)?;)+
    };
}

/// Gives everything of one provider to another.
pub fn move_all(db: &mut Db, from: ProviderId, to: ProviderId) -> Result<(), DbError> {
    // The same reference may be in both: the one of the provider that stays counts.
    let taken: Vec<String> = listing_references::table
        .filter(listing_references::provider_id.eq(to.0))
        .select(listing_references::reference)
        .load(db)?;
    diesel::delete(
        listing_references::table
            .filter(listing_references::provider_id.eq(from.0).and(listing_references::reference.eq_any(taken))),
    )
    .execute(db)?;
    move_rows!(
        db,
        from,
        to,
        listings,
        accreditations,
        orders,
        ratings,
        listing_references,
        provider_claims,
        decisions,
        reports,
        visit_files,
        invoice_series,
        invoices,
        request_providers,
        quotes,
        request_messages
    );
    // Where both have an exception of their own, that of the one that stays holds.
    let taken: Vec<i64> =
        tolerances::table.filter(tolerances::provider_id.eq(to.0)).select(tolerances::council_id).load(db)?;
    diesel::delete(
        tolerances::table.filter(tolerances::provider_id.eq(from.0).and(tolerances::council_id.eq_any(taken))),
    )
    .execute(db)?;
    diesel::update(tolerances::table.filter(tolerances::provider_id.eq(from.0)))
        .set(tolerances::provider_id.eq(Some(to.0)))
        .execute(db)?;
    let billed: i64 = billing_details::table.filter(billing_details::provider_id.eq(to.0)).count().get_result(db)?;
    if billed == 0 {
        diesel::update(billing_details::table.filter(billing_details::provider_id.eq(from.0)))
            .set(billing_details::provider_id.eq(to.0))
            .execute(db)?;
    }
    // Nobody has said that the one that stays is paid to the other's account: it is only remembered.
    diesel::update(bank_accounts::table.filter(bank_accounts::provider_id.eq(from.0)))
        .set((bank_accounts::provider_id.eq(to.0), bank_accounts::status.eq("replaced")))
        .execute(db)?;
    let told: i64 = provider_profiles::table.filter(provider_profiles::provider_id.eq(to.0)).count().get_result(db)?;
    if told == 0 {
        diesel::update(provider_profiles::table.filter(provider_profiles::provider_id.eq(from.0)))
            .set(provider_profiles::provider_id.eq(to.0))
            .execute(db)?;
    }
    super::imported::move_all(db, from, to)?;
    Ok(())
}

/// Adds one provider's ratings to another's.
pub fn add_ratings(db: &mut Db, count: i32, sum: i64, to: ProviderId) -> Result<(), DbError> {
    super::providers::add_rating(db, to, sum, count)
}

/// Takes a provider out of sight, without organisation, source or number of its own: they have moved.
pub fn empty(db: &mut Db, id: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(providers::table.find(id.0))
        .set((
            providers::organisation_id.eq(None::<i64>),
            providers::state.eq(ProviderState::Suspended.as_str()),
            providers::cqc_location.eq(None::<String>),
            providers::source.eq(None::<String>),
            providers::source_key.eq(None::<String>),
            providers::source_licence.eq(None::<String>),
            providers::source_hash.eq(None::<String>),
            providers::rating_count.eq(0),
            providers::rating_sum.eq(0_i64),
            providers::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Says who runs a provider, and how far it is known.
pub fn set_organisation(
    db: &mut Db,
    id: ProviderId,
    organisation: Option<OrganisationId>,
    state: ProviderState,
) -> Result<(), DbError> {
    diesel::update(providers::table.find(id.0))
        .set((providers::organisation_id.eq(organisation.map(|id| id.0)), providers::state.eq(state.as_str())))
        .execute(db)?;
    Ok(())
}
