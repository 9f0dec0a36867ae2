//! Taking lines in, saying what each was for, and what goes with them.

pub mod enrol;
mod papers;
mod saying;
mod splitting;
mod taking;

use chrono::{NaiveDate, NaiveDateTime};

pub use self::papers::{attach, forget, paper, take_off};
pub use self::saying::{Said, ask_again, say};
pub use self::splitting::{join, split};
pub use self::taking::{Looked, add, keep, look, send};
pub use super::model::{Columns, LineState, Row};
use super::store;
pub use super::store::{BankLine, Paper};
use crate::accounts::service::people;
use crate::accounts::{Actor, By, HolderSummary, Scope};
use crate::app::App;
use crate::audit;
use crate::billing::error::BillingError;
use crate::billing::model::Invoice;
use crate::billing::store::invoices;
use crate::budgets::model::Pot;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError};
use crate::kernel::{HolderId, Money, PotId};
use crate::plans;
use crate::plans::PlanLine;

/// How many lines the page shows.
const SHOWN: i64 = 200;

/// Somebody's bank lines.
#[derive(Clone, Debug)]
pub struct Lines {
    /// Whose.
    pub holder: HolderSummary,
    /// The newest lines, newest first.
    pub lines: Vec<BankLine>,
    /// What goes with them.
    pub papers: Vec<Paper>,
    /// What is to be paid back, because it was private.
    pub to_pay_back: Money,
    /// The parts of the plan.
    pub plan: Vec<PlanLine>,
    /// Whether whoever looks may change anything.
    pub may: bool,
    /// Whether an officer looks.
    pub officer: bool,
}

/// One line, with what it could be.
#[derive(Clone, Debug)]
pub struct OneLine {
    /// The line.
    pub line: BankLine,
    /// Invoices of the same amount that it may have paid.
    pub invoices: Vec<Invoice>,
    /// The invoice that it paid.
    pub invoice: Option<Invoice>,
    /// The parts of the plan.
    pub plan: Vec<PlanLine>,
    /// What goes with it.
    pub papers: Vec<Paper>,
    /// Whether the statement that shows it is closed, so that only the council may put it right.
    pub closed: bool,
    /// What it was split into, because it was for more than one thing.
    pub parts: Vec<BankLine>,
    /// The line that it is a part of.
    pub whole: Option<BankLine>,
}

/// The pots whose money somebody pays out from their own bank: theirs, or of whom they act for; today's first. What was
/// paid last year is last year's.
fn own_pots(db: &mut Db, actor: &Actor, scope: Scope, today: NaiveDate) -> Result<(HolderId, Vec<Pot>), BillingError> {
    let holder = actor.holder(scope)?;
    if let Some(carried) = &actor.acting_for {
        let mandate = people::mandate(db, carried.id)?;
        if !mandate.holds_on(today) || !mandate.scopes.has(scope) {
            return Err(BillingError::MandateEnded);
        }
    }
    Ok((holder, paid_by(db, holder, today)?))
}

fn paid_by(db: &mut Db, holder: HolderId, today: NaiveDate) -> Result<Vec<Pot>, BillingError> {
    let pots = budgets::all_paid_by_holder(db, holder, today)?;
    if pots.is_empty() { Err(BillingError::NotFound) } else { Ok(pots) }
}

fn ids(pots: &[Pot]) -> Vec<PotId> {
    pots.iter().map(|pot| pot.id).collect()
}

/// The pot that what was paid on a day belongs to: the one of that day's budget, else today's.
fn pot_of(pots: &[Pot], on: NaiveDate) -> Option<PotId> {
    let of_day = pots.iter().find(|pot| (pot.starts_on..=pot.ends_on).contains(&on));
    of_day.or(pots.first()).map(|pot| pot.id)
}

/// A line of the actor's own account.
fn own_line(db: &mut Db, actor: &Actor, id: i64, today: NaiveDate) -> Result<(HolderId, Pot, BankLine), BillingError> {
    let (holder, pots) = own_pots(db, actor, Scope::Order, today)?;
    let line = store::by_id(db, id)?;
    let pot = pots.into_iter().find(|pot| pot.id == line.pot).ok_or(BillingError::NotFound)?;
    Ok((holder, pot, line))
}

fn read(db: &mut Db, holder: HolderId, pots: &[Pot], (may, officer): (bool, bool)) -> Result<Lines, BillingError> {
    let private = store::sum_of(db, &ids(pots), LineState::Private)?;
    let back = store::sum_of(db, &ids(pots), LineState::PaidBack)?;
    let owed = private.checked_add(back).and_then(Money::checked_neg).unwrap_or_default();
    let lines = store::lines(db, &ids(pots), SHOWN)?;
    let shown: Vec<i64> = lines.iter().map(|line| line.id).collect();
    let mut parts = Vec::new();
    for pot in pots.iter().filter(|pot| lines.iter().any(|line| line.pot == pot.id)) {
        parts.extend(plan(db, pot)?);
    }
    Ok(Lines {
        holder: people::holder_summary(db, holder)?,
        papers: store::papers(db, &shown)?,
        lines,
        to_pay_back: owed.max(Money::ZERO),
        plan: parts,
        may,
        officer,
    })
}

fn plan(db: &mut Db, pot: &Pot) -> Result<Vec<PlanLine>, DbError> {
    match pot.plan_id {
        Some(id) => Ok(plans::service::plan(db, id)?.lines),
        None => Ok(Vec::new()),
    }
}

/// The bank lines of the holder whom the actor is, or acts for.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody who pays from no bank account of their own.
pub async fn own(app: &App, actor: &Actor) -> Result<Lines, BillingError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let (holder, pots) = own_pots(db, &actor, Scope::View, today)?;
            read(db, holder, &pots, (actor.holder(Scope::Order).is_ok(), false))
        })
        .await
}

/// The same, for an officer of the holder's council.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody else.
pub async fn of_person(app: &App, actor: &Actor, reference: &str) -> Result<Lines, BillingError> {
    let (actor, reference, today) = (actor.clone(), reference.to_owned(), app.clock.today());
    app.db
        .read(move |db| {
            let (holder, pots) = pots_of_person(db, &actor, &reference, today)?;
            read(db, holder, &pots, (false, true))
        })
        .await
}

fn pots_of_person(
    db: &mut Db,
    actor: &Actor,
    reference: &str,
    today: NaiveDate,
) -> Result<(HolderId, Vec<Pot>), BillingError> {
    let holder = people::holder_by_reference(db, reference)?;
    let holder = plans::service::may_see(db, actor, holder).map_err(|_| BillingError::NotFound)?;
    Ok((holder.id, paid_by(db, holder.id, today)?))
}

/// A line of somebody's account, with its pot.
fn line_of_person(
    db: &mut Db,
    (actor, reference): (&Actor, &str),
    id: i64,
    today: NaiveDate,
) -> Result<(HolderId, Pot, BankLine), BillingError> {
    let (holder, pots) = pots_of_person(db, actor, reference, today)?;
    let line = store::by_id(db, id)?;
    let pot = pots.into_iter().find(|pot| pot.id == line.pot).ok_or(BillingError::NotFound)?;
    Ok((holder, pot, line))
}

/// The invoices that a line may have paid: of the same amount, without a line.
fn invoices_for(db: &mut Db, holder: HolderId, line: &BankLine) -> Result<Vec<Invoice>, DbError> {
    let Some(amount) = line.amount.checked_neg() else { return Ok(Vec::new()) };
    store::payable(db, holder, amount)?.into_iter().map(|id| invoices::by_id(db, id)).collect()
}

/// One line, with what it could be.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody else's.
pub async fn one(app: &App, actor: &Actor, id: i64) -> Result<OneLine, BillingError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let (_, pot, line) = own_line(db, &actor, id, today)?;
            Ok(whole(db, &pot, line)?)
        })
        .await
}

/// One line of somebody's account, for an officer of their council.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody else.
pub async fn one_of_person(
    app: &App,
    actor: &Actor,
    reference: &str,
    id: i64,
) -> Result<(HolderSummary, OneLine), BillingError> {
    let (actor, reference, today) = (actor.clone(), reference.to_owned(), app.clock.today());
    app.db
        .read(move |db| {
            let (holder, pot, line) = line_of_person(db, (&actor, &reference), id, today)?;
            Ok((people::holder_summary(db, holder)?, whole(db, &pot, line)?))
        })
        .await
}

fn whole(db: &mut Db, pot: &Pot, line: BankLine) -> Result<OneLine, DbError> {
    Ok(OneLine {
        invoices: invoices_for(db, pot.holder_id, &line)?,
        invoice: line.invoice.map(|id| invoices::by_id(db, id)).transpose()?,
        plan: plan(db, pot)?,
        papers: store::papers(db, &[line.id])?,
        closed: is_closed(db, &line)?,
        parts: store::parts(db, line.id)?,
        whole: line.split_of.map(|id| store::by_id(db, id)).transpose()?,
        line,
    })
}

/// Whether a line moved money in a month whose statement is closed.
fn is_closed(db: &mut Db, line: &BankLine) -> Result<bool, DbError> {
    let counted = line.state == LineState::Outside || line.payment.is_some();
    match line.said_at.filter(|_| counted) {
        Some(at) => budgets::is_closed(db, line.pot, at),
        None => Ok(false),
    }
}

fn record(
    db: &mut Db,
    by: By,
    (holder, line, action): (HolderId, i64, &str),
    detail: &str,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    let entry = audit::Entry {
        at,
        user: Some(by.user),
        mandate: by.mandate,
        holder: Some(holder),
        action,
        subject: "own_bank_lines",
        subject_id: line,
        detail,
    };
    audit::record(db, &entry)
}
