//! Why a budget isn't shown, or money isn't put into it.

use crate::accounts::Refused;
use crate::db::DbError;
use crate::plans::PlanError;

/// Why something about a budget was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    /// Not this person's to see.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<PlanError> for BudgetError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Refused(refused) => Self::Refused(refused),
            PlanError::Db(error) => Self::Db(error),
        }
    }
}
