//! Why a plan isn't shown.

use crate::accounts::Refused;
use crate::db::DbError;

/// Why something about a plan was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Not this person's to see.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}
