//! Where lines lie in the week, and where two of them would need the same person at the same time.

use chrono::{NaiveDate, Weekday};

use super::line::LineRequest;
use super::units;
use crate::kernel::dates::weekday_date;
use crate::kernel::{Quantity, ScheduleKind, TimeOfDay};

const MINUTES_IN_A_DAY: i64 = 24 * 60;

/// What a slot of the week is to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SlotKind {
    /// From an order that runs.
    Running,
    /// From a line of the basket that fits.
    New,
    /// From a line of the basket that needs a choice.
    Waiting,
}

/// One line, as the week shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it is called.
    pub title: String,
    /// When and how much.
    pub request: LineRequest,
    /// The days it is delivered.
    pub days: Vec<NaiveDate>,
    /// What it is to the reader.
    pub kind: SlotKind,
}

/// One box of the week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// When on the day; boxes of a day are in this order.
    pub at: TimeOfDay,
    /// "7pm to 8pm".
    pub time: String,
    /// What it is called.
    pub title: String,
    /// What it is to the reader.
    pub kind: SlotKind,
}

/// A usual week: Monday to Sunday, each with its slots in order.
pub fn week(entries: &[Entry]) -> Vec<(Weekday, Vec<Slot>)> {
    crate::kernel::Weekdays::EVERY_DAY
        .iter()
        .map(|day| {
            let mut slots: Vec<Slot> = entries.iter().filter(|entry| happens_on(entry, day)).map(slot).collect();
            slots.sort_by(|a, b| (a.at, a.kind, &a.title).cmp(&(b.at, b.kind, &b.title)));
            (day, slots)
        })
        .collect()
}

fn happens_on(entry: &Entry, day: Weekday) -> bool {
    matches!(entry.request.schedule.kind, ScheduleKind::Weekly { weekdays, .. } if weekdays.contains(day))
}

fn slot(entry: &Entry) -> Slot {
    let LineRequest { unit, units, schedule } = entry.request;
    Slot {
        at: schedule.at,
        time: units::time_words(unit, units, schedule.at),
        title: entry.title.clone(),
        kind: entry.kind,
    }
}

/// Lines of the basket that would be at the same time as another line, each pair once, in a sentence with the first
/// day it happens.
pub fn clashes(entries: &[Entry]) -> Vec<String> {
    let mut found = Vec::new();
    for (index, one) in entries.iter().enumerate() {
        for other in entries.iter().skip(index + 1) {
            if one.kind == SlotKind::Running && other.kind == SlotKind::Running {
                continue;
            }
            if let Some(day) = first_clash(one, other) {
                found.push(format!(
                    "“{}” and “{}” are at the same time, first on {}.",
                    one.title,
                    other.title,
                    weekday_date(day)
                ));
            }
        }
    }
    found
}

/// The first day on which two lines overlap. Both lists of days are sorted.
fn first_clash(one: &Entry, other: &Entry) -> Option<NaiveDate> {
    let (one_at, one_long) = span(one);
    let (other_at, other_long) = span(other);
    one.days.iter().copied().find(|day| {
        // What starts on the day before may run past midnight.
        (-1..=1).any(|shift| {
            let Some(there) = day.checked_add_signed(chrono::TimeDelta::days(shift)) else { return false };
            let other_at = other_at + shift * MINUTES_IN_A_DAY;
            let overlap = one_at < other_at + other_long && other_at < one_at + one_long;
            overlap && other.days.binary_search(&there).is_ok()
        })
    })
}

/// Start and length in minutes; what has no length counts as a minute.
fn span(entry: &Entry) -> (i64, i64) {
    let LineRequest { unit, units, schedule } = entry.request;
    let long = units::minutes(unit, units).unwrap_or(0).clamp(1, MINUTES_IN_A_DAY);
    (i64::from(schedule.at.minutes()), long)
}

/// The hours of support in a usual week, where units are hours: for "3 new hours of support a week".
pub fn hours_a_week<'a>(entries: impl Iterator<Item = &'a Entry>) -> Quantity {
    let minutes: i64 = entries
        .filter_map(|entry| {
            let ScheduleKind::Weekly { weekdays, every_weeks } = entry.request.schedule.kind else { return None };
            let each = units::minutes(entry.request.unit, entry.request.units)?;
            Some(each * i64::from(weekdays.len()) / i64::from(every_weeks.max(1)))
        })
        .sum();
    Quantity::from_hundredths(minutes * 100 / 60)
}

#[cfg(test)]
mod tests {
    use super::super::line::tests::{day, weekly, window};
    use super::*;

    fn entry(title: &str, days: &[&str], hours: i64, at: &str, kind: SlotKind) -> Entry {
        let request = weekly(days, hours, at, "2026-12-01");
        Entry { title: title.to_owned(), request, days: request.days(&window()).unwrap(), kind }
    }

    #[test]
    fn the_week_is_in_order() {
        let entries = [
            entry("Evening help", &["Tue"], 100, "7pm", SlotKind::New),
            entry("Morning help", &["Mon", "Tue"], 100, "8am", SlotKind::Running),
        ];
        let week = week(&entries);
        assert_eq!(week.len(), 7);
        let tuesday: Vec<&str> = week[1].1.iter().map(|slot| slot.title.as_str()).collect();
        assert_eq!(tuesday, ["Morning help", "Evening help"]);
        assert_eq!(week[1].1[1].time, "7pm to 8pm");
        assert!(week[2].1.is_empty());
        assert_eq!(hours_a_week(entries.iter()).to_string(), "3");
    }

    #[test]
    fn what_touches_does_not_clash_and_what_overlaps_does() {
        let evening = entry("Evening", &["Tue"], 100, "7pm", SlotKind::New);
        let next = entry("Next", &["Tue"], 100, "8pm", SlotKind::Running);
        let across = entry("Across", &["Tue"], 200, "6:30pm", SlotKind::Running);
        assert!(clashes(&[evening.clone(), next.clone()]).is_empty());
        assert_eq!(
            clashes(&[evening, across.clone()]),
            ["“Evening” and “Across” are at the same time, first on Tuesday 1 December 2026."]
        );
        // Two orders that run already are not this basket's business.
        assert!(clashes(&[next, across]).is_empty());
    }

    #[test]
    fn a_night_clashes_with_the_morning_after() {
        let night = entry("Night", &["Mon"], 900, "10pm", SlotKind::New);
        let morning = entry("Morning", &["Tue"], 100, "6:30am", SlotKind::New);
        let first = clashes(&[night, morning]);
        assert_eq!(first.len(), 1);
        assert!(first[0].contains("Monday 7 December 2026"), "{first:?}");
        assert_eq!(day("2026-12-07").to_string(), "2026-12-07");
    }
}
