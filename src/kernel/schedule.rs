//! When something happens: once, or on weekdays every so many weeks.
//!
//! Invariant: occurrences are sorted, different, on the chosen weekdays, within the schedule's own dates, and at
//! most [`MOST_OCCURRENCES`]. Weeks begin on Monday, and "every two weeks" counts from the week of `starts_on`.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::dates::{TimeOfDay, Weekdays, long_date, monday_of, weekday_date};
use super::words;

/// The most times one schedule may come to: nearly three years of every day.
pub const MOST_OCCURRENCES: usize = 1_000;

/// When something happens. May hold nonsense (no weekdays) until [`Schedule::check`] has seen it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Schedule {
    /// Once or weekly.
    pub kind: ScheduleKind,
    /// The first day it may happen; for a one-off, the day.
    pub starts_on: NaiveDate,
    /// The last day it may happen; `None` goes on for as long as the budget it is paid from.
    pub ends_on: Option<NaiveDate>,
    /// When on the day, on London's clocks.
    pub at: TimeOfDay,
}

/// Once, or on weekdays every so many weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ScheduleKind {
    /// Once, on the day it starts.
    OneOff,
    /// On these days of every `every_weeks`-th week.
    Weekly {
        /// The days of the week.
        weekdays: Weekdays,
        /// 1 is every week, 2 every second week.
        every_weeks: u8,
    },
}

/// What is wrong with a schedule. Each displays as a sentence for the person who made it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScheduleError {
    /// Weekly on no day.
    #[error("Choose at least one day of the week.")]
    NoWeekdays,
    /// Every 0 weeks.
    #[error("Choose how many weeks lie between, at least 1.")]
    NoInterval,
    /// The end is before the start.
    #[error("The last day must not be before the first day.")]
    EndsBeforeStart,
    /// More than [`MOST_OCCURRENCES`].
    #[error("That comes to more than 1,000 times. Choose an earlier last day.")]
    TooMany,
}

impl Schedule {
    /// Once.
    #[must_use]
    pub fn one_off(on: NaiveDate, at: TimeOfDay) -> Schedule {
        Schedule { kind: ScheduleKind::OneOff, starts_on: on, ends_on: None, at }
    }

    /// Says what is wrong with the schedule itself, if anything.
    ///
    /// # Errors
    /// Any [`ScheduleError`] but [`ScheduleError::TooMany`].
    pub fn check(&self) -> Result<(), ScheduleError> {
        if let ScheduleKind::Weekly { weekdays, every_weeks } = self.kind {
            if weekdays.is_empty() {
                return Err(ScheduleError::NoWeekdays);
            }
            if every_weeks == 0 {
                return Err(ScheduleError::NoInterval);
            }
        }
        if self.ends_on.is_some_and(|end| end < self.starts_on) {
            return Err(ScheduleError::EndsBeforeStart);
        }
        Ok(())
    }

    /// The days it happens, up to its end or `last_day` (say, the budget's end), whichever comes first.
    /// Empty when there is none.
    ///
    /// # Errors
    /// [`ScheduleError`], whose `Display` is the sentence to show.
    pub fn occurrences(&self, last_day: NaiveDate) -> Result<Vec<NaiveDate>, ScheduleError> {
        self.check()?;
        let last_day = self.ends_on.map_or(last_day, |end| end.min(last_day));
        match self.kind {
            ScheduleKind::OneOff => Ok(Some(self.starts_on).filter(|day| *day <= last_day).into_iter().collect()),
            ScheduleKind::Weekly { weekdays, every_weeks } => self.weekly(weekdays, every_weeks, last_day),
        }
    }

    fn weekly(
        &self,
        weekdays: Weekdays,
        every_weeks: u8,
        last_day: NaiveDate,
    ) -> Result<Vec<NaiveDate>, ScheduleError> {
        let step = Days::new(7 * u64::from(every_weeks));
        let mut days = Vec::new();
        let mut week = Some(monday_of(self.starts_on));
        while let Some(monday) = week.filter(|monday| *monday <= last_day) {
            for weekday in weekdays.iter() {
                let day = monday.checked_add_days(Days::new(u64::from(weekday.num_days_from_monday())));
                days.extend(day.filter(|day| (self.starts_on..=last_day).contains(day)));
            }
            if days.len() > MOST_OCCURRENCES {
                return Err(ScheduleError::TooMany);
            }
            week = monday.checked_add_days(step);
        }
        Ok(days)
    }

    /// "Every Tuesday at 7pm, from 1 December 2026", "Once, on Tuesday 1 December 2026 at 7pm".
    #[must_use]
    pub fn words(&self) -> String {
        let at = self.at;
        let ScheduleKind::Weekly { weekdays, every_weeks } = self.kind else {
            return format!("Once, on {} at {at}", weekday_date(self.starts_on));
        };
        let days = words::list(&weekdays.names().collect::<Vec<_>>());
        let often = match (every_weeks, weekdays) {
            (1, Weekdays::EVERY_DAY) => "Every day".to_owned(),
            (1, Weekdays::MONDAY_TO_FRIDAY) => "Monday to Friday".to_owned(),
            (1, _) => format!("Every {days}"),
            (_, Weekdays::EVERY_DAY) => format!("Every {every_weeks} weeks, every day"),
            (_, Weekdays::MONDAY_TO_FRIDAY) => format!("Every {every_weeks} weeks, Monday to Friday"),
            _ => format!("Every {every_weeks} weeks on {days}"),
        };
        let from = long_date(self.starts_on);
        match self.ends_on {
            Some(end) => format!("{often} at {at}, from {from} to {}", long_date(end)),
            None => format!("{often} at {at}, from {from}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, Weekday};
    use proptest::prelude::*;

    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    fn weekly(bits: u8, every_weeks: u8, starts_on: NaiveDate, ends_on: Option<NaiveDate>) -> Schedule {
        let kind = ScheduleKind::Weekly { weekdays: Weekdays::from_bits(bits).unwrap(), every_weeks };
        Schedule { kind, starts_on, ends_on, at: TimeOfDay::new(19, 0).unwrap() }
    }

    #[test]
    fn in_words() {
        let start = day(2026, 12, 1);
        assert_eq!(weekly(2, 1, start, None).words(), "Every Tuesday at 7pm, from 1 December 2026");
        assert_eq!(
            weekly(10, 2, start, Some(day(2027, 3, 31))).words(),
            "Every 2 weeks on Tuesday and Thursday at 7pm, from 1 December 2026 to 31 March 2027"
        );
        assert_eq!(weekly(127, 1, start, None).words(), "Every day at 7pm, from 1 December 2026");
        assert_eq!(Schedule::one_off(start, TimeOfDay::NOON).words(), "Once, on Tuesday 1 December 2026 at 12 noon");
    }

    #[test]
    fn every_second_week_counts_from_the_week_it_starts_in() {
        // It starts on a Wednesday: that week's Monday is gone, the next one is skipped.
        let schedule = weekly(1 + 4, 2, day(2026, 12, 2), None);
        let days = schedule.occurrences(day(2026, 12, 31)).unwrap();
        assert_eq!(
            days,
            [day(2026, 12, 2), day(2026, 12, 14), day(2026, 12, 16), day(2026, 12, 28), day(2026, 12, 30)]
        );
    }

    #[test]
    fn a_one_off_happens_on_its_day_or_not_at_all() {
        let once = Schedule::one_off(day(2026, 12, 2), TimeOfDay::NOON);
        assert_eq!(once.occurrences(day(2026, 12, 2)), Ok(vec![day(2026, 12, 2)]));
        assert_eq!(once.occurrences(day(2026, 12, 1)), Ok(vec![]));
    }

    #[test]
    fn nonsense_is_refused() {
        let start = day(2026, 12, 1);
        assert_eq!(weekly(0, 1, start, None).occurrences(start), Err(ScheduleError::NoWeekdays));
        assert_eq!(weekly(1, 0, start, None).occurrences(start), Err(ScheduleError::NoInterval));
        assert_eq!(
            weekly(1, 1, start, Some(day(2026, 11, 30))).occurrences(start),
            Err(ScheduleError::EndsBeforeStart)
        );
        assert_eq!(weekly(127, 1, start, None).occurrences(NaiveDate::MAX), Err(ScheduleError::TooMany));
        let thousandth = start + Days::new(999);
        assert_eq!(weekly(127, 1, start, None).occurrences(thousandth).map(|days| days.len()), Ok(1_000));
        assert_eq!(weekly(127, 1, start, None).occurrences(thousandth + Days::new(1)), Err(ScheduleError::TooMany));
        assert_eq!(weekly(127, 1, NaiveDate::MAX, None).occurrences(NaiveDate::MAX).map(|days| days.len()), Ok(1));
    }

    proptest! {
        #[test]
        fn occurrences_keep_their_promises(
            bits in 1u8..128, every in 1u8..6, start in 0u64..3_000, length in 0u64..700, last in 0u64..4_000,
        ) {
            let epoch = day(2020, 1, 1);
            let (starts_on, last_day) = (epoch + Days::new(start), epoch + Days::new(last));
            let ends_on = starts_on + Days::new(length);
            let schedule = weekly(bits, every, starts_on, Some(ends_on));
            let weekdays = Weekdays::from_bits(bits).unwrap();
            let belongs = |date: NaiveDate| {
                let weeks = (monday_of(date) - monday_of(starts_on)).num_days() / 7;
                weekdays.contains(date.weekday()) && weeks % i64::from(every) == 0
            };
            let days = schedule.occurrences(last_day).unwrap();
            prop_assert!(days.windows(2).all(|pair| pair[0] < pair[1]));
            prop_assert!(days.iter().all(|date| starts_on <= *date && *date <= ends_on.min(last_day)));
            // Exactly the days a plain walk through the calendar finds.
            let walked: Vec<_> = starts_on.iter_days().take_while(|date| *date <= ends_on.min(last_day))
                .filter(|date| belongs(*date)).collect();
            prop_assert_eq!(days, walked);
        }

        #[test]
        fn json_round_trips(bits in 0u8..128, every: u8) {
            let schedule = weekly(bits, every, day(2026, 12, 1), None);
            let json = serde_json::to_string(&schedule).unwrap();
            prop_assert_eq!(serde_json::from_str::<Schedule>(&json).unwrap(), schedule);
        }
    }

    #[test]
    fn weekdays_are_from_monday() {
        assert_eq!(
            weekly(64, 1, day(2026, 12, 1), None).occurrences(day(2026, 12, 7)).unwrap()[0].weekday(),
            Weekday::Sun
        );
    }
}
