//! Time bands: which of a listing's prices a delivery is charged at.

use chrono::{Datelike, NaiveDate, Weekday};

use super::bank_holidays::Nation;
use super::dates::{TimeOfDay, is_bank_holiday};

crate::text_enum! {
    /// When a delivery starts, as far as its price goes.
    pub enum TimeBand {
        /// Monday to Friday, 6am to 6pm.
        Weekday = "weekday" => "Weekday",
        /// Monday to Friday, 6pm to 10pm.
        Evening = "evening" => "Evening",
        /// Monday to Friday, 10pm to 6am.
        Night = "night" => "Night",
        /// Saturday and Sunday, all day.
        Weekend = "weekend" => "Weekend",
        /// Bank holidays of the nation where the person lives, all day.
        BankHoliday = "bank_holiday" => "Bank holiday",
    }
}

const MORNING_MINUTES: u16 = 6 * 60;
const EVENING_MINUTES: u16 = 18 * 60;
const NIGHT_MINUTES: u16 = 22 * 60;

impl TimeBand {
    /// The band of a start: bank holiday before weekend before night before evening before weekday.
    #[must_use]
    pub fn of(date: NaiveDate, time: TimeOfDay, nation: Nation) -> TimeBand {
        if is_bank_holiday(date, nation) {
            return TimeBand::BankHoliday;
        }
        if matches!(date.weekday(), Weekday::Sat | Weekday::Sun) {
            return TimeBand::Weekend;
        }
        match time.minutes() {
            minutes if !(MORNING_MINUTES..NIGHT_MINUTES).contains(&minutes) => TimeBand::Night,
            minutes if minutes >= EVENING_MINUTES => TimeBand::Evening,
            _ => TimeBand::Weekday,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::Days;
    use proptest::prelude::*;

    use super::*;

    fn band(year: i32, month: u32, day: u32, time: &str) -> TimeBand {
        let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
        TimeBand::of(date, TimeOfDay::parse(time).unwrap(), Nation::England)
    }

    #[test]
    fn edges_of_the_day() {
        for (time, expected) in [
            ("00:00", TimeBand::Night),
            ("05:59", TimeBand::Night),
            ("06:00", TimeBand::Weekday),
            ("17:59", TimeBand::Weekday),
            ("18:00", TimeBand::Evening),
            ("21:59", TimeBand::Evening),
            ("22:00", TimeBand::Night),
        ] {
            assert_eq!(band(2026, 11, 24, time), expected, "{time}");
        }
        assert_eq!(band(2026, 11, 28, "23:00"), TimeBand::Weekend);
        assert_eq!(band(2026, 12, 25, "23:00"), TimeBand::BankHoliday);
        assert_eq!(band(2026, 12, 26, "10:00"), TimeBand::Weekend);
        assert_eq!(band(2026, 12, 28, "10:00"), TimeBand::BankHoliday);
    }

    #[test]
    fn each_nation_has_its_own_days() {
        let of = |date: &str, nation| TimeBand::of(date.parse().unwrap(), TimeOfDay::NOON, nation);
        assert_eq!(of("2026-11-30", Nation::Scotland), TimeBand::BankHoliday);
        assert_eq!(of("2026-11-30", Nation::England), TimeBand::Weekday);
        assert_eq!(of("2027-03-29", Nation::Wales), TimeBand::BankHoliday);
        assert_eq!(of("2027-03-29", Nation::Scotland), TimeBand::Weekday);
    }

    proptest! {
        #[test]
        fn the_day_goes_before_the_hour(days in 0u64..20_000, minutes in 0u16..1440) {
            let date = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + Days::new(days);
            let band = TimeBand::of(date, TimeOfDay::from_minutes(minutes).unwrap(), Nation::Wales);
            let weekend = matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            prop_assert_eq!(band == TimeBand::BankHoliday, is_bank_holiday(date, Nation::Wales));
            prop_assert_eq!(band == TimeBand::Weekend, weekend && !is_bank_holiday(date, Nation::Wales));
            if !weekend && !is_bank_holiday(date, Nation::Wales) {
                prop_assert_eq!(band == TimeBand::Night, !(360..1320).contains(&minutes));
                prop_assert_eq!(band == TimeBand::Evening, (1080..1320).contains(&minutes));
            }
        }
    }
}
