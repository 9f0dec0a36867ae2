//! The tables `assessments` and `assessment_answers`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::By;
use crate::assessments::model::{Answer, Assessment, AssessmentState, Done, Given, Kind};
use crate::db::schema::{assessment_answers, assessments, users};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{AssessmentId, HolderId, MandateId, QuestionnaireId};

type Row = (i64, i64, i64, String, String, String, Option<String>, NaiveDateTime, Option<NaiveDateTime>);

const COLUMNS: (
    assessments::id,
    assessments::holder_id,
    assessments::questionnaire_id,
    assessments::kind,
    assessments::state,
    assessments::done,
    assessments::together_with,
    assessments::begun_at,
    assessments::submitted_at,
) = (
    assessments::id,
    assessments::holder_id,
    assessments::questionnaire_id,
    assessments::kind,
    assessments::state,
    assessments::done,
    assessments::together_with,
    assessments::begun_at,
    assessments::submitted_at,
);

fn read(row: Row) -> Result<Assessment, DbError> {
    let (id, holder, questionnaire, kind, state, done, with, begun_at, submitted_at) = row;
    Ok(Assessment {
        id: AssessmentId(id),
        holder: HolderId(holder),
        questionnaire: QuestionnaireId(questionnaire),
        kind: DbError::parsed(&kind)?,
        state: DbError::parsed(&state)?,
        done: DbError::parsed(&done)?,
        with,
        begun_at,
        submitted_at,
    })
}

pub fn by_id(db: &mut Db, id: AssessmentId) -> Result<Assessment, DbError> {
    read(assessments::table.find(id.0).select(COLUMNS).get_result(db)?)
}

/// All of a holder but the stopped ones, newest first.
pub fn of_holder(db: &mut Db, holder: HolderId) -> Result<Vec<Assessment>, DbError> {
    let rows: Vec<Row> = assessments::table
        .filter(assessments::holder_id.eq(holder.0))
        .filter(assessments::state.ne(AssessmentState::Stopped.as_str()))
        .order(assessments::id.desc())
        .select(COLUMNS)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// The one that is being answered.
pub fn started(db: &mut Db, holder: HolderId, kind: Kind) -> Result<Option<AssessmentId>, DbError> {
    let id: Option<i64> = assessments::table
        .filter(assessments::holder_id.eq(holder.0).and(assessments::kind.eq(kind.as_str())))
        .filter(assessments::state.eq(AssessmentState::Started.as_str()))
        .select(assessments::id)
        .get_result(db)
        .optional()?;
    Ok(id.map(AssessmentId))
}

pub fn insert(
    db: &mut Db,
    (holder, questionnaire, kind): (HolderId, QuestionnaireId, Kind),
    (done, with): (Done, Option<&str>),
    by: By,
    now: NaiveDateTime,
) -> Result<AssessmentId, DbError> {
    let id: i64 = diesel::insert_into(assessments::table)
        .values((
            assessments::holder_id.eq(holder.0),
            assessments::questionnaire_id.eq(questionnaire.0),
            assessments::kind.eq(kind.as_str()),
            assessments::state.eq(AssessmentState::Started.as_str()),
            assessments::done.eq(done.as_str()),
            assessments::together_with.eq(with),
            assessments::begun_by.eq(by.user.0),
            assessments::begun_mandate.eq(by.mandate.map(MandateId::get)),
            assessments::begun_at.eq(now),
        ))
        .returning(assessments::id)
        .get_result(db)?;
    Ok(AssessmentId(id))
}

/// Ends one that is being answered. Whether it was.
pub fn end(db: &mut Db, id: AssessmentId, state: AssessmentState, by: By, now: NaiveDateTime) -> Result<bool, DbError> {
    let open = assessments::table.find(id.0).filter(assessments::state.eq(AssessmentState::Started.as_str()));
    let changed = diesel::update(open)
        .set((
            assessments::state.eq(state.as_str()),
            assessments::submitted_by.eq(by.user.0),
            assessments::submitted_mandate.eq(by.mandate.map(MandateId::get)),
            assessments::submitted_at.eq(now),
        ))
        .execute(db)?;
    Ok(changed == 1)
}

/// Who sent it in.
pub fn submitted_by(db: &mut Db, id: AssessmentId) -> Result<Option<String>, DbError> {
    let user: Option<i64> = assessments::table.find(id.0).select(assessments::submitted_by).get_result(db)?;
    let Some(user) = user else { return Ok(None) };
    Ok(users::table.find(user).select(users::name).get_result(db).optional()?)
}

pub fn add_answer(
    db: &mut Db,
    id: AssessmentId,
    (question, answer): (&str, &Answer),
    by: By,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let (choice, words) = match answer {
        Answer::Choice(key) => (Some(key.as_str()), None),
        Answer::Words(words) => (None, Some(words.as_str())),
        Answer::Talk => (None, None),
    };
    diesel::insert_into(assessment_answers::table)
        .values((
            assessment_answers::assessment_id.eq(id.0),
            assessment_answers::question.eq(question),
            assessment_answers::choice.eq(choice),
            assessment_answers::words.eq(words),
            assessment_answers::answered_by.eq(by.user.0),
            assessment_answers::mandate_id.eq(by.mandate.map(MandateId::get)),
            assessment_answers::answered_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

type Copied = (String, Option<String>, Option<String>, i64, Option<i64>, NaiveDateTime);

/// Copies the newest answers to some questions from one assessment to another: each stays the answer of whoever gave it,
/// then.
pub fn copy_answers(db: &mut Db, (from, to): (AssessmentId, AssessmentId), questions: &[&str]) -> Result<(), DbError> {
    let rows: Vec<Copied> = assessment_answers::table
        .filter(assessment_answers::assessment_id.eq(from.0))
        .order(assessment_answers::id.desc())
        .select((
            assessment_answers::question,
            assessment_answers::choice,
            assessment_answers::words,
            assessment_answers::answered_by,
            assessment_answers::mandate_id,
            assessment_answers::answered_at,
        ))
        .load(db)?;
    let newest = questions.iter().filter_map(|question| rows.iter().find(|row| row.0 == *question));
    let copies: Vec<_> = newest
        .map(|(question, choice, words, by, mandate, at)| {
            (
                assessment_answers::assessment_id.eq(to.0),
                assessment_answers::question.eq(question),
                assessment_answers::choice.eq(choice),
                assessment_answers::words.eq(words),
                assessment_answers::answered_by.eq(by),
                assessment_answers::mandate_id.eq(mandate),
                assessment_answers::answered_at.eq(at),
            )
        })
        .collect();
    each_backend!(db, |c| diesel::insert_into(assessment_answers::table).values(&copies).execute(c))?;
    Ok(())
}

type AnswerRow = (i64, String, Option<String>, Option<String>, String, Option<i64>, NaiveDateTime);

/// Every answer, oldest first.
pub fn answers(db: &mut Db, id: AssessmentId) -> Result<Vec<Given>, DbError> {
    let rows: Vec<AnswerRow> = assessment_answers::table
        .inner_join(users::table.on(users::id.eq(assessment_answers::answered_by)))
        .filter(assessment_answers::assessment_id.eq(id.0))
        .order(assessment_answers::id.asc())
        .select((
            assessment_answers::id,
            assessment_answers::question,
            assessment_answers::choice,
            assessment_answers::words,
            users::name,
            assessment_answers::mandate_id,
            assessment_answers::answered_at,
        ))
        .load(db)?;
    let given = |(number, question, choice, words, by, mandate, at): AnswerRow| Given {
        number,
        question,
        answer: match (choice, words) {
            (Some(key), _) => Answer::Choice(key),
            (None, Some(words)) => Answer::Words(words),
            (None, None) => Answer::Talk,
        },
        by,
        for_somebody: mandate.is_some(),
        at,
    };
    Ok(rows.into_iter().map(given).collect())
}
