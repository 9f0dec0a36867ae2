//! Plans, outcomes and plan lines (DOMAIN, section 2), and the traffic light against the indicative budget. Pure.
//!
//! What is being written is in [`draft`], what it costs in [`sums`], how it comes to be agreed in [`state`].

pub mod caseload;
pub mod checks;
pub mod days;
pub mod differences;
pub mod draft;
pub mod examples;
pub mod head;
pub mod review;
pub mod small;
pub mod state;
pub mod sums;

use chrono::{NaiveDate, NaiveDateTime};

pub use crate::directory::model::OutcomeFamily;
use crate::kernel::ids::{HolderId, OutcomeId, PlanId, PlanLineId, UserId};
use crate::kernel::{Money, Quantity, text_enum};

text_enum! {
    /// How far a plan has come.
    pub enum PlanStatus {
        /// Being written.
        Draft = "draft" => "Draft",
        /// With the council.
        Submitted = "submitted" => "Sent to council",
        /// The council asked for changes.
        ChangesAsked = "changes_asked" => "Changes asked for",
        /// Agreed: money may be spent on it.
        Agreed = "agreed" => "Agreed",
        /// Refused, with reasons.
        Refused = "refused" => "Refused",
    }
}

/// A support plan with all that is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Which plan.
    pub id: PlanId,
    /// Whose.
    pub holder_id: HolderId,
    /// How far it has come.
    pub status: PlanStatus,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day.
    pub ends_on: NaiveDate,
    /// What the assessment suggested for the year; a guide, gross.
    pub indicative: Option<Money>,
    /// When it was agreed, in UTC.
    pub agreed_at: Option<NaiveDateTime>,
    /// Who wrote it down.
    pub written_by: Option<String>,
    /// Who agreed it.
    pub agreed_by: Option<String>,
    /// What the person wants, in their order.
    pub outcomes: Vec<Outcome>,
    /// What it costs, in order.
    pub lines: Vec<PlanLine>,
}

/// Something the person wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Which outcome.
    pub id: OutcomeId,
    /// In the person's own words.
    pub words: String,
    /// Its family.
    pub family: OutcomeFamily,
    /// The assessed need it meets; none for an aspiration.
    pub need: Option<String>,
}

/// One thing that a plan pays for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// Which line.
    pub id: PlanLineId,
    /// The outcome it serves.
    pub outcome_id: Option<OutcomeId>,
    /// Its place in the plan, from 1.
    pub position: i32,
    /// In a few words, as "Help at home".
    pub title: String,
    /// The code of the category it is looked for in, as `personal-care`.
    pub category: Option<String>,
    /// How much of what, as "7 hours a week at £21.50".
    pub detail: String,
    /// What a week costs; none for a one-off cost.
    pub weekly: Option<Money>,
    /// Hours a week; none where the plan doesn't count hours.
    pub hours: Option<Quantity>,
    /// What it costs over the whole plan.
    pub amount: Money,
}

impl Plan {
    /// What all lines cost together. `None` when it can't be held.
    pub fn total(&self) -> Option<Money> {
        Money::sum(self.lines.iter().map(|line| line.amount))
    }

    /// The lines of one outcome; of none for those outside all outcomes.
    pub fn lines_of(&self, outcome: Option<OutcomeId>) -> impl Iterator<Item = &PlanLine> {
        self.lines.iter().filter(move |line| line.outcome_id == outcome)
    }

    /// Whether the day is one of its days.
    pub fn covers(&self, day: NaiveDate) -> bool {
        (self.starts_on..=self.ends_on).contains(&day)
    }

    /// How its cost compares with the indicative budget; none without one.
    pub fn light(&self) -> Option<Light> {
        Light::of(self.total()?, self.indicative?)
    }
}

text_enum! {
    /// The traffic light of a plan against its indicative budget.
    pub enum Light {
        /// At most 10 % above it.
        Green = "green" => "Green: within 10%",
        /// At most 50 % above it.
        Amber = "amber" => "Amber: say why",
        /// More.
        Red = "red" => "Red: a finance officer must say yes",
    }
}

impl Light {
    /// The light for a plan that costs `total`. `None` when there is nothing to compare with.
    pub fn of(total: Money, indicative: Money) -> Option<Self> {
        if indicative <= Money::ZERO {
            return None;
        }
        let (total, indicative) = (i128::from(total.pence()) * 100, i128::from(indicative.pence()));
        Some(if total <= indicative * 110 {
            Self::Green
        } else if total <= indicative * 150 {
            Self::Amber
        } else {
            Self::Red
        })
    }
}

/// A plan to be written down as it stands: for the demo, for councils' imports and for tests.
#[derive(Clone, Debug)]
pub struct NewPlan {
    /// Whose.
    pub holder_id: HolderId,
    /// How far it has come.
    pub status: PlanStatus,
    /// Its first day.
    pub starts_on: NaiveDate,
    /// Its last day; after the first.
    pub ends_on: NaiveDate,
    /// What the assessment suggested.
    pub indicative: Option<Money>,
    /// Who wrote it.
    pub written_by: Option<UserId>,
    /// Who agreed it, and when (UTC).
    pub agreed: Option<(UserId, NaiveDateTime)>,
    /// What the person wants, with the lines that serve it.
    pub outcomes: Vec<NewOutcome>,
    /// Lines that serve no outcome, such as contingency money.
    pub other_lines: Vec<NewLine>,
}

/// An outcome of a [`NewPlan`].
#[derive(Clone, Debug)]
pub struct NewOutcome {
    /// In the person's own words.
    pub words: String,
    /// Its family.
    pub family: OutcomeFamily,
    /// The assessed need; none for an aspiration.
    pub need: Option<String>,
    /// What serves it.
    pub lines: Vec<NewLine>,
}

/// A line of a [`NewPlan`].
#[derive(Clone, Debug)]
pub struct NewLine {
    /// In a few words.
    pub title: String,
    /// The code of the category.
    pub category: Option<String>,
    /// How much of what.
    pub detail: String,
    /// What a week costs; none for a one-off cost.
    pub weekly: Option<Money>,
    /// Hours a week, above zero; none where the plan doesn't count hours.
    pub hours: Option<Quantity>,
    /// What it costs over the whole plan.
    pub amount: Money,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_light_turns_above_ten_and_fifty_per_cent() {
        let light = |pence| Light::of(Money::from_pence(pence), Money::from_pence(10_000));
        assert_eq!(light(0), Some(Light::Green));
        assert_eq!(light(11_000), Some(Light::Green));
        assert_eq!(light(11_001), Some(Light::Amber));
        assert_eq!(light(15_000), Some(Light::Amber));
        assert_eq!(light(15_001), Some(Light::Red));
        assert_eq!(Light::of(Money::from_pence(1), Money::ZERO), None);
        assert_eq!(Light::of(Money::from_pence(i64::MAX), Money::from_pence(1)), Some(Light::Red));
    }
}
