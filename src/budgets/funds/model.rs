//! What a fund's statement says. Pure.

use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::accounts::HolderSummary;
use crate::budgets::model::HeldAs;
use crate::budgets::pots::model::Holding;
use crate::budgets::pots::service::PotFigures;
use crate::kernel::Money;
use crate::kernel::dates::london;

/// Who reads a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// The provider that holds the money.
    Manager,
    /// A provider that held it and does no more.
    Former,
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

/// Where the money of a fund is, or was when the provider ceased to hold it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sums {
    /// All that the provider was entrusted with: what was spent meanwhile, is ordered and is left.
    pub entrusted: Money,
    /// Delivered, invoiced or paid while it held the money.
    pub spent: Money,
    /// Paid, of that.
    pub paid: Money,
    /// Ordered, not delivered.
    pub committed: Money,
    /// Free to be ordered with.
    pub left: Money,
}

/// A time in which a provider held or holds a fund.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// How it was held.
    pub holding: Holding,
    /// When it came into force, in UTC; none where nobody held the money before.
    pub since: Option<NaiveDateTime>,
    /// When the next way of holding came into force, in UTC; none while it lasts.
    pub until: Option<NaiveDateTime>,
}

impl Stretch {
    /// The times in which a provider held a pot, of all the ways in which it was and is held, oldest first.
    pub fn all(history: &[Holding]) -> Vec<Self> {
        let mut applied: Vec<&Holding> = history.iter().filter(|holding| holding.applied_at.is_some()).collect();
        applied.sort_by_key(|holding| (holding.applied_at, holding.id));
        let next = applied.iter().skip(1).map(|holding| holding.applied_at).chain([None]);
        let stretches = applied.iter().zip(next).enumerate().map(|(at, (holding, until))| Self {
            holding: (*holding).clone(),
            since: if at == 0 { None } else { holding.applied_at },
            until,
        });
        stretches.filter(|stretch| stretch.holding.held_as == HeldAs::Isf).collect()
    }

    /// Its last day, where it is over.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.until.map(|until| london(until).date())
    }
}

/// The statement of a fund for the time in which one provider held or holds it.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Whose support it is.
    pub holder: HolderSummary,
    /// Who reads it.
    pub reader: Reader,
    /// The pot.
    pub pot: PotFigures,
    /// The time it is about.
    pub stretch: Stretch,
    /// All such times of the pot that the reader may see, oldest first.
    pub stretches: Vec<Stretch>,
    /// Where the money is, or was at the end.
    pub sums: Sums,
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
