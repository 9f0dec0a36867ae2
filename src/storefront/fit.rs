//! What a usual amount of a listing would do to somebody's budget, before they choose days and times. Pure.

use chrono::NaiveDate;

use crate::budgets::ledger::LineSpend;
use crate::directory::model::{Listing, PriceUnit};
use crate::directory::views::listing::BudgetFit;
use crate::directory::views::sentences::{main_price, quantity_words};
use crate::kernel::dates::{long_date, weeks_between};
use crate::kernel::{Money, Quantity};
use crate::plans::model::PlanLine;

/// Somebody's money: what is left of the pot, and of each line of the plan.
pub struct Means {
    /// The budget's last day.
    pub ends_on: NaiveDate,
    /// What nothing is promised from yet.
    pub available: Money,
    /// The plan's lines.
    pub lines: Vec<PlanLine>,
    /// What each line has promised and spent.
    pub spends: Vec<LineSpend>,
}

/// How much a week is assumed; none for what is bought once.
fn usual(unit: PriceUnit) -> Option<Quantity> {
    match unit {
        PriceUnit::Hour | PriceUnit::HalfHour => Some(Quantity::from_units(2)),
        PriceUnit::Visit | PriceUnit::Session | PriceUnit::Day | PriceUnit::Night | PriceUnit::Week => {
            Some(Quantity::ONE)
        }
        PriceUnit::Mile | PriceUnit::Item | PriceUnit::OneOff => None,
    }
}

/// The effect of that amount, from now until the budget ends. None without a price, or with so little time left that
/// it says nothing.
pub fn fit(listing: &Listing, money: &Means, whose: Option<&str>, today: NaiveDate) -> Option<BudgetFit> {
    let price = main_price(listing, today)?;
    let weekly = usual(price.unit);
    let quantity = weekly.unwrap_or(Quantity::ONE).max(price.minimum);
    let once = price.amount.times(quantity)?;
    let amount = quantity_words(quantity, price.unit);
    let (line, left) = source(listing, money, whose);
    let budget = whose.map_or_else(|| "your budget".to_owned(), |name| format!("{name}’s budget"));
    if weekly.is_none() {
        let words =
            format!("{}, once.", if price.unit == PriceUnit::OneOff { "The whole thing".to_owned() } else { amount });
        return Some(BudgetFit { words, weekly: None, line, left, cost_line: "This".to_owned(), cost: once });
    }
    let weeks = weeks_between(today, money.ends_on);
    if weeks < 1 {
        return None;
    }
    Some(BudgetFit {
        words: format!("{amount} a week, until {budget} ends on {}.", long_date(money.ends_on)),
        weekly: Some(once),
        line,
        left,
        cost_line: format!("This, to {}", money.ends_on.format("%-d %B")),
        cost: once.checked_mul(weeks)?,
    })
}

/// What it would be paid from: the plan's line for this kind of support, or the budget as a whole.
fn source(listing: &Listing, money: &Means, whose: Option<&str>) -> (String, Money) {
    let top = |code: &str| code.split('/').next().unwrap_or_default().to_owned();
    let same = |line: &&PlanLine| line.category.as_deref() == Some(listing.category.as_str());
    let near = |line: &&PlanLine| line.category.as_deref().is_some_and(|code| top(code) == top(&listing.category));
    let line = money.lines.iter().find(same).or_else(|| money.lines.iter().find(near));
    let left_of = |line: &PlanLine| {
        let spend = money.spends.iter().find(|spend| spend.plan_line == Some(line.id));
        let taken = spend.map_or(Some(Money::ZERO), |spend| spend.committed.checked_add(spend.spent))?;
        line.amount.checked_sub(taken)
    };
    match line.and_then(|line| Some((line, left_of(line)?))) {
        Some((line, left)) if !left.is_negative() => (format!("{}, left", line.title), left.min(money.available)),
        _ => {
            let budget = whose.map_or_else(|| "Your budget".to_owned(), |name| format!("{name}’s budget"));
            (format!("{budget}, left"), money.available)
        }
    }
}
