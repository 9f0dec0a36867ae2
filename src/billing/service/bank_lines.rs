//! What a bank statement couldn't settle, and people do: lines that somebody has to look at, and payments that the bank
//! made though no line of a statement says so.

use chrono::NaiveDate;

use super::approving::words;
use super::authority::{no_conflict, own_council};
use super::moves::{self, Act};
use super::paying::{self, step};
use super::runs::act_on;
use crate::accounts::Actor;
use crate::app::App;
use crate::audit;
use crate::billing::error::BillingError;
use crate::billing::model::payment::PaymentStatus;
use crate::billing::store::payments::Step;
use crate::billing::store::statements::{self, Line};
use crate::billing::store::{invoices, payments};
use crate::kernel::{BankLineId, PaymentId, PaymentRunId};

/// How many lines are listed.
const LISTED: i64 = 200;

/// The lines of somebody's council that still have to be looked at, oldest first; those beyond 200 follow when some are
/// settled.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn open(app: &App, actor: &Actor) -> Result<Vec<Line>, BillingError> {
    let council = own_council(actor)?;
    app.db.read(move |db| Ok(statements::open_lines(db, council, LISTED)?)).await
}

/// One line.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody else's.
pub async fn line(app: &App, actor: &Actor, id: BankLineId) -> Result<Line, BillingError> {
    let council = own_council(actor)?;
    app.db.read(move |db| Ok(statements::line_of(db, council, id)?)).await
}

/// Writes down what came of a line that had to be looked at. It moves no money.
///
/// # Errors
/// [`BillingError::LineMovedOn`] when it needs no look any more.
pub async fn settle(app: &App, actor: &Actor, id: BankLineId, finding: &str) -> Result<(), BillingError> {
    let council = own_council(actor)?;
    let finding = words(finding, "Say what you found out.", paying::LONGEST_EVIDENCE)?;
    let act = Act::of(app, actor);
    app.db
        .write(move |db| {
            let by = act.by.ok_or(BillingError::NotAllowed)?;
            let line = statements::line_of(db, council, id)?;
            if statements::settle_by_hand(db, line.id, &finding, (by.user, act.now))? != 1 {
                return Err(BillingError::LineMovedOn);
            }
            let entry = audit::Entry {
                at: act.now,
                user: Some(by.user),
                mandate: None,
                holder: None,
                action: "bank_line.settled",
                subject: "bank_lines",
                subject_id: id.0,
                detail: &format!("Settled the bank line “{}” of {}: {finding}", line.words, line.amount),
            };
            Ok(audit::record(db, &entry)?)
        })
        .await
}

/// What somebody says of a payment that the bank made.
#[derive(Clone, Debug)]
pub struct BankPaid {
    /// Which one.
    pub payment: PaymentId,
    /// When the bank paid it.
    pub paid_on: NaiveDate,
    /// How it can be seen.
    pub evidence: String,
}

/// The bank paid a payment that it was sent, and no statement says so in a way that could be matched.
///
/// # Errors
/// [`BillingError`]; then nothing was changed.
pub async fn bank_paid(app: &App, actor: &Actor, run: PaymentRunId, said: BankPaid) -> Result<(), BillingError> {
    let evidence = words(&said.evidence, "Say how it can be seen that the bank paid.", paying::LONGEST_EVIDENCE)?;
    let who = actor.clone();
    act_on(app, actor, run, move |db, act, run| {
        let payment = payments::by_id(db, said.payment)?;
        if payment.run != Some(run.id) {
            return Err(BillingError::NotFound);
        }
        if said.paid_on > act.today
            || run.sent_at.is_none_or(|sent| said.paid_on < crate::kernel::dates::london(sent).date())
        {
            return Err(BillingError::NeedsBankDay);
        }
        let invoice = invoices::by_id(db, payment.invoice)?;
        no_conflict(db, &who, &invoice)?;
        step(db, act, &payment, PaymentStatus::Paid, Step { paid_on: Some(said.paid_on), reason: Some(&evidence) })?;
        let now = paying::pay(db, act, &invoice, &payment)?;
        let detail = format!("Said that the bank paid {} ({}): {evidence}", payment.amount, payment.reference);
        Ok(moves::record(db, act, &now, "invoice.bank_paid", &detail)?)
    })
    .await
}

/// The bank says that a payment of a run that was sent could not be made, or came back.
///
/// # Errors
/// [`BillingError`]; then nothing was changed.
pub async fn bounced(
    app: &App,
    actor: &Actor,
    id: PaymentRunId,
    (payment, why): (PaymentId, &str),
) -> Result<(), BillingError> {
    let why = words(why, "Say what the bank said.", paying::LONGEST_EVIDENCE)?;
    let who = actor.clone();
    act_on(app, actor, id, move |db, act, run| {
        let payment = payments::by_id(db, payment)?;
        if payment.run != Some(run.id) {
            return Err(BillingError::NotFound);
        }
        let invoice = invoices::by_id(db, payment.invoice)?;
        no_conflict(db, &who, &invoice)?;
        match payment.status {
            PaymentStatus::Paid => paying::put_back(db, act, &invoice, &payment, (&why, paying::Refunds::GiveBack)),
            _ => paying::fail(db, act, &invoice, &payment, &why),
        }
    })
    .await
}
