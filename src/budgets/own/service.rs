//! Making somebody's own plan, budget and pot, and putting more of their money in.

use chrono::{Datelike as _, Days, NaiveDate};

use crate::accounts::service::people;
use crate::accounts::{Actor, Refused, Scope};
use crate::app::App;
use crate::audit;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::{HeldAs, NewBudget, NewFunding, Pot, Stream};
use crate::budgets::service::enrol;
use crate::budgets::store;
use crate::db::{Db, DbError, LockKey, idempotency};
use crate::kernel::ids::HolderId;
use crate::kernel::{Money, text_enum};
use crate::plans::{NewLine, NewPlan, PlanStatus, service::enrol as plans};

/// Weeks that a year's plan counts.
const WEEKS: i64 = 52;
/// So many days before a year ends, the next may be set up.
const EARLY: u64 = 60;

text_enum! {
    /// How often there is so much.
    pub enum Every {
        /// Each week.
        Week = "week" => "A week",
        /// For the year.
        Year = "year" => "For the year",
    }
}

/// A part of somebody's own plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnLine {
    /// What.
    pub title: String,
    /// The code of the kind of support.
    pub category: Option<String>,
    /// What it costs a week.
    pub weekly: Money,
}

/// Somebody's own money, and what it is for.
#[derive(Clone, Debug)]
pub struct OwnMoney {
    /// From the form; the same key again changes nothing.
    pub key: String,
    /// How much.
    pub amount: Money,
    /// How often.
    pub every: Every,
    /// What for; may be empty.
    pub lines: Vec<OwnLine>,
}

impl OwnMoney {
    /// For the whole year. `None` when it can't be held.
    pub fn year(&self) -> Option<Money> {
        match self.every {
            Every::Week => self.amount.checked_mul(WEEKS),
            Every::Year => Some(self.amount),
        }
    }

    fn planned(&self) -> Option<Money> {
        Money::sum(self.lines.iter().map(|line| line.weekly)).and_then(|weekly| weekly.checked_mul(WEEKS))
    }
}

/// Why it was refused. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OwnError {
    /// Somebody with a council, or who is nobody's budget holder.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// There is a budget for these days.
    #[error("You have a budget for this year already. You can add money to it.")]
    Already,
    /// There is none to add to.
    #[error("Set up your money first.")]
    NoBudget,
    /// More than nothing was ordered or spent from.
    #[error("Only {0} is free to take out. What is ordered or spent stays.")]
    NotThere(Money),
    /// The plan costs more than there is.
    #[error("The parts of your plan come to {planned} a year, and there is {year}.")]
    TooLittle {
        /// What the parts come to.
        planned: Money,
        /// What there is.
        year: Money,
    },
    /// More than can be held.
    #[error("The amount must be £100,000,000 a year or less.")]
    TooLarge,
    /// The key of the form is used for something else.
    #[error("This form is too old. Open it again.")]
    BadKey,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<LedgerError> for OwnError {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Db(error) => Self::Db(error),
            LedgerError::BadAmount(_) => Self::TooLarge,
            other => Self::Db(DbError::Other(other.to_string())),
        }
    }
}

/// What there is already: the pot of today, and the first day that a new year would have.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Whose money it is, for whoever acts for them.
    pub name: Option<String>,
    /// The pot that counts today.
    pub pot: Option<Pot>,
    /// The first day of a budget that may be set up now; none while there is one.
    pub begins_on: Option<NaiveDate>,
    /// A council helps them now: what is left of their own money can be taken out, and nothing be added.
    pub council: bool,
}

/// Somebody who pays for their own support: a holder without a council, by themselves or by whoever may plan and order
/// for them today.
fn payer(db: &mut Db, actor: &Actor, today: NaiveDate) -> Result<HolderId, OwnError> {
    match owner(db, actor, today)? {
        (holder, false) => Ok(holder),
        _ => Err(Refused.into()),
    }
}

/// A holder, by themselves or by whoever may plan and order for them today; and whether a council helps them.
fn owner(db: &mut Db, actor: &Actor, today: NaiveDate) -> Result<(HolderId, bool), OwnError> {
    let holder = actor.holder(Scope::Order)?;
    if let Some(carried) = &actor.acting_for {
        let mandate = people::mandate(db, carried.id)?;
        let may = mandate.scopes.has(Scope::Plan) && mandate.scopes.has(Scope::Order);
        if !may || !mandate.holds_on(today) || mandate.user_id != actor.user_id || mandate.holder_id != holder {
            return Err(Refused.into());
        }
    }
    Ok((holder, people::holder_summary(db, holder)?.council_id.is_some()))
}

/// What there is, also for somebody who paid for themselves before a council helped them.
fn left(db: &mut Db, actor: &Actor, today: NaiveDate) -> Result<(HolderId, Standing), OwnError> {
    let (holder, council) = owner(db, actor, today)?;
    if !council {
        return Ok((holder, standing(db, holder, today)?));
    }
    // The newest that has something left.
    let mut pots = store::statements::pots_of(db, holder)?;
    pots.retain(|pot| pot.held_as == HeldAs::OwnMoney && !pot.closed);
    let mut found: Option<(bool, Pot)> = None;
    for pot in pots {
        let has = ledger::balances(db, pot.id)?.available > Money::ZERO;
        if found.as_ref().is_none_or(|(had, other)| (has, pot.starts_on) > (*had, other.starts_on)) {
            found = Some((has, pot));
        }
    }
    let (_, pot) = found.ok_or(Refused)?;
    Ok((holder, Standing { name: None, pot: Some(pot), begins_on: None, council }))
}

fn standing(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Standing, DbError> {
    if people::closed_case(db, holder)?.is_some() {
        return Ok(Standing { name: None, pot: None, begins_on: None, council: false });
    }
    let pot = store::current_pot(db, holder, today)?;
    let begins_on = match &pot {
        None => Some(today),
        Some(pot) if pot.ends_on < today => Some(today),
        Some(pot) if today.checked_add_days(Days::new(EARLY)).is_some_and(|day| day >= pot.ends_on) => {
            pot.ends_on.succ_opt()
        }
        Some(_) => None,
    };
    let taken = match begins_on {
        Some(day) => crate::budgets::pots::store::overlaps(db, holder, day, day)?,
        None => false,
    };
    Ok(Standing { name: None, pot, begins_on: begins_on.filter(|_| !taken), council: false })
}

/// What there is already.
///
/// # Errors
/// [`OwnError::Refused`] for people with a council who have no own money left, and for whoever may not plan and order for
/// them.
pub async fn look(app: &App, actor: &Actor) -> Result<Standing, OwnError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let (holder, standing) = left(db, &actor, today)?;
            let name = match &actor.acting_for {
                Some(_) => Some(people::holder_summary(db, holder)?.name),
                None => None,
            };
            Ok(Standing { name, ..standing })
        })
        .await
}

/// A year from a day: the day before, a year on.
fn last_day(from: NaiveDate) -> Option<NaiveDate> {
    let next = from.with_year(from.year().checked_add(1)?).or_else(|| from.checked_add_days(Days::new(365)))?;
    next.pred_opt()
}

/// Makes the plan, the budget, its pot, and puts the money in.
///
/// # Errors
/// [`OwnError`]; then nothing was changed.
pub async fn set_up(app: &App, actor: &Actor, wanted: OwnMoney) -> Result<(), OwnError> {
    let year = wanted.year().ok_or(OwnError::TooLarge)?;
    let planned = wanted.planned().ok_or(OwnError::TooLarge)?;
    if planned > year {
        return Err(OwnError::TooLittle { planned, year });
    }
    let own = actor.holder(Scope::Order)?;
    let (actor, today, now) = (actor.clone(), app.clock.today(), app.clock.now());
    app.db
        .write_locked(vec![LockKey::Holder(own.0)], move |db| {
            let holder = payer(db, &actor, today)?;
            if !is_new(db, &actor, &wanted.key, "own_money.set_up", now)? {
                return Ok(());
            }
            let from = standing(db, holder, today)?.begins_on.ok_or(OwnError::Already)?;
            let last = last_day(from).ok_or(OwnError::TooLarge)?;
            let lines = wanted.lines.iter().map(|line| NewLine {
                title: line.title.clone(),
                category: line.category.clone(),
                detail: String::new(),
                weekly: Some(line.weekly),
                hours: None,
                amount: line.weekly.checked_mul(WEEKS).unwrap_or_default(),
            });
            let plan = NewPlan {
                holder_id: holder,
                status: PlanStatus::Agreed,
                starts_on: from,
                ends_on: last,
                indicative: None,
                written_by: Some(actor.user_id),
                agreed: Some((actor.user_id, now)),
                outcomes: Vec::new(),
                other_lines: lines.collect(),
            };
            let plan = plans::plan(db, &plan, now)?;
            let budget =
                NewBudget { holder_id: holder, plan_id: Some(plan), starts_on: from, ends_on: last, amount: year };
            let budget = enrol::budget(db, &budget, now)?;
            let pot = enrol::pot(db, budget, HeldAs::OwnMoney, now)?;
            let by = Some(actor.by());
            enrol::funding(db, &NewFunding { pot_id: pot, stream: Stream::OwnTopUp, amount: year, by }, now)?;
            record(db, &actor, holder, budget.0, &format!("Set {year} of their own money aside for a year"), now)?;
            idempotency::settle(db, actor.user_id, &wanted.key, "own_money.set_up", "done")?;
            Ok(())
        })
        .await
}

/// What has to be locked to move somebody's own money: the person, and the pot that counts today.
async fn locks(app: &App, actor: &Actor) -> Result<Vec<LockKey>, OwnError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let (holder, standing) = left(db, &actor, today)?;
            let pot = standing.pot.map(|pot| LockKey::Pot(pot.id.0));
            Ok(pot.into_iter().chain([LockKey::Holder(holder.0)]).collect())
        })
        .await
}

/// Puts more of somebody's own money into their pot.
///
/// # Errors
/// [`OwnError::NoBudget`] before there is any.
pub async fn add(app: &App, actor: &Actor, key: String, amount: Money) -> Result<(), OwnError> {
    let (actor, today, now) = (actor.clone(), app.clock.today(), app.clock.now());
    let locks = locks(app, &actor).await?;
    app.db
        .write_locked(locks, move |db| {
            let holder = payer(db, &actor, today)?;
            if !is_new(db, &actor, &key, "own_money.add", now)? {
                return Ok(());
            }
            let pot = standing(db, holder, today)?.pot.filter(|pot| today <= pot.ends_on).ok_or(OwnError::NoBudget)?;
            store::add_to_budget(db, pot.budget_id, amount)?;
            let by = Some(actor.by());
            enrol::funding(db, &NewFunding { pot_id: pot.id, stream: Stream::OwnTopUp, amount, by }, now)?;
            record(db, &actor, holder, pot.budget_id.0, &format!("Added {amount} of their own money"), now)?;
            idempotency::settle(db, actor.user_id, &key, "own_money.add", "done")?;
            Ok(())
        })
        .await
}

/// Takes some of somebody's own money out again, as far as nothing was ordered or spent from it.
///
/// # Errors
/// [`OwnError::NoBudget`] before there is any; [`OwnError::NotThere`] for more than is free.
pub async fn take_out(app: &App, actor: &Actor, key: String, amount: Money) -> Result<(), OwnError> {
    let (actor, today, now) = (actor.clone(), app.clock.today(), app.clock.now());
    let locks = locks(app, &actor).await?;
    app.db
        .write_locked(locks, move |db| {
            let (holder, standing) = left(db, &actor, today)?;
            if !is_new(db, &actor, &key, "own_money.take_out", now)? {
                return Ok(());
            }
            let pot = standing.pot.filter(|one| one.held_as == HeldAs::OwnMoney);
            let pot = pot.ok_or(OwnError::NoBudget)?;
            let free = ledger::balances(db, pot.id)?.available;
            let left = pot.amount.checked_sub(amount).filter(|left| !left.is_negative());
            let Some(left) = left.filter(|_| amount <= free) else { return Err(OwnError::NotThere(free)) };
            let way = (AccountKind::Available, AccountKind::Recovered, Reason::Recover);
            let said = (Some(actor.by()), now, "Their own money, taken out again".to_owned());
            let named = (format!("own-money:{}:{key}", pot.id), amount);
            ledger::post(db, &Posting::within(pot.id, way, named, said))?;
            store::set_amount(db, pot.budget_id, left)?;
            record(db, &actor, holder, pot.budget_id.0, &format!("Took {amount} of their own money out"), now)?;
            idempotency::settle(db, actor.user_id, &key, "own_money.take_out", "done")?;
            Ok(())
        })
        .await
}

fn is_new(db: &mut Db, actor: &Actor, key: &str, action: &str, now: chrono::NaiveDateTime) -> Result<bool, OwnError> {
    match idempotency::claim(db, actor.user_id, key, action, now) {
        Ok(idempotency::Claim::New) => Ok(true),
        Ok(idempotency::Claim::Done(_)) => Ok(false),
        Err(DbError::Constraint(_)) => Err(OwnError::BadKey),
        Err(error) => Err(error.into()),
    }
}

fn record(
    db: &mut Db,
    actor: &Actor,
    holder: HolderId,
    budget: i64,
    detail: &str,
    now: chrono::NaiveDateTime,
) -> Result<(), DbError> {
    let entry = audit::Entry {
        at: now,
        user: Some(actor.user_id),
        mandate: actor.by().mandate,
        holder: Some(holder),
        action: "budget.own_money",
        subject: "budgets",
        subject_id: budget,
        detail,
    };
    audit::record(db, &entry)
}
