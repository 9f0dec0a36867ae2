//! What a budget's figures say: planned, committed, spent and left, per plan line; whether that is on target; and
//! where it leads by the budget's last day. Pure: made from [`Facts`].
//!
//! Invariant: to the penny, what there is = spent + committed + left, and the rows add up to the same four figures.
//! Next: `pace` for planned-to-date, `months` for the chart's values, `words` for the sentences,
//! `alerts` for what is told by mail.

mod alerts;
mod months;
mod pace;
mod words;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

use crate::kernel::Money;
use crate::kernel::ids::PlanLineId;
use crate::plans::PlanLine;

use super::ledger::{Balances, DaySpend, LineSpend};
use super::model::Pot;

pub use alerts::{Alert, AlertKind};
pub use months::Months;
pub use pace::Pace;
pub use words::{Mood, Verdict};

/// What an overview is made from, as the ledger and the plan have it.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The day to judge by.
    pub today: NaiveDate,
    /// The pot.
    pub pot: Pot,
    /// What its accounts hold.
    pub balances: Balances,
    /// The lines of the plan that it pays for.
    pub lines: Vec<PlanLine>,
    /// What each plan line has of it.
    pub spends: Vec<LineSpend>,
    /// What became spent on which day.
    pub days: Vec<DaySpend>,
    /// What is ordered and yet to be confirmed, by the day it is due.
    pub due: Vec<Due>,
    /// How many orders have money committed.
    pub orders: u32,
}

/// Deliveries of one day that are ordered and not confirmed yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day.
    pub on: NaiveDate,
    /// What they cost together.
    pub amount: Money,
}

/// The figures of a budget, ready for a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Overview {
    /// The day they were judged by.
    pub today: NaiveDate,
    /// The budget's first day.
    pub starts_on: NaiveDate,
    /// The budget's last day.
    pub ends_on: NaiveDate,
    /// What there is: what was put in, less what was taken back. Always `spent + committed + left`.
    pub amount: Money,
    /// Delivered, invoiced or paid.
    pub spent: Money,
    /// Ordered, not delivered yet.
    pub committed: Money,
    /// Free to be ordered with.
    pub left: Money,
    /// Taken back by whoever put it in.
    pub recovered: Money,
    /// Agreed, but not put in yet.
    pub awaited: Money,
    /// How many orders have money committed.
    pub orders: u32,
    /// What should have been spent by now if everything went to plan.
    pub planned_to_date: Money,
    /// How the spending compares with that.
    pub pace: Pace,
    /// What will be spent by the last day, if all that is ordered is delivered and nothing more is ordered.
    pub forecast: Money,
    /// What is left a week until the last day, rounded down; none once a week or less remains.
    pub left_a_week: Option<Money>,
    /// One row a plan line, then what is outside the plan. They add up.
    pub rows: Vec<Row>,
    /// The chart's values.
    pub months: Months,
}

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowKind {
    /// A line of the plan.
    Line {
        /// Which one.
        id: PlanLineId,
        /// The code of its category.
        category: Option<String>,
    },
    /// Money that the plan doesn't speak of.
    Outside,
    /// What the plan has beyond the budget; its planned figure is below zero.
    Beyond,
}

/// One part of the budget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub kind: RowKind,
    /// Its name.
    pub title: String,
    /// Planned for the whole time.
    pub planned: Money,
    /// Planned up to now.
    pub planned_to_date: Money,
    /// Ordered, not delivered yet.
    pub committed: Money,
    /// Delivered, invoiced or paid.
    pub spent: Money,
    /// Planned, less committed and spent; below zero when more is ordered than was planned.
    pub left: Money,
    /// How the spending compares with the plan up to now.
    pub pace: Pace,
}

impl Overview {
    /// Works the figures out. `None` when a figure can't be held, which no ledger comes near.
    pub fn of(facts: &Facts) -> Option<Self> {
        let (starts_on, ends_on) = (facts.pot.starts_on, facts.pot.ends_on);
        let balances = &facts.balances;
        let (spent, committed, left) = (balances.spent()?, balances.committed, balances.available);
        let amount = Money::sum([spent, committed, left])?;
        let awaited = facts.pot.amount.checked_sub(amount.checked_add(balances.recovered)?)?.max(Money::ZERO);
        let rows = rows(facts, amount)?;
        let planned_to_date = planned_by(facts, amount, facts.today)?;
        Some(Self {
            today: facts.today,
            starts_on,
            ends_on,
            amount,
            spent,
            committed,
            left,
            recovered: balances.recovered,
            awaited,
            orders: facts.orders,
            planned_to_date,
            pace: Pace::of(spent, planned_to_date),
            forecast: spent.checked_add(committed)?,
            left_a_week: left_a_week(left, facts.today.max(starts_on), ends_on),
            rows,
            months: Months::of(facts, amount)?,
        })
    }

    /// What share of the budget is spent, in whole per cent, rounded down; none of nothing.
    pub fn spent_per_cent(&self) -> i64 {
        self.spent.pence().saturating_mul(100).checked_div(self.amount.pence()).unwrap_or(0)
    }

    /// The plan lines for which more is ordered than was planned, with how much more.
    pub fn over(&self) -> impl Iterator<Item = (&Row, Money)> {
        let lines = self.rows.iter().filter(|row| matches!(row.kind, RowKind::Line { .. }) && row.left.is_negative());
        lines.filter_map(|row| Some((row, row.left.checked_neg()?)))
    }

    /// What is spent or ordered for nothing in the plan.
    pub fn outside(&self) -> Money {
        let outside = self.rows.iter().find(|row| row.kind == RowKind::Outside);
        outside.and_then(|row| row.spent.checked_add(row.committed)).unwrap_or(Money::ZERO)
    }
}

/// A row for each plan line, and what remains, so that all rows together come to the budget.
fn rows(facts: &Facts, amount: Money) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    let (mut committed, mut spent) = (facts.balances.committed, facts.balances.spent()?);
    for line in &facts.lines {
        let used = facts.spends.iter().find(|used| used.plan_line == Some(line.id));
        let (line_committed, line_spent) = used.map_or((Money::ZERO, Money::ZERO), |used| (used.committed, used.spent));
        committed = committed.checked_sub(line_committed)?;
        spent = spent.checked_sub(line_spent)?;
        let to_date = pace::line_by(line, &facts.pot, facts.today);
        let kind = RowKind::Line { id: line.id, category: line.category.clone() };
        rows.push(row(kind, &line.title, [line.amount, to_date, line_committed, line_spent])?);
    }
    let planned = Money::sum(facts.lines.iter().map(|line| line.amount))?;
    let rest = amount.checked_sub(planned)?;
    let unplanned = rest.max(Money::ZERO);
    if unplanned > Money::ZERO || !committed.is_zero() || !spent.is_zero() {
        let title = if facts.lines.is_empty() { "No plan yet" } else { "Outside the plan" };
        let to_date = pace::evenly(unplanned, &facts.pot, facts.today);
        rows.push(row(RowKind::Outside, title, [unplanned, to_date, committed, spent])?);
    }
    if rest.is_negative() {
        let beyond = [rest, Money::ZERO, Money::ZERO, Money::ZERO];
        rows.push(row(RowKind::Beyond, "Planned beyond the budget", beyond)?);
    }
    Some(rows)
}

fn row(kind: RowKind, title: &str, [planned, planned_to_date, committed, spent]: [Money; 4]) -> Option<Row> {
    let left = planned.checked_sub(committed)?.checked_sub(spent)?;
    let pace = Pace::of(spent, planned_to_date);
    Some(Row { kind, title: title.to_owned(), planned, planned_to_date, committed, spent, left, pace })
}

/// What should be spent by the end of `day`: the plan's lines, or the budget evenly where there is no plan.
fn planned_by(facts: &Facts, amount: Money, day: NaiveDate) -> Option<Money> {
    if facts.lines.is_empty() {
        return Some(pace::evenly(amount, &facts.pot, day));
    }
    Money::sum(facts.lines.iter().map(|line| pace::line_by(line, &facts.pot, day)))
}

fn left_a_week(left: Money, today: NaiveDate, ends_on: NaiveDate) -> Option<Money> {
    let days = ends_on.signed_duration_since(today).num_days() + 1;
    (days > 7).then(|| left.pence().checked_mul(7)?.checked_div(days).map(Money::from_pence)).flatten()
}
