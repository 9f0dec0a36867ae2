//! The tables `budgets`, `pots` and `funding_streams`.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::db::schema::{
    budget_alerts, budgets, deliveries, funding_streams, ledger_accounts, listings, order_lines, orders, plan_lines,
    pot_allows, pot_choices, pots,
};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{BudgetId, FundingStreamId, HolderId, PlanId, PlanLineId, PotId, ProviderId};
use crate::kernel::{Money, UnknownText};

use super::model::{Allowance, Allowed, FundingStream, HeldAs, NewBudget, NewFunding, Pot};
use super::overview::{AlertKind, Due};

pub(super) mod statements;
pub(super) mod tracking;

/// A stored word that this program doesn't know: the row can't be trusted.
fn unknown(error: UnknownText) -> DbError {
    DbError::Other(error.to_string())
}

type PotRow = (i64, i64, i64, Option<i64>, String, NaiveDate, NaiveDate, i64, Option<NaiveDateTime>);

fn pot((id, budget, holder, plan, held_as, starts_on, ends_on, amount, closed_at): PotRow) -> Result<Pot, DbError> {
    Ok(Pot {
        id: PotId(id),
        budget_id: BudgetId(budget),
        holder_id: HolderId(holder),
        plan_id: plan.map(PlanId),
        held_as: held_as.parse().map_err(unknown)?,
        starts_on,
        ends_on,
        amount: Money::from_pence(amount),
        closed: closed_at.is_some(),
    })
}

macro_rules! pot_columns {
    () => {
        (
            pots::id,
            pots::budget_id,
            pots::holder_id,
            budgets::plan_id,
            pots::held_as,
            budgets::starts_on,
            budgets::ends_on,
            budgets::amount_pence,
            pots::closed_at,
        )
    };
}

/// One pot.
pub(super) fn pot_by_id(db: &mut Db, id: PotId) -> Result<Pot, DbError> {
    let of = pots::table.inner_join(budgets::table).filter(pots::id.eq(id.0));
    pot(of.select(pot_columns!()).get_result(db)?)
}

/// The pots of a budget, in the order they were made.
pub(super) fn pots_of_budget(db: &mut Db, budget: BudgetId) -> Result<Vec<Pot>, DbError> {
    let of = pots::table.inner_join(budgets::table).filter(pots::budget_id.eq(budget.0)).order(pots::id.asc());
    let rows: Vec<PotRow> = of.select(pot_columns!()).load(db)?;
    rows.into_iter().map(pot).collect()
}

/// The first and last day of a pot's budget.
pub(super) fn days_of(db: &mut Db, pot: PotId) -> Result<(NaiveDate, NaiveDate), DbError> {
    let of = pots::table.inner_join(budgets::table).filter(pots::id.eq(pot.0));
    Ok(of.select((budgets::starts_on, budgets::ends_on)).get_result(db)?)
}

/// Somebody whom a council helps may have money of their own left from before: it comes after the council's.
macro_rules! theirs_last {
    () => {
        pots::held_as.eq(HeldAs::OwnMoney.as_str()).asc()
    };
}

/// The first pot of the budget that covers the day, else of the newest budget.
pub(super) fn current_pot(db: &mut Db, holder: HolderId, day: NaiveDate) -> Result<Option<Pot>, DbError> {
    let theirs = pots::table
        .inner_join(budgets::table)
        .filter(pots::holder_id.eq(holder.0))
        .order((theirs_last!(), budgets::starts_on.desc(), budgets::id.desc(), pots::id.asc()))
        .select(pot_columns!());
    let covering = theirs.filter(budgets::starts_on.le(day).and(budgets::ends_on.ge(day)));
    let mut row: Option<PotRow> = each_backend!(db, |c| covering.get_result(c)).optional()?;
    if row.is_none() {
        row = each_backend!(db, |c| theirs.get_result(c)).optional()?;
    }
    row.map(pot).transpose()
}

/// As [`current_pot`], but the pot of that budget that was chosen to pay, where one was.
pub(super) fn paying_pot(db: &mut Db, holder: HolderId, day: NaiveDate) -> Result<Option<Pot>, DbError> {
    let chosen = pot_choices::pot_id.eq(pots::id).and(pot_choices::holder_id.eq(pots::holder_id));
    let theirs = pots::table
        .inner_join(budgets::table)
        .left_join(pot_choices::table.on(chosen))
        .filter(pots::holder_id.eq(holder.0))
        .order((
            theirs_last!(),
            budgets::starts_on.desc(),
            budgets::id.desc(),
            pot_choices::id.is_null().asc(),
            pots::id.asc(),
        ))
        .select(pot_columns!());
    let covering = theirs.filter(budgets::starts_on.le(day).and(budgets::ends_on.ge(day)));
    let mut row: Option<PotRow> = each_backend!(db, |c| covering.get_result(c)).optional()?;
    if row.is_none() {
        row = each_backend!(db, |c| theirs.get_result(c)).optional()?;
    }
    row.map(pot).transpose()
}

/// The first pot of the budget that pays for a plan.
pub(super) fn pot_of_plan(db: &mut Db, plan: PlanId) -> Result<Option<Pot>, DbError> {
    let theirs = pots::table.inner_join(budgets::table).filter(budgets::plan_id.eq(plan.0)).order(pots::id.asc());
    let row: Option<PotRow> = theirs.select(pot_columns!()).get_result(db).optional()?;
    row.map(pot).transpose()
}

pub(super) fn set_amount(db: &mut Db, budget: BudgetId, amount: Money) -> Result<(), DbError> {
    diesel::update(budgets::table.find(budget.0)).set(budgets::amount_pence.eq(amount.pence())).execute(db)?;
    Ok(())
}

/// Says which plan a budget is counted against.
pub(super) fn set_plan(db: &mut Db, budget: BudgetId, plan: PlanId) -> Result<(), DbError> {
    diesel::update(budgets::table.find(budget.0)).set(budgets::plan_id.eq(Some(plan.0))).execute(db)?;
    Ok(())
}

/// What the plan cost when a budget was last brought in line with it; none where that was never written down.
pub(super) fn followed(db: &mut Db, budget: BudgetId) -> Result<Option<Money>, DbError> {
    let pence: Option<i64> = budgets::table.find(budget.0).select(budgets::plan_pence).get_result(db)?;
    Ok(pence.map(Money::from_pence))
}

/// Writes down what the plan cost when its budget was brought in line with it.
pub(super) fn set_followed(db: &mut Db, budget: BudgetId, cost: Money) -> Result<(), DbError> {
    diesel::update(budgets::table.find(budget.0)).set(budgets::plan_pence.eq(Some(cost.pence()))).execute(db)?;
    Ok(())
}

pub(super) fn insert_budget(db: &mut Db, new: &NewBudget, now: NaiveDateTime) -> Result<BudgetId, DbError> {
    let id: i64 = diesel::insert_into(budgets::table)
        .values((
            budgets::holder_id.eq(new.holder_id.0),
            budgets::plan_id.eq(new.plan_id.map(PlanId::get)),
            budgets::starts_on.eq(new.starts_on),
            budgets::ends_on.eq(new.ends_on),
            budgets::amount_pence.eq(new.amount.pence()),
            budgets::created_at.eq(now),
        ))
        .returning(budgets::id)
        .get_result(db)?;
    Ok(BudgetId(id))
}

pub(super) fn holder_of_budget(db: &mut Db, budget: BudgetId) -> Result<HolderId, DbError> {
    Ok(HolderId(budgets::table.find(budget.0).select(budgets::holder_id).get_result(db)?))
}

pub(super) fn insert_pot(
    db: &mut Db,
    budget: BudgetId,
    holder: HolderId,
    held_as: HeldAs,
    now: NaiveDateTime,
) -> Result<PotId, DbError> {
    let id: i64 = diesel::insert_into(pots::table)
        .values((
            pots::budget_id.eq(budget.0),
            pots::holder_id.eq(holder.0),
            pots::held_as.eq(held_as.as_str()),
            pots::created_at.eq(now),
        ))
        .returning(pots::id)
        .get_result(db)?;
    Ok(PotId(id))
}

pub(super) fn insert_stream(db: &mut Db, new: &NewFunding, now: NaiveDateTime) -> Result<FundingStreamId, DbError> {
    let id: i64 = diesel::insert_into(funding_streams::table)
        .values((
            funding_streams::pot_id.eq(new.pot_id.0),
            funding_streams::stream.eq(new.stream.as_str()),
            funding_streams::amount_pence.eq(new.amount.pence()),
            funding_streams::created_at.eq(now),
        ))
        .returning(funding_streams::id)
        .get_result(db)?;
    Ok(FundingStreamId(id))
}

/// A pot's streams, without what another stream pays instead.
pub(super) fn streams(db: &mut Db, pot: PotId) -> Result<Vec<FundingStream>, DbError> {
    let rows: Vec<(i64, String, i64)> = funding_streams::table
        .filter(funding_streams::pot_id.eq(pot.0).and(funding_streams::moved_pence.lt(funding_streams::amount_pence)))
        .order(funding_streams::id.asc())
        .select((
            funding_streams::id,
            funding_streams::stream,
            funding_streams::amount_pence - funding_streams::moved_pence,
        ))
        .load(db)?;
    let ids: Vec<i64> = rows.iter().map(|(id, ..)| *id).collect();
    let purposes = super::pots::store::purposes(db, &ids)?;
    let stream = |(id, stream, pence): (i64, String, i64)| {
        let stream = stream.parse().map_err(unknown)?;
        let only_for = purposes.iter().filter(|(of, _)| *of == id).map(|(_, category)| category.clone()).collect();
        Ok(FundingStream { id: FundingStreamId(id), stream, amount: Money::from_pence(pence), only_for })
    };
    rows.into_iter().map(stream).collect()
}

const CATEGORY: &str = "category";
const PROVIDER: &str = "provider";

/// What a pot may buy; none when it may buy anything.
pub(super) fn allowance(db: &mut Db, pot: PotId) -> Result<Option<Allowance>, DbError> {
    let rows: Vec<(String, String)> = pot_allows::table
        .filter(pot_allows::pot_id.eq(pot.0))
        .order(pot_allows::id.asc())
        .select((pot_allows::kind, pot_allows::value))
        .load(db)?;
    let mut allowance = Allowance::default();
    for (kind, value) in &rows {
        match (kind.as_str(), value.parse::<ProviderId>()) {
            (CATEGORY, _) => allowance.categories.push(value.clone()),
            (PROVIDER, Ok(provider)) => allowance.providers.push(provider),
            _ => return Err(DbError::Other(format!("a pot may buy {kind} {value:?}, which means nothing"))),
        }
    }
    Ok((!rows.is_empty()).then_some(allowance))
}

pub(super) fn allow(db: &mut Db, pot: PotId, allowed: &Allowed) -> Result<(), DbError> {
    let (kind, value) = match allowed {
        Allowed::Category(code) => (CATEGORY, code.clone()),
        Allowed::Provider(provider) => (PROVIDER, provider.to_string()),
    };
    diesel::insert_into(pot_allows::table)
        .values((pot_allows::pot_id.eq(pot.0), pot_allows::kind.eq(kind), pot_allows::value.eq(value)))
        .execute(db)?;
    Ok(())
}

/// The orders that have money of a pot committed, found by whose it is.
macro_rules! running {
    ($pot:expr) => {
        orders::holder_id
            .eq($pot.holder_id.0)
            .and(orders::pot_id.eq($pot.id.0))
            .and(orders::status.eq("placed").or(orders::status.eq("accepted")).or(orders::status.eq("active")))
    };
}

/// What is ordered from a pot and not confirmed yet, by the day it is due. Orders stand above budgets and can't be
/// asked, so this reads their tables.
pub(super) fn due(db: &mut Db, pot: &Pot) -> Result<Vec<Due>, DbError> {
    let waits =
        deliveries::status.eq("scheduled").or(deliveries::status.eq("recorded")).or(deliveries::status.eq("disputed"));
    let rows: Vec<(NaiveDate, i64)> = deliveries::table
        .inner_join(orders::table)
        .filter(running!(pot))
        .filter(waits)
        .select((deliveries::on_day, deliveries::amount_pence))
        .load(db)?;
    let mut days: BTreeMap<NaiveDate, Money> = BTreeMap::new();
    for (on, pence) in rows {
        let day = days.entry(on).or_default();
        let sum = day.checked_add(Money::from_pence(pence));
        *day = sum.ok_or_else(|| DbError::Other("what is due on a day can't be held".to_owned()))?;
    }
    Ok(days.into_iter().map(|(on, amount)| Due { on, amount }).collect())
}

/// The category of what each of these order lines is for.
pub(super) fn categories_of(db: &mut Db, lines: &[i64]) -> Result<Vec<(i64, String)>, DbError> {
    Ok(order_lines::table
        .inner_join(listings::table)
        .filter(order_lines::id.eq_any(lines.to_vec()))
        .select((order_lines::id, listings::category))
        .load(db)?)
}

/// The states of an order that has money committed.
const RUNNING: [&str; 3] = ["placed", "accepted", "active"];

/// How many orders have money of a pot committed.
pub(super) fn running_orders(db: &mut Db, pot: &Pot) -> Result<i64, DbError> {
    Ok(orders::table.filter(running!(pot)).count().get_result(db)?)
}

/// Whether the council was ever asked about something beyond somebody's plan.
pub(super) fn has_asked(db: &mut Db, holder: HolderId) -> Result<bool, DbError> {
    use crate::db::schema::spending_requests::dsl;
    let asked = dsl::spending_requests.filter(dsl::holder_id.eq(holder.0)).select(dsl::id);
    Ok(asked.first::<i64>(db).optional()?.is_some())
}

/// The holders whose budget covers a day.
pub(super) fn holders_with_a_budget(db: &mut Db, day: NaiveDate) -> Result<Vec<HolderId>, DbError> {
    let ids: Vec<i64> = budgets::table
        .filter(budgets::starts_on.le(day).and(budgets::ends_on.ge(day)))
        .select(budgets::holder_id)
        .distinct()
        .order(budgets::holder_id.asc())
        .load(db)?;
    Ok(ids.into_iter().map(HolderId).collect())
}

/// What was told of a pot's plan lines.
pub(super) fn alerts_told(db: &mut Db, pot: PotId) -> Result<Vec<(PlanLineId, AlertKind)>, DbError> {
    let rows: Vec<(i64, String)> = budget_alerts::table
        .filter(budget_alerts::pot_id.eq(pot.0))
        .select((budget_alerts::plan_line_id, budget_alerts::kind))
        .load(db)?;
    rows.into_iter().map(|(line, kind)| Ok((PlanLineId(line), kind.parse().map_err(unknown)?))).collect()
}

/// Notes that something was told of a plan line; false when it was told before.
pub(super) fn note_alert(
    db: &mut Db,
    pot: PotId,
    line: PlanLineId,
    kind: AlertKind,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let row = (
        budget_alerts::pot_id.eq(pot.0),
        budget_alerts::plan_line_id.eq(line.0),
        budget_alerts::kind.eq(kind.as_str()),
        budget_alerts::told_at.eq(now),
    );
    let rows = each_backend!(db, |c| diesel::insert_into(budget_alerts::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows == 1)
}

/// The category of a plan line, where it has one.
pub(super) fn category_of_plan_line(db: &mut Db, line: PlanLineId) -> Result<Option<String>, DbError> {
    Ok(plan_lines::table.find(line.0).select(plan_lines::category).get_result(db)?)
}

/// Makes a budget larger by an amount that is put in.
pub(super) fn add_to_budget(db: &mut Db, budget: BudgetId, amount: Money) -> Result<(), DbError> {
    diesel::update(budgets::table.find(budget.0))
        .set(budgets::amount_pence.eq(budgets::amount_pence + amount.pence()))
        .execute(db)?;
    Ok(())
}

/// Closes all of a holder's pots, or opens them again.
pub(super) fn set_closed(db: &mut Db, holder: HolderId, at: Option<NaiveDateTime>) -> Result<(), DbError> {
    diesel::update(pots::table.filter(pots::holder_id.eq(holder.0))).set(pots::closed_at.eq(at)).execute(db)?;
    Ok(())
}

/// Holders whose closed pots have something free.
pub(super) fn closed_with_money(db: &mut Db, limit: i64) -> Result<Vec<HolderId>, DbError> {
    let available = super::ledger::AccountKind::Available.as_str();
    let ids: Vec<i64> = pots::table
        .inner_join(ledger_accounts::table.on(ledger_accounts::pot_id.eq(pots::id)))
        .filter(pots::closed_at.is_not_null())
        .filter(ledger_accounts::kind.eq(available).and(ledger_accounts::balance_pence.gt(0)))
        .select(pots::holder_id)
        .distinct()
        .limit(limit)
        .load(db)?;
    Ok(ids.into_iter().map(HolderId).collect())
}
