//! What somebody asks for, before it is priced: how much, of which unit, when. And what may be asked for.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::units;
use crate::directory::model::PriceUnit;
use crate::kernel::dates::{long_date, utc_of, weekday_date};
use crate::kernel::schedule::MOST_OCCURRENCES;
use crate::kernel::{
    MoreVisits, Nation, Quantity, Schedule, ScheduleError, ScheduleKind, TimeOfDay, VisitTime, Weekdays, words,
};

/// The longest gap between weeks.
pub const MOST_WEEKS_BETWEEN: u8 = 12;

/// One line as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineRequest {
    /// The unit it is priced by.
    pub unit: PriceUnit,
    /// How much each time.
    pub units: Quantity,
    /// When.
    pub schedule: Schedule,
    /// More visits in the same weeks, each with its own days, time and amount.
    pub more: MoreVisits,
}

/// One visit that a line comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Visit {
    /// The day.
    pub on: NaiveDate,
    /// When on the day.
    pub at: TimeOfDay,
    /// How much of the unit.
    pub units: Quantity,
    /// Which of the line's visit times it is, from 1.
    pub number: u8,
}

/// What a line has to lie within.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// What time it is on London's clocks.
    pub now: NaiveDateTime,
    /// The first and last day of the budget that pays; none when there is no budget yet.
    pub budget: Option<(NaiveDate, NaiveDate)>,
    /// Whose bank holidays count.
    pub nation: Nation,
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
    /// The hour that the clocks skip in spring.
    #[error(
        "On {} the clocks go forward from 1am to 2am, so there is no {}. Choose another time, or a break on that day.",
        weekday_date(*.0), .1
    )]
    NoSuchTime(NaiveDate, TimeOfDay),
    /// One visit begins before another has ended.
    #[error("The visit at {1} begins before the one at {0} has ended. Choose another time.")]
    Overlap(TimeOfDay, TimeOfDay),
    /// What is wrong with one of several visit times, from 2.
    #[error("Visit {0}: {1}")]
    OfVisit(u8, Box<LineFault>),
}

impl LineFault {
    /// The form field that the fault is about.
    pub fn field(&self) -> String {
        let field = match self {
            Self::OfVisit(number, fault) => return format!("visit{number}_{}", fault.field()),
            Self::NoUnits | Self::TooMuch(_) | Self::BelowMinimum(_) => "units",
            Self::Schedule(ScheduleError::NoWeekdays) | Self::Never(_) => "weekdays",
            Self::Schedule(ScheduleError::NoInterval) | Self::TooRare => "every_weeks",
            Self::Schedule(ScheduleError::EndsBeforeStart | ScheduleError::TooMany) => "ends_on",
            Self::Past | Self::BeforeBudget(_) | Self::AfterBudget(_) => "starts_on",
            Self::NoSuchTime(..) | Self::Overlap(..) => "at",
        };
        field.to_owned()
    }

    /// The same fault, of one of several visit times.
    #[must_use]
    pub fn of_visit(self, number: u8) -> Self {
        if number <= 1 { self } else { Self::OfVisit(number, Box::new(self)) }
    }
}

impl LineRequest {
    /// One visit at a time.
    pub const fn new(unit: PriceUnit, units: Quantity, schedule: Schedule) -> Self {
        Self { unit, units, schedule, more: MoreVisits::NONE }
    }

    /// The visit times of a week, the first one first. For a one-off, those of its day.
    pub fn times(&self) -> impl Iterator<Item = VisitTime> {
        let weekdays = match self.schedule.kind {
            ScheduleKind::OneOff => Weekdays::EVERY_DAY,
            ScheduleKind::Weekly { weekdays, .. } => weekdays,
        };
        let once = self.schedule.kind == ScheduleKind::OneOff;
        let first = VisitTime { weekdays, at: self.schedule.at, units: self.units };
        std::iter::once(first)
            .chain(self.more.iter().map(move |visit| if once { VisitTime { weekdays, ..visit } } else { visit }))
    }

    /// Says what is wrong with the line, if anything; gives its visits, by day and time.
    ///
    /// # Errors
    /// The first [`LineFault`]; there are at most 5,000 visits otherwise.
    pub fn visits(&self, window: &Window) -> Result<Vec<Visit>, LineFault> {
        self.check_units()?;
        let Schedule { kind, starts_on, .. } = self.schedule;
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
        let visits = self.all_visits(window)?;
        let Some(first) = visits.first() else {
            let last_day = window.last_day();
            return Err(LineFault::Never(self.schedule.ends_on.map_or(last_day, |end| end.min(last_day))));
        };
        if first.on == window.now.date() && u32::from(first.at.minutes()) <= minutes_of(window.now) {
            return Err(LineFault::Past);
        }
        Ok(visits)
    }

    /// Every visit from its first day to the window's last, whether that has passed or not.
    fn all_visits(&self, window: &Window) -> Result<Vec<Visit>, LineFault> {
        let mut schedule = self.schedule;
        let times: Vec<(u8, VisitTime)> = (1..).zip(self.times()).collect();
        if let ScheduleKind::Weekly { weekdays, .. } = &mut schedule.kind {
            if weekdays.is_empty() {
                return Err(ScheduleError::NoWeekdays.into());
            }
            *weekdays = times.iter().flat_map(|(_, time)| time.weekdays.iter()).collect();
        }
        let mut visits = Vec::new();
        for on in schedule.occurrences(window.last_day())? {
            if !schedule.happens_on(on, window.nation) {
                continue;
            }
            let before = visits.last().copied();
            let today = visits.len();
            for (number, VisitTime { weekdays, at, units }) in &times {
                if weekdays.contains(chrono::Datelike::weekday(&on)) {
                    visits.push(Visit { on, at: *at, units: *units, number: *number });
                }
            }
            let of_day = visits.get_mut(today..).unwrap_or_default();
            of_day.sort();
            self.check_day(before, of_day)?;
            if visits.len() > MOST_OCCURRENCES {
                return Err(ScheduleError::TooMany.into());
            }
        }
        Ok(visits)
    }

    /// Refuses a day on which a visit is at a time that the clocks skip, or before the one before it has ended, which may
    /// have begun the evening before.
    fn check_day(&self, before: Option<Visit>, visits: &[Visit]) -> Result<(), LineFault> {
        if let Some(visit) = visits.iter().find(|visit| utc_of(super::cancelling::starts(visit.on, visit.at)).is_none())
        {
            return Err(LineFault::NoSuchTime(visit.on, visit.at).of_visit(visit.number));
        }
        let earlier = before.iter().chain(visits).take(visits.len());
        let skipped = usize::from(before.is_none());
        for (one, next) in earlier.zip(visits.iter().skip(skipped)) {
            let long = units::minutes(self.unit, one.units).unwrap_or(0).max(1);
            let days = (next.on - one.on).num_days();
            if i64::from(one.at.minutes()) + long > days * 24 * 60 + i64::from(next.at.minutes()) {
                let number = one.number.max(next.number);
                return Err(LineFault::Overlap(one.at, next.at).of_visit(number));
            }
        }
        Ok(())
    }

    fn check_units(&self) -> Result<(), LineFault> {
        let most = units::most_each_time(self.unit);
        for (number, time) in (1..).zip(self.times()) {
            let fault = match time {
                VisitTime { units, .. } if units <= Quantity::ZERO => LineFault::NoUnits,
                VisitTime { units, .. } if units > most => LineFault::TooMuch(units::amount(self.unit, most)),
                VisitTime { weekdays, .. } if weekdays.is_empty() => ScheduleError::NoWeekdays.into(),
                _ => continue,
            };
            return Err(fault.of_visit(number));
        }
        Ok(())
    }

    /// "7pm to 8pm", "8am to 9am and 7pm to 8pm".
    pub fn time_words(&self) -> String {
        let times: Vec<String> = self.times().map(|time| units::time_words(self.unit, time.units, time.at)).collect();
        words::list(&times)
    }

    /// "2 hours each time", "0.5 to 1 hour each time".
    pub fn each_words(&self) -> String {
        let (low, high) = self
            .times()
            .fold((self.units, self.units), |(low, high), time| (low.min(time.units), high.max(time.units)));
        let high = units::amount(self.unit, high);
        if self.times().all(|time| time.units == low) {
            format!("{high} each time")
        } else {
            format!("{low} to {high} each time")
        }
    }

    /// "Tuesdays and Thursdays, 7pm to 8pm, from 1 December 2026", "Tuesday 1 December 2026, 7pm to 8pm".
    pub fn when_words(&self) -> String {
        let start = self.schedule.starts_on;
        let ScheduleKind::Weekly { weekdays, every_weeks } = self.schedule.kind else {
            return format!("{}, {}", weekday_date(start), self.time_words());
        };
        let when = if self.times().all(|time| time.weekdays == weekdays) {
            format!("{}, {}", days_words(weekdays, every_weeks), self.time_words())
        } else {
            let each = self.times().map(|time| {
                let at = units::time_words(self.unit, time.units, time.at);
                format!("{}, {at}", days_words(time.weekdays, every_weeks))
            });
            each.collect::<Vec<_>>().join("; ")
        };
        let until = self.schedule.ends_on.map(|end| format!(" to {}", long_date(end))).unwrap_or_default();
        format!("{when}, from {}{until}{}", long_date(start), self.schedule.exceptions())
    }
}

/// "Tuesdays", "Every day", "Every 2 weeks on Tuesdays".
fn days_words(weekdays: Weekdays, every_weeks: u8) -> String {
    match (every_weeks, weekdays) {
        (1, Weekdays::EVERY_DAY) => "Every day".to_owned(),
        (1, _) => weekdays.words(),
        (_, Weekdays::EVERY_DAY) => format!("Every {every_weeks} weeks, every day"),
        _ => format!("Every {every_weeks} weeks on {}", weekdays.words()),
    }
}

fn minutes_of(time: NaiveDateTime) -> u32 {
    use chrono::Timelike;
    time.hour() * 60 + time.minute()
}

#[cfg(test)]
#[path = "line_tests.rs"]
pub(crate) mod tests;
