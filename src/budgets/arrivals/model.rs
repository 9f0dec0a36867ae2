//! Plans of arrivals, and what runs ahead of them. Pure.

use std::num::NonZeroU32;

use chrono::{NaiveDate, TimeDelta};

use crate::budgets::model::Stream;
use crate::budgets::overview::Due;
use crate::kernel::dates::long_date;
use crate::kernel::ids::FundingStreamId;
use crate::kernel::{Money, text_enum};

text_enum! {
    /// How the money of a stream arrives.
    pub enum Arrives {
        /// All of it on the first day.
        AllAtOnce = "all_at_once" => "All at once",
        /// The same every week.
        Weekly = "weekly" => "Every week",
        /// The same every four weeks.
        FourWeekly = "four_weekly" => "Every four weeks",
        /// A large part on the first day, for something big; the rest every four weeks.
        FrontLoaded = "front_loaded" => "A large part first, the rest every four weeks",
    }
}

text_enum! {
    /// Who collects what a person contributes themselves.
    pub enum Collector {
        /// The council sends them a bill.
        Council = "council" => "The council collects it",
        /// The provider that holds the money in a fund asks them for it, and puts it into the fund.
        Provider = "provider" => "The provider that holds the money collects it",
        /// They pay it into the account of the budget themselves.
        Person = "person" => "They pay it in themselves",
    }
}

/// One part of a stream's money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// The day on which it is due.
    pub on: NaiveDate,
    /// How much.
    pub amount: Money,
    /// Whether it has arrived.
    pub arrived: bool,
}

/// The parts in which an amount arrives between two days; they come to it, to the penny, the first with the odd pennies.
pub fn plan(
    amount: Money,
    (from, to): (NaiveDate, NaiveDate),
    arrives: Arrives,
    first: Option<Money>,
) -> Vec<(NaiveDate, Money)> {
    let evenly = |amount: Money, from: NaiveDate, every: i64| {
        // A year is 52 weeks, or 13 times four: its last day or two begin no other.
        let days = to.signed_duration_since(from).num_days().max(0) + 1;
        let rounds = ((days + every - 3) / every).max(1);
        let count = NonZeroU32::try_from(u32::try_from(rounds).unwrap_or(1)).unwrap_or(NonZeroU32::MIN);
        let day = |round: usize| from + TimeDelta::days(every * i64::try_from(round).unwrap_or_default());
        let parts = amount.split(count).into_iter().enumerate().map(move |(round, part)| (day(round), part));
        parts.filter(|(_, part)| *part > Money::ZERO).collect::<Vec<_>>()
    };
    match (arrives, first) {
        (Arrives::AllAtOnce, _) => vec![(from, amount)],
        (Arrives::Weekly, _) => evenly(amount, from, 7),
        (Arrives::FourWeekly, _) | (Arrives::FrontLoaded, None) => evenly(amount, from, 28),
        (Arrives::FrontLoaded, Some(first)) => {
            let first = first.min(amount);
            let rest = amount.checked_sub(first).unwrap_or(Money::ZERO);
            let second = from + TimeDelta::days(28);
            if second > to || rest <= Money::ZERO {
                return vec![(from, amount)];
            }
            let mut parts = vec![(from, first)];
            parts.extend(evenly(rest, second, 28));
            parts
        }
    }
}

/// A stream with what was agreed about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Which stream.
    pub id: FundingStreamId,
    /// From where.
    pub stream: Stream,
    /// How much in all.
    pub amount: Money,
    /// How it arrives.
    pub arrives: Arrives,
    /// Who collects it, for a person's own contribution.
    pub collector: Option<Collector>,
    /// Its parts, by day.
    pub parts: Vec<Arrival>,
}

/// When a pot's money arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Arrivals {
    /// Each stream.
    pub streams: Vec<Terms>,
}

impl Arrivals {
    /// Whether any of it arrives in parts; else there is nothing to say.
    pub fn in_parts(&self) -> bool {
        self.streams.iter().any(|stream| stream.parts.len() > 1)
    }

    /// What is due by the end of a day.
    pub fn by(&self, day: NaiveDate) -> Money {
        let parts = self.streams.iter().flat_map(|stream| &stream.parts).filter(|part| part.on <= day);
        Money::sum(parts.map(|part| part.amount)).unwrap_or_default()
    }

    /// The next day after this one on which money arrives, and how much.
    pub fn next(&self, today: NaiveDate) -> Option<(NaiveDate, Money)> {
        let parts = || self.streams.iter().flat_map(|stream| &stream.parts).filter(|part| part.on > today);
        let day = parts().map(|part| part.on).min()?;
        Some((day, Money::sum(parts().filter(|part| part.on == day).map(|part| part.amount))?))
    }

    /// Where spending runs ahead of the money, in sentences; none where it doesn't. `gone` is what was spent or taken back,
    /// `due` what is ordered, by day.
    pub fn ahead(&self, today: NaiveDate, gone: Money, due: &[Due]) -> Vec<String> {
        let mut said = Vec::new();
        if !self.in_parts() {
            return said;
        }
        if let Some(by) = gone.checked_sub(self.by(today)).filter(|by| *by > Money::ZERO) {
            let next = self
                .next(today)
                .map_or_else(String::new, |(day, amount)| format!(" The next {amount} arrives on {}.", long_date(day)));
            said.push(format!("{by} more is spent than has arrived so far.{next}"));
        }
        let mut due: Vec<Due> = due.to_vec();
        due.sort_by_key(|due| due.on);
        let mut gone = gone;
        for day in &due {
            gone = gone.checked_add(day.amount).unwrap_or(gone);
            // What is overdue counts today.
            let on = day.on.max(today);
            let short = gone.checked_sub(self.by(on)).filter(|by| *by > Money::ZERO);
            if let Some(by) = short.filter(|_| day.on > today) {
                let on = long_date(on);
                said.push(format!("By {on}, what is ordered will cost {by} more than will have arrived by then."));
                break;
            }
        }
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn year() -> (NaiveDate, NaiveDate) {
        (day("2026-04-06"), day("2027-04-05"))
    }

    fn arrivals(arrives: Arrives, first: Option<Money>) -> Arrivals {
        let amount = Money::from_pence(520_000);
        let parts = plan(amount, year(), arrives, first);
        let parts = parts.into_iter().map(|(on, amount)| Arrival { on, amount, arrived: false }).collect();
        let stream = Stream::AdultSocialCare;
        let terms = Terms { id: FundingStreamId(1), stream, amount, arrives, collector: None, parts };
        Arrivals { streams: vec![terms] }
    }

    #[test]
    fn a_year_has_fifty_two_weeks_or_thirteen_payments() {
        let weekly = plan(Money::from_pence(520_000), year(), Arrives::Weekly, None);
        assert_eq!(
            (weekly.len(), weekly[0], weekly[51].0),
            (52, (day("2026-04-06"), Money::from_pence(10_000)), day("2027-03-29"))
        );
        assert_eq!(plan(Money::from_pence(100), year(), Arrives::FourWeekly, None).len(), 13);
        let first = Some(Money::from_pence(200_000));
        let loaded = plan(Money::from_pence(520_000), year(), Arrives::FrontLoaded, first);
        assert_eq!((loaded.len(), loaded[0].1, loaded[1].0), (13, Money::from_pence(200_000), day("2026-05-04")));
    }

    #[test]
    fn spending_ahead_of_the_money_is_said() {
        let weekly = arrivals(Arrives::Weekly, None);
        let today = day("2026-04-20");
        assert_eq!(weekly.by(today), Money::from_pence(30_000));
        assert!(weekly.ahead(today, Money::from_pence(30_000), &[]).is_empty());
        let ahead = weekly.ahead(today, Money::from_pence(35_000), &[]);
        assert_eq!(ahead, ["£50.00 more is spent than has arrived so far. The next £100.00 arrives on 27 April 2026."]);
        let due = [Due { on: day("2026-05-01"), amount: Money::from_pence(25_000) }];
        let ahead = weekly.ahead(today, Money::from_pence(20_000), &due);
        assert_eq!(ahead, ["By 1 May 2026, what is ordered will cost £50.00 more than will have arrived by then."]);
        assert!(arrivals(Arrives::AllAtOnce, None).ahead(today, Money::from_pence(999_999), &due).is_empty());
    }

    proptest! {
        #[test]
        fn the_parts_come_to_the_whole(
            pence in 1..100_000_000_i64,
            days in 0..500_i64,
            arrives in select(Arrives::ALL),
            first in proptest::option::of(1..100_000_000_i64),
        ) {
            let from = day("2026-04-06");
            let span = (from, from + TimeDelta::days(days));
            let parts = plan(Money::from_pence(pence), span, arrives, first.map(Money::from_pence));
            prop_assert_eq!(Money::sum(parts.iter().map(|(_, part)| *part)), Some(Money::from_pence(pence)));
            prop_assert!(parts.iter().all(|(on, part)| *part > Money::ZERO && *on >= span.0 && *on <= span.1));
            prop_assert!(parts.is_sorted_by(|one, next| one.0 < next.0));
        }
    }
}
