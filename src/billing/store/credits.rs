//! The tables `credit_notes` and `credit_note_lines`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::series::Drawn;
use crate::billing::model::{CreditNote, CreditNoteLine, CreditStatus, Totals};
use crate::db::schema::{credit_note_lines, credit_notes};
use crate::db::{Db, DbError};
use crate::kernel::{CreditNoteId, CreditNoteLineId, InvoiceId, InvoiceLineId, Money, UserId};

type Row = ((i64, String, i64), (NaiveDate, String), (i64, i64, i64, i64), (String, Option<NaiveDateTime>));

macro_rules! columns {
    () => {
        (
            (credit_notes::id, credit_notes::reference, credit_notes::invoice_id),
            (credit_notes::made_on, credit_notes::reason),
            (credit_notes::net_pence, credit_notes::vat_pence, credit_notes::rounding_pence, credit_notes::total_pence),
            (credit_notes::status, credit_notes::refunded_at),
        )
    };
}

fn note(
    ((id, reference, invoice), (made_on, reason), said, (status, refunded_at)): Row,
) -> Result<CreditNote, DbError> {
    Ok(CreditNote {
        id: CreditNoteId(id),
        reference,
        invoice: InvoiceId(invoice),
        made_on,
        reason,
        net: Money::from_pence(said.0),
        vat: Money::from_pence(said.1),
        rounding: Money::from_pence(said.2),
        total: Money::from_pence(said.3),
        status: DbError::parsed(&status)?,
        refunded_at,
    })
}

/// A credit note to be written.
pub struct New<'a> {
    pub drawn: &'a Drawn,
    pub invoice: InvoiceId,
    pub made_on: NaiveDate,
    pub reason: &'a str,
    pub totals: &'a Totals,
    pub status: CreditStatus,
    pub by: Option<UserId>,
    pub at: NaiveDateTime,
}

pub fn insert(db: &mut Db, new: &New<'_>) -> Result<CreditNoteId, DbError> {
    let id = diesel::insert_into(credit_notes::table)
        .values((
            (
                credit_notes::series_id.eq(new.drawn.series),
                credit_notes::number.eq(new.drawn.number),
                credit_notes::reference.eq(&new.drawn.reference),
                credit_notes::invoice_id.eq(new.invoice.0),
            ),
            (credit_notes::made_on.eq(new.made_on), credit_notes::reason.eq(new.reason)),
            (
                credit_notes::net_pence.eq(new.totals.net.pence()),
                credit_notes::vat_pence.eq(new.totals.vat.pence()),
                credit_notes::rounding_pence.eq(new.totals.rounding.pence()),
                credit_notes::total_pence.eq(new.totals.total.pence()),
            ),
            (
                credit_notes::status.eq(new.status.as_str()),
                credit_notes::made_by.eq(new.by.map(|by| by.0)),
                credit_notes::made_at.eq(new.at),
            ),
        ))
        .returning(credit_notes::id)
        .get_result(db)?;
    Ok(CreditNoteId(id))
}

pub fn insert_line(
    db: &mut Db,
    note: CreditNoteId,
    line: InvoiceLineId,
    (amount, net): (Money, Money),
) -> Result<CreditNoteLineId, DbError> {
    let id = diesel::insert_into(credit_note_lines::table)
        .values((
            credit_note_lines::credit_note_id.eq(note.0),
            credit_note_lines::invoice_line_id.eq(line.0),
            credit_note_lines::amount_pence.eq(amount.pence()),
            credit_note_lines::net_pence.eq(net.pence()),
        ))
        .returning(credit_note_lines::id)
        .get_result(db)?;
    Ok(CreditNoteLineId(id))
}

pub fn by_id(db: &mut Db, id: CreditNoteId) -> Result<CreditNote, DbError> {
    note(credit_notes::table.find(id.0).select(columns!()).get_result::<Row>(db)?)
}

/// The credit note that people quote like this.
pub fn by_reference(db: &mut Db, reference: &str) -> Result<Option<CreditNote>, DbError> {
    let named = credit_notes::table.filter(credit_notes::reference.eq(reference));
    named.select(columns!()).get_result::<Row>(db).optional()?.map(note).transpose()
}

/// The credit notes against an invoice, oldest first.
pub fn of_invoice(db: &mut Db, invoice: InvoiceId) -> Result<Vec<CreditNote>, DbError> {
    let rows: Vec<Row> = credit_notes::table
        .filter(credit_notes::invoice_id.eq(invoice.0))
        .order(credit_notes::id.asc())
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(note).collect()
}

/// The lines of a credit note.
pub fn lines(db: &mut Db, note: CreditNoteId) -> Result<Vec<CreditNoteLine>, DbError> {
    let rows: Vec<(i64, i64, i64, i64)> = credit_note_lines::table
        .filter(credit_note_lines::credit_note_id.eq(note.0))
        .order(credit_note_lines::id.asc())
        .select((
            credit_note_lines::id,
            credit_note_lines::invoice_line_id,
            credit_note_lines::amount_pence,
            credit_note_lines::net_pence,
        ))
        .load(db)?;
    let line = |(id, line, amount, net)| CreditNoteLine {
        id: CreditNoteLineId(id),
        invoice_line: InvoiceLineId(line),
        amount: Money::from_pence(amount),
        net: Money::from_pence(net),
    };
    Ok(rows.into_iter().map(line).collect())
}

/// Moves a credit note on, if it still is where it is thought to be; gives how many rows that was.
pub fn set_status(
    db: &mut Db,
    note: &CreditNote,
    to: CreditStatus,
    refunded: Option<(UserId, NaiveDateTime)>,
) -> Result<usize, DbError> {
    let as_read = credit_notes::id.eq(note.id.0).and(credit_notes::status.eq(note.status.as_str()));
    Ok(diesel::update(credit_notes::table.filter(as_read))
        .set((
            credit_notes::status.eq(to.as_str()),
            credit_notes::refunded_by.eq(refunded.map(|(by, _)| by.0)),
            credit_notes::refunded_at.eq(refunded.map(|(_, at)| at)),
        ))
        .execute(db)?)
}
