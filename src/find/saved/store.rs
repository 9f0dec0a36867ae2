//! The tables of saved searches. What is deleted stays a while, so that it can be put back.

use chrono::{Days, NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::model::{Mails, SavedSearch, stored};
use crate::db::schema::{saved_search_mails, saved_search_matches, saved_searches};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::find::address::SearchAddress;
use crate::kernel::{HolderId, ListingId, SavedSearchId, UserId};

type Row = (i64, String, String, String, NaiveDateTime, NaiveDate, NaiveDateTime, Option<i64>);

fn search((id, name, address, mails, created_at, looked_on, looked_at, holder): Row) -> Result<SavedSearch, DbError> {
    let (id, address, holder) = (SavedSearchId(id), SearchAddress::parse(&address), holder.map(HolderId));
    Ok(SavedSearch { id, name, address, holder, mails: DbError::parsed(&mails)?, created_at, looked_on, looked_at })
}

macro_rules! columns {
    () => {
        (
            saved_searches::id,
            saved_searches::name,
            saved_searches::address,
            saved_searches::mails,
            saved_searches::created_at,
            saved_searches::looked_on,
            saved_searches::looked_at,
            saved_searches::holder_id,
        )
    };
}

/// A person's searches, newest first.
pub fn of_user(db: &mut Db, user: UserId) -> Result<Vec<SavedSearch>, DbError> {
    let rows: Vec<Row> = saved_searches::table
        .filter(saved_searches::user_id.eq(user.0).and(saved_searches::removed_at.is_null()))
        .order(saved_searches::id.desc())
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(search).collect()
}

/// One of a person's searches; [`DbError::NotFound`] for anybody else's.
pub fn by_id(db: &mut Db, user: UserId, id: SavedSearchId) -> Result<SavedSearch, DbError> {
    let own = saved_searches::id.eq(id.0).and(saved_searches::user_id.eq(user.0));
    let there = own.and(saved_searches::removed_at.is_null());
    search(saved_searches::table.filter(there).select(columns!()).get_result(db)?)
}

/// Saves a search, for the plan of the holder where it is narrowed to one.
pub fn insert(
    db: &mut Db,
    (user, holder): (UserId, Option<HolderId>),
    (name, address, mails): (&str, &SearchAddress, Mails),
    now: NaiveDateTime,
    today: NaiveDate,
) -> Result<SavedSearchId, DbError> {
    let id = diesel::insert_into(saved_searches::table)
        .values((
            saved_searches::user_id.eq(user.0),
            saved_searches::name.eq(name),
            saved_searches::address.eq(stored(address)),
            saved_searches::mails.eq(mails.as_str()),
            saved_searches::created_at.eq(now),
            saved_searches::looked_on.eq(today),
            saved_searches::looked_at.eq(now),
            saved_searches::holder_id.eq(holder.map(|holder| holder.0)),
        ))
        .returning(saved_searches::id)
        .get_result(db)?;
    Ok(SavedSearchId(id))
}

/// Changes name and mails; gives how many rows that changed.
pub fn update(db: &mut Db, user: UserId, id: SavedSearchId, name: &str, mails: Mails) -> Result<usize, DbError> {
    let own = saved_searches::id.eq(id.0).and(saved_searches::user_id.eq(user.0));
    Ok(diesel::update(saved_searches::table.filter(own.and(saved_searches::removed_at.is_null())))
        .set((saved_searches::name.eq(name), saved_searches::mails.eq(mails.as_str())))
        .execute(db)?)
}

/// Deletes a search, or puts it back; gives how many rows that changed.
pub fn set_removed(
    db: &mut Db,
    user: UserId,
    id: SavedSearchId,
    removed_at: Option<NaiveDateTime>,
) -> Result<usize, DbError> {
    let own = saved_searches::id.eq(id.0).and(saved_searches::user_id.eq(user.0));
    let rows = saved_searches::table.filter(own);
    let set = saved_searches::removed_at.eq(removed_at);
    Ok(if removed_at.is_some() {
        diesel::update(rows.filter(saved_searches::removed_at.is_null())).set(set).execute(db)?
    } else {
        diesel::update(rows.filter(saved_searches::removed_at.is_not_null())).set(set).execute(db)?
    })
}

/// Stops all mails to a person; gives how many searches that changed.
pub fn stop_mails(db: &mut Db, user: UserId) -> Result<usize, DbError> {
    let told = saved_searches::user_id.eq(user.0).and(saved_searches::mails.ne(Mails::None.as_str()));
    let none = saved_searches::mails.eq(Mails::None.as_str());
    Ok(diesel::update(saved_searches::table.filter(told)).set(none).execute(db)?)
}

/// People with searches that are due, who have had no mail today.
pub fn due_users(db: &mut Db, today: NaiveDate, most: i64) -> Result<Vec<UserId>, DbError> {
    let daily = saved_searches::mails.eq(Mails::Daily.as_str()).and(saved_searches::looked_on.lt(today));
    let week_ago = today - Days::new(7);
    let weekly = saved_searches::mails.eq(Mails::Weekly.as_str()).and(saved_searches::looked_on.le(week_ago));
    let had_one =
        saved_search_mails::table.filter(saved_search_mails::on_day.eq(today)).select(saved_search_mails::user_id);
    let ids: Vec<i64> = saved_searches::table
        .filter(daily.or(weekly))
        .filter(saved_searches::removed_at.is_null())
        .filter(saved_searches::user_id.ne_all(had_one))
        .select(saved_searches::user_id)
        .distinct()
        .order(saved_searches::user_id.asc())
        .limit(most)
        .load(db)?;
    Ok(ids.into_iter().map(UserId).collect())
}

/// Notes that a search was looked at, unless somebody else has done so since it was read; gives how many rows that
/// changed.
pub fn looked(db: &mut Db, seen: &SavedSearch, today: NaiveDate, now: NaiveDateTime) -> Result<usize, DbError> {
    let same = saved_searches::id
        .eq(seen.id.0)
        .and(saved_searches::looked_at.eq(seen.looked_at))
        .and(saved_searches::mails.ne(Mails::None.as_str()))
        .and(saved_searches::removed_at.is_null());
    Ok(diesel::update(saved_searches::table.filter(same))
        .set((saved_searches::looked_on.eq(today), saved_searches::looked_at.eq(now)))
        .execute(db)?)
}

/// Notes that a match was told; false when it had been.
pub fn tell(db: &mut Db, search: SavedSearchId, listing: ListingId, now: NaiveDateTime) -> Result<bool, DbError> {
    let row = (
        saved_search_matches::saved_search_id.eq(search.0),
        saved_search_matches::listing_id.eq(listing.0),
        saved_search_matches::told_at.eq(now),
    );
    let rows = each_backend!(db, |c| diesel::insert_into(saved_search_matches::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows > 0)
}

/// Notes that a person got today's mail; false when they had it.
pub fn mailed(db: &mut Db, user: UserId, today: NaiveDate) -> Result<bool, DbError> {
    let row = (saved_search_mails::user_id.eq(user.0), saved_search_mails::on_day.eq(today));
    let rows = each_backend!(db, |c| diesel::insert_into(saved_search_mails::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows > 0)
}

/// Forgets searches deleted before this, with what was told of them, and mails before that day.
pub fn forget(db: &mut Db, before: NaiveDateTime, mails_before: NaiveDate) -> Result<usize, DbError> {
    let old = saved_searches::removed_at.lt(before).assume_not_null();
    let gone: Vec<i64> = saved_searches::table.filter(old).select(saved_searches::id).limit(500).load(db)?;
    diesel::delete(saved_search_matches::table.filter(saved_search_matches::saved_search_id.eq_any(gone.clone())))
        .execute(db)?;
    diesel::delete(saved_search_mails::table.filter(saved_search_mails::on_day.lt(mails_before))).execute(db)?;
    Ok(diesel::delete(saved_searches::table.filter(saved_searches::id.eq_any(gone))).execute(db)?)
}
