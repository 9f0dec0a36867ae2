//! The table `ras_versions`.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{from_json, to_json};
use crate::assessments::model::VersionState;
use crate::assessments::model::figure::RasVersion;
use crate::assessments::model::ras::Ras;
use crate::db::schema::ras_versions;
use crate::db::{Db, DbError};
use crate::kernel::ids::{OrganisationId, RasId, UserId};

type Row = (i64, i64, i32, String, String, i32, NaiveDateTime, Option<NaiveDateTime>);

const COLUMNS: (
    ras_versions::id,
    ras_versions::council_id,
    ras_versions::version,
    ras_versions::state,
    ras_versions::content,
    ras_versions::revision,
    ras_versions::made_at,
    ras_versions::used_at,
) = (
    ras_versions::id,
    ras_versions::council_id,
    ras_versions::version,
    ras_versions::state,
    ras_versions::content,
    ras_versions::revision,
    ras_versions::made_at,
    ras_versions::used_at,
);

fn read((id, council, number, state, content, revision, made_at, used_at): Row) -> Result<RasVersion, DbError> {
    Ok(RasVersion {
        id: RasId(id),
        council: OrganisationId(council),
        number,
        state: DbError::parsed(&state)?,
        revision,
        made_at,
        used_at,
        content: from_json(&content)?,
    })
}

pub fn by_id(db: &mut Db, id: RasId) -> Result<RasVersion, DbError> {
    read(ras_versions::table.find(id.0).select(COLUMNS).get_result(db)?)
}

/// Every version of a council, newest first.
pub fn of_council(db: &mut Db, council: OrganisationId) -> Result<Vec<RasVersion>, DbError> {
    let rows: Vec<Row> = ras_versions::table
        .filter(ras_versions::council_id.eq(council.0))
        .order(ras_versions::version.desc())
        .select(COLUMNS)
        .load(db)?;
    rows.into_iter().map(read).collect()
}

/// The version in this state; replaced ones are many, and none is given.
pub fn in_state(db: &mut Db, council: OrganisationId, state: VersionState) -> Result<Option<RasVersion>, DbError> {
    let row: Option<Row> = ras_versions::table
        .filter(ras_versions::council_id.eq(council.0).and(ras_versions::state.eq(state.as_str())))
        .select(COLUMNS)
        .get_result(db)
        .optional()?;
    row.map(read).transpose()
}

pub fn newest_number(db: &mut Db, council: OrganisationId) -> Result<i32, DbError> {
    let number: Option<i32> = ras_versions::table
        .filter(ras_versions::council_id.eq(council.0))
        .select(diesel::dsl::max(ras_versions::version))
        .get_result(db)?;
    Ok(number.unwrap_or(0))
}

/// Begins a draft.
pub fn insert(
    db: &mut Db,
    (council, number): (OrganisationId, i32),
    content: &Ras,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<RasId, DbError> {
    let id: i64 = diesel::insert_into(ras_versions::table)
        .values((
            ras_versions::council_id.eq(council.0),
            ras_versions::version.eq(number),
            ras_versions::state.eq(VersionState::Draft.as_str()),
            ras_versions::content.eq(to_json(content)?),
            ras_versions::revision.eq(0),
            ras_versions::made_by.eq(by.map(UserId::get)),
            ras_versions::made_at.eq(now),
        ))
        .returning(ras_versions::id)
        .get_result(db)?;
    Ok(RasId(id))
}

/// Saves a draft as it stands on a page of this revision. Whether it was one still.
pub fn save(db: &mut Db, id: RasId, revision: i32, content: &Ras) -> Result<bool, DbError> {
    let draft = ras_versions::table
        .find(id.0)
        .filter(ras_versions::state.eq(VersionState::Draft.as_str()).and(ras_versions::revision.eq(revision)));
    let changed = diesel::update(draft)
        .set((ras_versions::content.eq(to_json(content)?), ras_versions::revision.eq(revision + 1)))
        .execute(db)?;
    Ok(changed == 1)
}

/// Takes what is in use out of it.
pub fn replace(db: &mut Db, council: OrganisationId) -> Result<(), DbError> {
    let used = ras_versions::table
        .filter(ras_versions::council_id.eq(council.0).and(ras_versions::state.eq(VersionState::InUse.as_str())));
    diesel::update(used).set(ras_versions::state.eq(VersionState::Replaced.as_str())).execute(db)?;
    Ok(())
}

/// Puts a draft in use. Whether it was one still, of this revision.
pub fn put_in_use(
    db: &mut Db,
    id: RasId,
    revision: i32,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let draft = ras_versions::table
        .find(id.0)
        .filter(ras_versions::state.eq(VersionState::Draft.as_str()).and(ras_versions::revision.eq(revision)));
    let changed = diesel::update(draft)
        .set((
            ras_versions::state.eq(VersionState::InUse.as_str()),
            ras_versions::used_by.eq(by.map(UserId::get)),
            ras_versions::used_at.eq(now),
        ))
        .execute(db)?;
    Ok(changed == 1)
}
