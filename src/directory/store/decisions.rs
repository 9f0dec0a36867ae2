//! The `decisions` table: rows are added, and never changed.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{decisions, providers, users};
use crate::db::{Db, DbError};
use crate::directory::model::decisions::{Decision, Ruling, Subject};
use crate::kernel::ids::{DecisionId, ProviderId, UserId};
use crate::kernel::slug::fold_key;

/// A decision to be written down.
pub struct NewDecision<'a> {
    pub subject: Subject,
    pub subject_id: i64,
    pub provider: ProviderId,
    pub about: &'a str,
    pub ruling: Ruling,
    pub words: &'a str,
    /// JSON of what was approved.
    pub approved_text: Option<String>,
    pub by: UserId,
    pub at: NaiveDateTime,
}

pub fn insert(db: &mut Db, new: &NewDecision<'_>) -> Result<DecisionId, DbError> {
    let id = diesel::insert_into(decisions::table)
        .values((
            decisions::subject.eq(new.subject.as_str()),
            decisions::subject_id.eq(new.subject_id),
            decisions::provider_id.eq(new.provider.0),
            decisions::about.eq(new.about),
            decisions::ruling.eq(new.ruling.as_str()),
            decisions::words.eq(new.words),
            decisions::approved_text.eq(&new.approved_text),
            decisions::decided_by.eq(new.by.0),
            decisions::decided_at.eq(new.at),
        ))
        .returning(decisions::id)
        .get_result(db)?;
    Ok(DecisionId(id))
}

type Columns = (
    decisions::id,
    decisions::subject,
    decisions::subject_id,
    decisions::provider_id,
    providers::name,
    decisions::about,
    decisions::ruling,
    decisions::words,
    users::name,
    decisions::decided_by,
    decisions::decided_at,
);
const COLUMNS: Columns = (
    decisions::id,
    decisions::subject,
    decisions::subject_id,
    decisions::provider_id,
    providers::name,
    decisions::about,
    decisions::ruling,
    decisions::words,
    users::name,
    decisions::decided_by,
    decisions::decided_at,
);
type Row = (i64, String, i64, i64, String, String, String, String, String, i64, NaiveDateTime);

fn decision(row: Row) -> Result<Decision, DbError> {
    let (id, subject, subject_id, provider_id, provider, about, ruling, words, by, by_id, at) = row;
    Ok(Decision {
        id: DecisionId(id),
        subject: DbError::parsed(&subject)?,
        subject_id,
        provider_id: ProviderId(provider_id),
        provider,
        about,
        ruling: DbError::parsed(&ruling)?,
        words,
        by,
        by_id: UserId(by_id),
        at,
    })
}

pub fn by_id(db: &mut Db, id: DecisionId) -> Result<Decision, DbError> {
    let row: Row = decisions::table
        .inner_join(providers::table)
        .inner_join(users::table)
        .filter(decisions::id.eq(id.0))
        .select(COLUMNS)
        .get_result(db)?;
    decision(row)
}

/// A provider's newest.
pub fn of_provider(db: &mut Db, id: ProviderId, limit: i64) -> Result<Vec<Decision>, DbError> {
    let rows: Vec<Row> = decisions::table
        .inner_join(providers::table)
        .inner_join(users::table)
        .filter(decisions::provider_id.eq(id.0))
        .order(decisions::id.desc())
        .limit(limit)
        .select(COLUMNS)
        .load(db)?;
    rows.into_iter().map(decision).collect()
}

/// The newest on one thing.
pub fn newest_on(db: &mut Db, subject: Subject, id: i64) -> Result<Option<Decision>, DbError> {
    let row: Option<Row> = decisions::table
        .inner_join(providers::table)
        .inner_join(users::table)
        .filter(decisions::subject.eq(subject.as_str()).and(decisions::subject_id.eq(id)))
        .order(decisions::id.desc())
        .select(COLUMNS)
        .first(db)
        .optional()?;
    row.map(decision).transpose()
}

/// The newest of these rulings on one thing.
pub fn newest_ruling(db: &mut Db, subject: Subject, id: i64, among: &[Ruling]) -> Result<Option<Ruling>, DbError> {
    let found: Option<String> = decisions::table
        .filter(decisions::subject.eq(subject.as_str()).and(decisions::subject_id.eq(id)))
        .filter(decisions::ruling.eq_any(among.iter().map(|ruling| ruling.as_str()).collect::<Vec<_>>()))
        .order(decisions::id.desc())
        .select(decisions::ruling)
        .first(db)
        .optional()?;
    found.map(|found| DbError::parsed(&found)).transpose()
}

/// What was last approved of one thing, as JSON, and when.
pub fn last_approved(db: &mut Db, subject: Subject, id: i64) -> Result<Option<(String, NaiveDateTime)>, DbError> {
    let found: Option<(Option<String>, NaiveDateTime)> = decisions::table
        .filter(decisions::subject.eq(subject.as_str()).and(decisions::subject_id.eq(id)))
        .filter(decisions::approved_text.is_not_null())
        .order(decisions::id.desc())
        .select((decisions::approved_text, decisions::decided_at))
        .first(db)
        .optional()?;
    Ok(found.and_then(|(text, at)| Some((text?, at))))
}

/// Which decisions of the log are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// On this kind of thing.
    pub subject: Option<Subject>,
    /// With this outcome.
    pub ruling: Option<Ruling>,
    /// By this moderator.
    pub by: Option<UserId>,
    /// A part of the provider's name.
    pub provider: String,
}

/// Newest first, and how many there are in all.
pub fn log(db: &mut Db, wanted: &Wanted, (offset, limit): (i64, i64)) -> Result<(Vec<Decision>, i64), DbError> {
    let query = || {
        let mut query = decisions::table.inner_join(providers::table).inner_join(users::table).into_boxed();
        if let Some(subject) = wanted.subject {
            query = query.filter(decisions::subject.eq(subject.as_str()));
        }
        if let Some(ruling) = wanted.ruling {
            query = query.filter(decisions::ruling.eq(ruling.as_str()));
        }
        if let Some(by) = wanted.by {
            query = query.filter(decisions::decided_by.eq(by.0));
        }
        if !wanted.provider.is_empty() {
            let key = fold_key(&wanted.provider).replace(['\\', '%', '_'], " ");
            query = query.filter(providers::name_key.like(format!("%{}%", key.trim())));
        }
        query
    };
    let total: i64 = query().count().get_result(db)?;
    let rows: Vec<Row> = query().order(decisions::id.desc()).offset(offset).limit(limit).select(COLUMNS).load(db)?;
    let found: Result<Vec<_>, _> = rows.into_iter().map(decision).collect();
    Ok((found?, total))
}
