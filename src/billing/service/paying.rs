//! Money that goes to a provider, and money that comes back. The moves are used by payment runs and bank statements;
//! a holder who pays themselves says so here.

use std::sync::Arc;

use chrono::{Days, NaiveDate};

use super::approving::{pot_of, words};
use super::authority::as_payer;
use super::messages;
use super::moves::{self, Act};
use crate::accounts::Actor;
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::model::payment::{Payment, PaymentStatus};
use crate::billing::model::{CreditStatus, Invoice, InvoiceStatus, Payer};
use crate::billing::own_bank;
use crate::billing::store::payments::{New, Step};
use crate::billing::store::{credits, invoices, lines, owed, payments};
use crate::db::{Db, LockKey, idempotency};
use crate::kernel::{InvoiceId, Money};

const ACTION: &str = "pay_invoice";

/// The longest note about a payment, in characters.
pub const LONGEST_EVIDENCE: usize = 500;

/// What somebody says of a payment that they made themselves.
#[derive(Clone, Debug)]
pub struct PaidMyself {
    /// Names this form for ever.
    pub key: String,
    /// Which invoice.
    pub invoice: InvoiceId,
    /// When it was paid.
    pub paid_on: NaiveDate,
    /// The line of the bank statement, or a note.
    pub evidence: String,
}

/// Moves a payment on.
pub(super) fn step(
    db: &mut Db,
    act: &Act,
    payment: &Payment,
    to: PaymentStatus,
    what: Step<'_>,
) -> Result<(), BillingError> {
    if !payment.status.may_become(to) || payments::step(db, payment, to, what, act.now)? != 1 {
        return Err(BillingError::PaymentMovedOn(payment.status));
    }
    Ok(())
}

/// Marks an invoice as paid by this payment, and moves its money.
pub(super) fn pay(db: &mut Db, act: &Act, invoice: &Invoice, payment: &Payment) -> Result<Invoice, BillingError> {
    if invoice.left() != payment.amount {
        return Err(BillingError::Changed);
    }
    for line in lines::of_invoice(db, invoice.id)? {
        let key = format!("pay:{}:line:{}", payment.id, line.id);
        moves::post(db, act, invoice, &line, (moves::PAID, line.left(), key))?;
    }
    let now = Invoice { status: InvoiceStatus::Paid, paid: payment.amount, paid_at: Some(act.now), ..invoice.clone() };
    moves::turn(db, invoice, &now)?;
    let detail = format!("Paid {} for invoice {} ({})", payment.amount, now.reference, payment.reference);
    moves::record(db, act, &now, "invoice.paid", &detail)?;
    Ok(now)
}

/// What to do when the provider has paid a part back before the payment itself came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::billing) enum Refunds {
    /// Refuse: somebody has to look at it first.
    Look,
    /// Somebody looked: the refund is the provider's, and is to be given back to them.
    GiveBack,
}

/// Puts the money of a payment back that was paid and came back: to what is invoiced, and what was credited since to
/// the budget. What the provider has refunded by then is in the budget already, and theirs again.
pub(in crate::billing) fn put_back(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    payment: &Payment,
    (why, refunds): (&str, Refunds),
) -> Result<(), BillingError> {
    let notes = credits::of_invoice(db, invoice.id)?;
    let refunded: Vec<_> = notes.iter().filter(|note| note.status == CreditStatus::Refunded).cloned().collect();
    if !refunded.is_empty() && refunds == Refunds::Look {
        return Err(BillingError::RefundedBefore);
    }
    if !refunded.is_empty() && invoice.refunded > Money::ZERO {
        owed::insert(db, (payment.id, invoice.id), invoice.refunded, act.now)?;
    }
    for note in &refunded {
        if credits::set_status(db, note, CreditStatus::Settled, None)? != 1 {
            return Err(BillingError::CreditMovedOn(note.status));
        }
    }
    let why = if refunded.is_empty() {
        why.to_owned()
    } else {
        format!("{why} {} that the provider had paid back before is to be given back to them.", invoice.refunded)
    };
    let known = lines::of_invoice(db, invoice.id)?;
    let mut due = Vec::new();
    for note in notes.into_iter().filter(|note| note.status == CreditStatus::RefundDue) {
        let credited = credits::lines(db, note.id)?;
        due.push((note, credited));
    }
    for line in &known {
        let since = due.iter().flat_map(|(_, credited)| credited).filter(|one| one.invoice_line == line.id);
        let paid = Money::sum(since.map(|one| one.amount).chain([line.left()])).unwrap_or_default();
        let key = format!("unpay:{}:line:{}", payment.id, line.id);
        moves::post(db, act, invoice, line, (moves::PUT_BACK, paid, key))?;
    }
    for (note, credited) in &due {
        for one in credited {
            let line = known.iter().find(|line| line.id == one.invoice_line).ok_or(BillingError::NotFound)?;
            moves::post(db, act, invoice, line, (moves::CREDITED, one.amount, format!("credit:line:{}", one.id)))?;
        }
        if credits::set_status(db, note, CreditStatus::Settled, None)? != 1 {
            return Err(BillingError::CreditMovedOn(note.status));
        }
    }
    let nothing_left = invoice.credited == invoice.total;
    let status = if nothing_left { InvoiceStatus::Credited } else { InvoiceStatus::Approved };
    let now = Invoice { status, paid: Money::ZERO, refunded: Money::ZERO, paid_at: None, ..invoice.clone() };
    moves::turn(db, invoice, &now)?;
    step(db, act, payment, PaymentStatus::Reversed, Step { reason: Some(&why), paid_on: None })?;
    own_bank::release(db, invoice.id)?;
    let detail = format!("The payment of {} for invoice {} came back: {why}", payment.amount, now.reference);
    moves::record(db, act, &now, "invoice.came_back", &detail)?;
    Ok(messages::came_back(db, act, &now, payment.amount, &why)?)
}

/// A payment that the bank could not make: its invoice is to be paid again.
pub(super) fn fail(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    payment: &Payment,
    why: &str,
) -> Result<(), BillingError> {
    step(db, act, payment, PaymentStatus::Failed, Step { reason: Some(why), paid_on: None })?;
    let detail = format!("The payment of {} for invoice {} failed: {why}", payment.amount, invoice.reference);
    moves::record(db, act, invoice, "invoice.payment_failed", &detail)?;
    Ok(messages::came_back(db, act, invoice, payment.amount, why)?)
}

/// Takes an invoice out of a run that hasn't gone to the bank. One that has can't be stopped any more.
///
/// # Errors
/// [`BillingError::OnItsWay`] when the bank was told to pay it.
pub(super) fn withdraw(db: &mut Db, act: &Act, invoice: &Invoice, why: &str) -> Result<(), BillingError> {
    match payments::live(db, invoice.id)? {
        Some(payment) if payment.status == PaymentStatus::Made => {
            step(db, act, &payment, PaymentStatus::Withdrawn, Step { reason: Some(why), paid_on: None })?;
            let detail = format!("Invoice {} was taken out of its payment run: {why}", invoice.reference);
            Ok(moves::record(db, act, invoice, "invoice.withdrawn", &detail)?)
        }
        Some(payment) if payment.status == PaymentStatus::Sent => Err(BillingError::OnItsWay),
        _ => Ok(()),
    }
}

/// A holder says that they have paid an invoice themselves, and how it can be seen.
///
/// # Errors
/// [`BillingError`]; then nothing was changed.
pub async fn paid_myself(app: &App, actor: &Actor, command: PaidMyself) -> Result<(), BillingError> {
    let missing = "Write how you paid, for example the line on your bank statement.";
    let evidence = words(&command.evidence, missing, LONGEST_EVIDENCE)?;
    if command.paid_on > app.clock.today() {
        return Err(BillingError::NeedsDay);
    }
    let id = command.invoice;
    let pot = pot_of(app, id).await?;
    let (act, actor, command) = (Act::of(app, actor), Arc::new(actor.clone()), Arc::new(command));
    app.db
        .write_locked(vec![LockKey::Pot(pot.0)], move |db| {
            let invoice = invoices::by_id(db, id)?;
            as_payer(db, &actor, &invoice, act.today)?;
            if invoice.payer != Payer::Holder {
                return Err(BillingError::NotAllowed);
            }
            match idempotency::claim(db, actor.user_id, &command.key, ACTION, act.now)? {
                idempotency::Claim::Done(_) => return Ok(()),
                idempotency::Claim::New => {}
            }
            // Some pay before the invoice comes; a year before it is a slip of the pen.
            let earliest = invoice.made_on.checked_sub_days(Days::new(366)).unwrap_or(invoice.made_on);
            if command.paid_on < earliest {
                return Err(BillingError::NeedsDay);
            }
            let payment = mark(db, &act, &invoice, &evidence, command.paid_on)?;
            idempotency::settle(db, actor.user_id, &command.key, ACTION, &payment.id.to_string())?;
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Writes a holder's own payment and moves its money.
pub(in crate::billing) fn mark(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    evidence: &str,
    paid_on: NaiveDate,
) -> Result<Payment, BillingError> {
    if invoice.status != InvoiceStatus::Approved {
        return Err(BillingError::MovedOn(invoice.status));
    }
    let by = act.by.ok_or(BillingError::NotAllowed)?;
    let new = New {
        run: None,
        invoice: invoice.id,
        pot: invoice.pot,
        amount: invoice.left(),
        payee: None,
        status: PaymentStatus::Paid,
        evidence: Some(evidence),
        paid_on: Some(paid_on),
        by,
        at: act.now,
    };
    let id = payments::insert(db, &new)?.ok_or(BillingError::OnItsWay)?;
    let payment = payments::by_id(db, id)?;
    let now = pay(db, act, invoice, &payment)?;
    messages::paid(db, act, &now, &payment)?;
    Ok(payment)
}

/// A holder says that a payment they made themselves has come back.
///
/// # Errors
/// [`BillingError`]; then nothing was changed.
pub async fn came_back(app: &App, actor: &Actor, id: InvoiceId, why: &str) -> Result<(), BillingError> {
    let why = words(why, "Say why it came back, as far as you know.", LONGEST_EVIDENCE)?;
    let pot = pot_of(app, id).await?;
    let (act, actor) = (Act::of(app, actor), Arc::new(actor.clone()));
    app.db
        .write_locked(vec![LockKey::Pot(pot.0)], move |db| {
            let invoice = invoices::by_id(db, id)?;
            as_payer(db, &actor, &invoice, act.today)?;
            let payment = payments::live(db, id)?.filter(|payment| payment.run.is_none());
            let payment = payment.ok_or(BillingError::MovedOn(invoice.status))?;
            put_back(db, &act, &invoice, &payment, (&why, Refunds::GiveBack))
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}
