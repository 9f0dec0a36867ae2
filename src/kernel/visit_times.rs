//! More visits on the days of a schedule: "and 30 minutes at 12:30pm, Monday to Friday".
//!
//! Invariant: at most [`MOST_MORE`], so that a schedule stays small and can be shown on one page.

use serde::{Deserialize, Serialize};

use super::dates::{TimeOfDay, Weekdays};
use super::quantity::Quantity;

/// The most visits a schedule may have beside its first.
pub const MOST_MORE: usize = 5;

/// One more visit: on which days of the week, when, and how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VisitTime {
    /// The days of the week.
    pub weekdays: Weekdays,
    /// When on the day, on London's clocks.
    pub at: TimeOfDay,
    /// How much of the unit.
    pub units: Quantity,
}

const NOTHING: VisitTime = VisitTime { weekdays: Weekdays::NONE, at: TimeOfDay::MIDNIGHT, units: Quantity::ZERO };

/// The visits of a schedule beside its first, in the order they were given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<VisitTime>", into = "Vec<VisitTime>")]
pub struct MoreVisits {
    visits: [VisitTime; MOST_MORE],
    len: u8,
}

/// More than [`MOST_MORE`]. Displays as a sentence for the person who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("A week can have up to 6 visit times. Order the others on their own.")]
pub struct TooManyVisits;

impl MoreVisits {
    /// None: one visit a day.
    pub const NONE: Self = Self { visits: [NOTHING; MOST_MORE], len: 0 };

    /// These visits.
    ///
    /// # Errors
    /// [`TooManyVisits`].
    pub fn new(visits: &[VisitTime]) -> Result<Self, TooManyVisits> {
        let mut more = Self::NONE;
        let len = u8::try_from(visits.len()).map_err(|_| TooManyVisits)?;
        let places = more.visits.get_mut(..visits.len()).ok_or(TooManyVisits)?;
        places.copy_from_slice(visits);
        more.len = len;
        Ok(more)
    }

    /// The visits, in order.
    pub fn iter(&self) -> impl Iterator<Item = VisitTime> {
        self.visits.into_iter().take(usize::from(self.len))
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// The same visits, each changed.
    #[must_use]
    pub fn map(mut self, change: impl Fn(VisitTime) -> VisitTime) -> Self {
        for visit in self.visits.iter_mut().take(usize::from(self.len)) {
            *visit = change(*visit);
        }
        self
    }
}

impl Default for MoreVisits {
    fn default() -> Self {
        Self::NONE
    }
}

impl TryFrom<Vec<VisitTime>> for MoreVisits {
    type Error = TooManyVisits;

    fn try_from(visits: Vec<VisitTime>) -> Result<Self, TooManyVisits> {
        Self::new(&visits)
    }
}

impl From<MoreVisits> for Vec<VisitTime> {
    fn from(more: MoreVisits) -> Self {
        more.iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(hour: u16) -> VisitTime {
        VisitTime {
            weekdays: Weekdays::EVERY_DAY,
            at: TimeOfDay::new(hour, 0).unwrap(),
            units: Quantity::from_hundredths(50),
        }
    }

    #[test]
    fn up_to_five_are_kept_in_order() {
        let all: Vec<VisitTime> = (8..13).map(visit).collect();
        let more = MoreVisits::new(&all).unwrap();
        assert_eq!((more.len(), more.iter().collect::<Vec<_>>()), (5, all));
        assert_eq!(MoreVisits::new(&(8..14).map(visit).collect::<Vec<_>>()), Err(TooManyVisits));
        assert!(MoreVisits::NONE.is_empty());
    }

    #[test]
    fn json_round_trips() {
        let more = MoreVisits::new(&[visit(12), visit(18)]).unwrap();
        let json = serde_json::to_string(&more).unwrap();
        assert_eq!(json, r#"[{"weekdays":127,"at":720,"units":50},{"weekdays":127,"at":1080,"units":50}]"#);
        assert_eq!(serde_json::from_str::<MoreVisits>(&json).unwrap(), more);
        assert!(serde_json::from_str::<MoreVisits>(&format!("[{}]", [&json[1..json.len() - 1]; 3].join(","))).is_err());
    }
}
