//! Answering a questionnaire: begun, saved question by question, checked, sent in.

use super::{Access, access, record, still_open};
use crate::accounts::service::people;
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::model::contribution::Contribution;
use crate::assessments::model::figure::Indicative;
use crate::assessments::model::{
    Answer, Assessment, AssessmentState, AssessmentView, Done, Kind, Life, Question, Score, Version, VersionState,
    newest,
};
use crate::assessments::store::{assessments, questionnaires};
use crate::db::{Db, DbError, LockKey};
use crate::kernel::ids::{AssessmentId, HolderId, QuestionnaireId};

/// What the page of somebody's assessments shows.
#[derive(Clone, Debug)]
pub struct Home {
    /// Whose.
    pub holder: crate::accounts::HolderSummary,
    /// Whether the reader is that person.
    pub own: bool,
    /// Whether the reader may answer.
    pub may_answer: bool,
    /// Whether the reader is a care manager of the person's council.
    pub officer: bool,
    /// What their council asks.
    pub asked: Vec<Version>,
    /// What was begun or sent in, newest first.
    pub assessments: Vec<Assessment>,
    /// What their needs come to, as a guide.
    pub indicative: Option<Indicative>,
    /// What they pay towards it.
    pub contributions: Vec<Contribution>,
}

fn home_of(db: &mut Db, access: Access) -> Result<Home, AssessmentError> {
    let asked = match access.holder.council_id {
        Some(council) => questionnaires::of_council(db, council)?,
        None => Vec::new(),
    };
    let mut asked: Vec<Version> = asked.into_iter().filter(|version| version.state == VersionState::InUse).collect();
    asked.sort_by_key(|version| version.kind);
    let assessments = assessments::of_holder(db, access.holder.id)?;
    let Access { holder, own, officer, answers } = access;
    let indicative = super::indicative_for(db, holder.id)?;
    let contributions = super::contributions_of(db, holder.id)?;
    Ok(Home { holder, own, may_answer: answers, officer, asked, assessments, indicative, contributions })
}

/// The assessments of whoever looks, or of the person they act for.
///
/// # Errors
/// [`AssessmentError::Refused`] when they are no holder, or their mandate doesn't let them see.
pub async fn home(app: &App, actor: &Actor) -> Result<Home, AssessmentError> {
    let (holder, actor) = (actor.holder(Scope::View)?, actor.clone());
    app.db
        .read(move |db| {
            let access = access(db, &actor, holder)?;
            home_of(db, access)
        })
        .await
}

/// The assessments of one of a council's people, for a care manager.
///
/// # Errors
/// [`AssessmentError::Refused`] for anybody else.
pub async fn home_of_person(app: &App, actor: &Actor, reference: &str) -> Result<Home, AssessmentError> {
    let (actor, reference) = (actor.clone(), reference.to_owned());
    app.db
        .read(move |db| {
            let holder = people::holder_by_reference(db, &reference)?;
            let access = access(db, &actor, holder)?;
            if !access.officer {
                return Err(crate::accounts::Refused.into());
            }
            home_of(db, access)
        })
        .await
}

/// For whom somebody begins.
#[derive(Clone, Debug)]
pub enum Whom {
    /// For themselves, or for whom they act.
    Self_,
    /// For one of the council's people, by their reference.
    Person(String),
}

/// Begins an assessment, or goes on with the one that was begun. A care manager's begins with the answers of the
/// last one, as far as its questions and answers are still there.
///
/// # Errors
/// [`AssessmentError::NoQuestions`], [`AssessmentError::CaseClosed`], [`AssessmentError::Refused`].
pub async fn start(
    app: &App,
    actor: &Actor,
    whom: Whom,
    kind: Kind,
    (done, with): (Done, Option<String>),
) -> Result<AssessmentId, AssessmentError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    let holder = match whom {
        Whom::Self_ => actor.holder(Scope::Plan)?,
        Whom::Person(reference) => app.db.read(move |db| people::holder_by_reference(db, &reference)).await?,
    };
    app.db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            let access = access(db, &actor, holder)?;
            if !access.answers {
                return Err(crate::accounts::Refused.into());
            }
            if let Some(id) = assessments::started(db, holder, kind)? {
                return Ok(id);
            }
            still_open(db, holder)?;
            let council = access.holder.council_id.ok_or(AssessmentError::NoQuestions)?;
            let version = questionnaires::in_state(db, council, kind, VersionState::InUse)?;
            let version = version.ok_or(AssessmentError::NoQuestions)?;
            let done = if access.officer { Done::CareManager } else { done };
            // Whoever acts for somebody answers with them, and is named.
            let own = actor.acting_for.is_some().then(|| actor.name.clone());
            let with = with.clone().or(own).filter(|_| done == Done::Together);
            let who = (done, with.as_deref());
            let id = assessments::insert(db, (holder, version.id, kind), who, actor.by(), now)?;
            if access.officer {
                take_over(db, (holder, kind), (id, &version))?;
            }
            let detail = format!("Began the questions “{}”", version.content.title);
            record(db, &actor, ("assessment.begun", &detail), ("assessments", id.0), Some(holder), now)?;
            Ok(id)
        })
        .await
}

/// Copies the answers last sent in, where the same can still be answered. Who gave each, and when, stays as it was.
fn take_over(
    db: &mut Db,
    (holder, kind): (HolderId, Kind),
    (id, version): (AssessmentId, &Version),
) -> Result<(), AssessmentError> {
    let all = assessments::of_holder(db, holder)?;
    let last = all.iter().find(|one| one.kind == kind && one.state == AssessmentState::Submitted);
    let Some(last) = last else { return Ok(()) };
    let before = newest(&assessments::answers(db, last.id)?);
    let same = |question: &&Question| {
        before.get(&question.key).is_some_and(|answer| *answer != Answer::Talk && question.takes(answer))
    };
    let questions: Vec<&str> =
        version.content.questions.iter().filter(same).map(|question| question.key.as_str()).collect();
    Ok(assessments::copy_answers(db, (last.id, id), &questions)?)
}

/// An assessment with its answers; the caller has checked that it may be seen.
fn view_of(db: &mut Db, access: Access, assessment: Assessment) -> Result<AssessmentView, AssessmentError> {
    let version = questionnaires::by_id(db, assessment.questionnaire)?;
    let outdated = version.state == VersionState::Replaced;
    let given = assessments::answers(db, assessment.id)?;
    let Access { holder, own, officer, answers } = access;
    Ok(AssessmentView { assessment, holder, own, may_answer: answers, officer, version, outdated, given })
}

/// An assessment with its answers, in a transaction of the caller's.
///
/// # Errors
/// [`AssessmentError::Refused`] when it isn't theirs to see.
pub(super) fn view_in(db: &mut Db, actor: &Actor, id: AssessmentId) -> Result<AssessmentView, AssessmentError> {
    let assessment = assessments::by_id(db, id)?;
    let access = access(db, actor, assessment.holder)?;
    view_of(db, access, assessment)
}

/// An assessment with its answers.
///
/// # Errors
/// [`AssessmentError::Refused`] when it isn't theirs to see.
pub async fn view(app: &App, actor: &Actor, id: AssessmentId) -> Result<AssessmentView, AssessmentError> {
    let actor = actor.clone();
    app.db.read(move |db| view_in(db, &actor, id)).await
}

/// Whose assessment it is, for the lock.
async fn holder_of(app: &App, id: AssessmentId) -> Result<HolderId, AssessmentError> {
    let found = app.db.read(move |db| assessments::by_id(db, id)).await?;
    Ok(found.holder)
}

/// The assessment if the actor may answer it now.
fn to_answer(db: &mut Db, actor: &Actor, id: AssessmentId) -> Result<AssessmentView, AssessmentError> {
    let view = view_in(db, actor, id)?;
    if !view.may_answer {
        return Err(crate::accounts::Refused.into());
    }
    if view.assessment.state != AssessmentState::Started {
        return Err(AssessmentError::Closed);
    }
    Ok(view)
}

/// Where answering goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// At this question.
    Question(String),
    /// All is answered: at the page that shows the answers.
    Check,
}

/// Saves one answer; the same again changes nothing.
///
/// # Errors
/// [`AssessmentError::BadAnswer`], [`AssessmentError::Closed`], [`AssessmentError::CaseClosed`],
/// [`AssessmentError::Refused`].
pub async fn answer(
    app: &App,
    actor: &Actor,
    id: AssessmentId,
    key: String,
    answer: Answer,
) -> Result<Next, AssessmentError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    let holder = holder_of(app, id).await?;
    app.db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            let view = to_answer(db, &actor, id)?;
            still_open(db, holder)?;
            let question = view.version.content.question(&key).ok_or(crate::accounts::Refused)?;
            if !question.takes(&answer) {
                return Err(AssessmentError::BadAnswer);
            }
            let mut answers = view.answers();
            if answers.get(&key) != Some(&answer) {
                assessments::add_answer(db, id, (&key, &answer), actor.by(), now)?;
            }
            answers.insert(key.clone(), answer.clone());
            // Whoever puts one answer right goes back to all of them, unless it opened new questions.
            Ok(view.version.content.next(&answers).map_or(Next::Check, |next| Next::Question(next.key.clone())))
        })
        .await
}

/// Sends an assessment in, as it stood when its answers were shown: `seen` is the newest one then.
///
/// # Errors
/// [`AssessmentError::Unfinished`], [`AssessmentError::Changed`], [`AssessmentError::Closed`],
/// [`AssessmentError::CaseClosed`].
pub async fn submit(app: &App, actor: &Actor, id: AssessmentId, seen: i64) -> Result<Score, AssessmentError> {
    let (actor, now, site) = (actor.clone(), app.clock.now(), app.config.public_url.clone());
    let holder = holder_of(app, id).await?;
    let score = app
        .db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            let view = to_answer(db, &actor, id)?;
            still_open(db, holder)?;
            if view.seen() != seen {
                return Err(AssessmentError::Changed);
            }
            let answers = view.answers();
            if view.version.content.next(&answers).is_some() {
                return Err(AssessmentError::Unfinished);
            }
            if !assessments::end(db, id, AssessmentState::Submitted, actor.by(), now)? {
                return Err(AssessmentError::Closed);
            }
            let detail = format!("Sent in the answers to “{}”", view.version.content.title);
            record(db, &actor, ("assessment.submitted", &detail), ("assessments", id.0), Some(holder), now)?;
            super::figures::of_answers(db, &view, actor.user_id, now)?;
            super::telling::sent(db, &view, actor.user_id, (&site, now))?;
            Ok(view.version.content.score(&answers))
        })
        .await;
    app.wake.notify_one();
    score
}

/// Stops an assessment without sending it in; its answers are kept, and nobody is asked to finish them.
///
/// # Errors
/// [`AssessmentError::Closed`], [`AssessmentError::Refused`].
pub async fn stop(app: &App, actor: &Actor, id: AssessmentId) -> Result<AssessmentView, AssessmentError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    let holder = holder_of(app, id).await?;
    app.db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            let view = to_answer(db, &actor, id)?;
            if !assessments::end(db, id, AssessmentState::Stopped, actor.by(), now)? {
                return Err(AssessmentError::Closed);
            }
            let detail = format!("Stopped the questions “{}”", view.version.content.title);
            record(db, &actor, ("assessment.stopped", &detail), ("assessments", id.0), Some(holder), now)?;
            Ok(view)
        })
        .await
}

/// Who sent it in.
///
/// # Errors
/// [`AssessmentError::Refused`] when it isn't theirs to see.
pub async fn sent_in_by(app: &App, actor: &Actor, id: AssessmentId) -> Result<Option<String>, AssessmentError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            view_in(db, &actor, id)?;
            Ok(assessments::submitted_by(db, id)?)
        })
        .await
}

/// A version to print: anybody may have one that was in use, and its council's staff a draft.
///
/// # Errors
/// [`AssessmentError::Refused`] for others' drafts.
pub async fn blank(
    app: &App,
    actor: Option<&Actor>,
    id: QuestionnaireId,
) -> Result<(Version, String), AssessmentError> {
    let theirs = actor.and_then(|actor| super::asks_for(actor).ok());
    app.db
        .read(move |db| {
            let version = questionnaires::by_id(db, id)?;
            if version.state == VersionState::Draft && theirs != Some(version.council) {
                return Err(crate::accounts::Refused.into());
            }
            let council = people::organisation_name(db, version.council)?;
            Ok((version, council))
        })
        .await
}

/// Everything that somebody answered or began to, newest first, without the answers. The caller has checked that it may
/// be seen.
///
/// # Errors
/// When the database can't be read.
pub fn answered(db: &mut Db, holder: HolderId) -> Result<Vec<Assessment>, DbError> {
    assessments::of_holder(db, holder)
}

/// How somebody said their life was, each time they answered anything, oldest first: of the most that what they answered
/// could come to, so that what they would rather talk about makes no life look worse. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn life_of(db: &mut Db, holder: HolderId) -> Result<Vec<Life>, DbError> {
    let mut said = Vec::new();
    for one in assessments::of_holder(db, holder)?.into_iter().rev() {
        let Some(at) = one.submitted_at.filter(|_| one.kind == Kind::Quality) else { continue };
        let content = questionnaires::by_id(db, one.questionnaire)?.content;
        let answers = newest(&assessments::answers(db, one.id)?);
        let (points, most) = (content.score(&answers).total(), content.most_of(&answers).total());
        if most > 0 {
            said.push(Life { at, points, most });
        }
    }
    Ok(said)
}
