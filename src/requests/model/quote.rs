//! Quotes: what a provider offers for a request, and what may become of it.
//!
//! A quote is never changed once it was sent: a better one is the next version, and replaces it.

use chrono::{NaiveDate, NaiveDateTime};

use crate::directory::model::Vat;
use crate::kernel::ids::{ListingId, OrderId, ProviderId, QuoteId, QuoteLineId, RequestId, UserId};
use crate::kernel::{Money, text_enum};
use crate::orders::model::LineRequest;

/// The most lines of a quote.
pub const MOST_LINES: usize = 20;
/// The longest title of a line, in characters.
pub const LONGEST_TITLE: usize = 120;
/// The longest notes, in characters.
pub const LONGEST_NOTES: usize = 1_000;
/// The longest reason for saying no, in characters.
pub const LONGEST_REASON: usize = 500;
/// The highest price of one unit, as for listings.
pub const HIGHEST_PRICE: Money = crate::directory::model::price::HIGHEST;
/// How many days ahead a quote may hold at most.
pub const LONGEST_VALID_DAYS: i64 = 180;

text_enum! {
    /// How far a quote has come.
    pub enum QuoteStatus {
        /// The provider is writing it; nobody else sees it.
        Draft = "draft" => "Not sent yet",
        /// The person who asked can accept it.
        Sent = "sent" => "Waiting for an answer",
        /// It is an order.
        Accepted = "accepted" => "Accepted",
        /// The person said no, with a reason.
        Declined = "declined" => "Not wanted",
        /// The provider took it back.
        Withdrawn = "withdrawn" => "Taken back",
        /// A newer version took its place.
        Replaced = "replaced" => "Replaced",
        /// The request was closed with another quote, or without one.
        Closed = "closed" => "Closed",
        /// Nobody answered while it held.
        Expired = "expired" => "Ran out",
    }
}

impl QuoteStatus {
    /// Whether a quote in this state may come to be in the next.
    pub const fn may_become(self, next: Self) -> bool {
        use QuoteStatus::{Accepted, Closed, Declined, Draft, Expired, Replaced, Sent, Withdrawn};
        matches!(
            (self, next),
            (Draft, Sent | Closed) | (Sent, Accepted | Declined | Withdrawn | Replaced | Closed | Expired)
        )
    }

    /// Whether nothing more becomes of it.
    pub const fn is_over(self) -> bool {
        !matches!(self, Self::Draft | Self::Sent)
    }
}

/// What a provider offers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quote {
    /// Which quote.
    pub id: QuoteId,
    /// For which request.
    pub request_id: RequestId,
    /// By whom.
    pub provider_id: ProviderId,
    /// The how-manieth of this provider for this request, from 1.
    pub version: i32,
    /// How far it has come.
    pub status: QuoteStatus,
    /// What the provider says with it.
    pub notes: String,
    /// The last day it can be accepted; a draft may have none.
    pub valid_until: Option<NaiveDate>,
    /// Who wrote it.
    pub made_by: UserId,
    /// When it was sent.
    pub sent_at: Option<NaiveDateTime>,
    /// When it was over.
    pub ended_at: Option<NaiveDateTime>,
    /// Why the person said no.
    pub reason: Option<String>,
    /// What became of it when it was accepted.
    pub order_id: Option<OrderId>,
    /// What is offered.
    pub lines: Vec<QuoteLine>,
}

/// One line of a quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuoteLine {
    /// Which line.
    pub id: QuoteLineId,
    /// The provider's listing that it hangs on.
    pub listing_id: ListingId,
    /// What it is.
    pub title: String,
    /// How much and when.
    pub request: LineRequest,
    /// The price of one unit, with all that must be paid.
    pub price: Money,
    /// How VAT is in it.
    pub vat: Vat,
}

/// A line as a provider writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewQuoteLine {
    /// The provider's listing that it hangs on.
    pub listing: ListingId,
    /// What it is; neither empty nor longer than [`LONGEST_TITLE`].
    pub title: String,
    /// How much and when.
    pub request: LineRequest,
    /// The price of one unit; from a penny to [`HIGHEST_PRICE`].
    pub price: Money,
    /// How VAT is in it.
    pub vat: Vat,
}

impl Quote {
    /// Whether it can be accepted on this day.
    pub fn holds_on(&self, today: NaiveDate) -> bool {
        self.status == QuoteStatus::Sent && self.valid_until.is_some_and(|until| until >= today)
    }
}

text_enum! {
    /// Which side says something about a request.
    pub enum Side {
        /// The person who asked, or whoever acts for them. Providers don't learn who.
        Holder = "holder" => "The person who asked",
        /// A provider.
        Provider = "provider" => "The provider",
    }
}

/// A question or an answer, between the person who asked and one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// With which provider.
    pub provider_id: ProviderId,
    /// Who says it.
    pub side: Side,
    /// What.
    pub words: String,
    /// When, in UTC.
    pub said_at: NaiveDateTime,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_an_end_and_everything_else_can_reach_one() {
        for from in QuoteStatus::ALL {
            let next: Vec<_> = QuoteStatus::ALL.iter().filter(|to| from.may_become(**to)).collect();
            assert_eq!(next.is_empty(), from.is_over(), "{from}");
        }
    }

    #[test]
    fn only_what_was_sent_is_answered() {
        for to in [QuoteStatus::Accepted, QuoteStatus::Declined, QuoteStatus::Expired] {
            let from: Vec<_> = QuoteStatus::ALL.iter().filter(|from| from.may_become(to)).collect();
            assert_eq!(from, [&QuoteStatus::Sent], "{to}");
        }
    }
}
