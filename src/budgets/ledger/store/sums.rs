//! The table `pot_sums`, and up to which place of its chain a pot's transfers are in it.

use chrono::NaiveDate;
use diesel::dsl::max;
use diesel::prelude::*;

use crate::db::schema::{budgets, pot_sums, pots, transfers};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{PlanLineId, PotId};

/// What a plan line of a pot came to in a month of its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::budgets::ledger) struct Kept {
    pub id: i64,
    pub pot: PotId,
    pub plan_line: Option<PlanLineId>,
    pub until: NaiveDate,
    pub committed: Money,
    pub spent: Money,
}

/// The rows of the pots from `first` to `last`.
pub(in crate::budgets::ledger) fn between(db: &mut Db, first: PotId, last: PotId) -> Result<Vec<Kept>, DbError> {
    type Row = (i64, i64, Option<i64>, NaiveDate, i64, i64);
    let rows: Vec<Row> = pot_sums::table
        .filter(pot_sums::pot_id.between(first.0, last.0))
        .order((pot_sums::pot_id.asc(), pot_sums::id.asc()))
        .select((
            pot_sums::id,
            pot_sums::pot_id,
            pot_sums::plan_line_id,
            pot_sums::until_on,
            pot_sums::committed_pence,
            pot_sums::spent_pence,
        ))
        .load(db)?;
    let kept = |(id, pot, plan_line, until, committed, spent): Row| Kept {
        id,
        pot: PotId(pot),
        plan_line: plan_line.map(PlanLineId),
        until,
        committed: Money::from_pence(committed),
        spent: Money::from_pence(spent),
    };
    Ok(rows.into_iter().map(kept).collect())
}

/// A pot, the first day of its budget, and up to which place its transfers are in the sums.
pub(in crate::budgets::ledger) type Summed = (PotId, NaiveDate, i64);

/// Of the pots from `first` to `last` that have sums.
pub(in crate::budgets::ledger) fn summed(db: &mut Db, first: PotId, last: PotId) -> Result<Vec<Summed>, DbError> {
    let rows: Vec<(i64, NaiveDate, i64)> = pots::table
        .inner_join(budgets::table)
        .filter(pots::id.between(first.0, last.0).and(pots::summed_to.gt(0)))
        .select((pots::id, budgets::starts_on, pots::summed_to))
        .load(db)?;
    Ok(rows.into_iter().map(|(pot, starts_on, place)| (PotId(pot), starts_on, place)).collect())
}

/// The first day of a pot's budget, and up to which place its transfers are in the sums.
pub(in crate::budgets::ledger) fn of(db: &mut Db, pot: PotId) -> Result<(NaiveDate, i64), DbError> {
    let of = pots::table.inner_join(budgets::table).filter(pots::id.eq(pot.0));
    Ok(of.select((budgets::starts_on, pots::summed_to)).get_result(db)?)
}

/// Up to which place a pot's transfers are in the sums.
pub(in crate::budgets::ledger) fn summed_to(db: &mut Db, pot: PotId) -> Result<i64, DbError> {
    Ok(pots::table.find(pot.0).select(pots::summed_to).get_result(db).optional()?.unwrap_or(0))
}

/// The last place of a pot's chain; 0 when there is none.
pub(in crate::budgets::ledger) fn last_place(db: &mut Db, pot: PotId) -> Result<i64, DbError> {
    let last: Option<i64> =
        transfers::table.filter(transfers::pot_id.eq(pot.0)).select(max(transfers::position)).get_result(db)?;
    Ok(last.unwrap_or(0))
}

pub(in crate::budgets::ledger) fn add(db: &mut Db, new: &Kept) -> Result<(), DbError> {
    diesel::insert_into(pot_sums::table)
        .values((
            pot_sums::pot_id.eq(new.pot.0),
            pot_sums::plan_line_id.eq(new.plan_line.map(|id| id.0)),
            pot_sums::until_on.eq(new.until),
            pot_sums::committed_pence.eq(new.committed.pence()),
            pot_sums::spent_pence.eq(new.spent.pence()),
        ))
        .execute(db)?;
    Ok(())
}

pub(in crate::budgets::ledger) fn set(db: &mut Db, kept: &Kept) -> Result<(), DbError> {
    diesel::update(pot_sums::table.find(kept.id))
        .set((pot_sums::committed_pence.eq(kept.committed.pence()), pot_sums::spent_pence.eq(kept.spent.pence())))
        .execute(db)?;
    Ok(())
}

pub(in crate::budgets::ledger) fn set_summed_to(db: &mut Db, pot: PotId, place: i64) -> Result<(), DbError> {
    diesel::update(pots::table.find(pot.0)).set(pots::summed_to.eq(place)).execute(db)?;
    Ok(())
}
