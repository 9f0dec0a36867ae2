//! A council's payment runs: approved invoices, put together, checked, sent to the bank as one file.

use std::sync::Arc;

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::authority::{no_conflict, own_council, works_for};
use super::messages;
use super::moves::{self, Act};
use super::paying::{self, step};
use crate::accounts::Actor;
use crate::app::App;
use crate::audit;
use crate::billing::error::BillingError;
use crate::billing::model::bank::BankAccount;
use crate::billing::model::pain::{self, Transfer};
use crate::billing::model::payment::{Payment, PaymentRun, PaymentStatus, RunStatus};
use crate::billing::model::{InvoiceStatus, Listed};
use crate::billing::store::payments::{New, Step};
use crate::billing::store::{banks, invoices, payments, runs, statements};
use crate::db::{Db, DbError, LockKey, idempotency};
use crate::kernel::bank_holidays::{self, Nation};
use crate::kernel::{InvoiceId, Money, OrganisationId, PaymentId, PaymentRunId, PotId};

const ACTION: &str = "make_payment_run";
/// The most payments in one run.
const MOST: i64 = 1_000;
/// How many runs are listed.
const LISTED: i64 = 20;

/// An approved invoice that can be in the next run, or why it can't.
#[derive(Clone, Debug)]
pub struct ToPay {
    /// The invoice.
    pub listed: Listed,
    /// To which account; none while the provider has no confirmed one.
    pub payee: Option<BankAccount>,
    /// Whoever looks works for the provider, so somebody else has to pay it.
    pub conflict: bool,
}

impl ToPay {
    /// Whether whoever looks can put it in a run now.
    pub fn can_be_paid(&self) -> bool {
        self.payee.is_some() && !self.conflict
    }
}

/// What a council can pay, and what it paid.
#[derive(Clone, Debug)]
pub struct Payments {
    /// From which account; none before the council said which.
    pub payer: Option<BankAccount>,
    /// Approved invoices that no payment is under way for, those due first.
    pub to_pay: Vec<ToPay>,
    /// The newest runs with what each comes to.
    pub runs: Vec<(PaymentRun, usize, Money)>,
    /// How many lines of bank statements somebody still has to look at.
    pub to_look_at: usize,
    /// When the bank would pay a run that is made now.
    pub pay_on: NaiveDate,
}

/// A run with all that its page shows.
#[derive(Clone, Debug)]
pub struct RunView {
    /// The run.
    pub run: PaymentRun,
    /// Its payments, each with its invoice's number.
    pub payments: Vec<(Payment, String)>,
    /// What those that are not taken out come to.
    pub total: Money,
    /// Who did what.
    pub history: Vec<audit::Recorded>,
}

/// What somebody asks to be paid.
#[derive(Clone, Debug)]
pub struct MakeRun {
    /// Names this form for ever.
    pub key: String,
    /// Which invoices.
    pub invoices: Vec<InvoiceId>,
}

/// The next day but one on which banks are open.
pub fn pay_day(today: NaiveDate) -> NaiveDate {
    let open = |day: &NaiveDate| {
        !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) && !bank_holidays::is_bank_holiday(*day, Nation::England)
    };
    (1..30).filter_map(|days| today.checked_add_days(Days::new(days))).filter(open).nth(1).unwrap_or(today)
}

fn record(db: &mut Db, act: &Act, run: PaymentRunId, action: &str, detail: &str) -> Result<(), DbError> {
    let entry = audit::Entry {
        at: act.now,
        user: act.by.map(|by| by.user),
        mandate: None,
        holder: None,
        action,
        subject: "payment_runs",
        subject_id: run.0,
        detail,
    };
    audit::record(db, &entry)
}

fn to_pay(db: &mut Db, council: OrganisationId, actor: Option<&Actor>) -> Result<Vec<ToPay>, DbError> {
    let mut found = Vec::new();
    for listed in runs::payable(db, council, MOST)? {
        let payee = banks::confirmed(db, listed.invoice.provider)?;
        // Most people work for nobody else.
        let conflict = match actor.filter(|actor| actor.memberships.len() > 1) {
            Some(actor) => works_for(db, actor, &listed.invoice)?,
            None => false,
        };
        found.push(ToPay { listed, payee, conflict });
    }
    Ok(found)
}

/// What somebody's council can pay, and its newest runs.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn overview(app: &App, actor: &Actor) -> Result<Payments, BillingError> {
    let (council, today, actor) = (own_council(actor)?, app.clock.today(), actor.clone());
    app.db
        .read(move |db| {
            let mut listed = Vec::new();
            for run in runs::newest(db, council, LISTED)? {
                let (count, total) =
                    sum(&payments::of_run(db, run.id)?.into_iter().map(|(one, ..)| one).collect::<Vec<_>>());
                listed.push((run, count, total));
            }
            Ok(Payments {
                payer: banks::of_council(db, council)?,
                to_pay: to_pay(db, council, Some(&actor))?,
                runs: listed,
                to_look_at: statements::open_lines(db, council, MOST)?.len(),
                pay_on: pay_day(today),
            })
        })
        .await
}

fn sum(payments: &[Payment]) -> (usize, Money) {
    let kept = || payments.iter().filter(|payment| payment.status != PaymentStatus::Withdrawn);
    (kept().count(), Money::sum(kept().map(|payment| payment.amount)).unwrap_or_default())
}

/// Makes a run of approved invoices; the bank hears nothing of it yet. A repeated form is answered with the first run.
///
/// # Errors
/// [`BillingError`]; then nothing was made.
pub async fn make(app: &App, actor: &Actor, command: MakeRun) -> Result<PaymentRunId, BillingError> {
    let council = own_council(actor)?;
    let wanted = command.invoices.clone();
    let known = app.db.read(move |db| pots_of(db, council, &wanted)).await?;
    let act = Act::of(app, actor);
    let (actor, command) = (actor.clone(), Arc::new(command));
    app.db
        .write_locked(known.into_iter().map(|pot| LockKey::Pot(pot.0)).collect(), move |db| {
            match idempotency::claim(db, actor.user_id, &command.key, ACTION, act.now)? {
                idempotency::Claim::Done(id) => return id.parse().map_err(|_| BillingError::BadKey),
                idempotency::Claim::New => {}
            }
            not_to_own(db, &actor, &command.invoices)?;
            let id = write(db, &act, council, &command.invoices)?;
            idempotency::settle(db, actor.user_id, &command.key, ACTION, &id.to_string())?;
            Ok(id)
        })
        .await
}

/// Refuses whoever works for the provider of one of these invoices.
fn not_to_own(db: &mut Db, actor: &Actor, wanted: &[InvoiceId]) -> Result<(), BillingError> {
    for id in wanted {
        let invoice = invoices::by_id(db, *id)?;
        no_conflict(db, actor, &invoice)?;
    }
    Ok(())
}

/// The pots of some invoices of this council; [`BillingError::NotFound`] when one is another's.
fn pots_of(db: &mut Db, council: OrganisationId, wanted: &[InvoiceId]) -> Result<Vec<PotId>, BillingError> {
    let mut pots = Vec::new();
    for id in wanted {
        let invoice = invoices::by_id(db, *id)?;
        if invoice.council != Some(council) {
            return Err(BillingError::NotFound);
        }
        pots.push(invoice.pot);
    }
    Ok(pots)
}

/// Writes a run of these invoices. Each must still be approved, be this council's to pay, and be in no other run.
pub(super) fn write(
    db: &mut Db,
    act: &Act,
    council: OrganisationId,
    wanted: &[InvoiceId],
) -> Result<PaymentRunId, BillingError> {
    let by = act.by.ok_or(BillingError::NotAllowed)?;
    let payer = banks::of_council(db, council)?.ok_or(BillingError::NoPayerAccount)?;
    let mut wanted = wanted.to_vec();
    wanted.sort_unstable();
    wanted.dedup();
    if wanted.is_empty() {
        return Err(BillingError::NothingToPay);
    }
    let found = to_pay(db, council, None)?;
    let run = runs::insert(db, council, &payer, pay_day(act.today), (by.user, act.now))?;
    let mut total = Money::ZERO;
    for id in &wanted {
        let one = found.iter().find(|one| one.listed.invoice.id == *id).ok_or(BillingError::Changed)?;
        let to = one.payee.as_ref().ok_or(BillingError::NoPayeeAccount)?;
        let invoice = &one.listed.invoice;
        let new = New {
            run: Some(run),
            invoice: *id,
            pot: invoice.pot,
            amount: invoice.left(),
            payee: Some(to),
            status: PaymentStatus::Made,
            evidence: None,
            paid_on: None,
            by,
            at: act.now,
        };
        payments::insert(db, &new)?.ok_or(BillingError::Changed)?;
        total = total.checked_add(invoice.left()).unwrap_or(total);
    }
    let many = crate::kernel::words::count(wanted.len(), "invoice", "invoices");
    record(db, act, run, "payment_run.made", &format!("Made a payment run of {many}, {total}"))?;
    Ok(run)
}

/// A run of somebody's council.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody else's.
pub async fn view(app: &App, actor: &Actor, id: PaymentRunId) -> Result<RunView, BillingError> {
    let council = own_council(actor)?;
    app.db
        .read(move |db| {
            let run = own(db, council, id)?;
            let payments: Vec<(Payment, String)> =
                payments::of_run(db, id)?.into_iter().map(|(payment, invoice, _)| (payment, invoice)).collect();
            let alone: Vec<Payment> = payments.iter().map(|(payment, _)| payment.clone()).collect();
            let history = audit::history(db, "payment_runs", id.0)?;
            Ok(RunView { run, total: sum(&alone).1, payments, history })
        })
        .await
}

fn own(db: &mut Db, council: OrganisationId, id: PaymentRunId) -> Result<PaymentRun, BillingError> {
    let run = runs::by_id(db, id)?;
    if run.council == council { Ok(run) } else { Err(BillingError::NotFound) }
}

/// One act on one run, in one transaction that holds the locks of its pots.
pub(super) async fn act_on(
    app: &App,
    actor: &Actor,
    id: PaymentRunId,
    work: impl Fn(&mut Db, &Act, PaymentRun) -> Result<(), BillingError> + Send + 'static,
) -> Result<(), BillingError> {
    let council = own_council(actor)?;
    let pots = app
        .db
        .read(move |db| {
            own(db, council, id)?;
            let of_run = payments::of_run(db, id)?;
            Ok::<_, BillingError>(of_run.into_iter().map(|(payment, ..)| payment.pot).collect::<Vec<_>>())
        })
        .await?;
    let act = Act::of(app, actor);
    app.db
        .write_locked(pots.into_iter().map(|pot| LockKey::Pot(pot.0)).collect(), move |db| {
            let run = own(db, council, id)?;
            work(db, &act, run)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Makes the file for the bank. From then on the run never changes, and the bank is taken to have been told. Sending it
/// again changes nothing.
///
/// # Errors
/// [`BillingError`]; then nothing was sent.
pub async fn send(app: &App, actor: &Actor, id: PaymentRunId) -> Result<(), BillingError> {
    let who = actor.clone();
    act_on(app, actor, id, move |db, act, run| {
        if run.status == RunStatus::Sent {
            return Ok(());
        }
        let of_run = payments::of_run(db, run.id)?;
        let made = of_run.iter().filter(|(payment, ..)| payment.status == PaymentStatus::Made);
        not_to_own(db, &who, &made.map(|(payment, ..)| payment.invoice).collect::<Vec<_>>())?;
        send_now(db, act, &run)
    })
    .await
}

/// Each payment is held against its invoice once more: what was credited or queried since is taken out.
pub(super) fn send_now(db: &mut Db, act: &Act, run: &PaymentRun) -> Result<(), BillingError> {
    let by = act.by.ok_or(BillingError::NotAllowed)?;
    let mut transfers = Vec::new();
    let mut told = Vec::new();
    for (payment, number, provider) in payments::of_run(db, run.id)? {
        if payment.status != PaymentStatus::Made {
            continue;
        }
        let invoice = invoices::by_id(db, payment.invoice)?;
        let payee = banks::confirmed(db, provider)?;
        let same = invoice.status == InvoiceStatus::Approved && invoice.left() == payment.amount;
        if !same || payee != payment.payee {
            paying::withdraw(db, act, &invoice, "It had changed since the run was made.")?;
            continue;
        }
        step(db, act, &payment, PaymentStatus::Sent, Step::default())?;
        let Some(payee) = payee else { continue };
        transfers.push(Transfer { payment: payment.clone(), payee, invoice: number });
        told.push((provider, invoice, payment));
    }
    let sent = PaymentRun { sent_at: Some(act.now), pay_on: run.pay_on.max(pay_day(act.today)), ..run.clone() };
    let file = pain::file(&sent, &transfers).ok_or(BillingError::NothingToPay)?;
    let may = run.status.may_become(RunStatus::Sent);
    if !may || runs::step(db, run, (RunStatus::Sent, sent.pay_on), Some(&file), (by.user, act.now))? != 1 {
        return Err(BillingError::RunMovedOn(run.status));
    }
    for (_, invoice, payment) in &told {
        let detail = format!("The bank was told to pay {} for invoice {}", payment.amount, invoice.reference);
        moves::record(db, act, invoice, "invoice.payment_sent", &detail)?;
    }
    messages::remittance(db, act, &told, sent.pay_on)?;
    let count = crate::kernel::words::count(transfers.len(), "payment", "payments");
    Ok(record(db, act, run.id, "payment_run.sent", &format!("Made the file for the bank, {count}"))?)
}

/// Gives a run up before it has gone to the bank; its invoices can be paid by another.
///
/// # Errors
/// [`BillingError::RunMovedOn`] when it was sent or given up before.
pub async fn cancel(app: &App, actor: &Actor, id: PaymentRunId) -> Result<(), BillingError> {
    act_on(app, actor, id, |db, act, run| {
        let by = act.by.ok_or(BillingError::NotAllowed)?;
        let may = run.status.may_become(RunStatus::Cancelled);
        if !may || runs::step(db, &run, (RunStatus::Cancelled, run.pay_on), None, (by.user, act.now))? != 1 {
            return Err(BillingError::RunMovedOn(run.status));
        }
        for (payment, ..) in payments::of_run(db, run.id)? {
            if payment.status == PaymentStatus::Made {
                let why = Step { reason: Some("The payment run was given up."), paid_on: None };
                step(db, act, &payment, PaymentStatus::Withdrawn, why)?;
            }
        }
        Ok(record(db, act, run.id, "payment_run.cancelled", "Gave the payment run up")?)
    })
    .await
}

/// Takes one payment out of a run that hasn't gone to the bank.
///
/// # Errors
/// [`BillingError::PaymentMovedOn`] when it isn't in it any more.
pub async fn take_out(app: &App, actor: &Actor, id: PaymentRunId, payment: PaymentId) -> Result<(), BillingError> {
    act_on(app, actor, id, move |db, act, run| {
        let payment = payments::by_id(db, payment)?;
        if payment.run != Some(run.id) {
            return Err(BillingError::NotFound);
        }
        let why = Step { reason: Some("It was taken out by hand."), paid_on: None };
        step(db, act, &payment, PaymentStatus::Withdrawn, why)
    })
    .await
}

/// The file of a run that was sent, with its name.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody else's, and before it was sent.
pub async fn file(app: &App, actor: &Actor, id: PaymentRunId) -> Result<(String, String), BillingError> {
    let council = own_council(actor)?;
    app.db
        .read(move |db| {
            let run = own(db, council, id)?;
            let file = runs::file(db, id)?.ok_or(BillingError::NotFound)?;
            Ok((format!("{}.xml", run.message_id()), file))
        })
        .await
}
