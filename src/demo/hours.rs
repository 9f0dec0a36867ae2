//! Reads times of week as the demo's files write them: `Mo-Fr 09:00-17:00; Sa,Su 10:00-14:00`.

use super::DemoError;
use crate::directory::model::ListingTime;
use crate::kernel::{TimeOfDay, Weekdays};

const DAYS: [(&str, &str); 7] = [
    ("Mo", "Monday"),
    ("Tu", "Tuesday"),
    ("We", "Wednesday"),
    ("Th", "Thursday"),
    ("Fr", "Friday"),
    ("Sa", "Saturday"),
    ("Su", "Sunday"),
];

/// Days as `Mo-Fr`, `Tu,Th` or `Mo,We-Fr`.
pub(super) fn weekdays(text: &str) -> Result<Weekdays, DemoError> {
    let wrong = || DemoError::Unknown(text.to_owned());
    let place = |code: &str| DAYS.iter().position(|(short, _)| *short == code.trim()).ok_or_else(wrong);
    let mut names = Vec::new();
    for part in text.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (first, last) = (place(first)?, place(last)?);
        names.extend(DAYS.iter().skip(first).take((last + 1).saturating_sub(first)).map(|(_, name)| *name));
    }
    Weekdays::parse(names).map_err(|_| wrong())
}

/// Times as they are written.
pub(super) fn times(text: &str) -> Result<Vec<ListingTime>, DemoError> {
    text.split(';').map(|part| one(part.trim())).collect()
}

fn one(text: &str) -> Result<ListingTime, DemoError> {
    let wrong = || DemoError::Unknown(text.to_owned());
    let (days, hours) = text.split_once(' ').ok_or_else(wrong)?;
    let (from, to) = hours.split_once('-').ok_or_else(wrong)?;
    let time = |text: &str| TimeOfDay::parse(text).map_err(|_| wrong());
    Ok(ListingTime { weekdays: weekdays(days)?, from: time(from)?, to: time(to)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_lists_of_days_are_read() {
        let read = times("Mo-Fr 09:00-17:00; Sa,Su 10:00-14:30").unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].weekdays.iter().count(), 5);
        assert_eq!(read[1].to.hhmm(), "14:30");
        assert_eq!(weekdays("Mo,We-Fr").unwrap().iter().count(), 4);
        assert!(weekdays("Someday").is_err());
        assert!(times("Mo 9").is_err());
    }
}
