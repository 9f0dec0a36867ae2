//! Recomputes every balance and every seal from the transfers, and says what differs.
//!
//! It goes through the transfers once, pot by pot in the order of their chains, with a bounded number of them in memory.
//! Pots have nothing to do with each other, so several may be checked at the same time ([`verify_pots`]).

use std::collections::BTreeMap;
use std::fmt;

use chrono::DateTime;

use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{AccountId, PotId};

use super::chain::{NO_SEAL, Seal};
use super::model::AccountKind;
use super::store::chain::Entry;
use super::store::sums::Kept;
use super::store::{self, Account, Flow};
use super::sums::Sums;
use super::{seal, store::chain};

/// How many pots are held in memory at a time.
pub const PAGE: i64 = 500;
/// How many transfers are.
const ENTRIES: i64 = 10_000;

/// Something in the books that doesn't add up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Whose books.
    pub pot: PotId,
    /// What is wrong, in a sentence.
    pub words: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pot {}: {}", self.pot, self.words)
    }
}

/// What was looked at, and what was wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// How many pots.
    pub pots: u64,
    /// How many transfers.
    pub transfers: u64,
    /// How many of them wait to be sealed; they are no fault while a database of before is being sealed.
    pub unsealed: u64,
    /// All that is wrong; empty when the books are right.
    pub faults: Vec<Fault>,
}

impl Checked {
    /// Adds what was found in other pots.
    pub fn add(&mut self, other: Self) {
        self.pots += other.pots;
        self.transfers += other.transfers;
        self.unsealed += other.unsealed;
        self.faults.extend(other.faults);
    }
}

/// Whether a pot's transfers fit their seals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainState {
    /// Each fits.
    Fits {
        /// How many there are.
        transfers: u64,
    },
    /// Some wait to be sealed; the others fit.
    Waiting,
    /// Something is wrong: the first thing that is, in a sentence.
    Broken(String),
}

/// Goes through the whole ledger.
///
/// # Errors
/// When the database can't be read; what is wrong in the books is no error but a [`Fault`].
pub fn verify(db: &mut Db) -> Result<Checked, DbError> {
    let mut checked = Checked::default();
    let mut after = PotId(0);
    loop {
        let pots = next_pots(db, after)?;
        let Some(last) = pots.last().copied() else { return Ok(checked) };
        checked.add(verify_pots(db, &pots)?);
        after = last;
    }
}

/// The next [`PAGE`] pots after one.
///
/// # Errors
/// When the database can't be read.
pub fn next_pots(db: &mut Db, after: PotId) -> Result<Vec<PotId>, DbError> {
    store::pots_after(db, after, PAGE)
}

/// Whether one pot's transfers fit. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn chain_of(db: &mut Db, pot: PotId) -> Result<ChainState, DbError> {
    let checked = verify_pots(db, &[pot])?;
    Ok(match checked.faults.into_iter().next() {
        Some(fault) => ChainState::Broken(fault.words),
        None if checked.unsealed > 0 => ChainState::Waiting,
        None => ChainState::Fits { transfers: checked.transfers },
    })
}

/// Checks pots that follow each other by their ids.
///
/// # Errors
/// When the database can't be read.
pub fn verify_pots(db: &mut Db, pots: &[PotId]) -> Result<Checked, DbError> {
    let (Some(first), Some(last)) = (pots.first().copied(), pots.last().copied()) else {
        return Ok(Checked::default());
    };
    let mut books: BTreeMap<PotId, Book> = pots.iter().map(|pot| (*pot, Book::default())).collect();
    for account in store::accounts_between(db, first, last)? {
        books.entry(account.pot).or_default().accounts.push((account, 0));
    }
    for (pot, starts_on, to) in store::sums::summed(db, first, last)? {
        books.entry(pot).or_default().sums = Some((Sums::new(starts_on), to));
    }
    for row in store::sums::between(db, first, last)? {
        books.entry(row.pot).or_default().kept.push(row);
    }
    follow(db, &mut books, (first, last))?;
    let sealed = seal::is_sealed(db)?;
    let mut after = 0;
    loop {
        let loose = chain::unsealed_between(db, (first, last), after, ENTRIES)?;
        for entry in &loose {
            books.entry(PotId(entry.pot)).or_default().count_unsealed(entry, sealed);
        }
        match loose.last() {
            Some(entry) if loose.len() >= usize::try_from(ENTRIES).unwrap_or(usize::MAX) => after = entry.id,
            _ => break,
        }
    }
    let mut checked = Checked::default();
    for (pot, book) in books {
        checked.pots += 1;
        checked.transfers += book.transfers;
        checked.unsealed += book.unsealed;
        checked.faults.extend(book.faults().into_iter().map(|words| Fault { pot, words }));
    }
    Ok(checked)
}

/// Takes every link of these pots in order: first the rest of the pot in hand, then the pots after it.
fn follow(db: &mut Db, books: &mut BTreeMap<PotId, Book>, (first, last): (PotId, PotId)) -> Result<(), DbError> {
    let mut buffer = Vec::with_capacity(512);
    let (mut pot, mut position) = (first, 0);
    loop {
        let mut entries = chain::links_of(db, pot, position, ENTRIES)?;
        let room = ENTRIES - i64::try_from(entries.len()).unwrap_or(ENTRIES);
        if room > 0 && pot < last {
            entries.extend(chain::links_between(db, pot, last, room)?);
        }
        let Some(end) = entries.last() else { return Ok(()) };
        let whole = i64::try_from(entries.len()).unwrap_or(ENTRIES) < ENTRIES;
        (pot, position) = (PotId(end.pot), end.position.unwrap_or(i64::MAX));
        for of_one_pot in entries.chunk_by(|one, next| one.pot == next.pot) {
            let Some(head) = of_one_pot.first() else { continue };
            let book = books.entry(PotId(head.pot)).or_default();
            for entry in of_one_pot {
                book.link(entry, &mut buffer);
            }
        }
        if whole {
            return Ok(());
        }
    }
}

/// All there is about one pot.
#[derive(Default)]
struct Book {
    /// Its accounts, each with what its transfers come to, in pence. Wide, so that no fault can overflow it.
    accounts: Vec<(Account, i128)>,
    /// Accounts of others that its transfers use.
    strays: BTreeMap<AccountId, i128>,
    put_in: i128,
    transfers: u64,
    unsealed: u64,
    position: i64,
    seal: Option<Seal>,
    /// The first thing that doesn't fit.
    broken: Option<String>,
    /// What its transfers up to a place come to, added up again where sums are kept.
    sums: Option<(Sums, i64)>,
    /// What was kept.
    kept: Vec<Kept>,
}

impl Book {
    /// The next transfer of its chain.
    fn link(&mut self, entry: &Entry, buffer: &mut Vec<u8>) {
        self.count(entry);
        if self.broken.is_some() {
            return;
        }
        self.position += 1;
        let stands_at = entry.position.unwrap_or_default();
        if stands_at != self.position {
            let (missing, id) = (self.position, entry.id);
            self.broken = Some(format!("its transfer number {missing} is missing: transfer {id} comes in its place."));
            return;
        }
        let kind = |id: i64| {
            let mine = self.accounts.iter().find(|(account, _)| account.id.0 == id);
            mine.map(|(account, _)| account.kind)
        };
        let (from, to) = (entry.from.map(kind), kind(entry.to));
        let words = |kind: Option<AccountKind>| kind.map_or("?", AccountKind::as_str);
        let before = self.seal.unwrap_or(NO_SEAL);
        let seal = entry.sealed(stands_at, from.map_or("", words), words(to), &before, buffer);
        if let Some((sums, _)) = self.sums.as_mut().filter(|(_, last)| stands_at <= *last)
            && let Some(to) = to
        {
            let plan_line = entry.plan_line();
            let flow = Flow { plan_line, from: from.flatten(), to, amount: Money::from_pence(entry.amount) };
            let at = DateTime::from_timestamp_micros(entry.at.0).unwrap_or_default().naive_utc();
            if let Err(error) = sums.add(at, &flow) {
                self.broken = Some(format!("its sums can’t be held: {error}."));
                return;
            }
        }
        if entry.seal.as_deref() == Some(seal.as_slice()) {
            self.seal = Some(seal);
        } else {
            let (id, key) = (entry.id, &entry.key);
            self.broken =
                Some(format!("transfer {id} ({key}) doesn’t fit its seal: it was changed after it was made."));
        }
    }

    /// A transfer that has no seal.
    fn count_unsealed(&mut self, entry: &Entry, should_be: bool) {
        self.count(entry);
        self.unsealed += 1;
        if should_be && self.broken.is_none() {
            let (id, key) = (entry.id, &entry.key);
            self.broken = Some(format!("transfer {id} ({key}) has no seal."));
        }
    }

    fn count(&mut self, entry: &Entry) {
        self.transfers += 1;
        let pence = i128::from(entry.amount);
        self.add(entry.to, pence);
        match entry.from {
            Some(from) => self.add(from, -pence),
            None => self.put_in += pence,
        }
    }

    fn add(&mut self, id: i64, pence: i128) {
        match self.accounts.iter_mut().find(|(account, _)| account.id.0 == id) {
            Some((_, moved)) => *moved += pence,
            None => *self.strays.entry(AccountId(id)).or_default() += pence,
        }
    }

    fn faults(self) -> Vec<String> {
        let fits = self.broken.is_none();
        let mut faults = Vec::from_iter(self.broken);
        for kind in AccountKind::ALL {
            if !self.accounts.iter().any(|(account, _)| account.kind == *kind) {
                faults.push(format!("it has no account \"{kind}\"."));
            }
        }
        for (account, moved) in &self.accounts {
            let (kind, balance) = (account.kind, i128::from(account.balance.pence()));
            if balance != *moved {
                faults.push(format!(
                    "its account \"{kind}\" says {}, but its transfers come to {}.",
                    account.balance,
                    said(*moved)
                ));
            }
            if balance < 0 {
                faults.push(format!("its account \"{kind}\" is below zero: {}.", account.balance));
            }
        }
        for id in self.strays.keys() {
            faults.push(format!("its transfers use account {id}, which isn't one of its own."));
        }
        let sums_fit = self.sums.as_ref().map_or(self.kept.is_empty(), |(sums, _)| sums.are(&self.kept));
        if fits && !sums_fit {
            faults.push("its kept sums aren’t what its transfers come to.".to_owned());
        }
        let held: i128 = self.accounts.iter().map(|(account, _)| i128::from(account.balance.pence())).sum();
        if held != self.put_in {
            let put_in = said(self.put_in);
            faults.push(format!("its accounts add up to {}, but its funding put in {put_in}.", said(held)));
        }
        faults
    }
}

fn said(pence: i128) -> String {
    i64::try_from(pence).map_or_else(|_| format!("{pence} pence"), |pence| Money::from_pence(pence).to_string())
}
