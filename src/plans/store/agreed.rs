//! What a draft puts into the running plan: the tables `plans`, `plan_outcomes` and `plan_lines`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::db::schema::{plan_lines, plan_outcomes, plans};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{OutcomeId, PlanId, PlanLineId, UserId};
use crate::plans::model::{NewLine, NewOutcome, PlanStatus};

/// Moves what is there out of the way, since places in a plan are unique, and says what was there: every outcome and
/// every line is then given a place again, or taken out.
pub fn make_room(db: &mut Db, plan: PlanId) -> Result<(Vec<OutcomeId>, Vec<PlanLineId>), DbError> {
    let outcomes: Vec<i64> = plan_outcomes::table
        .filter(plan_outcomes::plan_id.eq(plan.0))
        .order(plan_outcomes::position.asc())
        .select(plan_outcomes::id)
        .load(db)?;
    for (id, place) in outcomes.iter().zip(1..) {
        diesel::update(plan_outcomes::table.find(id)).set(plan_outcomes::position.eq(-place)).execute(db)?;
    }
    let lines: Vec<i64> = plan_lines::table
        .filter(plan_lines::plan_id.eq(plan.0))
        .order(plan_lines::position.asc())
        .select(plan_lines::id)
        .load(db)?;
    for (id, place) in lines.iter().zip(1..) {
        diesel::update(plan_lines::table.find(id)).set(plan_lines::position.eq(-place)).execute(db)?;
    }
    Ok((outcomes.into_iter().map(OutcomeId).collect(), lines.into_iter().map(PlanLineId).collect()))
}

/// Takes out an outcome that no line serves any more.
pub fn delete_outcome(db: &mut Db, id: OutcomeId) -> Result<(), DbError> {
    diesel::delete(plan_outcomes::table.find(id.0)).execute(db)?;
    Ok(())
}

pub fn update_outcome(db: &mut Db, id: OutcomeId, position: i32, new: &NewOutcome) -> Result<(), DbError> {
    diesel::update(plan_outcomes::table.find(id.0))
        .set((
            plan_outcomes::position.eq(position),
            plan_outcomes::words.eq(&new.words),
            plan_outcomes::family.eq(new.family.as_str()),
            plan_outcomes::need.eq(&new.need),
        ))
        .execute(db)?;
    Ok(())
}

pub fn update_line(
    db: &mut Db,
    id: PlanLineId,
    (outcome, position): (Option<OutcomeId>, i32),
    new: &NewLine,
) -> Result<(), DbError> {
    diesel::update(plan_lines::table.find(id.0))
        .set((
            plan_lines::outcome_id.eq(outcome.map(OutcomeId::get)),
            plan_lines::position.eq(position),
            plan_lines::title.eq(&new.title),
            plan_lines::category.eq(&new.category),
            plan_lines::detail.eq(&new.detail),
            plan_lines::weekly_pence.eq(new.weekly.map(Money::pence)),
            plan_lines::amount_pence.eq(new.amount.pence()),
        ))
        .execute(db)?;
    Ok(())
}

/// A line that isn't in the plan any more keeps its row, because orders point at it; it costs nothing.
pub fn end_line(db: &mut Db, id: PlanLineId, position: i32, words: &str) -> Result<(), DbError> {
    diesel::update(plan_lines::table.find(id.0))
        .set((
            plan_lines::outcome_id.eq(None::<i64>),
            plan_lines::position.eq(position),
            plan_lines::detail.eq(words),
            plan_lines::weekly_pence.eq(None::<i64>),
            plan_lines::hours_hundredths.eq(None::<i64>),
            plan_lines::amount_pence.eq(0_i64),
        ))
        .execute(db)?;
    Ok(())
}

/// Where a plan stands, for those who only know plans.
pub fn set_status(db: &mut Db, id: PlanId, status: PlanStatus, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(plans::table.find(id.0))
        .set((plans::status.eq(status.as_str()), plans::updated_at.eq(now)))
        .execute(db)?;
    Ok(())
}

/// The days of a plan that is being written, and what the assessment suggested for them.
pub fn set_days(
    db: &mut Db,
    id: PlanId,
    ((starts_on, ends_on), indicative): ((NaiveDate, NaiveDate), Option<Money>),
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::update(plans::table.find(id.0))
        .set((
            plans::starts_on.eq(starts_on),
            plans::ends_on.eq(ends_on),
            plans::indicative_pence.eq(indicative.map(Money::pence)),
            plans::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

pub fn set_agreed(
    db: &mut Db,
    id: PlanId,
    (indicative, by): (Option<Money>, Option<UserId>),
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::update(plans::table.find(id.0))
        .set((
            plans::status.eq(PlanStatus::Agreed.as_str()),
            plans::indicative_pence.eq(indicative.map(Money::pence)),
            plans::agreed_by.eq(by.map(UserId::get)),
            plans::agreed_at.eq(now),
            plans::updated_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}
