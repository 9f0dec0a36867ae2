//! The tables of the directory. One statement a function, or one load; nothing here decides anything.

pub(super) mod accreditations;
pub(super) mod bulk;
pub(super) mod claims;
pub(super) mod decisions;
pub(super) mod duplicates;
pub(super) mod evidence;
pub(super) mod imported;
pub(super) mod listings;
pub(super) mod loading;
pub(super) mod merging;
pub(super) mod pictures;
pub(super) mod prices;
pub(super) mod profiles;
pub(super) mod providers;
pub(super) mod spaces;
pub(super) mod terms;
pub(super) mod to_check;
pub(super) mod versions;
pub(super) mod waiting;

use crate::db::DbError;

/// How many ids go into one query: SQLite and PostgreSQL both bound the number of variables.
const MOST_IDS: usize = 500;

/// A count that a check keeps at or above nothing.
fn unsigned<T: TryFrom<i64>>(figure: impl Into<i64>) -> Result<T, DbError> {
    let figure = figure.into();
    T::try_from(figure).map_err(|_| DbError::Other(format!("the stored figure {figure} is out of range")))
}
