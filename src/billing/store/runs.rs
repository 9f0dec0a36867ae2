//! The `payment_runs` table, and what a run can be made of.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::invoices::{Row as InvoiceRow, columns as invoice_columns, invoice};
use crate::billing::model::bank::BankAccount;
use crate::billing::model::payment::{PaymentRun, PaymentStatus, RunStatus};
use crate::billing::model::{InvoiceStatus, Listed};
use crate::db::schema::{holders, invoices, payment_runs, payments, providers};
use crate::db::{Db, DbError};
use crate::kernel::{OrganisationId, PaymentRunId, UserId};

type Row = ((i64, i64, String), (String, String, String), (NaiveDate, NaiveDateTime, Option<NaiveDateTime>));

macro_rules! columns {
    () => {
        (
            (payment_runs::id, payment_runs::council_id, payment_runs::status),
            (payment_runs::payer_name, payment_runs::payer_sort_code, payment_runs::payer_account),
            (payment_runs::pay_on, payment_runs::made_at, payment_runs::ended_at),
        )
    };
}

fn run(
    ((id, council, status), (name, sort_code, number), (pay_on, made_at, ended_at)): Row,
) -> Result<PaymentRun, DbError> {
    let status: RunStatus = DbError::parsed(&status)?;
    Ok(PaymentRun {
        id: PaymentRunId(id),
        council: OrganisationId(council),
        status,
        payer: BankAccount { name, sort_code, number },
        pay_on,
        made_at,
        sent_at: ended_at.filter(|_| status == RunStatus::Sent),
    })
}

pub fn insert(
    db: &mut Db,
    council: OrganisationId,
    payer: &BankAccount,
    pay_on: NaiveDate,
    (by, at): (UserId, NaiveDateTime),
) -> Result<PaymentRunId, DbError> {
    let id = diesel::insert_into(payment_runs::table)
        .values((
            payment_runs::council_id.eq(council.0),
            payment_runs::status.eq(RunStatus::Made.as_str()),
            payment_runs::payer_name.eq(&payer.name),
            payment_runs::payer_sort_code.eq(&payer.sort_code),
            payment_runs::payer_account.eq(&payer.number),
            payment_runs::pay_on.eq(pay_on),
            payment_runs::made_by.eq(by.0),
            payment_runs::made_at.eq(at),
        ))
        .returning(payment_runs::id)
        .get_result(db)?;
    Ok(PaymentRunId(id))
}

pub fn by_id(db: &mut Db, id: PaymentRunId) -> Result<PaymentRun, DbError> {
    run(payment_runs::table.find(id.0).select(columns!()).get_result::<Row>(db)?)
}

/// The newest runs of a council.
pub fn newest(db: &mut Db, council: OrganisationId, limit: i64) -> Result<Vec<PaymentRun>, DbError> {
    let rows: Vec<Row> = payment_runs::table
        .filter(payment_runs::council_id.eq(council.0))
        .order(payment_runs::id.desc())
        .limit(limit)
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(run).collect()
}

/// The file of a run that was sent.
pub fn file(db: &mut Db, id: PaymentRunId) -> Result<Option<String>, DbError> {
    Ok(payment_runs::table.find(id.0).select(payment_runs::file).get_result(db)?)
}

/// Ends a run, if it still is as it was read, with the day on which the bank is to pay; gives how many rows that was.
pub fn step(
    db: &mut Db,
    run: &PaymentRun,
    (to, pay_on): (RunStatus, NaiveDate),
    file: Option<&str>,
    (by, at): (UserId, NaiveDateTime),
) -> Result<usize, DbError> {
    let as_read = payment_runs::id.eq(run.id.0).and(payment_runs::status.eq(run.status.as_str()));
    Ok(diesel::update(payment_runs::table.filter(as_read))
        .set((
            payment_runs::status.eq(to.as_str()),
            payment_runs::pay_on.eq(pay_on),
            payment_runs::file.eq(file),
            payment_runs::ended_by.eq(Some(by.0)),
            payment_runs::ended_at.eq(Some(at)),
        ))
        .execute(db)?)
}

/// The approved invoices that a council pays and that no payment is under way for, those due first.
pub fn payable(db: &mut Db, council: OrganisationId, limit: i64) -> Result<Vec<Listed>, DbError> {
    let live: Vec<&str> = PaymentStatus::ALL.iter().filter(|s| s.is_live()).map(|s| s.as_str()).collect();
    let under_way = payments::table.filter(payments::status.eq_any(live)).select(payments::invoice_id);
    let rows: Vec<(InvoiceRow, String, String)> = invoices::table
        .inner_join(providers::table)
        .inner_join(holders::table)
        .filter(invoices::council_id.eq(council.0).and(invoices::payer.eq("council")))
        .filter(invoices::status.eq(InvoiceStatus::Approved.as_str()))
        .filter(invoices::id.ne_all(under_way))
        .order((invoices::due_on.asc(), invoices::id.asc()))
        .limit(limit)
        .select((invoice_columns!(), providers::name, holders::name))
        .load(db)?;
    let listed = |(row, provider_name, holder_name)| Ok(Listed { invoice: invoice(row)?, provider_name, holder_name });
    rows.into_iter().map(listed).collect()
}
