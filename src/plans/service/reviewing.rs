//! Reviewing an agreed plan, by the person's side or their care manager, against what was agreed: yearly, and sooner
//! when there are signs that it should be. The page itself is in `budgets::reviewing`, which knows what was spent.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::authority::{known, still_open, still_planning};
use super::drafting::record;
use super::reading::{DraftView, view_of};
use super::telling::officers;
use crate::accounts::{Actor, Role};
use crate::db::{Db, DbError};
use crate::kernel::ids::{DraftId, HolderId, PlanId};
use crate::mail;
use crate::plans::emails::{self, Facts};
use crate::plans::error::DraftError;
use crate::plans::model::head::{Head, Panel};
use crate::plans::model::review::{Review, Reviewed, due_again};
use crate::plans::model::state::State;
use crate::plans::store::{drafts, panels, reviews, said};

/// How soon a plan is looked at when there is a sign that it should be.
const SOON: TimeDelta = TimeDelta::weeks(4);

/// An agreed plan with its reviews.
#[derive(Clone, Debug)]
pub struct ReviewView {
    /// The draft as it was agreed.
    pub draft: DraftView,
    /// The reviews of its plan, oldest first.
    pub reviews: Vec<Reviewed>,
    /// The newest review of the plans before it.
    pub before: Option<Reviewed>,
    /// What the risk panel wants done, where it supported the plan only if it is.
    pub conditions: Vec<Panel>,
}

/// An agreed plan and its reviews, in the caller's transaction.
///
/// # Errors
/// [`DraftError::NotFound`] when it isn't theirs to read, or isn't agreed.
pub fn view(db: &mut Db, actor: &Actor, id: DraftId) -> Result<ReviewView, DraftError> {
    let known = known(db, actor, id)?;
    if known.head.state != State::Agreed {
        return Err(DraftError::NotFound);
    }
    let reviews = reviews::of_plan(db, known.head.plan_id)?;
    let before = if reviews.is_empty() { reviews::newest_of(db, known.head.holder_id)? } else { None };
    let conditions = panels::conditions(db, known.head.plan_id)?;
    Ok(ReviewView { draft: view_of(db, known)?, reviews, before, conditions })
}

/// Keeps a review, in the caller's transaction. A care manager's counts as the plan's review, and so does that of somebody
/// who pays for themselves: the reminders of it stop. What the person's side writes counts once a care manager has read it;
/// they are told. `seen` is how many there were when its page was opened. Gives whether it counts.
///
/// # Errors
/// [`DraftError::Twice`] when somebody kept another one since, and others; then nothing was kept.
pub fn keep(
    db: &mut Db,
    actor: &Actor,
    (id, seen): (DraftId, usize),
    review: &Review,
    (site, today, now): (&str, NaiveDate, NaiveDateTime),
) -> Result<bool, DraftError> {
    still_planning(db, actor, today)?;
    let view = view(db, actor, id)?;
    if !view.draft.known.may.write() {
        return Err(DraftError::NotAllowed(
            "Only the person, somebody they let plan, or their care manager can review it.",
        ));
    }
    if drafts::agreed_of_plan(db, view.draft.known.head.plan_id)?.is_some_and(|newest| newest.id != id) {
        return Err(DraftError::Twice("This plan was changed since. Review it as it is now. Nothing was changed."));
    }
    let known = &view.draft.known;
    let counts = known.holder.council_id.is_none() || known.may.decide && !known.may.own;
    let number = i32::try_from(seen).unwrap_or(i32::MAX).saturating_add(1);
    if view.reviews.len() != seen || !reviews::insert(db, (id, number), (review, counts), actor.by(), now)? {
        return Err(DraftError::Twice("Somebody else reviewed this plan just now. Nothing was changed."));
    }
    record(db, actor, &known.head, ("plan.reviewed", "Reviewed the support plan"), now)?;
    if counts {
        drafts::set_due(db, id, due_again(&view.draft.version.draft, today))?;
    } else {
        let path = format!("{}/review", known.head.path());
        let facts = Facts { name: &known.holder.name, path: &path, words: "", due: known.head.due_on, site };
        for to in officers(db, &known.head, Role::CareManager)? {
            mail::queue(db, &emails::reviewed(&to, &facts), now)?;
        }
    }
    Ok(counts)
}

/// A care manager has read the newest review, which the person's side wrote: from now on it counts as the plan's, in the
/// caller's transaction.
///
/// # Errors
/// [`DraftError::MovedOn`] when it counts already, or there is a newer one, and others; then nothing was changed.
pub fn confirm(
    db: &mut Db,
    actor: &Actor,
    (id, review): (DraftId, i64),
    (today, now): (NaiveDate, NaiveDateTime),
) -> Result<(), DraftError> {
    let view = view(db, actor, id)?;
    let known = &view.draft.known;
    let newest = view.reviews.last().filter(|one| one.id == review && one.counts.is_none());
    if !known.may.decide {
        return Err(DraftError::NotAllowed("Only a care manager of their council can do this."));
    }
    still_open(db, known)?;
    let newest = newest.ok_or(DraftError::MovedOn)?;
    if known.may.own || newest.by.user == actor.user_id {
        return Err(DraftError::NotAllowed("You wrote this review yourself. Another care manager reads it."));
    }
    if drafts::agreed_of_plan(db, known.head.plan_id)?.is_some_and(|newest| newest.id != id) {
        return Err(DraftError::Twice("This plan was changed since. Look at it as it is now. Nothing was changed."));
    }
    if !reviews::confirm(db, review, actor.user_id, now)? {
        return Err(DraftError::MovedOn);
    }
    drafts::set_due(db, id, due_again(&view.draft.version.draft, today))?;
    Ok(record(db, actor, &known.head, ("plan.review_read", "Read the review: it counts as the plan’s"), now)?)
}

/// A plan that runs, with what a sign is held against.
#[derive(Clone, Debug)]
pub struct Running {
    /// The draft as it was agreed.
    pub head: Head,
    /// Its days.
    pub days: (NaiveDate, NaiveDate),
    /// When it was agreed or last reviewed, in UTC.
    pub looked_at: NaiveDateTime,
}

/// The newest agreed draft of somebody's plan that runs today; none before there is one.
///
/// # Errors
/// When the database can't be read.
pub fn running(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Option<Running>, DbError> {
    let Some(plan) = super::current_plan(db, holder, today)?.filter(|plan| plan.covers(today)) else { return Ok(None) };
    let Some(head) = drafts::agreed_of_plan(db, plan.id)? else { return Ok(None) };
    let all = reviews::of_plan(db, plan.id)?;
    let newest = all.iter().rev().find(|reviewed| reviewed.counts.is_some()).map(|reviewed| reviewed.at);
    let looked_at = newest.into_iter().chain(plan.agreed_at).max().unwrap_or(head.updated_at);
    Ok(Some(Running { head, days: (plan.starts_on, plan.ends_on), looked_at }))
}

/// Has a plan reviewed within four weeks, if it isn't due sooner. The reminder of eight weeks has no sense then.
///
/// # Errors
/// When the row can't be written.
pub fn bring_forward(db: &mut Db, head: &Head, today: NaiveDate, now: NaiveDateTime) -> Result<NaiveDate, DbError> {
    let soon = today + SOON;
    if let Some(due) = head.due_on.filter(|due| *due <= soon) {
        return Ok(due);
    }
    drafts::set_due(db, head.id, Some(soon))?;
    said::note_reminder(db, head.id, ("review-8", soon), now)?;
    Ok(soon)
}

/// The plan that a draft became.
pub fn plan_of(view: &ReviewView) -> PlanId {
    view.draft.known.head.plan_id
}

/// Writes down what somebody did about a review.
///
/// # Errors
/// When the row can't be written.
pub fn note(db: &mut Db, actor: &Actor, view: &ReviewView, detail: &str, now: NaiveDateTime) -> Result<(), DbError> {
    record(db, actor, &view.draft.known.head, ("plan.signs", detail), now)
}
