//! What has to move so that what is still to come is what is asked. Pure.

use std::num::NonZeroU32;

use chrono::NaiveDate;

use crate::assessments::model::contribution::Asked;
use crate::budgets::arrivals::Collector;
use crate::kernel::Money;
use crate::kernel::ids::{FundingStreamId, PotId};

/// A part in which a stream arrives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which row; none for a stream that came whole.
    pub id: Option<i64>,
    /// Of which stream.
    pub stream: FundingStreamId,
    /// When it is due.
    pub on: NaiveDate,
    /// What of it nothing else pays.
    pub left: Money,
    /// Whether it has arrived.
    pub arrived: bool,
    /// It is all of its stream, for all the weeks from then on.
    pub whole: bool,
    /// Who collects it, for a person's own contribution.
    pub collector: Option<Collector>,
}

/// What a pot has of both.
#[derive(Clone, Debug)]
pub struct Holds {
    /// Which pot.
    pub pot: PotId,
    /// The parts of what the person pays.
    pub own: Vec<Part>,
    /// What the council pays that the person could pay instead.
    pub council: Money,
}

/// What moves in a pot.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Move {
    /// Parts of the person's that aren't asked any more, and how much of each.
    pub drops: Vec<(Part, Money)>,
    /// Weeks that the person pays besides, by who collects it.
    pub adds: Vec<(NaiveDate, Money, Collector)>,
}

impl Move {
    /// What is dropped in all.
    pub fn dropped(&self) -> Money {
        Money::sum(self.drops.iter().map(|(_, amount)| *amount)).unwrap_or_default()
    }

    /// What is added in all.
    pub fn added(&self) -> Money {
        Money::sum(self.adds.iter().map(|(_, amount, _)| *amount)).unwrap_or_default()
    }
}

fn less(a: Money, b: Money) -> Money {
    a.checked_sub(b).unwrap_or_default().max(Money::ZERO)
}

/// Who collects, in a budget's words.
pub fn collector(asked: &Asked) -> Collector {
    use crate::assessments::model::contribution::Collector as Decided;
    match asked.collector {
        None | Some(Decided::Council) => Collector::Council,
        Some(Decided::Provider) => Collector::Provider,
        Some(Decided::Holder) => Collector::Person,
    }
}

/// What came at once for many weeks, as if it had come week by week.
pub fn spread(parts: Vec<Part>, weeks: &[Asked]) -> Vec<Part> {
    let mut all = Vec::new();
    for part in parts {
        let covered: Vec<_> = weeks.iter().filter(|week| week.on >= part.on).collect();
        let count = u32::try_from(covered.len()).ok().and_then(NonZeroU32::new);
        match count.filter(|_| part.whole && part.arrived) {
            Some(count) => {
                let shares = part.left.split(count);
                all.extend(covered.iter().zip(shares).map(|(week, left)| Part { on: week.on, left, ..part }));
            }
            None => all.push(part),
        }
    }
    all
}

/// What moves in each pot, in their order, so that in the weeks to come the person pays what is asked; and what couldn't,
/// because the council pays no more that could be replaced.
pub fn moves(weeks: &[Asked], pots: &[Holds]) -> (Vec<Move>, Money) {
    let mut all = vec![Move::default(); pots.len()];
    let mut wanted = Vec::new();
    for (place, week) in weeks.iter().enumerate() {
        let next = weeks.get(place + 1).map(|next| next.on);
        let of_week = |part: &&Part| part.on >= week.on && next.is_none_or(|next| part.on < next);
        let there = || pots.iter().flat_map(|pot| &pot.own).filter(of_week).filter(|part| part.arrived);
        let mut need = there().fold(week.amount, |need, part| less(need, part.left));
        for (pot, moved) in pots.iter().zip(&mut all) {
            for part in pot.own.iter().filter(of_week).filter(|part| !part.arrived) {
                let same = part.collector.is_none_or(|one| one == collector(week));
                let kept = if same { part.left.min(need) } else { Money::ZERO };
                need = less(need, kept);
                let dropped = less(part.left, kept);
                if dropped > Money::ZERO {
                    moved.drops.push((*part, dropped));
                }
            }
        }
        if need > Money::ZERO {
            wanted.push((week.on, need, collector(week)));
        }
    }
    let short = place(&wanted, pots, &mut all);
    (all, short)
}

/// Puts what is wanted into the pots, first into those that the person pays into already. What had no room.
fn place(wanted: &[(NaiveDate, Money, Collector)], pots: &[Holds], all: &mut [Move]) -> Money {
    let mut short = Money::ZERO;
    let mut room: Vec<(&mut Move, Money, bool)> = all
        .iter_mut()
        .zip(pots)
        .map(|(moved, pot)| {
            let room = moved.dropped().checked_add(pot.council).unwrap_or_default();
            (moved, room, pot.own.is_empty())
        })
        .collect();
    room.sort_by_key(|(_, _, none)| *none);
    for (on, amount, collector) in wanted {
        let mut rest = *amount;
        for (moved, room, _) in &mut room {
            let taken = rest.min(*room);
            if taken > Money::ZERO {
                moved.adds.push((*on, taken, *collector));
                (rest, *room) = (less(rest, taken), less(*room, taken));
            }
        }
        short = short.checked_add(rest).unwrap_or(short);
    }
    short
}

/// From which of the council's parts an amount is taken: the same of each that is still to come, then of what came last.
pub fn next_parts(parts: &[Part], amount: Money) -> Vec<(Part, Money)> {
    let mut parts: Vec<(Part, Money)> = parts.iter().map(|part| (*part, Money::ZERO)).collect();
    let mut rest = amount;
    while rest > Money::ZERO {
        let mut open: Vec<_> = parts.iter_mut().filter(|(part, taken)| !part.arrived && *taken < part.left).collect();
        let Some(count) = u32::try_from(open.len()).ok().and_then(NonZeroU32::new) else { break };
        for ((part, taken), share) in open.iter_mut().zip(rest.split(count)) {
            let more = share.min(less(part.left, *taken));
            *taken = taken.checked_add(more).unwrap_or(*taken);
            rest = less(rest, more);
        }
    }
    for (part, taken) in parts.iter_mut().rev().filter(|(part, _)| part.arrived) {
        let more = rest.min(part.left);
        (*taken, rest) = (more, less(rest, more));
    }
    parts.retain(|(_, taken)| *taken > Money::ZERO);
    parts
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::assessments::model::contribution::Collector as Decided;

    fn week(number: i64) -> NaiveDate {
        NaiveDate::default() + TimeDelta::days(7 * number)
    }

    fn part(id: i64, on: NaiveDate, pence: i64, arrived: bool, collector: Option<Collector>) -> Part {
        let stream = FundingStreamId(id % 3);
        Part { id: Some(id), stream, on, left: Money::from_pence(pence), arrived, whole: false, collector }
    }

    #[test]
    fn what_came_at_once_pays_for_the_weeks_after_it() {
        let weeks: Vec<Asked> = (0..10).map(|number| asked(number, 1_000)).collect();
        let whole = Part { whole: true, ..part(1, week(2), 8_004, true, None) };
        let own = spread(vec![whole], &weeks);
        assert_eq!((own.len(), own[0].on, own[0].left.pence(), own[7].left.pence()), (8, week(2), 1_001, 1_000));
        let holds = [Holds { pot: PotId(1), own, council: Money::from_pence(9_999) }];
        let (moved, short) = moves(&weeks, &holds);
        assert_eq!((moved[0].dropped(), moved[0].added().pence(), short), (Money::ZERO, 2_000, Money::ZERO));
    }

    fn asked(number: i64, pence: i64) -> Asked {
        Asked { on: week(number), amount: Money::from_pence(pence), full: false, collector: Some(Decided::Council) }
    }

    fn after(pots: &[Holds], moved: &[Move]) -> Vec<Holds> {
        let mut pots = pots.to_vec();
        for (pot, moved) in pots.iter_mut().zip(moved) {
            let up = less(moved.added(), moved.dropped());
            let down = less(moved.dropped(), moved.added());
            pot.council = less(pot.council.checked_add(down).unwrap(), up);
            for (dropped, amount) in &moved.drops {
                let part = pot.own.iter_mut().find(|part| part.id == dropped.id).unwrap();
                part.left = part.left.checked_sub(*amount).unwrap();
            }
            for (number, (on, amount, collector)) in moved.adds.iter().enumerate() {
                let id = 10_000 + i64::try_from(number).unwrap();
                pot.own.push(part(id, *on, amount.pence(), false, Some(*collector)));
            }
        }
        pots
    }

    fn total(pot: &Holds) -> Money {
        Money::sum(pot.own.iter().map(|part| part.left)).and_then(|own| own.checked_add(pot.council)).unwrap()
    }

    proptest! {
        #[test]
        fn what_is_to_come_is_what_is_asked_and_no_pot_gets_more_or_less(
            weekly in vec(0..5_000_i64, 1..30),
            pots in vec((vec((0..210_i64, 1..4_000_i64, any::<bool>(), 0..3_usize), 0..20), 0..60_000_i64), 1..4),
        ) {
            let weeks: Vec<Asked> = (0_i64..).zip(&weekly).map(|(number, pence)| asked(number, *pence)).collect();
            let mut id = 0;
            let pots: Vec<Holds> = (1_i64..).zip(&pots).map(|(pot, (own, council))| {
                let own = own.iter().map(|(days, pence, arrived, collects)| {
                    id += 1;
                    let on = week(0) + TimeDelta::days(*days);
                    part(id, on, *pence, *arrived, Collector::ALL.get(*collects).copied())
                });
                Holds { pot: PotId(pot), own: own.collect(), council: Money::from_pence(*council) }
            }).collect();
            let (moved, short) = moves(&weeks, &pots);
            let then = after(&pots, &moved);
            for (was, now) in pots.iter().zip(&then) {
                prop_assert_eq!(total(was), total(now));
            }
            let arrived = |pots: &[Holds]| Money::sum(pots.iter().flat_map(|pot| &pot.own).filter(|part| part.arrived).map(|part| part.left));
            prop_assert_eq!(arrived(&pots), arrived(&then));
            let mut missing = Money::ZERO;
            for (place, week) in weeks.iter().enumerate() {
                let next = weeks.get(place + 1).map(|next| next.on);
                let parts = then.iter().flat_map(|pot| &pot.own);
                let parts = parts.filter(|part| part.on >= week.on && next.is_none_or(|next| part.on < next));
                let (came, to_come): (Vec<&Part>, Vec<&Part>) = parts.partition(|part| part.arrived);
                let sum = |parts: &[&Part]| Money::sum(parts.iter().map(|part| part.left)).unwrap();
                let due = less(week.amount, sum(&came));
                prop_assert!(sum(&to_come) <= due);
                missing = missing.checked_add(less(due, sum(&to_come))).unwrap();
            }
            prop_assert_eq!(missing, short);
            // The same again has nothing to move.
            let (again, still) = moves(&weeks, &then);
            prop_assert!(again.iter().all(|moved| moved.drops.is_empty() && moved.adds.is_empty()));
            prop_assert_eq!(still, short);
        }

        #[test]
        fn the_councils_parts_give_what_is_taken_and_no_more_than_they_have(
            parts in vec((1..4_000_i64, any::<bool>()), 0..20), share in 0..=100_i64,
        ) {
            let parts: Vec<Part> = (0_i64..).zip(&parts).map(|(number, (pence, arrived))| part(number, week(number), *pence, *arrived, None)).collect();
            let all = Money::sum(parts.iter().map(|part| part.left)).unwrap();
            let amount = Money::from_pence(all.pence() * share / 100);
            let taken = next_parts(&parts, amount);
            prop_assert_eq!(Money::sum(taken.iter().map(|(_, taken)| *taken)), Some(amount));
            prop_assert!(taken.iter().all(|(part, taken)| *taken <= part.left));
        }
    }
}
