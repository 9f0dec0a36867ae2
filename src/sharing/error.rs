//! Why something isn't shared. Each displays as a sentence for people.

use crate::accounts::Refused;
use crate::db::DbError;
use crate::orders::PlaceOrderError;
use crate::orders::error::{ActError, CostFault};
use crate::orders::model::beyond::AskFirst;
use crate::sharing::model::SharedStatus;

/// Why nothing was begun, joined, agreed to or left.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ShareError {
    /// Whoever asks is no holder, or their mandate doesn't let them.
    #[error("Only people with a budget, and those who may order for them, can share an order.")]
    NotAllowed(#[from] Refused),
    /// The mandate was revoked, ran out, or no longer allows it.
    #[error("Your permission to do this for this person has ended. Nothing was changed.")]
    MandateEnded,
    /// There is nothing of the kind for them.
    #[error("We can’t find that shared order.")]
    NotFound,
    /// It is no longer where it was thought to be.
    #[error("This shared order is marked “{}” now, so that can’t be done. Nothing was changed.", .0.label())]
    MovedOn(SharedStatus),
    /// What was seen is no longer what there is.
    #[error("The share has changed since you looked at it. Look at it again. Nothing was changed.")]
    Changed,
    /// The link was used, is too old, or is none of ours.
    #[error("This link doesn’t work any more: each works once, for 14 days. Ask whoever sent it for a new one.")]
    LinkOver,
    /// They are in already.
    #[error("You share this already.")]
    Already,
    /// As many as can share.
    #[error("No more people can share this.")]
    Full,
    /// A field can't be taken as it is: which, and a sentence.
    #[error("{1}")]
    Field(&'static str, String),
    /// The days and times can't be, or there is no price for them.
    #[error("{0}")]
    Cost(#[from] CostFault),
    /// There is no price for so many people.
    #[error("This service has no price for {0} people. Look at the steps, and ask one more or one fewer.")]
    NoStep(usize),
    /// The box wasn't ticked.
    #[error("Tick the box to say yes to your share.")]
    NotAgreed,
    /// This person's share can't be ordered.
    #[error("{0}")]
    Order(#[from] PlaceOrderError),
    /// Somebody else's share can't be ordered; why is theirs to know.
    #[error(
        "Your yes is kept, and nothing is ordered or changed yet: one of the others can’t pay their share just now. We have told \
         them."
    )]
    SomebodyElse,
    /// The visits can't be changed.
    #[error("{0}")]
    Act(#[from] ActError),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl ShareError {
    /// What there is to ask the council first.
    pub fn asks(&self) -> &[AskFirst] {
        match self {
            Self::Order(error) => error.asks(),
            Self::Act(error) => error.asks(),
            _ => &[],
        }
    }
}

impl From<DbError> for ShareError {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::NotFound } else { Self::Db(error) }
    }
}
