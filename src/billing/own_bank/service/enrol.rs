//! Writing bank lines down as they happened, without forms: for the demo and tests. Callers hold the transaction and the
//! locks. The rules are the same as on the pages.

use chrono::{NaiveDate, NaiveDateTime};

use super::saying::{Said, count, then};
use super::{BankLine, Row};
use crate::accounts::By;
use crate::billing::error::BillingError;
use crate::billing::model::{InvoiceStatus, Payer, Sort, Wanted};
use crate::billing::own_bank::store;
use crate::billing::service::moves::Act;
use crate::billing::store::lists::{self, Of};
use crate::billing::store::payments;
use crate::budgets::model::Pot;
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::{Money, PageNumber, PotId};

/// A line of an account, as the bank wrote it. Gives its number.
///
/// # Errors
/// When the database fails; [`DbError::NotFound`] when there is the same line already.
pub fn line(
    db: &mut Db,
    pot: PotId,
    (on, amount, words): (NaiveDate, Money, &str),
    (by, at): (By, NaiveDateTime),
) -> Result<i64, DbError> {
    let key = format!("{on}|{}|{words}|1", amount.pence());
    let row = Row { on, amount, words: words.to_owned(), key };
    if store::insert_line(db, pot, &row, by, at)? {
        let newest = store::lines(db, &[pot], i64::MAX)?.into_iter().map(|line| line.id).max();
        newest.ok_or(DbError::NotFound)
    } else {
        Err(DbError::NotFound)
    }
}

/// Says what a line was for.
///
/// # Errors
/// As on the page.
pub fn said(
    db: &mut Db,
    pot: &Pot,
    (line, said): (i64, &Said),
    (by, at): (By, NaiveDateTime),
) -> Result<(), BillingError> {
    let act = Act { by: Some(by), now: at, today: london(at).date(), site: None };
    let was = store::by_id(db, line)?;
    let now = BankLine { said_at: Some(at), ..then(db, &was, pot, said)? };
    if !store::turn(db, &was, &now)? {
        return Err(BillingError::Changed);
    }
    count(db, &act, (&was, &now))
}

/// The lines of the newest invoices of a pot that its holder has paid.
///
/// # Errors
/// As on the page.
pub fn of_paid_invoices(
    db: &mut Db,
    pot: &Pot,
    most: usize,
    (by, at): (By, NaiveDateTime),
) -> Result<(), BillingError> {
    let wanted = Wanted { status: Some(InvoiceStatus::Paid), sort: Sort::Newest, page: PageNumber::FIRST };
    let paid = lists::items(db, Of::Pot(pot.id), wanted, i64::MAX, 0)?.into_iter().map(|one| one.invoice);
    for invoice in paid.filter(|one| one.payer == Payer::Holder).take(most) {
        let paid_on = payments::live(db, invoice.id)?.filter(|paid| paid.run.is_none()).and_then(|paid| paid.paid_on);
        let (Some(on), Some(amount)) = (paid_on, invoice.paid.checked_neg()) else { continue };
        let words = format!("FASTER PAYMENT {} {}", invoice.parties.seller.name.to_uppercase(), invoice.reference);
        let id = line(db, pot.id, (on, amount, &words), (by, at))?;
        said(db, pot, (id, &Said::Invoice(invoice.id)), (by, at))?;
    }
    Ok(())
}
