//! Why a budget isn't shown, or money isn't put into it.

use crate::accounts::Refused;
use crate::db::DbError;
use crate::kernel::Money;
use crate::plans::PlanError;

/// Why something about a budget was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BudgetError {
    /// Not this person's to see.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The council hasn't said what becomes of what is left.
    #[error("Set your council’s policy for the end of the year first.")]
    NoPolicy,
    /// Money can't begin to arrive before the budget begins or after it ends.
    #[error("Enter a day within the budget’s year")]
    OutsideTheYear,
    /// The person's case is closed.
    #[error("This person’s case is closed, so no money can be put in. Open the case again first.")]
    Closed,
    /// Less is free than is to be taken back.
    #[error("Only {0} can be taken back. What is ordered, spent or their own stays")]
    NotFree(Money),
    /// The form was used for something else before.
    #[error("This form was used already. Open the page again. Nothing was taken")]
    UsedForm,
    /// No agreed plan waits to be joined to a budget.
    #[error("There is no plan to count this budget against. Somebody may have done it already.")]
    NothingToJoin,
    /// Nobody in the directory is called that.
    #[error("We don’t know a provider called “{0}”. Write the name as it stands in the directory")]
    UnknownProvider(String),
    /// A voucher that may buy anything is none.
    #[error("Choose at least one kind of support or one provider: a voucher buys only what is on its list")]
    VoucherNeedsList,
    /// No provider holds the money, so none can collect for it.
    #[error("No provider holds this money, so none can collect it. Choose the council or the person")]
    NobodyToCollect,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<PlanError> for BudgetError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Refused(refused) => Self::Refused(refused),
            PlanError::Db(error) => Self::Db(error),
        }
    }
}
