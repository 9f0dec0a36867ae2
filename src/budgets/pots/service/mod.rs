//! What officers do with pots, and what everybody else may see of how they are held.

mod agreeing;
mod choosing;
mod drafting;
pub mod fences;
mod holding;
mod looking;
mod switching;

pub use agreeing::agree;
pub use choosing::{Choice, choices, choose};
pub use drafting::{Drafting, Typed, add_part, begin, draft, read_terms, remove_part};
pub use holding::{follow, held_by, manages};
pub use looking::{PotFigures, PotsView, figures, later_budgets, look};
pub use switching::{Switch, Switching, check, switch};

use super::error::PotsError;
use crate::accounts::service::people;
use crate::accounts::{Actor, HolderSummary, Refused, Role};
use crate::db::Db;

/// Somebody of the council that the actor is an officer of, for other features.
///
/// # Errors
/// [`PotsError::Refused`] otherwise, also when there is no such person.
pub fn officer_of(db: &mut Db, actor: &Actor, reference: &str) -> Result<HolderSummary, PotsError> {
    person(db, actor, reference)
}

/// Somebody of the council that the actor is an officer of: a care manager or a finance officer. Nobody decides about
/// their own money.
pub(super) fn person(db: &mut Db, actor: &Actor, reference: &str) -> Result<HolderSummary, PotsError> {
    let id = people::holder_by_reference(db, reference)?;
    let holder = people::holder_summary(db, id)?;
    let officer = |council| [Role::CareManager, Role::FinanceOfficer].iter().any(|role| actor.has_in(*role, council));
    let theirs = holder.council_id.is_some_and(officer) && actor.own_holder != Some(id);
    if theirs { Ok(holder) } else { Err(Refused.into()) }
}
