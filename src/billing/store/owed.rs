//! The table `owed_back`: what a payer owes a provider, because a payment came back whole after a part of it had been
//! refunded.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::lists::Of;
use crate::db::schema::{invoices, owed_back};
use crate::db::{Db, DbError};
use crate::kernel::{InvoiceId, Money, PaymentId, UserId};

/// Notes what is owed because of a payment.
pub fn insert(
    db: &mut Db,
    (payment, invoice): (PaymentId, InvoiceId),
    amount: Money,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(owed_back::table)
        .values((
            owed_back::payment_id.eq(payment.0),
            owed_back::invoice_id.eq(invoice.0),
            owed_back::amount_pence.eq(amount.pence()),
            owed_back::noted_at.eq(now),
        ))
        .execute(db)?;
    Ok(())
}

/// What is still owed because of an invoice.
pub fn of_invoice(db: &mut Db, invoice: InvoiceId) -> Result<Money, DbError> {
    let rows: Vec<i64> = owed_back::table
        .filter(owed_back::invoice_id.eq(invoice.0).and(owed_back::given_at.is_null()))
        .select(owed_back::amount_pence)
        .load(db)?;
    Ok(Money::sum(rows.into_iter().map(Money::from_pence)).unwrap_or_default())
}

/// Notes that what is owed because of an invoice was given back. How many rows that were.
pub fn give(
    db: &mut Db,
    invoice: InvoiceId,
    (by, evidence): (UserId, &str),
    now: NaiveDateTime,
) -> Result<usize, DbError> {
    let open = owed_back::table.filter(owed_back::invoice_id.eq(invoice.0).and(owed_back::given_at.is_null()));
    let given = (owed_back::given_at.eq(now), owed_back::given_by.eq(by.0), owed_back::evidence.eq(Some(evidence)));
    Ok(diesel::update(open).set(given).execute(db)?)
}

/// What is still owed to or by somebody, row by row, the oldest invoice first.
pub fn open(db: &mut Db, of: Of) -> Result<Vec<(InvoiceId, String, Money)>, DbError> {
    let query = owed_back::table
        .inner_join(invoices::table.on(invoices::id.eq(owed_back::invoice_id)))
        .filter(owed_back::given_at.is_null())
        .order((invoices::id.asc(), owed_back::id.asc()))
        .select((invoices::id, invoices::reference, owed_back::amount_pence))
        .into_boxed();
    let query = match of {
        Of::Provider(id) => query.filter(invoices::provider_id.eq(id.0)),
        Of::Holder(id) => query.filter(invoices::holder_id.eq(id.0)),
        Of::PaidBy(id) => query.filter(invoices::council_id.eq(id.0)).filter(invoices::payer.eq("council")),
        Of::Pot(id) => query.filter(invoices::pot_id.eq(id.0)),
    };
    let rows: Vec<(i64, String, i64)> = query.load(db)?;
    Ok(rows.into_iter().map(|(id, reference, pence)| (InvoiceId(id), reference, Money::from_pence(pence))).collect())
}
