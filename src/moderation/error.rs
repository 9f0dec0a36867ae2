//! Why moderation refuses.

use crate::accounts::Refused;
use crate::app::Limited;
use crate::db::DbError;
use crate::directory::DirectoryError;
use crate::ratings::RateError;

/// A refusal of moderation, or a failure below it.
#[derive(Debug, thiserror::Error)]
pub enum ModerationError {
    /// Not theirs, or there is none: whoever asks can't tell.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Another moderator was quicker.
    #[error("Somebody has decided on this since you looked.")]
    Already,
    /// A decision can be answered once.
    #[error("You have answered this decision already. You can do that once.")]
    Answered,
    /// Whoever decided doesn't judge the answer, while somebody else can.
    #[error("You made this decision, so somebody else has to read the answer.")]
    OwnDecision,
    /// Too many reports from one place.
    #[error("Too many reports at once.")]
    Limited(Limited),
    /// The directory refused.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Ratings refused.
    #[error(transparent)]
    Rating(#[from] RateError),
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for ModerationError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::Refused(Refused),
            other => Self::Db(other),
        }
    }
}
