//! What is left of each source of a pot's money. Pure.
//!
//! Money that is only for something pays for that first, as much as it can whatever was entered first, so that what may buy
//! anything lasts longest. What goes back to whoever gave it is taken from money that may buy anything first, unless it is
//! known that it was money for something: a settlement takes all that is left.

use super::model::{Source, buys};
use crate::kernel::Money;

/// What went back of a pot.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Back {
    /// What is known to have been money for something.
    pub fenced: Money,
    /// All else.
    pub other: Money,
}

fn less(a: Money, b: Money) -> Money {
    a.checked_sub(b).unwrap_or_default().max(Money::ZERO)
}

fn more(a: Money, b: Money) -> Money {
    a.checked_add(b).unwrap_or(a)
}

/// Shares money for something out among what was bought: a way through sources and kinds of support, found again and again
/// until there is none, so that it pays for as much as it can.
struct Sharing<'a> {
    sources: &'a [Source],
    /// Those that are only for something, the narrowest first.
    fenced: Vec<usize>,
    left: Vec<Money>,
    /// Each kind of support that was bought, and what of it nobody has paid for.
    kinds: Vec<(&'a str, Money)>,
    /// What each source pays of each kind.
    pays: Vec<Vec<Money>>,
}

impl<'a> Sharing<'a> {
    fn of(sources: &'a [Source], items: &'a [(String, Money)]) -> Self {
        let mut kinds: Vec<(&str, Money)> = Vec::new();
        for (category, cost) in items {
            match kinds.iter_mut().find(|(kind, _)| kind == category) {
                Some((_, sum)) => *sum = more(*sum, *cost),
                None => kinds.push((category, *cost)),
            }
        }
        let mut fenced: Vec<usize> = (0..sources.len()).collect();
        fenced.retain(|at| sources.get(*at).is_some_and(|(_, only_for)| !only_for.is_empty()));
        fenced.sort_by_key(|at| sources.get(*at).map_or(0, |(_, only_for)| only_for.len()));
        let pays = vec![vec![Money::ZERO; kinds.len()]; sources.len()];
        Self { sources, fenced, left: sources.iter().map(|(amount, _)| *amount).collect(), kinds, pays }
    }

    fn paid(&self, source: usize, kind: usize) -> Money {
        self.pays.get(source).and_then(|of| of.get(kind)).copied().unwrap_or_default()
    }

    fn change(&mut self, source: usize, kind: usize, change: impl Fn(Money) -> Money) {
        if let Some(paid) = self.pays.get_mut(source).and_then(|of| of.get_mut(kind)) {
            *paid = change(*paid);
        }
    }

    /// A way from a kind of support to a source that has something left: kinds that are to be paid, each with the source that
    /// pays for it instead of for the kind before, the end first. None when there is none.
    fn way(&self, from: usize) -> Option<Vec<(usize, usize)>> {
        // Each source that was reached, and the kind that it would pay; each kind, and the source that would give it up.
        let mut reached: Vec<(usize, usize)> = Vec::new();
        let mut opened: Vec<(usize, Option<usize>)> = vec![(from, None)];
        let mut next = 0;
        while let Some((kind, _)) = opened.get(next).copied() {
            next += 1;
            let Some((name, _)) = self.kinds.get(kind) else { continue };
            for source in &self.fenced {
                let fits = self.sources.get(*source).is_some_and(|(_, only_for)| buys(only_for, name));
                if !fits || reached.iter().any(|(of, _)| of == source) {
                    continue;
                }
                reached.push((*source, kind));
                if self.left.get(*source).is_some_and(|left| *left > Money::ZERO) {
                    return Some(steps_to(*source, &reached, &opened));
                }
                for other in 0..self.kinds.len() {
                    if self.paid(*source, other) > Money::ZERO && !opened.iter().any(|(kind, _)| *kind == other) {
                        opened.push((other, Some(*source)));
                    }
                }
            }
        }
        None
    }

    /// Pays as much as one way lets it; false when nothing can.
    fn pay_along(&mut self, kind: usize) -> bool {
        let Some(steps) = self.way(kind) else { return false };
        let Some((_, end)) = steps.first().copied() else { return false };
        let mut part = self.left.get(end).copied().unwrap_or_default();
        part = part.min(self.kinds.get(kind).map_or(Money::ZERO, |(_, open)| *open));
        for pair in steps.windows(2) {
            if let [(taken, _), (_, gives)] = pair {
                part = part.min(self.paid(*gives, *taken));
            }
        }
        if part <= Money::ZERO {
            return false;
        }
        for (kind, source) in &steps {
            self.change(*source, *kind, |paid| more(paid, part));
        }
        for pair in steps.windows(2) {
            if let [(taken, _), (_, gives)] = pair {
                self.change(*gives, *taken, |paid| less(paid, part));
            }
        }
        if let Some(left) = self.left.get_mut(end) {
            *left = less(*left, part);
        }
        if let Some((_, open)) = self.kinds.get_mut(kind) {
            *open = less(*open, part);
        }
        true
    }
}

/// The steps of a way that ends at a source.
fn steps_to(end: usize, reached: &[(usize, usize)], opened: &[(usize, Option<usize>)]) -> Vec<(usize, usize)> {
    let (mut steps, mut at) = (Vec::new(), Some(end));
    while let Some(source) = at {
        let Some((_, kind)) = reached.iter().find(|(of, _)| *of == source) else { break };
        steps.push((*kind, source));
        at = opened.iter().find(|(of, _)| of == kind).and_then(|(_, by)| *by);
    }
    steps
}

/// What is left of each source after these were paid, each by the code of its category.
fn after_uses(sources: &[Source], items: &[(String, Money)]) -> Vec<Money> {
    let mut sharing = Sharing::of(sources, items);
    for kind in 0..sharing.kinds.len() {
        while sharing.kinds.get(kind).is_some_and(|(_, open)| *open > Money::ZERO) && sharing.pay_along(kind) {}
    }
    let rest = sharing.kinds.iter().fold(Money::ZERO, |sum, (_, open)| more(sum, *open));
    let mut left = sharing.left;
    take(&mut left, that_are(sources, false), rest);
    left
}

/// The sources that are only for something, or those that may buy anything.
fn that_are(sources: &[Source], fenced: bool) -> impl Iterator<Item = usize> + '_ {
    let all = sources.iter().enumerate();
    all.filter(move |(_, (_, only_for))| only_for.is_empty() != fenced).map(|(at, _)| at)
}

/// Takes so much from these, in turn, as far as it is there; gives what was not.
fn take(left: &mut [Money], from: impl Iterator<Item = usize>, amount: Money) -> Money {
    let mut wanted = amount;
    for at in from {
        let Some(there) = left.get_mut(at) else { continue };
        let part = wanted.min(*there).max(Money::ZERO);
        *there = less(*there, part);
        wanted = less(wanted, part);
    }
    wanted
}

/// What each source has left, after these were paid and so much went back.
pub fn left_of(sources: &[Source], items: &[(String, Money)], back: Back) -> Vec<Money> {
    let mut left = after_uses(sources, items);
    let rest = take(&mut left, that_are(sources, true), back.fenced);
    let all = more(back.other, rest);
    let rest = take(&mut left, that_are(sources, false), all);
    take(&mut left, that_are(sources, true), rest);
    left
}

/// The sources without what went back of them.
pub fn without(sources: &[Source], items: &[(String, Money)], back: Back) -> Vec<Source> {
    let (before, after) = (after_uses(sources, items), left_of(sources, items, back));
    let gone = before.iter().zip(&after).map(|(before, after)| less(*before, *after));
    let rest = |((amount, only_for), gone): (&Source, Money)| (less(*amount, gone), only_for.clone());
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

    fn other(other: Money) -> Back {
        Back { other, ..Back::default() }
    }

    #[test]
    fn what_a_settlement_took_of_money_for_something_is_not_taken_from_the_rest_again() {
        // £1,000 of other things were bought, all the rest was settled, and £100 of the visits didn't happen.
        let sources = [(pounds(3_000), Vec::new()), (pounds(1_000), meals())];
        let items = [("transport".to_owned(), pounds(900))];
        let settled = Back { fenced: pounds(1_000), other: pounds(2_000) };
        assert_eq!(left_of(&sources, &items, settled), [pounds(100), Money::ZERO]);
    }

    #[test]
    fn money_for_something_pays_as_much_as_it_can_whatever_was_entered_first() {
        let (meals_or_rides, meals_or_fun) = (["meals", "transport"], ["meals", "leisure"]);
        let of = |kinds: [&str; 2]| (pounds(100), kinds.map(str::to_owned).to_vec());
        let free = (pounds(100), Vec::new());
        let items = [("meals".to_owned(), pounds(100)), ("transport".to_owned(), pounds(100))];
        for sources in
            [[of(meals_or_rides), of(meals_or_fun), free.clone()], [of(meals_or_fun), of(meals_or_rides), free.clone()]]
        {
            assert_eq!(left_of(&sources, &items, Back::default()), [Money::ZERO, Money::ZERO, pounds(100)]);
        }
    }

    #[test]
    fn what_went_back_cannot_be_spent_on_what_the_rest_is_not_for() {
        let sources = [(pounds(1_900), Vec::new()), (pounds(212), meals())];
        let rest = without(&sources, &[], other(pounds(1_900)));
        assert_eq!(rest, [(Money::ZERO, Vec::new()), (pounds(212), meals())]);
        assert!(ring_fences(&rest, &[("personal-care".to_owned(), pounds(1))]).is_some());
        assert_eq!(ring_fences(&rest, &[("meals".to_owned(), pounds(212))]), None);
    }

    #[test]
    fn money_for_something_pays_for_it_first() {
        let sources = [(pounds(100), Vec::new()), (pounds(50), meals())];
        let items = [("meals".to_owned(), pounds(60)), ("transport".to_owned(), pounds(20))];
        assert_eq!(left_of(&sources, &items, Back::default()), [pounds(70), Money::ZERO]);
        assert_eq!(left_of(&sources, &items[1..], other(pounds(100))), [Money::ZERO, pounds(30)]);
    }

    /// Some of four kinds of support, by the bits of a number; none stands for anything.
    fn some(bits: u32) -> Vec<String> {
        ["meals", "transport", "leisure", "care"]
            .iter()
            .enumerate()
            .filter(|(at, _)| bits & (1 << at) != 0)
            .map(|(_, kind)| (*kind).to_owned())
            .collect()
    }

    proptest! {
        /// What may buy anything pays exactly what money for something can't: all that was bought holds by the ring-fences
        /// with that much of it, and not with a penny less.
        #[test]
        fn what_may_buy_anything_lasts_as_long_as_it_can(
            fenced in proptest::collection::vec((0_i64..400, 1_u32..16), 0..4),
            bought in proptest::collection::vec((1_i64..300, 0_u32..4), 1..6),
        ) {
            let free = Money::from_pence(10_000);
            let mut sources: Vec<Source> = vec![(free, Vec::new())];
            sources.extend(fenced.iter().map(|(pence, bits)| (Money::from_pence(*pence), some(*bits))));
            let items: Vec<(String, Money)> =
                bought.iter().map(|(pence, kind)| (some(1 << kind).remove(0), Money::from_pence(*pence))).collect();
            let paid = less(free, left_of(&sources, &items, Back::default())[0]);
            let holds = |free: Money| {
                let with: Vec<Source> = std::iter::once((free, Vec::new())).chain(sources[1..].to_vec()).collect();
                ring_fences(&with, &items).is_none()
            };
            let all_free = sources.len() == 1;
            prop_assert!(all_free || holds(paid));
            prop_assert!(all_free || paid.is_zero() || !holds(less(paid, Money::from_pence(1))));
        }

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
            let left = left_of(&sources, &[("meals".to_owned(), paid)], Back { fenced: back, other: back });
            let gone = Money::sum([paid, back, back]).unwrap().min(all);
            prop_assert_eq!(Money::sum(left).unwrap(), all.checked_sub(gone).unwrap());
        }
    }
}
