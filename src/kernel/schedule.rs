//! When something happens: once, or on weekdays every so many weeks.
//!
//! Invariant: occurrences are sorted, different, on the chosen weekdays, within the schedule's own dates, in no break,
//! and at most [`MOST_OCCURRENCES`]. Weeks begin on Monday, and "every two weeks" counts from the week of `starts_on`.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::bank_holidays::{Nation, is_bank_holiday};
use super::breaks::Breaks;
use super::dates::{TimeOfDay, Weekdays, long_date, monday_of, weekday_date};
use super::words;

/// The most times one schedule may come to: more than two years of six visits a day.
pub const MOST_OCCURRENCES: usize = 5_000;

crate::text_enum! {
    /// What becomes of a visit on a bank holiday.
    pub enum OnBankHolidays {
        /// It happens, at the price of bank holidays where there is one.
        AsUsual = "as_usual" => "As usual",
        /// It doesn't happen.
        Skip = "skip" => "No visits",
    }
}

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
    /// Spans of days without it.
    pub breaks: Breaks,
    /// Whether it happens on bank holidays.
    pub holidays: OnBankHolidays,
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
    #[error("That comes to more than 5,000 visits. Choose an earlier last day, or fewer visits.")]
    TooMany,
}

impl Schedule {
    /// Once.
    #[must_use]
    pub fn one_off(on: NaiveDate, at: TimeOfDay) -> Schedule {
        let (breaks, holidays) = (Breaks::NONE, OnBankHolidays::AsUsual);
        Schedule { kind: ScheduleKind::OneOff, starts_on: on, ends_on: None, at, breaks, holidays }
    }

    /// On these days of every week from a day on, without end.
    #[must_use]
    pub fn weekly(weekdays: Weekdays, at: TimeOfDay, starts_on: NaiveDate) -> Schedule {
        let kind = ScheduleKind::Weekly { weekdays, every_weeks: 1 };
        Schedule { kind, ..Schedule::one_off(starts_on, at) }
    }

    /// Whether it happens on a day that its weekdays and weeks come to: not in a break, and on bank holidays only as
    /// they are chosen.
    #[must_use]
    pub fn happens_on(&self, day: NaiveDate, nation: Nation) -> bool {
        match (self.kind, self.holidays) {
            (ScheduleKind::OneOff, _) => true,
            (_, OnBankHolidays::Skip) if is_bank_holiday(day, nation) => false,
            _ => !self.breaks.contain(day),
        }
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

    /// The days its weekdays and weeks come to, up to its end or `last_day` (say, the budget's end), whichever comes
    /// first; [`Schedule::happens_on`] says which of them fall to a break or a bank holiday. Empty when there is none.
    ///
    /// # Errors
    /// [`ScheduleError`], whose `Display` is the sentence to show.
    pub fn occurrences(&self, last_day: NaiveDate) -> Result<Vec<NaiveDate>, ScheduleError> {
        self.check()?;
        let last_day = self.ends_on.map_or(last_day, |end| end.min(last_day));
        match self.kind {
            ScheduleKind::OneOff => Ok(Some(self.starts_on).filter(|day| *day <= last_day).into_iter().collect()),
            ScheduleKind::Weekly { weekdays, every_weeks } => self.all_weeks(weekdays, every_weeks, last_day),
        }
    }

    fn all_weeks(
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
        let until = self.ends_on.map(|end| format!(" to {}", long_date(end))).unwrap_or_default();
        format!("{often} at {at}, from {from}{until}{}", self.exceptions())
    }

    /// ", no visits on bank holidays and no visits from 24 December 2026 to 2 January 2027": what comes after the
    /// rest in words; empty when there is no exception.
    #[must_use]
    pub fn exceptions(&self) -> String {
        let mut all = Vec::new();
        if self.kind != ScheduleKind::OneOff && self.holidays == OnBankHolidays::Skip {
            all.push("no visits on bank holidays".to_owned());
        }
        let breaks = self.breaks.words();
        if self.kind != ScheduleKind::OneOff && !breaks.is_empty() {
            all.push(breaks);
        }
        if all.is_empty() { String::new() } else { format!(", {}", words::list(&all)) }
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
        Schedule { kind, ends_on, ..Schedule::one_off(starts_on, TimeOfDay::new(19, 0).unwrap()) }
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
    fn breaks_and_bank_holidays_are_said_and_kept() {
        use crate::kernel::Break;
        let start = day(2026, 12, 1);
        let breaks = Breaks::new(&[Break { from: day(2026, 12, 7), until: day(2026, 12, 9) }]).unwrap();
        let schedule = Schedule { breaks, holidays: OnBankHolidays::Skip, ..weekly(127, 1, start, None) };
        assert_eq!(
            schedule.words(),
            "Every day at 7pm, from 1 December 2026, no visits on bank holidays and no visits from 7 December 2026 \
             to 9 December 2026"
        );
        let happens = |on: u32, nation| schedule.happens_on(day(2026, 12, on), nation);
        assert!(happens(6, Nation::England) && !happens(7, Nation::England) && happens(10, Nation::England));
        assert!(!happens(25, Nation::England) && !happens(28, Nation::Scotland) && happens(26, Nation::Wales));
        let scottish = Schedule { starts_on: day(2026, 11, 29), ..schedule };
        assert!(!scottish.happens_on(day(2026, 11, 30), Nation::Scotland));
        assert!(scottish.happens_on(day(2026, 11, 30), Nation::England));
        // Somebody who chooses one day means it.
        let once = Schedule { kind: ScheduleKind::OneOff, ..schedule };
        assert!(once.happens_on(day(2026, 12, 25), Nation::England));
        assert_eq!(once.words(), "Once, on Tuesday 1 December 2026 at 7pm");
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
        let last = start + Days::new(4_999);
        assert_eq!(weekly(127, 1, start, None).occurrences(last).map(|days| days.len()), Ok(5_000));
        assert_eq!(weekly(127, 1, start, None).occurrences(last + Days::new(1)), Err(ScheduleError::TooMany));
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
