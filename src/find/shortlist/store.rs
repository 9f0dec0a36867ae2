//! The `shortlist_entries` table. What is taken off stays a while, so that it can be put back with its note.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::model::{Entry, Owner};
use crate::accounts::By;
use crate::db::schema::shortlist_entries::dsl;
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::{ListingId, MandateId, UserId};

type Row = (i64, String, i64, Option<i64>, NaiveDateTime);

fn entry((listing, note, by, mandate, added_at): Row) -> Entry {
    Entry { listing: ListingId(listing), note, added_by: UserId(by), mandate: mandate.map(MandateId), added_at }
}

/// The owner as the two columns hold it: holder, user.
fn columns(owner: Owner) -> (Option<i64>, Option<i64>) {
    match owner {
        Owner::Holder(holder) => (Some(holder.0), None),
        Owner::User(user) => (None, Some(user.0)),
    }
}

/// A filter for one owner's rows: the body is compiled for both kinds.
macro_rules! owned_by {
    ($owner:expr, |$own:ident| $body:expr) => {
        match $owner {
            Owner::Holder(holder) => {
                let $own = dsl::holder_id.eq(holder.0);
                $body
            }
            Owner::User(user) => {
                let $own = dsl::user_id.eq(user.0);
                $body
            }
        }
    };
}

/// What is on a list, newest first.
pub fn of_owner(db: &mut Db, owner: Owner) -> Result<Vec<Entry>, DbError> {
    let query = dsl::shortlist_entries.filter(dsl::removed_at.is_null()).order(dsl::id.desc()).select((
        dsl::listing_id,
        dsl::note,
        dsl::added_by,
        dsl::mandate_id,
        dsl::created_at,
    ));
    let rows: Vec<Row> = owned_by!(owner, |own| query.filter(own).load(db)?);
    Ok(rows.into_iter().map(entry).collect())
}

/// The numbers of the listings on a list, newest first.
pub fn listings_of(db: &mut Db, owner: Owner) -> Result<Vec<ListingId>, DbError> {
    let query = dsl::shortlist_entries.filter(dsl::removed_at.is_null()).order(dsl::id.desc()).select(dsl::listing_id);
    let ids: Vec<i64> = owned_by!(owner, |own| each_backend!(db, |c| query.filter(own).load(c))?);
    Ok(ids.into_iter().map(ListingId).collect())
}

/// Adds a listing, unless there is a row for it already; gives how many rows that made.
pub fn insert(db: &mut Db, owner: Owner, listing: ListingId, by: By, now: NaiveDateTime) -> Result<usize, DbError> {
    let (holder, user) = columns(owner);
    let row = (
        dsl::holder_id.eq(holder),
        dsl::user_id.eq(user),
        dsl::listing_id.eq(listing.0),
        dsl::note.eq(""),
        dsl::added_by.eq(by.user.0),
        dsl::mandate_id.eq(by.mandate.map(|id| id.0)),
        dsl::created_at.eq(now),
    );
    Ok(each_backend!(db, |c| diesel::insert_into(dsl::shortlist_entries)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?)
}

/// Puts back what was taken off, as it was; gives how many rows that changed.
pub fn restore(db: &mut Db, owner: Owner, listing: ListingId) -> Result<usize, DbError> {
    let gone = dsl::listing_id.eq(listing.0).and(dsl::removed_at.is_not_null());
    let none = dsl::removed_at.eq(None::<NaiveDateTime>);
    let rows = dsl::shortlist_entries.filter(gone);
    Ok(owned_by!(owner, |own| diesel::update(rows.filter(own)).set(none).execute(db)?))
}

/// Takes a listing off; gives how many rows that changed.
pub fn remove(db: &mut Db, owner: Owner, listing: ListingId, now: NaiveDateTime) -> Result<usize, DbError> {
    let there = dsl::listing_id.eq(listing.0).and(dsl::removed_at.is_null());
    let gone = dsl::removed_at.eq(Some(now));
    let rows = dsl::shortlist_entries.filter(there);
    Ok(owned_by!(owner, |own| diesel::update(rows.filter(own)).set(gone).execute(db)?))
}

/// Changes the note of a listing on the list; gives how many rows that changed.
pub fn set_note(db: &mut Db, owner: Owner, listing: ListingId, note: &str) -> Result<usize, DbError> {
    let there = dsl::listing_id.eq(listing.0).and(dsl::removed_at.is_null());
    let note = dsl::note.eq(note);
    let rows = dsl::shortlist_entries.filter(there);
    Ok(owned_by!(owner, |own| diesel::update(rows.filter(own)).set(note).execute(db)?))
}

/// Forgets what was taken off before this.
pub fn forget(db: &mut Db, before: NaiveDateTime) -> Result<usize, DbError> {
    let old = dsl::removed_at.lt(before).assume_not_null();
    Ok(diesel::delete(dsl::shortlist_entries.filter(old)).execute(db)?)
}
