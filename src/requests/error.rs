//! Why a request or a quote isn't taken, isn't shown, or doesn't become an order.

use crate::accounts::Refused;
use crate::db::DbError;
use crate::orders::PlaceOrderError;
use crate::orders::model::beyond::AskFirst;
use crate::requests::model::{QuoteStatus, RequestStatus};

/// Why nothing was asked, quoted, answered or shown. Each displays as a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Whoever asks is no budget holder, or their mandate doesn't let them.
    #[error("Only people with a budget, and those who act for them, can ask for support here.")]
    NotAllowed(#[from] Refused),
    /// The mandate was revoked, ran out, or no longer allows it.
    #[error("Your permission to do this for this person has ended. Nothing was changed.")]
    MandateEnded,
    /// There is no such request for them.
    #[error("We can’t find that request.")]
    NotFound,
    /// It was closed before.
    #[error("{}", closed_words(*.0))]
    Closed(RequestStatus),
    /// Too many are open.
    #[error("You have as many open requests as you can have. Cancel one before you ask for more.")]
    TooMany,
    /// A field can't be taken as it is: which, and a sentence.
    #[error("{1}")]
    Field(&'static str, String),
    /// Its last day for quotes has passed.
    #[error("The last day for quotes has passed. Nothing was sent.")]
    TooLate,
    /// A quote is no longer where it was thought to be.
    #[error("{}", over_words(*.0))]
    QuoteOver(QuoteStatus),
    /// A quote without lines.
    #[error("Add at least one line before you send the quote.")]
    NoLines,
    /// As many lines as a quote may have.
    #[error("A quote can have 20 lines. Take one out before you add another.")]
    TooManyLines,
    /// The box wasn't ticked.
    #[error("Tick the box to say that you have read this and want to order it.")]
    NotAgreed,
    /// The form's key is missing or was used for something else.
    #[error("This form can’t be used again. Open the quote again. Nothing was ordered.")]
    BadKey,
    /// The order can't be made.
    #[error("{0}")]
    Order(#[from] PlaceOrderError),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

/// What became of a request, for whoever wants to do something with it.
fn closed_words(status: RequestStatus) -> &'static str {
    match status {
        RequestStatus::Ordered => {
            "A quote for this request is accepted already, and it is an order. Nothing was changed."
        }
        RequestStatus::Expired => "This request has run out. Nothing was changed.",
        RequestStatus::Open | RequestStatus::Withdrawn => "This request was cancelled before. Nothing was changed.",
    }
}

/// What became of a quote, for whoever wants to do something with it.
fn over_words(status: QuoteStatus) -> &'static str {
    match status {
        QuoteStatus::Draft => "This quote isn’t sent yet.",
        QuoteStatus::Sent => "This quote waits for an answer.",
        QuoteStatus::Accepted => "This quote is accepted already, and it is an order. Nothing was changed.",
        QuoteStatus::Declined => "This quote was answered with a no. Nothing was changed.",
        QuoteStatus::Withdrawn => "The provider has taken this quote back. Nothing was ordered.",
        QuoteStatus::Replaced => "The provider has sent a newer quote in place of this one. Nothing was ordered.",
        QuoteStatus::Closed => "This quote is closed. Nothing was changed.",
        QuoteStatus::Expired => "This quote has run out. Ask the provider for a new one. Nothing was ordered.",
    }
}

impl RequestError {
    /// What there is to ask the council first.
    pub fn asks(&self) -> &[AskFirst] {
        if let Self::Order(error) = self { error.asks() } else { &[] }
    }
}

impl From<DbError> for RequestError {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::NotFound } else { Self::Db(error) }
    }
}
