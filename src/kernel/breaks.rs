//! Breaks in a schedule: spans of days without visits, such as a holiday.
//!
//! Invariant: at most [`MOST_BREAKS`], each from a day to the same or a later one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::dates::long_date;

/// The most breaks one schedule may have.
pub const MOST_BREAKS: usize = 6;

/// A span of days without visits, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Break {
    /// The first day without visits.
    pub from: NaiveDate,
    /// The last day without visits.
    pub until: NaiveDate,
}

/// The breaks of a schedule, in the order they were given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Break>", into = "Vec<Break>")]
pub struct Breaks([Option<Break>; MOST_BREAKS]);

/// Breaks that can't be. Each displays as a sentence for the person who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BreakError {
    /// The last day is before the first.
    #[error("The last day of a break must not be before its first day.")]
    EndsBeforeStart,
    /// More than [`MOST_BREAKS`].
    #[error("You can have up to 6 breaks.")]
    TooMany,
}

impl Breaks {
    /// No breaks.
    pub const NONE: Self = Self([None; MOST_BREAKS]);

    /// These breaks.
    ///
    /// # Errors
    /// [`BreakError`].
    pub fn new(breaks: &[Break]) -> Result<Self, BreakError> {
        let mut kept = Self::NONE;
        for (index, one) in breaks.iter().enumerate() {
            if one.until < one.from {
                return Err(BreakError::EndsBeforeStart);
            }
            *kept.0.get_mut(index).ok_or(BreakError::TooMany)? = Some(*one);
        }
        Ok(kept)
    }

    /// The breaks, in order.
    pub fn iter(&self) -> impl Iterator<Item = Break> {
        self.0.into_iter().flatten()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Whether a day is in a break.
    #[must_use]
    pub fn contain(&self, day: NaiveDate) -> bool {
        self.iter().any(|one| (one.from..=one.until).contains(&day))
    }

    /// "no visits from 24 December 2026 to 2 January 2027"; empty without breaks.
    #[must_use]
    pub fn words(&self) -> String {
        let each = self.iter().map(|one| {
            let (from, until) = (long_date(one.from), long_date(one.until));
            if one.from == one.until { format!("on {from}") } else { format!("from {from} to {until}") }
        });
        let each: Vec<String> = each.collect();
        if each.is_empty() { String::new() } else { format!("no visits {}", super::words::list(&each)) }
    }
}

impl TryFrom<Vec<Break>> for Breaks {
    type Error = BreakError;

    fn try_from(breaks: Vec<Break>) -> Result<Self, BreakError> {
        Self::new(&breaks)
    }
}

impl From<Breaks> for Vec<Break> {
    fn from(breaks: Breaks) -> Self {
        breaks.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn both_ends_are_in_the_break() {
        let breaks = Breaks::new(&[Break { from: day("2026-12-24"), until: day("2027-01-02") }]).unwrap();
        for (on, within) in [("2026-12-23", false), ("2026-12-24", true), ("2027-01-02", true), ("2027-01-03", false)] {
            assert_eq!(breaks.contain(day(on)), within, "{on}");
        }
        assert_eq!(breaks.words(), "no visits from 24 December 2026 to 2 January 2027");
        assert_eq!(Breaks::NONE.words(), "");
    }

    #[test]
    fn what_cannot_be_is_refused() {
        let backwards = Break { from: day("2026-12-24"), until: day("2026-12-23") };
        assert_eq!(Breaks::new(&[backwards]), Err(BreakError::EndsBeforeStart));
        let one = Break { from: day("2026-12-24"), until: day("2026-12-24") };
        assert_eq!(Breaks::new(&[one; 7]), Err(BreakError::TooMany));
        assert_eq!(one.from, day("2026-12-24"));
        assert_eq!(Breaks::new(&[one]).unwrap().words(), "no visits on 24 December 2026");
    }

    #[test]
    fn json_round_trips() {
        let breaks = Breaks::new(&[Break { from: day("2026-12-24"), until: day("2027-01-02") }]).unwrap();
        let json = serde_json::to_string(&breaks).unwrap();
        assert_eq!(json, r#"[{"from":"2026-12-24","until":"2027-01-02"}]"#);
        assert_eq!(serde_json::from_str::<Breaks>(&json).unwrap(), breaks);
        assert!(serde_json::from_str::<Breaks>(r#"[{"from":"2026-12-24","until":"2026-12-01"}]"#).is_err());
    }
}
