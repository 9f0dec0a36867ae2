//! Where lines lie in the week, and where two of them would need the same person at the same time.

use chrono::{NaiveDate, Weekday};

use super::line::LineRequest;
use super::units;
use crate::kernel::dates::weekday_date;
use crate::kernel::{Quantity, ScheduleKind, TimeOfDay, VisitTime};

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
    /// Its visits: the day, when on it, and how much; in order.
    pub visits: Vec<(NaiveDate, TimeOfDay, Quantity)>,
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
            let mut slots: Vec<Slot> = entries.iter().flat_map(|entry| slots(entry, day)).collect();
            slots.sort_by(|a, b| (a.at, a.kind, &a.title).cmp(&(b.at, b.kind, &b.title)));
            (day, slots)
        })
        .collect()
}

/// What of an entry lies on a day of the week; nothing of a one-off.
fn slots(entry: &Entry, day: Weekday) -> Vec<Slot> {
    if entry.request.schedule.kind == ScheduleKind::OneOff {
        return Vec::new();
    }
    let of_day = entry.request.times().filter(|time| time.weekdays.contains(day));
    let slot = |VisitTime { at, units, .. }| Slot {
        at,
        time: units::time_words(entry.request.unit, units, at),
        title: entry.title.clone(),
        kind: entry.kind,
    };
    of_day.map(slot).collect()
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

/// The first day on which two lines overlap. Both lists of visits are sorted, so they are walked once, side by side.
fn first_clash(one: &Entry, other: &Entry) -> Option<NaiveDate> {
    let (mut ones, mut others) = (one.visits.iter().peekable(), other.visits.iter().peekable());
    while let (Some(here), Some(there)) = (ones.peek(), others.peek()) {
        let ((from, to), (other_from, other_to)) = (span(one, here), span(other, there));
        if from < other_to && other_from < to {
            return Some(here.0);
        }
        if to <= other_to {
            ones.next()
        } else {
            others.next()
        };
    }
    None
}

/// Start and end in minutes; what has no length counts as a minute.
fn span(entry: &Entry, (on, at, units): &(NaiveDate, TimeOfDay, Quantity)) -> (i64, i64) {
    let long = units::minutes(entry.request.unit, *units).unwrap_or(0).clamp(1, MINUTES_IN_A_DAY);
    let start = i64::from(chrono::Datelike::num_days_from_ce(on)) * MINUTES_IN_A_DAY + i64::from(at.minutes());
    (start, start + long)
}

/// The hours of support in a usual week, where units are hours: for "3 new hours of support a week".
pub fn hours_a_week<'a>(entries: impl Iterator<Item = &'a Entry>) -> Quantity {
    let minutes: i64 = entries
        .filter_map(|entry| {
            let ScheduleKind::Weekly { every_weeks, .. } = entry.request.schedule.kind else { return None };
            let each = |time: VisitTime| {
                Some(units::minutes(entry.request.unit, time.units)? * i64::from(time.weekdays.len()))
            };
            let minutes: i64 = entry.request.times().map(each).sum::<Option<i64>>()?;
            Some(minutes / i64::from(every_weeks.max(1)))
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
        let visits = request.visits(&window()).unwrap();
        let visits = visits.into_iter().map(|visit| (visit.on, visit.at, visit.units)).collect();
        Entry { title: title.to_owned(), request, visits, kind }
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
