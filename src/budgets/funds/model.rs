//! What a fund's statement says. Pure.

use chrono::{Days, NaiveDate};

use crate::accounts::HolderSummary;
use crate::budgets::pots::service::PotFigures;
use crate::kernel::Money;

/// Who reads a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The provider that holds the money.
    Manager,
    /// The person, or whoever acts for them.
    Person,
    /// Their council.
    Council,
}

/// What one provider has of a fund.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Used {
    /// The provider; "Managing the fund", or spending outside the site, where it is none.
    pub name: String,
    /// Whether it is the provider that holds the fund.
    pub own: bool,
    /// Ordered, not delivered yet.
    pub committed: Money,
    /// Delivered, invoiced or paid.
    pub spent: Money,
}

/// Four weeks that may be charged for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Which, from 0.
    pub number: i64,
    /// Its last day.
    pub ends_on: NaiveDate,
}

/// The statement of a fund.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Whose support it is.
    pub holder: HolderSummary,
    /// Who reads it.
    pub reader: Reader,
    /// The pot.
    pub pot: PotFigures,
    /// Who has what of it.
    pub used: Vec<Used>,
    /// Four weeks that are over and not charged for.
    pub due: Vec<Period>,
    /// What was charged for managing it.
    pub charged: Money,
}

impl Statement {
    /// What went, or is to go, to other providers, and its share of all that went to providers, in whole per cent.
    pub fn elsewhere(&self) -> (Money, i64) {
        let of = |own: bool| {
            let used = self.used.iter().filter(move |used| used.own == own);
            Money::sum(used.flat_map(|used| [used.committed, used.spent])).unwrap_or_default()
        };
        let (own, other) = (of(true), of(false));
        let all = own.checked_add(other).unwrap_or(Money::ZERO);
        (other, other.pence().saturating_mul(100).checked_div(all.pence()).unwrap_or(0))
    }
}

/// The four weeks since `from` that are over on a day, up to the last day that counts, and aren't charged for yet.
pub fn due(from: NaiveDate, last: NaiveDate, today: NaiveDate, charged: &[i64]) -> Vec<Period> {
    let mut due = Vec::new();
    for number in 0..130_u32 {
        let Some(ends_on) = from.checked_add_days(Days::new(u64::from(number) * 28 + 27)) else { break };
        if ends_on >= today || ends_on > last {
            break;
        }
        let number = i64::from(number);
        if !charged.contains(&number) {
            due.push(Period { number, ends_on });
        }
    }
    due
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_weeks_are_charged_for_when_they_are_over_and_once() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let of = |today: &str, charged: &[i64]| {
            due(day("2026-04-06"), day("2027-04-05"), day(today), charged)
                .iter()
                .map(|one| one.number)
                .collect::<Vec<_>>()
        };
        assert_eq!(of("2026-05-03", &[]), [] as [i64; 0]);
        assert_eq!(of("2026-05-04", &[]), [0]);
        assert_eq!(of("2026-06-01", &[0]), [1]);
        assert_eq!(of("2030-01-01", &[]).len(), 13);
    }
}
