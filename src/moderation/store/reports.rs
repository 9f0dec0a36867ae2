//! The `reports` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{providers, reports};
use crate::db::{Db, DbError};
use crate::kernel::ids::{OrganisationId, ProviderId, ReportId, UserId};
use crate::moderation::model::{Complaint, NewReport, Report, ReportOutcome, Reported};

/// What a report is about.
pub struct About<'a> {
    pub kind: Reported,
    pub id: i64,
    pub provider: ProviderId,
    pub name: &'a str,
}

pub fn insert(
    db: &mut Db,
    about: &About<'_>,
    new: &NewReport,
    by: Option<UserId>,
    now: NaiveDateTime,
) -> Result<ReportId, DbError> {
    let id = diesel::insert_into(reports::table)
        .values((
            reports::subject.eq(about.kind.as_str()),
            reports::subject_id.eq(about.id),
            reports::provider_id.eq(about.provider.0),
            reports::about.eq(about.name),
            reports::reason.eq(new.complaint.as_str()),
            reports::words.eq(&new.words),
            reports::email.eq(&new.email),
            reports::user_id.eq(by.map(|id| id.0)),
            reports::made_at.eq(now),
        ))
        .returning(reports::id)
        .get_result(db)?;
    Ok(ReportId(id))
}

/// An open report in short, for the queue.
pub struct Open {
    pub kind: Reported,
    pub id: i64,
    pub about: String,
    pub provider: String,
    pub organisation: Option<OrganisationId>,
    pub complaint: Complaint,
    pub at: NaiveDateTime,
}

type OpenRow = (String, i64, String, String, Option<i64>, String, NaiveDateTime);

/// Reports that nobody has decided on, oldest first.
pub fn open(db: &mut Db, limit: i64) -> Result<Vec<Open>, DbError> {
    let rows: Vec<OpenRow> = reports::table
        .inner_join(providers::table)
        .filter(reports::closed_at.is_null())
        .order(reports::id.asc())
        .limit(limit)
        .select((
            reports::subject,
            reports::subject_id,
            reports::about,
            providers::name,
            providers::organisation_id,
            reports::reason,
            reports::made_at,
        ))
        .load(db)?;
    rows.into_iter()
        .map(|(kind, id, about, provider, organisation, complaint, at)| {
            Ok(Open {
                kind: DbError::parsed(&kind)?,
                id,
                about,
                provider,
                organisation: organisation.map(OrganisationId),
                complaint: DbError::parsed(&complaint)?,
                at,
            })
        })
        .collect()
}

/// The open reports on one thing, with its name and whose it is; none when there are none.
pub fn group(db: &mut Db, kind: Reported, id: i64) -> Result<Option<(String, ProviderId, Vec<Report>)>, DbError> {
    type Row = (String, i64, String, String, Option<String>, Option<i64>, NaiveDateTime);
    let rows: Vec<Row> = reports::table
        .filter(reports::subject.eq(kind.as_str()).and(reports::subject_id.eq(id)))
        .filter(reports::closed_at.is_null())
        .order(reports::id.asc())
        .limit(100)
        .select((
            reports::about,
            reports::provider_id,
            reports::reason,
            reports::words,
            reports::email,
            reports::user_id,
            reports::made_at,
        ))
        .load(db)?;
    let Some((name, provider)) = rows.first().map(|row| (row.0.clone(), ProviderId(row.1))) else {
        return Ok(None);
    };
    let reports: Result<Vec<Report>, DbError> = rows
        .into_iter()
        .map(|(_, _, complaint, words, email, user, at)| {
            let (wants_answer, signed_in) = (email.is_some(), user.is_some());
            Ok(Report { complaint: DbError::parsed(&complaint)?, words, wants_answer, signed_in, at })
        })
        .collect();
    Ok(Some((name, provider, reports?)))
}

/// The addresses that want an answer on one thing, each once.
pub fn addresses(db: &mut Db, kind: Reported, id: i64) -> Result<Vec<String>, DbError> {
    let found: Vec<Option<String>> = reports::table
        .filter(reports::subject.eq(kind.as_str()).and(reports::subject_id.eq(id)))
        .filter(reports::closed_at.is_null().and(reports::email.is_not_null()))
        .order(reports::email.asc())
        .select(reports::email)
        .distinct()
        .load(db)?;
    Ok(found.into_iter().flatten().collect())
}

/// Closes every open report on one thing, and forgets the addresses that were left for the answer; says how many.
pub fn close(
    db: &mut Db,
    (kind, id): (Reported, i64),
    outcome: ReportOutcome,
    by: UserId,
    now: NaiveDateTime,
) -> Result<usize, DbError> {
    let open = reports::table
        .filter(reports::subject.eq(kind.as_str()).and(reports::subject_id.eq(id)))
        .filter(reports::closed_at.is_null());
    Ok(diesel::update(open)
        .set((
            reports::outcome.eq(Some(outcome.as_str())),
            reports::closed_by.eq(Some(by.0)),
            reports::closed_at.eq(Some(now)),
            reports::email.eq(None::<String>),
        ))
        .execute(db)?)
}
