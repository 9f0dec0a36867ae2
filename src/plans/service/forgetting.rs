//! Deleting what people wrote and sent about their plans, once nothing needs it any more. What plans cost stays, because
//! money was paid for it. Callers hold the transaction and know that the time is over.

use chrono::NaiveDateTime;

use crate::db::{Db, DbError};
use crate::files::{FileKey, release};
use crate::kernel::ids::HolderId;
use crate::plans::store::forgetting as store;

/// How much was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Files.
    pub files: usize,
    /// Texts of plans: comments, outcomes, versions, what was said when they moved on.
    pub texts: usize,
}

/// Deletes it.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<Forgotten, DbError> {
    let drafts = store::drafts_of(db, holder)?;
    let mut files = 0;
    for stored in store::take_files(db, &drafts)? {
        if let Ok(key) = stored.parse::<FileKey>() {
            release(db, &key, now)?;
        }
        files += 1;
    }
    let texts = store::blank_drafts(db, &drafts)? + store::blank_plans(db, holder)?;
    Ok(Forgotten { files, texts })
}
