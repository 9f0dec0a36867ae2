//! What a budget's money is for, read from orders: their kinds of support, the visits to come, and what rests. Orders
//! stand above budgets and can't be asked, so this reads their tables.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;

use super::{RUNNING, unknown};
use crate::budgets::ledger::AccountKind;
use crate::budgets::tracking::{KindMoved, Visit};
use crate::db::schema::{
    deliveries, ledger_accounts, listings, order_lines, order_pauses, orders, plan_lines, transfers,
};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::PotId;

/// An order line, a plan line, from where, to where, and how much.
type Moves = (Option<i64>, Option<i64>, Option<i64>, i64, i64);

/// What moved in a pot, by the category of the listing that it is for, or where it is for no order, of its plan line.
pub(in crate::budgets) fn kinds(db: &mut Db, pot: PotId) -> Result<Vec<KindMoved>, DbError> {
    let accounts: Vec<(i64, String)> = ledger_accounts::table
        .filter(ledger_accounts::pot_id.eq(pot.0))
        .select((ledger_accounts::id, ledger_accounts::kind))
        .load(db)?;
    let kind = |id: i64| -> Result<AccountKind, DbError> {
        let found = accounts.iter().find(|(account, _)| *account == id);
        let (_, kind) = found.ok_or_else(|| DbError::Other(format!("account {id} is another pot's")))?;
        kind.parse().map_err(unknown)
    };
    // First by order line, which is few rows, then by what they are of: a join for each transfer would cost more.
    let rows: Vec<Moves> = transfers::table
        .filter(transfers::pot_id.eq(pot.0))
        .group_by((
            transfers::order_line_id,
            transfers::plan_line_id,
            transfers::from_account_id,
            transfers::to_account_id,
        ))
        .select((
            transfers::order_line_id,
            transfers::plan_line_id,
            transfers::from_account_id,
            transfers::to_account_id,
            sql::<BigInt>("CAST(SUM(transfers.amount_pence) AS BIGINT)"),
        ))
        .load(db)?;
    let categories: Vec<(i64, String)> = order_lines::table
        .inner_join(listings::table)
        .inner_join(orders::table)
        .filter(orders::pot_id.eq(pot.0))
        .select((order_lines::id, listings::category))
        .load(db)?;
    let planned = rows.iter().filter(|(line, ..)| line.is_none()).filter_map(|(_, part, ..)| *part);
    let parts = categories_of(db, &planned.collect())?;
    let moved = |(line, part, from, to, pence): Moves| {
        let ordered = categories.iter().find(|(id, _)| Some(*id) == line).map(|(_, category)| category.clone());
        let category = if line.is_some() {
            ordered
        } else {
            parts.iter().find(|(id, _)| Some(*id) == part).and_then(|(_, category)| category.clone())
        };
        let from = from.map(kind).transpose()?;
        Ok(KindMoved { category, from, to: kind(to)?, amount: Money::from_pence(pence) })
    };
    rows.into_iter().map(moved).collect()
}

/// The categories of some plan lines.
fn categories_of(db: &mut Db, lines: &BTreeSet<i64>) -> Result<Vec<(i64, Option<String>)>, DbError> {
    if lines.is_empty() {
        return Ok(Vec::new());
    }
    Ok(plan_lines::table
        .filter(plan_lines::id.eq_any(lines))
        .select((plan_lines::id, plan_lines::category))
        .load(db)?)
}

/// The visits of a pot that are ordered and not confirmed yet, by day.
pub(in crate::budgets) fn visits(db: &mut Db, pot: PotId) -> Result<Vec<Visit>, DbError> {
    let rows: Vec<(NaiveDate, String, i64, i64)> = deliveries::table
        .inner_join(orders::table)
        .filter(orders::pot_id.eq(pot.0).and(orders::status.eq_any(RUNNING)))
        .filter(deliveries::status.eq_any(["scheduled", "recorded", "disputed"]))
        .group_by((deliveries::on_day, deliveries::band))
        .order(deliveries::on_day.asc())
        .select((
            deliveries::on_day,
            deliveries::band,
            sql::<BigInt>("COUNT(*)"),
            sql::<BigInt>("CAST(SUM(deliveries.amount_pence) AS BIGINT)"),
        ))
        .load(db)?;
    let visit = |(on, band, visits, pence): (NaiveDate, String, i64, i64)| Visit {
        on,
        bank_holiday: band == "bank_holiday",
        visits: u32::try_from(visits).unwrap_or(u32::MAX),
        amount: Money::from_pence(pence),
    };
    Ok(rows.into_iter().map(visit).collect())
}

/// How many running orders of a pot rest on a day, or will.
pub(in crate::budgets) fn resting(db: &mut Db, pot: PotId, today: NaiveDate) -> Result<i64, DbError> {
    let resting = order_pauses::table
        .inner_join(orders::table)
        .filter(orders::pot_id.eq(pot.0).and(orders::status.eq_any(RUNNING)))
        .filter(order_pauses::ended_at.is_null())
        .filter(order_pauses::until_day.is_null().or(order_pauses::until_day.ge(today)));
    Ok(resting.count().get_result(db)?)
}
