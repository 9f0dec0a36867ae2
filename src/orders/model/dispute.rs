//! Something was wrong with a delivery: what each side says, and how it is settled.

use chrono::NaiveDateTime;

use crate::kernel::{DeliveryId, DisputeId, DisputeOfferId, Quantity, text_enum};

text_enum! {
    /// How far a dispute has come.
    pub enum DisputeStatus {
        /// The money is held.
        Open = "open" => "Being looked into",
        /// The two sides settled it: it was recorded again, or confirmed after all.
        Agreed = "agreed" => "Settled between them",
        /// The council said what is paid.
        Decided = "decided" => "Settled by the council",
    }
}

impl DisputeStatus {
    /// Whether a dispute in this state may come to be in the next.
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Open, Self::Agreed | Self::Decided))
    }
}

text_enum! {
    /// Who says something.
    pub enum Side {
        /// The holder, or whoever acts for them.
        Holder = "holder" => "The budget holder’s side",
        /// The provider.
        Provider = "provider" => "The provider",
        /// The holder's council.
        Council = "council" => "The council",
    }
}

/// That something was wrong with a delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// Which dispute.
    pub id: DisputeId,
    /// Of which delivery.
    pub delivery_id: DeliveryId,
    /// How far it has come.
    pub status: DisputeStatus,
    /// Since when.
    pub opened_at: NaiveDateTime,
    /// When somebody asked the council to settle it.
    pub council_asked_at: Option<NaiveDateTime>,
    /// When it was settled.
    pub settled_at: Option<NaiveDateTime>,
}

/// One side offers that this much of the delivery is paid. The newest offer counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// Which offer.
    pub id: DisputeOfferId,
    /// Whose.
    pub side: Side,
    /// Their name.
    pub by: String,
    /// How much is to be paid.
    pub units: Quantity,
}

/// What somebody said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// On which side they stand.
    pub side: Side,
    /// Their name.
    pub by: String,
    /// Their words.
    pub words: String,
    /// When, in UTC.
    pub at: NaiveDateTime,
}
