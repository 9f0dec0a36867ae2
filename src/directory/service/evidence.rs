//! Files of evidence: taken in, and given out to the few who may read them.
//!
//! A file is stored before the transaction that uses it ([`take`]), and kept by that transaction ([`keep`]); what no
//! transaction kept is deleted by `crate::files`. The provider's own staff, moderators and councils' commissioners read
//! evidence of accreditations; a claim's is read by whoever sent it and by moderators.

use crate::accounts::{Actor, Duty, Role};
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::error::DirectoryError;
use crate::directory::model::Fault;
use crate::directory::model::commands::tidy_line;
use crate::directory::model::evidence::{Evidence, EvidenceKind, EvidenceOf, MOST_FILES};
use crate::directory::store::{accreditations, claims, evidence, providers};
use crate::files::{FileKey, FilesError, keep as keep_file, service as files};
use crate::kernel::ids::{AccreditationId, EvidenceId};

/// A file that came with a form, before anybody looked into it.
#[derive(Clone, Debug)]
pub struct Sent {
    /// What it was called where it came from.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A file that was looked into and stored, and waits to be kept.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    name: String,
    kind: EvidenceKind,
    size: i64,
    key: FileKey,
}

impl From<FilesError> for DirectoryError {
    fn from(error: FilesError) -> Self {
        match error {
            FilesError::Missing => Self::Refused,
            FilesError::Db(error) => error.into(),
            FilesError::Store(words) => Self::Db(DbError::Other(words)),
        }
    }
}

fn fault(words: &str) -> DirectoryError {
    DirectoryError::Invalid(vec![Fault::new("evidence", words)])
}

/// Looks into files and stores them.
///
/// # Errors
/// [`DirectoryError::Invalid`] with the field `evidence` for what is no PDF, JPEG or PNG.
pub(super) async fn take(app: &App, sent: Vec<Sent>) -> Result<Vec<Taken>, DirectoryError> {
    if sent.len() > MOST_FILES {
        return Err(fault("Send 5 files at most."));
    }
    let kinds: Option<Vec<EvidenceKind>> = sent.iter().map(|file| EvidenceKind::of(&file.bytes)).collect();
    let kinds = kinds.ok_or_else(|| fault("This file can’t be read. Send a PDF, or a picture as JPEG or PNG."))?;
    let mut taken = Vec::new();
    for (file, kind) in sent.into_iter().zip(kinds) {
        let key = FileKey::new("evidence", app.random.bytes());
        let size = i64::try_from(file.bytes.len()).unwrap_or(i64::MAX);
        let name: String = tidy_line(&file.name).chars().take(100).collect();
        files::upload(&app.db, &app.files, &key, file.bytes, app.clock.now()).await?;
        let name = if name.is_empty() { "File".to_owned() } else { name };
        taken.push(Taken { name, kind, size, key });
    }
    Ok(taken)
}

/// Keeps files that [`take`] stored, in the running transaction.
pub(super) fn keep(
    db: &mut Db,
    of: EvidenceOf,
    taken: &[Taken],
    actor: &Actor,
    now: chrono::NaiveDateTime,
) -> Result<(), DirectoryError> {
    let there = match of {
        EvidenceOf::Accreditation(id) => evidence::of_accreditations(db, &[id])?,
        EvidenceOf::Claim(id) => evidence::of_claim(db, id)?,
    };
    if there.len() + taken.len() > MOST_FILES {
        return Err(fault("There are 5 files already, which is the most."));
    }
    for file in taken {
        keep_file(db, &file.key, now)?;
        let new = evidence::NewEvidence {
            of,
            name: &file.name,
            kind: file.kind,
            size: file.size,
            stored: file.key.as_str(),
            by: actor.user_id,
            now,
        };
        evidence::insert(db, &new)?;
    }
    Ok(())
}

/// A file for somebody who may read it.
///
/// # Errors
/// [`DirectoryError::Refused`] for everybody else, and when there is no such file.
pub async fn read(app: &App, actor: &Actor, id: EvidenceId) -> Result<(Evidence, Vec<u8>), DirectoryError> {
    let actor = actor.clone();
    let found = app
        .db
        .read(move |db| {
            let found = evidence::by_id(db, id)?;
            if may_read(db, &actor, found.of)? { Ok(found) } else { Err(DirectoryError::Refused) }
        })
        .await?;
    let key: FileKey = found.stored.parse().map_err(|_| DirectoryError::Refused)?;
    let bytes = app.files.get(&key).await?;
    Ok((found, bytes))
}

fn may_read(db: &mut Db, actor: &Actor, of: EvidenceOf) -> Result<bool, DbError> {
    if actor.has(Role::Moderator) {
        return Ok(true);
    }
    match of {
        EvidenceOf::Accreditation(id) => {
            let held = accreditations::by_id(db, id)?;
            let organisation = providers::by_id(db, held.provider_id)?.organisation_id;
            let own = organisation.is_some_and(|organisation| actor.has_in(Role::ProviderStaff, organisation));
            Ok(own || actor.has(Role::Commissioner))
        }
        EvidenceOf::Claim(id) => Ok(actor.may(Duty::Manage, claims::by_id(db, id)?.organisation)),
    }
}

/// The files of several accreditations, in the caller's transaction; who may know of them is the caller's to check.
pub(super) fn of_accreditations(db: &mut Db, ids: &[AccreditationId]) -> Result<Vec<Evidence>, DbError> {
    evidence::of_accreditations(db, ids)
}
