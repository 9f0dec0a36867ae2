//! Why a budget isn't split, or a pot not held in another way.

use crate::accounts::Refused;
use crate::budgets::ledger::LedgerError;
use crate::db::DbError;
use crate::kernel::Money;

/// Why something about a pot was refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PotsError {
    /// Not this person's to see.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is no agreed plan to pay for.
    #[error("There is no agreed plan yet. A budget is split when its plan is agreed.")]
    NoPlan,
    /// The person's case is closed.
    #[error("The case is closed. Open it again first.")]
    CaseClosed,
    /// The days are another budget's already.
    #[error("There is a budget for some of these days already.")]
    Overlaps,
    /// The parts don't come to the budget.
    #[error("The parts come to {parts}, and the budget is {budget}. They must be the same to the penny.")]
    DoesNotAddUp {
        /// What the parts come to.
        parts: Money,
        /// What the budget is.
        budget: Money,
    },
    /// A part would take more than is left.
    #[error("Only {0} of the budget is left for this part.")]
    MoreThanLeft(Money),
    /// A budget would be more than its plan costs.
    #[error("The plan costs {0}. A budget can’t be more than that: change the plan first, so that it is agreed.")]
    MoreThanPlan(Money),
    /// Somebody changed it in the meantime.
    #[error("Somebody changed this in the meantime. Look at it again; nothing was lost.")]
    Changed,
    /// Too many parts.
    #[error("A budget has seven parts at most.")]
    TooMany,
    /// Nobody signs in with this address.
    #[error("Nobody uses Handpick with this address. Ask them to sign up first.")]
    NobodyThere,
    /// The person can't hold their own money for themselves in this way, nor an officer hold it.
    #[error("The person whose budget it is can’t also be the one who holds it for them.")]
    Oneself,
    /// Brokers are brokers.
    #[error("This person is not a broker on Handpick.")]
    NotABroker,
    /// No such provider.
    #[error("Choose a provider whose staff use Handpick.")]
    NoProvider,
    /// Works elsewhere.
    #[error("This person doesn’t work for that provider.")]
    NotTheirs,
    /// It is held in this way already.
    #[error("It is held in this way already.")]
    Same,
    /// A day before today.
    #[error("Choose today or a later day, up to the budget’s last day.")]
    BadDay,
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for PotsError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::Refused(Refused),
            other => Self::Db(other),
        }
    }
}

impl From<LedgerError> for PotsError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Db(error) => error.into(),
            other => Self::Db(DbError::Other(other.to_string())),
        }
    }
}
