//! Bank holidays of England and Wales, by rule, with the one-off changes since 2020.
//!
//! The rules are those of the Banking and Financial Dealings Act 1971 and its yearly proclamations, as published
//! on gov.uk/bank-holidays. The days published are the days meant: when Christmas Day is a Saturday, the Monday
//! is the bank holiday and the Saturday is not. One-off days are known from 2020 on; a new one is added to
//! [`ONE_OFF`] (or [`MOVED`]) when it is proclaimed.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::dates::monday_of;

/// Extra days: year, month, day, name.
const ONE_OFF: &[(i32, u32, u32, &str)] = &[
    (2022, 6, 3, "Platinum Jubilee bank holiday"),
    (2022, 9, 19, "Bank holiday for the State Funeral of Queen Elizabeth II"),
    (2023, 5, 8, "Bank holiday for the coronation of King Charles III"),
];

/// Usual days held on another day in one year: the day they moved to and the name of the day that moved.
const MOVED: &[(i32, u32, u32, &str)] = &[(2020, 5, 8, EARLY_MAY), (2022, 6, 2, SPRING)];

const EARLY_MAY: &str = "Early May bank holiday";
const SPRING: &str = "Spring bank holiday";

/// True on a bank holiday in England and Wales.
#[must_use]
pub fn is_bank_holiday(date: NaiveDate) -> bool {
    bank_holiday_name(date).is_some()
}

/// The bank holiday's name, as published: "Boxing Day".
#[must_use]
pub fn bank_holiday_name(date: NaiveDate) -> Option<&'static str> {
    bank_holidays(date.year()).into_iter().find(|(day, _)| *day == date).map(|(_, name)| name)
}

/// All bank holidays of a year, in order.
#[must_use]
pub fn bank_holidays(year: i32) -> Vec<(NaiveDate, &'static str)> {
    let mut days: Vec<(NaiveDate, &'static str)> = usual_days(year)
        .into_iter()
        .filter(|(_, name)| !MOVED.iter().any(|(moved_year, _, _, moved)| *moved_year == year && moved == name))
        .filter_map(|(day, name)| day.map(|day| (day, name)))
        .collect();
    let changes = MOVED.iter().chain(ONE_OFF).filter(|(changed_year, ..)| *changed_year == year);
    days.extend(changes.filter_map(|(y, m, d, name)| NaiveDate::from_ymd_opt(*y, *m, *d).map(|day| (day, *name))));
    days.sort_unstable();
    days
}

fn usual_days(year: i32) -> [(Option<NaiveDate>, &'static str); 8] {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let easter = easter_sunday(year);
    [
        (day(1, 1).and_then(after_weekend), "New Year's Day"),
        (easter.and_then(|sunday| sunday.checked_sub_days(Days::new(2))), "Good Friday"),
        (easter.and_then(|sunday| sunday.checked_add_days(Days::new(1))), "Easter Monday"),
        (NaiveDate::from_weekday_of_month_opt(year, 5, Weekday::Mon, 1), EARLY_MAY),
        (day(5, 31).map(monday_of), SPRING),
        (day(8, 31).map(monday_of), "Summer bank holiday"),
        (day(12, 25).and_then(two_days_after_weekend), "Christmas Day"),
        (day(12, 26).and_then(two_days_after_weekend), "Boxing Day"),
    ]
}

/// The day itself, or the Monday after when it falls on a weekend.
fn after_weekend(day: NaiveDate) -> Option<NaiveDate> {
    match day.weekday() {
        Weekday::Sat => day.checked_add_days(Days::new(2)),
        Weekday::Sun => day.checked_add_days(Days::new(1)),
        _ => Some(day),
    }
}

/// The day itself, or two days later when it falls on a weekend. Christmas Day and Boxing Day follow each other,
/// so two days later never takes the other's day: Christmas on a Sunday leaves Boxing Day its own Monday.
fn two_days_after_weekend(day: NaiveDate) -> Option<NaiveDate> {
    match day.weekday() {
        Weekday::Sat | Weekday::Sun => day.checked_add_days(Days::new(2)),
        _ => Some(day),
    }
}

/// Easter Sunday by the Gregorian computus (Butcher's form, as in Meeus, "Astronomical Algorithms", chapter 8).
fn easter_sunday(year: i32) -> Option<NaiveDate> {
    let golden = year.rem_euclid(19);
    let (century, in_century) = (year.div_euclid(100), year.rem_euclid(100));
    let (leap_centuries, century_rest) = (century / 4, century % 4);
    let moon_correction = (century - (century + 8) / 25 + 1) / 3;
    let epact = (19 * golden + century - leap_centuries - moon_correction + 15) % 30;
    let weekday = (32 + 2 * century_rest + 2 * (in_century / 4) - epact - in_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    NaiveDate::from_ymd_opt(year, u32::try_from(days / 31).ok()?, u32::try_from(days % 31 + 1).ok()?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn published(year: i32) -> Vec<(u32, u32)> {
        bank_holidays(year).iter().map(|(day, _)| (day.month(), day.day())).collect()
    }

    /// As listed on gov.uk/bank-holidays.
    #[test]
    fn the_published_lists() {
        for (year, days) in [
            (2020, [(1, 1), (4, 10), (4, 13), (5, 8), (5, 25), (8, 31), (12, 25), (12, 28)].as_slice()),
            (2021, &[(1, 1), (4, 2), (4, 5), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
            (2022, &[(1, 3), (4, 15), (4, 18), (5, 2), (6, 2), (6, 3), (8, 29), (9, 19), (12, 26), (12, 27)]),
            (2023, &[(1, 2), (4, 7), (4, 10), (5, 1), (5, 8), (5, 29), (8, 28), (12, 25), (12, 26)]),
            (2024, &[(1, 1), (3, 29), (4, 1), (5, 6), (5, 27), (8, 26), (12, 25), (12, 26)]),
            (2025, &[(1, 1), (4, 18), (4, 21), (5, 5), (5, 26), (8, 25), (12, 25), (12, 26)]),
            (2026, &[(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
            (2027, &[(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
        ] {
            assert_eq!(published(year), days, "{year}");
        }
    }

    #[test]
    fn substitutes_carry_the_name_of_their_day() {
        let name = |y, m, d| bank_holiday_name(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        assert_eq!(name(2022, 12, 26), Some("Boxing Day"));
        assert_eq!(name(2022, 12, 27), Some("Christmas Day"));
        assert_eq!(name(2027, 12, 27), Some("Christmas Day"));
        assert_eq!(name(2027, 12, 28), Some("Boxing Day"));
        assert_eq!(name(2027, 12, 25), None);
        assert_eq!(name(2020, 5, 4), None);
        assert_eq!(name(2020, 5, 8), Some("Early May bank holiday"));
    }

    proptest! {
        #[test]
        fn every_year_has_eight_different_days_and_none_on_a_weekend(year in 2024i32..3000) {
            let days = bank_holidays(year);
            prop_assert_eq!(days.len(), 8);
            prop_assert!(days.windows(2).all(|pair| pair[0].0 < pair[1].0));
            prop_assert!(days.iter().all(|(day, _)| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)));
        }

        #[test]
        fn any_year_at_all_is_answered(year: i32) {
            let _ = bank_holidays(year);
        }

        #[test]
        fn easter_is_a_sunday_in_its_season(year in 1583i32..4000) {
            let easter = easter_sunday(year).unwrap();
            prop_assert_eq!(easter.weekday(), Weekday::Sun);
            prop_assert!((3, 22) <= (easter.month(), easter.day()) && (easter.month(), easter.day()) <= (4, 25));
        }
    }
}
