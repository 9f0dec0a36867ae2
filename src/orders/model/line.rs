//! What somebody asks for, before it is priced: how much, of which unit, when. And what may be asked for.

use chrono::{NaiveDate, NaiveDateTime};

use super::units;
use crate::directory::model::PriceUnit;
use crate::kernel::dates::long_date;
use crate::kernel::schedule::MOST_OCCURRENCES;
use crate::kernel::{Quantity, Schedule, ScheduleError, ScheduleKind, Weekdays};

/// The longest gap between weeks.
pub const MOST_WEEKS_BETWEEN: u8 = 12;

/// One line as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRequest {
    /// The unit it is priced by.
    pub unit: PriceUnit,
    /// How much each time.
    pub units: Quantity,
    /// When.
    pub schedule: Schedule,
}

/// What a line has to lie within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// What time it is on London's clocks.
    pub now: NaiveDateTime,
    /// The first and last day of the budget that pays; none when there is no budget yet.
    pub budget: Option<(NaiveDate, NaiveDate)>,
}

impl Window {
    /// The last day anything may be delivered: the budget's, or a year from now where there is none.
    pub fn last_day(&self) -> NaiveDate {
        let year = chrono::Days::new(365);
        self.budget.map_or_else(|| self.now.date().checked_add_days(year).unwrap_or(self.now.date()), |(_, end)| end)
    }
}

/// What is wrong with a line. Each displays as a sentence for the person who made it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LineFault {
    /// None at all, or less.
    #[error("Enter how much you want each time. It must be more than 0.")]
    NoUnits,
    /// More at a time than makes sense.
    #[error("Enter {0} or less for each time.")]
    TooMuch(String),
    /// Less than the provider's minimum.
    #[error("The provider’s shortest is {0}. Enter at least that much.")]
    BelowMinimum(String),
    /// The days and weeks make no sense.
    #[error("{0}")]
    Schedule(#[from] ScheduleError),
    /// More than [`MOST_WEEKS_BETWEEN`].
    #[error("Enter a number of weeks from 1 to 12.")]
    TooRare,
    /// The first day, or its time, has passed.
    #[error("The first day must not be in the past. Choose a day and time that is still to come.")]
    Past,
    /// It starts before the budget does.
    #[error("Your budget starts on {}. Choose that day or a later one.", long_date(*.0))]
    BeforeBudget(NaiveDate),
    /// It starts after the budget's end.
    #[error("Your budget ends on {}. Choose an earlier first day.", long_date(*.0))]
    AfterBudget(NaiveDate),
    /// No chosen weekday lies between start and end.
    #[error("None of the days you chose falls between the first day and {}.", long_date(*.0))]
    Never(NaiveDate),
}

impl LineFault {
    /// The form field that the fault is about.
    pub const fn field(&self) -> &'static str {
        match self {
            Self::NoUnits | Self::TooMuch(_) | Self::BelowMinimum(_) => "units",
            Self::Schedule(ScheduleError::NoWeekdays) | Self::Never(_) => "weekdays",
            Self::Schedule(ScheduleError::NoInterval) | Self::TooRare => "every_weeks",
            Self::Schedule(ScheduleError::EndsBeforeStart | ScheduleError::TooMany) => "ends_on",
            Self::Past | Self::BeforeBudget(_) | Self::AfterBudget(_) => "starts_on",
        }
    }
}

impl LineRequest {
    /// Says what is wrong with the line, if anything; gives the days it would be delivered.
    ///
    /// # Errors
    /// The first [`LineFault`]; there are at most 1,000 days otherwise.
    pub fn days(&self, window: &Window) -> Result<Vec<NaiveDate>, LineFault> {
        self.check_units()?;
        let Schedule { kind, starts_on, at, .. } = self.schedule;
        if matches!(kind, ScheduleKind::Weekly { every_weeks, .. } if every_weeks > MOST_WEEKS_BETWEEN) {
            return Err(LineFault::TooRare);
        }
        if starts_on < window.now.date() {
            return Err(LineFault::Past);
        }
        if let Some((first, last)) = window.budget {
            if starts_on < first {
                return Err(LineFault::BeforeBudget(first));
            }
            if starts_on > last {
                return Err(LineFault::AfterBudget(last));
            }
        }
        let last_day = window.last_day();
        let days = self.schedule.occurrences(last_day)?;
        debug_assert!(days.len() <= MOST_OCCURRENCES);
        let Some(first) = days.first() else {
            return Err(LineFault::Never(self.schedule.ends_on.map_or(last_day, |end| end.min(last_day))));
        };
        let minutes = u16::try_from(minutes_of(window.now)).unwrap_or(u16::MAX);
        if *first == window.now.date() && at.minutes() <= minutes {
            return Err(LineFault::Past);
        }
        Ok(days)
    }

    fn check_units(&self) -> Result<(), LineFault> {
        if self.units <= Quantity::ZERO {
            return Err(LineFault::NoUnits);
        }
        let most = units::most_each_time(self.unit);
        if self.units > most {
            return Err(LineFault::TooMuch(units::amount(self.unit, most)));
        }
        Ok(())
    }

    /// "7pm to 8pm".
    pub fn time_words(&self) -> String {
        units::time_words(self.unit, self.units, self.schedule.at)
    }

    /// "Tuesdays and Thursdays, 7pm to 8pm, from 1 December 2026", "Tuesday 1 December 2026, 7pm to 8pm".
    pub fn when_words(&self) -> String {
        let time = self.time_words();
        let start = self.schedule.starts_on;
        let ScheduleKind::Weekly { weekdays, every_weeks } = self.schedule.kind else {
            return format!("{}, {time}", crate::kernel::dates::weekday_date(start));
        };
        let days = match (every_weeks, weekdays) {
            (1, Weekdays::EVERY_DAY) => "Every day".to_owned(),
            (1, _) => weekdays.words(),
            (_, Weekdays::EVERY_DAY) => format!("Every {every_weeks} weeks, every day"),
            _ => format!("Every {every_weeks} weeks on {}", weekdays.words()),
        };
        let until = self.schedule.ends_on.map(|end| format!(" to {}", long_date(end))).unwrap_or_default();
        format!("{days}, {time}, from {}{until}", long_date(start))
    }
}

fn minutes_of(time: NaiveDateTime) -> u32 {
    use chrono::Timelike;
    time.hour() * 60 + time.minute()
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::kernel::TimeOfDay;

    pub(crate) fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(crate) fn window() -> Window {
        let now = day("2026-11-21").and_hms_opt(9, 30, 0).unwrap();
        Window { now, budget: Some((day("2026-04-06"), day("2027-04-05"))) }
    }

    pub(crate) fn weekly(days: &[&str], hours: i64, at: &str, from: &str) -> LineRequest {
        LineRequest {
            unit: PriceUnit::Hour,
            units: Quantity::from_hundredths(hours),
            schedule: Schedule {
                kind: ScheduleKind::Weekly { weekdays: Weekdays::parse(days).unwrap(), every_weeks: 1 },
                starts_on: day(from),
                ends_on: None,
                at: TimeOfDay::parse(at).unwrap(),
            },
        }
    }

    #[test]
    fn said_in_words() {
        let mut line = weekly(&["Tue", "Thu"], 100, "7pm", "2026-12-01");
        assert_eq!(line.when_words(), "Tuesdays and Thursdays, 7pm to 8pm, from 1 December 2026");
        line.schedule.ends_on = Some(day("2027-01-31"));
        line.schedule.kind = ScheduleKind::Weekly { weekdays: Weekdays::parse(["Tue"]).unwrap(), every_weeks: 2 };
        assert_eq!(line.when_words(), "Every 2 weeks on Tuesdays, 7pm to 8pm, from 1 December 2026 to 31 January 2027");
        line.schedule = Schedule::one_off(day("2026-12-01"), line.schedule.at);
        assert_eq!(line.when_words(), "Tuesday 1 December 2026, 7pm to 8pm");
    }

    #[test]
    fn what_makes_no_sense_is_refused_in_words() {
        let good = weekly(&["Tue"], 300, "7pm", "2026-12-01");
        assert_eq!(good.days(&window()).unwrap().len(), 18);
        let units = |hundredths| LineRequest { units: Quantity::from_hundredths(hundredths), ..good }.days(&window());
        assert_eq!(units(0), Err(LineFault::NoUnits));
        assert_eq!(units(-300), Err(LineFault::NoUnits));
        assert_eq!(units(2_401).unwrap_err().to_string(), "Enter 24 hours or less for each time.");
        assert_eq!(units(i64::MAX).unwrap_err().field(), "units");
        let from = |from: &str| weekly(&["Tue"], 300, "7pm", from).days(&window());
        assert_eq!(from("2026-11-20"), Err(LineFault::Past));
        assert_eq!(from("2027-04-06"), Err(LineFault::AfterBudget(day("2027-04-05"))));
        assert_eq!(from("2027-04-01"), Err(LineFault::Never(day("2027-04-05"))));
        assert_eq!(weekly(&[], 300, "7pm", "2026-12-01").days(&window()), Err(ScheduleError::NoWeekdays.into()));
        // Today is a Saturday, and half past nine has gone by.
        assert_eq!(weekly(&["Sat"], 100, "9:30", "2026-11-21").days(&window()), Err(LineFault::Past));
        assert!(weekly(&["Sat"], 100, "10am", "2026-11-21").days(&window()).is_ok());
        let mut long = weekly(&["Mon"], 100, "7pm", "2026-12-01");
        long.schedule.kind = ScheduleKind::Weekly { weekdays: Weekdays::EVERY_DAY, every_weeks: 13 };
        assert_eq!(long.days(&window()), Err(LineFault::TooRare));
    }

    proptest! {
        #[test]
        fn accepted_days_lie_in_the_window(
            bits in 0u8..128, every in 0u8..20, start in -400i64..800, length in -50i64..900, hours in -500i64..5_000,
        ) {
            let starts_on = window().now.date() + chrono::TimeDelta::days(start);
            let kind = ScheduleKind::Weekly { weekdays: Weekdays::from_bits(bits).unwrap(), every_weeks: every };
            let line = LineRequest {
                unit: PriceUnit::Hour,
                units: Quantity::from_hundredths(hours),
                schedule: Schedule {
                    kind, starts_on, ends_on: Some(starts_on + chrono::TimeDelta::days(length)), at: TimeOfDay::NOON,
                },
            };
            if let Ok(days) = line.days(&window()) {
                prop_assert!(!days.is_empty() && days.len() <= 1_000);
                prop_assert!(days.iter().all(|on| *on >= day("2026-11-21") && *on <= day("2027-04-05")));
                prop_assert!((1..=2_400).contains(&hours) && length >= 0 && (1..=12).contains(&every));
            }
        }
    }
}
