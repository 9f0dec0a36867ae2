//! Why billing is refused. Each displays as a sentence for the person who asked; nothing was changed then.

use super::model::payment::{PaymentStatus, RunStatus};
use super::model::statement::StatementFault;
use super::model::{CreditStatus, InvoiceStatus};
use crate::accounts::Refused;
use crate::db::DbError;
use crate::kernel::Money;

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BillingError {
    /// There is no such paper for whoever asks.
    #[error("We can’t find that.")]
    NotFound,
    /// They may see it, and not do this.
    #[error("You can’t do this to this invoice.")]
    NotAllowed,
    /// The mandate was revoked, ran out, or doesn't allow it.
    #[error("Your permission to do this for this person has ended. Nothing was changed.")]
    MandateEnded,
    /// Whoever pays also works for the provider.
    #[error("You work for this provider, so somebody else has to look at its invoices.")]
    ConflictOfInterest,
    /// The invoice has moved on.
    #[error("This invoice is {} now, so that can’t be done. Nothing was changed.", said(*.0))]
    MovedOn(InvoiceStatus),
    /// The credit note has moved on.
    #[error("This credit note is marked “{}” now, so that can’t be done. Nothing was changed.", .0.label())]
    CreditMovedOn(CreditStatus),
    /// There is nothing on it.
    #[error("Choose at least one delivery.")]
    Nothing,
    /// What was chosen isn't what the page showed.
    #[error("Something on this page has changed since you looked at it. Check it again. Nothing was made.")]
    Changed,
    /// Too many lines.
    #[error("An invoice has at most 500 lines. Choose fewer deliveries.")]
    TooMany,
    /// Something on it has VAT in its price, and the provider has given no number.
    #[error(
        "Some of these prices have VAT in them. Tell us your VAT number first, so that it can stand on the invoice."
    )]
    NeedsVatNumber,
    /// Words are missing or too long.
    #[error("{0}")]
    NeedsWords(&'static str),
    /// More than is left of a line.
    #[error("Only {0} is left to credit there.")]
    MoreThanLeft(Money),
    /// An amount that makes no sense.
    #[error("Enter how much to credit.")]
    NothingToCredit,
    /// The bank has been told to pay it.
    #[error(
        "The bank has been told to pay this invoice. Wait until the payment has arrived or failed, then try again."
    )]
    OnItsWay,
    /// The payment has moved on.
    #[error("This payment is marked “{}” now, so that can’t be done. Nothing was changed.", .0.label())]
    PaymentMovedOn(PaymentStatus),
    /// The payment run has moved on.
    #[error("This payment run is marked “{}” now, so that can’t be done. Nothing was changed.", .0.label())]
    RunMovedOn(RunStatus),
    /// The payment came back after a refund, which the two sides have to settle.
    #[error("The provider has paid a part of this back before. Say on the page of the payment that it came back.")]
    RefundedBefore,
    /// The council hasn't said from which account it pays.
    #[error("Say first which account the council pays from.")]
    NoPayerAccount,
    /// A provider has no confirmed account.
    #[error("A provider on this list has no confirmed bank account. Leave its invoices out. Nothing was made.")]
    NoPayeeAccount,
    /// Nothing is left to pay.
    #[error("There is nothing to pay. Choose at least one invoice.")]
    NothingToPay,
    /// A day of payment that can't be.
    #[error("Enter the day you paid: not after today, and not more than a year before the invoice.")]
    NeedsDay,
    /// A day on which the bank can't have paid.
    #[error("Enter the day the bank paid: not before it was told to, and not after today.")]
    NeedsBankDay,
    /// The line needs no look any more.
    #[error("This line needs no look any more. Nothing was changed.")]
    LineMovedOn,
    /// The code is wrong.
    #[error("That is not the code we sent. Check the email again.")]
    WrongCode,
    /// Too late, or tried too often.
    #[error("This code can’t be used any more. Enter the account again, and we send another.")]
    CodeOver,
    /// Another account waits than the one that was looked at.
    #[error("Somebody has entered another account since you looked. Check the one that waits now.")]
    AnotherAccount,
    /// No such provider, or no such order of one of the council's people.
    #[error("Nobody has this name, or no order of your people has this number. Check it.")]
    Nobody,
    /// The statement isn't taken.
    #[error("{0}")]
    Statement(#[from] StatementFault),
    /// The form's key is missing or was used for something else.
    #[error("This form can’t be used again. Go back and try again. Nothing was changed.")]
    BadKey,
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

fn said(status: InvoiceStatus) -> &'static str {
    match status {
        InvoiceStatus::Issued => "waiting to be approved",
        InvoiceStatus::Queried => "queried",
        InvoiceStatus::Approved => "approved",
        InvoiceStatus::Paid => "paid",
        InvoiceStatus::Credited => "credited",
    }
}

impl From<DbError> for BillingError {
    fn from(error: DbError) -> Self {
        match error {
            DbError::NotFound => Self::NotFound,
            error if error.is_constraint("idempotency key") => Self::BadKey,
            other => Self::Db(other),
        }
    }
}

impl From<Refused> for BillingError {
    fn from(_: Refused) -> Self {
        Self::NotFound
    }
}
