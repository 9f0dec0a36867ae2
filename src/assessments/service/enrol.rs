//! Writing assessments down as they stand: for the demo, benches and tests. Callers hold the transaction and have checked
//! that it is theirs to do.

use chrono::NaiveDateTime;

use super::figures::keep;
use crate::accounts::By;
use crate::accounts::service::people;
use crate::assessments::error::AssessmentError;
use crate::assessments::model::figure::{Inputs, RasVersion};
use crate::assessments::model::ras::Ras;
use crate::assessments::model::{Answers, AssessmentState, Done, Kind, Questionnaire, VersionState};
use crate::assessments::store::{assessments, figures, questionnaires, ras};
use crate::db::{Db, DbError};
use crate::kernel::ids::{AssessmentId, FigureId, HolderId, OrganisationId, QuestionnaireId, RasId, UserId};

pub use super::contributions::enrol as contribution;

/// A questionnaire that is in use at once.
///
/// # Errors
/// When the row can't be written.
pub fn questionnaire(
    db: &mut Db,
    council: OrganisationId,
    kind: Kind,
    content: &Questionnaire,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<QuestionnaireId, DbError> {
    let number = questionnaires::newest_number(db, council, kind)? + 1;
    let id = questionnaires::insert(db, (council, kind, number), content, by, now)?;
    questionnaires::replace(db, council, kind)?;
    questionnaires::put_in_use(db, id, 0, by, now)?;
    Ok(id)
}

/// Money rules, in use at once or as a draft.
///
/// # Errors
/// When the row can't be written.
pub fn rules(
    db: &mut Db,
    council: OrganisationId,
    content: &Ras,
    in_use: bool,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<RasId, DbError> {
    let number = ras::newest_number(db, council)? + 1;
    let id = ras::insert(db, (council, number), content, by, now)?;
    if in_use {
        ras::replace(db, council)?;
        ras::put_in_use(db, id, 0, by, now)?;
    }
    Ok(id)
}

/// A version of money rules, as it stands.
///
/// # Errors
/// [`DbError::NotFound`] when there is none.
pub fn version(db: &mut Db, id: RasId) -> Result<RasVersion, DbError> {
    ras::by_id(db, id)
}

/// Answers under the questionnaire that is in use, sent in or not. None where the council asks nothing of the kind.
/// Those sent in get their figure, which a care manager's own are checked with.
///
/// # Errors
/// When a row can't be written.
pub fn assessment(
    db: &mut Db,
    (holder, council, kind): (HolderId, OrganisationId, Kind),
    answers: &Answers,
    (done, sent_in): (Done, bool),
    by: By,
    now: NaiveDateTime,
) -> Result<Option<AssessmentId>, DbError> {
    let Some(version) = questionnaires::in_state(db, council, kind, VersionState::InUse)? else { return Ok(None) };
    let id = assessments::insert(db, (holder, version.id, kind), (done, None), by, now)?;
    for question in &version.content.questions {
        if let Some(answer) = answers.get(&question.key) {
            assessments::add_answer(db, id, (&question.key, answer), by, now)?;
        }
    }
    if !sent_in {
        return Ok(Some(id));
    }
    assessments::end(db, id, AssessmentState::Submitted, by, now)?;
    let rules = ras::in_state(db, council, VersionState::InUse)?.filter(|_| kind.gives_money());
    if let Some(rules) = rules {
        let group = people::holder_summary(db, holder)?.care_group.and_then(|group| group.parse().ok());
        let score = version.content.score(answers);
        let inputs = Inputs { kind, group, score, adjustments: Vec::new() };
        let checked_by = (done == Done::CareManager).then_some(by.user);
        let made = figures::Made { by: Some(by.user), at: now, checked_by };
        match keep(db, (holder, id), &rules, &inputs, made) {
            Ok(_) | Err(AssessmentError::NoFigure(_)) => {}
            Err(AssessmentError::Db(error)) => return Err(error),
            Err(error) => return Err(DbError::Other(error.to_string())),
        }
    }
    Ok(Some(id))
}

/// A case with its figure and nothing else: for benches of large caseloads.
///
/// # Errors
/// When a row can't be written.
pub fn case(
    db: &mut Db,
    (holder, questionnaire): (HolderId, QuestionnaireId),
    rules: &RasVersion,
    inputs: &Inputs,
    by: By,
    now: NaiveDateTime,
) -> Result<FigureId, DbError> {
    let id = assessments::insert(db, (holder, questionnaire, inputs.kind), (Done::CareManager, None), by, now)?;
    assessments::end(db, id, AssessmentState::Submitted, by, now)?;
    let worked = rules.content.work((inputs.kind, inputs.group), &inputs.score, &inputs.adjustments);
    let gross = worked.map_err(|error| DbError::Other(error.to_string()))?.gross;
    let made = figures::Made { by: Some(by.user), at: now, checked_by: Some(by.user) };
    figures::replace(db, holder, inputs.kind, now)?;
    figures::insert(db, (holder, id, rules.id), inputs, gross, made)
}

/// Somebody of the council has checked the figures that count for a person.
///
/// # Errors
/// When a row can't be written.
pub fn check(db: &mut Db, holder: HolderId, by: UserId, now: NaiveDateTime) -> Result<(), DbError> {
    for kind in [Kind::Adults, Kind::Carers] {
        if let Some(figure) = figures::current(db, holder, kind)? {
            figures::check(db, figure.id, by, now)?;
        }
    }
    Ok(())
}
