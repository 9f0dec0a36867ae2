//! The personal budget of a plan that was agreed, or changed: made when there is none, raised or lowered to what the
//! plan costs; or left to finance where it is to be split into parts first. Run as a job; doing it twice does it once.

use chrono::NaiveDateTime;

use super::enrol;
use crate::accounts::Role;
use crate::accounts::service::people;
use crate::app::App;
use crate::budgets::emails;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::{HeldAs, NewBudget, NewFunding, Pot, Stream};
use crate::budgets::pots::{self, model::Split};
use crate::budgets::store;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::Money;
use crate::kernel::ids::UserId;
use crate::mail;
use crate::plans;
use crate::plans::Plan;
use crate::plans::model::head::PlanAgreed;

fn fault(error: LedgerError) -> DbError {
    match error {
        LedgerError::Db(error) => error,
        other => DbError::Other(other.to_string()),
    }
}

/// Brings the budget in line with an agreed plan.
///
/// # Errors
/// When the database can't be reached; the job then runs again.
pub async fn follow(app: &App, agreed: PlanAgreed) -> Result<(), DbError> {
    let (today, now) = (app.clock.today(), app.clock.now());
    let site = app.config.public_url.clone();
    let holder = app.db.read(move |db| plans::service::plan(db, agreed.plan)).await?.holder_id;
    app.db
        .write_locked(vec![LockKey::Holder(holder.0)], move |db| {
            // A closed case gets no money: it has to be opened again first.
            if store::closed_case(db, holder)?.is_some() {
                return Ok(());
            }
            let plan = plans::service::plan(db, agreed.plan)?;
            let amount = plan.total().ok_or_else(|| DbError::Other("a plan's total can't be held".to_owned()))?;
            match store::pot_of_plan(db, plan.id)? {
                Some(pot) if pot.amount == amount => Ok(()),
                Some(pot) => change(db, &pot, amount, now),
                // Money that is there for these days already is not given twice: an officer joins the two.
                None if store::has_budget_between(db, plan.holder_id, (plan.starts_on, plan.ends_on))? => {
                    ask_officers(db, &plan, amount, &site, now)
                }
                None if wants_parts(db, &plan, agreed.splits, now)? => ask_for_parts(db, &plan, amount, &site, now),
                None => {
                    let before = store::current_pot(db, plan.holder_id, today)?;
                    make(db, &plan, before.as_ref(), now)
                }
            }
        })
        .await
}

/// Tells the council's finance officers that somebody with money for some of these days has a plan agreed.
fn ask_officers(db: &mut Db, plan: &Plan, amount: Money, site: &str, now: NaiveDateTime) -> Result<(), DbError> {
    let holder = people::holder_summary(db, plan.holder_id)?;
    let Some(council) = holder.council_id else { return Ok(()) };
    for to in people::emails_with_roles(db, council, &[Role::FinanceOfficer])? {
        let person = format!("{site}/council/people/{}", holder.reference);
        mail::queue(db, &emails::joins_a_budget(&to, &holder.name, amount, &person), now)?;
    }
    Ok(())
}

/// Whether a plan's budget is to be split into parts first: somebody wants it, or it was begun. Then it is begun.
fn wants_parts(db: &mut Db, plan: &Plan, splits: Option<UserId>, now: NaiveDateTime) -> Result<bool, DbError> {
    let kept = pots::store::draft(db, plan.holder_id)?;
    if kept.as_ref().is_some_and(|(split, _)| split.plan == plan.id) {
        return Ok(true);
    }
    let Some(by) = splits else { return Ok(false) };
    let (starts_on, ends_on) = (plan.starts_on, plan.ends_on);
    let pence = plan.total().unwrap_or_default().pence();
    let split = Split { plan: plan.id, starts_on, ends_on, pence, parts: Vec::new() };
    pots::store::keep_draft(db, plan.holder_id, &split, kept.map(|(_, version)| version), by, now)
}

/// Tells the council's finance officers that a plan waits for its money to be split.
fn ask_for_parts(db: &mut Db, plan: &Plan, amount: Money, site: &str, now: NaiveDateTime) -> Result<(), DbError> {
    let holder = people::holder_summary(db, plan.holder_id)?;
    let Some(council) = holder.council_id else { return Ok(()) };
    for to in people::emails_with_roles(db, council, &[Role::FinanceOfficer])? {
        let address = format!("{site}/council/people/{}/pots/split", holder.reference);
        mail::queue(db, &emails::to_split(&to, &holder.name, amount, &address), now)?;
    }
    Ok(())
}

/// A budget held as the one before was; a first one is managed by the council until somebody chooses.
fn make(db: &mut Db, plan: &Plan, before: Option<&Pot>, now: NaiveDateTime) -> Result<(), DbError> {
    let amount = plan.total().unwrap_or_default();
    let council = people::holder_summary(db, plan.holder_id)?.council_id;
    let first = if council.is_some() { HeldAs::CouncilManaged } else { HeldAs::OwnMoney };
    let held_as = before.map_or(first, |pot| pot.held_as);
    let (starts_on, ends_on) = (plan.starts_on, plan.ends_on);
    let new = NewBudget { holder_id: plan.holder_id, plan_id: Some(plan.id), starts_on, ends_on, amount };
    let budget = enrol::budget(db, &new, now)?;
    let pot_id = enrol::pot(db, budget, held_as, now)?;
    if amount > Money::ZERO {
        let stream = if held_as == HeldAs::OwnMoney { Stream::OwnTopUp } else { Stream::AdultSocialCare };
        enrol::funding(db, &NewFunding { pot_id, stream, amount, by: None }, now).map_err(fault)?;
    }
    Ok(())
}

/// More money is put in; less is taken back as far as it isn't promised or spent.
fn change(db: &mut Db, pot: &Pot, wanted: Money, now: NaiveDateTime) -> Result<(), DbError> {
    let more = wanted.checked_sub(pot.amount).unwrap_or_default();
    if !more.is_negative() {
        let stream = if pot.held_as == HeldAs::OwnMoney { Stream::OwnTopUp } else { Stream::AdultSocialCare };
        enrol::funding(db, &NewFunding { pot_id: pot.id, stream, amount: more, by: None }, now).map_err(fault)?;
        return store::set_amount(db, pot.budget_id, wanted);
    }
    let less = more.checked_neg().unwrap_or_default().min(ledger::balances(db, pot.id)?.available);
    let left = pot.amount.checked_sub(less).unwrap_or_default();
    if less > Money::ZERO {
        let posting = Posting {
            key: format!("plan:{}:{}:{}", pot.id, pot.amount.pence(), left.pence()),
            pot: pot.id,
            from: Some(AccountKind::Available),
            to: AccountKind::Recovered,
            funding: None,
            amount: less,
            reason: Reason::Recover,
            plan_line: None,
            order_line: None,
            delivery: None,
            by: None,
            at: now,
            memo: "The plan costs less now".to_owned(),
        };
        ledger::post(db, &posting).map_err(fault)?;
    }
    store::set_amount(db, pot.budget_id, left)
}
