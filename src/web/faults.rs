//! Faults of the house as pages: what went wrong below is logged, and the reader is told what to do.

use super::error::Error;
use crate::db::DbError;

impl From<DbError> for Error {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::not_found(),
            DbError::Contention | DbError::Pool(_) => Self::unavailable().because(error),
            DbError::Constraint(_) | DbError::Other(_) => Self::internal(error),
        }
    }
}
