//! Reviews of agreed plans: how each outcome was when it was written, how it is now, and what changed. Pure.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::{Deserialize, Serialize};

use super::draft::Draft;
use super::head::Who;
use crate::kernel::ids::UserId;
use crate::kernel::{Money, text_enum};

text_enum! {
    /// How far somebody is with what they want.
    pub enum Scale {
        /// 1.
        No = "1" => "1, not at all",
        /// 2.
        Little = "2" => "2, a little",
        /// 3.
        Half = "3" => "3, half way",
        /// 4.
        Mostly = "4" => "4, mostly",
        /// 5.
        Fully = "5" => "5, fully",
    }
}

/// How one outcome went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Score {
    /// Its key in the draft.
    pub key: u32,
    /// In the person's own words, as the plan says it.
    pub outcome: String,
    /// How it was when the plan was written, if that was said.
    pub before: Option<Scale>,
    /// How it is now.
    pub after: Scale,
    /// In words.
    pub words: String,
}

/// What a review says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Each outcome.
    pub scores: Vec<Score>,
    /// How good life is as a whole.
    pub life: Scale,
    /// How good life was at the review before, if there was one.
    #[serde(default)]
    pub life_before: Option<Scale>,
    /// What changed, and what should be different in the next plan.
    pub changed: String,
    /// What was planned for each outcome and what was spent on it by then; with no key what serves none.
    #[serde(default)]
    pub spent: Vec<Spent>,
}

/// What was planned for an outcome, and what was spent on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// The outcome's key in the draft; none for what serves none.
    pub key: Option<u32>,
    /// Planned for the whole time.
    pub planned: Money,
    /// Delivered, invoiced or paid.
    pub spent: Money,
}

/// A review with who wrote it down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewed {
    /// Its row.
    pub id: i64,
    /// What it says.
    pub review: Review,
    /// Who wrote it down.
    pub by: Who,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// Since when it counts as the plan's review, in UTC, and by whom; none while no care manager has read what the
    /// person's side wrote.
    pub counts: Option<(UserId, NaiveDateTime)>,
}

impl Score {
    /// In words, how it moved: "Better", "The same", "Worse".
    pub fn moved(&self) -> &'static str {
        moved(self.before, self.after)
    }
}

/// In words, how something moved between two reviews.
pub fn moved(before: Option<Scale>, after: Scale) -> &'static str {
    match before {
        None => "–",
        Some(before) if after > before => "Better",
        Some(before) if after < before => "Worse",
        Some(_) => "The same",
    }
}

/// How long before the plan ends its review is due, so that the next one can be agreed in time.
const BEFORE_THE_END: TimeDelta = TimeDelta::weeks(6);
/// A review that comes so long before it is due is an early one.
const EARLY: TimeDelta = TimeDelta::weeks(12);
/// A review is due at least so long after a plan was agreed.
const NOT_AT_ONCE: TimeDelta = TimeDelta::weeks(4);

/// When the next review is due after one that was early: as the plan's own is, if that is more than twelve weeks off.
pub fn due_again(draft: &Draft, today: NaiveDate) -> Option<NaiveDate> {
    let regular = draft.ends_on - BEFORE_THE_END;
    (regular > today + EARLY).then_some(regular)
}

/// When the review of a plan that was agreed today is due: six weeks before it ends, and never later than in a year.
pub fn due_on(draft: &Draft, today: NaiveDate) -> NaiveDate {
    let in_a_year = today + TimeDelta::days(365);
    (draft.ends_on - BEFORE_THE_END).max(today + NOT_AT_ONCE).min(in_a_year)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_review_is_due_six_weeks_before_the_end_and_within_a_year() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let due = |to: &str, today: &str| due_on(&Draft::new(day("2027-04-06"), day(to)), day(today));
        assert_eq!(due("2028-04-05", "2027-03-01"), day("2028-02-23").min(day("2027-03-01") + TimeDelta::days(365)));
        assert_eq!(due("2028-04-05", "2027-04-06"), day("2028-02-23"));
        assert_eq!(due("2027-05-01", "2027-04-20"), day("2027-05-18"), "never at once");
        assert_eq!(due("2035-04-05", "2027-04-06"), day("2028-04-05"));
    }
}
