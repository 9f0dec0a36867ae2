//! Changing how a pot is held, from a day on. Orders that run go on, what was invoiced is paid as before, no money moves.

use chrono::NaiveDate;

use super::drafting::{Typed, read_terms};
use super::holding::{self, Decision};
use super::looking::{PotFigures, figures};
use crate::accounts::{Actor, HolderSummary, Scopes};
use crate::app::App;
use crate::audit;
use crate::budgets::pots::error::PotsError;
use crate::budgets::pots::model::{Holding, Terms, To};
use crate::budgets::pots::{emails, store};
use crate::budgets::service::alerts;
use crate::db::{Db, LockKey};
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::ids::PotId;
use crate::mail;

/// Asks for a pot to be held in another way.
#[derive(Clone, Debug)]
pub struct Switch {
    /// Which pot.
    pub pot: PotId,
    /// How, and by whom.
    pub typed: Typed,
    /// From which day on.
    pub from_on: NaiveDate,
    /// Why.
    pub reason: String,
}

/// What a switch would change.
#[derive(Clone, Debug)]
pub struct Switching {
    /// Whose pot.
    pub holder: HolderSummary,
    /// The pot as it is.
    pub pot: PotFigures,
    /// How it would be held; none before anything is typed.
    pub then: Option<Holding>,
    /// Orders that run, and go on.
    pub orders: i64,
}

/// Looks at a pot, and at what a switch would change.
///
/// # Errors
/// [`PotsError`]; those that are about what was typed are shown beside it.
pub async fn check(
    app: &App,
    actor: &Actor,
    reference: &str,
    pot: PotId,
    wanted: Option<Switch>,
) -> Result<Switching, PotsError> {
    let (actor, reference) = (actor.clone(), reference.to_owned());
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .read(move |db| {
            let (holder, pot) = theirs(db, &actor, &reference, pot)?;
            let orders = crate::budgets::store::running_orders(db, &pot.pot)?;
            let then = match &wanted {
                None => None,
                Some(wanted) => {
                    let terms = allowed(db, &holder, &pot, wanted, today)?;
                    Some(would_be(db, &pot, wanted, terms, now)?)
                }
            };
            Ok(Switching { holder, pot, then, orders })
        })
        .await
}

/// One pot of somebody's budget, whose case isn't closed.
fn theirs(db: &mut Db, actor: &Actor, reference: &str, pot: PotId) -> Result<(HolderSummary, PotFigures), PotsError> {
    let holder = super::person(db, actor, reference)?;
    let known = crate::budgets::store::pot_by_id(db, pot)?;
    if known.holder_id != holder.id {
        return Err(crate::accounts::Refused.into());
    }
    if known.closed {
        return Err(PotsError::CaseClosed);
    }
    let found = figures(db, &known)?.into_iter().find(|figures| figures.pot.id == pot);
    Ok((holder, found.ok_or(crate::accounts::Refused)?))
}

fn allowed(
    db: &mut Db,
    holder: &HolderSummary,
    pot: &PotFigures,
    wanted: &Switch,
    today: NaiveDate,
) -> Result<Terms, PotsError> {
    let terms = read_terms(db, holder, &wanted.typed)?;
    let now = &pot.now;
    let same = now.held_as == terms.held_as
        && now.person.as_ref().map(|(id, _)| *id) == terms.person
        && now.organisation.as_ref().map(|(id, _)| *id) == terms.organisation
        && now.allows == terms.allows
        && now.fee.map(Money::pence) == terms.fee_pence
        && now.scopes.as_text() == Scopes::new(&terms.scopes).as_text();
    if same {
        return Err(PotsError::Same);
    }
    if wanted.from_on < today || wanted.from_on > pot.pot.ends_on {
        return Err(PotsError::BadDay);
    }
    Ok(terms)
}

/// The holding as it would be written.
fn would_be(
    db: &mut Db,
    pot: &PotFigures,
    wanted: &Switch,
    terms: Terms,
    now: chrono::NaiveDateTime,
) -> Result<Holding, PotsError> {
    use crate::accounts::service::people;
    let person = match terms.person {
        Some(id) => Some((id, people::user_contact(db, id)?.0)),
        None => None,
    };
    let organisation = match terms.organisation {
        Some(id) => Some((id, people::organisation_name(db, id)?)),
        None => None,
    };
    Ok(Holding {
        id: None,
        pot: pot.pot.id,
        held_as: terms.held_as,
        from_on: wanted.from_on,
        person,
        organisation,
        scopes: Scopes::new(&terms.scopes),
        allows: terms.allows,
        fee: terms.fee_pence.map(Money::from_pence),
        reason: wanted.reason.clone(),
        made_by: None,
        made_at: now,
        mandate: None,
        applied_at: None,
    })
}

/// Switches a pot. What was decided for a later day before is replaced. The same again is refused as the same.
///
/// # Errors
/// [`PotsError`]; then nothing was changed.
pub async fn switch(app: &App, actor: &Actor, reference: &str, wanted: Switch) -> Result<(), PotsError> {
    let (actor, reference) = (actor.clone(), reference.to_owned());
    let (today, now, site) = (app.clock.today(), app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(vec![LockKey::Pot(wanted.pot.0)], move |db| {
            let (holder, pot) = theirs(db, &actor, &reference, wanted.pot)?;
            let terms = allowed(db, &holder, &pot, &wanted, today)?;
            store::drop_planned(db, wanted.pot)?;
            let new = store::NewHolding {
                held_as: terms.held_as.as_str(),
                from_on: wanted.from_on,
                person: terms.person,
                organisation: terms.organisation,
                scopes: &Scopes::new(&terms.scopes),
                allows: &terms.allows,
                fee: terms.fee_pence.map(Money::from_pence),
                reason: &wanted.reason,
                by: Some(actor.user_id),
                at: now,
            };
            // What was in force when nobody wrote it down stays in the history.
            if pot.now.id.is_none() {
                keep_first(db, &pot, now)?;
            }
            let id = store::insert_holding(db, wanted.pot, &new)?;
            let then = store::holdings(db, wanted.pot)?.into_iter().find(|holding| holding.id == Some(id));
            let then = then.ok_or(PotsError::Changed)?;
            let decision = Decision { by: &actor, now, today };
            record(db, &decision, &holder, &pot, &then)?;
            if then.from_on <= today {
                holding::apply(db, now, today, &then)?;
            }
            tell(db, &decision, &holder, (&pot, &then), &site)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Writes down how a pot has been held since it began.
fn keep_first(db: &mut Db, pot: &PotFigures, now: chrono::NaiveDateTime) -> Result<(), PotsError> {
    let first = store::NewHolding {
        held_as: pot.now.held_as.as_str(),
        from_on: pot.now.from_on,
        person: None,
        organisation: None,
        scopes: &Scopes::default(),
        allows: &crate::budgets::Allowance::default(),
        fee: None,
        reason: "",
        by: None,
        at: pot.now.made_at,
    };
    let id = store::insert_holding(db, pot.pot.id, &first)?;
    store::set_applied(db, id, None, now)?;
    Ok(())
}

fn record(
    db: &mut Db,
    decision: &Decision<'_>,
    holder: &HolderSummary,
    pot: &PotFigures,
    then: &Holding,
) -> Result<(), PotsError> {
    let (was, is) = (pot.now.held_as.label(), then.held_as.label());
    // Why is kept with the way of holding, where it can be deleted one day.
    let detail = format!("From {}: {is}, before: {was}", long_date(then.from_on));
    let entry = audit::Entry {
        at: decision.now,
        user: Some(decision.by.user_id),
        mandate: None,
        holder: Some(holder.id),
        action: "pot.switched",
        subject: "pots",
        subject_id: pot.pot.id.0,
        detail: &detail,
    };
    Ok(audit::record(db, &entry)?)
}

/// Writes to the person and their helpers, to whoever held it, and to whoever will.
fn tell(
    db: &mut Db,
    decision: &Decision<'_>,
    holder: &HolderSummary,
    (pot, then): (&PotFigures, &Holding),
    site: &str,
) -> Result<(), PotsError> {
    let (council, amount) = (holder.council_name.as_deref(), pot.share.short());
    let mut told = Vec::new();
    for (to, name) in alerts::readers(db, holder.id, decision.today)? {
        let whom = name.as_deref().map_or(To::Them, To::Other);
        let said = (pot.now.sentence(&amount, council, whom), then.sentence(&amount, council, whom));
        mail::queue(db, &emails::switched(&to, name.as_deref(), then, &said, site), decision.now)?;
        told.push(to);
    }
    let mut others = holding::whom_to_tell(db, &pot.now)?;
    others.extend(holding::whom_to_tell(db, then)?);
    for to in others {
        if told.contains(&to) {
            continue;
        }
        let whom = To::Other(&holder.name);
        let said = (pot.now.sentence(&amount, council, whom), then.sentence(&amount, council, whom));
        mail::queue(db, &emails::switched(&to, Some(&holder.name), then, &said, site), decision.now)?;
        told.push(to);
    }
    Ok(())
}
