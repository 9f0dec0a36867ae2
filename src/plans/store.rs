//! The tables `plans`, `plan_outcomes` and `plan_lines`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::db::schema::{plan_drafts, plan_lines, plan_outcomes, plans, users};
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, OutcomeId, PlanId, PlanLineId, UserId};
use crate::kernel::{Money, Quantity, UnknownText};

use super::model::state::State;
use super::model::{NewLine, NewOutcome, NewPlan, Outcome, Plan, PlanLine, PlanStatus};

pub(super) mod agreed;
pub(super) mod caseload;
pub(super) mod drafts;
pub(super) mod forgetting;
pub(super) mod panels;
pub(super) mod reviews;
pub(super) mod said;

/// A stored word that this program doesn't know: the row can't be trusted.
fn unknown(error: UnknownText) -> DbError {
    DbError::Other(error.to_string())
}

/// The agreed plan that covers the day, else the newest agreed one.
pub(super) fn current(db: &mut Db, holder: HolderId, day: NaiveDate) -> Result<Option<PlanId>, DbError> {
    let agreed = plans::table
        .filter(plans::holder_id.eq(holder.0).and(plans::status.eq(PlanStatus::Agreed.as_str())))
        .order((plans::starts_on.desc(), plans::id.desc()))
        .select(plans::id);
    let covering = agreed.filter(plans::starts_on.le(day).and(plans::ends_on.ge(day)));
    let mut id: Option<i64> = covering.get_result(db).optional()?;
    if id.is_none() {
        id = agreed.get_result(db).optional()?;
    }
    Ok(id.map(PlanId))
}

/// The holder's newest plan, whatever its state, but for what was thrown away.
pub(super) fn newest(db: &mut Db, holder: HolderId) -> Result<Option<PlanId>, DbError> {
    let thrown = plan_drafts::table
        .filter(plan_drafts::plan_id.eq(plans::id).and(plan_drafts::state.eq(State::Dropped.as_str())));
    let id: Option<i64> = plans::table
        .filter(plans::holder_id.eq(holder.0))
        .filter(diesel::dsl::not(diesel::dsl::exists(thrown)))
        .order((plans::starts_on.desc(), plans::id.desc()))
        .select(plans::id)
        .first(db)
        .optional()?;
    Ok(id.map(PlanId))
}

/// The agreed plans of a holder that begin after a day, the next one first: their ids and days.
pub(super) fn later(
    db: &mut Db,
    holder: HolderId,
    after: NaiveDate,
) -> Result<Vec<(PlanId, NaiveDate, NaiveDate)>, DbError> {
    let rows: Vec<(i64, NaiveDate, NaiveDate)> = plans::table
        .filter(plans::holder_id.eq(holder.0).and(plans::status.eq(PlanStatus::Agreed.as_str())))
        .filter(plans::starts_on.gt(after))
        .order((plans::starts_on.asc(), plans::id.asc()))
        .select((plans::id, plans::starts_on, plans::ends_on))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, from, until)| (PlanId(id), from, until)).collect())
}

/// Ends a holder's agreed plans with the day before this one, a plan having two days at least. What begins today or later is
/// no agreed plan any more.
pub(super) fn end_agreed(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<(), DbError> {
    let agreed = plans::holder_id.eq(holder.0).and(plans::status.eq(PlanStatus::Agreed.as_str()));
    let rows: Vec<(i64, NaiveDate)> =
        plans::table.filter(agreed.and(plans::ends_on.ge(today))).select((plans::id, plans::starts_on)).load(db)?;
    for (id, starts_on) in rows {
        drafts::nothing_due(db, PlanId(id))?;
        let plan = diesel::update(plans::table.find(id));
        if starts_on >= today {
            plan.set(plans::status.eq(PlanStatus::Refused.as_str())).execute(db)?;
        } else {
            let last = starts_on.succ_opt().max(today.pred_opt()).unwrap_or(today);
            plan.set(plans::ends_on.eq(last)).execute(db)?;
        }
    }
    Ok(())
}

/// The first and last days of a holder's agreed plans, the first one first.
pub(super) fn taken(db: &mut Db, holder: HolderId) -> Result<Vec<(NaiveDate, NaiveDate)>, DbError> {
    let agreed = plans::table
        .filter(plans::holder_id.eq(holder.0).and(plans::status.eq(PlanStatus::Agreed.as_str())))
        .order((plans::starts_on.asc(), plans::id.asc()));
    Ok(agreed.select((plans::starts_on, plans::ends_on)).load(db)?)
}

type PlanRow = (i64, i64, String, NaiveDate, NaiveDate, Option<i64>, Option<i64>, Option<i64>, Option<NaiveDateTime>);

pub(super) fn by_id(db: &mut Db, id: PlanId) -> Result<Plan, DbError> {
    let row: PlanRow = plans::table
        .find(id.0)
        .select((
            plans::id,
            plans::holder_id,
            plans::status,
            plans::starts_on,
            plans::ends_on,
            plans::indicative_pence,
            plans::written_by,
            plans::agreed_by,
            plans::agreed_at,
        ))
        .get_result(db)?;
    let (id, holder, status, starts_on, ends_on, indicative, written_by, agreed_by, agreed_at) = row;
    Ok(Plan {
        id: PlanId(id),
        holder_id: HolderId(holder),
        status: status.parse().map_err(unknown)?,
        starts_on,
        ends_on,
        indicative: indicative.map(Money::from_pence),
        agreed_at,
        written_by: name(db, written_by)?,
        agreed_by: name(db, agreed_by)?,
        outcomes: outcomes(db, PlanId(id))?,
        lines: lines(db, PlanId(id))?,
    })
}

fn name(db: &mut Db, user: Option<i64>) -> Result<Option<String>, DbError> {
    let Some(user) = user else { return Ok(None) };
    Ok(users::table.find(user).select(users::name).get_result(db).optional()?)
}

fn outcomes(db: &mut Db, plan: PlanId) -> Result<Vec<Outcome>, DbError> {
    let rows: Vec<(i64, String, String, Option<String>)> = plan_outcomes::table
        .filter(plan_outcomes::plan_id.eq(plan.0))
        .order(plan_outcomes::position.asc())
        .select((plan_outcomes::id, plan_outcomes::words, plan_outcomes::family, plan_outcomes::need))
        .load(db)?;
    let outcome = |(id, words, family, need): (i64, String, String, Option<String>)| {
        Ok(Outcome { id: OutcomeId(id), words, family: family.parse().map_err(unknown)?, need })
    };
    rows.into_iter().map(outcome).collect()
}

type LineRow = (i64, Option<i64>, i32, String, Option<String>, String, Option<i64>, Option<i64>, i64);

pub(super) fn lines(db: &mut Db, plan: PlanId) -> Result<Vec<PlanLine>, DbError> {
    let rows: Vec<LineRow> = plan_lines::table
        .filter(plan_lines::plan_id.eq(plan.0))
        .order(plan_lines::position.asc())
        .select((
            plan_lines::id,
            plan_lines::outcome_id,
            plan_lines::position,
            plan_lines::title,
            plan_lines::category,
            plan_lines::detail,
            plan_lines::weekly_pence,
            plan_lines::hours_hundredths,
            plan_lines::amount_pence,
        ))
        .load(db)?;
    let line = |(id, outcome, position, title, category, detail, weekly, hours, amount): LineRow| PlanLine {
        id: PlanLineId(id),
        outcome_id: outcome.map(OutcomeId),
        position,
        title,
        category,
        detail,
        weekly: weekly.map(Money::from_pence),
        hours: hours.map(Quantity::from_hundredths),
        amount: Money::from_pence(amount),
    };
    Ok(rows.into_iter().map(line).collect())
}

pub(super) fn insert(db: &mut Db, new: &NewPlan, now: NaiveDateTime) -> Result<PlanId, DbError> {
    let id: i64 = diesel::insert_into(plans::table)
        .values((
            plans::holder_id.eq(new.holder_id.0),
            plans::status.eq(new.status.as_str()),
            plans::starts_on.eq(new.starts_on),
            plans::ends_on.eq(new.ends_on),
            plans::indicative_pence.eq(new.indicative.map(Money::pence)),
            plans::written_by.eq(new.written_by.map(UserId::get)),
            plans::agreed_by.eq(new.agreed.map(|(user, _)| user.0)),
            plans::agreed_at.eq(new.agreed.map(|(_, at)| at)),
            plans::created_at.eq(now),
            plans::updated_at.eq(now),
        ))
        .returning(plans::id)
        .get_result(db)?;
    Ok(PlanId(id))
}

pub(super) fn insert_outcome(db: &mut Db, plan: PlanId, position: i32, new: &NewOutcome) -> Result<OutcomeId, DbError> {
    let id: i64 = diesel::insert_into(plan_outcomes::table)
        .values((
            plan_outcomes::plan_id.eq(plan.0),
            plan_outcomes::position.eq(position),
            plan_outcomes::words.eq(&new.words),
            plan_outcomes::family.eq(new.family.as_str()),
            plan_outcomes::need.eq(&new.need),
        ))
        .returning(plan_outcomes::id)
        .get_result(db)?;
    Ok(OutcomeId(id))
}

pub(super) fn insert_line(
    db: &mut Db,
    plan: PlanId,
    outcome: Option<OutcomeId>,
    position: i32,
    new: &NewLine,
) -> Result<PlanLineId, DbError> {
    let id: i64 = diesel::insert_into(plan_lines::table)
        .values((
            plan_lines::plan_id.eq(plan.0),
            plan_lines::outcome_id.eq(outcome.map(OutcomeId::get)),
            plan_lines::position.eq(position),
            plan_lines::title.eq(&new.title),
            plan_lines::category.eq(&new.category),
            plan_lines::detail.eq(&new.detail),
            plan_lines::weekly_pence.eq(new.weekly.map(Money::pence)),
            plan_lines::hours_hundredths.eq(new.hours.map(Quantity::hundredths)),
            plan_lines::amount_pence.eq(new.amount.pence()),
        ))
        .returning(plan_lines::id)
        .get_result(db)?;
    Ok(PlanLineId(id))
}
