//! Use-cases of assessments, and who may do what.

pub mod answering;
pub mod contributions;
pub mod editing;
pub mod enrol;
pub mod figures;
pub mod forgetting;
mod needs;
pub mod rules;
mod telling;

pub use contributions::{behind, contribution_on, contributions_of, net_of_year};
pub use figures::{checked_indicative_of, indicative_for, raised_by};
pub use needs::needs_of;

use super::error::AssessmentError;
use crate::accounts::service::people;
use crate::accounts::{Actor, HolderSummary, Refused, Role, Scope};
use crate::audit;
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, OrganisationId};

/// What somebody may do with a person's assessments.
#[derive(Clone, Debug)]
pub(super) struct Access {
    pub holder: HolderSummary,
    pub own: bool,
    /// A care manager of the person's council.
    pub officer: bool,
    /// They may answer.
    pub answers: bool,
}

/// What the actor may do for this person: their own, under a mandate that is in use, or as a care manager of their
/// council.
///
/// # Errors
/// [`AssessmentError::Refused`] for anybody else, also when there is no such person.
pub(super) fn access(db: &mut Db, actor: &Actor, holder: HolderId) -> Result<Access, AssessmentError> {
    let summary = people::holder_summary(db, holder)?;
    let theirs = actor.holder(Scope::View) == Ok(holder);
    // Somebody who acts for a person is not at their council's work just then, nor with their own papers.
    let at_work = actor.acting_for.is_none();
    let officer = at_work && summary.council_id.is_some_and(|council| actor.has_in(Role::CareManager, council));
    if !theirs && !officer {
        return Err(Refused.into());
    }
    Ok(Access {
        own: actor.own_holder == Some(holder) && at_work,
        officer: officer && actor.own_holder != Some(holder),
        answers: actor.holder(Scope::Plan) == Ok(holder) || officer,
        holder: summary,
    })
}

/// Refuses for somebody whose case is closed: nothing new is asked or decided about them. The caller holds their lock.
///
/// # Errors
/// [`AssessmentError::CaseClosed`].
pub(super) fn still_open(db: &mut Db, holder: HolderId) -> Result<(), AssessmentError> {
    if people::closed_case(db, holder)?.is_some() { Err(AssessmentError::CaseClosed) } else { Ok(()) }
}

/// The council whose questionnaires the actor may write: care managers and commissioners may.
pub(super) fn asks_for(actor: &Actor) -> Result<OrganisationId, Refused> {
    actor.organisation_in_any(&[Role::CareManager, Role::Commissioner])
}

/// Writes down what was done.
pub(super) fn record(
    db: &mut Db,
    actor: &Actor,
    (action, detail): (&str, &str),
    (subject, subject_id): (&str, i64),
    holder: Option<HolderId>,
    now: chrono::NaiveDateTime,
) -> Result<(), DbError> {
    let by = actor.by();
    let (user, mandate) = (Some(by.user), by.mandate);
    audit::record(db, &audit::Entry { at: now, user, mandate, holder, action, subject, subject_id, detail })
}
