//! The `safeguarding_concerns` and `safeguarding_notes` tables.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::model::{Concern, ConcernState, NewConcern, Note};
use crate::db::schema::{holders, safeguarding_concerns as concerns, safeguarding_notes as notes, users};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::ids::{ConcernId, OrganisationId, UserId};

/// Writes it down; false when the same was raised before.
pub(super) fn insert(db: &mut Db, new: &NewConcern, now: NaiveDateTime) -> Result<bool, DbError> {
    let values = (
        concerns::council_id.eq(new.council.0),
        concerns::source.eq(new.source.as_str()),
        concerns::source_id.eq(new.source_id),
        concerns::holder_id.eq(new.holder.map(|id| id.0)),
        concerns::about.eq(&new.about),
        concerns::path.eq(&new.path),
        concerns::words.eq(&new.words),
        concerns::contact.eq(&new.contact),
        concerns::state.eq(ConcernState::New.as_str()),
        concerns::raised_at.eq(now),
    );
    let insert = diesel::insert_into(concerns::table).values(values);
    Ok(each_backend!(db, |c| insert.on_conflict_do_nothing().execute(c))? == 1)
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = concerns)]
struct Row {
    id: i64,
    council_id: i64,
    source: String,
    holder_id: Option<i64>,
    about: String,
    path: String,
    words: String,
    contact: Option<String>,
    state: String,
    raised_at: NaiveDateTime,
    acknowledged_by: Option<i64>,
    acknowledged_at: Option<NaiveDateTime>,
    closed_by: Option<i64>,
    closed_at: Option<NaiveDateTime>,
}

fn user_name(db: &mut Db, id: i64) -> Result<String, DbError> {
    Ok(users::table.find(id).select(users::name).get_result(db)?)
}

fn act(db: &mut Db, by: Option<i64>, at: Option<NaiveDateTime>) -> Result<Option<(String, NaiveDateTime)>, DbError> {
    match (by, at) {
        (Some(by), Some(at)) => Ok(Some((user_name(db, by)?, at))),
        _ => Ok(None),
    }
}

fn concern(db: &mut Db, row: Row) -> Result<Concern, DbError> {
    let holder = match row.holder_id {
        Some(id) => Some(holders::table.find(id).select((holders::name, holders::reference)).get_result(db)?),
        None => None,
    };
    Ok(Concern {
        id: ConcernId(row.id),
        council: OrganisationId(row.council_id),
        source: DbError::parsed(&row.source)?,
        holder,
        about: row.about,
        path: row.path,
        words: row.words,
        contact: row.contact,
        state: DbError::parsed(&row.state)?,
        raised_at: row.raised_at,
        acknowledged: act(db, row.acknowledged_by, row.acknowledged_at)?,
        closed: act(db, row.closed_by, row.closed_at)?,
    })
}

/// One of a council's; of another council there is none.
pub(super) fn by_id(db: &mut Db, council: &[i64], id: ConcernId) -> Result<Concern, DbError> {
    let row: Row = concerns::table
        .find(id.0)
        .filter(concerns::council_id.eq_any(council.to_vec()))
        .select(Row::as_select())
        .get_result(db)?;
    concern(db, row)
}

/// How many of a council's are in one of these states.
pub(super) fn count(db: &mut Db, council: &[i64], states: &[ConcernState]) -> Result<i64, DbError> {
    Ok(concerns::table
        .filter(concerns::council_id.eq_any(council.to_vec()))
        .filter(concerns::state.eq_any(states.iter().map(|state| state.as_str()).collect::<Vec<_>>()))
        .count()
        .get_result(db)?)
}

/// A council's, oldest first.
pub(super) fn list(
    db: &mut Db,
    council: &[i64],
    states: &[ConcernState],
    (offset, limit): (i64, i64),
) -> Result<Vec<Concern>, DbError> {
    let rows: Vec<Row> = concerns::table
        .filter(concerns::council_id.eq_any(council.to_vec()))
        .filter(concerns::state.eq_any(states.iter().map(|state| state.as_str()).collect::<Vec<_>>()))
        .order(concerns::id.asc())
        .offset(offset)
        .limit(limit)
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(|row| concern(db, row)).collect()
}

/// Moves it from new to acknowledged; false when somebody was quicker.
pub(super) fn acknowledge(db: &mut Db, id: ConcernId, by: UserId, now: NaiveDateTime) -> Result<bool, DbError> {
    let new = concerns::table.find(id.0).filter(concerns::state.eq(ConcernState::New.as_str()));
    let rows = diesel::update(new)
        .set((
            concerns::state.eq(ConcernState::Acknowledged.as_str()),
            concerns::acknowledged_by.eq(Some(by.0)),
            concerns::acknowledged_at.eq(Some(now)),
        ))
        .execute(db)?;
    Ok(rows == 1)
}

/// Closes it; false when it was closed before.
pub(super) fn close(db: &mut Db, id: ConcernId, by: UserId, now: NaiveDateTime) -> Result<bool, DbError> {
    let open = concerns::table.find(id.0).filter(concerns::state.ne(ConcernState::Closed.as_str()));
    let rows = diesel::update(open)
        .set((
            concerns::state.eq(ConcernState::Closed.as_str()),
            concerns::closed_by.eq(Some(by.0)),
            concerns::closed_at.eq(Some(now)),
        ))
        .execute(db)?;
    Ok(rows == 1)
}

pub(super) fn add_note(db: &mut Db, id: ConcernId, words: &str, by: UserId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::insert_into(notes::table)
        .values((
            notes::concern_id.eq(id.0),
            notes::words.eq(words),
            notes::written_by.eq(by.0),
            notes::written_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Oldest first.
pub(super) fn notes_of(db: &mut Db, id: ConcernId) -> Result<Vec<Note>, DbError> {
    let rows: Vec<(String, NaiveDateTime, String)> = notes::table
        .inner_join(users::table)
        .filter(notes::concern_id.eq(id.0))
        .order(notes::id.asc())
        .select((users::name, notes::written_at, notes::words))
        .load(db)?;
    Ok(rows.into_iter().map(|(by, at, words)| Note { by, at, words }).collect())
}
