//! A set of days of the week, kept in seven bits: Monday is 1, Sunday is 64.

use chrono::Weekday;
use serde::{Deserialize, Serialize};

use super::words;

/// The days in order, from Monday.
const DAYS: [(Weekday, &str); 7] = [
    (Weekday::Mon, "Monday"),
    (Weekday::Tue, "Tuesday"),
    (Weekday::Wed, "Wednesday"),
    (Weekday::Thu, "Thursday"),
    (Weekday::Fri, "Friday"),
    (Weekday::Sat, "Saturday"),
    (Weekday::Sun, "Sunday"),
];

/// A set of weekdays; may be empty.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Weekdays(u8);

/// A text or number that names no day of the week. Displays as a sentence for the person who chose.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Choose days of the week, like Tuesday.")]
pub struct UnknownWeekday;

impl Weekdays {
    /// No day.
    pub const NONE: Weekdays = Weekdays(0);
    /// Monday to Friday.
    pub const MONDAY_TO_FRIDAY: Weekdays = Weekdays(0b001_1111);
    /// All seven.
    pub const EVERY_DAY: Weekdays = Weekdays(0b111_1111);

    /// The set stored as these bits; `None` above 127.
    #[must_use]
    pub const fn from_bits(bits: u8) -> Option<Weekdays> {
        if bits <= Self::EVERY_DAY.0 { Some(Weekdays(bits)) } else { None }
    }

    /// The bits, as stored.
    #[must_use]
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// Just this day.
    #[must_use]
    pub fn only(day: Weekday) -> Weekdays {
        Weekdays(bit(day))
    }

    /// This set and that day.
    #[must_use]
    pub fn with(self, day: Weekday) -> Weekdays {
        Weekdays(self.0 | bit(day))
    }

    /// True when the day is in the set.
    #[must_use]
    pub fn contains(self, day: Weekday) -> bool {
        self.0 & bit(day) != 0
    }

    /// True without any day.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many days.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.0.count_ones()
    }

    /// The days, from Monday.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        DAYS.into_iter().map(|(day, _)| day).filter(move |day| self.contains(*day))
    }

    /// Reads the days someone chose: names ("Tuesday") or their first three letters ("tue"), in any case.
    ///
    /// # Errors
    /// [`UnknownWeekday`] when any text is no day. No texts at all are the empty set.
    pub fn parse<T: AsRef<str>>(days: impl IntoIterator<Item = T>) -> Result<Weekdays, UnknownWeekday> {
        days.into_iter().try_fold(Weekdays::NONE, |set, text| {
            let text = text.as_ref().trim();
            let found = DAYS.iter().find(|(_, name)| {
                text.eq_ignore_ascii_case(name) || name.get(..3).is_some_and(|short| text.eq_ignore_ascii_case(short))
            });
            found.map(|(day, _)| set.with(*day)).ok_or(UnknownWeekday)
        })
    }

    /// "Tuesdays and Thursdays", "Mondays to Fridays", "every day"; "no days" when empty.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Weekdays::NONE => "no days".to_owned(),
            Weekdays::EVERY_DAY => "every day".to_owned(),
            Weekdays::MONDAY_TO_FRIDAY => "Mondays to Fridays".to_owned(),
            _ => words::list(&self.names().map(|name| format!("{name}s")).collect::<Vec<_>>()),
        }
    }

    /// The days' names, from Monday.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        self.iter().map(weekday_name)
    }
}

/// "Tuesday".
#[must_use]
pub fn weekday_name(day: Weekday) -> &'static str {
    DAYS.iter().find(|(known, _)| *known == day).map_or("", |(_, name)| name)
}

fn bit(day: Weekday) -> u8 {
    1 << day.num_days_from_monday()
}

impl FromIterator<Weekday> for Weekdays {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Weekdays {
        days.into_iter().fold(Weekdays::NONE, Weekdays::with)
    }
}

impl TryFrom<u8> for Weekdays {
    type Error = UnknownWeekday;

    fn try_from(bits: u8) -> Result<Weekdays, UnknownWeekday> {
        Weekdays::from_bits(bits).ok_or(UnknownWeekday)
    }
}

impl From<Weekdays> for u8 {
    fn from(days: Weekdays) -> u8 {
        days.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn days_in_words() {
        let days = Weekdays::parse(["thursday", "Tue"]).unwrap();
        assert_eq!(days.bits(), 2 + 8);
        assert_eq!(days.words(), "Tuesdays and Thursdays");
        assert_eq!(Weekdays::only(Weekday::Sun).bits(), 64);
        assert_eq!(Weekdays::only(Weekday::Sun).words(), "Sundays");
        assert_eq!(Weekdays::EVERY_DAY.words(), "every day");
        assert_eq!(Weekdays::MONDAY_TO_FRIDAY.words(), "Mondays to Fridays");
    }

    #[test]
    fn unknown_days_are_refused() {
        assert_eq!(Weekdays::parse(["Tues"]), Err(UnknownWeekday));
        assert_eq!(Weekdays::parse([""]), Err(UnknownWeekday));
        assert_eq!(Weekdays::parse(Vec::<String>::new()), Ok(Weekdays::NONE));
        assert!(serde_json::from_str::<Weekdays>("128").is_err());
    }

    proptest! {
        #[test]
        fn sets_round_trip(bits in 0u8..128) {
            let days = Weekdays::from_bits(bits).unwrap();
            prop_assert_eq!(days.iter().collect::<Weekdays>(), days);
            prop_assert_eq!(Weekdays::parse(days.names()), Ok(days));
            prop_assert_eq!(days.iter().count(), days.len() as usize);
        }
    }
}
