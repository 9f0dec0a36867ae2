//! Prices that were agreed for one order, by a quote or as a share, and are not the listing's.

use crate::directory::model::Vat;
use crate::kernel::{Money, text_enum};

text_enum! {
    /// How a price came to be agreed.
    pub enum AgreedBy {
        /// The holder accepted the provider's quote.
        Quote = "quote" => "Agreed by quote",
        /// It is a share of what several people order together.
        Share = "share" => "Your share",
    }
}

/// What one unit of a line costs by agreement, whatever the hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgreedPrice {
    /// How it was agreed.
    pub by: AgreedBy,
    /// The price of one unit.
    pub unit_price: Money,
    /// How VAT is in it.
    pub vat: Vat,
}
