//! The `visit_files` table: files of visits that wait to be applied, and what was done with them.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::visit_files::dsl;
use crate::db::{Db, DbError};
use crate::kernel::{ProviderId, UserId, VisitFileId};

/// A file that was taken in.
#[derive(Clone, Debug)]
pub struct VisitFile {
    /// Whose visits.
    pub provider: ProviderId,
    /// What it is called.
    pub name: String,
    /// Its cells, as JSON.
    pub cells: String,
    /// When it came.
    pub made_at: NaiveDateTime,
    /// What was done with it, when it was applied.
    pub outcome: Option<String>,
}

/// Keeps a file.
pub fn insert(
    db: &mut Db,
    (provider, user): (ProviderId, UserId),
    name: &str,
    cells: &str,
    now: NaiveDateTime,
) -> Result<VisitFileId, DbError> {
    let id = diesel::insert_into(dsl::visit_files)
        .values((
            (dsl::provider_id.eq(provider.0), dsl::user_id.eq(user.0)),
            (dsl::name.eq(name), dsl::cells.eq(cells), dsl::made_at.eq(now)),
        ))
        .returning(dsl::id)
        .get_result(db)?;
    Ok(VisitFileId(id))
}

pub fn by_id(db: &mut Db, id: VisitFileId) -> Result<VisitFile, DbError> {
    let columns = (dsl::provider_id, dsl::name, dsl::cells, dsl::made_at, dsl::outcome);
    let (provider, name, cells, made_at, outcome): (i64, String, String, NaiveDateTime, Option<String>) =
        dsl::visit_files.find(id.0).select(columns).get_result(db)?;
    Ok(VisitFile { provider: ProviderId(provider), name, cells, made_at, outcome })
}

/// Notes what was done with a file that was not applied yet; gives how many rows that was.
pub fn set_applied(db: &mut Db, id: VisitFileId, outcome: &str, now: NaiveDateTime) -> Result<usize, DbError> {
    Ok(diesel::update(dsl::visit_files.filter(dsl::id.eq(id.0).and(dsl::applied_at.is_null())))
        .set((dsl::outcome.eq(Some(outcome)), dsl::applied_at.eq(Some(now))))
        .execute(db)?)
}

/// Forgets files that came before.
pub fn forget(db: &mut Db, before: NaiveDateTime) -> Result<usize, DbError> {
    Ok(diesel::delete(dsl::visit_files.filter(dsl::made_at.lt(before))).execute(db)?)
}
