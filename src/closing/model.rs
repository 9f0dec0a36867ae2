//! Why a case is closed, what becomes of it, and for how long what the law needs is kept. Pure.

use chrono::{Datelike as _, NaiveDate, NaiveDateTime};

use crate::kernel::{Money, UserId, text_enum};

text_enum! {
    /// Why a case is closed.
    pub enum Why {
        /// The person died.
        Deceased = "deceased" => "The person has died",
        /// They moved to another council's area.
        Moved = "moved" => "They moved to another council’s area",
        /// The NHS pays for their care (continuing healthcare).
        Nhs = "nhs" => "The NHS pays for all of their care now",
        /// They need no support any more.
        Ended = "ended" => "They no longer need support",
        /// Anything else, which is written beside it.
        Other = "other" => "Something else",
    }
}

/// The fewest years that records are kept after the year of closing: claims can be brought for six.
pub const FEWEST_YEARS: u32 = 6;
/// The most years.
pub const MOST_YEARS: u32 = 25;

/// Until when what the law needs is kept: the end of so many years after the one of closing.
pub fn keep_until(closed_on: NaiveDate, years: u32) -> Option<NaiveDate> {
    let after = i32::try_from(years).ok()?.checked_add(1)?;
    NaiveDate::from_ymd_opt(closed_on.year().checked_add(after)?, 1, 1)?.pred_opt()
}

/// A case as it was closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Its number.
    pub id: i64,
    /// Why.
    pub why: Why,
    /// From which day.
    pub ended_on: NaiveDate,
    /// The council that is responsible now, or the part of the NHS; empty where there is none.
    pub goes_to: String,
    /// What else is to be known.
    pub note: String,
    /// Until when it is kept.
    pub keep_until: NaiveDate,
    /// Who closed it.
    pub closed_by: UserId,
    /// When.
    pub closed_at: NaiveDateTime,
    /// When what need not be kept was deleted.
    pub deleted_at: Option<NaiveDateTime>,
}

/// What a case's pots have left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Left {
    /// What is settled now, what the orders release included.
    pub back: Money,
    /// What is owed or not settled yet: it stays to be paid.
    pub owed: Money,
}

/// What is to be settled beside the money, in the order in which it is done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToSettle {
    /// Visits that are past and that nobody has recorded.
    pub unrecorded: usize,
    /// Visits that are recorded and not confirmed.
    pub unconfirmed: usize,
    /// Visits in dispute.
    pub disputed: usize,
}

impl ToSettle {
    /// In sentences, each with what becomes of it; whether there is a council to settle disputes.
    pub fn sentences(&self, council: bool) -> Vec<String> {
        use crate::kernel::words::count;
        let visits = |number: usize| count(u32::try_from(number).unwrap_or(u32::MAX), "visit", "visits");
        let mut all = Vec::new();
        if self.unrecorded > 0 {
            let visits = visits(self.unrecorded);
            all.push(format!("{visits} already past and not recorded: the provider says what happened."));
        }
        if self.unconfirmed > 0 {
            let visits = visits(self.unconfirmed);
            all.push(format!("{visits} recorded and not confirmed: confirmed by itself after 7 days."));
        }
        if self.disputed > 0 {
            let visits = visits(self.disputed);
            let who = if council { "your council decides, under Disputes" } else { "both sides can still agree" };
            all.push(format!("{visits} in dispute: {who}."));
        }
        all
    }
}

/// A closed case on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Whose.
    pub name: String,
    /// The reference of the person in addresses.
    pub reference: String,
    /// How.
    pub closed: Closed,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_kept_for_whole_years_after_the_year_of_closing() {
        let until = |day: &str, years| keep_until(day.parse().unwrap(), years).unwrap().to_string();
        assert_eq!(until("2026-11-21", 6), "2032-12-31");
        assert_eq!(until("2026-01-01", 6), "2032-12-31");
        assert_eq!(until("2026-12-31", 8), "2034-12-31");
        assert!(keep_until(NaiveDate::MAX, 6).is_none());
    }
}
