//! Putting money into a pot: a finance officer for the council and for what it collects, a holder or their helper for
//! money of their own.

use chrono::{NaiveDate, NaiveDateTime};

use super::model::{Arrivals, Arrives, Collector, plan};
use super::store;
use crate::accounts::{Actor, By, Role, Scope};
use crate::app::App;
use crate::audit;
use crate::budgets::contributions;
use crate::budgets::emails::Cause;
use crate::budgets::error::BudgetError;
use crate::budgets::ledger::LedgerError;
use crate::budgets::model::{HeldAs, NewFunding, Stream};
use crate::budgets::service::enrol;
use crate::budgets::store as pots;
use crate::db::idempotency::{self, Claim};
use crate::db::{Db, DbError, LockKey};
use crate::kernel::ids::{FundingStreamId, HolderId, PotId};
use crate::kernel::{Money, OrganisationId};

/// The most that somebody may add of their own at a time.
pub const MOST_TOP_UP: Money = Money::from_pence(10_000_000);

/// Money for a pot, with when it arrives.
#[derive(Clone, Debug)]
pub struct NewMoney {
    /// From where.
    pub stream: Stream,
    /// How much in all.
    pub amount: Money,
    /// How it arrives.
    pub arrives: Arrives,
    /// The large part, where one comes first.
    pub first: Option<Money>,
    /// The first day.
    pub from: NaiveDate,
    /// Who collects a person's own contribution.
    pub collector: Option<Collector>,
}

/// A pot and when its money arrives, for a council's page.
#[derive(Clone, Debug)]
pub struct PotMoney {
    /// Which pot.
    pub pot: PotId,
    /// Whose.
    pub holder: String,
    /// The reference of the person in addresses.
    pub reference: String,
    /// How it is held.
    pub held_as: HeldAs,
    /// The budget's first and last day.
    pub span: (NaiveDate, NaiveDate),
    /// Its streams.
    pub arrivals: Arrivals,
}

/// A pot of one of the actor's council's people.
///
/// # Errors
/// [`BudgetError::Refused`] for anybody else's, and for people who are no finance officer.
pub async fn view(app: &App, actor: &Actor, pot: PotId) -> Result<PotMoney, BudgetError> {
    let council = actor.organisation(Role::FinanceOfficer)?;
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let found = store::pot_of_council(db, (&actor, council), pot)?.ok_or(crate::accounts::Refused)?;
            Ok(PotMoney {
                pot,
                holder: found.name,
                reference: found.reference,
                held_as: DbError::parsed(&found.held_as)?,
                span: found.span,
                arrivals: store::of_pot(db, pot)?,
            })
        })
        .await
}

/// The locks of a council's pot and of those beside it in the same budget.
async fn beside(
    app: &App,
    actor: &Actor,
    (council, pot): (OrganisationId, PotId),
) -> Result<Vec<LockKey>, BudgetError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            store::pot_of_council(db, (&actor, council), pot)?.ok_or(crate::accounts::Refused)?;
            let budget = pots::pot_by_id(db, pot)?.budget_id;
            Ok(pots::pots_of_budget(db, budget)?.into_iter().map(|one| LockKey::Pot(one.id.0)).collect())
        })
        .await
}

/// Puts money into a pot of one of the council's people. The same key again changes nothing.
///
/// # Errors
/// [`BudgetError::Refused`] for anybody else's; [`BudgetError::OutsideTheYear`] for a first day outside of the budget.
pub async fn put_in(app: &App, actor: &Actor, (pot, key): (PotId, String), new: NewMoney) -> Result<(), BudgetError> {
    let council = actor.organisation(Role::FinanceOfficer)?;
    let actor = actor.clone();
    let (by, now, today) = (By { user: actor.user_id, mandate: None }, app.clock.now(), app.clock.today());
    let site = app.config.public_url.clone();
    let beside = beside(app, &actor, (council, pot)).await?;
    app.db
        .write_locked(beside, move |db| {
            let found = store::pot_of_council(db, (&actor, council), pot)?.ok_or(crate::accounts::Refused)?;
            let known = pots::pot_by_id(db, pot)?;
            if known.closed {
                return Err(BudgetError::Closed);
            }
            if new.collector == Some(Collector::Provider) && known.held_as != HeldAs::Isf {
                return Err(BudgetError::NobodyToCollect);
            }
            if new.from < found.span.0 || new.from > found.span.1 {
                return Err(BudgetError::OutsideTheYear);
            }
            if claimed(db, by, (key.as_str(), "money.put_in"), now)? {
                return Ok(());
            }
            fund(db, (pot, found.span.1), &new, (Some(by), now, today))?;
            let detail =
                format!("Put {} in: {}, {}", new.amount, new.stream.label(), new.arrives.label().to_lowercase());
            record(db, by, (found.holder, pot), (detail.as_str(), now))?;
            // Where the plan costs more, and its parts were put in by hand: what the person pays follows now.
            if new.stream == Stream::AdultSocialCare && pots::followed(db, known.budget_id)?.is_some() {
                contributions::follow_budget(db, &known, (Some(by), Cause::PutIn), (&site, today, now))?;
            }
            Ok(())
        })
        .await
}

/// The parts in which money would arrive, before it is put in.
///
/// # Errors
/// [`BudgetError::OutsideTheYear`] for a first day outside of the budget.
pub fn would_arrive(pot: &PotMoney, new: &NewMoney) -> Result<Vec<(NaiveDate, Money)>, BudgetError> {
    if new.from < pot.span.0 || new.from > pot.span.1 {
        return Err(BudgetError::OutsideTheYear);
    }
    Ok(plan(new.amount, (new.from, pot.span.1), new.arrives, new.first))
}

/// Whether this form was taken before.
fn claimed(db: &mut Db, by: By, (key, action): (&str, &str), now: NaiveDateTime) -> Result<bool, DbError> {
    let claim = idempotency::claim(db, by.user, key, action, now)?;
    if claim == Claim::New {
        idempotency::settle(db, by.user, key, action, "done")?;
    }
    Ok(claim != Claim::New)
}

fn record(
    db: &mut Db,
    by: By,
    (holder, pot): (HolderId, PotId),
    said: (&str, NaiveDateTime),
) -> Result<(), BudgetError> {
    let entry = audit::Entry {
        at: said.1,
        user: Some(by.user),
        mandate: by.mandate,
        holder: Some(holder),
        action: "money.put_in",
        subject: "pots",
        subject_id: pot.0,
        detail: said.0,
    };
    Ok(audit::record(db, &entry)?)
}

/// Puts money into a pot with a plan of when it arrives. Runs in the caller's transaction, which holds the pot's lock and
/// has checked authority; for the demo and imports too.
///
/// # Errors
/// When the amount is nothing, or the database can't be written.
pub fn fund(
    db: &mut Db,
    (pot, ends_on): (PotId, NaiveDate),
    new: &NewMoney,
    (by, now, today): (Option<By>, NaiveDateTime, NaiveDate),
) -> Result<FundingStreamId, BudgetError> {
    let funding = NewFunding { pot_id: pot, stream: new.stream, amount: new.amount, by };
    let stream = enrol::funding(db, &funding, now).map_err(|error| match error {
        LedgerError::Db(error) => BudgetError::Db(error),
        other => BudgetError::Db(DbError::Other(other.to_string())),
    })?;
    let parts = plan(new.amount, (new.from, ends_on), new.arrives, new.first);
    store::insert(db, stream, (new.arrives, new.collector), &parts)?;
    store::note_arrived(db, today, now)?;
    Ok(stream)
}

/// Puts money into a pot that arrives in these parts. Gives how much that is. As [`fund`].
///
/// # Errors
/// When the parts come to nothing, or the database can't be written.
pub fn fund_parts(
    db: &mut Db,
    (pot_id, stream): (PotId, Stream),
    how: (Arrives, Option<Collector>),
    parts: &[(NaiveDate, Money)],
    (by, now, today): (Option<By>, NaiveDateTime, NaiveDate),
) -> Result<Money, DbError> {
    let amount = Money::sum(parts.iter().map(|(_, amount)| *amount));
    let amount = amount.ok_or_else(|| DbError::Other("the parts of a stream can't be held".to_owned()))?;
    let funding = NewFunding { pot_id, stream, amount, by };
    let id = enrol::funding(db, &funding, now).map_err(|error| match error {
        LedgerError::Db(error) => error,
        other => DbError::Other(other.to_string()),
    })?;
    store::insert(db, id, how, parts)?;
    store::note_arrived(db, today, now)?;
    Ok(amount)
}

/// Notes what has arrived by today. The worker calls it often; late or twice is the same as once.
///
/// # Errors
/// When the database fails.
pub async fn follow_calendar(app: &App) -> Result<usize, DbError> {
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db.write(move |db| store::note_arrived(db, today, now)).await
}

/// When a pot's money arrives. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn of(db: &mut Db, pot: PotId) -> Result<Arrivals, DbError> {
    store::of_pot(db, pot)
}

/// Whether people put their own money in themselves; else the council pays from this pot and must have the money first.
pub fn may_top_up(held_as: HeldAs) -> bool {
    // Somebody's own money has a page of its own.
    !matches!(held_as, HeldAs::CouncilManaged | HeldAs::LeadProfessional | HeldAs::Voucher | HeldAs::OwnMoney)
}

/// How the pot of the holder whom the actor is, or acts for, is held; none before there is one.
///
/// # Errors
/// [`BudgetError::Refused`] when they may not order for anybody.
pub async fn own_pot(app: &App, actor: &Actor) -> Result<Option<HeldAs>, BudgetError> {
    let (holder, today) = (actor.holder(Scope::Order)?, app.clock.today());
    app.db.read(move |db| Ok(pots::current_pot(db, holder, today)?.map(|pot| pot.held_as))).await
}

/// Adds money of their own to the pot of the holder whom the actor is, or acts for. The same key again changes nothing.
///
/// # Errors
/// [`BudgetError::Refused`] when they may not order for the holder, or the pot takes no money of their own;
/// [`BudgetError::Closed`] when their case is closed.
pub async fn top_up(app: &App, actor: &Actor, key: String, amount: Money) -> Result<(), BudgetError> {
    let (holder, by) = (actor.holder(Scope::Order)?, actor.by());
    let (now, today) = (app.clock.now(), app.clock.today());
    let pot = app.db.read(move |db| pots::current_pot(db, holder, today)).await?;
    let pot = pot.filter(|pot| may_top_up(pot.held_as)).ok_or(crate::accounts::Refused)?;
    app.db
        .write_locked(vec![LockKey::Pot(pot.id.0)], move |db| {
            if pots::pot_by_id(db, pot.id)?.closed {
                return Err(BudgetError::Closed);
            }
            if claimed(db, by, (key.as_str(), "money.top_up"), now)? {
                return Ok(());
            }
            let new = NewMoney {
                stream: Stream::OwnTopUp,
                amount,
                arrives: Arrives::AllAtOnce,
                first: None,
                from: today,
                collector: None,
            };
            fund(db, (pot.id, pot.ends_on), &new, (Some(by), now, today))?;
            record(db, by, (holder, pot.id), (format!("Added {amount} of their own").as_str(), now))
        })
        .await
}
