//! Saying what a line was for, and taking that back. Spending outside Handpick is in the ledger while a line says so; a
//! line for an invoice is that invoice's payment.

use std::sync::Arc;

use super::{BankLine, LineState, invoices_for, is_closed, line_of_person, own_line, plan, record};
use crate::accounts::service::people;
use crate::accounts::{Actor, Role, Scope};
use crate::app::App;
use crate::billing::emails;
use crate::billing::error::BillingError;
use crate::billing::model::InvoiceStatus;
use crate::billing::model::payment::PaymentStatus;
use crate::billing::own_bank::store;
use crate::billing::service::authority::as_payer;
use crate::billing::service::moves::Act;
use crate::billing::service::paying::{self, Refunds};
use crate::billing::store::{invoices, payments};
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::budgets::model::Pot;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::dates::long_date;
use crate::kernel::{HolderId, InvoiceId, PlanLineId};
use crate::mail;

/// What somebody says a line was for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// It paid this invoice.
    Invoice(InvoiceId),
    /// Support bought elsewhere: for which part of the plan, and what.
    Outside(Option<PlanLineId>, String),
    /// Private, a mistake, paid back, no spending, or not known yet.
    Only(LineState, String),
}

/// Says what a line was for, in place of what was said before.
///
/// # Errors
/// [`BillingError`]; then nothing was changed.
pub async fn say(app: &App, actor: &Actor, id: i64, turns: i64, said: Said) -> Result<(), BillingError> {
    let (actor, today) = (Arc::new(actor.clone()), app.clock.today());
    let find = Arc::clone(&actor);
    // An invoice that a line pays may be of another year's budget.
    let locks = app
        .db
        .read(move |db| {
            let (holder, _, _) = own_line(db, &find, id, today)?;
            let pots = budgets::ending::pots_of(db, holder)?.into_iter();
            Ok::<_, BillingError>(pots.map(|pot| LockKey::Pot(pot.0)).collect())
        })
        .await?;
    let (act, said) = (Act::of(app, &actor), Arc::new(said));
    app.db
        .write_locked(locks, move |db| {
            let (holder, pot, was) = own_line(db, &actor, id, today)?;
            // What is left goes back, so nothing more counts as spent but what was owed before.
            if pot.closed && matches!(&*said, Said::Outside(..)) {
                return Err(BillingError::NeedsWords("The budget is closed. Ask your council what becomes of this."));
            }
            if was.turns != turns || !store::parts(db, was.id)?.is_empty() {
                return Err(BillingError::Changed);
            }
            if is_closed(db, &was)? {
                return Err(BillingError::NeedsWords(
                    "The monthly statement that shows this is closed. Ask your council to put it right.",
                ));
            }
            let was = undo(db, (&act, &actor), was)?;
            let now = BankLine { said_at: Some(act.now), ..then(db, &was, &pot, &said)? };
            if let Some(invoice) = now.invoice {
                let invoice = invoices::by_id(db, invoice)?;
                as_payer(db, &actor, &invoice, today)?;
            }
            if !store::turn(db, &was, &now)? {
                return Err(BillingError::Changed);
            }
            count(db, &act, (&was, &now))?;
            let detail = format!("Said of a bank line of {} ({}): {}", was.amount, was.words, now.state.label());
            Ok(record(db, actor.by(), (holder, id, "bank_line.said"), &detail, act.now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// An officer asks about a line: what was said of it counts no more, also once its statement is closed. Support from
/// elsewhere comes back in this month.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody who is no officer of the holder's council; [`BillingError::Changed`] when it
/// is an invoice's, or was split.
pub async fn ask_again(app: &App, actor: &Actor, reference: &str, id: i64, why: &str) -> Result<(), BillingError> {
    let why = why.trim();
    if why.is_empty() || why.chars().count() > 300 {
        return Err(BillingError::NeedsWords("Write what you want to know, in 300 characters or fewer."));
    }
    let given = Arc::new((actor.clone(), reference.to_owned(), format!("Your council asks: {why}")));
    let (today, find) = (app.clock.today(), Arc::clone(&given));
    let (_, pot, _) = app.db.read(move |db| line_of_person(db, (&find.0, &find.1), id, today)).await?;
    let act = Act::of(app, actor);
    app.db
        .write_locked(vec![LockKey::Pot(pot.id.0)], move |db| {
            let (actor, reference, words) = &*given;
            let (holder, _, was) = line_of_person(db, (actor, reference), id, today)?;
            let council = people::holder_summary(db, holder)?.council_id;
            let officer = council.is_some_and(|council| {
                [Role::CareManager, Role::FinanceOfficer].iter().any(|role| actor.has_in(*role, council))
            });
            if !officer || actor.own_holder == Some(holder) {
                return Err(BillingError::NotFound);
            }
            // Whether an invoice is right is said with the invoice; a line in parts is asked about by its parts.
            if was.state == LineState::Invoice || !store::parts(db, id)?.is_empty() {
                return Err(BillingError::Changed);
            }
            let was = undo(db, (&act, actor), was)?;
            let now = BankLine { state: LineState::Open, plan_line: None, note: words.clone(), ..was.clone() };
            if !store::turn(db, &was, &now)? {
                return Err(BillingError::Changed);
            }
            let detail = format!("Asked again about a bank line of {} ({}): {words}", was.amount, was.words);
            record(db, actor.by(), (holder, id, "bank_line.asked"), &detail, act.now)?;
            Ok(tell(db, &act, holder, &was, words)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Tells the holder that their council asks, or where they have no account, whoever orders for them.
fn tell(db: &mut Db, act: &Act, holder: HolderId, line: &BankLine, words: &str) -> Result<(), DbError> {
    let Some(site) = &act.site else { return Ok(()) };
    let mut to: Vec<_> = people::holder_summary(db, holder)?.user_id.into_iter().collect();
    if to.is_empty() {
        let given = people::mandates_given(db, holder)?.into_iter();
        let given = given.filter(|mandate| mandate.holds_on(act.today) && mandate.scopes.has(Scope::Order));
        to.extend(given.map(|mandate| mandate.user_id));
    }
    for user in to {
        let (_, address) = people::user_contact(db, user)?;
        let what = (line.amount, line.words.as_str(), long_date(line.on));
        mail::queue(db, &emails::bank_line(&address, &what, words, site), act.now)?;
    }
    Ok(())
}

/// The line as it will be.
pub(super) fn then(db: &mut Db, was: &BankLine, pot: &Pot, said: &Said) -> Result<BankLine, BillingError> {
    let blank = BankLine { invoice: None, plan_line: None, payment: None, note: String::new(), ..was.clone() };
    let out = was.amount.is_negative();
    match said {
        Said::Invoice(id) if out && invoices_for(db, pot.holder_id, was)?.iter().any(|invoice| invoice.id == *id) => {
            Ok(BankLine { state: LineState::Invoice, invoice: Some(*id), ..blank })
        }
        Said::Outside(_, _) if out && !(pot.starts_on..=pot.ends_on).contains(&was.on) => {
            Err(BillingError::NeedsWords(
                "This was paid before the budget began, or after it ended, so it can’t count here.",
            ))
        }
        Said::Outside(line, note) if out => {
            if let Some(line) = line
                && !plan(db, pot)?.iter().any(|known| known.id == *line)
            {
                return Err(BillingError::Changed);
            }
            Ok(BankLine { state: LineState::Outside, plan_line: *line, note: note.clone(), ..blank })
        }
        Said::Only(state @ (LineState::Open | LineState::Other), note) => {
            Ok(BankLine { state: *state, note: note.clone(), ..blank })
        }
        Said::Only(state @ LineState::Private, note) if out => {
            Ok(BankLine { state: *state, note: note.clone(), ..blank })
        }
        Said::Only(state @ LineState::PaidBack, note) if !out => {
            Ok(BankLine { state: *state, note: note.clone(), ..blank })
        }
        _ => Err(BillingError::NeedsWords("Choose what it was for.")),
    }
}

/// Takes out of the ledger what a line had counted; gives the line as it then is.
fn undo(db: &mut Db, (act, actor): (&Act, &Actor), was: BankLine) -> Result<BankLine, BillingError> {
    if was.state == LineState::Outside {
        let way = (AccountKind::Paid, AccountKind::Available, Reason::Reverse);
        post(db, act, &was, (was.turns, "undo"), way)?;
    }
    let (Some(invoice), Some(payment)) = (was.invoice, was.payment) else {
        return Ok(BankLine { invoice: None, ..was });
    };
    let (invoice, payment) = (invoices::by_id(db, invoice)?, payments::by_id(db, payment)?);
    if payment.status == PaymentStatus::Paid {
        as_payer(db, actor, &invoice, act.today)?;
        let why = "The line of the bank account is another payment’s.";
        paying::put_back(db, act, &invoice, &payment, (why, Refunds::Look))?;
    }
    // What put the payment back let the line go.
    Ok(store::by_id(db, was.id)?)
}

/// Counts a line in the ledger, or as the payment of its invoice.
pub(super) fn count(db: &mut Db, act: &Act, (was, now): (&BankLine, &BankLine)) -> Result<(), BillingError> {
    let turn = was.turns.saturating_add(1);
    match (now.state, now.invoice) {
        (LineState::Outside, _) => {
            let to = AccountKind::Delivered;
            post(db, act, now, (turn, "spent"), (AccountKind::Available, to, Reason::Charge))?;
            post(db, act, now, (turn, "paid"), (to, AccountKind::Paid, Reason::Pay))
        }
        (LineState::Invoice, Some(id)) => {
            let invoice = invoices::by_id(db, id)?;
            if invoice.status == InvoiceStatus::Paid {
                // It was marked as paid before: the line only shows it.
                let paid = payments::live(db, id)?;
                let own = paid.is_some_and(|paid| paid.run.is_none() && paid.status == PaymentStatus::Paid);
                return if own { Ok(()) } else { Err(BillingError::MovedOn(invoice.status)) };
            }
            let payment = paying::mark(db, act, &invoice, &format!("Bank line: {}", now.words), now.on)?;
            Ok(store::note_payment(db, now.id, payment.id)?)
        }
        _ => Ok(()),
    }
}

fn post(
    db: &mut Db,
    act: &Act,
    line: &BankLine,
    (turn, step): (i64, &str),
    (from, to, reason): (AccountKind, AccountKind, Reason),
) -> Result<(), BillingError> {
    let posting = Posting {
        key: format!("bank-line:{}:{turn}:{step}", line.id),
        pot: line.pot,
        from: Some(from),
        to,
        funding: None,
        amount: line.amount.checked_neg().unwrap_or_default(),
        reason,
        plan_line: line.plan_line,
        order_line: None,
        delivery: None,
        by: act.by,
        at: act.now,
        // What people write about a line is with the line, where it can be deleted one day.
        memo: format!("Line {} of the bank account", line.id),
    };
    match ledger::post(db, &posting) {
        Ok(_) => Ok(()),
        Err(LedgerError::NotEnough { .. }) => Err(BillingError::NeedsWords(
            "There is less left in the budget than this. Mark it as private, or ask your council.",
        )),
        Err(LedgerError::Db(error)) => Err(error.into()),
        Err(other) => Err(DbError::Other(other.to_string()).into()),
    }
}
