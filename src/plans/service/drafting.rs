//! Writing a draft part by part. How one is begun is in [`super::beginning`].

use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};

use super::authority::{Known, writing};
use super::reading::view_of;
use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{DraftId, HolderId};
use crate::plans::error::DraftError;
use crate::plans::model::Plan;
use crate::plans::model::draft::{Cost, Draft, LONGEST_PLAN, MOST_ROWS, Per, Wish, Written};
use crate::plans::model::head::{Head, Version};
use crate::plans::model::sums::{Sums, weeks};
use crate::plans::store::drafts;

/// Somebody's changes go into the version they began, for this long; then a new one begins.
const ONE_SITTING: TimeDelta = TimeDelta::hours(1);

/// Who a draft is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum For {
    /// The actor, or the person they act for.
    Own,
    /// The person with this reference, for their care manager.
    Reference(String),
}

/// The holder somebody writes a plan for.
pub(super) fn holder_of(db: &mut Db, actor: &Actor, whom: &For) -> Result<HolderId, DraftError> {
    match whom {
        For::Own => Ok(actor.holder(Scope::Plan)?),
        For::Reference(reference) => Ok(people::holder_by_reference(db, reference)?),
    }
}

/// Writes an act on a draft down.
pub(super) fn record(
    db: &mut Db,
    actor: &Actor,
    head: &Head,
    (action, detail): (&str, &str),
    now: NaiveDateTime,
) -> Result<(), DbError> {
    audit::record(
        db,
        &audit::Entry {
            at: now,
            user: Some(actor.user_id),
            mandate: actor.by().mandate,
            holder: Some(head.holder_id),
            action,
            subject: "plan_drafts",
            subject_id: head.id.0,
            detail,
        },
    )
}

/// What a running plan says, as it was agreed, or as its lines and outcomes are.
pub(super) fn running_words(db: &mut Db, plan: &Plan) -> Result<Draft, DraftError> {
    match drafts::agreed_of_plan(db, plan.id)? {
        Some(head) => Ok(drafts::version(db, head.id, head.version)?.draft),
        None => Ok(from_rows(plan)),
    }
}

pub(super) fn from_rows(plan: &Plan) -> Draft {
    let mut draft = Draft::new(plan.starts_on, plan.ends_on);
    for (outcome, key) in plan.outcomes.iter().zip(1..) {
        draft.wishes.push(Wish {
            key,
            outcome: Some(outcome.id),
            words: outcome.words.clone(),
            family: Some(outcome.family),
            need: outcome.need.clone().unwrap_or_default(),
            now: None,
        });
    }
    for (line, key) in plan.lines.iter().zip(1..) {
        let wish = draft.wishes.iter().find(|wish| wish.outcome.is_some() && wish.outcome == line.outcome_id);
        // A weekly amount that makes the whole is kept as one; any other is the whole, once.
        let weekly = line.weekly.filter(|weekly| weekly.checked_mul(weeks(&draft)) == Some(line.amount));
        draft.costs.push(Cost {
            key,
            line: Some(line.id),
            wish: wish.map(|wish| wish.key),
            title: line.title.clone(),
            category: line.category.clone(),
            listing: None,
            detail: line.detail.clone(),
            amount: weekly.unwrap_or(line.amount),
            per: if weekly.is_some() { Per::Week } else { Per::Once },
        });
    }
    draft
}

/// What came of saving a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// How often the part was saved now: the next form says that it has seen this.
    pub saved: u32,
    /// What the plan costs now.
    pub sums: Sums,
}

/// What a form knows of the part it was opened on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// How often the part had been saved.
    pub seen: u32,
    /// The form itself; empty when nobody can tell.
    pub form: String,
    /// Its button was pressed; otherwise it saves by itself while somebody types.
    pub pressed: bool,
}

/// Saves what somebody wrote in one part.
///
/// # Errors
/// [`DraftError::Conflict`] with what the plan says now, when somebody else saved the part since; and others. Nothing
/// was saved then.
pub async fn save(
    app: &App,
    actor: &Actor,
    id: DraftId,
    opened: Opened,
    written: Written,
) -> Result<Saved, DraftError> {
    let (actor, written, opened) = (Arc::new(actor.clone()), Arc::new(written), Arc::new(opened));
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            let known = writing(db, &actor, id, today)?;
            let kept = known.head.indicative;
            let view = view_of(db, known)?;
            let part = written.part();
            let mut draft = view.version.draft.clone();
            let own = opened.pressed && !opened.form.is_empty() && draft.forms.get(&part) == Some(&opened.form);
            if draft.saved(part) != opened.seen && !own {
                return Err(DraftError::Conflict(Box::new(draft)));
            }
            let changed = draft.take(Written::clone(&written));
            checked(&draft)?;
            let sums = view.sums_of(&draft)?;
            if changed {
                draft.forms.insert(part, opened.form.clone());
                keep(db, &actor, &view.known, &view.version, (&draft, sums.total), now)?;
            }
            if kept != sums.indicative {
                drafts::keep_indicative(db, id, sums.indicative)?;
            }
            Ok(Saved { saved: draft.saved(part), sums })
        })
        .await
}

/// Whether a draft is small enough to be kept.
fn checked(draft: &Draft) -> Result<(), DraftError> {
    let most = [draft.wishes.len(), draft.costs.len(), draft.risks.len(), draft.actions.len()].into_iter().max();
    if most > Some(MOST_ROWS) {
        return Err(DraftError::TooManyRows);
    }
    if draft.letters() > LONGEST_PLAN {
        return Err(DraftError::TooLong);
    }
    Ok(())
}

/// Writes a changed draft: into the version that the same person began a while ago, or into a new one.
pub(super) fn keep(
    db: &mut Db,
    actor: &Actor,
    known: &Known,
    version: &Version,
    (draft, total): (&Draft, Money),
    now: NaiveDateTime,
) -> Result<(), DraftError> {
    let by = actor.by();
    let same = version.by.user == by.user && version.by.mandate == by.mandate;
    let goes_on = version.sent_at.is_none() && same && now - version.made_at < ONE_SITTING;
    let number = if goes_on { version.number } else { version.number.saturating_add(1) };
    if !drafts::set_version(db, &known.head, number, total, now)? {
        return Err(DraftError::MovedOn);
    }
    if goes_on {
        drafts::rewrite_version(db, known.head.id, (number, draft, total))?;
    } else {
        drafts::insert_version(db, known.head.id, (number, draft, total), by, now)?;
    }
    Ok(())
}
