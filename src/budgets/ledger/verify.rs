//! Recomputes every balance from the transfers, and says what differs.

use std::collections::BTreeMap;
use std::fmt;

use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::{AccountId, PotId};

use super::model::AccountKind;
use super::store::{self, Account, Way};

/// How many pots are held in memory at a time.
const PAGE: i64 = 500;

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
    /// All that is wrong; empty when the books are right.
    pub faults: Vec<Fault>,
}

/// Goes through the whole ledger.
///
/// # Errors
/// When the database can't be read; what is wrong in the books is no error but a [`Fault`].
pub fn verify(db: &mut Db) -> Result<Checked, DbError> {
    let mut checked = Checked::default();
    let mut after = PotId(0);
    loop {
        let pots = store::pots_after(db, after, PAGE)?;
        let (Some(first), Some(last)) = (pots.first().copied(), pots.last().copied()) else { return Ok(checked) };
        let mut books: BTreeMap<PotId, Book> = pots.iter().map(|pot| (*pot, Book::default())).collect();
        for account in store::accounts_between(db, first, last)? {
            books.entry(account.pot).or_default().accounts.push(account);
        }
        for way in store::ways_between(db, first, last)? {
            books.entry(way.pot).or_default().ways.push(way);
        }
        for (pot, book) in books {
            checked.pots += 1;
            checked.transfers += book.ways.iter().map(|way| way.transfers.unsigned_abs()).sum::<u64>();
            checked.faults.extend(book.faults().into_iter().map(|words| Fault { pot, words }));
        }
        after = last;
    }
}

/// All there is about one pot.
#[derive(Default)]
struct Book {
    accounts: Vec<Account>,
    ways: Vec<Way>,
}

impl Book {
    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for kind in AccountKind::ALL {
            if !self.accounts.iter().any(|account| account.kind == *kind) {
                faults.push(format!("it has no account \"{kind}\"."));
            }
        }
        let moved = self.moved();
        for account in &self.accounts {
            let moved = moved.get(&account.id).copied().unwrap_or_default();
            let (kind, balance) = (account.kind, i128::from(account.balance.pence()));
            if balance != moved {
                faults.push(format!(
                    "its account \"{kind}\" says {}, but its transfers come to {}.",
                    account.balance,
                    said(moved)
                ));
            }
            if balance < 0 {
                faults.push(format!("its account \"{kind}\" is below zero: {}.", account.balance));
            }
        }
        for id in moved.keys().filter(|id| !self.accounts.iter().any(|account| account.id == **id)) {
            faults.push(format!("its transfers use account {id}, which isn't one of its own."));
        }
        let held: i128 = self.accounts.iter().map(|account| i128::from(account.balance.pence())).sum();
        let put_in: i128 =
            self.ways.iter().filter(|way| way.from.is_none()).map(|way| i128::from(way.amount.pence())).sum();
        if held != put_in {
            faults.push(format!("its accounts add up to {}, but its funding put in {}.", said(held), said(put_in)));
        }
        faults
    }

    /// What the transfers come to for each account they touch, in pence. Wide, so that no fault can overflow it.
    fn moved(&self) -> BTreeMap<AccountId, i128> {
        let mut moved = BTreeMap::new();
        for way in &self.ways {
            let pence = i128::from(way.amount.pence());
            *moved.entry(way.to).or_default() += pence;
            if let Some(from) = way.from {
                *moved.entry(from).or_default() -= pence;
            }
        }
        moved
    }
}

fn said(pence: i128) -> String {
    i64::try_from(pence).map_or_else(|_| format!("{pence} pence"), |pence| Money::from_pence(pence).to_string())
}
