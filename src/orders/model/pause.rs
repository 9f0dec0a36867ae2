//! A pause: days on which an order rests, such as a stay in hospital.

use chrono::{NaiveDate, NaiveDateTime};

use crate::kernel::dates::long_date;
use crate::kernel::{MandateId, OrderId, PauseId, UserId};

/// A pause of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pause {
    /// Which pause.
    pub id: PauseId,
    /// Of which order.
    pub order_id: OrderId,
    /// The first day without visits.
    pub from: NaiveDate,
    /// The last day without visits; none until somebody says that it is over.
    pub until: Option<NaiveDate>,
    /// Why, in a few words; may be empty.
    pub words: String,
    /// Who asked for it.
    pub made_by: UserId,
    /// Under which mandate.
    pub mandate_id: Option<MandateId>,
    /// When.
    pub made_at: NaiveDateTime,
    /// The day from which visits were taken up again before its last day, or without one.
    pub resumed_on: Option<NaiveDate>,
    /// When it ended.
    pub ended_at: Option<NaiveDateTime>,
}

impl Pause {
    /// Whether it may yet be ended by hand: it has not ended, and its last day, if there is one, has not passed.
    pub fn is_open(&self, today: NaiveDate) -> bool {
        self.ended_at.is_none() && self.until.is_none_or(|until| until >= today)
    }

    /// Whether it falls together with another span of days.
    pub fn meets(&self, from: NaiveDate, until: Option<NaiveDate>) -> bool {
        self.until.is_none_or(|own| from <= own) && until.is_none_or(|until| self.from <= until)
    }

    /// "from 1 December 2026 to 14 December 2026", "from 1 December 2026, until you say".
    pub fn words(&self) -> String {
        span_words(self.from, self.until)
    }
}

/// A span of days, as people say it.
pub fn span_words(from: NaiveDate, until: Option<NaiveDate>) -> String {
    match until {
        Some(until) if until == from => format!("on {}", long_date(from)),
        Some(until) => format!("from {} to {}", long_date(from), long_date(until)),
        None => format!("from {}, with no end yet", long_date(from)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::line::tests::day;
    use super::*;

    fn pause(from: &str, until: Option<&str>) -> Pause {
        Pause {
            id: PauseId(1),
            order_id: OrderId(1),
            from: day(from),
            until: until.map(day),
            words: String::new(),
            made_by: UserId(1),
            mandate_id: None,
            made_at: NaiveDateTime::default(),
            resumed_on: None,
            ended_at: None,
        }
    }

    #[test]
    fn spans_that_share_a_day_meet() {
        let two_weeks = pause("2026-12-01", Some("2026-12-14"));
        assert!(two_weeks.meets(day("2026-12-14"), None));
        assert!(two_weeks.meets(day("2026-11-01"), Some(day("2026-12-01"))));
        assert!(!two_weeks.meets(day("2026-12-15"), None));
        assert!(!two_weeks.meets(day("2026-11-01"), Some(day("2026-11-30"))));
        assert!(pause("2026-12-01", None).meets(day("2027-12-01"), Some(day("2027-12-01"))));
    }

    #[test]
    fn a_pause_is_open_to_its_last_day() {
        let two_weeks = pause("2026-12-01", Some("2026-12-14"));
        assert!(two_weeks.is_open(day("2026-12-14")) && !two_weeks.is_open(day("2026-12-15")));
        let mut open = pause("2026-12-01", None);
        assert!(open.is_open(day("2030-01-01")));
        open.ended_at = Some(NaiveDateTime::default());
        assert!(!open.is_open(day("2026-12-02")));
        assert_eq!(two_weeks.words(), "from 1 December 2026 to 14 December 2026");
        assert_eq!(pause("2026-12-01", None).words(), "from 1 December 2026, with no end yet");
    }
}
