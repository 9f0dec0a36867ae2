//! Why a plan isn't shown, or a draft isn't changed, sent or decided.

use super::model::checks::CannotSend;
use super::model::days::WrongDays;
use super::model::draft::{Draft, LONGEST_PLAN, MOST_ROWS};
use super::model::state::{CannotAgree, State};
use crate::accounts::Refused;
use crate::db::DbError;
use crate::files::FilesError;
use crate::kernel::ids::DraftId;

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

/// Why nothing was written, sent or decided. Each displays as a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// There is no such draft for them.
    #[error("We can’t find that plan.")]
    NotFound,
    /// Others may do it.
    #[error("You can read this plan. {0}")]
    NotAllowed(&'static str),
    /// The mandate was revoked, ran out, or no longer allows it.
    #[error("Your permission to write this person’s plan has ended. Nothing was changed.")]
    MandateEnded,
    /// The person's case is closed.
    #[error("The case is closed. The council has to open it again first.")]
    CaseClosed,
    /// It isn't being written.
    #[error("This plan can’t be changed now: {}. Nothing was changed.", .0.label().to_lowercase())]
    NotWritten(State),
    /// Somebody else saved the same part since it was opened; this is what the plan says now.
    #[error("Somebody else saved this part while you were writing. Yours is not saved yet.")]
    Conflict(Box<Draft>),
    /// Somebody else moved it on at the same time.
    #[error(
        "Somebody else did something with this plan at the same time. Nothing of yours was changed. Look at it again."
    )]
    MovedOn,
    /// It was changed since it was read.
    #[error("The plan was changed while you read it. Nothing was done. Read the newest version first.")]
    NotNewest,
    /// A newer one was agreed since.
    #[error(
        "A newer plan for this time was agreed since, so the council can’t look at this one again. Write a change to the newer plan."
    )]
    Overtaken,
    /// Too many rows.
    #[error("A plan can have {MOST_ROWS} of these at most. Put small ones together.")]
    TooManyRows,
    /// Too many characters.
    #[error("A plan can have {LONGEST_PLAN} letters at most. Make it shorter, or send long papers as files.")]
    TooLong,
    /// More than can be added up.
    #[error("These costs are too high to add up. Look at the amounts again.")]
    TooMuch,
    /// Something has to be written first.
    #[error(transparent)]
    CannotSend(#[from] CannotSend),
    /// It can't be agreed, or not by them.
    #[error(transparent)]
    CannotAgree(#[from] CannotAgree),
    /// A change that needs the council.
    #[error("This change needs your council. {0}")]
    NeedsCouncil(String),
    /// No reason was given.
    #[error("{0}")]
    NeedsWords(&'static str),
    /// The day is missing, or can't be.
    #[error("{0}")]
    NeedsDay(&'static str),
    /// It can't be for these days.
    #[error(transparent)]
    Days(#[from] WrongDays),
    /// Somebody sat on the panel about a plan that they have a hand in.
    #[error("{0} wrote some of this plan, acts for the person, or is the person. The panel answers without them.")]
    HasAHand(String),
    /// It was said before.
    #[error("{0}")]
    Twice(&'static str),
    /// Another draft of the same plan is open.
    #[error(
        "Another change to this plan is open. Finish it, or throw it away, before you ask the council to look again."
    )]
    Open(DraftId),
    /// A file that isn't taken.
    #[error("{0}")]
    File(&'static str),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for DraftError {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::NotFound } else { Self::Db(error) }
    }
}

impl From<PlanError> for DraftError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Refused(_) => Self::NotFound,
            PlanError::Db(error) => error.into(),
        }
    }
}

impl From<Refused> for DraftError {
    fn from(_: Refused) -> Self {
        Self::NotFound
    }
}

impl From<FilesError> for DraftError {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Missing => Self::NotFound,
            FilesError::Db(error) => error.into(),
            FilesError::Store(words) => Self::Db(DbError::Other(words)),
        }
    }
}
