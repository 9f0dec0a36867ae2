//! From sent to agreed: each step is taken once, by whoever may, on the version they read; the person and the council
//! are written to, and what was done is kept.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::applying::apply;
use super::authority::{Known, has_a_hand, known, of_holder, still_open, still_planning, writing};
use super::days::still_free;
use super::drafting::record;
use super::figure::own_figure;
use super::panels::can_answer;
use super::reading::{DraftView, view_of};
use super::telling::tell;
use crate::accounts::Actor;
use crate::app::App;
use crate::assessments::service as assessments;
use crate::db::Db;
use crate::kernel::Money;
use crate::kernel::ids::DraftId;
use crate::plans::error::DraftError;
use crate::plans::model::PlanStatus;
use crate::plans::model::checks::may_send;
use crate::plans::model::draft::LONGEST_TEXT;
use crate::plans::model::head::Kind;
use crate::plans::model::state::{Agreeing, CannotAgree, State, Step};
use crate::plans::store::{agreed, drafts, panels, said};

pub(super) const ONLY_OWN: &str = "Only the person, or somebody they let plan, can do this.";
pub(super) const ONLY_OFFICERS: &str = "Only a care manager of their council can do this.";

/// How far ahead the risk panel may meet.
const A_YEAR: TimeDelta = TimeDelta::days(365);

/// What an officer decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decide {
    /// To be changed, with what is missing.
    Changes(String),
    /// To the risk panel: what it is asked, and when it meets.
    Panel(String, NaiveDate),
    /// Agreed, with words for the person, which may be empty. The council manages the money until somebody chooses.
    Agree(String),
    /// Agreed in the same way, and finance says how the money is held, part by part, before there is a budget.
    AgreeInParts(String),
    /// Not agreed, with the reasons.
    Refuse(String),
}

impl Decide {
    fn step(&self) -> Step {
        match self {
            Self::Changes(_) => Step::AskChanges,
            Self::Panel(..) => Step::Refer,
            Self::Agree(_) | Self::AgreeInParts(_) => Step::Agree,
            Self::Refuse(_) => Step::Refuse,
        }
    }

    fn words(&self) -> &str {
        match self {
            Self::Changes(words)
            | Self::Panel(words, _)
            | Self::Agree(words)
            | Self::AgreeInParts(words)
            | Self::Refuse(words) => words,
        }
    }
}

/// Words that go to somebody: there, and not too many.
pub(super) fn needed(words: &str, missing: &'static str) -> Result<(), DraftError> {
    if words.is_empty() {
        return Err(DraftError::NeedsWords(missing));
    }
    if words.chars().count() > LONGEST_TEXT {
        return Err(DraftError::NeedsWords("Use 4,000 letters or fewer."));
    }
    Ok(())
}

/// When things happen.
#[derive(Clone, Copy)]
pub(super) struct Now {
    pub today: NaiveDate,
    pub now: NaiveDateTime,
}

impl Now {
    pub(super) fn of(app: &App) -> Self {
        Self { today: app.clock.today(), now: app.clock.now() }
    }
}

/// Takes a step: from where the draft was when it was read, or not at all.
pub(super) fn move_on(
    db: &mut Db,
    actor: &Actor,
    known: &Known,
    (step, words, due): (Step, &str, Option<NaiveDate>),
    site: &str,
    at: Now,
) -> Result<State, DraftError> {
    let head = &known.head;
    let next = head.state.after(step, head.appealed()).ok_or(DraftError::MovedOn)?;
    let due = due.or_else(|| next.due_on(at.today));
    if !drafts::set_state(db, head, next, due, at.now)? {
        return Err(DraftError::MovedOn);
    }
    said::insert_step(db, head.id, (step, head.version, words), actor.by(), at.now)?;
    if head.kind == Kind::New
        && let Some(status) = status_of(next)
    {
        agreed::set_status(db, head.plan_id, status, at.now)?;
    }
    let detail = format!("Support plan: {}", step.label().to_lowercase());
    record(db, actor, head, (action(step), &detail), at.now)?;
    tell(db, actor, known, (step, words, due), site, at.now)?;
    Ok(next)
}

fn action(step: Step) -> &'static str {
    match step {
        Step::Submit => "plan.submitted",
        Step::TakeBack => "plan.taken_back",
        Step::AskChanges => "plan.changes_asked",
        Step::Refer => "plan.referred",
        Step::Advise => "plan.panel_answered",
        Step::Recall => "plan.panel_recalled",
        Step::Approve => "plan.cost_approved",
        Step::Agree => "plan.agreed",
        Step::Refuse => "plan.refused",
        Step::Appeal => "plan.appealed",
        Step::Adopt => "plan.adopted",
        Step::Drop => "plan.dropped",
    }
}

/// What those who only know plans see; agreed plans are written with their lines.
pub(super) fn status_of(state: State) -> Option<PlanStatus> {
    match state {
        State::Draft => Some(PlanStatus::Draft),
        State::Submitted | State::WithPanel | State::Appealed => Some(PlanStatus::Submitted),
        State::ChangesAsked => Some(PlanStatus::ChangesAsked),
        State::Refused => Some(PlanStatus::Refused),
        State::Agreed | State::Dropped => None,
    }
}

/// Refuses when the newest version isn't the one that was read.
pub(super) fn newest(known: &Known, read: i32) -> Result<(), DraftError> {
    if known.head.version == read { Ok(()) } else { Err(DraftError::NotNewest) }
}

/// Sends a draft to the council.
///
/// # Errors
/// [`DraftError`]; then it wasn't sent.
pub async fn submit(app: &App, actor: &Actor, id: DraftId, read: i32) -> Result<(), DraftError> {
    let (actor, site, at) = (Arc::new(actor.clone()), app.config.public_url.clone(), Now::of(app));
    app.db
        .write(move |db| {
            let known = writing(db, &actor, id, at.today)?;
            if known.head.council_id.is_none() {
                return Err(DraftError::NotAllowed("You pay for yourself, so nobody has to agree your plan."));
            }
            newest(&known, read)?;
            let view = view_of(db, known)?;
            may_send(&view.version.draft, &view.sums)?;
            still_free(db, &view, at.today)?;
            drafts::mark_sent(db, id, view.version.number, at.now)?;
            drafts::keep_indicative(db, id, view.known.head.indicative)?;
            move_on(db, &actor, &view.known, (Step::Submit, "", None), &site, at).map(drop)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Takes a draft back from the council, or gives it up.
///
/// # Errors
/// [`DraftError`]; then nothing was done.
pub async fn by_person(app: &App, actor: &Actor, id: DraftId, step: Step) -> Result<(), DraftError> {
    let (actor, site, at) = (Arc::new(actor.clone()), app.config.public_url.clone(), Now::of(app));
    app.db
        .write(move |db| {
            still_planning(db, &actor, at.today)?;
            let known = known(db, &actor, id)?;
            let may = match step {
                Step::Drop => known.may.write(),
                Step::TakeBack => known.may.own,
                _ => false,
            };
            if !may {
                return Err(DraftError::NotAllowed(ONLY_OWN));
            }
            move_on(db, &actor, &known, (step, "", None), &site, at)?;
            if step == Step::TakeBack {
                panels::call_off(db, id)?;
            }
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Decides about the version that was read.
///
/// # Errors
/// [`DraftError::CannotAgree`] and others; then nothing was decided.
pub async fn decide(app: &App, actor: &Actor, id: DraftId, read: i32, decide: Decide) -> Result<State, DraftError> {
    match &decide {
        Decide::Changes(words) => needed(words, "Say what has to be changed.")?,
        Decide::Panel(words, _) => needed(words, "Say what you ask the panel.")?,
        Decide::Refuse(words) => needed(words, "Say why, in words that the person can read.")?,
        Decide::Agree(_) | Decide::AgreeInParts(_) => {}
    }
    let (actor, decide) = (Arc::new(actor.clone()), Arc::new(decide));
    let (site, at) = (app.config.public_url.clone(), Now::of(app));
    let state = app
        .db
        .write_locked_by(
            move |db| of_holder(db, id),
            move |db| {
                let known = known(db, &actor, id)?;
                if !known.may.decide {
                    return Err(DraftError::NotAllowed(ONLY_OFFICERS));
                }
                still_open(db, &known)?;
                let view = view_of(db, known)?;
                may_decide(db, &actor, &view, (read, &decide), at.today)?;
                if decide.step() == Step::Agree {
                    still_free(db, &view, at.today)?;
                }
                drafts::keep_indicative(db, id, view.known.head.indicative)?;
                let due = if let Decide::Panel(_, meets_on) = *decide { Some(meets_on) } else { None };
                let step = (decide.step(), decide.words(), due);
                let next = move_on(db, &actor, &view.known, step, &site, at)?;
                match &*decide {
                    Decide::Panel(question, meets_on) => {
                        let asked = (view.version.number, question.as_str(), *meets_on);
                        panels::insert(db, id, asked, actor.user_id, at.now)?;
                    }
                    Decide::Agree(_) | Decide::AgreeInParts(_) => {
                        let taken = (actor.user_id, matches!(*decide, Decide::AgreeInParts(_)));
                        apply(db, &view.known.head, &view.version, taken, at.now)?;
                        let who = (view.known.head.indicative, Some(actor.user_id));
                        agreed::set_agreed(db, view.known.head.plan_id, who, at.now)?;
                    }
                    Decide::Changes(_) | Decide::Refuse(_) => {}
                }
                Ok(next)
            },
        )
        .await?;
    app.wake.notify_one();
    Ok(state)
}

/// Whether this officer may take this decision on this version.
fn may_decide(
    db: &mut Db,
    actor: &Actor,
    view: &DraftView,
    (read, decide): (i32, &Decide),
    today: NaiveDate,
) -> Result<(), DraftError> {
    let head = &view.known.head;
    let steps = said::steps(db, head.id)?;
    let refused_before = steps.iter().any(|taken| taken.step == Step::Refuse && taken.by.user == actor.user_id);
    let panel = panels::of_draft(db, head.id)?.into_iter().rev().find(|panel| panel.version == head.version);
    let sat = panel.as_ref().is_some_and(|panel| panel.is_answer_of(actor.user_id));
    let answer = panel.and_then(|panel| panel.answer);
    let named = said::approval(db, head.id, head.version)?.is_some_and(|yes| yes.by.user != actor.user_id);
    let panel_yes = answer.as_ref().is_some_and(|one| one.decision.is_yes()) && !sat;
    let asked = Agreeing {
        state: head.state,
        appealed: head.appealed(),
        read,
        newest: head.version,
        wrote: has_a_hand(db, actor, head)?,
        refused_before,
        light: view.sums.light,
        unchecked: !view.sums.checked,
        own_figure: own_figure(db, actor, view)?,
        approved: named || panel_yes,
        panel_against: answer.is_some_and(|one| !one.decision.is_yes()),
    };
    asked.still_open(decide.step())?;
    match decide {
        Decide::Agree(_) | Decide::AgreeInParts(_) => Ok(asked.check()?),
        _ if asked.read != asked.newest => Err(CannotAgree::NotNewest.into()),
        Decide::Refuse(_) if asked.wrote => Err(CannotAgree::Wrote.into()),
        Decide::Refuse(_) if asked.refused_before => Err(CannotAgree::SamePerson.into()),
        Decide::Panel(..) if !can_answer(db, head)? => Err(DraftError::NotAllowed(
            "Nobody on the risk panel could answer: they wrote some of this plan, act for the person, or nobody is on it.",
        )),
        Decide::Panel(_, meets_on) if *meets_on < today => {
            Err(DraftError::NeedsDay("Choose a day for the panel that is not in the past."))
        }
        Decide::Panel(_, meets_on) if *meets_on - today > A_YEAR => {
            Err(DraftError::NeedsDay("Choose a day within the next year."))
        }
        _ => Ok(()),
    }
}

/// A finance officer's yes, by name, to the cost of the version that was read.
///
/// # Errors
/// [`DraftError`]; then nothing was said.
pub async fn approve(app: &App, actor: &Actor, id: DraftId, read: i32, words: String) -> Result<(), DraftError> {
    needed(&words, "Say why this cost is right.")?;
    let (actor, words) = (Arc::new(actor.clone()), Arc::new(words));
    let (site, at) = (app.config.public_url.clone(), Now::of(app));
    app.db
        .write(move |db| {
            let known = known(db, &actor, id)?;
            if !known.may.approve {
                return Err(DraftError::NotAllowed("Only a finance officer of their council can say yes to the cost."));
            }
            still_open(db, &known)?;
            newest(&known, read)?;
            if has_a_hand(db, &actor, &known.head)? {
                return Err(CannotAgree::Wrote.into());
            }
            let due = known.head.due_on;
            move_on(db, &actor, &known, (Step::Approve, &words, due), &site, at)?;
            if said::insert_approval(db, id, (read, &words), actor.user_id, at.now)? {
                Ok(())
            } else {
                Err(DraftError::Twice("A finance officer said yes to the cost of this version before."))
            }
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Writes down what an assessment elsewhere suggested, of somebody who was not assessed here.
///
/// # Errors
/// [`DraftError`]; then nothing was changed.
pub async fn set_indicative(app: &App, actor: &Actor, id: DraftId, amount: Money) -> Result<(), DraftError> {
    let (actor, at) = (Arc::new(actor.clone()), Now::of(app));
    app.db
        .write(move |db| {
            let known = known(db, &actor, id)?;
            if !known.may.decide {
                return Err(DraftError::NotAllowed(ONLY_OFFICERS));
            }
            still_open(db, &known)?;
            if known.head.state.is_over() {
                return Err(DraftError::MovedOn);
            }
            if assessments::indicative_for(db, known.head.holder_id)?.is_some() {
                return Err(DraftError::NotAllowed(
                    "The indicative budget comes from their answers. Change it on the page that says why it is what it is.",
                ));
            }
            if has_a_hand(db, &actor, &known.head)? {
                return Err(CannotAgree::WroteBeside.into());
            }
            drafts::set_indicative(db, id, amount, (actor.user_id, at.now))?;
            let detail = format!("Wrote down the indicative budget: {amount}");
            Ok(record(db, &actor, &known.head, ("plan.indicative", &detail), at.now)?)
        })
        .await
}
