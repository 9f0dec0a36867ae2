//! One type per kind of id, so that an order's id can't be passed where a pot's is wanted.
//!
//! An id is the row's number. In addresses and forms it is written as plain digits and read back strictly.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is not an id: ids are whole numbers from 1, in plain digits.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a {kind}")]
pub struct NotAnId {
    /// The kind of id that was wanted, for logs.
    pub kind: &'static str,
}

/// The number in a text of plain digits, from 1 up.
fn parse(text: &str) -> Option<i64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && !text.starts_with('0');
    if plain { text.parse().ok() } else { None }
}

macro_rules! id {
    ($($(#[$meta:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub i64);

        impl $name {
            /// The number, as it is stored.
            #[must_use]
            pub const fn get(self) -> i64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(&self.0, f)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                parse(text).map(Self).ok_or(NotAnId { kind: stringify!($name) })
            }
        }
    )+};
}

id! {
    /// Other times for a line of an order, that one side proposed to the other.
    ProposalId,
    /// A link from a mail that confirms visits.
    ConfirmLinkId,
    /// A file of visits that a provider sent.
    VisitFileId,
    /// A pause of an order.
    PauseId,
    /// That something was wrong with a delivery.
    DisputeId,
    /// An offer of how much is paid of a disputed delivery.
    DisputeOfferId,
    /// Somebody asked to spend outside of the plan.
    SpendingRequestId,
    /// A person who can sign in.
    UserId,
    /// A provider's, broker's or council's organisation.
    OrganisationId,
    /// That a user belongs to an organisation in a role.
    MembershipId,
    /// One sign-in on one device.
    SessionId,
    /// A budget holder.
    HolderId,
    /// A mandate to act for a holder.
    MandateId,
    /// A provider.
    ProviderId,
    /// A listing.
    ListingId,
    /// A price of a listing.
    PriceId,
    /// A picture of a listing.
    PictureId,
    /// What a listing said at some time.
    ListingVersionId,
    /// A place on a waiting list.
    WaitingId,
    /// An accreditation of a provider.
    AccreditationId,
    /// A file of evidence.
    EvidenceId,
    /// A claim on an entry from open data.
    ClaimId,
    /// A plan being written, or a change to one.
    DraftId,
    /// A sitting of the risk panel about a plan.
    PanelId,
    /// A file sent with a plan.
    PlanFileId,
    /// A support plan.
    PlanId,
    /// An outcome in a plan.
    OutcomeId,
    /// A line of a plan.
    PlanLineId,
    /// A personal budget.
    BudgetId,
    /// A pot of a budget.
    PotId,
    /// A funding stream of a pot.
    FundingStreamId,
    /// A ledger account.
    AccountId,
    /// A ledger transfer.
    TransferId,
    /// A line of a basket.
    BasketLineId,
    /// An order.
    OrderId,
    /// A line of an order.
    OrderLineId,
    /// One delivery of an order line.
    DeliveryId,
    /// A rating.
    RatingId,
    /// Two providers that may be one.
    DuplicateId,
    /// A file of listings that a provider sent.
    UploadId,
    /// A request for what can't be found.
    RequestId,
    /// A provider's quote for a request.
    QuoteId,
    /// A line of a quote.
    QuoteLineId,
    /// What several holders order together.
    SharedOrderId,
    /// One of those who share.
    SharedMemberId,
    /// A link that lets somebody share.
    SharedInviteId,
    /// A background job.
    JobId,
    /// A moderator's decision.
    DecisionId,
    /// What a provider answered to a decision.
    AppealId,
    /// Something that was reported.
    ReportId,
    /// A worry in a council's safeguarding inbox.
    ConcernId,
    /// A saved search.
    SavedSearchId,
    /// A provider's invoice.
    InvoiceId,
    /// A line of an invoice.
    InvoiceLineId,
    /// A credit note against an invoice.
    CreditNoteId,
    /// An exception from a council's tolerance.
    ToleranceId,
    /// A line of a credit note.
    CreditNoteLineId,
    /// A payer's payments that go to the bank together.
    PaymentRunId,
    /// One payment of one invoice.
    PaymentId,
    /// A bank statement that was read in.
    BankStatementId,
    /// A line of a bank statement that was read in.
    BankLineId,
    /// A provider's bank account as somebody entered it.
    BankAccountId,
    /// A version of a questionnaire.
    QuestionnaireId,
    /// Somebody's answers to a questionnaire.
    AssessmentId,
    /// A version of how a council turns points into money.
    RasId,
    /// What somebody's points came to in money.
    FigureId,
    /// What somebody pays towards their support.
    ContributionId,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_plain_digits_are_ids() {
        assert_eq!("42".parse(), Ok(OrderId(42)));
        for text in ["", "0", "042", "-1", "+1", " 1", "1 ", "1a", "9223372036854775808"] {
            assert_eq!(text.parse::<OrderId>(), Err(NotAnId { kind: "OrderId" }), "{text}");
        }
    }

    proptest! {
        #[test]
        fn printed_ids_are_read_back(number in 1..=i64::MAX) {
            prop_assert_eq!(PotId(number).to_string().parse(), Ok(PotId(number)));
            prop_assert_eq!(serde_json::to_string(&PotId(number)).unwrap(), number.to_string());
        }
    }
}
