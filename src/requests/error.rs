//! Why a request isn't taken, or isn't shown.

use crate::accounts::Refused;
use crate::db::DbError;

/// Why nothing was asked, cancelled or shown. Each displays as a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Whoever asks is no budget holder, or their mandate doesn't let them.
    #[error("Only people with a budget, and those who act for them, can ask for support here.")]
    NotAllowed(#[from] Refused),
    /// The mandate was revoked, ran out, or no longer allows it.
    #[error("Your permission to do this for this person has ended. Nothing was changed.")]
    MandateEnded,
    /// There is no such request for them.
    #[error("We can’t find that request.")]
    NotFound,
    /// It was cancelled before.
    #[error("This request was cancelled before. Nothing was changed.")]
    Closed,
    /// Too many are open.
    #[error("You have as many open requests as you can have. Cancel one before you ask for more.")]
    TooMany,
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for RequestError {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::NotFound } else { Self::Db(error) }
    }
}
