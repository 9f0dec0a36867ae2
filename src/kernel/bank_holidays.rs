//! Bank holidays of England, Wales and Scotland, by rule, with the one-off changes since 2020.
//!
//! The rules are those of the Banking and Financial Dealings Act 1971 and its yearly proclamations, as published
//! on gov.uk/bank-holidays. The days published are the days meant: when Christmas Day is a Saturday, the Monday
//! is the bank holiday and the Saturday is not. One-off days are known from 2020 on; a new one is added to
//! [`ONE_OFF`] (or [`MOVED`]) when it is proclaimed.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::dates::monday_of;

crate::text_enum! {
    /// Whose bank holidays count for somebody.
    pub enum Nation {
        /// England.
        England = "england" => "England",
        /// Wales, which has the same days as England.
        Wales = "wales" => "Wales",
        /// Scotland, with a 2 January and a St Andrew's Day, and without an Easter Monday.
        Scotland = "scotland" => "Scotland",
    }
}

impl Nation {
    /// The nation of a council by its GSS code: "E08000035" is in England. Northern Ireland's are none.
    #[must_use]
    pub fn of_council(gss_code: &str) -> Option<Nation> {
        match gss_code.bytes().next() {
            Some(b'E') => Some(Nation::England),
            Some(b'W') => Some(Nation::Wales),
            Some(b'S') => Some(Nation::Scotland),
            _ => None,
        }
    }
}

/// Extra days of one nation: year, month, day, name.
const ONE_OFF_SCOTLAND: &[(i32, u32, u32, &str)] = &[(2026, 6, 15, "World Cup bank holiday")];

/// Extra days everywhere: year, month, day, name.
const ONE_OFF: &[(i32, u32, u32, &str)] = &[
    (2022, 6, 3, "Platinum Jubilee bank holiday"),
    (2022, 9, 19, "Bank holiday for the State Funeral of Queen Elizabeth II"),
    (2023, 5, 8, "Bank holiday for the coronation of King Charles III"),
];

/// Usual days held on another day in one year: the day they moved to and the name of the day that moved.
const MOVED: &[(i32, u32, u32, &str)] = &[(2020, 5, 8, EARLY_MAY), (2022, 6, 2, SPRING)];

const EARLY_MAY: &str = "Early May bank holiday";
const SPRING: &str = "Spring bank holiday";
const SUMMER: &str = "Summer bank holiday";

/// True on a bank holiday.
#[must_use]
pub fn is_bank_holiday(date: NaiveDate, nation: Nation) -> bool {
    bank_holiday_name(date, nation).is_some()
}

/// The bank holiday's name, as published: "Boxing Day".
#[must_use]
pub fn bank_holiday_name(date: NaiveDate, nation: Nation) -> Option<&'static str> {
    bank_holidays(date.year(), nation).into_iter().find(|(day, _)| *day == date).map(|(_, name)| name)
}

/// All bank holidays of a year, in order.
#[must_use]
pub fn bank_holidays(year: i32, nation: Nation) -> Vec<(NaiveDate, &'static str)> {
    let mut days: Vec<(NaiveDate, &'static str)> = usual_days(year, nation)
        .into_iter()
        .filter(|(_, name)| !MOVED.iter().any(|(moved_year, _, _, moved)| *moved_year == year && moved == name))
        .filter_map(|(day, name)| day.map(|day| (day, name)))
        .collect();
    let own = if nation == Nation::Scotland { ONE_OFF_SCOTLAND } else { &[] };
    let changes = MOVED.iter().chain(ONE_OFF).chain(own).filter(|(changed_year, ..)| *changed_year == year);
    days.extend(changes.filter_map(|(y, m, d, name)| NaiveDate::from_ymd_opt(*y, *m, *d).map(|day| (day, *name))));
    days.sort_unstable();
    days
}

fn usual_days(year: i32, nation: Nation) -> Vec<(Option<NaiveDate>, &'static str)> {
    let day = |month, day| NaiveDate::from_ymd_opt(year, month, day);
    let easter = easter_sunday(year);
    let mut days = vec![
        (easter.and_then(|sunday| sunday.checked_sub_days(Days::new(2))), "Good Friday"),
        (NaiveDate::from_weekday_of_month_opt(year, 5, Weekday::Mon, 1), EARLY_MAY),
        (day(5, 31).map(monday_of), SPRING),
        (day(12, 25).and_then(two_days_after_weekend), "Christmas Day"),
        (day(12, 26).and_then(two_days_after_weekend), "Boxing Day"),
    ];
    match nation {
        Nation::England | Nation::Wales => days.extend([
            (day(1, 1).and_then(after_weekend), "New Year's Day"),
            (easter.and_then(|sunday| sunday.checked_add_days(Days::new(1))), "Easter Monday"),
            (day(8, 31).map(monday_of), SUMMER),
        ]),
        Nation::Scotland => days.extend([
            (day(1, 1).and_then(two_days_after_weekend), "New Year's Day"),
            (day(1, 2).and_then(two_days_after_weekend), "2nd January"),
            (NaiveDate::from_weekday_of_month_opt(year, 8, Weekday::Mon, 1), SUMMER),
            (day(11, 30).and_then(after_weekend), "St Andrew's Day"),
        ]),
    }
    days
}

/// The day itself, or the Monday after when it falls on a weekend.
fn after_weekend(day: NaiveDate) -> Option<NaiveDate> {
    match day.weekday() {
        Weekday::Sat => day.checked_add_days(Days::new(2)),
        Weekday::Sun => day.checked_add_days(Days::new(1)),
        _ => Some(day),
    }
}

/// The day itself, or two days later when it falls on a weekend. Christmas Day and Boxing Day follow each other, as the
/// first two days of the year do in Scotland, so two days later never takes the other's day: Christmas on a Sunday
/// leaves Boxing Day its own Monday.
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

    fn published(year: i32, nation: Nation) -> Vec<(u32, u32)> {
        bank_holidays(year, nation).iter().map(|(day, _)| (day.month(), day.day())).collect()
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
            assert_eq!(published(year, Nation::England), days, "{year}");
            assert_eq!(published(year, Nation::Wales), days, "{year}");
        }
    }

    /// As listed on gov.uk/bank-holidays, for Scotland.
    #[test]
    fn the_published_lists_of_scotland() {
        for (year, days) in [
            (
                2022,
                [(1, 3), (1, 4), (4, 15), (5, 2), (6, 2), (6, 3), (8, 1), (9, 19), (11, 30), (12, 26), (12, 27)]
                    .as_slice(),
            ),
            (2023, &[(1, 2), (1, 3), (4, 7), (5, 1), (5, 8), (5, 29), (8, 7), (11, 30), (12, 25), (12, 26)]),
            (2024, &[(1, 1), (1, 2), (3, 29), (5, 6), (5, 27), (8, 5), (12, 2), (12, 25), (12, 26)]),
            (2025, &[(1, 1), (1, 2), (4, 18), (5, 5), (5, 26), (8, 4), (12, 1), (12, 25), (12, 26)]),
            (2026, &[(1, 1), (1, 2), (4, 3), (5, 4), (5, 25), (6, 15), (8, 3), (11, 30), (12, 25), (12, 28)]),
            (2027, &[(1, 1), (1, 4), (3, 26), (5, 3), (5, 31), (8, 2), (11, 30), (12, 27), (12, 28)]),
        ] {
            assert_eq!(published(year, Nation::Scotland), days, "{year}");
        }
    }

    #[test]
    fn a_councils_code_names_its_nation() {
        assert_eq!(Nation::of_council("E08000035"), Some(Nation::England));
        assert_eq!(Nation::of_council("W06000015"), Some(Nation::Wales));
        assert_eq!(Nation::of_council("S12000036"), Some(Nation::Scotland));
        assert_eq!(Nation::of_council("N09000003"), None);
        assert_eq!(Nation::of_council(""), None);
    }

    #[test]
    fn substitutes_carry_the_name_of_their_day() {
        let name = |y, m, d| bank_holiday_name(NaiveDate::from_ymd_opt(y, m, d).unwrap(), Nation::England);
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
        fn every_year_has_its_number_of_different_days_and_none_on_a_weekend(year in 2024i32..3000) {
            for (nation, count) in [(Nation::England, 8), (Nation::Wales, 8), (Nation::Scotland, 9)] {
                let days = bank_holidays(year, nation);
                prop_assert_eq!(days.len(), count + usize::from(year == 2026 && nation == Nation::Scotland));
                prop_assert!(days.windows(2).all(|pair| pair[0].0 < pair[1].0));
                prop_assert!(days.iter().all(|(day, _)| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)));
            }
        }

        #[test]
        fn any_year_at_all_is_answered(year: i32) {
            let _ = bank_holidays(year, Nation::Scotland);
        }

        #[test]
        fn easter_is_a_sunday_in_its_season(year in 1583i32..4000) {
            let easter = easter_sunday(year).unwrap();
            prop_assert_eq!(easter.weekday(), Weekday::Sun);
            prop_assert!((3, 22) <= (easter.month(), easter.day()) && (easter.month(), easter.day()) <= (4, 25));
        }
    }
}
