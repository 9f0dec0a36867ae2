//! The table `own_bank_papers`: what goes with lines.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::{own_bank_files, own_bank_lines, own_bank_papers};
use crate::db::{Db, DbError};
use crate::directory::model::evidence::EvidenceKind;
use crate::kernel::{PotId, UserId};

/// A receipt, or a page of the bank's paper, that goes with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paper {
    /// Its number.
    pub id: i64,
    /// Which line.
    pub line: i64,
    /// What it was called.
    pub name: String,
    /// What it is.
    pub kind: EvidenceKind,
    /// Its key in the file store.
    pub stored: String,
}

type PaperRow = (i64, i64, String, String, String);

fn paper((id, line, name, kind, stored): PaperRow) -> Result<Paper, DbError> {
    Ok(Paper { id, line, name, kind: DbError::parsed(&kind)?, stored })
}

macro_rules! paper_columns {
    () => {
        (
            own_bank_papers::id,
            own_bank_papers::line_id,
            own_bank_papers::name,
            own_bank_papers::kind,
            own_bank_papers::stored,
        )
    };
}

/// The papers of some lines, oldest first.
pub fn papers(db: &mut Db, lines: &[i64]) -> Result<Vec<Paper>, DbError> {
    let rows: Vec<PaperRow> = own_bank_papers::table
        .filter(own_bank_papers::line_id.eq_any(lines))
        .order(own_bank_papers::id.asc())
        .select(paper_columns!())
        .load(db)?;
    rows.into_iter().map(paper).collect()
}

pub fn paper_by_id(db: &mut Db, id: i64) -> Result<Paper, DbError> {
    paper(own_bank_papers::table.find(id).select(paper_columns!()).first(db)?)
}

pub fn insert_paper(
    db: &mut Db,
    line: i64,
    (name, kind, stored): (&str, EvidenceKind, &str),
    (size, by, at): (i64, UserId, NaiveDateTime),
) -> Result<(), DbError> {
    diesel::insert_into(own_bank_papers::table)
        .values((
            own_bank_papers::line_id.eq(line),
            own_bank_papers::name.eq(name),
            own_bank_papers::kind.eq(kind.as_str()),
            own_bank_papers::size.eq(size),
            own_bank_papers::stored.eq(stored),
            own_bank_papers::sent_by.eq(by.0),
            own_bank_papers::sent_at.eq(at),
        ))
        .execute(db)?;
    Ok(())
}

/// Takes a paper off its line; how many rows that was.
pub fn delete_paper(db: &mut Db, id: i64) -> Result<usize, DbError> {
    Ok(diesel::delete(own_bank_papers::table.find(id)).execute(db)?)
}

/// Takes all papers off a pot's lines, with the notes beside these and the texts of files that wait; gives the keys.
pub fn take_papers(db: &mut Db, pot: PotId) -> Result<Vec<String>, DbError> {
    let lines = || own_bank_lines::table.filter(own_bank_lines::pot_id.eq(pot.0)).select(own_bank_lines::id);
    let theirs = own_bank_papers::table.filter(own_bank_papers::line_id.eq_any(lines()));
    let keys = theirs.select(own_bank_papers::stored).load(db)?;
    diesel::delete(own_bank_papers::table.filter(own_bank_papers::line_id.eq_any(lines()))).execute(db)?;
    diesel::update(own_bank_lines::table.filter(own_bank_lines::pot_id.eq(pot.0)))
        .set(own_bank_lines::note.eq(""))
        .execute(db)?;
    diesel::update(own_bank_files::table.filter(own_bank_files::pot_id.eq(pot.0)))
        .set(own_bank_files::words.eq(None::<String>))
        .execute(db)?;
    Ok(keys)
}
