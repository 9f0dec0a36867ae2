//! Parts of the days of a week: "Tuesday evening". Kept in 28 bits, four for each day from Monday.
//!
//! A night belongs to the day on which it begins: Friday night lasts until six on Saturday morning.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::time_of_day::TimeOfDay;
use super::weekdays::{Weekdays, weekday_name};

crate::text_enum! {
    /// A part of a day.
    pub enum DayPart {
        /// 6am to noon.
        Morning = "morning" => "morning",
        /// Noon to 6pm.
        Afternoon = "afternoon" => "afternoon",
        /// 6pm to 10pm.
        Evening = "evening" => "evening",
        /// 10pm to 6am.
        Night = "night" => "night",
    }
}

impl DayPart {
    /// From and to, in minutes after the midnight with which the day begins.
    const fn span(self) -> (u16, u16) {
        match self {
            Self::Morning => (6 * 60, 12 * 60),
            Self::Afternoon => (12 * 60, 18 * 60),
            Self::Evening => (18 * 60, 22 * 60),
            Self::Night => (22 * 60, 30 * 60),
        }
    }
}

const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "mon"),
    (Weekday::Tue, "tue"),
    (Weekday::Wed, "wed"),
    (Weekday::Thu, "thu"),
    (Weekday::Fri, "fri"),
    (Weekday::Sat, "sat"),
    (Weekday::Sun, "sun"),
];
const PARTS: [DayPart; 4] = [DayPart::Morning, DayPart::Afternoon, DayPart::Evening, DayPart::Night];
const BITS: u32 = 28;
const DAY_MINUTES: u16 = 24 * 60;

/// A set of parts of days; may be empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WeekTimes(u32);

impl WeekTimes {
    /// The set stored as these bits; bits beyond the week are dropped.
    #[must_use]
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits & ((1 << BITS) - 1))
    }

    /// The bits, as stored.
    #[must_use]
    pub const fn bits(self) -> u32 {
        self.0
    }

    /// This set and every part that something on these days from one time to another touches. An end that isn't after
    /// the beginning is on the next day.
    #[must_use]
    pub fn with(self, days: Weekdays, from: TimeOfDay, to: TimeOfDay) -> Self {
        let begins = from.minutes();
        let ends = if to.minutes() > begins { to.minutes() } else { to.minutes() + DAY_MINUTES };
        let mut bits = self.0;
        for (at, _) in (0_u32..).zip(DAYS).filter(|(_, (day, _))| days.contains(*day)) {
            // The night before, this day, and the next.
            for (shift, minutes) in [(6, -i32::from(DAY_MINUTES)), (0, 0), (1, i32::from(DAY_MINUTES))] {
                for (nth, part) in (0_u32..).zip(PARTS) {
                    let (start, end) = part.span();
                    let (start, end) = (i32::from(start) + minutes, i32::from(end) + minutes);
                    if i32::from(begins) < end && start < i32::from(ends) {
                        bits |= 1 << (((at + shift) % 7) * 4 + nth);
                    }
                }
            }
        }
        Self(bits)
    }

    /// The codes that stand for it: "tue" for any time of that day, and "`tue_evening`".
    pub fn codes(self) -> impl Iterator<Item = String> {
        all_codes().filter(move |(_, bits)| self.0 & bits != 0).map(|(code, _)| code)
    }
}

/// Every code there is, in the order of the week, with the bits it stands for.
pub fn all_codes() -> impl Iterator<Item = (String, u32)> {
    (0_u32..).zip(DAYS).flat_map(|(at, (_, day))| {
        let parts = (0_u32..).zip(PARTS);
        let whole = std::iter::once((day.to_owned(), 0b1111 << (at * 4)));
        whole.chain(parts.map(move |(nth, part)| (format!("{day}_{}", part.as_str()), 1 << (at * 4 + nth))))
    })
}

/// The day and the part that a code stands for; no part for any time of the day. None for what is no code.
#[must_use]
pub fn read_code(code: &str) -> Option<(Weekday, Option<DayPart>)> {
    let (day, part) = code.split_once('_').map_or((code, None), |(day, part)| (day, Some(part)));
    let (day, _) = DAYS.into_iter().find(|(_, known)| *known == day)?;
    match part {
        None => Some((day, None)),
        Some(part) => Some((day, Some(part.parse().ok()?))),
    }
}

/// A code in words: "Tuesday evening", "Tuesday, any time". None for what is no code.
#[must_use]
pub fn code_words(code: &str) -> Option<String> {
    let (day, part) = read_code(code)?;
    Some(match part {
        Some(part) => format!("{} {}", weekday_name(day), part.label()),
        None => format!("{}, any time", weekday_name(day)),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn times(days: &[&str], from: &str, to: &str) -> Vec<String> {
        let [from, to] = [from, to].map(|time| TimeOfDay::parse(time).unwrap());
        WeekTimes::default().with(Weekdays::parse(days).unwrap(), from, to).codes().collect()
    }

    #[test]
    fn a_time_is_in_the_parts_it_touches() {
        assert_eq!(times(&["tuesday"], "17:00", "19:00"), ["tue", "tue_afternoon", "tue_evening"]);
        assert_eq!(times(&["tuesday"], "09:00", "12:00"), ["tue", "tue_morning"]);
        assert_eq!(times(&["mon", "sun"], "18:00", "22:00"), ["mon", "mon_evening", "sun", "sun_evening"]);
    }

    #[test]
    fn a_night_belongs_to_the_day_on_which_it_begins() {
        assert_eq!(times(&["friday"], "22:00", "06:00"), ["fri", "fri_night"]);
        assert_eq!(times(&["saturday"], "01:00", "05:00"), ["fri", "fri_night"]);
        assert_eq!(times(&["sunday"], "21:00", "07:00"), ["mon", "mon_morning", "sun", "sun_evening", "sun_night"]);
    }

    #[test]
    fn codes_are_said_in_words() {
        assert_eq!(code_words("tue_evening").as_deref(), Some("Tuesday evening"));
        assert_eq!(code_words("sat").as_deref(), Some("Saturday, any time"));
        for none in ["", "tue_noon", "_evening", "tuesday", "tue_evening_late"] {
            assert_eq!(code_words(none), None, "{none}");
        }
        assert_eq!(all_codes().count(), 35);
    }

    proptest! {
        #[test]
        fn every_code_can_be_read(bits in any::<u32>(), from in 0_u16..1440, to in 0_u16..1440, days in 0_u8..128) {
            let whole = WeekTimes::from_bits(bits);
            prop_assert!(whole.codes().all(|code| read_code(&code).is_some()));
            let [from, to] = [from, to].map(|minutes| TimeOfDay::from_minutes(minutes).unwrap());
            let more = whole.with(Weekdays::from_bits(days).unwrap(), from, to);
            prop_assert_eq!(more.bits() & whole.bits(), whole.bits());
            prop_assert_eq!(WeekTimes::from_bits(more.bits()), more);
        }
    }
}
