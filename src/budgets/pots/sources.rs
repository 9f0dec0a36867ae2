//! What is left of each source of a pot's money. Pure.
//!
//! Money that is only for something pays for that first, so that what may buy anything lasts longest; what goes back to
//! whoever gave it is taken from money that may buy anything first.

use super::model::{Source, buys};
use crate::kernel::Money;

/// What is left of each source after these were paid, each by the code of its category.
fn after_uses(sources: &[Source], items: &[(String, Money)]) -> Vec<Money> {
    let mut left: Vec<Money> = sources.iter().map(|(amount, _)| *amount).collect();
    let mut order: Vec<usize> = (0..sources.len()).collect();
    // The narrowest first; nothing named stands for anything.
    order.sort_by_key(|at| sources.get(*at).map_or(0, |(_, only_for)| only_for.len().wrapping_sub(1)));
    for (category, cost) in items {
        let fitting = order.iter().filter(|at| sources.get(**at).is_some_and(|(_, only_for)| buys(only_for, category)));
        take(&mut left, fitting.copied(), *cost);
    }
    left
}

/// Takes so much from these, in turn, as far as it is there.
fn take(left: &mut [Money], from: impl Iterator<Item = usize>, amount: Money) {
    let mut wanted = amount;
    for at in from {
        let Some(there) = left.get_mut(at) else { continue };
        let part = wanted.min(*there).max(Money::ZERO);
        *there = there.checked_sub(part).unwrap_or_default();
        wanted = wanted.checked_sub(part).unwrap_or_default();
    }
}

/// What each source has left, after these were paid and so much went back.
pub fn left_of(sources: &[Source], items: &[(String, Money)], back: Money) -> Vec<Money> {
    let mut left = after_uses(sources, items);
    let free = |wanted: bool| {
        let all = sources.iter().enumerate();
        all.filter(move |(_, (_, only_for))| only_for.is_empty() == wanted).map(|(at, _)| at)
    };
    take(&mut left, free(true).chain(free(false)), back);
    left
}

/// The sources without what went back of them.
pub fn without(sources: &[Source], items: &[(String, Money)], back: Money) -> Vec<Source> {
    let (before, after) = (after_uses(sources, items), left_of(sources, items, back));
    let gone = before.iter().zip(&after).map(|(before, after)| before.checked_sub(*after).unwrap_or_default());
    let rest =
        |((amount, only_for), gone): (&Source, Money)| (amount.checked_sub(gone).unwrap_or_default(), only_for.clone());
    sources.iter().zip(gone).map(rest).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::budgets::pots::model::ring_fences;

    fn pounds(pounds: i64) -> Money {
        Money::from_pence(pounds * 100)
    }

    fn meals() -> Vec<String> {
        vec!["meals".to_owned()]
    }

    #[test]
    fn what_went_back_cannot_be_spent_on_what_the_rest_is_not_for() {
        let sources = [(pounds(1_900), Vec::new()), (pounds(212), meals())];
        let rest = without(&sources, &[], pounds(1_900));
        assert_eq!(rest, [(Money::ZERO, Vec::new()), (pounds(212), meals())]);
        assert!(ring_fences(&rest, &[("personal-care".to_owned(), pounds(1))]).is_some());
        assert_eq!(ring_fences(&rest, &[("meals".to_owned(), pounds(212))]), None);
    }

    #[test]
    fn money_for_something_pays_for_it_first() {
        let sources = [(pounds(100), Vec::new()), (pounds(50), meals())];
        let items = [("meals".to_owned(), pounds(60)), ("transport".to_owned(), pounds(20))];
        assert_eq!(left_of(&sources, &items, Money::ZERO), [pounds(70), Money::ZERO]);
        assert_eq!(left_of(&sources, &items[1..], pounds(100)), [Money::ZERO, pounds(30)]);
    }

    proptest! {
        /// What is left of the sources is what was put in without what was paid and what went back, to the penny.
        #[test]
        fn what_is_left_adds_up(
            sources in proptest::collection::vec((0_i64..10_000, 0_usize..3), 1..8),
            paid in 0_i64..10_000,
            back in 0_i64..10_000,
        ) {
            let kinds = [Vec::new(), meals(), vec!["meals".to_owned(), "transport".to_owned()]];
            let sources: Vec<Source> =
                sources.into_iter().map(|(pence, kind)| (Money::from_pence(pence), kinds[kind].clone())).collect();
            let all = Money::sum(sources.iter().map(|(amount, _)| *amount)).unwrap();
            let (paid, back) = (Money::from_pence(paid), Money::from_pence(back));
            let left = left_of(&sources, &[("meals".to_owned(), paid)], back);
            let gone = paid.checked_add(back).unwrap().min(all);
            prop_assert_eq!(Money::sum(left).unwrap(), all.checked_sub(gone).unwrap());
        }
    }
}
