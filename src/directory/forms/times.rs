//! "Days and times": when it is offered, in numbered rows, and how many spaces there are.

use super::{Pairs, number_text, optional_number};
use crate::directory::model::{Listing, ListingCommand, ListingTime};
use crate::kernel::dates::{TimeOfDay, Weekdays};
use crate::web::form::FieldErrors;

/// Empty rows below those that are filled in.
const SPARE: usize = 1;
/// The most rows read.
const MOST: usize = 60;

/// A row as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeRow {
    /// "mon", "tue" and so on.
    pub days: Vec<String>,
    pub from: String,
    pub to: String,
}

impl TimeRow {
    fn is_empty(&self) -> bool {
        self.days.is_empty() && self.from.trim().is_empty() && self.to.trim().is_empty()
    }
}

/// As posted.
#[derive(Clone, Debug, Default)]
pub struct TimesForm {
    pub rows: Vec<TimeRow>,
    pub spaces_left: String,
    pub starts_within_days: String,
}

impl TimesForm {
    /// As it stands now, with spare rows.
    pub fn of(listing: &Listing) -> Self {
        let row = |time: &ListingTime| TimeRow {
            days: time.weekdays.names().map(str::to_lowercase).collect(),
            from: time.from.to_string(),
            to: time.to.to_string(),
        };
        let mut rows: Vec<TimeRow> = listing.times.iter().map(row).collect();
        rows.resize(rows.len() + SPARE, TimeRow::default());
        Self {
            rows,
            spaces_left: number_text(listing.spaces_left),
            starts_within_days: number_text(listing.starts_within_days),
        }
    }

    /// As posted: `days_0`, `from_0`, `to_0` and so on.
    pub fn read(posted: &Pairs) -> Self {
        let row = |number: usize| TimeRow {
            days: posted.all(&format!("days_{number}")).into_iter().map(str::to_owned).collect(),
            from: posted.get(&format!("from_{number}")).to_owned(),
            to: posted.get(&format!("to_{number}")).to_owned(),
        };
        let mut rows: Vec<TimeRow> = (0..MOST).map(row).collect();
        let filled = rows.iter().rposition(|row| !row.is_empty()).map_or(0, |last| last + 1);
        rows.truncate(filled + SPARE);
        Self {
            rows,
            spaces_left: posted.get("spaces_left").to_owned(),
            starts_within_days: posted.get("starts_within_days").to_owned(),
        }
    }

    /// Puts it into what the listing is to say.
    pub fn fill(&self, command: &mut ListingCommand, errors: &mut FieldErrors) {
        command.times = self
            .rows
            .iter()
            .enumerate()
            .filter(|(_, row)| !row.is_empty())
            .filter_map(|(number, row)| read_row(number, row, errors))
            .collect();
        let spaces = "Enter how many spaces are free, like 4.";
        command.spaces_left = optional_number("spaces_left", &self.spaces_left, spaces, errors);
        let days = "Enter a whole number of days, like 14.";
        command.starts_within_days = optional_number("starts_within_days", &self.starts_within_days, days, errors);
    }
}

fn read_row(number: usize, row: &TimeRow, errors: &mut FieldErrors) -> Option<ListingTime> {
    let weekdays = errors.take(&format!("days_{number}"), Weekdays::parse(&row.days));
    if row.days.is_empty() {
        errors.push(format!("days_{number}"), "Choose the days for this time.");
    }
    let from = errors.take(&format!("from_{number}"), TimeOfDay::parse(&row.from));
    let to = errors.take(&format!("to_{number}"), TimeOfDay::parse(&row.to));
    let (weekdays, from, to) = (weekdays?, from?, to?);
    if from == to {
        errors.push(format!("to_{number}"), "The time it ends must differ from the time it begins.");
        return None;
    }
    Some(ListingTime { weekdays, from, to })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posted(pairs: &[(&str, &str)]) -> Pairs {
        Pairs(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn rows_become_times_and_empty_rows_nothing() {
        let form = TimesForm::read(&posted(&[
            ("days_0", "monday"),
            ("days_0", "friday"),
            ("from_0", "7am"),
            ("to_0", "10:00"),
            ("from_1", ""),
            ("spaces_left", "4"),
        ]));
        let (mut command, mut errors) = (ListingCommand::default(), FieldErrors::new());
        form.fill(&mut command, &mut errors);
        assert!(errors.is_empty(), "{errors:?}");
        assert_eq!(command.times.len(), 1);
        assert_eq!(command.times[0].weekdays.words(), "Mondays and Fridays");
        assert_eq!(command.spaces_left, Some(4));
    }

    #[test]
    fn a_half_filled_row_is_pointed_at() {
        let form = TimesForm::read(&posted(&[("from_1", "7"), ("to_1", "9am")]));
        let mut errors = FieldErrors::new();
        form.fill(&mut ListingCommand::default(), &mut errors);
        assert!(errors.get("days_1").is_some() && errors.get("from_1").is_some() && errors.get("to_1").is_none());
    }
}
