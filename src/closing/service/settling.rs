//! What is left of a closed case goes back to whom it belongs: at once, and every day as far as something came free.

use std::sync::Arc;

use chrono::NaiveDateTime;

use super::{case_of, locks, record};
use crate::accounts::service::people;
use crate::accounts::{Actor, By, HolderSummary};
use crate::app::App;
use crate::billing::service::ending as bills;
use crate::budgets::service::ending as budgets;
use crate::budgets::yearend::clearing::{self, Clearing};
use crate::budgets::yearend::model::Settlement;
use crate::closing::error::ClosingError;
use crate::closing::model::{Closed, Why};
use crate::closing::store;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::{HolderId, InvoiceId, Money};

/// The most people whose money is settled in one go.
const BATCH: i64 = 200;

/// "£1,900.00 was taken out for the council, £100.00 of their own is theirs."
pub(super) fn words(went: &Settlement) -> String {
    let council = format!("{} was taken out for the council", went.recovered);
    let own = format!("{} of their own is theirs", went.given_back);
    match (went.recovered > Money::ZERO, went.given_back > Money::ZERO) {
        (false, true) => own,
        (true, true) => format!("{council}, {own}"),
        (true, false) => council,
        (false, false) => "nothing was left".to_owned(),
    }
}

/// Settles what is free in all of somebody's pots.
pub(super) fn settle_all(
    db: &mut Db,
    by: Option<By>,
    (holder, closed): (&HolderSummary, &Closed),
    now: NaiveDateTime,
) -> Result<Settlement, ClosingError> {
    let too_large = || DbError::Other("what went back can't be held".to_owned());
    let (mut given_back, mut recovered) = (Money::ZERO, Money::ZERO);
    for pot in budgets::pots_of(db, holder.id)? {
        let (times, before) = store::settled(db, closed.id, pot)?;
        let taken = match closed.why {
            Why::Moved if !closed.goes_to.is_empty() => format!("Taken back: {} is responsible now", closed.goes_to),
            _ => "Taken back: the case is closed".to_owned(),
        };
        let clearing = Clearing {
            pot,
            council: holder.council_id,
            before,
            key: format!("close:{}:pot:{pot}:{times}", closed.id),
            taken,
            by,
            at: now,
        };
        let was = clearing::clear(db, &clearing)?;
        if was != Settlement::default() {
            store::insert_settlement(db, (closed.id, pot), &was, now)?;
            given_back = given_back.checked_add(was.given_back).ok_or_else(too_large)?;
            recovered = recovered.checked_add(was.recovered).ok_or_else(too_large)?;
        }
    }
    Ok(Settlement { given_back, recovered, ..Settlement::default() })
}

/// Settles what came free since a case was closed, and writes it down. Gives how much.
fn settle_more(db: &mut Db, by: Option<By>, holder: &HolderSummary, now: NaiveDateTime) -> Result<Money, ClosingError> {
    let closed = store::of_holder(db, holder.id)?.ok_or(ClosingError::Open)?;
    let went = settle_all(db, by, (holder, &closed), now)?;
    let total = went.total().unwrap_or_default();
    if total > Money::ZERO {
        let detail = format!("Settled what came free: {}", words(&went));
        record(db, by, (holder.id, closed.id, "case.settled"), &detail, now)?;
    }
    Ok(total)
}

/// Settles what came free since a case was closed. Gives how much.
///
/// # Errors
/// [`ClosingError::Open`] unless it is closed.
pub async fn settle(app: &App, actor: &Actor, reference: &str) -> Result<Money, ClosingError> {
    let now = app.clock.now();
    let locks = locks(app, actor, reference).await?;
    let (actor, reference) = (actor.clone(), reference.to_owned());
    app.db
        .write_locked(locks, move |db| {
            let holder = case_of(db, &actor, &reference)?;
            settle_more(db, Some(actor.by()), &holder, now)
        })
        .await
}

/// Settles what came free in all closed cases, for the worker, which may run twice. Gives how many.
///
/// # Errors
/// When the database fails.
pub async fn follow(app: &App) -> Result<usize, DbError> {
    let now = app.clock.now();
    let holders: Vec<HolderId> = app.db.read(move |db| budgets::closed_with_money(db, BATCH)).await?;
    let mut settled = 0;
    for id in holders {
        let pots = app.db.read(move |db| budgets::pots_of(db, id)).await?;
        let locks = pots.into_iter().map(|pot| LockKey::Pot(pot.0)).chain([LockKey::Holder(id.0)]).collect();
        let done = app
            .db
            .write_locked(locks, move |db| {
                let holder = people::holder_summary(db, id)?;
                settle_more(db, None, &holder, now)
            })
            .await;
        match done {
            Ok(back) => settled += usize::from(back > Money::ZERO),
            // One that can't be settled must not keep the others waiting.
            Err(error) => tracing::error!(holder = id.0, %error, "what came free could not be settled"),
        }
    }
    Ok(settled)
}

/// An invoice that the person was to pay themselves was paid: by their estate, or by whoever settles for them.
///
/// # Errors
/// [`ClosingError::Open`] unless the case is closed; [`ClosingError::NeedsWords`] when the invoice can't be paid so.
pub async fn paid(
    app: &App,
    actor: &Actor,
    reference: &str,
    (invoice, evidence): (InvoiceId, &str),
) -> Result<(), ClosingError> {
    let evidence = evidence.trim();
    if evidence.is_empty() || evidence.chars().count() > 500 {
        return Err(ClosingError::NeedsWords("Write how it was paid, in 500 characters or fewer.".to_owned()));
    }
    let given = Arc::new((actor.clone(), reference.to_owned(), evidence.to_owned()));
    let act = bills::act(app, actor);
    let locks = locks(app, actor, reference).await?;
    app.db
        .write_locked(locks, move |db| {
            let (actor, reference, evidence) = &*given;
            let holder = case_of(db, actor, reference)?;
            store::of_holder(db, holder.id)?.ok_or(ClosingError::Open)?;
            bills::paid(db, (&act, actor), (holder.id, invoice), evidence).map_err(ClosingError::from)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
