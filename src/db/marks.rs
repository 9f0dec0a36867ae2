//! Facts about this database itself, by name: that it is the demo's, and of which version.

use diesel::prelude::*;

use super::schema::settings;
use super::{Db, DbError};
use crate::each_backend;

/// The value kept under `name`.
///
/// # Errors
/// When the database can't be read.
pub fn get(db: &mut Db, name: &str) -> Result<Option<String>, DbError> {
    Ok(settings::table.find(name).select(settings::value).get_result(db).optional()?)
}

/// Keeps `value` under `name`, in place of what was there. Of two who set it for the first time at once, one wins.
///
/// # Errors
/// When the row can't be written.
pub fn set(db: &mut Db, name: &str, value: &str) -> Result<(), DbError> {
    if diesel::update(settings::table.find(name)).set(settings::value.eq(value)).execute(db)? == 0 {
        let row = (settings::name.eq(name), settings::value.eq(value));
        let row = diesel::insert_into(settings::table).values(row);
        each_backend!(db, |c| row.on_conflict_do_nothing().execute(c))?;
    }
    Ok(())
}
