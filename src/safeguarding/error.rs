//! Why the inbox refuses.

use crate::accounts::Refused;
use crate::db::DbError;

/// A refusal of the inbox, or a failure below it.
#[derive(Debug, thiserror::Error)]
pub enum ConcernError {
    /// Not of their council, or there is none: whoever asks can't tell.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Somebody else did it meanwhile.
    #[error("Somebody at your council has already done this.")]
    Already,
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for ConcernError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::Refused(Refused),
            other => Self::Db(other),
        }
    }
}
