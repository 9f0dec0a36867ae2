//! Moving invoices on, and their money with them. Runs inside the caller's transaction; the caller has checked
//! authority and holds the locks.

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::By;
use crate::audit;
use crate::billing::error::BillingError;
use crate::billing::model::{Invoice, InvoiceLine, InvoiceStatus};
use crate::billing::store::invoices;
use crate::budgets::ledger::{self, AccountKind, LedgerError, Posting, Reason};
use crate::db::{Db, DbError};
use crate::kernel::dates::weekday_date;
use crate::kernel::{InvoiceId, Money};

/// Who does it and when; nobody when the program does.
#[derive(Clone, Debug)]
pub(in crate::billing) struct Act {
    pub by: Option<By>,
    pub now: NaiveDateTime,
    /// The day in London.
    pub today: NaiveDate,
    /// The site's address, for mails; none when none are to be sent.
    pub site: Option<String>,
}

/// Records one act on an invoice.
pub(super) fn record(db: &mut Db, act: &Act, invoice: &Invoice, action: &str, detail: &str) -> Result<(), DbError> {
    record_on(db, act, (invoice.id, Some(invoice.holder)), action, detail)
}

fn record_on(
    db: &mut Db,
    act: &Act,
    (id, holder): (InvoiceId, Option<crate::kernel::HolderId>),
    action: &str,
    detail: &str,
) -> Result<(), DbError> {
    let entry = audit::Entry {
        at: act.now,
        user: act.by.map(|by| by.user),
        mandate: act.by.and_then(|by| by.mandate),
        holder,
        action,
        subject: "invoices",
        subject_id: id.0,
        detail,
    };
    audit::record(db, &entry)
}

/// Writes an invoice as `now` says, if it still is as it was read and may move so.
pub(super) fn turn(db: &mut Db, was: &Invoice, now: &Invoice) -> Result<(), BillingError> {
    let stays = was.status == now.status;
    if !(stays || was.status.may_become(now.status)) || invoices::step(db, was, now)? != 1 {
        return Err(BillingError::MovedOn(was.status));
    }
    Ok(())
}

/// Moves an invoice to another state, with nothing else changed.
pub(super) fn set_status(db: &mut Db, invoice: &mut Invoice, to: InvoiceStatus) -> Result<(), BillingError> {
    let mut now = invoice.clone();
    now.status = to;
    turn(db, invoice, &now)?;
    *invoice = now;
    Ok(())
}

/// A way that the money of an invoice's line goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Way(AccountKind, AccountKind, Reason);

/// Onto an invoice.
pub(super) const INVOICED: Way = Way(AccountKind::Delivered, AccountKind::Invoiced, Reason::Invoice);
/// Credited before it was paid.
pub(super) const CREDITED: Way = Way(AccountKind::Invoiced, AccountKind::Available, Reason::Reverse);
/// Credited before it was paid, to be invoiced again.
pub(super) const REOPENED: Way = Way(AccountKind::Invoiced, AccountKind::Delivered, Reason::Reverse);
/// Paid to the provider.
pub(super) const PAID: Way = Way(AccountKind::Invoiced, AccountKind::Paid, Reason::Pay);
/// A payment came back.
pub(super) const PUT_BACK: Way = Way(AccountKind::Paid, AccountKind::Invoiced, Reason::Reverse);
/// Paid back by the provider.
pub(super) const REFUNDED: Way = Way(AccountKind::Paid, AccountKind::Available, Reason::Reverse);

/// Moves money of one line; nothing is moved for an amount of nothing. The key names the movement for ever.
pub(super) fn post(
    db: &mut Db,
    act: &Act,
    invoice: &Invoice,
    line: &InvoiceLine,
    (way, amount, key): (Way, Money, String),
) -> Result<(), BillingError> {
    if amount <= Money::ZERO {
        return Ok(());
    }
    let Way(from, to, reason) = way;
    let posting = Posting {
        key,
        pot: invoice.pot,
        from: Some(from),
        to,
        funding: None,
        amount,
        reason,
        plan_line: line.plan_line,
        order_line: Some(line.order_line),
        delivery: Some(line.delivery),
        by: act.by,
        at: act.now,
        memo: format!("{}, {}, invoice {}", line.title, weekday_date(line.on), invoice.reference),
    };
    match ledger::post(db, &posting) {
        Ok(_) => Ok(()),
        Err(LedgerError::Db(error)) => Err(error.into()),
        Err(other) => Err(DbError::Other(other.to_string()).into()),
    }
}
