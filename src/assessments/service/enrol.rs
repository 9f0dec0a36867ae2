//! Writing assessments down as they stand: for the demo, benches and tests. Callers hold the transaction and have checked
//! that it is theirs to do.

use chrono::NaiveDateTime;

use crate::accounts::By;
use crate::assessments::model::{Answers, AssessmentState, Done, Kind, Questionnaire, VersionState};
use crate::assessments::store::{assessments, questionnaires};
use crate::db::{Db, DbError};
use crate::kernel::ids::{AssessmentId, HolderId, OrganisationId, QuestionnaireId, UserId};

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

/// Answers under the questionnaire that is in use, sent in or not. None where the council asks nothing of the kind.
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
    let id = assessments::insert(db, (holder, version.id, kind), done, by, now)?;
    for question in &version.content.questions {
        if let Some(answer) = answers.get(&question.key) {
            assessments::add_answer(db, id, (&question.key, answer), by, now)?;
        }
    }
    if sent_in {
        assessments::end(db, id, AssessmentState::Submitted, by, now)?;
    }
    Ok(Some(id))
}
