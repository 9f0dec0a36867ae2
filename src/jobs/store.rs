//! The `jobs` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Claimed, GivenUp, JobKind, Queue};
use crate::db::schema::jobs;
use crate::db::{Db, DbError};
use crate::insert_all;
use crate::kernel::ids::JobId;

pub(super) fn insert(
    db: &mut Db,
    kind: &'static str,
    payloads: Vec<String>,
    run_at: NaiveDateTime,
) -> Result<(), DbError> {
    let row = |payload: String| {
        (
            jobs::kind.eq(kind),
            jobs::payload.eq(payload),
            jobs::status.eq("queued"),
            jobs::attempts.eq(0),
            jobs::run_at.eq(run_at),
            jobs::created_at.eq(run_at),
        )
    };
    let rows: Vec<_> = payloads.into_iter().map(row).collect();
    insert_all!(db, jobs::table, rows);
    Ok(())
}

/// The oldest due job of a queue, locked against other workers. On SQLite writes are one at a time, so no lock is needed.
fn next_due(db: &mut Db, queue: Queue, now: NaiveDateTime) -> QueryResult<Option<(i64, String, String, i32)>> {
    let due = jobs::run_at.le(now).and(
        jobs::status.eq("queued").or(jobs::status.eq("running").and(jobs::locked_until.lt(now).assume_not_null())),
    );
    let columns = (jobs::id, jobs::kind, jobs::payload, jobs::attempts);
    let is_mail = jobs::kind.eq(JobKind::Email.as_str());
    macro_rules! first {
        ($of_queue:expr) => {{
            let query = jobs::table.filter(due).filter($of_queue).order(jobs::id.asc()).select(columns).limit(1);
            match db {
                Db::Sqlite(c) => query.first(c).optional(),
                Db::Postgres(c) => query.for_update().skip_locked().first(c).optional(),
            }
        }};
    }
    match queue {
        Queue::Mails => first!(is_mail),
        Queue::Work => first!(diesel::dsl::not(is_mail)),
    }
}

pub(super) fn claim(
    db: &mut Db,
    queue: Queue,
    (now, until): (NaiveDateTime, NaiveDateTime),
) -> Result<Option<Claimed>, DbError> {
    let Some((id, kind, payload, attempts)) = next_due(db, queue, now)? else {
        return Ok(None);
    };
    let attempts = attempts + 1;
    diesel::update(jobs::table.find(id))
        .set((jobs::status.eq("running"), jobs::attempts.eq(attempts), jobs::locked_until.eq(Some(until))))
        .execute(db)?;
    let Ok(kind) = kind.parse::<JobKind>() else {
        // Written by a later version of the program: kept for it, out of the way of the jobs that are known.
        fail(db, JobId(id), None, "this version does not know such a job", now)?;
        return Ok(None);
    };
    Ok(Some(Claimed { id: JobId(id), kind, payload, attempts }))
}

pub(super) fn finish(db: &mut Db, id: JobId, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::update(jobs::table.find(id.0))
        .set((
            jobs::status.eq("done"),
            // A sent mail may hold a one-time link: what is done is not kept.
            jobs::payload.eq(""),
            jobs::finished_at.eq(Some(now)),
            jobs::locked_until.eq(None::<NaiveDateTime>),
        ))
        .execute(db)?;
    Ok(())
}

/// `again` is when to try next; none gives the job up.
pub(super) fn fail(
    db: &mut Db,
    id: JobId,
    again: Option<NaiveDateTime>,
    error: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let status = if again.is_some() { "queued" } else { "failed" };
    diesel::update(jobs::table.find(id.0))
        .set((
            jobs::status.eq(status),
            jobs::run_at.eq(again.unwrap_or(now)),
            jobs::last_error.eq(Some(error)),
            jobs::locked_until.eq(None::<NaiveDateTime>),
        ))
        .execute(db)?;
    Ok(())
}

pub(super) fn given_up(db: &mut Db, limit: i64) -> Result<Vec<GivenUp>, DbError> {
    let rows: Vec<(i64, String, i32, Option<String>, NaiveDateTime)> = jobs::table
        .filter(jobs::status.eq("failed"))
        .order(jobs::id.asc())
        .limit(limit)
        .select((jobs::id, jobs::kind, jobs::attempts, jobs::last_error, jobs::created_at))
        .load(db)?;
    let read = |(id, kind, attempts, error, created_at)| GivenUp { id: JobId(id), kind, attempts, error, created_at };
    Ok(rows.into_iter().map(read).collect())
}

pub(super) fn try_again(db: &mut Db, which: Option<JobId>, now: NaiveDateTime) -> Result<usize, DbError> {
    let anew = (jobs::status.eq("queued"), jobs::attempts.eq(0), jobs::run_at.eq(now));
    let failed = jobs::table.filter(jobs::status.eq("failed"));
    Ok(match which {
        Some(id) => diesel::update(failed.filter(jobs::id.eq(id.0))).set(anew).execute(db)?,
        None => diesel::update(failed).set(anew).execute(db)?,
    })
}
