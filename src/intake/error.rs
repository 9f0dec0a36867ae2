//! Why somebody isn't taken on, or what is known of them isn't changed.

use super::model::LookFirst;
use crate::accounts::Refused;
use crate::app::Limited;
use crate::db::DbError;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// Not a care manager of their council, or no such person: the same to whoever asks.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Another case has that name.
    #[error("Another of your council’s cases is called so. Check it, or leave it empty.")]
    CaseTaken,
    /// Somebody of the council has that address.
    #[error("{0} uses this address already. Enter another, or leave it empty.")]
    AddressTaken(String),
    /// The address can't be used: its account is closed, belongs to another council's case, or is the actor's own.
    #[error("This address can’t be used here. Enter another, or leave it empty.")]
    AddressUnusable,
    /// Something to look at first.
    #[error("Look at what stands above first.")]
    LookFirst(LookFirst),
    /// They sign in already.
    #[error("They sign in already.")]
    SignsIn,
    /// Somebody else changed what is known since it was read.
    #[error("Somebody else changed this since you opened it. Yours is not saved yet. What they saved stands below.")]
    ChangedSince,
    /// Their case is closed.
    #[error("The case is closed. Open it again first.")]
    CaseClosed,
    /// Too many tries.
    #[error("too many tries")]
    Limited(Limited),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for IntakeError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::Refused(Refused),
            error if error.is_constraint("case_reference") => Self::CaseTaken,
            other => Self::Db(other),
        }
    }
}

/// Why somebody doesn't join.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// The link can't be used: which of the reasons is never said.
    #[error(transparent)]
    Link(#[from] crate::accounts::service::LinkError),
    /// Another council looks after them.
    #[error("{0} looks after you already. Ring the council that wrote to you.")]
    Elsewhere(String),
    /// The council has begun work on a record beside the account.
    #[error("{0} has begun work on a record for you. Ring them, so that they can put the two together.")]
    Begun(String),
}

impl From<DbError> for JoinError {
    fn from(error: DbError) -> Self {
        Self::Link(error.into())
    }
}
