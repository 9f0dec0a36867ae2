//! The `listing_terms` and `listing_times` tables: the lists of a listing.

use std::collections::HashMap;

use diesel::prelude::*;

use crate::db::schema::{listing_terms, listing_times};
use crate::db::{Db, DbError};
use crate::directory::model::{ListingTerms, ListingTime};
use crate::kernel::{ListingId, TimeOfDay, Weekdays};

/// Writes the lists in place of what was there.
pub fn replace(db: &mut Db, id: ListingId, terms: &ListingTerms, times: &[ListingTime]) -> Result<(), DbError> {
    diesel::delete(listing_terms::table.filter(listing_terms::listing_id.eq(id.0))).execute(db)?;
    diesel::delete(listing_times::table.filter(listing_times::listing_id.eq(id.0))).execute(db)?;
    insert(db, id, terms, times)
}

pub fn insert(db: &mut Db, id: ListingId, terms: &ListingTerms, times: &[ListingTime]) -> Result<(), DbError> {
    insert_kind(db, id, "care_group", terms.care_groups.iter().map(|value| value.as_str()))?;
    insert_kind(db, id, "outcome", terms.outcomes.iter().map(|value| value.as_str()))?;
    insert_kind(db, id, "delivery", terms.delivery.iter().map(|value| value.as_str()))?;
    for (kind, values) in [
        ("language", &terms.languages),
        ("access", &terms.access),
        ("included", &terms.included),
        ("not_included", &terms.not_included),
        ("district", &terms.districts),
        ("council", &terms.councils),
    ] {
        insert_kind(db, id, kind, values.iter().map(String::as_str))?;
    }
    for time in times {
        diesel::insert_into(listing_times::table)
            .values((
                listing_times::listing_id.eq(id.0),
                listing_times::weekdays.eq(i32::from(time.weekdays.bits())),
                listing_times::from_time.eq(time.from.hhmm()),
                listing_times::to_time.eq(time.to.hhmm()),
            ))
            .execute(db)?;
    }
    Ok(())
}

fn insert_kind<'a>(
    db: &mut Db,
    id: ListingId,
    kind: &str,
    values: impl Iterator<Item = &'a str>,
) -> Result<(), DbError> {
    for (value, position) in values.zip(0_i32..) {
        diesel::insert_into(listing_terms::table)
            .values((
                listing_terms::listing_id.eq(id.0),
                listing_terms::kind.eq(kind),
                listing_terms::value.eq(value),
                listing_terms::position.eq(position),
            ))
            .execute(db)?;
    }
    Ok(())
}

fn place(terms: &mut ListingTerms, kind: &str, value: String) -> Result<(), DbError> {
    match kind {
        "care_group" => terms.care_groups.push(DbError::parsed(&value)?),
        "outcome" => terms.outcomes.push(DbError::parsed(&value)?),
        "delivery" => terms.delivery.push(DbError::parsed(&value)?),
        "language" => terms.languages.push(value),
        "access" => terms.access.push(value),
        "included" => terms.included.push(value),
        "not_included" => terms.not_included.push(value),
        "district" => terms.districts.push(value),
        "council" => terms.councils.push(value),
        other => return Err(DbError::Other(format!("the stored word \"{other}\" is unknown"))),
    }
    Ok(())
}

/// The lists of several listings.
pub fn terms_of(db: &mut Db, ids: Vec<i64>) -> Result<HashMap<ListingId, ListingTerms>, DbError> {
    let rows: Vec<(i64, String, String)> = listing_terms::table
        .filter(listing_terms::listing_id.eq_any(ids))
        .order((listing_terms::listing_id.asc(), listing_terms::position.asc(), listing_terms::id.asc()))
        .select((listing_terms::listing_id, listing_terms::kind, listing_terms::value))
        .load(db)?;
    let mut found: HashMap<ListingId, ListingTerms> = HashMap::new();
    for (listing, kind, value) in rows {
        place(found.entry(ListingId(listing)).or_default(), &kind, value)?;
    }
    Ok(found)
}

/// The times of several listings.
pub fn times_of(db: &mut Db, ids: Vec<i64>) -> Result<HashMap<ListingId, Vec<ListingTime>>, DbError> {
    let rows: Vec<(i64, i32, String, String)> = listing_times::table
        .filter(listing_times::listing_id.eq_any(ids))
        .order(listing_times::id.asc())
        .select((listing_times::listing_id, listing_times::weekdays, listing_times::from_time, listing_times::to_time))
        .load(db)?;
    let mut found: HashMap<ListingId, Vec<ListingTime>> = HashMap::new();
    for (listing, weekdays, from, to) in rows {
        let bits = u8::try_from(weekdays).ok().and_then(Weekdays::from_bits);
        let time = |text: &str| TimeOfDay::parse(text).ok();
        let (Some(weekdays), Some(from), Some(to)) = (bits, time(&from), time(&to)) else {
            return Err(DbError::Other(format!("the stored times of listing {listing} can't be read")));
        };
        found.entry(ListingId(listing)).or_default().push(ListingTime { weekdays, from, to });
    }
    Ok(found)
}
