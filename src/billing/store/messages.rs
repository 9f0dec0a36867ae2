//! The `invoice_messages` table.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::accounts::By;
use crate::billing::model::{Message, Side};
use crate::db::schema::{invoice_messages, users};
use crate::db::{Db, DbError};
use crate::kernel::InvoiceId;

pub fn insert(
    db: &mut Db,
    invoice: InvoiceId,
    side: Side,
    words: &str,
    by: By,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(invoice_messages::table)
        .values((
            invoice_messages::invoice_id.eq(invoice.0),
            invoice_messages::side.eq(side.as_str()),
            invoice_messages::words.eq(words),
            invoice_messages::written_by.eq(by.user.0),
            invoice_messages::mandate_id.eq(by.mandate.map(|id| id.0)),
            invoice_messages::written_at.eq(at),
        ))
        .execute(db)?;
    Ok(())
}

/// What was written about an invoice, oldest first.
pub fn of_invoice(db: &mut Db, invoice: InvoiceId) -> Result<Vec<Message>, DbError> {
    let rows: Vec<(String, String, String, NaiveDateTime)> = invoice_messages::table
        .inner_join(users::table)
        .filter(invoice_messages::invoice_id.eq(invoice.0))
        .order(invoice_messages::id.asc())
        .select((invoice_messages::side, invoice_messages::words, users::name, invoice_messages::written_at))
        .load(db)?;
    let message =
        |(side, words, by, at): (String, _, _, _)| Ok(Message { side: DbError::parsed(&side)?, words, by, at });
    rows.into_iter().map(message).collect()
}
