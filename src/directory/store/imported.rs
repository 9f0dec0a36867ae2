//! The `imported_entries` table: which provider or listing a source's entry became, and what it last said.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::imported_entries::dsl;
use crate::db::{Db, DbError};
use crate::kernel::{ListingId, ProviderId};

/// What an entry became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Provider,
    Listing,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Provider => "provider",
            Self::Listing => "listing",
        }
    }
}

/// An entry as the next import has to know it.
#[derive(Clone, Debug, Queryable)]
pub struct Entry {
    pub id: i64,
    pub key: String,
    pub provider_id: i64,
    pub listing_id: Option<i64>,
    pub fields: String,
    pub hash: String,
    pub gone_at: Option<NaiveDateTime>,
}

type Columns = (dsl::id, dsl::key, dsl::provider_id, dsl::listing_id, dsl::fields, dsl::hash, dsl::gone_at);
const COLUMNS: Columns = (dsl::id, dsl::key, dsl::provider_id, dsl::listing_id, dsl::fields, dsl::hash, dsl::gone_at);

pub fn by_key(db: &mut Db, kind: Kind, key: &str) -> Result<Option<Entry>, DbError> {
    let found = dsl::imported_entries.filter(dsl::key.eq(key).and(dsl::kind.eq(kind.as_str())));
    Ok(found.select(COLUMNS).first(db).optional()?)
}

/// What a source says of an entry now.
#[derive(Clone, Copy, Debug)]
pub struct Said<'a> {
    pub source: &'a str,
    pub key: &'a str,
    pub fields: &'a str,
    pub hash: &'a str,
}

pub fn insert(db: &mut Db, said: Said<'_>, provider: ProviderId, listing: Option<ListingId>) -> Result<(), DbError> {
    let kind = if listing.is_some() { Kind::Listing } else { Kind::Provider };
    diesel::insert_into(dsl::imported_entries)
        .values((
            dsl::source.eq(said.source),
            dsl::kind.eq(kind.as_str()),
            dsl::key.eq(said.key),
            dsl::provider_id.eq(provider.0),
            dsl::listing_id.eq(listing.map(|id| id.0)),
            dsl::fields.eq(said.fields),
            dsl::hash.eq(said.hash),
        ))
        .execute(db)?;
    Ok(())
}

/// Notes what the source says now; the entry is in the source.
pub fn update(db: &mut Db, id: i64, said: Said<'_>) -> Result<(), DbError> {
    diesel::update(dsl::imported_entries.find(id))
        .set((
            dsl::source.eq(said.source),
            dsl::key.eq(said.key),
            dsl::fields.eq(said.fields),
            dsl::hash.eq(said.hash),
            dsl::gone_at.eq(None::<NaiveDateTime>),
        ))
        .execute(db)?;
    Ok(())
}

/// The listings of a source that weren't gone from it, after an id, in order.
pub fn listings_of(db: &mut Db, source: &str, after: i64, limit: i64) -> Result<Vec<Entry>, DbError> {
    Ok(dsl::imported_entries
        .filter(dsl::source.eq(source).and(dsl::kind.eq(Kind::Listing.as_str())))
        .filter(dsl::gone_at.is_null().and(dsl::id.gt(after)))
        .order(dsl::id.asc())
        .limit(limit)
        .select(COLUMNS)
        .load(db)?)
}

/// Notes that a source no longer holds an entry, provider and listing alike.
pub fn set_gone(db: &mut Db, source: &str, key: &str, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(dsl::imported_entries.filter(dsl::source.eq(source).and(dsl::key.eq(key))))
        .set(dsl::gone_at.eq(now))
        .execute(db)?;
    Ok(())
}

/// Since when its source no longer holds a listing, or the provider itself.
pub fn gone_since(
    db: &mut Db,
    provider: ProviderId,
    listing: Option<ListingId>,
) -> Result<Option<NaiveDateTime>, DbError> {
    let kind = if listing.is_some() { Kind::Listing } else { Kind::Provider };
    let mut query = dsl::imported_entries
        .filter(dsl::provider_id.eq(provider.0).and(dsl::kind.eq(kind.as_str())))
        .filter(dsl::gone_at.is_not_null())
        .order(dsl::id.asc())
        .select(dsl::gone_at)
        .into_boxed();
    if let Some(listing) = listing {
        query = query.filter(dsl::listing_id.eq(Some(listing.0)));
    }
    let found: Option<Option<NaiveDateTime>> = query.first(db).optional()?;
    Ok(found.flatten())
}

/// Gives a provider's entries to another one.
pub fn move_all(db: &mut Db, from: ProviderId, to: ProviderId) -> Result<usize, DbError> {
    Ok(diesel::update(dsl::imported_entries.filter(dsl::provider_id.eq(from.0)))
        .set(dsl::provider_id.eq(to.0))
        .execute(db)?)
}
