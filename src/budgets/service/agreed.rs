//! The personal budget of a plan that was agreed, or changed: made when there is none, raised or lowered by what the
//! plan's cost changed; or left to finance where it is to be split into parts first. Run as a job; doing it twice does
//! it once.

use chrono::{NaiveDate, NaiveDateTime};

use super::{alerts, enrol};
use crate::accounts::service::people;
use crate::accounts::{By, Role};
use crate::app::App;
use crate::assessments::service::contributions;
use crate::budgets::arrivals;
use crate::budgets::arrivals::model::{Arrives, Collector, Terms};
use crate::budgets::contributions::in_weeks;
use crate::budgets::correcting::service as correcting;
use crate::budgets::emails::{self, Cause};
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::{HeldAs, NewBudget, NewFunding, Pot, Stream};
use crate::budgets::pots::{self, model::Split};
use crate::budgets::store;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::Money;
use crate::kernel::dates::london;
use crate::kernel::ids::{HolderId, PotId, UserId};
use crate::mail;
use crate::plans;
use crate::plans::model::head::PlanAgreed;
use crate::plans::model::sums::weeks_between;
use crate::plans::{Plan, PlanStatus};

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
    let (holder, pots) = app
        .db
        .read(move |db| {
            let pots = match store::pot_of_plan(db, agreed.plan)? {
                Some(pot) => store::pots_of_budget(db, pot.budget_id)?,
                None => Vec::new(),
            };
            Ok::<_, DbError>((plans::service::plan(db, agreed.plan)?.holder_id, pots))
        })
        .await?;
    let pots = pots.into_iter().map(|pot| LockKey::Pot(pot.id.0));
    app.db
        .write_locked(pots.chain([LockKey::Holder(holder.0)]).collect(), move |db| {
            // A closed case gets no money: it has to be opened again first.
            if people::closed_case(db, holder)?.is_some() {
                return Ok(());
            }
            let plan = plans::service::plan(db, agreed.plan)?;
            // Somebody agreed it with themselves, and joined a council before this ran: the council has agreed to nothing.
            if plan.status != PlanStatus::Agreed || plan.ends_on < today && plan.agreed_by.is_none() {
                return Ok(());
            }
            let cost = plan.total().ok_or_else(|| DbError::Other("a plan's total can't be held".to_owned()))?;
            match store::pot_of_plan(db, plan.id)? {
                Some(pot) => {
                    let (was, by) = (agreed.was, agreed.by);
                    change(db, &pot, &Changed { cost, was, by, site: &site, today, now })
                }
                // Money that is there for these days already is not given twice: an officer joins the two.
                None if pots::store::overlaps(db, plan.holder_id, plan.starts_on, plan.ends_on)? => {
                    match correcting::to_join(db, plan.holder_id, today)? {
                        // What a council agrees isn't paid from the person's own money.
                        Some((plan, own)) if own.held_as == HeldAs::OwnMoney && alone(db, plan.holder_id)? => {
                            correcting::joined(db, &plan, &own)
                        }
                        _ => ask_officers(db, &plan, cost, &site, now),
                    }
                }
                None => {
                    let before = store::current_pot(db, plan.holder_id, today)?;
                    if wants_parts(db, &plan, (agreed, before.as_ref()), now)? {
                        ask_for_parts(db, &plan, cost, &site, now)
                    } else {
                        make(db, &plan, before.as_ref(), now)
                    }
                }
            }
        })
        .await
}

/// Whether somebody has no council.
fn alone(db: &mut Db, holder: HolderId) -> Result<bool, DbError> {
    Ok(people::holder_summary(db, holder)?.council_id.is_none())
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

/// Whether a plan's budget is to be split into parts first: somebody wants it, it was begun, or the budget before it is
/// held in a way that can't be copied without asking who holds the new one, and what it may buy. Then it is begun.
fn wants_parts(
    db: &mut Db,
    plan: &Plan,
    (agreed, before): (PlanAgreed, Option<&Pot>),
    now: NaiveDateTime,
) -> Result<bool, DbError> {
    let kept = pots::store::draft(db, plan.holder_id)?;
    if kept.as_ref().is_some_and(|(split, _)| split.plan == plan.id) {
        return Ok(true);
    }
    let Some(by) = agreed.by else { return Ok(false) };
    if !agreed.splits && before.map_or(Ok(true), |before| is_simple(db, before))? {
        return Ok(false);
    }
    let (starts_on, ends_on) = (plan.starts_on, plan.ends_on);
    // Another plan's split that was begun isn't thrown away: this one waits until that is agreed.
    if let Some((split, _)) = &kept
        && !pots::store::overlaps(db, plan.holder_id, split.starts_on, split.ends_on)?
    {
        return Ok(true);
    }
    let pence = plan.total().unwrap_or_default().pence();
    let split = Split { plan: plan.id, starts_on, ends_on, pence, parts: Vec::new() };
    pots::store::keep_draft(db, plan.holder_id, &split, kept.map(|(_, version)| version), by, now)
}

/// Whether a budget is in one part that needs nobody's name and no list of what it may buy, and all of the council's money
/// in it came at once from its own purse, for anything: then the next one can be made in the same way by itself.
fn is_simple(db: &mut Db, pot: &Pot) -> Result<bool, DbError> {
    if pot.held_as == HeldAs::OwnMoney {
        return Ok(true);
    }
    let plain = matches!(pot.held_as, HeldAs::CouncilManaged | HeldAs::DirectPayment);
    if !plain || store::pots_of_budget(db, pot.budget_id)?.len() != 1 {
        return Ok(false);
    }
    let usual = |stream: Stream| matches!(stream, Stream::AdultSocialCare | Stream::OwnContribution | Stream::OwnTopUp);
    let sources = store::streams(db, pot.id)?;
    if !sources.iter().all(|source| usual(source.stream) && source.only_for.is_empty()) {
        return Ok(false);
    }
    let terms = arrivals::store::of_pot(db, pot.id)?.streams;
    let at_once = |one: &Terms| one.arrives == Arrives::AllAtOnce;
    Ok(terms.iter().filter(|one| one.stream == Stream::AdultSocialCare).all(at_once))
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

/// A budget held as the one before was; a first one is managed by the council until somebody chooses. What the person
/// contributes, by what is decided for its days, is a stream of its own that arrives week by week.
fn make(db: &mut Db, plan: &Plan, before: Option<&Pot>, now: NaiveDateTime) -> Result<(), DbError> {
    let amount = plan.total().unwrap_or_default();
    let council = people::holder_summary(db, plan.holder_id)?.council_id;
    let first = if council.is_some() { HeldAs::CouncilManaged } else { HeldAs::OwnMoney };
    // Somebody who paid for themselves before has a council's money now, or the other way round.
    let same = before.map(|pot| pot.held_as).filter(|way| (*way == HeldAs::OwnMoney) == council.is_none());
    let held_as = same.unwrap_or(first);
    let (starts_on, ends_on) = (plan.starts_on, plan.ends_on);
    let new = NewBudget { holder_id: plan.holder_id, plan_id: Some(plan.id), starts_on, ends_on, amount };
    let budget = enrol::budget(db, &new, now)?;
    store::set_followed(db, budget, amount)?;
    let pot_id = enrol::pot(db, budget, held_as, now)?;
    if held_as == HeldAs::OwnMoney {
        return put_in(db, pot_id, Stream::OwnTopUp, amount, now);
    }
    let weeks = in_weeks(db, plan.holder_id, amount, (starts_on, ends_on))?;
    let own = Money::sum(weeks.iter().map(|week| week.amount)).unwrap_or_default();
    put_in(db, pot_id, Stream::AdultSocialCare, amount.checked_sub(own).unwrap_or_default(), now)?;
    crate::budgets::contributions::put_in(db, pot_id, &weeks, (None, now, london(now).date())).map(drop)
}

fn put_in(db: &mut Db, pot_id: PotId, stream: Stream, amount: Money, now: NaiveDateTime) -> Result<(), DbError> {
    if amount <= Money::ZERO {
        return Ok(());
    }
    enrol::funding(db, &NewFunding { pot_id, stream, amount, by: None }, now).map(drop).map_err(fault)
}

/// What a person pays of this much over these days by what is decided, and who collects it.
///
/// # Errors
/// When the database can't be read.
pub fn contributed(
    db: &mut Db,
    holder: HolderId,
    gross: Money,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<(Money, Collector), DbError> {
    use crate::assessments::model::contribution::{Collector as Decided, over};
    let all = contributions::contributions_of(db, holder)?;
    let collector = match all.iter().find(|one| one.ends_on.is_none_or(|ends| ends >= first)).map(|one| one.collector) {
        None | Some(Decided::Council) => Collector::Council,
        Some(Decided::Provider) => Collector::Provider,
        Some(Decided::Holder) => Collector::Person,
    };
    Ok((over(gross, &all, first, weeks_between((first, last))).contribution, collector))
}

/// What changed of a plan's cost, who changed it, and when it is followed.
struct Changed<'a> {
    /// What the plan costs now.
    cost: Money,
    /// What it cost before, where the budget doesn't say.
    was: Option<Money>,
    by: Option<UserId>,
    site: &'a str,
    today: NaiveDate,
    now: NaiveDateTime,
}

/// The budget moves by what the plan's cost changed, so that what was put in besides stays; what the person is asked to pay
/// is worked out anew of what the plan costs now. Somebody's own money is theirs to add and to take out. Doing it twice
/// does it once.
fn change(db: &mut Db, pot: &Pot, changed: &Changed<'_>) -> Result<(), DbError> {
    let Changed { cost, was, site, today, now, .. } = *changed;
    let before = store::followed(db, pot.budget_id)?.or(was).unwrap_or(cost);
    let more = cost.checked_sub(before).unwrap_or_default();
    if pot.held_as == HeldAs::OwnMoney {
        return store::set_followed(db, pot.budget_id, cost);
    }
    if more.is_zero() {
        store::set_followed(db, pot.budget_id, cost)?;
        return follow_contribution(db, pot, changed);
    }
    let mut parts = store::pots_of_budget(db, pot.budget_id)?;
    parts.retain(|part| part.held_as != HeldAs::OwnMoney);
    let [part] = parts.as_slice() else {
        ask_for_part(db, pot, (cost, more), (site, now))?;
        // Nobody is asked for more than the plan costs, whatever part gives the money back.
        return if more.is_negative() { follow_contribution(db, pot, changed) } else { Ok(()) };
    };
    let amount = |change: Money| pot.amount.checked_add(change).unwrap_or(pot.amount);
    store::set_followed(db, pot.budget_id, cost)?;
    if !more.is_negative() {
        put_in(db, part.id, Stream::AdultSocialCare, more, now)?;
        store::set_amount(db, pot.budget_id, amount(more))?;
        follow_contribution(db, pot, changed)?;
        return tell(db, pot.holder_id, more, (site, today, now));
    }
    follow_contribution(db, pot, changed)?;
    let wanted = more.checked_neg().unwrap_or_default();
    // A plan can cost the same again and less again: each time is a movement of its own, in its own place.
    let place = ledger::length(db, part.id)?;
    let key = format!("plan:{}:{}:{}:{place}", part.id, before.pence(), cost.pence());
    let less = take_back(db, part, wanted, (key, now))?.checked_neg().unwrap_or_default();
    // What could not be taken is still there: a plan that costs more again gets it no second time.
    store::set_followed(db, pot.budget_id, before.checked_add(less).unwrap_or_default())?;
    store::set_amount(db, pot.budget_id, amount(less))?;
    tell(db, pot.holder_id, less, (site, today, now))
}

/// What the person pays follows what the plan costs now, in the weeks that are to come.
fn follow_contribution(db: &mut Db, pot: &Pot, changed: &Changed<'_>) -> Result<(), DbError> {
    let by = changed.by.map(|user| By { user, mandate: None });
    let cause = Cause::Plan(changed.cost);
    crate::budgets::contributions::follow_budget(db, pot, (by, cause), (changed.site, changed.today, changed.now))
}

/// A budget in several parts isn't changed by the program: which part a change is about, an officer knows. They are told
/// once of each change.
fn ask_for_part(
    db: &mut Db,
    pot: &Pot,
    (cost, more): (Money, Money),
    (site, now): (&str, NaiveDateTime),
) -> Result<(), DbError> {
    store::set_followed(db, pot.budget_id, cost)?;
    let holder = people::holder_summary(db, pot.holder_id)?;
    let Some(council) = holder.council_id else { return Ok(()) };
    let address = format!("{site}/council/people/{}/pots", holder.reference);
    for to in people::emails_with_roles(db, council, &[Role::FinanceOfficer])? {
        mail::queue(db, &emails::changes_parts(&to, &holder.name, more, &address), now)?;
    }
    Ok(())
}

/// Takes back what isn't promised or spent, without what people put in of their own. Gives how much that was.
fn take_back(db: &mut Db, pot: &Pot, wanted: Money, (key, at): (String, NaiveDateTime)) -> Result<Money, DbError> {
    let theirs = correcting::free(db, pot)?;
    let amount = wanted.min(theirs);
    if amount <= Money::ZERO {
        return Ok(Money::ZERO);
    }
    let way = (AccountKind::Available, AccountKind::Recovered, Reason::Recover);
    let said = (None, at, "The plan costs less now".to_owned());
    ledger::post(db, &Posting::within(pot.id, way, (key, amount), said)).map_err(fault)?;
    Ok(amount)
}

/// Writes to the person and to whoever helps them that there is more, or less.
fn tell(
    db: &mut Db,
    holder: HolderId,
    more: Money,
    (site, today, now): (&str, NaiveDate, NaiveDateTime),
) -> Result<(), DbError> {
    for (to, name) in alerts::readers(db, holder, today)? {
        mail::queue(db, &emails::follows_the_plan(&to, name.as_deref(), more, site), now)?;
    }
    Ok(())
}
