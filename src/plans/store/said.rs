//! What was done with a draft and said about it: the tables `plan_moves`, `plan_approvals`, `plan_comments`,
//! `plan_files` and `plan_reminders`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::By;
use crate::db::schema::{plan_approvals, plan_comments, plan_files, plan_moves, plan_reminders, users};
use crate::db::{Db, DbError};
use crate::directory::model::evidence::EvidenceKind;
use crate::each_backend;
use crate::kernel::ids::{DraftId, MandateId, PlanFileId, UserId};
use crate::plans::model::head::{Approval, Attachment, Comment, Taken, Who};
use crate::plans::model::state::Step;

/// The most steps, comments and files that are read.
const MOST: i64 = 500;

fn who(user: i64, mandate: Option<i64>, name: String) -> Who {
    Who { user: UserId(user), name, mandate: mandate.map(MandateId) }
}

pub fn insert_step(
    db: &mut Db,
    draft: DraftId,
    (step, version, words): (Step, i32, &str),
    by: By,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(plan_moves::table)
        .values((
            plan_moves::draft_id.eq(draft.0),
            plan_moves::version.eq(version),
            plan_moves::step.eq(step.as_str()),
            plan_moves::words.eq(words),
            plan_moves::made_by.eq(by.user.0),
            plan_moves::mandate_id.eq(by.mandate.map(MandateId::get)),
            plan_moves::made_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Every step, oldest first.
pub fn steps(db: &mut Db, draft: DraftId) -> Result<Vec<Taken>, DbError> {
    type Row = (String, i32, String, i64, Option<i64>, String, NaiveDateTime);
    let rows: Vec<Row> = plan_moves::table
        .inner_join(users::table)
        .filter(plan_moves::draft_id.eq(draft.0))
        .order(plan_moves::id.asc())
        .limit(MOST)
        .select((
            plan_moves::step,
            plan_moves::version,
            plan_moves::words,
            plan_moves::made_by,
            plan_moves::mandate_id,
            users::name,
            plan_moves::made_at,
        ))
        .load(db)?;
    let step = |(step, version, words, user, mandate, name, at): Row| {
        Ok(Taken { step: DbError::parsed(&step)?, version, words, by: who(user, mandate, name), at })
    };
    rows.into_iter().map(step).collect()
}

/// Keeps a finance officer's yes; whether there was none for this version before.
pub fn insert_approval(
    db: &mut Db,
    draft: DraftId,
    (version, words): (i32, &str),
    by: UserId,
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let row = diesel::insert_into(plan_approvals::table).values((
        plan_approvals::draft_id.eq(draft.0),
        plan_approvals::version.eq(version),
        plan_approvals::words.eq(words),
        plan_approvals::made_by.eq(by.0),
        plan_approvals::made_at.eq(now),
    ));
    let inserted = each_backend!(db, |c| row.on_conflict_do_nothing().execute(c))?;
    Ok(inserted == 1)
}

pub fn approval(db: &mut Db, draft: DraftId, version: i32) -> Result<Option<Approval>, DbError> {
    let row: Option<(i32, String, i64, String, NaiveDateTime)> = plan_approvals::table
        .inner_join(users::table)
        .filter(plan_approvals::draft_id.eq(draft.0).and(plan_approvals::version.eq(version)))
        .select((
            plan_approvals::version,
            plan_approvals::words,
            plan_approvals::made_by,
            users::name,
            plan_approvals::made_at,
        ))
        .get_result(db)
        .optional()?;
    Ok(row.map(|(version, words, user, name, at)| Approval { version, words, by: who(user, None, name), at }))
}

pub fn insert_comment(db: &mut Db, draft: DraftId, words: &str, by: By, now: NaiveDateTime) -> Result<(), DbError> {
    diesel::insert_into(plan_comments::table)
        .values((
            plan_comments::draft_id.eq(draft.0),
            plan_comments::words.eq(words),
            plan_comments::made_by.eq(by.user.0),
            plan_comments::mandate_id.eq(by.mandate.map(MandateId::get)),
            plan_comments::made_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// How many comments there are.
pub fn count_comments(db: &mut Db, draft: DraftId) -> Result<i64, DbError> {
    Ok(plan_comments::table.filter(plan_comments::draft_id.eq(draft.0)).count().get_result(db)?)
}

/// Comments, oldest first.
pub fn comments(db: &mut Db, draft: DraftId) -> Result<Vec<Comment>, DbError> {
    let rows: Vec<(String, i64, Option<i64>, String, NaiveDateTime)> = plan_comments::table
        .inner_join(users::table)
        .filter(plan_comments::draft_id.eq(draft.0))
        .order(plan_comments::id.asc())
        .limit(MOST)
        .select((
            plan_comments::words,
            plan_comments::made_by,
            plan_comments::mandate_id,
            users::name,
            plan_comments::made_at,
        ))
        .load(db)?;
    let comment = |(words, user, mandate, name, at): (String, i64, Option<i64>, String, NaiveDateTime)| Comment {
        words,
        by: who(user, mandate, name),
        at,
    };
    Ok(rows.into_iter().map(comment).collect())
}

type FileRow = (i64, String, String, i64, String, i64, NaiveDateTime);

fn attachment((id, name, kind, size, stored, by, at): FileRow) -> Result<Attachment, DbError> {
    let kind: EvidenceKind = DbError::parsed(&kind)?;
    Ok(Attachment { id: PlanFileId(id), name, kind, size, stored, by: UserId(by), at })
}

/// The files sent with a draft, oldest first.
pub fn files(db: &mut Db, draft: DraftId) -> Result<Vec<Attachment>, DbError> {
    let rows: Vec<FileRow> = plan_files::table
        .filter(plan_files::draft_id.eq(draft.0))
        .order(plan_files::id.asc())
        .select((
            plan_files::id,
            plan_files::name,
            plan_files::kind,
            plan_files::size,
            plan_files::stored,
            plan_files::sent_by,
            plan_files::sent_at,
        ))
        .load(db)?;
    rows.into_iter().map(attachment).collect()
}

/// A file that is to be kept with a draft.
pub struct NewFile<'a> {
    /// What it was called.
    pub name: &'a str,
    /// What it is.
    pub kind: EvidenceKind,
    /// How large, in bytes.
    pub size: i64,
    /// Its key in the file store.
    pub stored: &'a str,
}

pub fn insert_file(
    db: &mut Db,
    draft: DraftId,
    new: &NewFile<'_>,
    by: UserId,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(plan_files::table)
        .values((
            plan_files::draft_id.eq(draft.0),
            plan_files::name.eq(new.name),
            plan_files::kind.eq(new.kind.as_str()),
            plan_files::size.eq(new.size),
            plan_files::stored.eq(new.stored),
            plan_files::sent_by.eq(by.0),
            plan_files::sent_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// Takes a file off a draft; how many rows that was.
pub fn delete_file(db: &mut Db, draft: DraftId, id: PlanFileId) -> Result<usize, DbError> {
    let file = plan_files::table.find(id.0).filter(plan_files::draft_id.eq(draft.0));
    Ok(diesel::delete(file).execute(db)?)
}

/// What somebody was reminded of about one draft, they were about another one too.
pub fn hand_on_reminders(db: &mut Db, (from, to): (DraftId, DraftId), now: NaiveDateTime) -> Result<(), DbError> {
    let told: Vec<(String, NaiveDate)> = plan_reminders::table
        .filter(plan_reminders::draft_id.eq(from.0))
        .select((plan_reminders::kind, plan_reminders::due_on))
        .load(db)?;
    for (kind, due_on) in told {
        note_reminder(db, to, (&kind, due_on), now)?;
    }
    Ok(())
}

/// Notes that somebody was reminded; whether nobody was before.
pub fn note_reminder(
    db: &mut Db,
    draft: DraftId,
    (kind, due_on): (&str, NaiveDate),
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let row = diesel::insert_into(plan_reminders::table).values((
        plan_reminders::draft_id.eq(draft.0),
        plan_reminders::kind.eq(kind),
        plan_reminders::due_on.eq(due_on),
        plan_reminders::told_at.eq(now),
    ));
    let inserted = each_backend!(db, |c| row.on_conflict_do_nothing().execute(c))?;
    Ok(inserted == 1)
}
