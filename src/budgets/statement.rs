//! A pot's month on paper: what it began with, everything that moved, and what it ended with. Pure.
//!
//! Invariants: to the penny, what the month ended with = what it began with + all that moved; each movement stands in
//! one of three lists ([`Sort`]); of two months, the second begins with what the first ended with.
//! A closed month is fixed: [`Cut`] says which movements belong to it, and none can be added to them.

mod settled;

use std::fmt;

use chrono::{Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};

use super::ledger::{AccountKind, Balances, Movement};
use super::model::Pot;
use crate::kernel::Money;
use crate::kernel::dates::{london, utc_of};
use crate::kernel::ids::{PlanId, PlanLineId};
use crate::plans::PlanLine;

pub use settled::Settled;

/// A month of the calendar, in London.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(NaiveDate);

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.with_day(1).unwrap_or(day))
    }

    /// Reads "2026-10".
    pub fn parse(text: &str) -> Option<Self> {
        let shaped = text.len() == 7 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let day = if shaped { format!("{text}-01").parse().ok()? } else { return None };
        Some(Self(day))
    }

    /// Its first day.
    pub fn first(self) -> NaiveDate {
        self.0
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.next().0.checked_sub_days(Days::new(1)).unwrap_or(self.0)
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0.checked_add_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The one before it.
    #[must_use]
    pub fn previous(self) -> Self {
        Self(self.0.checked_sub_months(Months::new(1)).unwrap_or(self.0))
    }

    /// The instant in UTC at which the next one begins.
    pub fn ends_at(self) -> NaiveDateTime {
        let midnight = self.next().0.and_time(NaiveTime::MIN);
        utc_of(midnight).unwrap_or(midnight)
    }

    /// "October 2026".
    pub fn words(self) -> String {
        self.0.format("%B %Y").to_string()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.format("%Y-%m"))
    }
}

/// Which movements are on the statements up to one: those made before an instant, as far as they were known when it
/// was closed. Since both only grow from month to month, a movement is on exactly one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Made before this, in UTC.
    pub before: NaiveDateTime,
    /// The number of the newest transfer that was known.
    pub newest: i64,
}

impl Cut {
    /// All that was made before the end of a month, for one that isn't closed.
    pub fn open(month: Month) -> Self {
        Self { before: month.ends_at(), newest: i64::MAX }
    }
}

/// A month that was closed, as it is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Closed {
    /// Which month.
    pub month: Month,
    /// The newest transfer known at the closing.
    pub newest: i64,
    /// The plan that the pot paid for then.
    pub plan_id: Option<PlanId>,
    /// What the accounts held at its end.
    pub closing: Balances,
    /// When it was closed, in UTC.
    pub closed_at: NaiveDateTime,
}

impl Closed {
    /// The movements up to its end.
    pub fn cut(&self) -> Cut {
        Cut { before: self.month.ends_at(), newest: self.newest }
    }
}

/// One movement, with the order that it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What moved.
    pub movement: Movement,
    /// The reference of the order that it is for.
    pub order: Option<String>,
    /// The provider of that order.
    pub provider: Option<String>,
}

/// In which list a movement stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// It came into the pot, or came back.
    In,
    /// It was spent, or taken back: a drawdown.
    Out,
    /// It was set aside for an order, or was free again. It stays in the balance.
    SetAside,
    /// What was spent before was invoiced or paid. The balance has had it already.
    Settled,
}

/// Whether money here is in the balance: not spent, whether or not it is set aside.
const fn unspent(kind: AccountKind) -> bool {
    matches!(kind, AccountKind::Available | AccountKind::Committed)
}

impl Entry {
    /// In which list it stands.
    pub fn sort(&self) -> Sort {
        match (self.movement.from.is_some_and(unspent), unspent(self.movement.to)) {
            (false, true) => Sort::In,
            (true, false) => Sort::Out,
            (true, true) => Sort::SetAside,
            (false, false) => Sort::Settled,
        }
    }

    /// The day in London on which it was made.
    pub fn on(&self) -> NaiveDate {
        london(self.movement.at).date()
    }

    /// What it adds to the balance; below zero for what it takes.
    pub fn change(&self) -> Money {
        match self.sort() {
            Sort::In => self.movement.amount,
            Sort::Out => self.movement.amount.checked_neg().unwrap_or(Money::ZERO),
            Sort::SetAside | Sort::Settled => Money::ZERO,
        }
    }

    /// What it adds to what is set aside for orders.
    pub fn set_aside(&self) -> Money {
        let movement = &self.movement;
        match (movement.from == Some(AccountKind::Committed), movement.to == AccountKind::Committed) {
            (false, true) => movement.amount,
            (true, false) => movement.amount.checked_neg().unwrap_or(Money::ZERO),
            _ => Money::ZERO,
        }
    }
}

/// Money that went from one kind of account to another for a part of the plan, added up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The part of the plan.
    pub plan_line: Option<PlanLineId>,
    /// Its name, as the plan had it when the money moved.
    pub title: Option<String>,
    /// From where; none for money put in.
    pub from: Option<AccountKind>,
    /// To where.
    pub to: AccountKind,
    /// How much.
    pub amount: Money,
}

/// What the accounts hold after all of this. None when a figure can't be held, which no ledger comes near.
pub fn balances(moved: &[Moved]) -> Option<Balances> {
    let mut balances = Balances::default();
    for one in moved {
        let to = account(&mut balances, one.to);
        *to = to.checked_add(one.amount)?;
        if let Some(from) = one.from {
            let from = account(&mut balances, from);
            *from = from.checked_sub(one.amount)?;
        }
    }
    Some(balances)
}

fn account(balances: &mut Balances, kind: AccountKind) -> &mut Money {
    match kind {
        AccountKind::Available => &mut balances.available,
        AccountKind::Committed => &mut balances.committed,
        AccountKind::Delivered => &mut balances.delivered,
        AccountKind::Invoiced => &mut balances.invoiced,
        AccountKind::Paid => &mut balances.paid,
        AccountKind::Recovered => &mut balances.recovered,
    }
}

/// A part of the plan since the money began.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Its name.
    pub title: String,
    /// What the plan has for it; none for what is outside the plan.
    pub planned: Option<Money>,
    /// Spent so far.
    pub spent: Money,
    /// Set aside for orders.
    pub committed: Money,
}

impl Part {
    /// What is planned, less spent and set aside; below zero when that is more.
    pub fn left(&self) -> Option<Money> {
        self.planned?.checked_sub(self.spent)?.checked_sub(self.committed)
    }
}

/// The parts of a plan, then what was spent or set aside outside of it.
pub fn parts(lines: &[PlanLine], moved: &[Moved]) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    for line in lines {
        let of = |one: &&Moved| one.plan_line == Some(line.id);
        let (spent, committed) = spent_and_committed(moved.iter().filter(of))?;
        parts.push(Part { title: line.title.clone(), planned: Some(line.amount), spent, committed });
    }
    // Lines of an earlier plan keep their own name.
    let mut others: Vec<(Option<PlanLineId>, String)> = Vec::new();
    for one in moved {
        let known = lines.iter().any(|line| Some(line.id) == one.plan_line);
        if !known && !others.iter().any(|(id, _)| *id == one.plan_line) {
            others.push((one.plan_line, one.title.clone().unwrap_or_else(|| "Outside the plan".to_owned())));
        }
    }
    for (id, title) in others {
        let (spent, committed) = spent_and_committed(moved.iter().filter(|one| one.plan_line == id))?;
        if !spent.is_zero() || !committed.is_zero() {
            parts.push(Part { title, planned: None, spent, committed });
        }
    }
    Some(parts)
}

fn spent_and_committed<'a>(moved: impl Iterator<Item = &'a Moved>) -> Option<(Money, Money)> {
    let (mut spent, mut committed) = (Money::ZERO, Money::ZERO);
    for one in moved {
        let net = |counts: &dyn Fn(AccountKind) -> bool| match (one.from.is_some_and(counts), counts(one.to)) {
            (false, true) => Some(one.amount),
            (true, false) => one.amount.checked_neg(),
            _ => Some(Money::ZERO),
        };
        spent = spent.checked_add(net(&AccountKind::is_spent)?)?;
        committed = committed.checked_add(net(&|kind| kind == AccountKind::Committed)?)?;
    }
    Some((spent, committed))
}

/// A month of a pot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monthly {
    /// Of which pot.
    pub pot: Pot,
    /// Which month.
    pub month: Month,
    /// When it was closed, in UTC; none while it can still grow.
    pub closed_at: Option<NaiveDateTime>,
    /// The last day it speaks of.
    pub to: NaiveDate,
    /// What the accounts held at its beginning.
    pub opening: Balances,
    /// What they held at its end.
    pub closing: Balances,
    /// All that moved, oldest first.
    pub entries: Vec<Entry>,
    /// The parts of the plan since the money began.
    pub parts: Vec<Part>,
}

/// The figures of a month that are said first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The balance at its beginning: not spent.
    pub opening: Money,
    /// Put into the pot.
    pub put_in: Money,
    /// Spent, less what was credited.
    pub spent: Money,
    /// Taken back by whoever put it in.
    pub taken_back: Money,
    /// The balance at its end: not spent. Always `opening + put_in - spent - taken_back`.
    pub closing: Money,
    /// The part of the closing balance that is set aside for orders.
    pub set_aside: Money,
}

impl Figures {
    /// Of what the accounts held before and after. None when a figure can't be held.
    pub fn of(opening: &Balances, closing: &Balances) -> Option<Self> {
        let unspent = |balances: &Balances| balances.available.checked_add(balances.committed);
        Some(Self {
            opening: unspent(opening)?,
            put_in: closing.total()?.checked_sub(opening.total()?)?,
            spent: closing.spent()?.checked_sub(opening.spent()?)?,
            taken_back: closing.recovered.checked_sub(opening.recovered)?,
            closing: unspent(closing)?,
            set_aside: closing.committed,
        })
    }

    /// The closing balance that is free to be ordered with.
    pub fn free(&self) -> Money {
        self.closing.checked_sub(self.set_aside).unwrap_or(Money::ZERO)
    }
}

impl Monthly {
    /// The figures that are said first. None when one can't be held.
    pub fn figures(&self) -> Option<Figures> {
        Figures::of(&self.opening, &self.closing)
    }

    /// Whether the entries lead from the opening to the closing balances, account by account.
    pub fn adds_up(&self) -> bool {
        let moved = self.entries.iter().map(|entry| Moved {
            plan_line: None,
            title: None,
            from: entry.movement.from,
            to: entry.movement.to,
            amount: entry.movement.amount,
        });
        let Some(change) = balances(&moved.collect::<Vec<_>>()) else { return false };
        AccountKind::ALL
            .iter()
            .all(|kind| self.opening.of(*kind).checked_add(change.of(*kind)) == Some(self.closing.of(*kind)))
    }

    /// Whether an entry was made before this month, and was too late for its own statement.
    pub fn is_late(&self, entry: &Entry) -> bool {
        entry.on() < self.month.first()
    }

    /// The entries of some lists, each with the balance after it.
    pub fn with_balance(&self) -> Vec<(&Entry, Money)> {
        let mut balance = self.figures().map_or(Money::ZERO, |figures| figures.opening);
        let mut rows = Vec::new();
        for entry in &self.entries {
            if matches!(entry.sort(), Sort::In | Sort::Out) {
                balance = balance.checked_add(entry.change()).unwrap_or(balance);
                rows.push((entry, balance));
            }
        }
        rows
    }

    /// The entries of one list.
    pub fn of_sort(&self, sort: Sort) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.sort() == sort)
    }
}

#[cfg(test)]
#[path = "statement_tests.rs"]
mod tests;
