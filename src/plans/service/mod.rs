//! Reading plans, for the holder, whoever acts for them, and their council; writing them; and agreeing them.

pub mod adopting;
pub mod agreeing;
pub mod appealing;
mod applying;
pub mod around;
mod authority;
pub mod beginning;
pub mod caseload;
pub mod days;
pub mod drafting;
pub mod enrol;
mod figure;
pub mod finding;
pub mod forgetting;
pub mod panels;
pub mod reading;
pub mod reminders;
pub mod reviewing;
mod telling;
mod view;

use chrono::NaiveDate;

use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, OrganisationId, PlanId};

use super::model::{Plan, PlanLine};
use super::store;

pub use authority::{Known, May};
pub use view::{PlanView, may_see, view, view_for};

/// The plan that counts today: agreed and covering the day, else the newest agreed one. The caller has checked that
/// it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn current_plan(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Option<Plan>, DbError> {
    let id = store::current(db, holder, today)?;
    id.map(|id| store::by_id(db, id)).transpose()
}

/// What somebody is writing belongs to the council that helps them from now on, and needs its yes. What they agreed with
/// themselves ends, so that a plan that the council agrees can begin.
///
/// # Errors
/// When the database can't be written.
pub fn joins_council(db: &mut Db, holder: HolderId, council: OrganisationId, today: NaiveDate) -> Result<(), DbError> {
    store::drafts::set_council(db, holder, council)?;
    store::end_agreed(db, holder, today)
}

/// The lines of the plan that counts today, for pages that need nothing else of it; none without a plan. The caller
/// has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn current_lines(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Vec<PlanLine>, DbError> {
    match store::current(db, holder, today)? {
        Some(id) => store::lines(db, id),
        None => Ok(Vec::new()),
    }
}

/// A plan as its writers wrote it: about the person, outcomes, costs, risks and who does what; none where it was never
/// written here. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn written(db: &mut Db, id: PlanId) -> Result<Option<super::model::draft::Draft>, DbError> {
    let Some(head) = store::drafts::agreed_of_plan(db, id)? else { return Ok(None) };
    Ok(Some(store::drafts::version(db, head.id, head.version)?.draft))
}

/// A plan by its id, as a budget names it. The caller has checked that it may be seen.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such plan.
pub fn plan(db: &mut Db, id: PlanId) -> Result<Plan, DbError> {
    store::by_id(db, id)
}
