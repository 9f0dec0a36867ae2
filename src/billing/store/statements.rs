//! The tables `bank_statements` and `bank_lines`.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use crate::billing::model::reconciling::Outcome;
use crate::billing::model::statement::Statement;
use crate::db::schema::{bank_lines, bank_statements, payments};
use crate::db::{Db, DbError};
use crate::each_backend;
use crate::kernel::{
    BankLineId, BankStatementId, CreditNoteId, InvoiceId, Money, OrganisationId, PaymentId, PaymentRunId, UserId,
};

/// A statement that was read in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which statement.
    pub id: BankStatementId,
    /// Whose.
    pub council: OrganisationId,
    /// What the file was called.
    pub name: String,
    /// What was there before.
    pub opening: Money,
    /// What was there after.
    pub closing: Money,
    /// When it was read, in UTC.
    pub read_at: NaiveDateTime,
}

type Row = (i64, i64, String, i64, i64, NaiveDateTime);

const COLUMNS: (
    bank_statements::id,
    bank_statements::council_id,
    bank_statements::name,
    bank_statements::opening_pence,
    bank_statements::closing_pence,
    bank_statements::read_at,
) = (
    bank_statements::id,
    bank_statements::council_id,
    bank_statements::name,
    bank_statements::opening_pence,
    bank_statements::closing_pence,
    bank_statements::read_at,
);

fn kept((id, council, name, opening, closing, read_at): Row) -> Kept {
    Kept {
        id: BankStatementId(id),
        council: OrganisationId(council),
        name,
        opening: Money::from_pence(opening),
        closing: Money::from_pence(closing),
        read_at,
    }
}

/// A statement with this content that was read before.
pub fn with_hash(db: &mut Db, council: OrganisationId, hash: &str) -> Result<Option<BankStatementId>, DbError> {
    let same = bank_statements::council_id.eq(council.0).and(bank_statements::hash.eq(hash));
    let id: Option<i64> = bank_statements::table.filter(same).select(bank_statements::id).get_result(db).optional()?;
    Ok(id.map(BankStatementId))
}

pub fn insert(
    db: &mut Db,
    council: OrganisationId,
    (name, hash): (&str, &str),
    statement: &Statement,
    (by, at): (UserId, NaiveDateTime),
) -> Result<BankStatementId, DbError> {
    let id = diesel::insert_into(bank_statements::table)
        .values((
            bank_statements::council_id.eq(council.0),
            bank_statements::name.eq(name),
            bank_statements::hash.eq(hash),
            bank_statements::opening_pence.eq(statement.opening.pence()),
            bank_statements::closing_pence.eq(statement.closing.pence()),
            bank_statements::read_by.eq(by.0),
            bank_statements::read_at.eq(at),
        ))
        .returning(bank_statements::id)
        .get_result(db)?;
    Ok(BankStatementId(id))
}

pub fn by_id(db: &mut Db, id: BankStatementId) -> Result<Kept, DbError> {
    Ok(kept(bank_statements::table.find(id.0).select(COLUMNS).get_result::<Row>(db)?))
}

/// The newest statements of a council.
pub fn newest(db: &mut Db, council: OrganisationId, limit: i64) -> Result<Vec<Kept>, DbError> {
    let rows: Vec<Row> = bank_statements::table
        .filter(bank_statements::council_id.eq(council.0))
        .order(bank_statements::id.desc())
        .limit(limit)
        .select(COLUMNS)
        .load(db)?;
    Ok(rows.into_iter().map(kept).collect())
}

/// A line to be kept.
pub struct NewLine<'a> {
    pub statement: BankStatementId,
    pub council: OrganisationId,
    pub hash: &'a str,
    pub on: NaiveDate,
    pub amount: Money,
    pub words: &'a str,
}

/// Keeps a line; false when the same line came in another statement.
pub fn insert_line(db: &mut Db, new: &NewLine<'_>) -> Result<bool, DbError> {
    let row = (
        bank_lines::statement_id.eq(new.statement.0),
        bank_lines::council_id.eq(new.council.0),
        bank_lines::hash.eq(new.hash),
        bank_lines::booked_on.eq(new.on),
        bank_lines::amount_pence.eq(new.amount.pence()),
        bank_lines::words.eq(new.words),
        bank_lines::outcome.eq(Outcome::Other.as_str()),
    );
    let made =
        each_backend!(db, |c| diesel::insert_into(bank_lines::table).values(row).on_conflict_do_nothing().execute(c))?;
    Ok(made == 1)
}

/// Whether more lines with money out than with money in name a payment, beside the one by which it was paid: the bank
/// seems to have paid it again, and that hasn't come back.
pub fn left_again(db: &mut Db, payment: PaymentId) -> Result<bool, DbError> {
    let looked_at: Vec<i64> = bank_lines::table
        .filter(bank_lines::payment_id.eq(payment.0).and(bank_lines::outcome.eq(Outcome::Look.as_str())))
        .select(bank_lines::amount_pence)
        .load(db)?;
    let out = looked_at.iter().filter(|pence| **pence < 0).count();
    Ok(out > looked_at.len() - out)
}

/// Writes what came of a line.
pub fn settle(
    db: &mut Db,
    (council, hash): (OrganisationId, &str),
    outcome: Outcome,
    why: Option<&str>,
    (payment, note): (Option<PaymentId>, Option<CreditNoteId>),
) -> Result<(), DbError> {
    let own = bank_lines::council_id.eq(council.0).and(bank_lines::hash.eq(hash));
    diesel::update(bank_lines::table.filter(own))
        .set((
            bank_lines::outcome.eq(outcome.as_str()),
            bank_lines::why.eq(why),
            bank_lines::payment_id.eq(payment.map(|id| id.0)),
            bank_lines::credit_note_id.eq(note.map(|id| id.0)),
        ))
        .execute(db)?;
    Ok(())
}

/// A line as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Which line.
    pub id: BankLineId,
    /// When.
    pub on: NaiveDate,
    /// How much; below nothing for money out.
    pub amount: Money,
    /// What is written beside it.
    pub words: String,
    /// What came of it.
    pub outcome: Outcome,
    /// Why somebody has to look.
    pub why: Option<String>,
    /// The payment it is about.
    pub payment: Option<PaymentId>,
    /// The run and the invoice of that payment; a payment that a holder made themselves is in no run.
    pub of: (Option<PaymentRunId>, Option<InvoiceId>),
    /// What somebody found out who looked at it.
    pub finding: Option<String>,
}

impl Line {
    /// Whether somebody still has to look at it.
    pub fn is_open(&self) -> bool {
        self.outcome == Outcome::Look && self.finding.is_none()
    }
}

type LineRow =
    ((i64, NaiveDate, i64, String, String, Option<String>, Option<i64>), (Option<i64>, Option<i64>, Option<String>));

macro_rules! line_columns {
    () => {
        (
            (
                bank_lines::id,
                bank_lines::booked_on,
                bank_lines::amount_pence,
                bank_lines::words,
                bank_lines::outcome,
                bank_lines::why,
                bank_lines::payment_id,
            ),
            (payments::run_id.nullable(), payments::invoice_id.nullable(), bank_lines::finding),
        )
    };
}

fn line(((id, on, pence, words, outcome, why, payment), (run, invoice, finding)): LineRow) -> Result<Line, DbError> {
    let outcome = DbError::parsed(&outcome)?;
    Ok(Line {
        id: BankLineId(id),
        on,
        amount: Money::from_pence(pence),
        words,
        outcome,
        why,
        payment: payment.map(PaymentId),
        of: (run.map(PaymentRunId), invoice.map(InvoiceId)),
        finding,
    })
}

/// The lines of a statement, in their order.
pub fn lines(db: &mut Db, statement: BankStatementId) -> Result<Vec<Line>, DbError> {
    let rows: Vec<LineRow> = bank_lines::table
        .left_join(payments::table)
        .filter(bank_lines::statement_id.eq(statement.0))
        .order(bank_lines::id.asc())
        .select(line_columns!())
        .load(db)?;
    rows.into_iter().map(line).collect()
}

/// The lines of a council that somebody still has to look at, oldest first.
pub fn open_lines(db: &mut Db, council: OrganisationId, limit: i64) -> Result<Vec<Line>, DbError> {
    let open = bank_lines::outcome.eq(Outcome::Look.as_str()).and(bank_lines::settled_at.is_null());
    let rows: Vec<LineRow> = bank_lines::table
        .left_join(payments::table)
        .filter(bank_lines::council_id.eq(council.0).and(open))
        .order(bank_lines::id.asc())
        .limit(limit)
        .select(line_columns!())
        .load(db)?;
    rows.into_iter().map(line).collect()
}

/// One line of a council.
pub fn line_of(db: &mut Db, council: OrganisationId, id: BankLineId) -> Result<Line, DbError> {
    let own = bank_lines::id.eq(id.0).and(bank_lines::council_id.eq(council.0));
    line(bank_lines::table.left_join(payments::table).filter(own).select(line_columns!()).get_result(db)?)
}

/// Writes what somebody found out about a line that was open; gives how many rows that was.
pub fn settle_by_hand(
    db: &mut Db,
    id: BankLineId,
    finding: &str,
    (by, at): (UserId, NaiveDateTime),
) -> Result<usize, DbError> {
    let open = bank_lines::outcome.eq(Outcome::Look.as_str()).and(bank_lines::settled_at.is_null());
    Ok(diesel::update(bank_lines::table.filter(bank_lines::id.eq(id.0).and(open)))
        .set((
            bank_lines::finding.eq(Some(finding)),
            bank_lines::settled_by.eq(Some(by.0)),
            bank_lines::settled_at.eq(Some(at)),
        ))
        .execute(db)?)
}
