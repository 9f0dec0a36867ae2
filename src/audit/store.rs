//! The `audit_entries` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Entry, Recorded};
use crate::db::schema::{audit_entries, holders, users};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::HolderId;

pub(super) fn insert(db: &mut Db, entry: &Entry<'_>) -> Result<(), DbError> {
    let row = (
        audit_entries::at.eq(entry.at),
        audit_entries::user_id.eq(entry.user.map(|id| id.0)),
        audit_entries::mandate_id.eq(entry.mandate.map(|id| id.0)),
        audit_entries::holder_id.eq(entry.holder.map(|id| id.0)),
        audit_entries::action.eq(entry.action),
        audit_entries::subject.eq(entry.subject),
        audit_entries::subject_id.eq(entry.subject_id),
        audit_entries::detail.eq(entry.detail),
    );
    let insert = diesel::insert_into(audit_entries::table).values(row);
    each_backend!(db, |c| insert.execute(c))?;
    Ok(())
}

type Row = (NaiveDateTime, Option<String>, Option<i64>, Option<String>, String, String);

fn recorded((at, by, mandate, holder, action, detail): Row) -> Recorded {
    Recorded { at, by: by.unwrap_or_else(|| "Handpick".to_owned()), on_behalf_of: mandate.and(holder), action, detail }
}

pub(super) fn history(db: &mut Db, subject: &str, subject_id: i64) -> Result<Vec<Recorded>, DbError> {
    let rows: Vec<Row> = audit_entries::table
        .left_join(users::table.on(audit_entries::user_id.eq(users::id.nullable())))
        .left_join(holders::table.on(audit_entries::holder_id.eq(holders::id.nullable())))
        .filter(audit_entries::subject.eq(subject).and(audit_entries::subject_id.eq(subject_id)))
        .order(audit_entries::id.asc())
        .select((
            audit_entries::at,
            users::name.nullable(),
            audit_entries::mandate_id,
            holders::name.nullable(),
            audit_entries::action,
            audit_entries::detail,
        ))
        .load(db)?;
    Ok(rows.into_iter().map(recorded).collect())
}

pub(super) fn for_holder(db: &mut Db, holder: HolderId, limit: i64) -> Result<Vec<Recorded>, DbError> {
    let rows: Vec<Row> = audit_entries::table
        .left_join(users::table.on(audit_entries::user_id.eq(users::id.nullable())))
        .left_join(holders::table.on(audit_entries::holder_id.eq(holders::id.nullable())))
        .filter(audit_entries::holder_id.eq(holder.0))
        .order(audit_entries::id.desc())
        .limit(limit)
        .select((
            audit_entries::at,
            users::name.nullable(),
            audit_entries::mandate_id,
            holders::name.nullable(),
            audit_entries::action,
            audit_entries::detail,
        ))
        .load(db)?;
    Ok(rows.into_iter().map(recorded).collect())
}

/// A mandate and when something was last done under it.
type LastUse = (Option<i64>, Option<NaiveDateTime>);

pub(super) fn last_under(db: &mut Db, mandates: &[i64]) -> Result<Vec<LastUse>, DbError> {
    Ok(audit_entries::table
        .filter(audit_entries::mandate_id.eq_any(mandates))
        .group_by(audit_entries::mandate_id)
        .select((audit_entries::mandate_id, diesel::dsl::max(audit_entries::at)))
        .load(db)?)
}
