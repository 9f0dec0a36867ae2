//! What the pages about a budget show, and who may see them.

use chrono::NaiveDate;

use crate::accounts::{Actor, HolderSummary, Scope};
use crate::app::App;
use crate::assessments;
use crate::assessments::model::contribution::{Collector, Net};
use crate::budgets::arrivals::{self, Arrivals};
use crate::budgets::contributions::store::moved;
use crate::budgets::error::BudgetError;
use crate::budgets::ledger::{self, Balances, Movement};
use crate::budgets::model::Pot;
use crate::budgets::overview::{Due, Facts, Overview};
use crate::budgets::pots::service::PotFigures;
use crate::budgets::{pots, store};
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::HolderId;
use crate::plans;
use crate::plans::model::sums::weeks_between;

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
    /// Budgets that begin later: their first pots.
    pub later: Vec<Pot>,
    /// Whether the council was ever asked about something beyond the plan.
    pub asked: bool,
}

/// The figures of a budget.
#[derive(Clone, Debug)]
pub struct BudgetFigures {
    /// Its first pot, for its days.
    pub pot: Pot,
    /// All of its pots, each with what is in it and how it is held.
    pub pots: Vec<PotFigures>,
    /// What the figures say.
    pub overview: Overview,
    /// What the person pays of it, what the council pays, and who collects it now; none where nothing is asked.
    pub net: Option<(Net, Option<Collector>)>,
    /// When the money arrives.
    pub arrivals: Arrivals,
    /// Where spending runs ahead of that, in sentences.
    pub ahead: Vec<String>,
    /// The newest movements, newest first.
    pub newest: Vec<Movement>,
}

/// Every movement of a budget, for taking away.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Whose.
    pub holder: HolderSummary,
    /// Its first pot; none before there is any.
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
    let later = pots::service::later_budgets(db, (holder.id, pot.as_ref()), today)?;
    let budget = pot.map(|pot| figures(db, pot, today)).transpose()?;
    let asked = store::has_asked(db, holder.id)?;
    Ok(BudgetView { holder, own, budget, later, asked })
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
            let mut movements = Vec::new();
            for one in of_budget(db, pot.as_ref())? {
                movements.extend(ledger::all_movements(db, one.id)?);
            }
            movements.sort_by_key(|movement| (movement.at, movement.id));
            Ok(Statement { holder, pot, movements })
        })
        .await
}

/// Where spending runs ahead of the money that arrives, with some more visits ordered, in sentences.
fn ahead_of(
    db: &mut Db,
    pot: &Pot,
    arrivals: &Arrivals,
    (today, more): (NaiveDate, &[Due]),
) -> Result<Vec<String>, DbError> {
    if !arrivals.in_parts() {
        return Ok(Vec::new());
    }
    let balances = ledger::balances(db, pot.id)?;
    // What only moved from one stream to another is in neither sum.
    let back = balances.recovered.checked_sub(moved(db, pot.id)?).unwrap_or_default();
    let gone = balances.spent().and_then(|spent| spent.checked_add(back)).unwrap_or_default();
    let mut due = store::due(db, pot)?;
    due.extend_from_slice(more);
    Ok(arrivals.ahead(today, gone, &due))
}

/// Where spending would run ahead of the money that arrives, were these visits ordered too; nothing where it all arrived
/// at once. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn ahead_with(db: &mut Db, pot: &Pot, today: NaiveDate, more: &[Due]) -> Result<Vec<String>, DbError> {
    let arrivals = arrivals::store::of_pot(db, pot.id)?;
    ahead_of(db, pot, &arrivals, (today, more))
}

/// The pots of a pot's budget, itself among them.
fn of_budget(db: &mut Db, pot: Option<&Pot>) -> Result<Vec<Pot>, DbError> {
    pot.map_or_else(|| Ok(Vec::new()), |pot| store::pots_of_budget(db, pot.budget_id))
}

/// The figures of a budget on a day. The caller has checked that they may be seen.
fn figures(db: &mut Db, pot: Pot, today: NaiveDate) -> Result<BudgetFigures, DbError> {
    let overview = overview_of(db, &pot, today)?;
    let pots = pots::service::figures(db, &pot)?;
    let mut newest = Vec::new();
    for one in &pots {
        newest.extend(ledger::newest_movements(db, one.pot.id, NEWEST)?);
    }
    newest.sort_by_key(|movement| std::cmp::Reverse((movement.at, movement.id)));
    newest.truncate(usize::try_from(NEWEST).unwrap_or_default());
    let arrivals = arrivals::store::of_pot(db, pot.id)?;
    let mut ahead = ahead_of(db, &pot, &arrivals, (today, &[]))?;
    for other in pots.iter().filter(|other| other.pot.id != pot.id) {
        ahead.extend(ahead_with(db, &other.pot, today, &[])?);
    }
    let net = net_of(db, &pot, overview.amount, today)?;
    Ok(BudgetFigures { pot, pots, overview, net, arrivals, ahead, newest })
}

/// Gross, contribution and net of a budget over its own days, and who collects the contribution.
fn net_of(db: &mut Db, pot: &Pot, gross: Money, today: NaiveDate) -> Result<Option<(Net, Option<Collector>)>, DbError> {
    let behind = assessments::service::behind(db, pot.holder_id)?;
    let day = today.clamp(pot.starts_on, pot.ends_on);
    let collector = behind.contributions.iter().find(|one| one.covers(day)).map(|one| one.collector);
    let weeks = weeks_between((pot.starts_on, pot.ends_on));
    Ok(behind.net(gross, pot.starts_on, weeks).map(|net| (net, collector)))
}

/// What is left for each plan line and in all, over all pots of a pot's budget, for pages that spend: baskets and
/// orders. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn overview_of(db: &mut Db, pot: &Pot, today: NaiveDate) -> Result<Overview, DbError> {
    let plan = match pot.plan_id {
        Some(id) => Some(plans::service::plan(db, id)?),
        None => plans::service::current_plan(db, pot.holder_id, today)?,
    };
    let broken = || DbError::Other("a figure of a budget can't be held".to_owned());
    let (mut balances, mut spends, mut days) = (Balances::default(), Vec::new(), Vec::new());
    let (mut due, mut orders) = (Vec::new(), 0);
    for one in of_budget(db, Some(pot))? {
        balances = balances.with(&ledger::balances(db, one.id)?).ok_or_else(broken)?;
        balances.recovered = balances.recovered.checked_sub(moved(db, one.id)?).ok_or_else(broken)?;
        let spending = ledger::spending(db, one.id)?;
        super::add_up(&mut spends, spending.lines)?;
        days.extend(spending.days);
        due.extend(store::due(db, &one)?);
        orders += store::running_orders(db, &one)?;
    }
    days.sort_by_key(|day| day.on);
    due.sort_by_key(|day| day.on);
    let facts = Facts {
        today,
        pot: pot.clone(),
        balances,
        lines: plan.map(|plan| plan.lines).unwrap_or_default(),
        spends,
        days,
        due,
        orders: u32::try_from(orders).unwrap_or(u32::MAX),
    };
    Overview::of(&facts).ok_or_else(broken)
}
