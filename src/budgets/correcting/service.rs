//! Taking money back from a pot, and joining a plan to a budget. For finance officers, of their own council's people.

use std::sync::Arc;

use chrono::NaiveDateTime;

use crate::accounts::service::people;
use crate::accounts::{Actor, By, Refused, Role};
use crate::app::App;
use crate::audit;
use crate::budgets::arrivals::store::pot_of_council;
use crate::budgets::emails;
use crate::budgets::error::BudgetError;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::{HeldAs, Pot, Stream};
use crate::budgets::pots::service::fences;
use crate::budgets::service::alerts;
use crate::budgets::store;
use crate::db::idempotency::{self, Claim};
use crate::db::{Db, DbError, LockKey};
use crate::kernel::ids::{HolderId, PotId};
use crate::kernel::{Money, words};
use crate::mail;
use crate::plans::{self, Plan, PlanStatus};

const TAKE: &str = "money.taken_back";

/// A pot that money can be taken back from.
#[derive(Clone, Debug)]
pub struct FreeMoney {
    /// Which pot.
    pub pot: PotId,
    /// Whose.
    pub holder: String,
    /// The most that can be taken back: what is free, without what people put in of their own.
    pub most: Money,
}

/// What can go back to those who gave it: what is neither ordered nor spent, without what people put in of their own and
/// what they contribute beyond what is used of the pot.
///
/// # Errors
/// When the database can't be read.
pub fn free(db: &mut Db, pot: &Pot) -> Result<Money, DbError> {
    if pot.held_as == HeldAs::OwnMoney {
        return Ok(Money::ZERO);
    }
    let streams = store::streams(db, pot.id)?;
    let of = |wanted: Stream| Money::sum(streams.iter().filter(|one| one.stream == wanted).map(|one| one.amount));
    let broken = || DbError::Other("a pot's streams come to more than can be held".to_owned());
    let holds = ledger::balances(db, pot.id)?;
    let used = holds.spent().and_then(|spent| spent.checked_add(holds.committed)).ok_or_else(broken)?;
    // What money for something pays, the person's contribution doesn't.
    let fenced = fences::for_something(db, pot.id)?.used;
    let used = used.checked_sub(fenced).unwrap_or_default().max(Money::ZERO);
    let unused = of(Stream::OwnContribution).ok_or_else(broken)?.checked_sub(used).unwrap_or_default();
    let theirs = of(Stream::OwnTopUp).and_then(|own| own.checked_add(unused.max(Money::ZERO))).ok_or_else(broken)?;
    Ok(holds.available.checked_sub(theirs).unwrap_or_default().max(Money::ZERO))
}

/// A pot of one of the council's people.
///
/// # Errors
/// [`BudgetError::Refused`] for anybody else's.
pub async fn view(app: &App, actor: &Actor, pot: PotId) -> Result<FreeMoney, BudgetError> {
    let council = actor.organisation(Role::FinanceOfficer)?;
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let found = pot_of_council(db, (&actor, council), pot)?.ok_or(Refused)?;
            let known = store::pot_by_id(db, pot)?;
            Ok(FreeMoney { pot, holder: found.name, most: free(db, &known)? })
        })
        .await
}

/// What is taken back, and why.
#[derive(Clone, Debug)]
pub struct TakeBack {
    /// The form's own name: the same again takes nothing.
    pub key: String,
    /// How much.
    pub amount: Money,
    /// Why; the person reads it.
    pub why: String,
}

/// Takes money back from a pot. The person, and those who act for them, are told why.
///
/// # Errors
/// [`BudgetError::NotFree`] when less is free than that.
pub async fn take_back(app: &App, actor: &Actor, pot: PotId, wanted: TakeBack) -> Result<(), BudgetError> {
    let council = actor.organisation(Role::FinanceOfficer)?;
    let actor = actor.clone();
    let by = By { user: actor.user_id, mandate: None };
    let (now, today, site) = (app.clock.now(), app.clock.today(), app.config.public_url.clone());
    let wanted = Arc::new(wanted);
    app.db
        .write_locked(vec![LockKey::Pot(pot.0)], move |db| {
            let found = pot_of_council(db, (&actor, council), pot)?.ok_or(Refused)?;
            let known = store::pot_by_id(db, pot)?;
            if known.closed {
                return Err(BudgetError::Closed);
            }
            let key = wanted.key.as_str();
            let what = format!("{pot}:{}", wanted.amount.pence());
            match idempotency::claim(db, by.user, key, TAKE, now)? {
                Claim::New => idempotency::settle(db, by.user, key, TAKE, &what)?,
                Claim::Done(before) if before == what => return Ok(()),
                Claim::Done(_) => return Err(BudgetError::UsedForm),
            }
            let most = free(db, &known)?;
            if wanted.amount > most {
                return Err(BudgetError::NotFree(most));
            }
            let way = (AccountKind::Available, AccountKind::Recovered, Reason::Recover);
            let said = (Some(by), now, format!("Taken back by the council: {}", wanted.why));
            let key = format!("taken_back:{pot}:{}", ledger::length(db, pot)?);
            ledger::post(db, &Posting::within(pot, way, (key, wanted.amount), said)).map_err(fault)?;
            let rest = known.amount.checked_sub(wanted.amount).unwrap_or_default().max(Money::ZERO);
            store::set_amount(db, known.budget_id, rest)?;
            record(db, by, (found.holder, pot.0, TAKE), &format!("Took {} back", wanted.amount), now)?;
            for (to, name) in alerts::readers(db, found.holder, today)? {
                mail::queue(db, &emails::taken_back(&to, name.as_deref(), (wanted.amount, &wanted.why), &site), now)?;
            }
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// The agreed plan of somebody that has no budget of its own, because another budget covers some of its days; with that
/// budget's first pot. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn to_join(db: &mut Db, holder: HolderId, today: chrono::NaiveDate) -> Result<Option<(Plan, Pot)>, DbError> {
    let Some(plan) = plans::service::current_plan(db, holder, today)? else { return Ok(None) };
    if plan.status != PlanStatus::Agreed || store::pot_of_plan(db, plan.id)?.is_some() {
        return Ok(None);
    }
    let pot = store::current_pot(db, holder, today)?;
    let alone = people::holder_summary(db, holder)?.council_id.is_none();
    let pot = pot.filter(|pot| alone || pot.held_as != HeldAs::OwnMoney);
    Ok(pot.filter(|pot| pot.starts_on <= plan.ends_on && pot.ends_on >= plan.starts_on).map(|pot| (plan, pot)))
}

/// Counts a budget against the plan that was agreed while it ran. No money moves: the officer puts it in or takes it back.
///
/// # Errors
/// [`BudgetError::NothingToJoin`] when there is no such plan, or somebody did it meanwhile.
pub async fn join(app: &App, actor: &Actor, reference: &str) -> Result<(), BudgetError> {
    let council = actor.organisation(Role::FinanceOfficer)?;
    let actor = actor.clone();
    let (reference, now, today) = (reference.to_owned(), app.clock.now(), app.clock.today());
    let by = By { user: actor.user_id, mandate: None };
    app.db
        .write(move |db| {
            let holder = people::holder_by_reference(db, &reference)?;
            let theirs = people::holder_summary(db, holder)?.council_id == Some(council);
            if !theirs || actor.own_holder == Some(holder) {
                return Err(Refused.into());
            }
            let (plan, pot) = to_join(db, holder, today)?.ok_or(BudgetError::NothingToJoin)?;
            joined(db, &plan, &pot)?;
            let days = words::count(plan.lines.len(), "line", "lines");
            let detail = format!("Counts the budget against the new plan, with {days}");
            Ok(record(db, by, (holder, pot.id.0, "budget.joined"), &detail, now)?)
        })
        .await
}

/// Writes down that a budget is counted against a plan, whose cost it is taken to have followed.
///
/// # Errors
/// When the database can't be written.
pub fn joined(db: &mut Db, plan: &Plan, pot: &Pot) -> Result<(), DbError> {
    store::set_plan(db, pot.budget_id, plan.id)?;
    store::set_followed(db, pot.budget_id, plan.total().unwrap_or_default())
}

fn fault(error: LedgerError) -> BudgetError {
    match error {
        LedgerError::Db(error) => error.into(),
        other => DbError::Other(other.to_string()).into(),
    }
}

fn record(
    db: &mut Db,
    by: By,
    (holder, pot, action): (HolderId, i64, &str),
    detail: &str,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    let entry = audit::Entry {
        at,
        user: Some(by.user),
        mandate: by.mandate,
        holder: Some(holder),
        action,
        subject: "pots",
        subject_id: pot,
        detail,
    };
    audit::record(db, &entry)
}
