//! The table `questionnaires`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{from_json, to_json};
use crate::assessments::model::{Kind, Questionnaire, Version, VersionState};
use crate::db::schema::questionnaires;
use crate::db::{Db, DbError};
use crate::kernel::ids::{OrganisationId, QuestionnaireId, UserId};

type Row = (i64, i64, String, i32, String, String, i32, NaiveDateTime, Option<NaiveDateTime>);

const COLUMNS: (
    questionnaires::id,
    questionnaires::council_id,
    questionnaires::kind,
    questionnaires::version,
    questionnaires::state,
    questionnaires::content,
    questionnaires::revision,
    questionnaires::made_at,
    questionnaires::used_at,
) = (
    questionnaires::id,
    questionnaires::council_id,
    questionnaires::kind,
    questionnaires::version,
    questionnaires::state,
    questionnaires::content,
    questionnaires::revision,
    questionnaires::made_at,
    questionnaires::used_at,
);

fn read((id, council, kind, number, state, content, revision, made_at, used_at): Row) -> Result<Version, DbError> {
    Ok(Version {
        id: QuestionnaireId(id),
        council: OrganisationId(council),
        kind: DbError::parsed(&kind)?,
        number,
        state: DbError::parsed(&state)?,
        revision,
        made_at,
        used_at,
        content: from_json(&content)?,
    })
}

pub fn by_id(db: &mut Db, id: QuestionnaireId) -> Result<Version, DbError> {
    read(questionnaires::table.find(id.0).select(COLUMNS).get_result(db)?)
}

/// Every version of a council, newest first.
pub fn of_council(db: &mut Db, council: OrganisationId) -> Result<Vec<Version>, DbError> {
    let rows: Vec<Row> = questionnaires::table
        .filter(questionnaires::council_id.eq(council.0))
        .order((questionnaires::kind.asc(), questionnaires::version.desc()))
        .select(COLUMNS)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// The version of a kind that is in this state; replaced ones are many, and none is given.
pub fn in_state(
    db: &mut Db,
    council: OrganisationId,
    kind: Kind,
    state: VersionState,
) -> Result<Option<Version>, DbError> {
    let row: Option<Row> = questionnaires::table
        .filter(questionnaires::council_id.eq(council.0).and(questionnaires::kind.eq(kind.as_str())))
        .filter(questionnaires::state.eq(state.as_str()))
        .select(COLUMNS)
        .get_result(db)
        .optional()?;
    row.map(read).transpose()
}

pub fn newest_number(db: &mut Db, council: OrganisationId, kind: Kind) -> Result<i32, DbError> {
    let number: Option<i32> = questionnaires::table
        .filter(questionnaires::council_id.eq(council.0).and(questionnaires::kind.eq(kind.as_str())))
        .select(diesel::dsl::max(questionnaires::version))
        .get_result(db)?;
    Ok(number.unwrap_or(0))
}

/// Begins a draft.
pub fn insert(
    db: &mut Db,
    (council, kind, number): (OrganisationId, Kind, i32),
    content: &Questionnaire,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<QuestionnaireId, DbError> {
    let id: i64 = diesel::insert_into(questionnaires::table)
        .values((
            questionnaires::council_id.eq(council.0),
            questionnaires::kind.eq(kind.as_str()),
            questionnaires::version.eq(number),
            questionnaires::state.eq(VersionState::Draft.as_str()),
            questionnaires::content.eq(to_json(content)?),
            questionnaires::revision.eq(0),
            questionnaires::made_by.eq(by.map(UserId::get)),
            questionnaires::made_at.eq(now),
        ))
        .returning(questionnaires::id)
        .get_result(db)?;
    Ok(QuestionnaireId(id))
}

/// Saves a draft as it stands on a page of this revision. Whether it was one still.
pub fn save(db: &mut Db, id: QuestionnaireId, revision: i32, content: &Questionnaire) -> Result<bool, DbError> {
    let draft = questionnaires::table
        .find(id.0)
        .filter(questionnaires::state.eq(VersionState::Draft.as_str()).and(questionnaires::revision.eq(revision)));
    let changed = diesel::update(draft)
        .set((questionnaires::content.eq(to_json(content)?), questionnaires::revision.eq(revision + 1)))
        .execute(db)?;
    Ok(changed == 1)
}

/// Takes what is in use out of it.
pub fn replace(db: &mut Db, council: OrganisationId, kind: Kind) -> Result<(), DbError> {
    let used = questionnaires::table
        .filter(questionnaires::council_id.eq(council.0).and(questionnaires::kind.eq(kind.as_str())))
        .filter(questionnaires::state.eq(VersionState::InUse.as_str()));
    diesel::update(used).set(questionnaires::state.eq(VersionState::Replaced.as_str())).execute(db)?;
    Ok(())
}

/// Puts a draft in use. Whether it was one still, of this revision.
pub fn put_in_use(
    db: &mut Db,
    id: QuestionnaireId,
    revision: i32,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let draft = questionnaires::table
        .find(id.0)
        .filter(questionnaires::state.eq(VersionState::Draft.as_str()).and(questionnaires::revision.eq(revision)));
    let changed = diesel::update(draft)
        .set((
            questionnaires::state.eq(VersionState::InUse.as_str()),
            questionnaires::used_by.eq(by.map(UserId::get)),
            questionnaires::used_at.eq(now),
        ))
        .execute(db)?;
    Ok(changed == 1)
}
