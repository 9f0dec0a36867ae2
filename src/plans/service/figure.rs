//! The figure that plans stand beside.

use crate::assessments::model::figure::Behind;
use crate::assessments::service as assessments;
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;

/// The indicative budget of somebody and what they were asked to pay. New answers count for plans once the council has
/// checked what they come to; until then a checked figure stands, if there is one. The caller has checked that it may be
/// seen.
pub(super) fn behind(db: &mut Db, holder: HolderId) -> Result<Behind, DbError> {
    let indicative = assessments::checked_indicative_of(db, &[holder])?.remove(&holder);
    Ok(Behind { indicative, contributions: assessments::contributions_of(db, holder)? })
}
