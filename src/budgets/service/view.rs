//! What the pages about a budget show, and who may see them.

use chrono::NaiveDate;

use crate::accounts::{Actor, HolderSummary, Scope};
use crate::app::App;
use crate::budgets::error::BudgetError;
use crate::budgets::ledger::{self, Movement};
use crate::budgets::model::{FundingStream, Pot};
use crate::budgets::overview::{Facts, Overview};
use crate::budgets::store;
use crate::db::{Db, DbError};
use crate::kernel::ids::HolderId;
use crate::plans;

/// How many of the newest movements a page shows.
const NEWEST: i64 = 10;

/// A holder's budget, with whose it is.
#[derive(Clone, Debug)]
pub struct BudgetView {
    /// Whose.
    pub holder: HolderSummary,
    /// Whether the reader is the holder themselves.
    pub own: bool,
    /// The budget; none before there is any.
    pub budget: Option<BudgetFigures>,
}

/// The figures of a budget.
#[derive(Clone, Debug)]
pub struct BudgetFigures {
    /// Its pot.
    pub pot: Pot,
    /// Where the pot's money comes from.
    pub streams: Vec<FundingStream>,
    /// What the figures say.
    pub overview: Overview,
    /// The newest movements, newest first.
    pub newest: Vec<Movement>,
}

/// Every movement of a pot, for taking away.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Whose.
    pub holder: HolderSummary,
    /// Which pot; none before there is any.
    pub pot: Option<Pot>,
    /// Its movements, oldest first.
    pub movements: Vec<Movement>,
}

/// The budget of the holder whom the actor is, or acts for.
///
/// # Errors
/// [`BudgetError::Refused`] when they are no holder, or their mandate doesn't let them see it.
pub async fn overview(app: &App, actor: &Actor) -> Result<BudgetView, BudgetError> {
    let holder = actor.holder(Scope::View)?;
    overview_for(app, actor, holder).await
}

/// A named holder's budget, for themselves, whoever acts for them, or an officer of their council.
///
/// # Errors
/// [`BudgetError::Refused`] when it isn't theirs to see, also when there is no such holder.
pub async fn overview_for(app: &App, actor: &Actor, holder: HolderId) -> Result<BudgetView, BudgetError> {
    let actor = actor.clone();
    let today = app.clock.today();
    app.db
        .read(move |db| {
            let holder = plans::service::may_see(db, &actor, holder)?;
            let own = actor.own_holder == Some(holder.id);
            Ok(view_of(db, holder, own, today)?)
        })
        .await
}

/// A holder's budget, for pages about the person. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn view_of(db: &mut Db, holder: HolderSummary, own: bool, today: NaiveDate) -> Result<BudgetView, DbError> {
    let pot = store::current_pot(db, holder.id, today)?;
    let budget = pot.map(|pot| figures(db, pot, today)).transpose()?;
    Ok(BudgetView { holder, own, budget })
}

/// Every movement of the pot of the holder whom the actor is, or acts for.
///
/// # Errors
/// [`BudgetError::Refused`] when they are no holder, or their mandate doesn't let them see it.
pub async fn statement(app: &App, actor: &Actor) -> Result<Statement, BudgetError> {
    let holder = actor.holder(Scope::View)?;
    let actor = actor.clone();
    let today = app.clock.today();
    app.db
        .read(move |db| {
            let holder = plans::service::may_see(db, &actor, holder)?;
            let pot = store::current_pot(db, holder.id, today)?;
            let movements = match &pot {
                Some(pot) => ledger::all_movements(db, pot.id)?,
                None => Vec::new(),
            };
            Ok(Statement { holder, pot, movements })
        })
        .await
}

/// The figures of a pot on a day. The caller has checked that they may be seen.
fn figures(db: &mut Db, pot: Pot, today: NaiveDate) -> Result<BudgetFigures, DbError> {
    let overview = overview_of(db, &pot, today)?;
    let streams = store::streams(db, pot.id)?;
    let newest = ledger::newest_movements(db, pot.id, NEWEST)?;
    Ok(BudgetFigures { pot, streams, overview, newest })
}

/// What is left for each plan line and in all, for pages that spend: baskets and orders. The caller has checked that
/// it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn overview_of(db: &mut Db, pot: &Pot, today: NaiveDate) -> Result<Overview, DbError> {
    let plan = match pot.plan_id {
        Some(id) => Some(plans::service::plan(db, id)?),
        None => plans::service::current_plan(db, pot.holder_id, today)?,
    };
    let facts = Facts {
        today,
        pot: pot.clone(),
        balances: ledger::balances(db, pot.id)?,
        lines: plan.map(|plan| plan.lines).unwrap_or_default(),
        spends: ledger::by_plan_line(db, pot.id)?,
        days: ledger::spent_by_day(db, pot.id)?,
        due: store::due(db, pot.id)?,
        orders: u32::try_from(store::running_orders(db, pot.id)?).unwrap_or(u32::MAX),
    };
    Overview::of(&facts).ok_or_else(|| DbError::Other("a figure of a budget can't be held".to_owned()))
}
