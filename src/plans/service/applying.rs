//! Putting what a draft says into the running plan. Lines and outcomes that were there keep their rows, so that orders
//! and the ledger still point at the right ones.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use crate::db::{Db, DbError};
use crate::jobs::{self, JobKind};
use crate::kernel::dates::{london, long_date};
use crate::kernel::ids::{OutcomeId, PlanId, PlanLineId, UserId};
use crate::kernel::{Money, Quantity};
use crate::plans::error::DraftError;
use crate::plans::model::draft::{Draft, Wish};
use crate::plans::model::head::{Head, Kind, PlanAgreed, Version};
use crate::plans::model::review::due_on;
use crate::plans::model::sums::{Sums, weekly, whole};
use crate::plans::model::{NewLine, NewOutcome, OutcomeFamily};
use crate::plans::store::{self, agreed, drafts, said};

/// What contingency money is called in the running plan.
const CONTINGENCY: &str = "Contingency money";

fn new_outcome(wish: &Wish) -> NewOutcome {
    NewOutcome {
        words: wish.words.clone(),
        family: wish.family.unwrap_or(OutcomeFamily::Choice),
        need: (!wish.need.is_empty()).then(|| wish.need.clone()),
        lines: Vec::new(),
    }
}

/// Lines as they are to be: the row they have, the outcome they serve, what they say.
type Wanted = (Option<PlanLineId>, Option<u32>, NewLine);

fn lines(draft: &Draft, hours: &HashMap<PlanLineId, Option<Quantity>>) -> Option<Vec<Wanted>> {
    let mut lines = Vec::new();
    for cost in &draft.costs {
        let line = NewLine {
            title: cost.title.clone(),
            category: cost.category.clone(),
            detail: cost.detail.clone(),
            weekly: weekly(draft, cost),
            hours: cost.line.and_then(|line| hours.get(&line).copied().flatten()),
            amount: whole(draft, cost)?,
        };
        lines.push((cost.line, cost.wish, line));
    }
    if draft.contingency.amount > Money::ZERO {
        let line = NewLine {
            title: CONTINGENCY.to_owned(),
            category: None,
            detail: "Kept aside for when things go wrong".to_owned(),
            weekly: None,
            hours: None,
            amount: draft.contingency.amount,
        };
        lines.push((draft.contingency.line, None, line));
    }
    Some(lines)
}

/// Writes a version into its plan and remembers in it which rows are which; then the budget follows, as a job. `splits` says
/// that a new budget is to be split into parts first.
pub(super) fn apply(
    db: &mut Db,
    head: &Head,
    version: &Version,
    (by, splits): (UserId, bool),
    now: NaiveDateTime,
) -> Result<(), DraftError> {
    let mut draft = version.draft.clone();
    let old = store::lines(db, head.plan_id)?;
    let was = Money::sum(old.iter().map(|line| line.amount)).filter(|_| head.kind == Kind::Change);
    let hours = old.into_iter().map(|line| (line.id, line.hours)).collect();
    let wanted = lines(&draft, &hours).ok_or(DraftError::TooMuch)?;
    let (old_outcomes, old_lines) = agreed::make_room(db, head.plan_id)?;
    put_outcomes(db, head.plan_id, &mut draft, &old_outcomes)?;
    let placed = put_lines(db, head.plan_id, &draft, &wanted, &old_lines)?;
    let (of_costs, of_contingency) = placed.split_at(draft.costs.len().min(placed.len()));
    for (cost, line) in draft.costs.iter_mut().zip(of_costs) {
        cost.line = Some(*line);
    }
    draft.contingency.line = of_contingency.first().copied();
    end_others(db, (&old_lines, &placed), now)?;
    let kept: Vec<OutcomeId> = draft.wishes.iter().filter_map(|wish| wish.outcome).collect();
    for gone in old_outcomes.iter().filter(|id| !kept.contains(id)) {
        agreed::delete_outcome(db, *gone)?;
    }
    hand_on_review(db, head, &draft, now)?;
    let total = Sums::of(&draft, head.indicative).ok_or(DraftError::TooMuch)?.total;
    drafts::rewrite_version(db, head.id, (version.number, &draft, total))?;
    jobs::enqueue(db, JobKind::PlanAgreed, &PlanAgreed { plan: head.plan_id, by: Some(by), splits, was }, now)?;
    Ok(())
}

/// Whoever has to review it is reminded. A change to a plan that runs is reviewed with it: as soon as the plan was to be,
/// and not again where its review was kept; only another end of the plan makes that another day.
fn hand_on_review(db: &mut Db, head: &Head, draft: &Draft, now: NaiveDateTime) -> Result<(), DbError> {
    let regular = due_on(draft, london(now).date());
    let Some(before) = drafts::agreed_before(db, head)? else { return drafts::set_due(db, head.id, Some(regular)) };
    let old = drafts::by_id(db, before)?;
    let ended_on = drafts::version(db, before, old.version)?.draft.ends_on;
    let due = match old.due_on {
        Some(due) if ended_on == draft.ends_on => Some(due),
        Some(due) => Some(due.min(regular)),
        None if ended_on == draft.ends_on => None,
        None => Some(regular),
    };
    drafts::set_due(db, head.id, due)?;
    drafts::set_due(db, before, None)?;
    said::hand_on_reminders(db, (before, head.id), now)
}

fn put_outcomes(db: &mut Db, plan: PlanId, draft: &mut Draft, old: &[OutcomeId]) -> Result<(), DbError> {
    for (wish, position) in draft.wishes.iter_mut().zip(1..) {
        let new = new_outcome(wish);
        wish.outcome = match wish.outcome.filter(|id| old.contains(id)) {
            Some(id) => {
                agreed::update_outcome(db, id, position, &new)?;
                Some(id)
            }
            None => Some(store::insert_outcome(db, plan, position, &new)?),
        };
    }
    Ok(())
}

fn put_lines(
    db: &mut Db,
    plan: PlanId,
    draft: &Draft,
    wanted: &[Wanted],
    old: &[PlanLineId],
) -> Result<Vec<PlanLineId>, DbError> {
    let mut placed = Vec::new();
    for ((line, wish, new), position) in wanted.iter().zip(1..) {
        let outcome =
            draft.wishes.iter().find(|one| wish.is_some_and(|key| key == one.key)).and_then(|one| one.outcome);
        let id = match line.filter(|id| old.contains(id)) {
            Some(id) => {
                agreed::update_line(db, id, (outcome, position), new)?;
                id
            }
            None => store::insert_line(db, plan, outcome, position, new)?,
        };
        placed.push(id);
    }
    Ok(placed)
}

fn end_others(db: &mut Db, (old, placed): (&[PlanLineId], &[PlanLineId]), now: NaiveDateTime) -> Result<(), DbError> {
    let words = format!("No longer in the plan, since {}", long_date(london(now).date()));
    let first = i32::try_from(placed.len()).unwrap_or(i32::MAX).saturating_add(1);
    for (line, position) in old.iter().filter(|line| !placed.contains(line)).zip(first..) {
        agreed::end_line(db, *line, position, &words)?;
    }
    Ok(())
}
