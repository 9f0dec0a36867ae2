//! What a pot may buy: categories, approved providers, and the highest price of a unit. A council's finance officer sets
//! it; baskets and orders keep to it (`orders::service`).
//!
//! Invariant: a pot of which nothing was said may buy anything at any price.

pub mod routes;
pub mod service;
pub(super) mod store;
mod views;

use crate::directory::model::PriceUnit;
use crate::kernel::Money;

/// The most that a pot may pay for one unit, by unit. A unit that isn't named has no limit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HighestPrices(pub Vec<(PriceUnit, Money)>);

impl HighestPrices {
    /// The most that may be paid for one of this unit; none where there is no limit.
    pub fn of(&self, unit: PriceUnit) -> Option<Money> {
        self.0.iter().find(|(limited, _)| *limited == unit).map(|(_, highest)| *highest)
    }

    /// Why a price is too high, in a sentence; none when it isn't.
    pub fn refusal(&self, unit: PriceUnit, price: Money) -> Option<String> {
        let highest = self.of(unit).filter(|highest| price > *highest)?;
        Some(format!("It may pay at most {highest} {}, and this is {price}.", unit.per()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_above_the_highest_is_refused_in_words() {
        let highest = HighestPrices(vec![(PriceUnit::Hour, Money::from_pence(2_000))]);
        assert_eq!(highest.refusal(PriceUnit::Hour, Money::from_pence(2_000)), None);
        assert_eq!(highest.refusal(PriceUnit::Visit, Money::from_pence(9_999)), None);
        let said = highest.refusal(PriceUnit::Hour, Money::from_pence(2_001));
        assert_eq!(said.as_deref(), Some("It may pay at most £20.00 an hour, and this is £20.01."));
    }
}
