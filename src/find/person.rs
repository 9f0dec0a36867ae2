//! What a search knows of the person it is for: the lines of their plan, what their money may buy, and what is left
//! each week. Pure.
//!
//! Costs here are for choosing: an hourly price for the hours the plan holds, anything else once a week. What an order
//! costs is reckoned when days and times are chosen.

use chrono::NaiveDate;

use super::address::SearchAddress;
use crate::budgets::Allowance;
use crate::budgets::ledger::LineSpend;
use crate::directory::model::PriceUnit;
use crate::kernel::{Money, PlanLineId, Quantity, words};
use crate::plans::PlanLine;
use crate::search::{Allowed, ListingDoc, Only, categories};

/// Weeks in the year that a yearly figure is for.
const WEEKS: i64 = 52;

/// Somebody's plan and money, for one search.
#[derive(Clone, Debug)]
pub struct Person {
    /// Whose it is, where somebody acts for them.
    pub name: Option<String>,
    /// The lines of their plan that name a kind of support.
    pub lines: Vec<Line>,
    /// What the pot may buy; none when it may buy anything.
    pub allowance: Option<Allowance>,
    /// What is left in the pot; none without one.
    pub left: Option<Left>,
}

/// A line of the plan, as far as a search needs it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Which line.
    pub id: PlanLineId,
    /// In a few words.
    pub title: String,
    /// The code of its category.
    pub category: String,
    /// Hours a week.
    pub hours: Option<Quantity>,
    /// What is left for it.
    pub left: Left,
}

/// Money that is left until the budget ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// In all.
    pub all: Money,
    /// Each week, rounded down; all of it in the last week.
    pub weekly: Money,
}

impl Left {
    /// What is left, spread over the days from today to the last.
    pub fn of(all: Money, today: NaiveDate, ends_on: NaiveDate) -> Self {
        let all = all.max(Money::ZERO);
        let days = ends_on.signed_duration_since(today).num_days().saturating_add(1);
        let spread = all.pence().checked_mul(7).and_then(|pence| pence.checked_div(days));
        let weekly = spread.filter(|_| days > 7).map_or(all, Money::from_pence);
        Self { all, weekly: if days < 1 { Money::ZERO } else { weekly } }
    }

    fn at_most(self, other: Self) -> Self {
        Self { all: self.all.min(other.all), weekly: self.weekly.min(other.weekly) }
    }
}

/// What one listing would cost somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cost {
    /// A week; none for what is bought once.
    pub weekly: Option<Money>,
    /// A year of that, or the whole price once.
    pub yearly: Money,
    /// "for 2 hours"
    pub amount: String,
    /// The line of the plan it was reckoned for.
    pub line: Option<String>,
    /// Whether what is left covers it; none without a budget.
    pub fits: Option<bool>,
}

impl Person {
    /// Puts together what the plan and the ledger say.
    pub fn new(
        name: Option<String>,
        lines: Vec<PlanLine>,
        pot: Option<(Money, NaiveDate, Option<Allowance>)>,
        spends: &[LineSpend],
        today: NaiveDate,
    ) -> Self {
        let (left, allowance) = match pot {
            Some((available, ends_on, allowance)) => (Some((Left::of(available, today, ends_on), ends_on)), allowance),
            None => (None, None),
        };
        let line = |line: PlanLine| {
            let spend = spends.iter().find(|spend| spend.plan_line == Some(line.id));
            let used = spend.and_then(|spend| spend.committed.checked_add(spend.spent)).unwrap_or(Money::ZERO);
            let rest = line.amount.checked_sub(used).unwrap_or(Money::ZERO);
            let left = left.map_or(Left::of(Money::ZERO, today, today), |(all, ends_on)| {
                Left::of(rest, today, ends_on).at_most(all)
            });
            Some(Line { id: line.id, title: line.title, category: line.category?, hours: line.hours, left })
        };
        Self { name, lines: lines.into_iter().filter_map(line).collect(), allowance, left: left.map(|(left, _)| left) }
    }

    /// The line that an address names, if it is one of theirs.
    pub fn line(&self, address: &SearchAddress) -> Option<&Line> {
        let id: i64 = address.line.parse().ok()?;
        self.lines.iter().find(|line| line.id.0 == id)
    }

    /// What a search is limited to by what is ticked of this person's.
    pub fn only(&self, address: &SearchAddress) -> Only {
        let line = self.line(address);
        let allowed = self.allowance.as_ref().filter(|_| !address.pot.is_empty()).map(|allowance| Allowed {
            categories: allowance.categories.clone(),
            providers: allowance.providers.iter().map(|provider| provider.0).collect(),
        });
        let left = line.map(|line| line.left).or(self.left).filter(|_| !address.budget.is_empty());
        Only {
            categories: line.map(|line| line.category.clone()).into_iter().collect(),
            allowed,
            highest_price: left.map(|left| highest_prices(left, hours_of(line))).unwrap_or_default(),
            ..Only::default()
        }
    }

    /// The address without what only another person's plan, or none, could mean.
    #[must_use]
    pub fn understood(&self, address: &SearchAddress) -> SearchAddress {
        let mut address = address.clone();
        if self.line(&address).is_none() {
            address.line.clear();
        }
        if self.allowance.is_none() {
            address.pot.clear();
        }
        if self.left.is_none() {
            address.budget.clear();
        }
        address
    }

    /// What a listing would cost, for the hours of the line that was chosen, or else of the line it would serve. None
    /// without a price, or where nothing of theirs speaks of it.
    pub fn cost(&self, address: &SearchAddress, listing: &ListingDoc) -> Option<Cost> {
        let unit: PriceUnit = listing.price_unit.as_deref()?.parse().ok()?;
        let price = Money::from_pence(listing.from_pence?);
        let line = self.line(address).or_else(|| self.line_for(&listing.category));
        let left = line.map(|line| line.left).or(self.left);
        let quantity = weekly_quantity(unit, hours_of(line));
        let cost = price.times(quantity.unwrap_or(Quantity::ONE))?;
        let once = quantity.is_none();
        Some(Cost {
            weekly: (!once).then_some(cost),
            yearly: if once { cost } else { cost.checked_mul(WEEKS)? },
            amount: amount_words(unit, quantity),
            line: line.map(|line| line.title.clone()),
            fits: self.left.and(left).map(|left| cost <= if once { left.all } else { left.weekly }),
        })
    }

    /// The line that something of this category would serve: the same category, or one of the same kind.
    fn line_for(&self, category: &str) -> Option<&Line> {
        let top = |code: &str| categories::parent_code(code).unwrap_or(code).to_owned();
        let same = self.lines.iter().find(|line| line.category == category);
        same.or_else(|| self.lines.iter().find(|line| top(&line.category) == top(category)))
    }
}

/// The hours that costs are for: those of the line, or one.
pub fn hours_of(line: Option<&Line>) -> Quantity {
    line.and_then(|line| line.hours).filter(|hours| *hours > Quantity::ZERO).unwrap_or(Quantity::ONE)
}

/// How much a week; none for what is bought once.
fn weekly_quantity(unit: PriceUnit, hours: Quantity) -> Option<Quantity> {
    match unit {
        PriceUnit::Hour => Some(hours),
        PriceUnit::HalfHour => hours.checked_mul(2),
        PriceUnit::Visit | PriceUnit::Session | PriceUnit::Day | PriceUnit::Night | PriceUnit::Week => {
            Some(Quantity::ONE)
        }
        PriceUnit::Mile | PriceUnit::Item | PriceUnit::OneOff => None,
    }
}

fn amount_words(unit: PriceUnit, quantity: Option<Quantity>) -> String {
    match quantity {
        Some(quantity) if quantity == Quantity::ONE => format!("for 1 {}", unit.label()),
        Some(quantity) => format!("for {quantity} {}", unit.plural()),
        None if unit == PriceUnit::OneOff => "once".to_owned(),
        None => format!("for 1 {}", unit.label()),
    }
}

/// For each unit, the highest price at which a week of it is covered, rounded down.
fn highest_prices(left: Left, hours: Quantity) -> Vec<(String, i64)> {
    let highest = |unit: &PriceUnit| {
        let pence = match weekly_quantity(*unit, hours) {
            Some(quantity) => {
                let pence = i128::from(left.weekly.pence()) * 100;
                i64::try_from(pence / i128::from(quantity.hundredths().max(1))).unwrap_or(i64::MAX)
            }
            None => left.all.pence(),
        };
        (unit.as_str().to_owned(), pence)
    };
    PriceUnit::ALL.iter().map(highest).collect()
}

/// "Help at home, 7 hours a week"
pub fn line_words(line: &Line) -> String {
    match line.hours {
        Some(hours) if hours == Quantity::ONE => format!("{}, 1 hour a week", line.title),
        Some(hours) => format!("{}, {hours} hours a week", line.title),
        None => line.title.clone(),
    }
}

/// "up to £43.00 a week for 2 hours"
pub fn budget_words(left: Left, hours: Quantity) -> String {
    let hours = if hours == Quantity::ONE { words::count(1, "hour", "hours") } else { format!("{hours} hours") };
    format!("up to {} a week for {hours}", left.weekly)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn pounds(amount: i64) -> Money {
        Money::from_pence(amount * 100)
    }

    fn line(id: i64, category: &str, hours: Option<u32>, amount: i64) -> PlanLine {
        PlanLine {
            id: PlanLineId(id),
            outcome_id: None,
            position: 1,
            title: "Help at home".to_owned(),
            category: Some(category.to_owned()),
            detail: String::new(),
            weekly: None,
            hours: hours.map(Quantity::from_units),
            amount: pounds(amount),
        }
    }

    /// £1,000 in the pot and £700 left of a line of two hours, ten weeks before the end.
    fn priya(allowance: Option<Allowance>) -> Person {
        let spends = [LineSpend { plan_line: Some(PlanLineId(1)), committed: pounds(200), spent: pounds(100) }];
        let lines = vec![line(1, "personal-care", Some(2), 1_000), line(2, "meals/lunch-clubs", None, 90)];
        let pot = (pounds(1_000), day("2027-01-29"), allowance);
        Person::new(None, lines, Some(pot), &spends, day("2026-11-21"))
    }

    fn listing(category: &str, unit: &str, pence: i64) -> ListingDoc {
        ListingDoc {
            category: category.to_owned(),
            price_unit: Some(unit.to_owned()),
            from_pence: Some(pence),
            ..ListingDoc::default()
        }
    }

    #[test]
    fn an_hourly_price_is_for_the_hours_of_the_plan() {
        let cost =
            priya(None).cost(&SearchAddress::default(), &listing("personal-care/night-care", "hour", 2_150)).unwrap();
        assert_eq!((cost.weekly, cost.yearly), (Some(pounds(43)), pounds(2_236)));
        assert_eq!((cost.amount.as_str(), cost.fits), ("for 2 hours", Some(true)));
        let dear = priya(None).cost(&SearchAddress::default(), &listing("personal-care", "half_hour", 2_000)).unwrap();
        assert_eq!((dear.weekly, dear.fits), (Some(pounds(80)), Some(false)));
    }

    #[test]
    fn what_is_bought_once_is_held_against_all_that_is_left() {
        let person = priya(None);
        let cost = |pence| person.cost(&SearchAddress::default(), &listing("equipment", "one_off", pence)).unwrap();
        assert_eq!((cost(100_000).weekly, cost(100_000).fits), (None, Some(true)));
        assert_eq!(cost(100_001).fits, Some(false));
    }

    #[test]
    fn only_what_is_theirs_narrows() {
        let address = SearchAddress::parse("line=1&pot=1&budget=1");
        let only = priya(None).only(&address);
        assert_eq!(only.categories, ["personal-care"]);
        assert_eq!(only.allowed, None);
        assert!(only.highest_price.contains(&("hour".to_owned(), 3_500)));
        let voucher = Allowance { categories: vec!["meals".to_owned()], providers: Vec::new() };
        assert!(priya(Some(voucher)).only(&address).allowed.is_some());
        let other = SearchAddress::parse("line=99&pot=1");
        assert_eq!(priya(None).only(&other), Only::default());
        assert_eq!(priya(None).understood(&other).href(), "/search");
    }

    #[test]
    fn money_is_spread_over_the_weeks_that_are_left() {
        let left = |ends: &str| Left::of(pounds(70), day("2026-11-21"), day(ends)).weekly;
        assert_eq!(left("2027-01-29"), pounds(7));
        assert_eq!(left("2026-11-23"), pounds(70), "in the last week, all of it");
        assert_eq!(left("2026-11-01"), Money::ZERO, "a budget that is over");
    }

    proptest! {
        #[test]
        fn whatever_is_within_the_budget_fits(pence in 1_i64..20_000, hours in 1_u32..40, unit in proptest::sample::select(PriceUnit::ALL)) {
            let lines = vec![line(1, "personal-care", Some(hours), 2_000)];
            let person = Person::new(None, lines, Some((pounds(900), day("2027-03-31"), None)), &[], day("2026-11-21"));
            let address = SearchAddress::parse("line=1&budget=1");
            let only = person.only(&address);
            let (_, highest) = only.highest_price.iter().find(|(of, _)| of == unit.as_str()).unwrap();
            let cost = person.cost(&address, &listing("personal-care", unit.as_str(), pence)).unwrap();
            if pence <= *highest {
                prop_assert_eq!(cost.fits, Some(true));
            }
        }
    }
}
