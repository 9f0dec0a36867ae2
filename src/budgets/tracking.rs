//! Where a budget stands and where it leads: for each part of the plan, each kind of support and each pot, planned,
//! spent, set aside, and what it will come to when all that is ordered is delivered. Pure.
//!
//! Invariant: the kinds of support, and the parts of the plan, add up to what the pot has spent and set aside.
//! What is ahead comes from the visits themselves: pauses have taken theirs out, and bank holidays have their price.

use chrono::NaiveDate;

use super::ledger::AccountKind;
use super::model::Pot;
use super::overview::{Overview, Pace, RowKind};
use super::statement::Month;
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::words::count;

/// One thing that is followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Followed {
    /// Its name.
    pub title: String,
    /// What is planned for it, or put in; none where the plan says nothing.
    pub planned: Option<Money>,
    /// Delivered, invoiced or paid.
    pub spent: Money,
    /// Ordered, not delivered yet.
    pub committed: Money,
}

impl Followed {
    /// What it will come to when all that is ordered is delivered.
    pub fn forecast(&self) -> Money {
        self.spent.checked_add(self.committed).unwrap_or(self.spent)
    }

    /// What will be left of the plan then; below zero when it will cost more.
    pub fn left(&self) -> Option<Money> {
        self.planned?.checked_sub(self.forecast())
    }

    /// How it will compare with the plan.
    pub fn pace(&self) -> Option<Pace> {
        self.planned.map(|planned| Pace::of(self.forecast(), planned))
    }

    /// In a sentence: "Help at home will come to £120.00: £20.00 more than planned."
    pub fn sentence(&self) -> String {
        let (title, forecast) = (&self.title, self.forecast());
        match self.left() {
            None => format!("{title} will come to {forecast}. The plan has nothing for it."),
            Some(left) if left.is_negative() => {
                let over = left.checked_neg().unwrap_or(left);
                format!("{title} will come to {forecast}: {over} more than planned.")
            }
            Some(left) if left.is_zero() => format!("{title} will come to {forecast}, as planned."),
            Some(left) => format!("{title} will come to {forecast}: {left} will be left."),
        }
    }
}

/// Visits of one month that are ordered and yet to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ahead {
    /// The month.
    pub month: Month,
    /// How many visits.
    pub visits: u32,
    /// What they cost.
    pub amount: Money,
    /// How many of them are on bank holidays.
    pub on_bank_holidays: u32,
    /// What these cost.
    pub bank_holidays: Money,
}

/// One visit that is ordered and yet to come, or yet to be confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Its day.
    pub on: NaiveDate,
    /// Whether it is priced as on a bank holiday.
    pub bank_holiday: bool,
    /// How many are alike.
    pub visits: u32,
    /// What they cost.
    pub amount: Money,
}

/// Visits by month, oldest first; what is overdue is in the month of today.
pub fn ahead(visits: &[Visit], today: NaiveDate) -> Option<Vec<Ahead>> {
    let mut months: Vec<Ahead> = Vec::new();
    for visit in visits {
        let month = Month::of(visit.on.max(today));
        if months.last().is_none_or(|last| last.month != month) {
            let none = Money::ZERO;
            months.push(Ahead { month, visits: 0, amount: none, on_bank_holidays: 0, bank_holidays: none });
        }
        let Some(last) = months.last_mut() else { continue };
        last.visits = last.visits.checked_add(visit.visits)?;
        last.amount = last.amount.checked_add(visit.amount)?;
        if visit.bank_holiday {
            last.on_bank_holidays = last.on_bank_holidays.checked_add(visit.visits)?;
            last.bank_holidays = last.bank_holidays.checked_add(visit.amount)?;
        }
    }
    Some(months)
}

/// Money that moved for one kind of support.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindMoved {
    /// The code of the listing's category; none for what is for no order.
    pub category: Option<String>,
    /// From where.
    pub from: Option<AccountKind>,
    /// To where.
    pub to: AccountKind,
    /// How much.
    pub amount: Money,
}

/// Kinds of support by their top category: what the plan has for each, and what was spent and set aside. `name` gives
/// a category's name.
pub fn kinds(overview: &Overview, moved: &[KindMoved], name: impl Fn(&str) -> String) -> Option<Vec<Followed>> {
    let top = |code: &str| code.split('/').next().unwrap_or(code).to_owned();
    let mut codes: Vec<Option<String>> = Vec::new();
    let mut add = |code: Option<String>| {
        if !codes.contains(&code) {
            codes.push(code);
        }
    };
    for row in &overview.rows {
        if let RowKind::Line { category: Some(category), .. } = &row.kind {
            add(Some(top(category)));
        }
    }
    for one in moved {
        add(one.category.as_deref().map(top));
    }
    let mut kinds = Vec::new();
    for code in codes {
        let planned = overview.rows.iter().filter(|row| match &row.kind {
            RowKind::Line { category, .. } => category.as_deref().map(top) == code && code.is_some(),
            _ => false,
        });
        let planned: Vec<Money> = planned.map(|row| row.planned).collect();
        let planned = if planned.is_empty() { None } else { Some(Money::sum(planned)?) };
        let (mut spent, mut committed) = (Money::ZERO, Money::ZERO);
        for one in moved.iter().filter(|one| one.category.as_deref().map(top) == code) {
            spent = net(spent, one, AccountKind::is_spent)?;
            committed = net(committed, one, |kind| kind == AccountKind::Committed)?;
        }
        if planned.is_some() || !spent.is_zero() || !committed.is_zero() {
            let title = code.as_deref().map_or_else(|| "Not for a service".to_owned(), &name);
            kinds.push(Followed { title, planned, spent, committed });
        }
    }
    Some(kinds)
}

fn net(sum: Money, moved: &KindMoved, counts: impl Fn(AccountKind) -> bool) -> Option<Money> {
    match (moved.from.is_some_and(&counts), counts(moved.to)) {
        (false, true) => sum.checked_add(moved.amount),
        (true, false) => sum.checked_sub(moved.amount),
        _ => Some(sum),
    }
}

/// Everything that is followed of a budget.
#[derive(Clone, Debug)]
pub struct Tracking {
    /// The pot.
    pub pot: Pot,
    /// What its figures say.
    pub overview: Overview,
    /// The kinds of support.
    pub kinds: Vec<Followed>,
    /// The pots of the budget.
    pub pots: Vec<Followed>,
    /// What is ordered and yet to come, by month.
    pub ahead: Vec<Ahead>,
    /// Orders that rest, whose visits are not counted.
    pub resting: u32,
}

impl Tracking {
    /// The parts of the plan, and what is outside of it.
    pub fn parts(&self) -> Vec<Followed> {
        let rows = self.overview.rows.iter().filter(|row| row.kind != RowKind::Beyond);
        let of = |row: &super::overview::Row| Followed {
            title: row.title.clone(),
            planned: Some(row.planned),
            spent: row.spent,
            committed: row.committed,
        };
        rows.map(of).collect()
    }

    /// What is ahead, in sentences.
    pub fn ahead_words(&self) -> String {
        let end = long_date(self.overview.ends_on);
        let visits: u32 = self.ahead.iter().map(|month| month.visits).sum();
        if visits == 0 {
            return format!("No visits are ordered until {end}.");
        }
        let amount = Money::sum(self.ahead.iter().map(|month| month.amount)).unwrap_or_default();
        let all = format!("{} until {end} will cost {amount}.", count(visits, "visit", "visits"));
        let cost = Money::sum(self.ahead.iter().map(|month| month.bank_holidays)).unwrap_or_default();
        let holidays: u32 = self.ahead.iter().map(|month| month.on_bank_holidays).sum();
        let holidays = match holidays {
            0 => String::new(),
            1 => format!(" One of them is on a bank holiday, which costs {cost}."),
            more => format!(" {more} of them are on bank holidays, which cost {cost}."),
        };
        let resting = match self.resting {
            0 => String::new(),
            1 => " One order rests, and its visits are not counted.".to_owned(),
            resting => format!(" {resting} orders rest, and their visits are not counted."),
        };
        format!("{all}{holidays}{resting}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pence(pence: i64) -> Money {
        Money::from_pence(pence)
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_followed_is_said_in_a_sentence() {
        let one =
            |planned| Followed { title: "Help".to_owned(), planned, spent: pence(8_000), committed: pence(4_000) };
        assert_eq!(one(Some(pence(10_000))).sentence(), "Help will come to £120.00: £20.00 more than planned.");
        assert_eq!(one(Some(pence(12_000))).sentence(), "Help will come to £120.00, as planned.");
        assert_eq!(one(Some(pence(15_000))).sentence(), "Help will come to £120.00: £30.00 will be left.");
        assert_eq!(one(None).sentence(), "Help will come to £120.00. The plan has nothing for it.");
    }

    #[test]
    fn visits_are_counted_by_month_and_what_is_overdue_is_now() {
        let visit =
            |on: &str, bank_holiday, amount| Visit { on: day(on), bank_holiday, visits: 1, amount: pence(amount) };
        let visits = [
            visit("2026-11-02", false, 100),
            visit("2026-11-30", false, 100),
            visit("2026-12-24", false, 100),
            visit("2026-12-25", true, 200),
        ];
        let months = ahead(&visits, day("2026-11-21")).unwrap();
        let said: Vec<_> = months.iter().map(|m| (m.month.to_string(), m.visits, m.amount, m.bank_holidays)).collect();
        assert_eq!(
            said,
            [("2026-11".to_owned(), 2, pence(200), pence(0)), ("2026-12".to_owned(), 2, pence(300), pence(200)),]
        );
    }
}
