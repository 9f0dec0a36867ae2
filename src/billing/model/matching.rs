//! The three-way match: what was ordered, what was delivered, and what the invoice asks for.

use std::collections::HashMap;

use super::invoice::LineKind;
use crate::kernel::{Money, text_enum};
use crate::orders::model::cancelling::late_charge;

text_enum! {
    /// What came of matching a line.
    pub enum Verdict {
        /// Ordered, delivered and invoiced agree.
        Matches = "matches" => "Matches",
        /// It was delivered, and is more than was ordered.
        MoreThanOrdered = "more_than_ordered" => "More than was ordered",
        /// It is not what was delivered.
        NotAsDelivered = "not_as_delivered" => "Not what was delivered",
        /// A charge for cancelling late that is more than the order's terms say.
        MoreThanTerms = "more_than_terms" => "More than the terms say",
    }
}

/// The three sides of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// A delivery, or a charge for cancelling it late.
    pub kind: LineKind,
    /// What was ordered costs this.
    pub ordered: Money,
    /// What was delivered and confirmed costs this; for a late charge, the charge.
    pub delivered: Money,
    /// What the invoice asks for.
    pub invoiced: Money,
    /// What a late cancellation costs by the order's terms, in per cent.
    pub late_percent: i32,
}

/// How much a line may be above what was ordered: what a council lets this provider, and orders for which it is another
/// amount, by their references.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tolerances {
    /// For every other order.
    pub usual: Money,
    /// For these orders.
    pub orders: HashMap<String, Money>,
}

impl Tolerances {
    /// What holds for an order.
    pub fn of(&self, order: &str) -> Money {
        self.orders.get(order).copied().unwrap_or(self.usual)
    }
}

impl Match {
    /// Whether it agrees, within this much a line. What is asked for must be what was delivered to the penny: the
    /// tolerance is for deliveries that came to a little more than the order.
    pub fn verdict(&self, tolerance: Money) -> Verdict {
        if self.invoiced != self.delivered {
            return Verdict::NotAsDelivered;
        }
        let (most, beyond) = match self.kind {
            LineKind::Delivery => (self.ordered, Verdict::MoreThanOrdered),
            LineKind::LateCharge => (late_charge(self.ordered, self.late_percent), Verdict::MoreThanTerms),
        };
        let most = most.checked_add(tolerance).unwrap_or(most);
        if self.invoiced <= most { Verdict::Matches } else { beyond }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pence(pence: i64) -> Money {
        Money::from_pence(pence)
    }

    fn delivery(ordered: i64, delivered: i64, invoiced: i64) -> Match {
        let kind = LineKind::Delivery;
        Match {
            kind,
            ordered: pence(ordered),
            delivered: pence(delivered),
            invoiced: pence(invoiced),
            late_percent: 50,
        }
    }

    #[test]
    fn what_was_ordered_or_less_matches() {
        assert_eq!(delivery(6_000, 6_000, 6_000).verdict(Money::ZERO), Verdict::Matches);
        assert_eq!(delivery(6_000, 5_000, 5_000).verdict(Money::ZERO), Verdict::Matches);
    }

    #[test]
    fn more_than_was_ordered_matches_only_within_the_tolerance() {
        let more = delivery(6_000, 6_050, 6_050);
        assert_eq!(more.verdict(pence(49)), Verdict::MoreThanOrdered);
        assert_eq!(more.verdict(pence(50)), Verdict::Matches);
    }

    #[test]
    fn no_tolerance_covers_what_was_not_delivered() {
        assert_eq!(delivery(6_000, 5_000, 5_001).verdict(pence(10_000)), Verdict::NotAsDelivered);
        assert_eq!(delivery(6_000, 5_000, 4_999).verdict(pence(10_000)), Verdict::NotAsDelivered);
    }

    #[test]
    fn a_late_charge_is_held_against_the_terms() {
        let late = Match { kind: LineKind::LateCharge, ..delivery(6_000, 3_000, 3_000) };
        assert_eq!(late.verdict(Money::ZERO), Verdict::Matches);
        let late = Match { kind: LineKind::LateCharge, ..delivery(6_000, 3_001, 3_001) };
        assert_eq!(late.verdict(Money::ZERO), Verdict::MoreThanTerms);
    }
}
