//! The figure that plans stand beside.

use super::reading::DraftView;
use crate::accounts::Actor;
use crate::assessments::model::figure::Behind;
use crate::assessments::service as assessments;
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;
use crate::plans::store::drafts;

/// The indicative budget of somebody and what they were asked to pay. New answers count for plans once the council has
/// checked what they come to; until then a checked figure stands, if there is one. The caller has checked that it may be
/// seen.
pub(super) fn behind(db: &mut Db, holder: HolderId) -> Result<Behind, DbError> {
    let indicative = assessments::checked_indicative_of(db, &[holder])?.remove(&holder);
    Ok(Behind { indicative, contributions: assessments::contributions_of(db, holder)? })
}

/// Whether somebody wrote down the figure that a plan stands beside, or raised it: then it is no yardstick for what they
/// decide.
pub(super) fn own_figure(db: &mut Db, actor: &Actor, view: &DraftView) -> Result<bool, DbError> {
    match &view.behind.indicative {
        Some(indicative) => assessments::raised_by(db, indicative, actor.user_id),
        None => Ok(drafts::indicative_by(db, view.known.head.id)? == Some(actor.user_id)),
    }
}
