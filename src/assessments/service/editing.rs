//! A council's questionnaires: drafts are written, put in use, and never changed after.

use super::{asks_for, record};
use crate::accounts::service::people;
use crate::accounts::{Actor, Refused};
use crate::app::App;
use crate::assessments::error::AssessmentError;
use crate::assessments::model::{Kind, Question, Questionnaire, Version, VersionState};
use crate::assessments::starters;
use crate::assessments::store::{questionnaires, ras};
use crate::db::{Db, DbError};
use crate::kernel::ids::QuestionnaireId;

/// All of a council's versions, and its name.
///
/// # Errors
/// [`AssessmentError::Refused`] for anybody who doesn't write them.
pub async fn all(app: &App, actor: &Actor) -> Result<(String, Vec<Version>), AssessmentError> {
    let council = asks_for(actor)?;
    app.db.read(move |db| Ok((people::organisation_name(db, council)?, questionnaires::of_council(db, council)?))).await
}

fn one_in(db: &mut Db, actor: &Actor, id: QuestionnaireId) -> Result<Version, AssessmentError> {
    let version = questionnaires::by_id(db, id)?;
    if asks_for(actor)? == version.council { Ok(version) } else { Err(Refused.into()) }
}

/// One version of the council's.
///
/// # Errors
/// [`AssessmentError::Refused`] for others'.
pub async fn one(app: &App, actor: &Actor, id: QuestionnaireId) -> Result<Version, AssessmentError> {
    let actor = actor.clone();
    app.db.read(move |db| one_in(db, &actor, id)).await
}

/// Begins a draft: a copy of what is in use, or of what comes with the program. A draft that is there is gone on with.
///
/// # Errors
/// [`AssessmentError::Refused`].
pub async fn start(app: &App, actor: &Actor, kind: Kind, from_ours: bool) -> Result<QuestionnaireId, AssessmentError> {
    let (council, actor, now) = (asks_for(actor)?, actor.clone(), app.clock.now());
    let ours = starters::questionnaire(kind).map_err(DbError::Other)?;
    app.db
        .write(move |db| {
            if let Some(draft) = questionnaires::in_state(db, council, kind, VersionState::Draft)? {
                return Ok(draft.id);
            }
            let used = questionnaires::in_state(db, council, kind, VersionState::InUse)?;
            let content = match used {
                Some(used) if !from_ours => used.content,
                _ => ours.clone(),
            };
            let number = questionnaires::newest_number(db, council, kind)? + 1;
            let id = questionnaires::insert(db, (council, kind, number), &content, Some(actor.user_id), now)?;
            let detail = format!("Began version {number} of “{}”", content.title);
            record(db, &actor, ("questionnaire.begun", &detail), ("questionnaires", id.0), None, now)?;
            Ok(id)
        })
        .await
}

/// One change to a draft.
#[derive(Clone, Debug)]
pub enum Change {
    /// Its title and what it is for.
    About(String, String),
    /// Puts this question where the one with its key is, or at the end.
    Put(Question),
    /// Takes a question away.
    Remove(String),
    /// Moves a question one place up.
    Up(String),
}

impl Change {
    fn make(&self, content: &mut Questionnaire) {
        let place = |content: &Questionnaire, key: &str| content.questions.iter().position(|one| one.key == key);
        match self {
            Self::About(title, about) => {
                content.title.clone_from(title);
                content.about.clone_from(about);
            }
            Self::Put(question) => content.put(question.clone()),
            Self::Remove(key) => content.questions.retain(|one| one.key != *key),
            Self::Up(key) => {
                if let Some(place) = place(content, key).filter(|place| *place > 0) {
                    content.questions.swap(place, place - 1);
                }
            }
        }
    }
}

/// Changes a draft as the page of this revision showed it. Gives, in words, the questions that would no longer be asked
/// as it stands now.
///
/// # Errors
/// [`AssessmentError::InUse`], [`AssessmentError::Stale`], [`AssessmentError::NotWhole`] for one question too many.
pub async fn change(
    app: &App,
    actor: &Actor,
    id: QuestionnaireId,
    revision: i32,
    change: Change,
) -> Result<Vec<String>, AssessmentError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let mut version = one_in(db, &actor, id)?;
            if version.state != VersionState::Draft {
                return Err(AssessmentError::InUse);
            }
            change.make(&mut version.content);
            if version.content.questions.len() > super::super::model::questionnaire::MOST_QUESTIONS {
                return Err(AssessmentError::NotWhole("There are too many questions.".to_owned()));
            }
            if !questionnaires::save(db, id, revision, &version.content)? {
                return Err(AssessmentError::Stale);
            }
            let detail = format!("Changed the draft of “{}”", version.content.title);
            record(db, &actor, ("questionnaire.changed", &detail), ("questionnaires", id.0), None, now)?;
            Ok(version.content.branch_faults())
        })
        .await
}

/// Puts a draft in use. Answers under the version before go on under that one.
///
/// # Errors
/// [`AssessmentError::NotWhole`], [`AssessmentError::InUse`], [`AssessmentError::Stale`].
pub async fn put_in_use(
    app: &App,
    actor: &Actor,
    id: QuestionnaireId,
    revision: i32,
) -> Result<Version, AssessmentError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .write(move |db| {
            let version = one_in(db, &actor, id)?;
            if version.state != VersionState::Draft {
                return Err(AssessmentError::InUse);
            }
            let mut faults = version.content.faults();
            // Rules in use that end before these questions do would give whoever needs most too little, and without a
            // table for unpaid carers they would get nothing.
            if let Some(rules) = ras::in_state(db, version.council, VersionState::InUse)? {
                let gaps = rules.content.gaps(&[(version.kind, version.content.most())]);
                faults.extend(gaps.into_iter().map(|gap| format!("In the money rules: {gap}")));
            }
            if !faults.is_empty() {
                return Err(AssessmentError::NotWhole(faults.join(" ")));
            }
            questionnaires::replace(db, version.council, version.kind)?;
            if !questionnaires::put_in_use(db, id, revision, Some(actor.user_id), now)? {
                return Err(AssessmentError::Stale);
            }
            let detail = format!("Put version {} of “{}” in use", version.number, version.content.title);
            record(db, &actor, ("questionnaire.used", &detail), ("questionnaires", id.0), None, now)?;
            Ok(version)
        })
        .await
}
