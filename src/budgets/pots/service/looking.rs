//! A budget's pots with what is in each and how each is held.

use crate::accounts::{Actor, HolderSummary};
use crate::app::App;
use crate::budgets::ledger::{self, Balances};
use crate::budgets::model::{FundingStream, HeldAs, Pot};
use crate::budgets::pots::error::PotsError;
use crate::budgets::pots::model::Holding;
use crate::budgets::pots::store;
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::HolderId;
use crate::plans::{self, Plan, PlanStatus};

/// A pot as pages show it.
#[derive(Clone, Debug)]
pub struct PotFigures {
    /// The pot.
    pub pot: Pot,
    /// Its part of the budget.
    pub share: Money,
    /// What its accounts hold.
    pub balances: Balances,
    /// Where its money comes from.
    pub streams: Vec<FundingStream>,
    /// How it is held today.
    pub now: Holding,
    /// Every way it was, is and will be held, oldest first.
    pub history: Vec<Holding>,
    /// Whether the next orders are paid from it.
    pub chosen: bool,
}

impl PotFigures {
    /// The way it will be held from a later day on, if that is decided.
    pub fn planned(&self) -> Option<&Holding> {
        self.history.iter().rfind(|holding| holding.applied_at.is_none())
    }

    /// Whether a provider holds or held it.
    pub fn was_fund(&self) -> bool {
        self.history.iter().any(|holding| holding.held_as == HeldAs::Isf && holding.applied_at.is_some())
    }
}

/// Somebody's pots, for an officer.
#[derive(Clone, Debug)]
pub struct PotsView {
    /// Whose.
    pub holder: HolderSummary,
    /// The pots of the budget that counts today.
    pub pots: Vec<PotFigures>,
    /// Those of budgets that begin later.
    pub later: Vec<PotFigures>,
    /// The agreed plan that has no budget yet.
    pub waiting: Option<Plan>,
    /// Whether its split was begun.
    pub begun: bool,
    /// The agreed plan that has no budget of its own, because the one that runs covers some of its days.
    pub joins: Option<Plan>,
}

/// The pots of one budget, in order. The caller has checked that they may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn figures(db: &mut Db, current: &Pot) -> Result<Vec<PotFigures>, DbError> {
    let chosen = store::chosen(db, current.holder_id)?;
    let mut all = Vec::new();
    for pot in crate::budgets::store::pots_of_budget(db, current.budget_id)? {
        let streams = crate::budgets::store::streams(db, pot.id)?;
        let broken = || DbError::Other("a pot's streams come to more than can be held".to_owned());
        let share = Money::sum(streams.iter().map(|stream| stream.amount)).ok_or_else(broken)?;
        let history = store::holdings(db, pot.id)?;
        let none = || DbError::Other("a pot is held in no way".to_owned());
        let now = history
            .iter()
            .rfind(|holding| holding.applied_at.is_some())
            .or(history.first())
            .cloned()
            .ok_or_else(none)?;
        let mut balances = ledger::balances(db, pot.id)?;
        // What only moved from one stream to another was not taken back.
        let moved = crate::budgets::contributions::store::moved(db, pot.id)?;
        balances.recovered = balances.recovered.checked_sub(moved).unwrap_or_default();
        all.push(PotFigures { chosen: chosen == Some(pot.id), pot, share, balances, streams, now, history });
    }
    if !all.iter().any(|pot| pot.chosen)
        && let Some(first) = all.first_mut()
    {
        first.chosen = true;
    }
    Ok(all)
}

/// The first pot of each budget of somebody that begins after today and isn't the one that counts now, the earliest first.
///
/// # Errors
/// When the database can't be read.
pub fn later_budgets(
    db: &mut Db,
    (holder, current): (HolderId, Option<&Pot>),
    today: chrono::NaiveDate,
) -> Result<Vec<Pot>, DbError> {
    let current = current.map(|pot| pot.budget_id);
    let mut all = crate::budgets::store::statements::pots_of(db, holder)?;
    all.retain(|pot| pot.starts_on > today && Some(pot.budget_id) != current);
    all.sort_by_key(|pot| (pot.starts_on, pot.budget_id, pot.id));
    all.dedup_by_key(|pot| pot.budget_id);
    Ok(all)
}

/// The agreed plan of somebody that no budget covers yet: the one whose split was begun, which may be next year's, or the
/// one that counts today.
pub(super) fn waiting(db: &mut Db, holder: &HolderSummary, today: chrono::NaiveDate) -> Result<Option<Plan>, DbError> {
    let begun = match store::draft(db, holder.id)? {
        Some((split, _)) => Some(plans::service::plan(db, split.plan)?),
        None => None,
    };
    for plan in [begun, plans::service::current_plan(db, holder.id, today)?].into_iter().flatten() {
        if plan.status == PlanStatus::Agreed
            && today <= plan.ends_on
            && !store::overlaps(db, holder.id, plan.starts_on, plan.ends_on)?
        {
            return Ok(Some(plan));
        }
    }
    Ok(None)
}

/// Somebody's pots.
///
/// # Errors
/// [`PotsError::Refused`] for anybody who is no officer of their council.
pub async fn look(app: &App, actor: &Actor, reference: &str) -> Result<PotsView, PotsError> {
    let (actor, reference, today) = (actor.clone(), reference.to_owned(), app.clock.today());
    app.db
        .read(move |db| {
            let holder = super::person(db, &actor, &reference)?;
            let current = crate::budgets::store::current_pot(db, holder.id, today)?;
            let pots = current.as_ref().map_or(Ok(Vec::new()), |pot| figures(db, pot))?;
            let mut later = Vec::new();
            for budget in later_budgets(db, (holder.id, current.as_ref()), today)? {
                later.extend(figures(db, &budget)?);
            }
            let waiting = waiting(db, &holder, today)?;
            let begun = store::draft(db, holder.id)?.is_some();
            let joins = crate::budgets::correcting::service::to_join(db, holder.id, today)?.map(|(plan, _)| plan);
            Ok(PotsView { holder, pots, later, waiting, begun, joins })
        })
        .await
}
