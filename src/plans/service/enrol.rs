//! Writing plans down as they stand: for the demo, imports and tests. Callers hold the transaction and have checked
//! that it is theirs to do.

use chrono::NaiveDateTime;

use crate::db::{Db, DbError};
use crate::kernel::ids::PlanId;
use crate::plans::model::NewPlan;
use crate::plans::store;

/// Writes a plan with its outcomes and lines, in the order given.
///
/// # Errors
/// [`DbError::Constraint`] when it ends before it begins, or an amount is below zero.
pub fn plan(db: &mut Db, new: &NewPlan, now: NaiveDateTime) -> Result<PlanId, DbError> {
    let plan = store::insert(db, new, now)?;
    let mut positions = 1..;
    let mut next = move || positions.next().unwrap_or(i32::MAX);
    for (outcome, position) in new.outcomes.iter().zip(1..) {
        let id = store::insert_outcome(db, plan, position, outcome)?;
        for line in &outcome.lines {
            store::insert_line(db, plan, Some(id), next(), line)?;
        }
    }
    for line in &new.other_lines {
        store::insert_line(db, plan, None, next(), line)?;
    }
    Ok(plan)
}
