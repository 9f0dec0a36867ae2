//! The `listing_pictures` table.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::unsigned;
use crate::db::schema::listing_pictures;
use crate::db::{Db, DbError};
use crate::directory::model::Picture;
use crate::files::FileKey;
use crate::kernel::{ListingId, PictureId};

type Row = (i64, i64, String, i32, i32, String);

fn picture((id, listing, key, width, height, alt): Row) -> Result<(ListingId, Picture), DbError> {
    let key: FileKey = DbError::parsed(&key)?;
    let picture = Picture { id: PictureId(id), key, width: unsigned(width)?, height: unsigned(height)?, alt };
    Ok((ListingId(listing), picture))
}

macro_rules! columns {
    () => {
        (
            listing_pictures::id,
            listing_pictures::listing_id,
            listing_pictures::key,
            listing_pictures::width,
            listing_pictures::height,
            listing_pictures::alt,
        )
    };
}

/// Those of several listings, each in the order of its list.
pub fn of_listings(db: &mut Db, ids: Vec<i64>) -> Result<HashMap<ListingId, Vec<Picture>>, DbError> {
    let rows: Vec<Row> = listing_pictures::table
        .filter(listing_pictures::listing_id.eq_any(ids))
        .order((listing_pictures::position.asc(), listing_pictures::id.asc()))
        .select(columns!())
        .load(db)?;
    let mut found: HashMap<ListingId, Vec<Picture>> = HashMap::new();
    for row in rows {
        let (listing, picture) = picture(row)?;
        found.entry(listing).or_default().push(picture);
    }
    Ok(found)
}

/// The listing that has a picture under this key.
pub fn listing_of(db: &mut Db, key: &FileKey) -> Result<ListingId, DbError> {
    let id: i64 = listing_pictures::table
        .filter(listing_pictures::key.eq(key.as_str()))
        .select(listing_pictures::listing_id)
        .get_result(db)?;
    Ok(ListingId(id))
}

/// Puts a picture at the end of the list.
pub fn insert(
    db: &mut Db,
    listing: ListingId,
    position: i32,
    (key, width, height): (&FileKey, i32, i32),
    alt: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(listing_pictures::table)
        .values((
            listing_pictures::listing_id.eq(listing.0),
            listing_pictures::position.eq(position),
            listing_pictures::key.eq(key.as_str()),
            listing_pictures::width.eq(width),
            listing_pictures::height.eq(height),
            listing_pictures::alt.eq(alt),
            listing_pictures::added_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

pub fn set_alt(db: &mut Db, id: PictureId, alt: &str) -> Result<(), DbError> {
    diesel::update(listing_pictures::table.find(id.0)).set(listing_pictures::alt.eq(alt)).execute(db)?;
    Ok(())
}

pub fn set_position(db: &mut Db, id: PictureId, position: i32) -> Result<(), DbError> {
    diesel::update(listing_pictures::table.find(id.0)).set(listing_pictures::position.eq(position)).execute(db)?;
    Ok(())
}

pub fn delete(db: &mut Db, id: PictureId) -> Result<(), DbError> {
    diesel::delete(listing_pictures::table.find(id.0)).execute(db)?;
    Ok(())
}
