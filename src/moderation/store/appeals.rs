//! The `appeals` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{appeals, users};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{AppealId, DecisionId, UserId};
use crate::moderation::model::{Appeal, AppealOutcome};

/// Writes an answer down; false when there was one.
pub fn insert(db: &mut Db, decision: DecisionId, words: &str, by: UserId, now: NaiveDateTime) -> Result<bool, DbError> {
    let values = (
        appeals::decision_id.eq(decision.0),
        appeals::words.eq(words),
        appeals::made_by.eq(by.0),
        appeals::made_at.eq(now),
    );
    let insert = diesel::insert_into(appeals::table).values(values);
    Ok(each_backend!(db, |c| insert.on_conflict_do_nothing().execute(c))? == 1)
}

type Row = (i64, i64, String, String, NaiveDateTime, Option<String>, Option<String>);

fn appeal(row: Row) -> Result<(DecisionId, Appeal), DbError> {
    let (id, decision, words, by, at, outcome, answer) = row;
    let outcome: Option<AppealOutcome> = outcome.map(|outcome| DbError::parsed(&outcome)).transpose()?;
    let answered = outcome.map(|outcome| (outcome, answer.unwrap_or_default()));
    Ok((DecisionId(decision), Appeal { id: AppealId(id), words, by, at, answered }))
}

fn load(db: &mut Db, ids: Vec<i64>) -> Result<Vec<(DecisionId, Appeal)>, DbError> {
    let rows: Vec<Row> = appeals::table
        .inner_join(users::table.on(appeals::made_by.eq(users::id)))
        .filter(appeals::decision_id.eq_any(ids))
        .order(appeals::id.asc())
        .select((
            appeals::id,
            appeals::decision_id,
            appeals::words,
            users::name,
            appeals::made_at,
            appeals::outcome,
            appeals::answer,
        ))
        .load(db)?;
    rows.into_iter().map(appeal).collect()
}

/// The answers to these decisions.
pub fn to(db: &mut Db, decisions: &[DecisionId]) -> Result<Vec<(DecisionId, Appeal)>, DbError> {
    load(db, decisions.iter().map(|id| id.0).collect())
}

/// Answers that wait: id, decision, since; oldest first.
pub fn waiting(db: &mut Db, limit: i64) -> Result<Vec<(AppealId, DecisionId, NaiveDateTime)>, DbError> {
    let rows: Vec<(i64, i64, NaiveDateTime)> = appeals::table
        .filter(appeals::answered_at.is_null())
        .order(appeals::id.asc())
        .limit(limit)
        .select((appeals::id, appeals::decision_id, appeals::made_at))
        .load(db)?;
    Ok(rows.into_iter().map(|(id, decision, at)| (AppealId(id), DecisionId(decision), at)).collect())
}

/// The decision that an answer is to.
pub fn decision_of(db: &mut Db, id: AppealId) -> Result<DecisionId, DbError> {
    Ok(DecisionId(appeals::table.find(id.0).select(appeals::decision_id).get_result(db)?))
}

/// Settles it; false when somebody was quicker.
pub fn settle(
    db: &mut Db,
    id: AppealId,
    outcome: AppealOutcome,
    answer: &str,
    by: UserId,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let rows = diesel::update(appeals::table.find(id.0).filter(appeals::answered_at.is_null()))
        .set((
            appeals::outcome.eq(Some(outcome.as_str())),
            appeals::answer.eq(Some(answer)),
            appeals::answered_by.eq(Some(by.0)),
            appeals::answered_at.eq(Some(now)),
        ))
        .execute(db)?;
    Ok(rows == 1)
}
