//! Figures: worked out when answers are sent in, adjusted and checked by a care manager, shown line by line.

use std::collections::HashMap;

use chrono::NaiveDateTime;

use super::answering::view_in;
use super::{access, record, still_open};
use crate::accounts::{Actor, HolderSummary, Refused};
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::model::figure::{Figure, FigureView, Indicative, Inputs, RasVersion, raised};
use crate::assessments::model::ras::{Adjustment, NoFigure};
use crate::assessments::model::ras_lines::by_words;
use crate::assessments::model::{AssessmentState, AssessmentView, Kind, VersionState};
use crate::assessments::store::{assessments, figures, ras};
use crate::db::{Db, DbError, LockKey};
use crate::directory::model::CareGroup;
use crate::kernel::Money;
use crate::kernel::ids::{AssessmentId, FigureId, HolderId, UserId};

impl From<NoFigure> for AssessmentError {
    fn from(error: NoFigure) -> Self {
        Self::NoFigure(error)
    }
}

/// Works a figure out and keeps it with its lines, in place of the one that counted.
pub(super) fn keep(
    db: &mut Db,
    (holder, assessment): (HolderId, AssessmentId),
    rules: &RasVersion,
    inputs: &Inputs,
    made: figures::Made,
) -> Result<FigureId, AssessmentError> {
    let (worked, lines) = rules.content.lines((inputs.kind, inputs.group), &inputs.score, &inputs.adjustments)?;
    figures::replace(db, holder, inputs.kind, made.at)?;
    let id = figures::insert(db, (holder, assessment, rules.id), inputs, worked.gross, made)?;
    for (line, position) in lines.iter().zip(1..) {
        figures::insert_line(db, id, position, line)?;
    }
    Ok(id)
}

/// The figure of answers just sent in; none where the council has no rules for them yet, nor where everything is still to
/// be talked about: the figure before stays until then.
pub(super) fn of_answers(
    db: &mut Db,
    view: &AssessmentView,
    by: UserId,
    now: NaiveDateTime,
) -> Result<Option<FigureId>, AssessmentError> {
    let Some(council) = view.holder.council_id.filter(|_| view.assessment.kind.gives_money()) else { return Ok(None) };
    let Some(rules) = ras::in_state(db, council, VersionState::InUse)? else { return Ok(None) };
    if view.is_all_talk() {
        return Ok(None);
    }
    let inputs = Inputs {
        kind: view.assessment.kind,
        group: group_of(&view.holder),
        score: view.version.content.score(&view.answers()),
        adjustments: Vec::new(),
    };
    let made = figures::Made { by: Some(by), at: now, checked_by: view.officer.then_some(by) };
    match keep(db, (view.assessment.holder, view.assessment.id), &rules, &inputs, made) {
        Ok(id) => Ok(Some(id)),
        Err(AssessmentError::NoFigure(NoFigure::NoTable)) => Ok(None),
        Err(error) => Err(error),
    }
}

fn shown(db: &mut Db, figure: Figure) -> Result<FigureView, DbError> {
    Ok(FigureView { lines: figures::lines(db, figure.id)?, rules: ras::by_id(db, figure.ras)?, figure })
}

/// An assessment with its newest figure; none before there is one.
///
/// # Errors
/// [`AssessmentError::Refused`] when it isn't theirs to see.
pub async fn view(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
) -> Result<(AssessmentView, Option<FigureView>), AssessmentError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let view = view_in(db, &actor, id)?;
            let figure = figures::of_assessment(db, id)?.map(|figure| shown(db, figure)).transpose()?;
            Ok((view, figure))
        })
        .await
}

/// What a care manager does with a figure.
#[derive(Clone, Debug)]
pub enum Step {
    /// Checked it.
    Check,
    /// Adds an adjustment.
    Add(Adjustment),
    /// Takes an adjustment away, by its place from 0.
    Remove(usize),
    /// Works it out again, under the rules in use now.
    Again,
}

/// Takes a step with the figure of an assessment, as it was when the page showed `seen`.
///
/// # Errors
/// [`AssessmentError::Refused`] for anybody but a care manager of the person's council, [`AssessmentError::Stale`]
/// when another figure counts by now, [`AssessmentError::CaseClosed`], [`AssessmentError::NoFigure`].
pub async fn take(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
    seen: Option<FigureId>,
    step: Step,
) -> Result<(), AssessmentError> {
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    let holder = app.db.read(move |db| assessments::by_id(db, id)).await?.holder;
    let done = app
        .db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            if !access(db, &actor, holder)?.officer {
                return Err(Refused.into());
            }
            still_open(db, holder)?;
            let view = view_in(db, &actor, id)?;
            if view.assessment.state != AssessmentState::Submitted {
                return Err(Refused.into());
            }
            let figure = figures::of_assessment(db, id)?;
            if figure.as_ref().map(|figure| figure.id) != seen {
                return Err(AssessmentError::Stale);
            }
            step_with(db, &actor, &view, figure, &step, now)?;
            if let Some(figure) = figures::of_assessment(db, id)? {
                let what = (figure.gross, matches!(step, Step::Check));
                super::telling::figure(db, (&view.holder, id), what, actor.user_id, (&site, now))?;
            }
            Ok(())
        })
        .await;
    app.wake.notify_one();
    done
}

/// An adjustment as the audit has it: words of the council's rules, never those that were written for one person.
fn called(adjustment: &Adjustment) -> String {
    let by = by_words(adjustment.by);
    if adjustment.key.is_some() { format!("{}: {by}", adjustment.words) } else { by }
}

fn step_with(
    db: &mut Db,
    actor: &Actor,
    view: &AssessmentView,
    figure: Option<Figure>,
    step: &Step,
    now: NaiveDateTime,
) -> Result<(), AssessmentError> {
    let holder = view.assessment.holder;
    let made = figures::Made { by: Some(actor.user_id), at: now, checked_by: Some(actor.user_id) };
    let (figure, detail) = match (step, figure) {
        (Step::Again, figure) => {
            let id = again(db, actor, view, figure, made)?;
            (id, "Worked out the indicative budget under the rules in use".to_owned())
        }
        (_, None) => return Err(NoFigure::NoTable.into()),
        (_, Some(figure)) if figure.replaced => return Err(AssessmentError::Stale),
        (Step::Check, Some(figure)) => {
            if !figures::check(db, figure.id, actor.user_id, now)? {
                return Err(AssessmentError::Stale);
            }
            (figure.id, format!("Checked the indicative budget of {} a year", figure.gross))
        }
        (Step::Add(_) | Step::Remove(_), Some(mut figure)) => {
            let detail = match step {
                Step::Add(adjustment) => {
                    figure.inputs.adjustments.push(adjustment.clone());
                    format!("Adjusted the indicative budget: {}", called(adjustment))
                }
                Step::Remove(place) if *place < figure.inputs.adjustments.len() => {
                    let gone = figure.inputs.adjustments.remove(*place);
                    format!("Took an adjustment away: {}", called(&gone))
                }
                _ => return Err(AssessmentError::Stale),
            };
            let rules = ras::by_id(db, figure.ras)?;
            (keep(db, (holder, view.assessment.id), &rules, &figure.inputs, made)?, detail)
        }
    };
    record(db, actor, ("figure.decided", &detail), ("figures", figure.0), Some(holder), now)?;
    Ok(())
}

/// The care group that the council knows now.
fn group_of(holder: &HolderSummary) -> Option<CareGroup> {
    holder.care_group.as_deref().and_then(|group| group.parse().ok())
}

/// Works it out again, with the same adjustments, for the care group and under the rules of now.
fn again(
    db: &mut Db,
    actor: &Actor,
    view: &AssessmentView,
    figure: Option<Figure>,
    made: figures::Made,
) -> Result<FigureId, AssessmentError> {
    let Some(figure) = figure else {
        if view.is_all_talk() {
            return Err(AssessmentError::Unfinished);
        }
        return of_answers(db, view, actor.user_id, made.at)?.ok_or_else(|| NoFigure::NoTable.into());
    };
    // Answers that newer ones replaced stay as they are.
    if figure.replaced {
        return Err(AssessmentError::Stale);
    }
    let council = view.holder.council_id.ok_or(Refused)?;
    let rules = ras::in_state(db, council, VersionState::InUse)?.ok_or(NoFigure::NoTable)?;
    let inputs = Inputs { group: group_of(&view.holder), ..figure.inputs };
    keep(db, (view.assessment.holder, view.assessment.id), &rules, &inputs, made)
}

/// The indicative budget of somebody: what their needs come to, else what they need as an unpaid carer. None before
/// there is one. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn indicative_for(db: &mut Db, holder: HolderId) -> Result<Option<Indicative>, DbError> {
    for kind in [Kind::Adults, Kind::Carers] {
        if let Some(figure) = figures::current(db, holder, kind)? {
            return Ok(Some(Indicative {
                figure: figure.id,
                assessment: figure.assessment,
                gross: figure.gross,
                checked: figure.checked.is_some(),
                made_at: figure.made_at,
            }));
        }
    }
    Ok(None)
}

/// Whether somebody raised a figure: by an adjustment that still counts in it, or by whatever else made it more than it was,
/// as taking a reduction away or working it out for another care group.
///
/// # Errors
/// When the database can't be read.
pub fn raised_by(db: &mut Db, indicative: &Indicative, user: UserId) -> Result<bool, DbError> {
    let (mut before, mut theirs): (Vec<Adjustment>, Vec<Adjustment>) = (Vec::new(), Vec::new());
    let mut steps: Vec<(bool, Money)> = Vec::new();
    for (figure, by, gross, adjustments) in figures::adjusted(db, indicative.assessment)? {
        steps.push((by == Some(user), gross));
        if by == Some(user) {
            theirs.extend(adjustments.iter().filter(|one| !before.contains(one)).cloned());
        }
        before = adjustments;
        if figure == indicative.figure {
            break;
        }
    }
    Ok(raised(&steps) || before.iter().any(|one| one.by.raises() && theirs.contains(one)))
}

/// What the plans of some people stand beside: the newest figure that the council checked, until it checks a newer one;
/// where none was checked, the one that counts. What their needs come to, else what they need as an unpaid carer. The
/// caller has checked that they may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn checked_indicative_of(db: &mut Db, holders: &[HolderId]) -> Result<HashMap<HolderId, Indicative>, DbError> {
    let mut found: HashMap<HolderId, (Kind, Indicative)> = HashMap::new();
    for (holder, kind, indicative) in figures::counting(db, holders)? {
        if kind == Kind::Adults || !found.contains_key(&holder) {
            found.insert(holder, (kind, indicative));
        }
    }
    let open: Vec<HolderId> =
        found.iter().filter(|(_, (_, indicative))| !indicative.checked).map(|(holder, _)| *holder).collect();
    if !open.is_empty() {
        for (holder, kind, checked) in figures::checked(db, &open)? {
            if let Some((counts, indicative)) = found.get_mut(&holder)
                && *counts == kind
            {
                *indicative = checked;
            }
        }
    }
    Ok(found.into_iter().map(|(holder, (_, indicative))| (holder, indicative)).collect())
}
