//! Facts about this database itself, by name: that it is the demo's, and of which version.

use diesel::prelude::*;

use super::schema::settings;
use super::{Db, DbError};

/// The value kept under `name`.
///
/// # Errors
/// When the database can't be read.
pub fn get(db: &mut Db, name: &str) -> Result<Option<String>, DbError> {
    Ok(settings::table.find(name).select(settings::value).get_result(db).optional()?)
}

/// Keeps `value` under `name`, in place of what was there.
///
/// # Errors
/// When the row can't be written.
pub fn set(db: &mut Db, name: &str, value: &str) -> Result<(), DbError> {
    diesel::delete(settings::table.find(name)).execute(db)?;
    diesel::insert_into(settings::table).values((settings::name.eq(name), settings::value.eq(value))).execute(db)?;
    Ok(())
}
