//! Writing invoices down as they happened, without forms: for the demo and tests. Callers hold the transaction and
//! the locks. The rules are the same as on the pages; no mails are sent.

use chrono::{NaiveDate, NaiveDateTime};

use super::moves::{self, Act};
use super::paying::{self, step};
use super::{crediting, making, runs};
use crate::accounts::By;
use crate::billing::error::BillingError;
use crate::billing::model::bank::BankAccount;
use crate::billing::model::payment::PaymentStatus;
use crate::billing::model::{Details, Invoice, InvoiceStatus, Side, Sort, Wanted};
use crate::billing::store::lists::{self, Of};
use crate::billing::store::payments::Step;
use crate::billing::store::runs as kept;
use crate::billing::store::{banks, details, drafts, invoices, lines, messages, payments};
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::{CreditNoteId, InvoiceId, OrganisationId, PaymentRunId, PotId, ProviderId, UserId};

fn act(by: By, now: NaiveDateTime) -> Act {
    Act { by: Some(by), now, today: london(now).date(), site: None }
}

/// What stands on a provider's invoices.
///
/// # Errors
/// When the database fails.
pub fn details(
    db: &mut Db,
    provider: ProviderId,
    new: &Details,
    by: UserId,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    details::set(db, provider, new, by, now)
}

/// The pots of which a provider has something to invoice up to a day.
///
/// # Errors
/// When the database fails.
pub fn pots_to_invoice(db: &mut Db, provider: ProviderId, until: NaiveDate) -> Result<Vec<PotId>, DbError> {
    let mut pots: Vec<PotId> =
        drafts::billable(db, provider, None, Some(until))?.into_iter().map(|item| item.pot).collect();
    pots.sort_unstable();
    pots.dedup();
    Ok(pots)
}

/// Invoices everything of a pot from a day to a day; none when there is nothing.
///
/// # Errors
/// As [`super::make`].
pub fn invoice(
    db: &mut Db,
    (provider, pot): (ProviderId, PotId),
    (from, until): (NaiveDate, NaiveDate),
    by: By,
    at: NaiveDateTime,
) -> Result<Option<InvoiceId>, BillingError> {
    let mut items = drafts::billable(db, provider, Some(pot), Some(until))?;
    items.retain(|item| item.on >= from);
    if items.is_empty() {
        return Ok(None);
    }
    making::write(db, &act(by, at), provider, pot, &items).map(Some)
}

/// An invoice as it stands.
///
/// # Errors
/// [`BillingError::NotFound`] when there is no such invoice.
pub fn by_id(db: &mut Db, id: InvoiceId) -> Result<Invoice, BillingError> {
    Ok(invoices::by_id(db, id)?)
}

/// Asks about an invoice.
///
/// # Errors
/// As [`super::query`].
pub fn query(db: &mut Db, id: InvoiceId, by: By, words: &str, at: NaiveDateTime) -> Result<(), BillingError> {
    let mut invoice = invoices::by_id(db, id)?;
    moves::set_status(db, &mut invoice, InvoiceStatus::Queried)?;
    messages::insert(db, id, Side::Payer, words, by, at)?;
    let detail = format!("Asked about invoice {}: {words}", invoice.reference);
    Ok(moves::record(db, &act(by, at), &invoice, "invoice.queried", &detail)?)
}

/// Credits the first line of an invoice.
///
/// # Errors
/// As [`super::credit`].
pub fn credit_first_line(
    db: &mut Db,
    id: InvoiceId,
    by: By,
    reason: &str,
    at: NaiveDateTime,
) -> Result<CreditNoteId, BillingError> {
    let invoice = invoices::by_id(db, id)?;
    let first = lines::of_invoice(db, id)?.into_iter().next().ok_or(BillingError::Nothing)?;
    crediting::write(db, &act(by, at), &invoice, &[(first.id, first.left())], reason)
}

/// A provider's account, entered and confirmed.
///
/// # Errors
/// When the database fails.
pub fn bank_account(
    db: &mut Db,
    provider: ProviderId,
    account: &BankAccount,
    by: (UserId, NaiveDateTime),
) -> Result<(), DbError> {
    let id = banks::enter(db, provider, account, "", (by.0, by.1, by.1))?;
    banks::confirm(db, provider, id, by).map(drop)
}

/// The account that a council pays from.
///
/// # Errors
/// When the database fails.
pub fn payer_account(
    db: &mut Db,
    council: OrganisationId,
    account: &BankAccount,
    by: (UserId, NaiveDateTime),
) -> Result<(), DbError> {
    banks::set_council(db, council, account, by)
}

/// A holder's own payment of an invoice.
///
/// # Errors
/// As [`super::paying::paid_myself`].
pub fn paid_myself(
    db: &mut Db,
    id: InvoiceId,
    by: By,
    (evidence, paid_on): (&str, NaiveDate),
    at: NaiveDateTime,
) -> Result<(), BillingError> {
    let invoice = invoices::by_id(db, id)?;
    paying::mark(db, &act(by, at), &invoice, evidence, paid_on).map(drop)
}

/// A payment run of these invoices; it isn't sent.
///
/// # Errors
/// As [`super::runs::make`].
pub fn run(
    db: &mut Db,
    council: OrganisationId,
    invoices: &[InvoiceId],
    by: By,
    at: NaiveDateTime,
) -> Result<PaymentRunId, BillingError> {
    runs::write(db, &act(by, at), council, invoices)
}

/// Sends a run to the bank.
///
/// # Errors
/// As [`super::runs::send`].
pub fn send(db: &mut Db, run: PaymentRunId, by: By, at: NaiveDateTime) -> Result<(), BillingError> {
    let run = kept::by_id(db, run)?;
    runs::send_now(db, &act(by, at), &run)
}

/// Marks every payment of a run that was sent as paid.
///
/// # Errors
/// When one isn't sent, or the database fails.
pub fn all_paid(db: &mut Db, run: PaymentRunId, by: By, at: NaiveDateTime) -> Result<(), BillingError> {
    let act = act(by, at);
    for (payment, ..) in payments::of_run(db, run)? {
        let invoice = invoices::by_id(db, payment.invoice)?;
        step(db, &act, &payment, PaymentStatus::Paid, Step { paid_on: Some(act.today), reason: None })?;
        paying::pay(db, &act, &invoice, &payment)?;
    }
    Ok(())
}

/// The approved invoices that a council pays and that no payment is under way for.
///
/// # Errors
/// When the database fails.
pub fn payable(db: &mut Db, council: OrganisationId) -> Result<Vec<Invoice>, DbError> {
    Ok(kept::payable(db, council, 10_000)?.into_iter().map(|listed| listed.invoice).collect())
}

/// Every invoice of a provider, oldest first.
///
/// # Errors
/// When the database fails.
pub fn of_provider(db: &mut Db, provider: ProviderId) -> Result<Vec<Invoice>, DbError> {
    let wanted = Wanted { sort: Sort::Due, ..Wanted::default() };
    let found = lists::items(db, Of::Provider(provider), wanted, 10_000, 0)?;
    Ok(found.into_iter().map(|listed| listed.invoice).collect())
}
