//! What time it is: the system's clock, or one that a test sets.

use std::sync::{Arc, RwLock};

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::kernel::dates::london;

/// Tells the time, in UTC; days are London's.
#[derive(Clone)]
pub struct Clock(Arc<RwLock<Option<NaiveDateTime>>>);

impl Clock {
    /// The machine's own clock.
    pub fn system() -> Self {
        Self(Arc::new(RwLock::new(None)))
    }

    /// A clock that stands at `now` (UTC) until it is moved.
    pub fn fixed(now: NaiveDateTime) -> Self {
        Self(Arc::new(RwLock::new(Some(now))))
    }

    /// The time in UTC, to the second, which both databases keep exactly.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    pub fn now(&self) -> NaiveDateTime {
        let fixed = self.0.read().map_or(None, |now| *now);
        let now = fixed.unwrap_or_else(|| chrono::Utc::now().naive_utc());
        chrono::DurationRound::duration_trunc(now, TimeDelta::seconds(1)).unwrap_or(now)
    }

    /// Today in London.
    pub fn today(&self) -> NaiveDate {
        london(self.now()).date()
    }

    /// Moves a fixed clock; the system's clock is left alone.
    pub fn advance(&self, by: TimeDelta) {
        if let Ok(mut now) = self.0.write()
            && let Some(fixed) = *now
        {
            *now = Some(fixed + by);
        }
    }

    /// Sets a fixed clock.
    pub fn set(&self, to: NaiveDateTime) {
        if let Ok(mut now) = self.0.write() {
            *now = Some(to);
        }
    }
}
