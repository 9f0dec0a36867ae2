//! Reading bank statements in: each line is matched by its reference, and what doesn't fit is listed for somebody to
//! look at. A statement is taken whole, in one transaction, or not at all; the same one again changes nothing.

use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::authority::own_council;
use super::crediting;
use super::moves::Act;
use super::paying::{self, step};
use crate::accounts::Actor;
use crate::app::App;
use crate::audit;
use crate::billing::error::BillingError;
use crate::billing::model::Payer;
use crate::billing::model::payment::{Payment, PaymentStatus, references_in};
use crate::billing::model::reconciling::{Meaning, Named, Outcome, meaning};
use crate::billing::model::statement::{self, Entry, Statement};
use crate::billing::store::payments::Step;
use crate::billing::store::statements::{self, NewLine};

pub use crate::billing::store::statements::{Kept, Line};
use crate::billing::store::{banks, credits, invoices, payments};
use crate::db::{Db, DbError, LockKey};
use crate::kernel::{BankStatementId, CreditNoteId, OrganisationId, PaymentId, PotId};

/// How many statements are listed.
const LISTED: i64 = 20;

/// A statement as its page shows it.
#[derive(Clone, Debug)]
pub struct StatementView {
    /// The statement.
    pub kept: Kept,
    /// Its lines.
    pub lines: Vec<Line>,
}

#[allow(clippy::format_collect, reason = "32 bytes, once a line")]
fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Payments, and credit notes with the pots of their invoices.
type Ours = (Vec<Payment>, Vec<(Named, PotId)>);

/// What a line names of ours: payments and credit notes of invoices that this council pays.
fn named(db: &mut Db, council: OrganisationId, entry: &Entry) -> Result<Ours, BillingError> {
    let mut found = Vec::new();
    for reference in references_in(&entry.words) {
        let Some(id) = reference.get(5..).and_then(|digits| digits.parse().ok()).map(PaymentId) else { continue };
        match payments::by_id(db, id) {
            Ok(payment) if invoices::by_id(db, payment.invoice)?.council == Some(council) => found.push(payment),
            Ok(_) | Err(DbError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let mut notes = Vec::new();
    for word in entry.words.split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '-')) {
        let word = word.to_ascii_uppercase();
        let Some(note) = word.starts_with("CN-").then(|| credits::by_reference(db, &word)).transpose()?.flatten()
        else {
            continue;
        };
        let invoice = invoices::by_id(db, note.invoice)?;
        let known = notes.iter().any(|(other, _): &(Named, PotId)| other.id == note.id);
        if invoice.council == Some(council) && !known {
            notes.push((
                Named {
                    id: note.id,
                    status: note.status,
                    total: note.total,
                    council_pays: invoice.payer == Payer::Council,
                },
                invoice.pot,
            ));
        }
    }
    Ok((found, notes))
}

/// Reads a statement in. The same file again is answered with what came of it the first time.
///
/// # Errors
/// [`BillingError::Statement`] when it isn't taken; then nothing was changed.
pub async fn read_in(app: &App, actor: &Actor, name: &str, bytes: Vec<u8>) -> Result<BankStatementId, BillingError> {
    let council = own_council(actor)?;
    let own = app.db.read(move |db| Ok::<_, BillingError>(banks::ever_of_council(db, council)?)).await?;
    if own.is_empty() {
        return Err(BillingError::NoPayerAccount);
    }
    let read = Arc::new(statement::read(&bytes, &own, app.clock.today())?);
    let (looked, whole) = (Arc::clone(&read), hash(&bytes));
    let pots = app
        .db
        .read(move |db| {
            let mut pots = Vec::new();
            for entry in &looked.entries {
                let (payments, notes) = named(db, council, entry)?;
                pots.extend(payments.iter().map(|payment| payment.pot).chain(notes.iter().map(|(_, pot)| *pot)));
            }
            Ok::<_, BillingError>(pots)
        })
        .await?;
    let act = Act::of(app, actor);
    let name: String = name.chars().take(200).collect();
    let id = app
        .db
        .write_locked(pots.into_iter().map(|pot| LockKey::Pot(pot.0)).collect(), move |db| match statements::with_hash(
            db, council, &whole,
        )? {
            Some(first) => Ok(first),
            None => keep(db, &act, council, (&name, &whole), &read),
        })
        .await?;
    app.wake.notify_one();
    Ok(id)
}

fn keep(
    db: &mut Db,
    act: &Act,
    council: OrganisationId,
    (name, whole): (&str, &str),
    read: &Statement,
) -> Result<BankStatementId, BillingError> {
    let by = act.by.ok_or(BillingError::NotAllowed)?;
    let id = statements::insert(db, council, (name, whole), read, (by.user, act.now))?;
    for entry in &read.entries {
        let line = hash(entry.key.as_bytes());
        let new =
            NewLine { statement: id, council, hash: &line, on: entry.on, amount: entry.amount, words: &entry.words };
        if !statements::insert_line(db, &new)? {
            // It came in a statement before, and what it means was done then.
            continue;
        }
        let (outcome, why, payment, note) = settle(db, act, council, entry)?;
        statements::settle(db, (council, &line), outcome, why, (payment, note))?;
    }
    let entry = audit::Entry {
        at: act.now,
        user: Some(by.user),
        mandate: None,
        holder: None,
        action: "statement.read",
        subject: "bank_statements",
        subject_id: id.0,
        detail: &format!("Read a bank statement of {} lines", read.entries.len()),
    };
    audit::record(db, &entry)?;
    Ok(id)
}

type Settled = (Outcome, Option<&'static str>, Option<PaymentId>, Option<CreditNoteId>);

/// Does what a line means.
fn settle(db: &mut Db, act: &Act, council: OrganisationId, entry: &Entry) -> Result<Settled, BillingError> {
    const RETURNED: &str = "The bank returned it.";
    let (payments, notes) = named(db, council, entry)?;
    let notes: Vec<Named> = notes.into_iter().map(|(note, _)| note).collect();
    let payment = |id: PaymentId| payments.iter().find(|payment| payment.id == id).ok_or(BillingError::NotFound);
    let twice = match payments.as_slice() {
        [payment] if !entry.amount.is_negative() => statements::left_again(db, payment.id)?,
        _ => false,
    };
    match meaning(entry.amount, &payments, &notes, twice) {
        Meaning::Nothing => Ok((Outcome::Other, None, None, None)),
        Meaning::Look(why, payment) => Ok((Outcome::Look, Some(why), payment, None)),
        Meaning::Pays(id) => {
            let payment = payment(id)?;
            let invoice = invoices::by_id(db, payment.invoice)?;
            let paid_on = Some(entry.on);
            step(db, act, payment, PaymentStatus::Paid, Step { paid_on, reason: None })?;
            paying::pay(db, act, &invoice, payment)?;
            Ok((Outcome::Paid, None, Some(id), None))
        }
        Meaning::Returns(id) => {
            let payment = payment(id)?;
            let invoice = invoices::by_id(db, payment.invoice)?;
            match paying::put_back(db, act, &invoice, payment, (RETURNED, paying::Refunds::Look)) {
                Ok(()) => Ok((Outcome::CameBack, None, Some(id), None)),
                Err(BillingError::RefundedBefore) => Ok((
                    Outcome::Look,
                    Some("It came back after a part of it was refunded. Say so on its payment run’s page."),
                    Some(id),
                    None,
                )),
                Err(error) => Err(error),
            }
        }
        Meaning::Fails(id) => {
            let payment = payment(id)?;
            let invoice = invoices::by_id(db, payment.invoice)?;
            paying::fail(db, act, &invoice, payment, RETURNED)?;
            Ok((Outcome::Failed, None, Some(id), None))
        }
        Meaning::Refunds(id) => {
            let note = credits::by_id(db, id)?;
            let invoice = invoices::by_id(db, note.invoice)?;
            crediting::refund(db, act, &invoice, id)?;
            Ok((Outcome::Refunded, None, None, Some(id)))
        }
    }
}

/// A statement of somebody's council.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody else's.
pub async fn view(app: &App, actor: &Actor, id: BankStatementId) -> Result<StatementView, BillingError> {
    let council = own_council(actor)?;
    app.db
        .read(move |db| {
            let kept = statements::by_id(db, id)?;
            if kept.council != council {
                return Err(BillingError::NotFound);
            }
            Ok(StatementView { lines: statements::lines(db, id)?, kept })
        })
        .await
}

/// The newest statements of somebody's council.
///
/// # Errors
/// [`BillingError::NotFound`] for people who are no finance officers.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Kept>, BillingError> {
    let council = own_council(actor)?;
    app.db.read(move |db| Ok(statements::newest(db, council, LISTED)?)).await
}
