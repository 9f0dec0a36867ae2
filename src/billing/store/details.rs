//! The tables `billing_details` (what stands on a provider's invoices) and `billing_settings` (a council's tolerance).

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::billing::model::Details;
use crate::db::schema::{billing_details, billing_settings, providers};
use crate::db::{Db, DbError};
use crate::kernel::{Money, OrganisationId, ProviderId, UserId};

/// What a provider said of itself for its invoices; none before it did.
pub fn of_provider(db: &mut Db, provider: ProviderId) -> Result<Option<Details>, DbError> {
    type Row = (String, String, String, Option<String>, Option<String>);
    let row: Option<Row> = billing_details::table
        .filter(billing_details::provider_id.eq(provider.0))
        .order(billing_details::id.asc())
        .select((
            billing_details::legal_name,
            billing_details::address,
            billing_details::postcode,
            billing_details::vat_number,
            billing_details::electronic_address,
        ))
        .first(db)
        .optional()?;
    Ok(row.map(|(legal_name, address, postcode, vat_number, electronic_address)| Details {
        legal_name,
        address,
        postcode,
        vat_number,
        electronic_address,
    }))
}

/// What the directory knows of a provider, for one that has said nothing else.
pub fn from_directory(db: &mut Db, provider: ProviderId) -> Result<Details, DbError> {
    let (name, address, postcode): (String, Option<String>, Option<String>) = providers::table
        .find(provider.0)
        .select((providers::name, providers::address, providers::postcode))
        .get_result(db)?;
    let (address, postcode) = (address.unwrap_or_default(), postcode.unwrap_or_default());
    Ok(Details { legal_name: name, address, postcode, ..Details::default() })
}

/// Keeps what a provider says of itself.
pub fn set(
    db: &mut Db,
    provider: ProviderId,
    details: &Details,
    by: UserId,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let values = (
        billing_details::legal_name.eq(&details.legal_name),
        billing_details::address.eq(&details.address),
        billing_details::postcode.eq(&details.postcode),
        billing_details::vat_number.eq(&details.vat_number),
        billing_details::electronic_address.eq(&details.electronic_address),
        billing_details::updated_by.eq(Some(by.0)),
        billing_details::updated_at.eq(now),
    );
    let own = billing_details::table.filter(billing_details::provider_id.eq(provider.0));
    if diesel::update(own).set(values).execute(db)? == 0 {
        let row = (billing_details::provider_id.eq(provider.0), values);
        diesel::insert_into(billing_details::table).values(row).execute(db)?;
    }
    Ok(())
}

/// A council's tolerance; nothing before it set one.
pub fn tolerance(db: &mut Db, council: OrganisationId) -> Result<Money, DbError> {
    let pence: Option<i64> = billing_settings::table
        .filter(billing_settings::council_id.eq(council.0))
        .select(billing_settings::tolerance_pence)
        .get_result(db)
        .optional()?;
    Ok(pence.map_or(Money::ZERO, Money::from_pence))
}

/// Where Peppol delivers to a council; none before it said so.
pub fn electronic_address(db: &mut Db, council: OrganisationId) -> Result<Option<String>, DbError> {
    let found: Option<Option<String>> = billing_settings::table
        .filter(billing_settings::council_id.eq(council.0))
        .select(billing_settings::electronic_address)
        .get_result(db)
        .optional()?;
    Ok(found.flatten())
}

/// Sets a council's tolerance, and where Peppol delivers to it.
pub fn set_council(
    db: &mut Db,
    council: OrganisationId,
    (tolerance, electronic_address): (Money, Option<&str>),
    by: UserId,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let values = (
        billing_settings::tolerance_pence.eq(tolerance.pence()),
        billing_settings::electronic_address.eq(electronic_address),
        billing_settings::updated_by.eq(Some(by.0)),
        billing_settings::updated_at.eq(now),
    );
    let own = billing_settings::table.filter(billing_settings::council_id.eq(council.0));
    if diesel::update(own).set(values).execute(db)? == 0 {
        let row = (billing_settings::council_id.eq(council.0), values);
        diesel::insert_into(billing_settings::table).values(row).execute(db)?;
    }
    Ok(())
}
