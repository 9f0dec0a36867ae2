//! Why money doesn't move.

use crate::db::DbError;
use crate::kernel::Money;

use super::model::{AccountKind, Reason};

/// Why a posting was refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// The account holds less than was to leave it.
    #[error("there is {available}, which is {short_by} too little")]
    NotEnough {
        /// What the account holds.
        available: Money,
        /// What is missing.
        short_by: Money,
    },
    /// The key names a different movement that was made before.
    #[error("the key {key:?} was used for another transfer")]
    KeyReused {
        /// The key.
        key: String,
    },
    /// Nothing, less than nothing, or more than [`super::LARGEST_TRANSFER`].
    #[error("{0} can't be transferred")]
    BadAmount(Money),
    /// The key is empty or too long.
    #[error("a transfer's key has 1 to 100 characters")]
    BadKey,
    /// Money doesn't move this way for this reason.
    #[error("money doesn't move from {from:?} to {to} to {reason}")]
    BadMove {
        /// Why it was to move.
        reason: Reason,
        /// From where.
        from: Option<AccountKind>,
        /// To where.
        to: AccountKind,
    },
    /// The funding stream belongs to another pot, or isn't there.
    #[error("the funding stream isn't this pot's")]
    WrongPot,
    /// The pot isn't there, or its accounts were never opened.
    #[error("the pot has no accounts")]
    NoAccounts,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}
