//! What a pot's transfers come to, kept by plan line and month of its budget up to a place of the chain, so that a page
//! reads no more for years of visits than for a month of them: the kept sums, and the transfers after that place.
//!
//! Invariants: only [`post`](super::post) and sealing bring the sums on, in the transaction of a transfer; what is in
//! them never changes, because transfers don't; [`verify()`](super::verify()) adds everything up again and compares.

use chrono::{Months, NaiveDate, NaiveDateTime};
use std::collections::BTreeMap;

use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::dates::london;
use crate::kernel::ids::{PlanLineId, PotId};

use super::model::{AccountKind, DaySpend};
use super::store::sums::{self, Kept};
use super::store::{Flow, flows};
use super::{Lines, Spending, sum};

/// The sums are brought on with every so many transfers of a pot: at most so many are read one by one.
const EVERY: i64 = 256;

/// The last day of the month of a budget that a day is in. A budget's months begin on its first day's date; all days
/// before that count as in its first.
pub(super) fn month_end(starts_on: NaiveDate, day: NaiveDate) -> NaiveDate {
    let estimate = i64::from(chrono::Datelike::year(&day) - chrono::Datelike::year(&starts_on)) * 12
        + i64::from(chrono::Datelike::month0(&day))
        - i64::from(chrono::Datelike::month0(&starts_on));
    let next = |months: i64| {
        let months = Months::new(u32::try_from(months).unwrap_or(0));
        starts_on.checked_add_months(months).unwrap_or(NaiveDate::MAX)
    };
    let estimate = estimate.max(0);
    let first = if day < next(estimate) && estimate > 0 { next(estimate) } else { next(estimate + 1) };
    first.pred_opt().unwrap_or(day)
}

/// Brings a pot's sums on when its chain has reached such a place.
pub(super) fn keep_now_and_then(db: &mut Db, pot: PotId, place: i64) -> Result<(), DbError> {
    if place % EVERY == 0 { keep(db, pot) } else { Ok(()) }
}

/// Brings a pot's sums on to the end of its chain, if that is far; says whether it was. The caller holds the pot's lock.
///
/// # Errors
/// When the database can't be written.
pub fn keep_if_far(db: &mut Db, pot: PotId) -> Result<bool, DbError> {
    let far = sums::last_place(db, pot)? - sums::summed_to(db, pot)? >= EVERY;
    if far {
        keep(db, pot)?;
    }
    Ok(far)
}

/// Those of these pots whose sums are far behind their chains.
///
/// # Errors
/// When the database can't be read.
pub fn far_behind(db: &mut Db, pots: &[PotId]) -> Result<Vec<PotId>, DbError> {
    let mut far = Vec::new();
    for pot in pots {
        if sums::last_place(db, *pot)? - sums::summed_to(db, *pot)? >= EVERY {
            far.push(*pot);
        }
    }
    Ok(far)
}

fn keep(db: &mut Db, pot: PotId) -> Result<(), DbError> {
    let (starts_on, from) = sums::of(db, pot)?;
    let to = sums::last_place(db, pot)?;
    let mut fresh = Sums::new(starts_on);
    for (at, flow) in flows::by_hour(db, pot, flows::Which::Between(from, to))? {
        fresh.add(at, &flow)?;
    }
    let known = sums::between(db, pot, pot)?;
    for ((plan_line, until), (committed, spent)) in fresh.0 {
        let row = known.iter().find(|row| row.plan_line == plan_line && row.until == until);
        match row {
            Some(row) => sums::set(
                db,
                &Kept { committed: sum(row.committed, committed)?, spent: sum(row.spent, spent)?, ..*row },
            )?,
            None => sums::add(db, &Kept { id: 0, pot, plan_line, until, committed, spent })?,
        }
    }
    sums::set_summed_to(db, pot, to)
}

/// What moved, by plan line and by the last day of a month of the budget: committed and spent.
pub(super) struct Sums(pub BTreeMap<(Option<PlanLineId>, NaiveDate), (Money, Money)>, NaiveDate);

impl Sums {
    pub fn new(starts_on: NaiveDate) -> Self {
        Self(BTreeMap::new(), starts_on)
    }

    /// Adds what moved at a moment.
    pub fn add(&mut self, at: NaiveDateTime, flow: &Flow) -> Result<(), DbError> {
        let committed = flow.net(|kind| kind == AccountKind::Committed);
        let spent = flow.net(AccountKind::is_spent);
        if committed.is_zero() && spent.is_zero() {
            return Ok(());
        }
        let until = month_end(self.1, london(at).date());
        let sums = self.0.entry((flow.plan_line, until)).or_default();
        *sums = (sum(sums.0, committed)?, sum(sums.1, spent)?);
        Ok(())
    }

    /// Whether rows say the same; what comes to nothing needs no row.
    pub fn are(&self, rows: &[Kept]) -> bool {
        let kept: BTreeMap<_, _> =
            rows.iter().map(|row| ((row.plan_line, row.until), (row.committed, row.spent))).collect();
        kept.len() == rows.len()
            && kept.iter().all(|(key, sums)| self.0.get(key).copied().unwrap_or_default() == *sums)
            && self.0.iter().all(|(key, sums)| kept.get(key).copied().unwrap_or_default() == *sums)
    }
}

/// What each plan line of a pot has, and what became spent when: what came before the last months as of the last day of
/// its month of the budget, the rest by its day.
pub(super) fn spending(db: &mut Db, pot: PotId) -> Result<Spending, DbError> {
    let (mut lines, mut days) = (Lines::default(), BTreeMap::<NaiveDate, Money>::new());
    let place = sums::summed_to(db, pot)?;
    if place > 0 {
        for row in sums::between(db, pot, pot)? {
            lines.put(row.plan_line, row.committed, row.spent)?;
            let day = days.entry(row.until).or_default();
            *day = sum(*day, row.spent)?;
        }
    }
    for (at, flow) in flows::by_hour(db, pot, flows::Which::After(place))? {
        lines.add(&flow)?;
        let net = flow.net(AccountKind::is_spent);
        if !net.is_zero() {
            let day = days.entry(london(at).date()).or_default();
            *day = sum(*day, net)?;
        }
    }
    let days = days.into_iter().filter(|(_, spent)| !spent.is_zero()).map(|(on, spent)| DaySpend { on, spent });
    Ok(Spending { days: days.collect(), lines: lines.touched() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_budgets_months_begin_on_its_first_days_date() {
        let april = day("2026-04-06");
        for (on, end) in [
            ("2026-03-01", "2026-05-05"),
            ("2026-04-06", "2026-05-05"),
            ("2026-05-05", "2026-05-05"),
            ("2026-05-06", "2026-06-05"),
            ("2027-04-05", "2027-04-05"),
            ("2029-12-31", "2030-01-05"),
        ] {
            assert_eq!(month_end(april, day(on)), day(end), "{on}");
        }
        let last = day("2026-01-31");
        for (on, end) in [("2026-02-27", "2026-02-27"), ("2026-02-28", "2026-03-30"), ("2026-03-31", "2026-04-29")] {
            assert_eq!(month_end(last, day(on)), day(end), "{on}");
        }
    }
}
