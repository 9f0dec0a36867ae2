//! Which pot somebody's next orders are paid from.

use super::looking::{PotFigures, figures};
use crate::accounts::{Actor, HolderSummary, Scope};
use crate::app::App;
use crate::audit;
use crate::budgets::pots::error::PotsError;
use crate::budgets::pots::store;
use crate::db::LockKey;
use crate::kernel::ids::PotId;
use crate::plans;

/// The pots to choose from.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Whose.
    pub holder: HolderSummary,
    /// Whether the reader is the holder.
    pub own: bool,
    /// The pots.
    pub pots: Vec<PotFigures>,
}

/// The pots of the holder whom the actor is, or acts for.
///
/// # Errors
/// [`PotsError::Refused`] when they are no holder, or their mandate doesn't let them see it.
pub async fn choices(app: &App, actor: &Actor) -> Result<Choice, PotsError> {
    let holder = actor.holder(Scope::View)?;
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let holder = plans::service::may_see(db, &actor, holder).map_err(|_| crate::accounts::Refused)?;
            let own = actor.own_holder == Some(holder.id);
            let pots = match crate::budgets::store::current_pot(db, holder.id, today)? {
                Some(pot) => figures(db, &pot)?,
                None => Vec::new(),
            };
            Ok(Choice { holder, own, pots })
        })
        .await
}

/// Pays the next orders from this pot.
///
/// # Errors
/// [`PotsError::Refused`] when it isn't one of theirs, or they may not fill a basket.
pub async fn choose(app: &App, actor: &Actor, pot: PotId) -> Result<(), PotsError> {
    let holder = actor.holder(Scope::Propose).or_else(|_| actor.holder(Scope::Order))?;
    let (actor, today, now) = (actor.clone(), app.clock.today(), app.clock.now());
    app.db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            let current = crate::budgets::store::current_pot(db, holder, today)?.ok_or(crate::accounts::Refused)?;
            let known = crate::budgets::store::pots_of_budget(db, current.budget_id)?;
            if !known.iter().any(|known| known.id == pot) {
                return Err(crate::accounts::Refused.into());
            }
            store::choose(db, holder, pot, now)?;
            let by = actor.by();
            let entry = audit::Entry {
                at: now,
                user: Some(by.user),
                mandate: by.mandate,
                holder: Some(holder),
                action: "pot.chosen",
                subject: "pots",
                subject_id: pot.0,
                detail: "The next orders are paid from this part of the budget",
            };
            Ok(audit::record(db, &entry)?)
        })
        .await
}
