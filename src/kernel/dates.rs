//! Dates as people write them, London time, and the door to times of day, weekdays and bank holidays.
//!
//! Dates in the program are London dates; instants are UTC without an offset ([`london`] turns one into the other).

use chrono::{Datelike, Days, NaiveDate, NaiveDateTime, TimeZone};

pub use super::bank_holidays::{bank_holiday_name, bank_holidays, is_bank_holiday};
pub use super::time_of_day::{TimeOfDay, TimeOfDayError};
pub use super::weekdays::{UnknownWeekday, Weekdays};

/// "21 November 2026".
#[must_use]
pub fn long_date(date: NaiveDate) -> String {
    date.format("%-d %B %Y").to_string()
}

/// "21 Nov 2026".
#[must_use]
pub fn short_date(date: NaiveDate) -> String {
    date.format("%-d %b %Y").to_string()
}

/// "Tuesday 24 November 2026".
#[must_use]
pub fn weekday_date(date: NaiveDate) -> String {
    date.format("%A %-d %B %Y").to_string()
}

/// The Monday of the date's week.
#[must_use]
pub fn monday_of(date: NaiveDate) -> NaiveDate {
    let since_monday = u64::from(date.weekday().num_days_from_monday());
    date.checked_sub_days(Days::new(since_monday)).unwrap_or(date)
}

/// Whole weeks from one date to another; negative when the second is earlier.
#[must_use]
pub fn weeks_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days() / 7
}

/// The time on London's clocks at an instant given in UTC.
#[must_use]
pub fn london(utc: NaiveDateTime) -> NaiveDateTime {
    chrono_tz::Europe::London.from_utc_datetime(&utc).naive_local()
}

/// The instant, in UTC, at which London's clocks show this: the first one when they show it twice, in autumn. None for
/// the hour that they skip in spring.
#[must_use]
pub fn utc_of(london: NaiveDateTime) -> Option<NaiveDateTime> {
    chrono_tz::Europe::London.from_local_datetime(&london).earliest().map(|instant| instant.naive_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn dates_are_written_out() {
        assert_eq!(long_date(day(2026, 11, 21)), "21 November 2026");
        assert_eq!(short_date(day(2026, 11, 1)), "1 Nov 2026");
        assert_eq!(weekday_date(day(2026, 11, 24)), "Tuesday 24 November 2026");
    }

    #[test]
    fn weeks() {
        assert_eq!(monday_of(day(2026, 11, 22)), day(2026, 11, 16));
        assert_eq!(monday_of(day(2026, 11, 16)), day(2026, 11, 16));
        assert_eq!(monday_of(NaiveDate::MIN), NaiveDate::MIN);
        assert_eq!(weeks_between(day(2026, 4, 6), day(2027, 4, 5)), 52);
        assert_eq!(weeks_between(day(2026, 4, 6), day(2026, 4, 12)), 0);
        assert_eq!(weeks_between(day(2026, 4, 12), day(2026, 4, 6)), 0);
        assert_eq!(weeks_between(day(2026, 4, 13), day(2026, 4, 6)), -1);
    }

    #[test]
    fn london_follows_the_clocks() {
        let summer = day(2026, 7, 1).and_hms_opt(23, 30, 0).unwrap();
        assert_eq!(london(summer), day(2026, 7, 2).and_hms_opt(0, 30, 0).unwrap());
        let winter = day(2026, 12, 1).and_hms_opt(23, 30, 0).unwrap();
        assert_eq!(london(winter), winter);
    }

    #[test]
    fn the_clocks_skip_an_hour_in_spring_and_repeat_one_in_autumn() {
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        assert_eq!(utc_of(at("2027-03-28T00:59:00")), Some(at("2027-03-28T00:59:00")));
        assert_eq!(utc_of(at("2027-03-28T01:00:00")), None);
        assert_eq!(utc_of(at("2027-03-28T01:59:00")), None);
        assert_eq!(utc_of(at("2027-03-28T02:00:00")), Some(at("2027-03-28T01:00:00")));
        assert_eq!(utc_of(at("2026-10-25T01:30:00")), Some(at("2026-10-25T00:30:00")));
        assert_eq!(london(at("2026-10-25T00:30:00")), at("2026-10-25T01:30:00"));
    }
}
