//! A time of day to the minute, on London's clocks, as people write it: "7pm", "8:30am", "12 noon".

use std::fmt;

use serde::{Deserialize, Serialize};

const MINUTES_IN_A_DAY: u16 = 24 * 60;

/// Minutes since midnight, always below 1,440.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub struct TimeOfDay(u16);

/// A text or number that is no time of day. Displays as a sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("Enter a time, like 7pm or 19:00.")]
pub struct TimeOfDayError;

impl TimeOfDay {
    /// 12 midnight, when the day begins.
    pub const MIDNIGHT: TimeOfDay = TimeOfDay(0);
    /// 12 noon.
    pub const NOON: TimeOfDay = TimeOfDay(12 * 60);

    /// A time by hour (0 to 23) and minute (0 to 59); `None` outside them.
    #[must_use]
    pub const fn new(hour: u16, minute: u16) -> Option<TimeOfDay> {
        if hour < 24 && minute < 60 { Some(TimeOfDay(hour * 60 + minute)) } else { None }
    }

    /// A time by minutes since midnight; `None` from 1,440 up.
    #[must_use]
    pub const fn from_minutes(minutes: u16) -> Option<TimeOfDay> {
        if minutes < MINUTES_IN_A_DAY { Some(TimeOfDay(minutes)) } else { None }
    }

    /// Minutes since midnight, as stored.
    #[must_use]
    pub const fn minutes(self) -> u16 {
        self.0
    }

    /// The hour, 0 to 23.
    #[must_use]
    pub const fn hour(self) -> u16 {
        self.0 / 60
    }

    /// "19:00", as a form's time field wants it.
    #[must_use]
    pub fn hhmm(self) -> String {
        format!("{:02}:{:02}", self.hour(), self.0 % 60)
    }

    /// Reads "19:00", "19.00", "7pm", "7:30 PM", "noon", "12 midnight". A bare "7" could be either half of the
    /// day, so it is refused.
    ///
    /// # Errors
    /// [`TimeOfDayError`], whose `Display` is the sentence to show beside the field.
    pub fn parse(text: &str) -> Result<TimeOfDay, TimeOfDayError> {
        let text = text.trim().to_ascii_lowercase();
        match text.as_str() {
            "noon" | "midday" | "12 noon" => return Ok(TimeOfDay::NOON),
            "midnight" | "12 midnight" => return Ok(TimeOfDay::MIDNIGHT),
            _ => {}
        }
        let (clock, half) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
            (Some(rest), _) => (rest.trim_end(), Some(0)),
            (_, Some(rest)) => (rest.trim_end(), Some(12)),
            _ => (text.as_str(), None),
        };
        let (hour, minute) = match (clock.split_once([':', '.']), half) {
            (Some((hour, minute)), _) if minute.len() == 2 => (digits(hour)?, digits(minute)?),
            (None, Some(_)) => (digits(clock)?, 0),
            _ => return Err(TimeOfDayError),
        };
        let hour = match half {
            Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + afternoon,
            Some(_) => return Err(TimeOfDayError),
            None => hour,
        };
        TimeOfDay::new(hour, minute).ok_or(TimeOfDayError)
    }
}

/// One or two plain digits.
fn digits(text: &str) -> Result<u16, TimeOfDayError> {
    let plain = (1..=2).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if plain { text.parse().map_err(|_| TimeOfDayError) } else { Err(TimeOfDayError) }
}

impl TryFrom<u16> for TimeOfDay {
    type Error = TimeOfDayError;

    fn try_from(minutes: u16) -> Result<TimeOfDay, TimeOfDayError> {
        TimeOfDay::from_minutes(minutes).ok_or(TimeOfDayError)
    }
}

impl From<TimeOfDay> for u16 {
    fn from(time: TimeOfDay) -> u16 {
        time.0
    }
}

/// "7pm", "8:30am", "12 noon", "12 midnight".
impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == TimeOfDay::NOON {
            return f.pad("12 noon");
        }
        if *self == TimeOfDay::MIDNIGHT {
            return f.pad("12 midnight");
        }
        let half = if self.hour() < 12 { "am" } else { "pm" };
        let hour = match self.hour() % 12 {
            0 => 12,
            hour => hour,
        };
        let text = match self.0 % 60 {
            0 => format!("{hour}{half}"),
            minute => format!("{hour}:{minute:02}{half}"),
        };
        f.pad(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_what_people_type() {
        for (text, hhmm) in [
            ("19:00", "19:00"),
            ("7pm", "19:00"),
            ("7 PM", "19:00"),
            ("7.30pm", "19:30"),
            ("8:30am", "08:30"),
            ("12am", "00:00"),
            ("12:15am", "00:15"),
            ("12pm", "12:00"),
            ("noon", "12:00"),
            ("Midnight", "00:00"),
            ("9:05", "09:05"),
        ] {
            assert_eq!(TimeOfDay::parse(text).map(TimeOfDay::hhmm), Ok(hhmm.to_owned()), "{text}");
        }
        for text in ["", "7", "24:00", "13pm", "0am", "7:5pm", "7:60", "19:00:00:00", "seven", "-1:00", "pm", ":30"] {
            assert_eq!(TimeOfDay::parse(text), Err(TimeOfDayError), "{text}");
        }
    }

    #[test]
    fn prints_as_people_say() {
        let shown = |hour, minute| TimeOfDay::new(hour, minute).unwrap().to_string();
        assert_eq!(shown(19, 0), "7pm");
        assert_eq!(shown(8, 30), "8:30am");
        assert_eq!(shown(12, 0), "12 noon");
        assert_eq!(shown(0, 0), "12 midnight");
        assert_eq!(shown(0, 5), "12:05am");
        assert_eq!(shown(12, 30), "12:30pm");
        assert!(serde_json::from_str::<TimeOfDay>("1440").is_err());
    }

    proptest! {
        #[test]
        fn printed_times_are_read_back(minutes in 0u16..1440) {
            let time = TimeOfDay(minutes);
            prop_assert_eq!(TimeOfDay::parse(&time.to_string()), Ok(time));
            prop_assert_eq!(TimeOfDay::parse(&time.hhmm()), Ok(time));
        }

        #[test]
        fn parsing_never_panics(text in "\\PC*") {
            let _ = TimeOfDay::parse(&text);
        }
    }
}
