//! The `listing_versions` table, and the number of the newest version on the listing itself.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{listing_versions, listings, users};
use crate::db::{Db, DbError};
use crate::directory::model::version::{Snapshot, Version};
use crate::each_backend;
use crate::kernel::{ListingId, ListingVersionId, UserId};

fn read(text: &str) -> Result<Snapshot, DbError> {
    serde_json::from_str(text).map_err(|error| DbError::Other(format!("a stored snapshot can't be read: {error}")))
}

pub fn insert(
    db: &mut Db,
    listing: ListingId,
    number: i32,
    snapshot: &Snapshot,
    by: Option<UserId>,
    at: NaiveDateTime,
) -> Result<ListingVersionId, DbError> {
    let text = serde_json::to_string(snapshot).map_err(|error| DbError::Other(error.to_string()))?;
    let row = (
        listing_versions::listing_id.eq(listing.0),
        listing_versions::number.eq(number),
        listing_versions::made_at.eq(at),
        listing_versions::made_by.eq(by.map(|by| by.0)),
        listing_versions::snapshot.eq(text),
    );
    // The first orders of a listing may come at once and each write what it says: the database then has the losers begin
    // again, and they find the version that is there.
    let insert = diesel::insert_into(listing_versions::table).values(row);
    if each_backend!(db, |c| insert.on_conflict_do_nothing().execute(c))? != 1 {
        return Err(DbError::Contention);
    }
    let written = listing_versions::listing_id.eq(listing.0).and(listing_versions::number.eq(number));
    let id = listing_versions::table.filter(written).select(listing_versions::id).get_result(db)?;
    Ok(ListingVersionId(id))
}

/// Notes the number of the newest version; false when somebody else was first.
pub fn set_number(db: &mut Db, listing: ListingId, from: i32, to: i32) -> Result<bool, DbError> {
    let rows = diesel::update(listings::table.find(listing.0).filter(listings::version.eq(from)))
        .set(listings::version.eq(to))
        .execute(db)?;
    Ok(rows == 1)
}

/// The version of this number, if it was kept.
pub fn numbered(db: &mut Db, listing: ListingId, number: i32) -> Result<Option<(ListingVersionId, Snapshot)>, DbError> {
    let row: Option<(i64, String)> = listing_versions::table
        .filter(listing_versions::listing_id.eq(listing.0).and(listing_versions::number.eq(number)))
        .select((listing_versions::id, listing_versions::snapshot))
        .get_result(db)
        .optional()?;
    row.map(|(id, text)| Ok((ListingVersionId(id), read(&text)?))).transpose()
}

/// The version of what a listing says now, if it was kept.
pub fn newest_id(db: &mut Db, listing: ListingId) -> Result<Option<ListingVersionId>, DbError> {
    let id: Option<i64> = listing_versions::table
        .inner_join(listings::table)
        .filter(listing_versions::listing_id.eq(listing.0).and(listing_versions::number.eq(listings::version)))
        .select(listing_versions::id)
        .get_result(db)
        .optional()?;
    Ok(id.map(ListingVersionId))
}

type Row = (i32, NaiveDateTime, Option<String>, String);

fn version((number, made_at, made_by, text): Row) -> Result<Version, DbError> {
    Ok(Version { number, made_at, made_by, snapshot: read(&text)? })
}

/// The newest versions of a listing, newest first.
pub fn newest(db: &mut Db, listing: ListingId, limit: i64) -> Result<Vec<Version>, DbError> {
    let rows: Vec<Row> = listing_versions::table
        .left_join(users::table)
        .filter(listing_versions::listing_id.eq(listing.0))
        .order(listing_versions::number.desc())
        .limit(limit)
        .select((
            listing_versions::number,
            listing_versions::made_at,
            users::name.nullable(),
            listing_versions::snapshot,
        ))
        .load(db)?;
    rows.into_iter().map(version).collect()
}

/// A version and the listing it is of.
pub fn by_id(db: &mut Db, id: ListingVersionId) -> Result<(ListingId, Version), DbError> {
    let (listing, number, made_at, text): (i64, i32, NaiveDateTime, String) = listing_versions::table
        .find(id.0)
        .select((
            listing_versions::listing_id,
            listing_versions::number,
            listing_versions::made_at,
            listing_versions::snapshot,
        ))
        .get_result(db)?;
    Ok((ListingId(listing), version((number, made_at, None, text))?))
}
