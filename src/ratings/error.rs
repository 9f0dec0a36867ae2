//! Why rating or replying was refused.

use crate::accounts::Refused;
use crate::db::DbError;
use crate::directory::DirectoryError;

/// A refusal.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// Not theirs: to them it does not exist.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Nothing of it was delivered and confirmed yet.
    #[error("You can rate this after a visit has happened and you have confirmed it.")]
    NotYet,
    /// It was rated before.
    #[error("You have already rated this. A rating can be given once and is not changed.")]
    Already,
    /// A conflict of interest.
    #[error("You work for a provider of this kind of support, or for this organisation, so you cannot rate it.")]
    Conflict,
    /// The provider has replied.
    #[error("There is already a reply to this rating. You can reply once.")]
    Replied,
    /// Another moderator was quicker.
    #[error("Somebody has decided on this review since you looked.")]
    Moved,
    /// The directory refused: a conflict of interest.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}
