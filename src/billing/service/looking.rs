//! Looking at an invoice or a credit note, for whoever may see it.

use chrono::NaiveDate;

use super::authority::{Viewer, as_payer, viewer};
use crate::accounts::Actor;
use crate::app::App;
use crate::audit::{self, Recorded};
use crate::billing::error::BillingError;
use crate::billing::model::payment::{Payment, PaymentStatus};
use crate::billing::model::{
    CreditNote, CreditNoteLine, CreditStatus, Invoice, InvoiceLine, InvoiceStatus, Message, Payer, RateTotal, Rated,
    Totals,
};
use crate::billing::store::{credits, invoices, lines, messages, owed, payments};
use crate::db::{Db, DbError};
use crate::kernel::{CreditNoteId, InvoiceId, Money};

/// An invoice with all that its page shows.
#[derive(Clone, Debug)]
pub struct InvoiceView {
    /// The invoice.
    pub invoice: Invoice,
    /// Its lines.
    pub lines: Vec<InvoiceLine>,
    /// What each VAT rate comes to.
    pub rates: Vec<RateTotal>,
    /// The credit notes against it.
    pub credits: Vec<CreditNote>,
    /// The payments of it, oldest first.
    pub payments: Vec<Payment>,
    /// What the payer owes the provider back, because a payment came back after a refund.
    pub owed: Money,
    /// What was written about it.
    pub messages: Vec<Message>,
    /// Who did what.
    pub history: Vec<Recorded>,
    /// On which side whoever looks stands.
    pub viewer: Viewer,
    /// Whether they pay it, and may approve it, ask about it and record refunds.
    pub may_decide: bool,
    /// The day in London.
    pub today: NaiveDate,
}

impl InvoiceView {
    /// Whether a refund of a credit note can be recorded.
    pub fn may_refund(&self, note: &CreditNote) -> bool {
        self.may_decide && note.status == CreditStatus::RefundDue
    }

    /// Whether whoever looks may approve it now.
    pub fn may_approve(&self) -> bool {
        self.may_decide && matches!(self.invoice.status, InvoiceStatus::Issued | InvoiceStatus::Queried)
    }

    /// Whether whoever looks may say that they have paid it.
    pub fn may_pay(&self) -> bool {
        self.may_decide && self.invoice.payer == Payer::Holder && self.invoice.status == InvoiceStatus::Approved
    }

    /// Whether whoever looks may say that their payment came back.
    pub fn may_put_back(&self) -> bool {
        let own = |payment: &Payment| payment.run.is_none() && payment.status == PaymentStatus::Paid;
        self.may_decide && self.invoice.payer == Payer::Holder && self.payments.iter().any(own)
    }

    /// Whether whoever looks may say that they gave back what they owe.
    pub fn may_give_back(&self) -> bool {
        self.may_decide && self.owed > Money::ZERO
    }

    /// Whether whoever looks may ask about it now.
    pub fn may_query(&self) -> bool {
        self.may_decide && matches!(self.invoice.status, InvoiceStatus::Issued | InvoiceStatus::Approved)
    }
}

/// A line of a credit note with what it credits.
#[derive(Clone, Debug)]
pub struct LineView {
    /// What is credited.
    pub credited: CreditNoteLine,
    /// The invoice's line.
    pub line: InvoiceLine,
}

/// A credit note with all that its page shows.
#[derive(Clone, Debug)]
pub struct CreditNoteView {
    /// The note.
    pub note: CreditNote,
    /// The invoice it is against.
    pub invoice: Invoice,
    /// What it credits.
    pub lines: Vec<LineView>,
    /// What each VAT rate comes to.
    pub rates: Vec<RateTotal>,
    /// On which side whoever looks stands.
    pub viewer: Viewer,
}

fn rates(rated: &[Rated]) -> Result<Vec<RateTotal>, DbError> {
    Totals::of(rated).map(|totals| totals.rates).ok_or_else(|| DbError::Other("an invoice has no total".to_owned()))
}

/// An invoice, for its provider, the holder's side or the holder's council.
///
/// # Errors
/// [`BillingError::NotFound`] for everybody else.
pub async fn invoice_view(app: &App, actor: &Actor, id: InvoiceId) -> Result<InvoiceView, BillingError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db.read(move |db| view(db, &actor, id, today)).await
}

fn view(db: &mut Db, actor: &Actor, id: InvoiceId, today: NaiveDate) -> Result<InvoiceView, BillingError> {
    let invoice = invoices::by_id(db, id)?;
    let viewer = viewer(db, actor, &invoice)?;
    let may_decide = match as_payer(db, actor, &invoice, today) {
        Ok(()) => true,
        Err(BillingError::Db(error)) => return Err(error.into()),
        Err(_) => false,
    };
    let lines = lines::of_invoice(db, id)?;
    let rated: Vec<Rated> = lines.iter().map(InvoiceLine::rated).collect();
    Ok(InvoiceView {
        rates: rates(&rated)?,
        lines,
        credits: credits::of_invoice(db, id)?,
        payments: payments::of_invoice(db, id)?,
        owed: owed::of_invoice(db, id)?,
        messages: messages::of_invoice(db, id)?,
        history: audit::history(db, "invoices", id.0)?,
        viewer,
        may_decide,
        today,
        invoice,
    })
}

/// A credit note, for whoever may see its invoice.
///
/// # Errors
/// [`BillingError::NotFound`] for everybody else.
pub async fn credit_note_view(app: &App, actor: &Actor, id: CreditNoteId) -> Result<CreditNoteView, BillingError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let note = credits::by_id(db, id)?;
            let invoice = invoices::by_id(db, note.invoice)?;
            let viewer = viewer(db, &actor, &invoice)?;
            let known = lines::of_invoice(db, invoice.id)?;
            let mut shown = Vec::new();
            for credited in credits::lines(db, id)? {
                let line = known.iter().find(|line| line.id == credited.invoice_line).ok_or(BillingError::NotFound)?;
                shown.push(LineView { line: line.clone(), credited });
            }
            let rated: Vec<Rated> =
                shown.iter().map(|one| Rated { rate: one.line.vat, paid: one.credited.amount }).collect();
            Ok(CreditNoteView { rates: rates(&rated)?, note, invoice, lines: shown, viewer })
        })
        .await
}
