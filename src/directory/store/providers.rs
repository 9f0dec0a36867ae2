//! The `providers` table.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::{accreditations, unsigned};
use crate::among;
use crate::db::schema::providers;
use crate::db::{Db, DbError};
use crate::directory::model::{Provider, ProviderKind, ProviderSource, ProviderState};
use crate::kernel::slug::{fold_key, slugify};
use crate::kernel::{OrganisationId, ProviderId};

/// A provider to be made, or what an entry from open data now says.
#[derive(Clone, Debug, Default)]
pub struct NewProvider {
    /// Whose staff may change it.
    pub organisation_id: Option<OrganisationId>,
    /// What people know it by.
    pub name: String,
    /// What sort it is.
    pub kind: ProviderKind,
    /// How many people work there.
    pub workers: Option<i32>,
    /// How far it is known.
    pub state: ProviderState,
    /// One or two sentences.
    pub summary: String,
    /// All about it.
    pub description: String,
    /// Street and town.
    pub address: Option<String>,
    /// As "M33 3NB".
    pub postcode: Option<String>,
    /// Where it is, in words: "Sale, Trafford".
    pub place: String,
    /// Metres east on the national grid.
    pub easting: Option<i32>,
    /// Metres north on the national grid.
    pub northing: Option<i32>,
    /// The council it is in.
    pub council_code: Option<String>,
    /// Telephone number.
    pub phone: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Web address.
    pub website: Option<String>,
    /// The location's number at the Care Quality Commission.
    pub cqc_location: Option<String>,
    /// Its rating there, in its words.
    pub cqc_rating: Option<String>,
    /// When it was last inspected.
    pub cqc_checked_on: Option<NaiveDate>,
    /// How soon it usually answers.
    pub answers_in_days: Option<i32>,
    /// Where the entry comes from; none for a provider that signed up itself.
    pub source: Option<ProviderSource>,
}

/// Every column that a provider's own words or its source decide.
macro_rules! columns {
    ($new:expr) => {
        (
            providers::name.eq(&$new.name),
            providers::name_key.eq(fold_key(&$new.name)),
            providers::slug.eq(slugify(&$new.name)),
            providers::kind.eq($new.kind.as_str()),
            providers::workers.eq($new.workers),
            providers::summary.eq(&$new.summary),
            providers::description.eq(&$new.description),
            providers::address.eq(&$new.address),
            providers::postcode.eq(&$new.postcode),
            providers::place.eq(&$new.place),
            providers::easting.eq($new.easting),
            providers::northing.eq($new.northing),
            providers::council_code.eq(&$new.council_code),
            providers::phone.eq(&$new.phone),
            providers::email.eq(&$new.email),
            providers::website.eq(&$new.website),
            providers::cqc_location.eq(&$new.cqc_location),
            providers::cqc_rating.eq(&$new.cqc_rating),
            providers::cqc_checked_on.eq($new.cqc_checked_on),
            providers::answers_in_days.eq($new.answers_in_days),
            providers::source.eq($new.source.as_ref().map(|source| &source.name)),
            providers::source_key.eq($new.source.as_ref().map(|source| &source.key)),
            providers::source_licence.eq($new.source.as_ref().map(|source| &source.licence)),
            providers::source_hash.eq($new.source.as_ref().map(|source| &source.hash)),
        )
    };
}

pub fn insert(db: &mut Db, new: &NewProvider, now: NaiveDateTime) -> Result<ProviderId, DbError> {
    let id = diesel::insert_into(providers::table)
        .values((
            providers::organisation_id.eq(new.organisation_id.map(|id| id.0)),
            providers::state.eq(new.state.as_str()),
            columns!(new),
            providers::rating_count.eq(0),
            providers::rating_sum.eq(0_i64),
            providers::created_at.eq(now),
            providers::updated_at.eq(now),
        ))
        .returning(providers::id)
        .get_result(db)?;
    Ok(ProviderId(id))
}

/// Writes what it says; organisation, state and ratings stay.
pub fn update(db: &mut Db, id: ProviderId, new: &NewProvider, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(providers::table.find(id.0)).set((columns!(new), providers::updated_at.eq(now))).execute(db)?;
    Ok(())
}

/// Moves it from one state and organisation to another; false when it was in neither or not there.
pub fn set_state(
    db: &mut Db,
    id: ProviderId,
    from: ProviderState,
    to: (ProviderState, Option<OrganisationId>),
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let rows = diesel::update(providers::table.find(id.0).filter(providers::state.eq(from.as_str())))
        .set((
            providers::state.eq(to.0.as_str()),
            providers::organisation_id.eq(to.1.map(|id| id.0)),
            providers::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(rows == 1)
}

pub fn add_rating(db: &mut Db, id: ProviderId, sum_of_four: i64, count: i32) -> Result<(), DbError> {
    diesel::update(providers::table.find(id.0))
        .set((
            providers::rating_count.eq(providers::rating_count + count),
            providers::rating_sum.eq(providers::rating_sum + sum_of_four),
        ))
        .execute(db)?;
    Ok(())
}

pub fn of_organisation(db: &mut Db, id: OrganisationId) -> Result<Option<ProviderId>, DbError> {
    let found: Option<i64> =
        providers::table.filter(providers::organisation_id.eq(id.0)).select(providers::id).get_result(db).optional()?;
    Ok(found.map(ProviderId))
}

/// The one provider of this name that isn't suspended; none when there is none, or more than one.
pub fn by_name(db: &mut Db, name: &str) -> Result<Option<ProviderId>, DbError> {
    let ids: Vec<i64> = providers::table
        .filter(providers::name_key.eq(fold_key(name)).and(providers::state.ne("suspended")))
        .select(providers::id)
        .limit(2)
        .load(db)?;
    Ok(if let [id] = ids.as_slice() { Some(ProviderId(*id)) } else { None })
}

/// The oldest provider of this name at this postcode, with the key of its source.
pub fn by_name_and_postcode(
    db: &mut Db,
    name: &str,
    postcode: &str,
) -> Result<Option<(ProviderId, Option<String>)>, DbError> {
    let found: Option<(i64, Option<String>)> = providers::table
        .filter(providers::name_key.eq(fold_key(name)).and(providers::postcode.eq(postcode)))
        .order(providers::id.asc())
        .select((providers::id, providers::source_key))
        .first(db)
        .optional()?;
    Ok(found.map(|(id, key)| (ProviderId(id), key)))
}

/// Providers that wait for a moderator: claimed, longest first.
pub fn claimed_ids(db: &mut Db, limit: i64) -> Result<Vec<ProviderId>, DbError> {
    let ids: Vec<i64> = providers::table
        .filter(providers::state.eq(ProviderState::Claimed.as_str()))
        .order((providers::updated_at.asc(), providers::id.asc()))
        .limit(limit)
        .select(providers::id)
        .load(db)?;
    Ok(ids.into_iter().map(ProviderId).collect())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = providers)]
struct Row {
    id: i64,
    organisation_id: Option<i64>,
    name: String,
    slug: String,
    kind: String,
    workers: Option<i32>,
    state: String,
    summary: String,
    description: String,
    address: Option<String>,
    postcode: Option<String>,
    place: String,
    easting: Option<i32>,
    northing: Option<i32>,
    council_code: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    website: Option<String>,
    cqc_location: Option<String>,
    cqc_rating: Option<String>,
    cqc_checked_on: Option<NaiveDate>,
    answers_in_days: Option<i32>,
    rating_count: i32,
    rating_sum: i64,
    source: Option<String>,
    source_key: Option<String>,
    source_licence: Option<String>,
    source_hash: Option<String>,
    created_at: NaiveDateTime,
    updated_at: NaiveDateTime,
}

impl Row {
    fn into_provider(self) -> Result<Provider, DbError> {
        let source = self.source_key.map(|key| ProviderSource {
            name: self.source.unwrap_or_default(),
            key,
            licence: self.source_licence.unwrap_or_default(),
            hash: self.source_hash.unwrap_or_default(),
        });
        Ok(Provider {
            id: ProviderId(self.id),
            organisation_id: self.organisation_id.map(OrganisationId),
            slug: self.slug,
            name: self.name,
            kind: DbError::parsed(&self.kind)?,
            workers: self.workers,
            state: DbError::parsed(&self.state)?,
            summary: self.summary,
            description: self.description,
            address: self.address,
            postcode: self.postcode,
            place: self.place,
            easting: self.easting,
            northing: self.northing,
            council_code: self.council_code,
            phone: self.phone,
            email: self.email,
            website: self.website,
            cqc_location: self.cqc_location,
            cqc_rating: self.cqc_rating,
            cqc_checked_on: self.cqc_checked_on,
            answers_in_days: self.answers_in_days,
            rating_count: unsigned(self.rating_count)?,
            rating_sum: unsigned(self.rating_sum)?,
            source,
            accreditations: Vec::new(),
            created_at: self.created_at,
            updated_at: self.updated_at,
        })
    }
}

/// Providers with their accreditations, by id; those that aren't there are left out.
pub fn by_ids(db: &mut Db, ids: &[ProviderId]) -> Result<Vec<Provider>, DbError> {
    let mut found = Vec::with_capacity(ids.len());
    for some in ids.chunks(super::MOST_IDS) {
        let some: Vec<i64> = some.iter().map(|id| id.0).collect();
        let rows: Vec<Row> = among!(
            db,
            providers::table.order(providers::id.asc()).select(Row::as_select()),
            providers::id,
            some.as_slice()
        )?;
        let mut held = accreditations::of_providers(db, some)?;
        for row in rows {
            let mut provider = row.into_provider()?;
            provider.accreditations = held.remove(&provider.id).unwrap_or_default();
            found.push(provider);
        }
    }
    Ok(found)
}

pub fn by_id(db: &mut Db, id: ProviderId) -> Result<Provider, DbError> {
    by_ids(db, &[id])?.pop().ok_or(DbError::NotFound)
}
