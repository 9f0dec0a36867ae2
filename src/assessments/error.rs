//! Why something about an assessment is refused.

use super::model::ras::NoFigure;
use crate::accounts::Refused;
use crate::db::DbError;
use crate::kernel::Money;

/// A refusal, or a failure below.
#[derive(Debug, thiserror::Error)]
pub enum AssessmentError {
    /// Not theirs, or there is none: whoever asks can't tell.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The council asks nothing of this kind.
    #[error("The council has no questions of this kind yet. Please ask your council.")]
    NoQuestions,
    /// It was sent in, or stopped.
    #[error("These answers were sent in, so they can’t be changed any more.")]
    Closed,
    /// The person's case is closed.
    #[error("The case is closed. The council has to open it again first.")]
    CaseClosed,
    /// Not one of the answers, or too long.
    #[error("Choose one of the answers.")]
    BadAnswer,
    /// Questions without an answer.
    #[error("Some questions have no answer yet.")]
    Unfinished,
    /// Somebody answered something since the page was made.
    #[error("Somebody changed an answer while you were looking. Please check the answers again.")]
    Changed,
    /// Somebody else changed the draft since the page was made.
    #[error("Somebody else changed this while you did. Open it again, and make your change once more.")]
    Stale,
    /// In use, or in use once.
    #[error("This was put in use, so it can’t be changed any more. Make a new draft instead.")]
    InUse,
    /// It isn't whole.
    #[error("It can’t be used yet. {0}")]
    NotWhole(String),
    /// The points come to no money.
    #[error(transparent)]
    NoFigure(NoFigure),
    /// Another contribution has days of this period.
    #[error("There is a contribution from {0} already. End that one first, or choose other days.")]
    Overlaps(String),
    /// More than the budget.
    #[error(
        "That is more than the indicative budget of {0} a week. Choose the full cost if the person pays all of it."
    )]
    AboveBudget(Money),
    /// The last day comes before the first.
    #[error("The last day comes before the first day.")]
    EndsFirst,
    /// It ends before that already.
    #[error("It ends before that day already. Decide another contribution for the days after.")]
    EndsLater,
    /// The database failed.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for AssessmentError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::Refused(Refused),
            other => Self::Db(other),
        }
    }
}
