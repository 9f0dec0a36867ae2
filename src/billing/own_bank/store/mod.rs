//! The tables `own_bank_files`, `own_bank_lines` and `own_bank_papers`.

mod papers;

use std::collections::HashSet;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

pub use self::papers::{Paper, delete_paper, insert_paper, paper_by_id, papers, take_papers};
use super::model::{Columns, LineState, Row};
use crate::accounts::By;
use crate::billing::model::{InvoiceStatus, Payer};
use crate::db::schema::{invoices, own_bank_files, own_bank_lines};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::{HolderId, InvoiceId, Money, PaymentId, PlanLineId, PotId};

fn json(error: serde_json::Error) -> DbError {
    DbError::Other(error.to_string())
}

/// A file that waits to be looked at.
#[derive(Clone, Debug)]
pub struct BankFile {
    pub pot: PotId,
    pub name: String,
    pub columns: Columns,
    pub text: Option<String>,
}

pub fn insert_file(
    db: &mut Db,
    pot: PotId,
    (name, header, text): (&str, &str, &str),
    columns: &Columns,
    (by, at): (By, NaiveDateTime),
) -> Result<i64, DbError> {
    Ok(diesel::insert_into(own_bank_files::table)
        .values((
            own_bank_files::pot_id.eq(pot.0),
            own_bank_files::name.eq(name),
            own_bank_files::header.eq(header),
            own_bank_files::meanings.eq(serde_json::to_string(columns).map_err(json)?),
            own_bank_files::words.eq(Some(text)),
            own_bank_files::sent_by.eq(by.user.0),
            own_bank_files::sent_at.eq(at),
        ))
        .returning(own_bank_files::id)
        .get_result(db)?)
}

pub fn file(db: &mut Db, id: i64) -> Result<BankFile, DbError> {
    let (pot, name, columns, text): (i64, String, String, Option<String>) = own_bank_files::table
        .find(id)
        .select((own_bank_files::pot_id, own_bank_files::name, own_bank_files::meanings, own_bank_files::words))
        .first(db)?;
    let columns = serde_json::from_str(&columns).map_err(json)?;
    Ok(BankFile { pot: PotId(pot), name, columns, text })
}

/// What the columns of a file with the same header meant the last time one was kept.
pub fn remembered(db: &mut Db, pots: &[PotId], header: &str) -> Result<Option<Columns>, DbError> {
    let columns: Option<String> = own_bank_files::table
        .filter(own_bank_files::pot_id.eq_any(pots.iter().map(|pot| pot.0)).and(own_bank_files::header.eq(header)))
        .filter(own_bank_files::words.is_null())
        .order(own_bank_files::id.desc())
        .select(own_bank_files::meanings)
        .first(db)
        .optional()?;
    columns.map(|columns| serde_json::from_str(&columns).map_err(json)).transpose()
}

/// The lines of a file are kept: its text goes, what its columns meant stays.
pub fn finish_file(db: &mut Db, id: i64, columns: &Columns) -> Result<(), DbError> {
    diesel::update(own_bank_files::table.find(id))
        .set((
            own_bank_files::words.eq(None::<String>),
            own_bank_files::meanings.eq(serde_json::to_string(columns).map_err(json)?),
        ))
        .execute(db)?;
    Ok(())
}

/// Keeps a line; false when it was kept before.
pub fn insert_line(db: &mut Db, pot: PotId, row: &Row, by: By, at: NaiveDateTime) -> Result<bool, DbError> {
    let values = (
        own_bank_lines::pot_id.eq(pot.0),
        own_bank_lines::hash.eq(&row.key),
        own_bank_lines::booked_on.eq(row.on),
        own_bank_lines::amount_pence.eq(row.amount.pence()),
        own_bank_lines::words.eq(&row.words),
        own_bank_lines::state.eq(LineState::Open.as_str()),
        own_bank_lines::note.eq(""),
        own_bank_lines::turns.eq(0_i64),
        own_bank_lines::added_by.eq(by.user.0),
        own_bank_lines::mandate_id.eq(by.mandate.map(|id| id.0)),
        own_bank_lines::added_at.eq(at),
    );
    let rows = each_backend!(db, |c| diesel::insert_into(own_bank_lines::table)
        .values(values)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(rows == 1)
}

/// A line as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BankLine {
    /// Its number.
    pub id: i64,
    /// The pot whose money is in the account.
    pub pot: PotId,
    /// The day the bank booked it.
    pub on: NaiveDate,
    /// Below nothing for money out.
    pub amount: Money,
    /// What the bank wrote beside it.
    pub words: String,
    /// What it was for.
    pub state: LineState,
    /// The invoice that it paid.
    pub invoice: Option<InvoiceId>,
    /// The part of the plan it is for.
    pub plan_line: Option<PlanLineId>,
    /// What was written beside it.
    pub note: String,
    /// How often it was said anew what it was for.
    pub turns: i64,
    /// The payment that saying so made; none where it only shows one that was there.
    pub payment: Option<PaymentId>,
    /// When it was said.
    pub said_at: Option<NaiveDateTime>,
    /// The line that it is a part of.
    pub split_of: Option<i64>,
}

type LineRow = (
    (i64, i64, NaiveDate, i64, String, String),
    (Option<i64>, Option<i64>, String, i64, Option<i64>, Option<NaiveDateTime>, Option<i64>),
);

macro_rules! columns {
    () => {
        (
            (
                own_bank_lines::id,
                own_bank_lines::pot_id,
                own_bank_lines::booked_on,
                own_bank_lines::amount_pence,
                own_bank_lines::words,
                own_bank_lines::state,
            ),
            (
                own_bank_lines::invoice_id,
                own_bank_lines::plan_line_id,
                own_bank_lines::note,
                own_bank_lines::turns,
                own_bank_lines::payment_id,
                own_bank_lines::said_at,
                own_bank_lines::split_of,
            ),
        )
    };
}

fn line(((id, pot, on, pence, words, state), said): LineRow) -> Result<BankLine, DbError> {
    let (invoice, plan_line, note, turns, payment, said_at, split_of) = said;
    Ok(BankLine {
        id,
        pot: PotId(pot),
        on,
        amount: Money::from_pence(pence),
        words,
        state: DbError::parsed(&state)?,
        invoice: invoice.map(InvoiceId),
        plan_line: plan_line.map(PlanLineId),
        note,
        turns,
        payment: payment.map(PaymentId),
        said_at,
        split_of,
    })
}

/// The newest lines of some pots, newest first.
pub fn lines(db: &mut Db, pots: &[PotId], limit: i64) -> Result<Vec<BankLine>, DbError> {
    let rows: Vec<LineRow> = own_bank_lines::table
        .filter(own_bank_lines::pot_id.eq_any(pots.iter().map(|pot| pot.0)))
        .order((own_bank_lines::booked_on.desc(), own_bank_lines::id.desc()))
        .limit(limit)
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(line).collect()
}

pub fn by_id(db: &mut Db, id: i64) -> Result<BankLine, DbError> {
    line(own_bank_lines::table.find(id).select(columns!()).first(db)?)
}

/// The parts that a line was split into.
pub fn parts(db: &mut Db, line_id: i64) -> Result<Vec<BankLine>, DbError> {
    let rows: Vec<LineRow> = own_bank_lines::table
        .filter(own_bank_lines::split_of.eq(line_id))
        .order(own_bank_lines::id.asc())
        .select(columns!())
        .load(db)?;
    rows.into_iter().map(line).collect()
}

/// Keeps a part of a line.
pub fn insert_part(
    db: &mut Db,
    whole: &BankLine,
    (number, amount): (i64, Money),
    by: By,
    at: NaiveDateTime,
) -> Result<(), DbError> {
    diesel::insert_into(own_bank_lines::table)
        .values((
            own_bank_lines::pot_id.eq(whole.pot.0),
            own_bank_lines::hash.eq(format!("part:{}:{}:{number}", whole.id, whole.turns)),
            own_bank_lines::booked_on.eq(whole.on),
            own_bank_lines::amount_pence.eq(amount.pence()),
            own_bank_lines::words.eq(&whole.words),
            own_bank_lines::state.eq(LineState::Open.as_str()),
            own_bank_lines::note.eq(&whole.note),
            own_bank_lines::turns.eq(0_i64),
            own_bank_lines::split_of.eq(Some(whole.id)),
            own_bank_lines::added_by.eq(by.user.0),
            own_bank_lines::mandate_id.eq(by.mandate.map(|id| id.0)),
            own_bank_lines::added_at.eq(at),
        ))
        .execute(db)?;
    Ok(())
}

/// Takes the parts of a line away again.
pub fn delete_parts(db: &mut Db, line_id: i64) -> Result<(), DbError> {
    diesel::delete(own_bank_lines::table.filter(own_bank_lines::split_of.eq(line_id))).execute(db)?;
    Ok(())
}

/// What the lines of one state come to.
pub fn sum_of(db: &mut Db, pots: &[PotId], state: LineState) -> Result<Money, DbError> {
    let total = diesel::dsl::sql::<diesel::sql_types::Nullable<diesel::sql_types::BigInt>>(
        "CAST(SUM(own_bank_lines.amount_pence) AS BIGINT)",
    );
    let pence: Option<i64> = own_bank_lines::table
        .filter(own_bank_lines::pot_id.eq_any(pots.iter().map(|pot| pot.0)))
        .filter(own_bank_lines::state.eq(state.as_str()))
        .select(total)
        .first(db)?;
    Ok(Money::from_pence(pence.unwrap_or_default()))
}

/// Says what a line was for, over what was read. Whether it was still so.
pub fn turn(db: &mut Db, was: &BankLine, now: &BankLine) -> Result<bool, DbError> {
    let same = own_bank_lines::id.eq(was.id).and(own_bank_lines::turns.eq(was.turns));
    let rows = diesel::update(own_bank_lines::table.filter(same))
        .set((
            own_bank_lines::state.eq(now.state.as_str()),
            own_bank_lines::invoice_id.eq(now.invoice.map(|id| id.0)),
            own_bank_lines::plan_line_id.eq(now.plan_line.map(|id| id.0)),
            own_bank_lines::note.eq(&now.note),
            own_bank_lines::turns.eq(was.turns.saturating_add(1)),
            own_bank_lines::said_at.eq(now.said_at),
        ))
        .execute(db)?;
    Ok(rows == 1)
}

/// A holder's invoices that they pay themselves, from whichever budget, of which this is what is left to pay or what was
/// paid, and of which no line says that it paid them; the newest first.
pub fn payable(db: &mut Db, holder: HolderId, amount: Money) -> Result<Vec<InvoiceId>, DbError> {
    let left = (invoices::total_pence - invoices::credited_pence).eq(amount.pence());
    let open = invoices::status.eq(InvoiceStatus::Approved.as_str()).and(left);
    let paid = invoices::status.eq(InvoiceStatus::Paid.as_str()).and(invoices::paid_pence.eq(amount.pence()));
    let ids: Vec<i64> = invoices::table
        .filter(invoices::holder_id.eq(holder.0).and(invoices::payer.eq(Payer::Holder.as_str())))
        .filter(open.or(paid))
        .order((invoices::made_on.desc(), invoices::id.desc()))
        .select(invoices::id)
        .limit(200)
        .load(db)?;
    let said = own_bank_lines::table.filter(own_bank_lines::invoice_id.eq_any(&ids));
    let said: Vec<Option<i64>> = said.select(own_bank_lines::invoice_id).load(db)?;
    Ok(ids.into_iter().filter(|id| !said.contains(&Some(*id))).map(InvoiceId).collect())
}

/// A payment of this invoice came back: its line has to be looked at again.
pub fn release(db: &mut Db, invoice: InvoiceId) -> Result<(), DbError> {
    diesel::update(own_bank_lines::table.filter(own_bank_lines::invoice_id.eq(invoice.0)))
        .set((
            own_bank_lines::state.eq(LineState::Open.as_str()),
            own_bank_lines::invoice_id.eq(None::<i64>),
            own_bank_lines::payment_id.eq(None::<i64>),
            own_bank_lines::turns.eq(own_bank_lines::turns + 1),
        ))
        .execute(db)?;
    Ok(())
}

/// Notes the payment that a line made.
pub fn note_payment(db: &mut Db, line: i64, payment: PaymentId) -> Result<(), DbError> {
    diesel::update(own_bank_lines::table.find(line)).set(own_bank_lines::payment_id.eq(Some(payment.0))).execute(db)?;
    Ok(())
}

/// What tells the lines of some pots from each other, for all that are here.
pub fn keys(db: &mut Db, pots: &[PotId]) -> Result<HashSet<String>, DbError> {
    let theirs = own_bank_lines::table.filter(own_bank_lines::pot_id.eq_any(pots.iter().map(|pot| pot.0)));
    let keys: Vec<String> = theirs.select(own_bank_lines::hash).load(db)?;
    Ok(keys.into_iter().collect())
}
