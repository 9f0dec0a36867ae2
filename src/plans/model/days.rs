//! The days of a plan: how long one may be, and that no two agreed plans of a person share a day. Pure.

use chrono::{Months, NaiveDate, TimeDelta};

use crate::kernel::dates::long_date;

/// A first and a last day.
pub type Days = (NaiveDate, NaiveDate);

/// The fewest days of a plan.
pub const SHORTEST: i64 = 7;
/// The most months of a plan.
const LONGEST: u32 = 24;
/// How long a plan is where nobody says otherwise.
const USUAL: u32 = 12;

/// Why a plan can't have these days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WrongDays {
    /// An agreed plan has the first of them.
    #[error(
        "Their plan runs until {}. Choose {} or later, or write a change to it.",
        long_date(*until),
        long_date(*free)
    )]
    Taken {
        /// The last day of that plan.
        until: NaiveDate,
        /// The first day that is free after it.
        free: NaiveDate,
    },
    /// An agreed plan begins on one of them.
    #[error(
        "Their next plan begins on {}. Choose {} or earlier as the last day of this one.",
        long_date(*next),
        long_date(*last)
    )]
    RunsInto {
        /// The first day of that plan.
        next: NaiveDate,
        /// The day before.
        last: NaiveDate,
    },
    /// Too few.
    #[error("A plan is for a week or more. Choose {} or later as its last day.", long_date(*.0))]
    TooShort(NaiveDate),
    /// Too many.
    #[error("A plan is for two years at most. Choose {} or earlier as its last day.", long_date(*.0))]
    TooLong(NaiveDate),
    /// All of them are over; this is today.
    #[error("Those days are over. Choose days that go on until {} or later.", long_date(*.0))]
    Over(NaiveDate),
    /// The plan that is changed ended on this day.
    #[error(
        "The plan that this changes ended on {}. It can’t be changed any more. A new plan can be started from it.",
        long_date(*.0)
    )]
    PlanOver(NaiveDate),
    /// Somebody else changed them since they were read; these they are now.
    #[error(
        "Somebody else changed the days while you were writing: now they are {} to {}. Yours are not saved yet.",
        long_date(.0.0),
        long_date(.0.1)
    )]
    Moved(Days),
}

impl WrongDays {
    /// Whether it is the first day that can't be.
    pub fn is_first(self) -> bool {
        matches!(self, Self::Taken { .. })
    }
}

fn after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

fn before(day: NaiveDate) -> NaiveDate {
    day.pred_opt().unwrap_or(day)
}

/// The last day of so many months from a day.
fn months_from(first: NaiveDate, months: u32) -> NaiveDate {
    first.checked_add_months(Months::new(months)).map_or(first, before)
}

/// The agreed plan that leaves no room for another from a day on: it has that day, or begins within a week.
fn in_the_way(first: NaiveDate, taken: &[Days]) -> Option<Days> {
    let shortest = first + TimeDelta::days(SHORTEST - 1);
    taken.iter().copied().filter(|(from, until)| *from <= shortest && *until >= first).max_by_key(|(_, until)| *until)
}

/// The first day from a day on that a plan can begin.
pub fn first_free(from: NaiveDate, taken: &[Days]) -> NaiveDate {
    let mut first = from;
    // Each round passes a plan, so there are no more rounds than plans.
    for _ in taken {
        let Some((_, until)) = in_the_way(first, taken) else { break };
        first = after(until);
    }
    first
}

/// The days of a plan from a day on: a year, or as long as there is until the next agreed plan.
pub fn usual(first: NaiveDate, taken: &[Days]) -> Days {
    (first, cut(first, months_from(first, USUAL), taken))
}

/// As many days as before, from another first day; a year stays a year, whatever its days.
pub fn moved_to(first: NaiveDate, (from, until): Days, taken: &[Days]) -> Days {
    let last = if until == months_from(from, USUAL) { months_from(first, USUAL) } else { first + (until - from) };
    (first, cut(first, last, taken))
}

fn cut(first: NaiveDate, last: NaiveDate, taken: &[Days]) -> NaiveDate {
    let next = taken.iter().map(|(from, _)| *from).filter(|from| *from > first).min();
    next.map_or(last, |next| last.min(before(next)))
}

/// Whether no agreed plan has any of these days.
///
/// # Errors
/// [`WrongDays`]: which plan has them, and what to choose.
pub fn are_free((first, last): Days, taken: &[Days]) -> Result<(), WrongDays> {
    if let Some((_, until)) = in_the_way(first, taken) {
        return Err(WrongDays::Taken { until, free: first_free(after(until), taken) });
    }
    let next = taken.iter().map(|(from, _)| *from).filter(|from| *from > first && *from <= last).min();
    next.map_or(Ok(()), |next| Err(WrongDays::RunsInto { next, last: before(next) }))
}

/// Whether these are as many days as a plan can have, and not all over.
///
/// # Errors
/// [`WrongDays`]: what to choose.
pub fn are_enough((first, last): Days, today: NaiveDate) -> Result<(), WrongDays> {
    let (shortest, longest) = (first + TimeDelta::days(SHORTEST - 1), months_from(first, LONGEST));
    if last < shortest {
        return Err(WrongDays::TooShort(shortest));
    }
    if last > longest {
        return Err(WrongDays::TooLong(longest));
    }
    if last < today { Err(WrongDays::Over(today)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn days(from: &str, until: &str) -> Days {
        (day(from), day(until))
    }

    #[test]
    fn the_first_free_day_is_after_all_plans_that_follow_one_another() {
        let taken =
            [days("2026-04-11", "2027-04-10"), days("2027-04-11", "2028-04-10"), days("2028-05-01", "2029-04-30")];
        assert_eq!(first_free(day("2026-11-21"), &taken), day("2028-04-11"));
        assert_eq!(usual(day("2028-04-11"), &taken), days("2028-04-11", "2028-04-30"), "until the next one begins");
        assert_eq!(first_free(day("2028-04-27"), &taken), day("2029-05-01"), "four days make no plan");
        assert_eq!(first_free(day("2026-01-01"), &[]), day("2026-01-01"));
    }

    #[test]
    fn no_two_agreed_plans_share_a_day() {
        let taken = [days("2026-04-11", "2027-04-10")];
        let wrong = are_free(days("2027-04-06", "2028-04-05"), &taken).unwrap_err();
        assert_eq!(
            wrong.to_string(),
            "Their plan runs until 10 April 2027. Choose 11 April 2027 or later, or write a change to it."
        );
        assert_eq!(are_free(days("2027-04-11", "2028-04-10"), &taken), Ok(()));
        let into = are_free(days("2026-01-01", "2026-06-30"), &taken).unwrap_err();
        assert_eq!(into, WrongDays::RunsInto { next: day("2026-04-11"), last: day("2026-04-10") });
        assert_eq!(are_free(days("2026-01-01", "2026-04-10"), &taken), Ok(()));
    }

    #[test]
    fn a_plan_is_for_a_week_to_two_years() {
        let are_enough = |days| are_enough(days, day("2026-11-21"));
        assert_eq!(are_enough(days("2025-11-21", "2026-11-20")), Err(WrongDays::Over(day("2026-11-21"))));
        assert_eq!(are_enough(days("2027-01-04", "2027-01-09")), Err(WrongDays::TooShort(day("2027-01-10"))));
        assert_eq!(are_enough(days("2027-01-04", "2027-01-10")), Ok(()));
        assert_eq!(are_enough(days("2027-01-04", "2029-01-03")), Ok(()));
        assert_eq!(are_enough(days("2027-01-04", "2029-01-04")), Err(WrongDays::TooLong(day("2029-01-03"))));
        assert_eq!(
            moved_to(day("2028-04-06"), days("2027-04-06", "2028-04-05"), &[]),
            days("2028-04-06", "2029-04-05")
        );
        assert_eq!(
            moved_to(day("2027-02-01"), days("2027-01-04", "2027-01-10"), &[]),
            days("2027-02-01", "2027-02-07")
        );
    }
}
