//! Where a budget stands and where it leads, for whoever may see it.

use chrono::NaiveDate;

use super::overview_of;
use crate::accounts::{Actor, HolderSummary, Scope};
use crate::app::App;
use crate::budgets::error::BudgetError;
use crate::budgets::ledger;
use crate::budgets::model::Pot;
use crate::budgets::store::{self, statements, tracking as follow};
use crate::budgets::tracking::{Followed, Tracking, ahead, kinds};
use crate::db::{Db, DbError};
use crate::plans;
use crate::search::categories;

/// A holder's budget, followed.
#[derive(Clone, Debug)]
pub struct TrackingView {
    /// Whose.
    pub holder: HolderSummary,
    /// Whether the reader is the holder themselves.
    pub own: bool,
    /// What is followed; none before there is a budget.
    pub tracking: Option<Tracking>,
}

/// The budget of the holder whom the actor is, or acts for.
///
/// # Errors
/// [`BudgetError::Refused`] when they are no holder, or their mandate doesn't let them see it.
pub async fn tracking(app: &App, actor: &Actor) -> Result<TrackingView, BudgetError> {
    let (holder, actor, today) = (actor.holder(Scope::View)?, actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let holder = plans::service::may_see(db, &actor, holder)?;
            let pot = store::current_pot(db, holder.id, today)?;
            let tracking = pot.map(|pot| of_pot(db, pot, today)).transpose()?;
            Ok(TrackingView { own: actor.own_holder == Some(holder.id), holder, tracking })
        })
        .await
}

fn too_large() -> DbError {
    DbError::Other("a figure of a budget can't be held".to_owned())
}

fn of_pot(db: &mut Db, pot: Pot, today: NaiveDate) -> Result<Tracking, DbError> {
    let overview = overview_of(db, &pot, today)?;
    let name = |code: &str| categories::get(code).map_or_else(|| code.to_owned(), |category| category.name.clone());
    let (mut moved, mut visits, mut resting, mut pots) = (Vec::new(), Vec::new(), 0, Vec::new());
    for one in statements::pots_of(db, pot.holder_id)?.into_iter().filter(|one| one.budget_id == pot.budget_id) {
        let balances = ledger::balances(db, one.id)?;
        let spent = balances.spent().ok_or_else(too_large)?;
        let planned = Some(balances.total().and_then(|all| all.checked_sub(balances.recovered)).ok_or_else(too_large)?);
        pots.push(Followed { title: one.held_as.label().to_owned(), planned, spent, committed: balances.committed });
        moved.extend(follow::kinds(db, one.id)?);
        visits.extend(follow::visits(db, one.id)?);
        resting += follow::resting(db, one.id, today)?;
    }
    visits.sort_by_key(|visit| visit.on);
    let kinds = kinds(&overview, &moved, name).ok_or_else(too_large)?;
    let ahead = ahead(&visits, today).ok_or_else(too_large)?;
    let resting = u32::try_from(resting).unwrap_or(u32::MAX);
    Ok(Tracking { pot, overview, kinds, pots, ahead, resting })
}
