//! What a person contributed beyond what their support came to: nobody pays more than that. Pure.
//!
//! It is one sum for all pots of a budget, because the contribution of one pot goes with support from all of them. It comes
//! out of the pots that have it, in their order, each as far as what was paid into it is still there.

use super::model::GiveBack;
use crate::kernel::Money;
use crate::kernel::ids::PotId;

/// A pot of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InBudget {
    /// Which pot.
    pub pot: PotId,
    /// What the person contributed that has come.
    pub paid: Money,
    /// What of it is still to come.
    pub to_come: Money,
    /// What they or their family added of their own that has come.
    pub own: Money,
    /// What of that is still to come.
    pub own_to_come: Money,
    /// What is ordered, delivered, invoiced and paid, but for what others' money pays that is only for that.
    pub used: Money,
    /// What was given back of it before, of whatever was theirs.
    pub given: Money,
    /// What is free and may buy anything, and what was given back before.
    pub there: Money,
}

impl InBudget {
    /// The same once all that is planned has come, as at the end of the year.
    #[must_use]
    pub fn once_all_has_come(self) -> Self {
        let paid = self.paid.checked_add(self.to_come).unwrap_or(self.paid);
        let own = self.own.checked_add(self.own_to_come).unwrap_or(self.own);
        Self { paid, own, to_come: Money::ZERO, own_to_come: Money::ZERO, ..self }
    }
}

fn less(a: Money, b: Money) -> Money {
    a.checked_sub(b).unwrap_or_default().max(Money::ZERO)
}

/// What of the contribution one of these pots gives back, in all, by whose money counts as used first.
///
/// What a pot has given back stays given. Then each gives as far as it was paid into it and is there; and what is still
/// missing comes from whatever pot has money that may buy anything: it was used up in one because the contribution was in
/// another.
pub fn overpaid(pots: &[InBudget], pot: PotId, give_back: GiveBack) -> Money {
    // What was added counts as used before the contribution, or after it.
    let charged = |one: &InBudget| match give_back {
        GiveBack::First => one.used,
        GiveBack::Last => less(one.used, one.own),
    };
    let own_left = |one: &InBudget| match give_back {
        GiveBack::First => one.own,
        GiveBack::Last => less(one.own, one.used),
    };
    let sum = |of: &dyn Fn(&InBudget) -> Money| Money::sum(pots.iter().map(of)).unwrap_or_default();
    let mut over = less(sum(&|one| one.paid), sum(&charged));
    let mut gives = vec![Money::ZERO; pots.len()];
    let mosts: [&dyn Fn(&InBudget) -> Money; 3] =
        [&|one| less(one.given, own_left(one)), &|one| one.paid.min(less(one.there, own_left(one))), &|one| {
            less(one.there, own_left(one))
        }];
    for most in mosts {
        for (one, gives) in pots.iter().zip(&mut gives) {
            let part = over.min(less(most(one), *gives));
            *gives = gives.checked_add(part).unwrap_or(*gives);
            over = less(over, part);
        }
    }
    pots.iter().zip(gives).find(|(one, _)| one.pot == pot).map_or(Money::ZERO, |(_, gives)| gives)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pounds(pounds: i64) -> Money {
        Money::from_pence(pounds * 100)
    }

    fn pot(id: i64, paid: i64, used: i64, there: i64) -> InBudget {
        InBudget {
            pot: PotId(id),
            paid: pounds(paid),
            to_come: Money::ZERO,
            own: Money::ZERO,
            own_to_come: Money::ZERO,
            used: pounds(used),
            given: Money::ZERO,
            there: pounds(there),
        }
    }

    fn of(pots: &[InBudget], give_back: GiveBack) -> Vec<i64> {
        pots.iter().map(|one| overpaid(pots, one.pot, give_back).pence() / 100).collect()
    }

    #[test]
    fn nobody_pays_more_than_their_support_came_to() {
        assert_eq!(of(&[pot(1, 1_370, 310, 8_640)], GiveBack::First), [1_060]);
        assert_eq!(of(&[pot(1, 1_370, 2_000, 6_000)], GiveBack::First), [0]);
        // Support from one pot counts against the contribution in the other.
        assert_eq!(of(&[pot(1, 370, 310, 60), pot(2, 1_000, 0, 2_000)], GiveBack::First), [60, 1_000]);
        // A pot that has spent all of it leaves it to the next.
        assert_eq!(of(&[pot(1, 1_000, 1_000, 0), pot(2, 500, 0, 5_500)], GiveBack::First), [0, 500]);
    }

    #[test]
    fn what_one_pot_has_not_comes_from_another_and_is_given_once() {
        // The contribution was in a pot that is settled and empty; what comes free is in the other.
        let settled = [pot(1, 0, 700, 500), pot(2, 1_000, 0, 0)];
        assert_eq!(of(&settled, GiveBack::First), [300, 0]);
        // Once the first has given it, the second gives nothing, even if it has money again.
        let given = InBudget { given: pounds(300), ..pot(1, 0, 700, 300) };
        assert_eq!(of(&[given, pot(2, 1_000, 0, 400)], GiveBack::First), [300, 0]);
    }

    #[test]
    fn what_was_added_counts_as_used_first_or_last() {
        let added = InBudget { own: pounds(500), ..pot(1, 1_370, 310, 4_560) };
        assert_eq!(of(&[added], GiveBack::First), [1_060]);
        assert_eq!(of(&[added], GiveBack::Last), [1_370], "the £310 were paid by what was added");
    }

    #[test]
    fn what_has_not_come_counts_at_the_end_of_the_year_and_not_before() {
        let now = InBudget { to_come: pounds(4_846), ..pot(1, 1_154, 3_000, 3_000) };
        assert_eq!(of(&[now], GiveBack::First), [0]);
        assert_eq!(of(&[now.once_all_has_come()], GiveBack::First), [3_000]);
        let added = InBudget { own_to_come: pounds(500), ..pot(1, 1_370, 310, 4_560) };
        assert_eq!(of(&[added], GiveBack::Last), [1_060], "what never came has paid for nothing");
    }

    proptest! {
        /// All pots together give back what was paid beyond what was used, where it is there, and none more than it has.
        #[test]
        fn it_is_given_back_once(
            pots in proptest::collection::vec((0..5_000_i64, 0..5_000_i64, 0..5_000_i64, 0..2_000_i64), 1..5),
            last in any::<bool>(),
        ) {
            let give_back = if last { GiveBack::Last } else { GiveBack::First };
            let pots: Vec<InBudget> = (1_i64..).zip(&pots).map(|(id, (paid, used, there, own))| {
                InBudget { own: pounds(*own), ..pot(id, *paid, *used, *there) }
            }).collect();
            let given = of(&pots, give_back);
            let sum = |of: fn(&InBudget) -> Money| pots.iter().map(|one| of(one).pence() / 100).sum::<i64>();
            let charged: i64 = if last { sum(|one| less(one.used, one.own)) } else { sum(|one| one.used) };
            let own_left = |one: &InBudget| if last { less(one.own, one.used) } else { one.own };
            let there: i64 = pots.iter().map(|one| less(one.there, own_left(one)).pence() / 100).sum();
            let over = (sum(|one| one.paid) - charged).max(0);
            prop_assert_eq!(given.iter().sum::<i64>(), over.min(there), "all that is there, and no more than was overpaid");
            for (one, given) in pots.iter().zip(given) {
                prop_assert!(given >= 0 && pounds(given) <= one.there);
            }
        }
    }
}
