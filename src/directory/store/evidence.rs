//! The `evidence_files` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::schema::evidence_files;
use crate::db::{Db, DbError};
use crate::directory::model::evidence::{Evidence, EvidenceKind, EvidenceOf};
use crate::kernel::UserId;
use crate::kernel::ids::{AccreditationId, ClaimId, EvidenceId};

/// A file to be noted.
#[derive(Clone, Debug)]
pub struct NewEvidence<'a> {
    pub of: EvidenceOf,
    pub name: &'a str,
    pub kind: EvidenceKind,
    pub size: i64,
    pub stored: &'a str,
    pub by: UserId,
    pub now: NaiveDateTime,
}

pub fn insert(db: &mut Db, new: &NewEvidence<'_>) -> Result<(), DbError> {
    let (accreditation, claim) = match new.of {
        EvidenceOf::Accreditation(id) => (Some(id.0), None),
        EvidenceOf::Claim(id) => (None, Some(id.0)),
    };
    diesel::insert_into(evidence_files::table)
        .values((
            evidence_files::accreditation_id.eq(accreditation),
            evidence_files::claim_id.eq(claim),
            evidence_files::name.eq(new.name),
            evidence_files::kind.eq(new.kind.as_str()),
            evidence_files::size_bytes.eq(new.size),
            evidence_files::stored.eq(new.stored),
            evidence_files::sent_by.eq(new.by.0),
            evidence_files::created_at.eq(new.now),
        ))
        .execute(db)?;
    Ok(())
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = evidence_files)]
struct Row {
    id: i64,
    accreditation_id: Option<i64>,
    claim_id: Option<i64>,
    name: String,
    kind: String,
    size_bytes: i64,
    stored: String,
    created_at: NaiveDateTime,
}

impl Row {
    fn into_evidence(self) -> Result<Evidence, DbError> {
        let of = match (self.accreditation_id, self.claim_id) {
            (Some(id), _) => EvidenceOf::Accreditation(AccreditationId(id)),
            (None, Some(id)) => EvidenceOf::Claim(ClaimId(id)),
            (None, None) => return Err(DbError::Other("evidence of nothing".to_owned())),
        };
        Ok(Evidence {
            id: EvidenceId(self.id),
            of,
            name: self.name,
            kind: DbError::parsed(&self.kind)?,
            size: self.size_bytes,
            stored: self.stored,
            sent_at: self.created_at,
        })
    }
}

pub fn by_id(db: &mut Db, id: EvidenceId) -> Result<Evidence, DbError> {
    evidence_files::table.find(id.0).select(Row::as_select()).get_result::<Row>(db)?.into_evidence()
}

/// Those of several accreditations, oldest first.
pub fn of_accreditations(db: &mut Db, ids: &[AccreditationId]) -> Result<Vec<Evidence>, DbError> {
    let ids: Vec<Option<i64>> = ids.iter().map(|id| Some(id.0)).collect();
    let rows: Vec<Row> = evidence_files::table
        .filter(evidence_files::accreditation_id.eq_any(ids))
        .order(evidence_files::id.asc())
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(Row::into_evidence).collect()
}

/// Those of a claim, oldest first.
pub fn of_claim(db: &mut Db, id: ClaimId) -> Result<Vec<Evidence>, DbError> {
    let rows: Vec<Row> = evidence_files::table
        .filter(evidence_files::claim_id.eq(Some(id.0)))
        .order(evidence_files::id.asc())
        .select(Row::as_select())
        .load(db)?;
    rows.into_iter().map(Row::into_evidence).collect()
}
