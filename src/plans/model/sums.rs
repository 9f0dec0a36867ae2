//! What a plan costs: a week, a year and beside the indicative budget. Whole pence, rounded once. Pure.

use chrono::NaiveDate;

use super::Light;
use super::draft::{Cost, Draft, Per};
use crate::assessments::model::contribution::Net;
use crate::assessments::model::figure::Behind;
use crate::kernel::Money;
use crate::kernel::ids::AssessmentId;

/// The sums of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sums {
    /// Everything, over the whole plan, with the contingency money.
    pub total: Money,
    /// The same spread over the plan's weeks.
    pub weekly: Money,
    /// What the assessment suggested, if it is known.
    pub indicative: Option<Money>,
    /// How they compare.
    pub light: Option<Light>,
    /// What the person pays of it and what the council pays, where something is asked of them.
    pub net: Option<Net>,
    /// The answers that the indicative budget was worked out from; none where somebody wrote it down.
    pub answers: Option<AssessmentId>,
    /// Whether the council has checked what those answers come to; what somebody wrote down counts as checked.
    pub checked: bool,
    /// They pay for themselves: no council works out an indicative budget.
    pub own_money: bool,
}

/// The whole weeks of a plan; 52 of a year.
pub fn weeks(draft: &Draft) -> i64 {
    weeks_between((draft.starts_on, draft.ends_on))
}

/// The whole weeks from a first to a last day, one at least.
pub fn weeks_between((first, last): (NaiveDate, NaiveDate)) -> i64 {
    (((last - first).num_days() + 1) / 7).max(1)
}

/// An amount for so many weeks, over so many others: rounded once.
pub fn over_other_weeks(amount: Money, (was, now): (i64, i64)) -> Money {
    let (pence, was) = (i128::from(amount.pence()) * i128::from(now), i128::from(was.max(1)));
    i64::try_from((pence * 2 + was) / (was * 2)).map_or(amount, Money::from_pence)
}

fn days(draft: &Draft) -> i64 {
    (draft.ends_on - draft.starts_on).num_days() + 1
}

/// How often a cost comes in a plan.
fn times(draft: &Draft, per: Per) -> i64 {
    match per {
        Per::Week => weeks(draft),
        Per::FourWeeks => (weeks(draft) / 4).max(1),
        Per::Month => ((days(draft) * 12 + 182) / 365).max(1),
        Per::Year => ((days(draft) + 182) / 365).max(1),
        Per::Once => 1,
    }
}

/// What a cost comes to over the whole plan. None when it can't be held.
pub fn whole(draft: &Draft, cost: &Cost) -> Option<Money> {
    cost.amount.checked_mul(times(draft, cost.per))
}

/// An amount over the whole plan, as much as that is in each of its weeks.
pub fn a_week(draft: &Draft, whole: Money) -> Money {
    let (pence, weeks) = (i128::from(whole.pence()), i128::from(weeks(draft)));
    // Half a penny and more is a penny: rounded once, away from zero.
    let rounded = (pence * 2 + weeks) / (weeks * 2);
    Money::from_pence(i64::try_from(rounded).unwrap_or(i64::MAX))
}

/// What a cost is in each week; none for what is paid once.
pub fn weekly(draft: &Draft, cost: &Cost) -> Option<Money> {
    match cost.per {
        Per::Week => Some(cost.amount),
        Per::FourWeeks | Per::Month => Some(a_week(draft, whole(draft, cost)?)),
        Per::Year | Per::Once => None,
    }
}

impl Sums {
    /// The sums of a draft. None when they can't be held, which amounts that people may type never reach.
    pub fn of(draft: &Draft, indicative: Option<Money>) -> Option<Self> {
        let costs: Option<Vec<Money>> = draft.costs.iter().map(|cost| whole(draft, cost)).collect();
        let total = Money::sum(costs?.into_iter().chain([draft.contingency.amount]))?;
        let light = indicative.and_then(|indicative| Light::of(total, indicative));
        Some(Self {
            total,
            weekly: a_week(draft, total),
            indicative,
            light,
            net: None,
            answers: None,
            checked: true,
            own_money: false,
        })
    }

    /// The same, with what the person pays of it; `live` while the figure they have counts for the plan.
    pub fn beside(draft: &Draft, indicative: Option<Money>, behind: &Behind, live: bool) -> Option<Self> {
        let sums = Self::of(draft, indicative)?;
        let net = behind.net(sums.total, draft.starts_on, weeks(draft));
        let figure = behind.indicative.filter(|_| live);
        let answers = figure.map(|figure| figure.assessment);
        Some(Self { net, answers, checked: figure.is_none_or(|figure| figure.checked), ..sums })
    }

    /// What the costs come to, without the contingency money.
    pub fn costs(&self, draft: &Draft) -> Money {
        self.total.checked_sub(draft.contingency.amount).unwrap_or_default()
    }

    /// What is left of the indicative budget; below zero when the plan costs more.
    pub fn left(&self) -> Option<Money> {
        self.indicative?.checked_sub(self.total)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn draft(from: &str, to: &str) -> Draft {
        Draft::new(from.parse().unwrap(), to.parse().unwrap())
    }

    fn cost(pence: i64, per: Per) -> Cost {
        let amount = Money::from_pence(pence);
        let (line, wish, category, listing) = (None, None, None, None);
        Cost { key: 1, line, wish, title: "x".to_owned(), category, listing, detail: String::new(), amount, per }
    }

    #[test]
    fn a_year_has_52_weeks_13_times_4_weeks_and_12_months() {
        for (from, to) in [("2027-04-06", "2028-04-05"), ("2026-04-06", "2027-04-05")] {
            let draft = draft(from, to);
            let whole = |per| whole(&draft, &cost(1_000, per)).unwrap().pence();
            assert_eq!(
                [Per::Week, Per::FourWeeks, Per::Month, Per::Year, Per::Once].map(whole),
                [52_000, 13_000, 12_000, 1_000, 1_000]
            );
        }
    }

    #[test]
    fn a_short_plan_costs_less_and_everything_adds_up() {
        let mut short = draft("2027-01-04", "2027-03-28");
        short.costs = vec![cost(1_000, Per::Week), cost(2_000, Per::Month), cost(505, Per::Once)];
        short.contingency.amount = Money::from_pence(1_000);
        let sums = Sums::of(&short, Some(Money::from_pence(17_000))).unwrap();
        assert_eq!(sums.total.pence(), 12_000 + 6_000 + 505 + 1_000);
        assert_eq!(sums.weekly.pence(), 1_625);
        assert_eq!((sums.light, sums.left().map(Money::pence)), (Some(Light::Amber), Some(-2_505)));
    }

    proptest! {
        #[test]
        fn a_weekly_cost_is_the_same_a_week_again(pence in 0_i64..10_000_000_000, weeks in 1_i64..200) {
            let from = "2027-01-04".parse::<NaiveDate>().unwrap();
            let mut draft = Draft::new(from, from + chrono::TimeDelta::days(weeks * 7 - 1));
            draft.costs = vec![cost(pence, Per::Week)];
            prop_assert_eq!(Sums::of(&draft, None).unwrap().weekly.pence(), pence);
        }
    }
}
