//! Writing plans down as they stand: for the demo, imports and tests. Callers hold the transaction and have checked
//! that it is theirs to do.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::By;
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::dates::london;
use crate::kernel::ids::{DraftId, HolderId, OrganisationId, PlanId};
use crate::plans::error::DraftError;
use crate::plans::model::draft::Draft;
use crate::plans::model::head::Kind;
use crate::plans::model::review::{Scale, due_on};
use crate::plans::model::state::{State, Step};
use crate::plans::model::sums::Sums;
use crate::plans::model::{NewPlan, PlanStatus};
use crate::plans::store::{self, agreed, drafts, panels, said};

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

/// A draft to be written down as it stands.
#[derive(Clone, Debug)]
pub struct NewDraft {
    /// Whose.
    pub holder: HolderId,
    /// Their council.
    pub council: Option<OrganisationId>,
    /// What the assessment suggested.
    pub indicative: Option<Money>,
    /// What it says.
    pub draft: Draft,
    /// Who wrote it, and when (UTC).
    pub written: (By, NaiveDateTime),
    /// What was done with it since: step, words, by whom and when, in a way that the states allow.
    pub steps: Vec<(Step, String, By, NaiveDateTime)>,
    /// What the risk panel was asked, and when it meets.
    pub panel: Option<(String, NaiveDate)>,
    /// What was said about it.
    pub comments: Vec<(String, By)>,
}

/// Writes a new plan's draft with what was done with it. Nobody is told.
///
/// # Errors
/// [`DraftError::MovedOn`] when a step can't be taken where it comes.
pub fn draft(db: &mut Db, new: &NewDraft) -> Result<DraftId, DraftError> {
    let (by, at) = new.written;
    let plan = NewPlan {
        holder_id: new.holder,
        status: PlanStatus::Draft,
        starts_on: new.draft.starts_on,
        ends_on: new.draft.ends_on,
        indicative: new.indicative,
        written_by: Some(by.user),
        agreed: None,
        outcomes: Vec::new(),
        other_lines: Vec::new(),
    };
    let plan = store::insert(db, &plan, at)?;
    let total = Sums::of(&new.draft, new.indicative).ok_or(DraftError::TooMuch)?.total;
    let (holder, council, indicative) = (new.holder, new.council, new.indicative);
    let id = drafts::insert(db, &drafts::NewDraft { plan, holder, council, kind: Kind::New, indicative }, by, at)?;
    drafts::insert_version(db, id, (1, &new.draft, total), by, at)?;
    let first = drafts::by_id(db, id)?;
    drafts::set_version(db, &first, 1, total, at)?;
    for (step, words, by, at) in &new.steps {
        let head = drafts::by_id(db, id)?;
        let next = head.state.after(*step, head.appealed()).ok_or(DraftError::MovedOn)?;
        let due = new.panel.as_ref().map(|(_, meets)| *meets).filter(|_| *step == Step::Refer);
        drafts::set_state(db, &head, next, due.or_else(|| next.due_on(london(*at).date())), *at)?;
        said::insert_step(db, id, (*step, 1, words), *by, *at)?;
        match step {
            Step::Submit => drafts::mark_sent(db, id, 1, *at)?,
            Step::Appeal => drafts::set_appealed(db, id, *at)?,
            Step::Refer => {
                let (question, meets) = new.panel.clone().ok_or(DraftError::MovedOn)?;
                panels::insert(db, id, (1, &question, meets), by.user, *at)?;
            }
            _ => {}
        }
        if let Some(status) = super::agreeing::status_of(next) {
            agreed::set_status(db, plan, status, *at)?;
        }
    }
    for (words, by) in &new.comments {
        said::insert_comment(db, id, words, *by, at)?;
    }
    Ok(id)
}

/// Writes down how a plan that runs came to be agreed, as the draft it was, so that it can be reviewed; `begun` is how
/// far each outcome was then.
///
/// # Errors
/// When the rows can't be written.
pub fn agreed_as(
    db: &mut Db,
    plan: PlanId,
    (council, begun): (Option<OrganisationId>, Scale),
    (by, officer): (By, By),
    at: NaiveDateTime,
) -> Result<DraftId, DraftError> {
    let plan = store::by_id(db, plan)?;
    let mut draft = super::drafting::from_rows(&plan);
    for wish in &mut draft.wishes {
        wish.now = Some(begun);
    }
    let total = Sums::of(&draft, plan.indicative).ok_or(DraftError::TooMuch)?.total;
    let (holder, indicative) = (plan.holder_id, plan.indicative);
    let new = drafts::NewDraft { plan: plan.id, holder, council, kind: Kind::New, indicative };
    let id = drafts::insert(db, &new, by, at)?;
    drafts::insert_version(db, id, (1, &draft, total), by, at)?;
    let head = drafts::by_id(db, id)?;
    drafts::set_version(db, &head, 1, total, at)?;
    drafts::mark_sent(db, id, 1, at)?;
    said::insert_step(db, id, (Step::Submit, 1, ""), by, at)?;
    said::insert_step(db, id, (Step::Agree, 1, "A good plan. Thank you."), officer, at)?;
    let due = due_on(&draft, london(at).date());
    drafts::set_state(db, &head, State::Agreed, Some(due), at)?;
    Ok(id)
}

/// What the plan that runs says, as the beginning of one for a year from a day; empty without one.
///
/// # Errors
/// When the database can't be read.
pub fn next_words(db: &mut Db, holder: HolderId, today: NaiveDate, on: NaiveDate) -> Result<Draft, DraftError> {
    let running = super::current_plan(db, holder, today)?;
    let taken = store::taken(db, holder)?;
    super::beginning::new_draft(db, running.as_ref(), (on, &taken))
}
