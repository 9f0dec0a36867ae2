//! The table of stored files: which wait to be used, which are kept, and which were let go.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::FileKey;
use crate::db::schema::stored_files;
use crate::db::{Db, DbError};
use crate::kernel::text_enum;

text_enum! {
    /// What a stored file is for.
    pub enum FileState {
        /// Stored, and not used by anything yet.
        Waiting = "waiting" => "Waiting",
        /// Something uses it.
        Kept = "kept" => "Kept",
        /// Nothing uses it any more.
        Released = "released" => "Released",
    }
}

/// Enters a file before its bytes are stored.
pub(super) fn enter(db: &mut Db, key: &FileKey, bytes: i64, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::insert_into(stored_files::table)
        .values((
            stored_files::key.eq(key.as_str()),
            stored_files::bytes.eq(bytes),
            stored_files::state.eq(FileState::Waiting.as_str()),
            stored_files::changed_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Keeps a stored file: call it in the transaction that uses the file.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such file: it waited too long and was deleted.
pub fn keep(db: &mut Db, key: &FileKey, now: NaiveDateTime) -> Result<(), DbError> {
    change(db, key, FileState::Kept, now)
}

/// Lets a file go: call it in the transaction that stops using it. It is deleted 30 days later.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such file.
pub fn release(db: &mut Db, key: &FileKey, now: NaiveDateTime) -> Result<(), DbError> {
    change(db, key, FileState::Released, now)
}

fn change(db: &mut Db, key: &FileKey, state: FileState, now: NaiveDateTime) -> Result<(), DbError> {
    let changed = diesel::update(stored_files::table.find(key.as_str()))
        .set((stored_files::state.eq(state.as_str()), stored_files::changed_at.eq(now)))
        .execute(db)?;
    if changed == 1 { Ok(()) } else { Err(DbError::NotFound) }
}

/// Keys of files that waited or lingered too long.
pub(super) fn unwanted(
    db: &mut Db,
    waiting_since: NaiveDateTime,
    released_since: NaiveDateTime,
    limit: i64,
) -> Result<Vec<String>, DbError> {
    let waited = stored_files::state.eq(FileState::Waiting.as_str()).and(stored_files::changed_at.lt(waiting_since));
    let lingered =
        stored_files::state.eq(FileState::Released.as_str()).and(stored_files::changed_at.lt(released_since));
    Ok(stored_files::table
        .filter(waited.or(lingered))
        .order(stored_files::key)
        .limit(limit)
        .select(stored_files::key)
        .load(db)?)
}

/// Takes an unwanted file out of the table, unless somebody kept it in the meantime.
pub(super) fn forget(
    db: &mut Db,
    key: &str,
    waiting_since: NaiveDateTime,
    released_since: NaiveDateTime,
) -> Result<bool, DbError> {
    let waited = stored_files::state.eq(FileState::Waiting.as_str()).and(stored_files::changed_at.lt(waiting_since));
    let lingered =
        stored_files::state.eq(FileState::Released.as_str()).and(stored_files::changed_at.lt(released_since));
    let found = stored_files::table.filter(stored_files::key.eq(key)).filter(waited.or(lingered));
    Ok(diesel::delete(found).execute(db)? == 1)
}
