//! Who may follow money: finance officers, that of their own council's people.

use super::model::{Found, InvoiceOf, PotTrail, Step, Trail};
use super::store::{self, Which};
use crate::accounts::{Actor, Refused, Role};
use crate::app::App;
use crate::budgets::ledger;
use crate::db::{Db, DbError};
use crate::kernel::ids::{DeliveryId, OrderLineId, OrganisationId, PaymentId, PotId};
use crate::oversight::service::OversightError;

/// The most pots that a search lists.
const MOST: i64 = 50;

fn council(actor: &Actor) -> Result<OrganisationId, Refused> {
    actor.organisation(Role::FinanceOfficer)
}

/// What a name, a pot's number, an invoice's number or a payment's reference stands for.
pub(super) async fn search(app: &App, actor: &Actor, typed: String) -> Result<Found, OversightError> {
    let council = council(actor)?;
    app.db
        .read(move |db| {
            let upper = typed.to_uppercase();
            let payment = upper.strip_prefix("HPPAY").and_then(|digits| digits.parse().ok()).map(PaymentId);
            let number = typed.parse::<PotId>().ok();
            let mut found = Found::default();
            if typed.is_empty() {
                return Ok(found);
            }
            found.invoice = match payment {
                Some(payment) => store::invoice_paid_by(db, council, payment)?,
                None => store::invoice(db, council, &upper)?.map(|invoice| invoice.reference),
            };
            found.pots = match number {
                Some(number) => store::pot(db, council, number)?.into_iter().collect(),
                None if found.invoice.is_none() => store::pots_named(db, council, &typed, MOST)?,
                None => Vec::new(),
            };
            Ok(found)
        })
        .await
}

/// A pot's money, from its streams to what it was for.
pub(super) async fn pot(app: &App, actor: &Actor, id: PotId) -> Result<PotTrail, OversightError> {
    let council = council(actor)?;
    app.db
        .read(move |db| {
            let pot = store::pot(db, council, id)?.ok_or(Refused)?;
            Ok(PotTrail {
                pot,
                chain: ledger::chain_of(db, id)?,
                now: ledger::balances(db, id)?,
                came: store::steps(db, id, Which::Came)?,
                lines: store::lines(db, id)?,
            })
        })
        .await
}

fn trail(db: &mut Db, council: OrganisationId, id: PotId, which: Which<'_>) -> Result<Trail, OversightError> {
    let pot = store::pot(db, council, id)?.ok_or(Refused)?;
    Ok(Trail {
        pot,
        chain: ledger::chain_of(db, id)?,
        came: store::steps(db, id, Which::Came)?,
        steps: store::steps(db, id, which)?,
    })
}

/// Every transfer of a pot, oldest first, for taking away; and whether they fit.
pub(super) async fn every_step(app: &App, actor: &Actor, id: PotId) -> Result<(bool, Vec<Step>), OversightError> {
    let council = council(actor)?;
    app.db
        .read(move |db| {
            store::pot(db, council, id)?.ok_or(Refused)?;
            let fits = !matches!(ledger::chain_of(db, id)?, ledger::ChainState::Broken(_));
            Ok((fits, store::steps(db, id, Which::All)?))
        })
        .await
}

/// All of a line of an order.
pub(super) async fn line(app: &App, actor: &Actor, line: OrderLineId) -> Result<Trail, OversightError> {
    let council = council(actor)?;
    app.db
        .read(move |db| {
            let pot = store::pot_of_line(db, line)?.ok_or(DbError::NotFound)?;
            trail(db, council, pot, Which::Line(line))
        })
        .await
}

/// All of a delivery.
pub(super) async fn delivery(app: &App, actor: &Actor, id: DeliveryId) -> Result<Trail, OversightError> {
    let council = council(actor)?;
    app.db
        .read(move |db| {
            let (pot, line) = store::of_delivery(db, id)?.ok_or(DbError::NotFound)?;
            trail(db, council, pot, Which::Delivery(id, line))
        })
        .await
}

/// An invoice with its payments, and the money of all its lines.
pub(super) async fn invoice(app: &App, actor: &Actor, reference: String) -> Result<(InvoiceOf, Trail), OversightError> {
    let council = council(actor)?;
    app.db
        .read(move |db| {
            let invoice = store::invoice(db, council, &reference)?.ok_or(DbError::NotFound)?;
            let trail = trail(db, council, invoice.pot, Which::Invoice(&invoice.reference))?;
            Ok((invoice, trail))
        })
        .await
}
