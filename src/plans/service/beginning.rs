//! Beginning a draft: a plan of its own, a change to an agreed one, or again from one that was refused or thrown away.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use super::adopting::change_of;
use super::authority::{known, known_holder, still_open, still_planning};
use super::drafting::{For, holder_of, record, running_words};
use super::figure::behind;
use crate::accounts::service::people;
use crate::accounts::{Actor, HolderSummary};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{DraftId, HolderId, PlanId};
use crate::plans::error::DraftError;
use crate::plans::model::days::{self, Days};
use crate::plans::model::draft::{Contingency, Draft};
use crate::plans::model::head::Kind;
use crate::plans::model::state::State;
use crate::plans::model::sums::{Sums, over_other_weeks, weeks, weeks_between};
use crate::plans::model::{NewPlan, Plan, PlanStatus};
use crate::plans::store::{self, drafts, reviews};

/// What a draft begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    /// Nothing, or what the plan that runs says, for a year from a day.
    New {
        /// The first day.
        on: NaiveDate,
        /// Whether what the plan that runs says is taken over.
        copied: bool,
    },
    /// An agreed plan: a change to it.
    Change {
        /// Which; otherwise the one that runs.
        of: Option<PlanId>,
    },
}

/// Begins a draft. A change that is being written already is given instead of another.
///
/// # Errors
/// [`DraftError::Days`] when an agreed plan has the first day, and others; then nothing was begun.
pub async fn begin(app: &App, actor: &Actor, whom: For, begin: Begin) -> Result<DraftId, DraftError> {
    let (actor, whom) = (Arc::new(actor.clone()), Arc::new(whom));
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            still_planning(db, &actor, today)?;
            let holder = holder_of(db, &actor, &whom)?;
            let (holder, may) = known_holder(db, &actor, holder)?;
            if !may.write() {
                return Err(DraftError::NotAllowed(
                    "Only the person, somebody they let plan, or their care manager can write a plan.",
                ));
            }
            if people::closed_case(db, holder.id)?.is_some() {
                return Err(DraftError::CaseClosed);
            }
            let running = super::current_plan(db, holder.id, today)?;
            match begin {
                Begin::Change { of } => {
                    let plan = to_change(db, holder.id, running, (of, today))?.ok_or(DraftError::NotFound)?;
                    if let Some(open) = drafts::open_of_plan(db, plan.id)? {
                        return Ok(open);
                    }
                    let draft = change_of(db, &plan)?;
                    insert_change(db, &actor, &holder, (&plan, &draft), now)
                }
                Begin::New { on, copied } => {
                    let taken = store::taken(db, holder.id)?;
                    let draft = new_draft(db, running.as_ref().filter(|_| copied), (on, &taken))?;
                    days::are_free((draft.starts_on, draft.ends_on), &taken)?;
                    days::are_enough((draft.starts_on, draft.ends_on), today)?;
                    insert_new(db, &actor, &holder, (running.as_ref(), &draft), now)
                }
            }
        })
        .await
}

/// Begins a draft from one that was refused or thrown away: the same words and costs, from the first free day; a change
/// keeps the days of its plan.
///
/// # Errors
/// [`DraftError::Open`] when another change to the plan is written already, and others; then nothing was begun.
pub async fn again(app: &App, actor: &Actor, id: DraftId) -> Result<DraftId, DraftError> {
    let actor = Arc::new(actor.clone());
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            still_planning(db, &actor, today)?;
            let known = known(db, &actor, id)?;
            if !known.may.write() {
                return Err(DraftError::NotAllowed(
                    "Only the person, somebody they let plan, or their care manager can write a plan.",
                ));
            }
            if !matches!(known.head.state, State::Refused | State::Dropped) {
                return Err(DraftError::MovedOn);
            }
            still_open(db, &known)?;
            let words = drafts::version(db, id, known.head.version)?.draft;
            let running = super::current_plan(db, known.holder.id, today)?;
            let of = (Some(known.head.plan_id), today);
            let changes = match known.head.kind {
                Kind::Change => to_change(db, known.holder.id, None, of)?,
                Kind::New => None,
            };
            if let Some(plan) = changes {
                if let Some(open) = drafts::open_of_plan(db, plan.id)? {
                    return Err(DraftError::Open(open));
                }
                let agreed = change_of(db, &plan)?.agreed;
                let (starts_on, ends_on) = (plan.starts_on, plan.ends_on);
                let draft = Draft { starts_on, ends_on, agreed, forms: std::collections::BTreeMap::new(), ..words };
                return insert_change(db, &actor, &known.holder, (&plan, &draft), now);
            }
            let taken = store::taken(db, known.holder.id)?;
            let on = days::first_free(words.starts_on.max(today), &taken);
            let days = days::moved_to(on, (words.starts_on, words.ends_on), &taken);
            let draft = of_its_own(words, days);
            insert_new(db, &actor, &known.holder, (running.as_ref(), &draft), now)
        })
        .await
}

/// The plan that a change is of: the one that was named, or else the newest, while it is agreed and not over.
fn to_change(
    db: &mut Db,
    holder: HolderId,
    running: Option<Plan>,
    (of, today): (Option<PlanId>, NaiveDate),
) -> Result<Option<Plan>, DbError> {
    let plan = match (of, running) {
        (Some(id), _) => store::by_id(db, id)?,
        (None, Some(running)) => running,
        (None, None) => return Ok(None),
    };
    let theirs = plan.holder_id == holder && plan.status == PlanStatus::Agreed && plan.ends_on >= today;
    Ok(theirs.then_some(plan))
}

/// What was known of somebody's indicative budget before they were assessed here, as their plan says it, over so many
/// weeks.
fn before(db: &mut Db, holder: HolderId, plan: Option<&Plan>, weeks: i64) -> Result<Option<Money>, DbError> {
    let newest = match plan {
        Some(_) => None,
        None => store::newest(db, holder)?.map(|id| store::by_id(db, id)).transpose()?,
    };
    let known = plan.or(newest.as_ref()).and_then(|plan| {
        let was = weeks_between((plan.starts_on, plan.ends_on));
        plan.indicative.map(|amount| over_other_weeks(amount, (was, weeks)))
    });
    Ok(known)
}

fn insert_new(
    db: &mut Db,
    actor: &Actor,
    holder: &HolderSummary,
    (running, draft): (Option<&Plan>, &Draft),
    now: NaiveDateTime,
) -> Result<DraftId, DraftError> {
    let known = before(db, holder.id, running, weeks(draft))?;
    let indicative = behind(db, holder.id)?.over(weeks(draft)).or(known);
    let new = NewPlan {
        holder_id: holder.id,
        status: PlanStatus::Draft,
        starts_on: draft.starts_on,
        ends_on: draft.ends_on,
        indicative,
        written_by: Some(actor.user_id),
        agreed: None,
        outcomes: Vec::new(),
        other_lines: Vec::new(),
    };
    let (plan, kind) = (store::insert(db, &new, now)?, Kind::New);
    let new = drafts::NewDraft { plan, holder: holder.id, council: holder.council_id, kind, indicative };
    insert(db, actor, &new, draft, now)
}

fn insert_change(
    db: &mut Db,
    actor: &Actor,
    holder: &HolderSummary,
    (plan, draft): (&Plan, &Draft),
    now: NaiveDateTime,
) -> Result<DraftId, DraftError> {
    let indicative = behind(db, holder.id)?.over(weeks(draft)).or(plan.indicative);
    let (plan, kind) = (plan.id, Kind::Change);
    let new = drafts::NewDraft { plan, holder: holder.id, council: holder.council_id, kind, indicative };
    insert(db, actor, &new, draft, now)
}

fn insert(
    db: &mut Db,
    actor: &Actor,
    new: &drafts::NewDraft,
    draft: &Draft,
    now: NaiveDateTime,
) -> Result<DraftId, DraftError> {
    let total = Sums::of(draft, new.indicative).ok_or(DraftError::TooMuch)?.total;
    let id = drafts::insert(db, new, actor.by(), now)?;
    drafts::insert_version(db, id, (1, draft, total), actor.by(), now)?;
    let head = drafts::by_id(db, id)?;
    drafts::set_version(db, &head, 1, total, now)?;
    let words =
        if new.kind == Kind::New { "Began to write a support plan" } else { "Began to change the support plan" };
    record(db, actor, &head, ("plan.begun", words), now)?;
    Ok(id)
}

/// The same words and costs as something new: no row of another plan is any of its rows.
fn of_its_own(words: Draft, (starts_on, ends_on): Days) -> Draft {
    let mut draft = Draft { starts_on, ends_on, agreed: None, forms: std::collections::BTreeMap::new(), ..words };
    for wish in &mut draft.wishes {
        wish.outcome = None;
    }
    for cost in &mut draft.costs {
        cost.line = None;
    }
    draft.contingency = Contingency { line: None, ..draft.contingency };
    draft
}

/// A draft for a year from a day, or until the next agreed plan: empty, or with what a plan says, as something new.
pub(super) fn new_draft(
    db: &mut Db,
    like: Option<&Plan>,
    (on, taken): (NaiveDate, &[Days]),
) -> Result<Draft, DraftError> {
    let (from, until) = days::usual(on, taken);
    let Some(plan) = like else { return Ok(Draft::new(from, until)) };
    let mut draft = of_its_own(running_words(db, plan)?, (from, until));
    let newest = reviews::of_plan(db, plan.id)?.pop().map(|reviewed| reviewed.review);
    let scores = newest.as_ref().map(|review| review.scores.as_slice()).unwrap_or_default();
    draft.life = newest.as_ref().map(|review| review.life);
    for wish in &mut draft.wishes {
        // How far it was at the review is where the next plan begins from.
        wish.now = scores.iter().find(|score| score.key == wish.key).map(|score| score.after);
    }
    Ok(draft)
}
