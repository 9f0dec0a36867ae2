//! Planned to date, and whether spending keeps to it.

use chrono::NaiveDate;

use crate::budgets::model::Pot;
use crate::kernel::{Money, text_enum};
use crate::plans::PlanLine;

text_enum! {
    /// How spending compares with what was planned up to now: on target within 10 % (DOMAIN, section 5).
    pub enum Pace {
        /// Within 10 % of it.
        OnTarget = "on_target" => "On target",
        /// More than 10 % below it.
        Under = "under" => "Under",
        /// More than 10 % above it.
        Over = "over" => "Over",
    }
}

impl Pace {
    /// Compares the two.
    pub fn of(spent: Money, planned: Money) -> Self {
        let (spent, planned) = (i128::from(spent.pence()), i128::from(planned.pence()));
        if (spent - planned).abs() * 10 <= planned.abs() {
            Self::OnTarget
        } else if spent < planned {
            Self::Under
        } else {
            Self::Over
        }
    }
}

/// How many of the budget's days are over at the end of `day`, and how many there are.
fn days(pot: &Pot, day: NaiveDate) -> (i64, i64) {
    let all = pot.ends_on.signed_duration_since(pot.starts_on).num_days() + 1;
    let over = day.signed_duration_since(pot.starts_on).num_days() + 1;
    (over.clamp(0, all.max(0)), all)
}

/// The part of `amount` that belongs to the days up to `day`, rounded down; all of it on the last day.
pub(super) fn evenly(amount: Money, pot: &Pot, day: NaiveDate) -> Money {
    let (over, all) = days(pot, day);
    let part = i128::from(amount.pence()) * i128::from(over) / i128::from(all.max(1));
    i64::try_from(part).map_or(amount, Money::from_pence)
}

/// What a plan line should have used by the end of `day`: so many weeks' money for a weekly line, an even part of a
/// one-off cost. Never more than the line has, and all of it on the last day.
pub(super) fn line_by(line: &PlanLine, pot: &Pot, day: NaiveDate) -> Money {
    let (over, all) = days(pot, day);
    match line.weekly {
        Some(weekly) if over < all => weekly.checked_mul(over / 7).unwrap_or(line.amount).min(line.amount),
        _ => evenly(line.amount, pot, day),
    }
}
