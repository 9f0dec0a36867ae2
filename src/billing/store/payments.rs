//! The `payments` table.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::accounts::By;
use crate::billing::model::bank::BankAccount;
use crate::billing::model::payment::{Payment, PaymentStatus, reference};
use crate::db::schema::{invoices, payments};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::{InvoiceId, Money, PaymentId, PaymentRunId, PotId, ProviderId};

type Row = (
    (i64, Option<i64>, i64, i64, i64),
    (Option<String>, Option<String>, Option<String>),
    (String, Option<String>, Option<String>),
    (NaiveDateTime, Option<NaiveDate>),
);

macro_rules! columns {
    () => {
        (
            (payments::id, payments::run_id, payments::invoice_id, payments::pot_id, payments::amount_pence),
            (payments::payee_name, payments::payee_sort_code, payments::payee_account),
            (payments::status, payments::evidence, payments::reason),
            (payments::made_at, payments::paid_on),
        )
    };
}

fn payment((ids, payee, (status, evidence, reason), (made_at, paid_on)): Row) -> Result<Payment, DbError> {
    let (id, run, invoice, pot, pence) = ids;
    let payee = match payee {
        (Some(name), Some(sort_code), Some(number)) => Some(BankAccount { name, sort_code, number }),
        _ => None,
    };
    Ok(Payment {
        id: PaymentId(id),
        run: run.map(PaymentRunId),
        invoice: InvoiceId(invoice),
        pot: PotId(pot),
        reference: reference(PaymentId(id)),
        amount: Money::from_pence(pence),
        payee,
        status: DbError::parsed(&status)?,
        evidence,
        reason,
        made_at,
        paid_on,
    })
}

/// A payment to be written.
pub struct New<'a> {
    pub run: Option<PaymentRunId>,
    pub invoice: InvoiceId,
    pub pot: PotId,
    pub amount: Money,
    pub payee: Option<&'a BankAccount>,
    pub status: PaymentStatus,
    pub evidence: Option<&'a str>,
    pub paid_on: Option<NaiveDate>,
    pub by: By,
    pub at: NaiveDateTime,
}

/// Writes a payment; none when the invoice has a live one.
pub fn insert(db: &mut Db, new: &New<'_>) -> Result<Option<PaymentId>, DbError> {
    let row = (
        (
            payments::run_id.eq(new.run.map(|id| id.0)),
            payments::invoice_id.eq(new.invoice.0),
            payments::pot_id.eq(new.pot.0),
            payments::amount_pence.eq(new.amount.pence()),
        ),
        (
            payments::payee_name.eq(new.payee.map(|payee| payee.name.as_str())),
            payments::payee_sort_code.eq(new.payee.map(|payee| payee.sort_code.as_str())),
            payments::payee_account.eq(new.payee.map(|payee| payee.number.as_str())),
        ),
        (payments::status.eq(new.status.as_str()), payments::evidence.eq(new.evidence)),
        (
            payments::made_by.eq(new.by.user.0),
            payments::mandate_id.eq(new.by.mandate.map(|id| id.0)),
            payments::made_at.eq(new.at),
            payments::paid_on.eq(new.paid_on),
        ),
    );
    let made =
        each_backend!(db, |c| diesel::insert_into(payments::table).values(row).on_conflict_do_nothing().execute(c))?;
    if made != 1 {
        return Ok(None);
    }
    Ok(live(db, new.invoice)?.map(|payment| payment.id))
}

pub fn by_id(db: &mut Db, id: PaymentId) -> Result<Payment, DbError> {
    payment(payments::table.find(id.0).select(columns!()).get_result::<Row>(db)?)
}

/// The payment that an invoice is being paid by, or was.
pub fn live(db: &mut Db, invoice: InvoiceId) -> Result<Option<Payment>, DbError> {
    let live: Vec<&str> = PaymentStatus::ALL.iter().filter(|s| s.is_live()).map(|s| s.as_str()).collect();
    let row: Option<Row> = payments::table
        .filter(payments::invoice_id.eq(invoice.0).and(payments::status.eq_any(live)))
        .select(columns!())
        .get_result(db)
        .optional()?;
    row.map(payment).transpose()
}

/// Every payment of an invoice, oldest first.
pub fn of_invoice(db: &mut Db, invoice: InvoiceId) -> Result<Vec<Payment>, DbError> {
    let rows: Vec<Row> = payments::table
        .filter(payments::invoice_id.eq(invoice.0))
        .order(payments::id.asc())
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(payment).collect()
}

/// The payments of a run, with the numbers of their invoices and their providers.
pub fn of_run(db: &mut Db, run: PaymentRunId) -> Result<Vec<(Payment, String, ProviderId)>, DbError> {
    let rows: Vec<(Row, String, i64)> = payments::table
        .inner_join(invoices::table)
        .filter(payments::run_id.eq(run.0))
        .order(payments::id.asc())
        .select((columns!(), invoices::reference, invoices::provider_id))
        .load(db)?;
    let one = |(row, reference, provider)| Ok((payment(row)?, reference, ProviderId(provider)));
    rows.into_iter().map(one).collect()
}

/// What is known when a payment moves on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Step<'a> {
    pub paid_on: Option<NaiveDate>,
    pub reason: Option<&'a str>,
}

#[derive(AsChangeset)]
#[diesel(table_name = payments)]
struct Changes<'a> {
    status: &'a str,
    paid_on: Option<NaiveDate>,
    reason: Option<&'a str>,
    ended_at: Option<NaiveDateTime>,
}

/// Moves a payment on, if it still is where it is thought to be; gives how many rows that was.
pub fn step(
    db: &mut Db,
    payment: &Payment,
    to: PaymentStatus,
    step: Step<'_>,
    at: NaiveDateTime,
) -> Result<usize, DbError> {
    let ended_at = (!to.is_live()).then_some(at);
    let changes = Changes { status: to.as_str(), paid_on: step.paid_on, reason: step.reason, ended_at };
    let as_read = payments::id.eq(payment.id.0).and(payments::status.eq(payment.status.as_str()));
    Ok(diesel::update(payments::table.filter(as_read)).set(&changes).execute(db)?)
}
