//! Agreeing a split: the budget, its pots, their streams and money, who holds each, all in one transaction.

use chrono::NaiveDate;

use super::drafting::{read, within_plan};
use super::holding::{self, Decision};
use crate::accounts::{Actor, Scopes};
use crate::app::App;
use crate::assessments::model::contribution::Asked;
use crate::audit;
use crate::budgets::arrivals::model::Arrives;
use crate::budgets::arrivals::service::{self as arrivals, NewMoney};
use crate::budgets::contributions;
use crate::budgets::error::BudgetError;
use crate::budgets::model::{NewBudget, Stream};
use crate::budgets::pots::error::PotsError;
use crate::budgets::pots::model::{Holding, Part, PartStream, Split, To};
use crate::budgets::pots::{emails, store};
use crate::budgets::service::{alerts, enrol};
use crate::budgets::store as budgets;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::Money;
use crate::kernel::ids::{BudgetId, HolderId, PotId};
use crate::mail;
use crate::plans;

/// Agrees the split that was seen. Again, after it was agreed, it changes nothing.
///
/// # Errors
/// [`PotsError::DoesNotAddUp`] unless its parts come to the budget to the penny; [`PotsError::Changed`] when it isn't
/// the one that was seen.
pub async fn agree(app: &App, actor: &Actor, reference: &str, seen: i64) -> Result<(), PotsError> {
    let (actor, reference) = (actor.clone(), reference.to_owned());
    let (today, now, site) = (app.clock.today(), app.clock.now(), app.config.public_url.clone());
    let find = {
        let (actor, reference) = (actor.clone(), reference.clone());
        move |db: &mut Db| super::person(db, &actor, &reference)
    };
    let holder = app.db.read(find).await?;
    app.db
        .write_locked(vec![LockKey::Holder(holder.id.0)], move |db| {
            let drafting = match read(db, &actor, &reference, today) {
                // It was agreed by the first of two clicks.
                Err(PotsError::NoPlan) => return Ok(()),
                other => other?,
            };
            let Some(split) = drafting.split.clone().filter(|_| drafting.version == seen) else {
                return Err(PotsError::Changed);
            };
            within_plan(&drafting, split.amount())?;
            if !split.adds_up() {
                let parts = Money::sum(split.parts.iter().filter_map(Part::amount)).unwrap_or_default();
                return Err(PotsError::DoesNotAddUp { parts, budget: split.amount() });
            }
            let decision = Decision { by: &actor, now, today };
            let held = write(db, &decision, &drafting.holder, &split)?;
            if !store::drop_draft(db, drafting.holder.id, seen)? {
                return Err(PotsError::Changed);
            }
            tell(db, &decision, &drafting.holder, (&split, &held), &site)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Writes the budget and its pots.
fn write(
    db: &mut Db,
    decision: &Decision<'_>,
    holder: &crate::accounts::HolderSummary,
    split: &Split,
) -> Result<Vec<Holding>, PotsError> {
    let new = NewBudget {
        holder_id: holder.id,
        plan_id: Some(split.plan),
        starts_on: split.starts_on,
        ends_on: split.ends_on,
        amount: split.amount(),
    };
    let budget = enrol::budget(db, &new, decision.now)?;
    let plan = plans::service::plan(db, split.plan)?;
    budgets::set_followed(db, budget, plan.total().unwrap_or_default())?;
    let mut held = Vec::new();
    for part in &split.parts {
        held.push(pot(db, decision, (holder.id, budget), split, part)?);
    }
    audit::record(
        db,
        &audit::Entry {
            at: decision.now,
            user: Some(decision.by.user_id),
            mandate: None,
            holder: Some(holder.id),
            action: "budget.split",
            subject: "budgets",
            subject_id: budget.0,
            detail: &format!("Agreed a budget of {} in {} parts", split.amount(), split.parts.len()),
        },
    )?;
    Ok(held)
}

fn pot(
    db: &mut Db,
    decision: &Decision<'_>,
    (holder, budget): (HolderId, BudgetId),
    split: &Split,
    part: &Part,
) -> Result<Holding, PotsError> {
    let pot = enrol::pot(db, budget, part.terms.held_as, decision.now)?;
    let days = (split.starts_on, split.ends_on);
    for stream in &part.streams {
        if let Some(weeks) = as_asked(db, holder, (split.amount(), days), stream)? {
            contributions::put_in(db, pot, &weeks, (Some(decision.by.by()), decision.now, decision.today))?;
            continue;
        }
        let new = NewMoney {
            stream: stream.stream,
            amount: Money::from_pence(stream.pence),
            arrives: stream.arrives.unwrap_or(Arrives::AllAtOnce),
            first: None,
            from: split.starts_on,
            collector: stream.collector,
        };
        let at = (Some(decision.by.by()), decision.now, decision.today);
        let id = arrivals::fund(db, (pot, split.ends_on), &new, at).map_err(|error| match error {
            BudgetError::Db(error) => PotsError::from(error),
            other => PotsError::Db(DbError::Other(other.to_string())),
        })?;
        for category in &stream.only_for {
            store::insert_purpose(db, id, category)?;
        }
    }
    begin_holding(db, decision, pot, split, part)
}

/// What is asked week by week, where a source of money is just that.
fn as_asked(
    db: &mut Db,
    holder: HolderId,
    (gross, days): (Money, (NaiveDate, NaiveDate)),
    stream: &PartStream,
) -> Result<Option<Vec<Asked>>, DbError> {
    let weekly = stream.arrives == Some(Arrives::Weekly) && stream.only_for.is_empty();
    if stream.stream != Stream::OwnContribution || !weekly {
        return Ok(None);
    }
    let weeks = contributions::in_weeks(db, holder, gross, days)?;
    let sum = Money::sum(weeks.iter().map(|week| week.amount));
    let mut paid = weeks.iter().filter(|week| week.amount > Money::ZERO);
    let same = paid.all(|week| Some(contributions::collector(week)) == stream.collector);
    Ok((same && sum == Some(Money::from_pence(stream.pence))).then_some(weeks))
}

fn begin_holding(
    db: &mut Db,
    decision: &Decision<'_>,
    pot: PotId,
    split: &Split,
    part: &Part,
) -> Result<Holding, PotsError> {
    let terms = &part.terms;
    let new = store::NewHolding {
        held_as: terms.held_as.as_str(),
        from_on: split.starts_on,
        person: terms.person,
        organisation: terms.organisation,
        scopes: &Scopes::new(&terms.scopes),
        allows: &terms.allows,
        fee: terms.fee_pence.map(Money::from_pence),
        reason: "",
        by: Some(decision.by.user_id),
        at: decision.now,
    };
    store::insert_holding(db, pot, &new)?;
    let mut all = store::holdings(db, pot)?;
    let holding = all.pop().ok_or(PotsError::Changed)?;
    holding::apply(db, decision.now, decision.today, &holding)?;
    Ok(holding)
}

/// Writes to the person, to those who help them, and to whoever holds a part.
fn tell(
    db: &mut Db,
    decision: &Decision<'_>,
    holder: &crate::accounts::HolderSummary,
    (split, held): (&Split, &[Holding]),
    site: &str,
) -> Result<(), PotsError> {
    let council = holder.council_name.as_deref();
    let amounts = || split.parts.iter().map(|part| part.amount().unwrap_or_default().short());
    for (to, name) in alerts::readers(db, holder.id, decision.today)? {
        let whom = name.as_deref().map_or(To::Them, To::Other);
        let said: Vec<String> =
            held.iter().zip(amounts()).map(|(held, amount)| held.sentence(&amount, council, whom)).collect();
        mail::queue(db, &emails::agreed(&to, name.as_deref(), split, &said, site), decision.now)?;
    }
    for (held, amount) in held.iter().zip(amounts()) {
        for to in holding::whom_to_tell(db, held)? {
            let said = held.sentence(&amount, council, To::Other(&holder.name));
            mail::queue(db, &emails::entrusted(&to, &holder.name, &said, held, site), decision.now)?;
        }
    }
    Ok(())
}
