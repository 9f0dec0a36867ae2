//! The chart's values: running totals at the end of each of the budget's months.
//!
//! A budget's months begin on its first day's date, so that the twelve of a year from 6 April end on its last day.

use chrono::{Months as Span, NaiveDate};

use crate::kernel::Money;

use super::{Facts, planned_by};

/// The most months a chart shows; a longer budget's last point takes the rest.
const MOST: u32 = 36;

/// Running totals, month by month.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Months {
    /// The months, each by its last day. The one of today counts up to today.
    pub ends: Vec<NaiveDate>,
    /// Short names: "Apr".
    pub labels: Vec<String>,
    /// What the plan comes to. For every month.
    pub plan: Vec<Money>,
    /// What was spent. For the months that have begun.
    pub spent: Vec<Money>,
    /// What will be spent if all that is ordered is delivered. For the months after those.
    pub forecast: Vec<Money>,
}

impl Months {
    pub(super) fn of(facts: &Facts, amount: Money) -> Option<Self> {
        let mut months = Self::default();
        let spent = facts.balances.spent()?;
        let course = spent.checked_add(facts.balances.committed)?;
        for (start, end) in spans(facts.pot.starts_on, facts.pot.ends_on) {
            let last = end == facts.pot.ends_on;
            let current = (start..=end).contains(&facts.today);
            months.ends.push(end);
            months.labels.push(start.format("%b").to_string());
            months.plan.push(planned_by(facts, amount, if current { facts.today } else { end })?);
            if start > facts.today {
                months.forecast.push(if last { course } else { forecast(facts, spent, course, end)? });
            } else if current || (last && facts.today > end) {
                // Whatever the days say: the chart ends where the ledger is.
                months.spent.push(spent);
            } else {
                months.spent.push(spent_by(facts, end)?);
            }
        }
        Some(months)
    }
}

/// The first and last day of each of the budget's months.
fn spans(starts_on: NaiveDate, ends_on: NaiveDate) -> Vec<(NaiveDate, NaiveDate)> {
    let mut spans = Vec::new();
    let mut start = starts_on;
    for month in 1..=MOST {
        let next = starts_on.checked_add_months(Span::new(month)).filter(|next| month < MOST && *next <= ends_on);
        let Some(next) = next else { break };
        spans.push((start, next.pred_opt().unwrap_or(start)));
        start = next;
    }
    spans.push((start, ends_on));
    spans
}

fn spent_by(facts: &Facts, day: NaiveDate) -> Option<Money> {
    Money::sum(facts.days.iter().filter(|spend| spend.on <= day).map(|spend| spend.spent))
}

/// What is spent, and what is due by then; what is overdue counts as if it were confirmed today.
fn forecast(facts: &Facts, spent: Money, course: Money, day: NaiveDate) -> Option<Money> {
    let due = Money::sum(facts.due.iter().filter(|due| due.on <= day).map(|due| due.amount))?;
    Some(spent.checked_add(due)?.min(course))
}
