//! Credit notes, and refunds of what was credited after it was paid.

use std::sync::Arc;

use super::approving::{pot_of, words};
use super::authority::{as_payer, as_provider};
use super::messages;
use super::moves::{self, Act};
use super::paying;
use crate::accounts::Actor;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::model::{CreditStatus, Invoice, InvoiceLine, InvoiceStatus, Rated, Totals};
use crate::billing::store::series::{self, Kind};
use crate::billing::store::{credits, invoices, lines};
use crate::db::{Db, DbError, LockKey, idempotency};
use crate::kernel::{CreditNoteId, InvoiceId, InvoiceLineId, Money};

const ACTION: &str = "credit_invoice";

/// The longest reason, in characters.
pub const LONGEST_REASON: usize = 500;

/// What somebody asks to be credited.
#[derive(Clone, Debug)]
pub struct CreditInvoice {
    /// Names this form for ever.
    pub key: String,
    /// Of which invoice.
    pub invoice: InvoiceId,
    /// Why, for the payer to read.
    pub reason: String,
    /// How much of which lines.
    pub lines: Vec<(InvoiceLineId, Money)>,
}

/// What becomes of the money of what is credited.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Then {
    /// It goes back to the budget, or the provider owes it.
    #[default]
    GivenBack,
    /// The deliveries were right and the invoice was wrong: they can be invoiced again, so it stays spent. Only for
    /// whole lines of an invoice that isn't paid.
    InvoicedAgain,
}

/// Credits a part of an invoice or all of it, and answers a repeated form with the first note. Before the invoice is
/// paid the money is back in the budget at once; after that the provider owes it.
///
/// # Errors
/// [`BillingError`]; then nothing was credited and no number was used.
pub async fn credit(app: &App, actor: &Actor, command: CreditInvoice) -> Result<CreditNoteId, BillingError> {
    credit_then(app, actor, command, Then::GivenBack).await
}

/// As [`credit`], where what is credited may be invoiced again.
///
/// # Errors
/// [`BillingError::Changed`] when that can't be said of these lines any more; as [`credit`] otherwise.
pub async fn credit_then(
    app: &App,
    actor: &Actor,
    command: CreditInvoice,
    then: Then,
) -> Result<CreditNoteId, BillingError> {
    let reason = words(&command.reason, "Say why, for the payer to read.", LONGEST_REASON)?;
    let id = command.invoice;
    let known = app.db.read(move |db| Ok::<_, BillingError>(invoices::by_id(db, id)?)).await?;
    let act = Act::of(app, actor).by_staff();
    let (actor, command) = (Arc::new(actor.clone()), Arc::new(CreditInvoice { reason, ..command }));
    let locks = vec![LockKey::Pot(known.pot.0), LockKey::Provider(known.provider.0)];
    let note = app
        .db
        .write_locked(locks, move |db| {
            let invoice = invoices::by_id(db, id)?;
            as_provider(db, &actor, &invoice)?;
            match idempotency::claim(db, actor.user_id, &command.key, ACTION, act.now)? {
                idempotency::Claim::Done(note) => return note.parse().map_err(|_| BillingError::BadKey),
                idempotency::Claim::New => {}
            }
            let note = write_then(db, &act, &invoice, (&command.lines, then), &command.reason)?;
            idempotency::settle(db, actor.user_id, &command.key, ACTION, &note.to_string())?;
            Ok(note)
        })
        .await?;
    app.wake.notify_one();
    Ok(note)
}

/// Writes a credit note and moves its money.
pub(super) fn write(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    wanted: &[(InvoiceLineId, Money)],
    reason: &str,
) -> Result<CreditNoteId, BillingError> {
    write_then(db, act, invoice, (wanted, Then::GivenBack), reason)
}

fn write_then(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    (wanted, then): (&[(InvoiceLineId, Money)], Then),
    reason: &str,
) -> Result<CreditNoteId, BillingError> {
    if invoice.status == InvoiceStatus::Credited {
        return Err(BillingError::MovedOn(invoice.status));
    }
    // What the bank has not been told to pay is not paid; what it has been told can't be credited until it has ended.
    paying::withdraw(db, act, invoice, "A part of the invoice was credited.")?;
    let chosen = chosen(db, invoice, wanted)?;
    let rated: Vec<Rated> = chosen.iter().map(|(line, amount)| Rated { rate: line.vat, paid: *amount }).collect();
    let totals = Totals::of(&rated).ok_or(BillingError::NothingToCredit)?;
    let paid = invoice.status == InvoiceStatus::Paid;
    let status = if paid { CreditStatus::RefundDue } else { CreditStatus::Settled };
    let drawn = series::draw(db, invoice.provider, Kind::CreditNote)?;
    let (by, at) = (act.by.map(|by| by.user), act.now);
    let new = credits::New {
        drawn: &drawn,
        invoice: invoice.id,
        made_on: act.today,
        reason,
        totals: &totals,
        status,
        by,
        at,
    };
    let note = credits::insert(db, &new)?;
    for ((line, amount), net) in chosen.iter().zip(&totals.nets) {
        if lines::credit(db, line, *amount)? != 1 {
            return Err(BillingError::Changed);
        }
        let id = credits::insert_line(db, note, line.id, (*amount, *net))?;
        let key = format!("credit:line:{id}");
        match then {
            Then::InvoicedAgain => reopen(db, act, invoice, (line, *amount, key))?,
            Then::GivenBack if paid => {}
            Then::GivenBack => moves::post(db, act, invoice, line, (moves::CREDITED, *amount, key))?,
        }
    }
    let now = after(invoice, totals.total)?;
    moves::turn(db, invoice, &now)?;
    let detail = format!("Credited {} of invoice {} ({}): {reason}", totals.total, now.reference, drawn.reference);
    moves::record(db, act, &now, "invoice.credited", &detail)?;
    messages::credited(db, act, &now, (&drawn.reference, totals.total, reason))?;
    Ok(note)
}

/// Puts the money of a whole line back to what is delivered, so that its delivery can be invoiced again.
fn reopen(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    (line, amount, key): (&InvoiceLine, Money, String),
) -> Result<(), BillingError> {
    let whole = line.credited.is_zero() && amount == line.amount;
    if invoice.status == InvoiceStatus::Paid || !whole || lines::reopen(db, line.id, act.now)? != 1 {
        return Err(BillingError::Changed);
    }
    moves::post(db, act, invoice, line, (moves::REOPENED, amount, key))
}

/// The lines to be credited as they are now, each with how much of it.
fn chosen(
    db: &mut Db,
    invoice: &Invoice,
    wanted: &[(InvoiceLineId, Money)],
) -> Result<Vec<(InvoiceLine, Money)>, BillingError> {
    let mut chosen: Vec<(InvoiceLine, Money)> = Vec::new();
    let known = lines::of_invoice(db, invoice.id)?;
    for (id, amount) in wanted {
        let line = known.iter().find(|line| line.id == *id).ok_or(BillingError::NotFound)?;
        if *amount <= Money::ZERO || chosen.iter().any(|(other, _)| other.id == *id) {
            return Err(BillingError::NothingToCredit);
        }
        if *amount > line.left() {
            return Err(BillingError::MoreThanLeft(line.left()));
        }
        chosen.push((line.clone(), *amount));
    }
    if chosen.is_empty() { Err(BillingError::NothingToCredit) } else { Ok(chosen) }
}

/// The invoice with this much more of it credited. One that was queried goes back to the payer to look at.
fn after(invoice: &Invoice, credited: Money) -> Result<Invoice, BillingError> {
    let too_large = || DbError::Other("a credit can't be held".to_owned());
    let credited = invoice.credited.checked_add(credited).ok_or_else(too_large)?;
    let status = match invoice.status {
        InvoiceStatus::Paid => InvoiceStatus::Paid,
        _ if credited == invoice.total => InvoiceStatus::Credited,
        InvoiceStatus::Queried => InvoiceStatus::Issued,
        other => other,
    };
    Ok(Invoice { credited, status, ..invoice.clone() })
}

/// The payer says that the provider has paid a credit note back; the money is in the budget again.
///
/// # Errors
/// [`BillingError::CreditMovedOn`] when nothing is due, also the second time.
pub async fn record_refund(app: &App, actor: &Actor, note: CreditNoteId) -> Result<InvoiceId, BillingError> {
    let id = app.db.read(move |db| Ok::<_, BillingError>(credits::by_id(db, note)?.invoice)).await?;
    let pot = pot_of(app, id).await?;
    let (act, actor) = (Act::of(app, actor), Arc::new(actor.clone()));
    app.db
        .write_locked(vec![LockKey::Pot(pot.0)], move |db| {
            let invoice = invoices::by_id(db, id)?;
            as_payer(db, &actor, &invoice, act.today)?;
            refund(db, &act, &invoice, note)
        })
        .await?;
    app.wake.notify_one();
    Ok(id)
}

/// Moves the money of a credit note that was paid back.
pub(super) fn refund(db: &mut Db, act: &Act, invoice: &Invoice, note: CreditNoteId) -> Result<(), BillingError> {
    let note = credits::by_id(db, note)?;
    let by = act.by.map(|by| (by.user, act.now)).ok_or(BillingError::NotAllowed)?;
    let may = note.status.may_become(CreditStatus::Refunded);
    if !may || credits::set_status(db, &note, CreditStatus::Refunded, Some(by))? != 1 {
        return Err(BillingError::CreditMovedOn(note.status));
    }
    let known = lines::of_invoice(db, invoice.id)?;
    for credited in credits::lines(db, note.id)? {
        let line = known.iter().find(|line| line.id == credited.invoice_line).ok_or(BillingError::NotFound)?;
        let key = format!("refund:line:{}", credited.id);
        moves::post(db, act, invoice, line, (moves::REFUNDED, credited.amount, key))?;
    }
    let too_large = || DbError::Other("a refund can't be held".to_owned());
    let refunded = invoice.refunded.checked_add(note.total).ok_or_else(too_large)?;
    let now = Invoice { refunded, ..invoice.clone() };
    moves::turn(db, invoice, &now)?;
    let detail = format!("{} of credit note {} was paid back", note.total, note.reference);
    moves::record(db, act, &now, "invoice.refunded", &detail)?;
    Ok(messages::refunded(db, act, &now, (&note.reference, note.total))?)
}
