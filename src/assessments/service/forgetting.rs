//! Deleting what people answered, once nothing needs it any more. The figures that money was worked out by stay. Callers
//! hold the transaction and know that the time is over.

use crate::assessments::store::forgetting as store;
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;

/// Deletes a person's answers, and why a contribution was decided or a figure adjusted; how many that was.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    let answers = store::delete_answers(db, holder)?;
    Ok(answers + store::blank_reasons(db, holder)? + store::blank_adjustments(db, holder)?)
}
