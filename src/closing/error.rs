//! Why a case isn't closed.

use chrono::NaiveDate;

use crate::accounts::Refused;
use crate::billing::BillingError;
use crate::budgets::BudgetError;
use crate::budgets::pots::error::PotsError;
use crate::db::DbError;
use crate::kernel::dates::long_date;
use crate::orders::ActError;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum ClosingError {
    /// Not one of the actor's council, or there is no such person: the same to whoever asks.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// A day that hasn't come, or is long before.
    #[error("Choose today or an earlier day, not more than 20 years ago. A case is closed when it has happened.")]
    BadDay,
    /// Something was delivered after that day, and the person's side has confirmed it.
    #[error(
        "A visit on {} was confirmed. Choose that day or a later one, or have that visit put right first.",
        long_date(*.0)
    )]
    DeliveredSince(NaiveDate),
    /// Somebody else closed it before.
    #[error("The case was closed before, by {0}.")]
    ClosedBefore(String),
    /// It isn't closed, or was opened again before.
    #[error("The case is open.")]
    Open,
    /// What need not be kept was deleted, so that it can't be opened again.
    #[error("This can’t be undone any more: what need not be kept was deleted.")]
    TooLate,
    /// An order or the money changed in the meantime.
    #[error("Something changed while you looked. Check it again. Nothing was done.")]
    Changed,
    /// Words are missing or too long, or a number makes no sense.
    #[error("{0}")]
    NeedsWords(String),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for ClosingError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::Refused(Refused),
            error if error.is_constraint("closed_cases") => Self::Changed,
            other => Self::Db(other),
        }
    }
}

impl From<PotsError> for ClosingError {
    fn from(error: PotsError) -> Self {
        match error {
            PotsError::Refused(refused) => Self::Refused(refused),
            PotsError::Db(error) => Self::Db(error),
            other => Self::Db(DbError::Other(other.to_string())),
        }
    }
}

impl From<ActError> for ClosingError {
    fn from(error: ActError) -> Self {
        match error {
            ActError::Db(error) => Self::Db(error),
            _ => Self::Changed,
        }
    }
}

impl From<BudgetError> for ClosingError {
    fn from(error: BudgetError) -> Self {
        match error {
            BudgetError::Db(error) => Self::Db(error),
            other => Self::Db(DbError::Other(other.to_string())),
        }
    }
}

impl From<BillingError> for ClosingError {
    fn from(error: BillingError) -> Self {
        match error {
            BillingError::Db(error) => Self::Db(error),
            BillingError::NotFound => Self::Refused(Refused),
            other => Self::NeedsWords(other.to_string()),
        }
    }
}
