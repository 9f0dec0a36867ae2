//! Lines come in: as a file from the bank, looked at before it is kept, or by hand.

use std::sync::Arc;

use chrono::NaiveDate;

use super::{ids, own_pots, pot_of};
use crate::accounts::{Actor, Scope};
use crate::app::App;
use crate::billing::error::BillingError;
use crate::billing::own_bank::model::{Columns, LARGEST_FILE, MOST_LINES, Read, Row, cut, rows};
use crate::billing::own_bank::store;
use crate::db::Db;
use crate::kernel::Money;

/// A file before its lines are kept.
#[derive(Clone, Debug)]
pub struct Looked {
    /// Its number.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Its columns.
    pub header: Vec<String>,
    /// What they mean.
    pub columns: Columns,
    /// Its lines, or what is wrong with each.
    pub rows: Vec<Read>,
    /// How many of its lines are here already.
    pub known: usize,
}

/// The most bytes of the names of all columns.
const LONGEST_HEADER: usize = 2_000;
const WRONG: &str = "Choose a CSV file from your bank, with at least one line, and 2,000 at most.";

/// Takes a file in, to be looked at. Gives its number.
///
/// # Errors
/// [`BillingError::NeedsWords`] for what is no CSV file.
pub async fn send(app: &App, actor: &Actor, name: &str, bytes: Vec<u8>) -> Result<i64, BillingError> {
    if bytes.len() > LARGEST_FILE || bytes.contains(&0) {
        return Err(BillingError::NeedsWords(WRONG));
    }
    // Banks in Britain that don't write UTF-8 write Latin-1.
    let text = String::from_utf8(bytes)
        .unwrap_or_else(|error| error.into_bytes().iter().map(|byte| char::from(*byte)).collect());
    let file = cut(&text).ok_or(BillingError::NeedsWords(WRONG))?;
    // PostgreSQL keeps what the columns mean by their names, in an index whose rows are at most 2,704 bytes long.
    if file.rows.len() > MOST_LINES || file.header.join("|").len() > LONGEST_HEADER {
        return Err(BillingError::NeedsWords(WRONG));
    }
    let name: String = name.chars().take(100).collect();
    let given = Arc::new((actor.clone(), name, text, file));
    let (today, now) = (app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            let (actor, name, text, file) = &*given;
            let (_, pots) = own_pots(db, actor, Scope::Order, today)?;
            let first = pots.first().ok_or(BillingError::NotFound)?.id;
            let header = file.header.join("|");
            let columns = store::remembered(db, &ids(&pots), &header)?.unwrap_or(file.columns);
            Ok(store::insert_file(db, first, (name, &header, text), &columns, (actor.by(), now))?)
        })
        .await
}

fn looked(
    db: &mut Db,
    actor: &Actor,
    id: i64,
    columns: Option<Columns>,
    today: NaiveDate,
) -> Result<Looked, BillingError> {
    let (_, pots) = own_pots(db, actor, Scope::Order, today)?;
    let (file, pots) = (store::file(db, id)?, ids(&pots));
    let text = file.text.filter(|_| pots.contains(&file.pot)).ok_or(BillingError::NotFound)?;
    let cut = cut(&text).ok_or(BillingError::NotFound)?;
    let columns = columns.unwrap_or(file.columns);
    let rows = if columns.are_enough() { rows(&cut.rows, &columns, today) } else { Vec::new() };
    let here = store::keys(db, &pots)?;
    let known = rows.iter().filter(|(_, row)| row.as_ref().is_ok_and(|row| here.contains(&row.key))).count();
    Ok(Looked { id, name: file.name, header: cut.header, columns, rows, known })
}

/// A file with its lines, read by these columns, or by those that are remembered.
///
/// # Errors
/// [`BillingError::NotFound`] for anybody else's, and once its lines are kept.
pub async fn look(app: &App, actor: &Actor, id: i64, columns: Option<Columns>) -> Result<Looked, BillingError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db.read(move |db| looked(db, &actor, id, columns, today)).await
}

/// Keeps the lines of a file that can be read. Gives how many are new.
///
/// # Errors
/// [`BillingError::NotFound`] once they are kept.
pub async fn keep(app: &App, actor: &Actor, id: i64, columns: Columns) -> Result<usize, BillingError> {
    let (actor, today, now) = (actor.clone(), app.clock.today(), app.clock.now());
    app.db
        .write(move |db| {
            let (_, pots) = own_pots(db, &actor, Scope::Order, today)?;
            let looked = looked(db, &actor, id, Some(columns), today)?;
            let here = store::keys(db, &ids(&pots))?;
            let mut new = 0;
            for row in looked.rows.iter().filter_map(|(_, row)| row.as_ref().ok()) {
                if here.contains(&row.key) {
                    continue;
                }
                let pot = pot_of(&pots, row.on).ok_or(BillingError::NotFound)?;
                new += usize::from(store::insert_line(db, pot, row, actor.by(), now)?);
            }
            store::finish_file(db, id, &columns)?;
            Ok(new)
        })
        .await
}

/// Adds a line by hand.
///
/// # Errors
/// [`BillingError::Changed`] when there is the same line already; [`BillingError::NeedsDay`] for a day to come.
pub async fn add(app: &App, actor: &Actor, on: NaiveDate, amount: Money, words: String) -> Result<(), BillingError> {
    let (actor, today, now) = (actor.clone(), app.clock.today(), app.clock.now());
    if on > today {
        return Err(BillingError::NeedsWords("Enter a day that has come."));
    }
    app.db
        .write(move |db| {
            let (_, pots) = own_pots(db, &actor, Scope::Order, today)?;
            let pot = pot_of(&pots, on).ok_or(BillingError::NotFound)?;
            let key = format!("{on}|{}|{words}|1", amount.pence());
            if store::keys(db, &ids(&pots))?.contains(&key) {
                return Err(BillingError::Changed);
            }
            let row = Row { on, amount, words: words.clone(), key };
            if store::insert_line(db, pot, &row, actor.by(), now)? { Ok(()) } else { Err(BillingError::Changed) }
        })
        .await
}
