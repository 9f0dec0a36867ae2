//! Locks on hot things, such as one pot that many orders draw on.
//!
//! PostgreSQL's REPEATABLE READ sees the data as it was when the transaction began, so a lock taken
//! inside it comes too late: the winner's change is invisible and the loser fails. These locks are
//! taken *before* the transaction begins, so that writers on one pot queue instead of losing races.
//! SQLite needs none: it has one writer.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use super::DbError;

/// How long work waits in this program for others to let go of its locks.
const PATIENCE: Duration = Duration::from_secs(30);

/// What a lock is on. Rows that don't exist can be locked too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LockKey {
    /// A pot, by its id.
    Pot(i64),
    /// A budget, by its id.
    Budget(i64),
    /// A budget holder, by id: their basket, plan and mandates.
    Holder(i64),
    /// An order, by its id.
    Order(i64),
    /// A listing, by its id.
    Listing(i64),
    /// A provider, by its id: the numbers of its invoices.
    Provider(i64),
    /// The end of the search outbox; see `db::outbox`.
    Outbox,
    /// The schema itself, while migrations run.
    Schema,
}

impl LockKey {
    /// The number that PostgreSQL knows the lock by: the kind in the top byte, the id below it. Ids that
    /// differ only above 2^56 would share a lock, which costs time and never correctness.
    pub(super) fn number(self) -> i64 {
        let (kind, id) = match self {
            Self::Pot(id) => (1, id),
            Self::Budget(id) => (2, id),
            Self::Holder(id) => (3, id),
            Self::Order(id) => (4, id),
            Self::Listing(id) => (5, id),
            Self::Outbox => (6, 0),
            Self::Schema => (7, 0),
            Self::Provider(id) => (8, id),
        };
        (kind << 56) | (id & ((1 << 56) - 1))
    }
}

/// The keys in the one order that all nodes take them in, each once.
pub(super) fn in_order(mut keys: Vec<LockKey>) -> Vec<LockKey> {
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// Statements that take the session locks one after the other, in one round trip.
pub(super) fn lock_sql(keys: &[LockKey]) -> String {
    keys.iter().fold(String::new(), |mut sql, key| {
        // Writing to a String can't fail.
        let _ = write!(sql, "SELECT pg_advisory_lock({});", key.number());
        sql
    })
}

/// Takes the session locks one after the other, begins a transaction with these words, and hands the locks over to it: it
/// lets go of them when it ends, with no message for that.
pub(super) fn begin_locked_sql(keys: &[LockKey], begin: &str) -> String {
    let kept = lock_sql(keys).replace("pg_advisory_lock", "pg_advisory_xact_lock");
    format!("BEGIN; {} COMMIT; {begin}; {kept} SELECT pg_advisory_unlock_all()", lock_sql(keys))
}

/// The queue inside this process. Waiting here costs a thread; waiting at the server would cost a
/// connection too, and one busy pot could take the whole pool.
#[derive(Default)]
pub(super) struct LockTable {
    held: Mutex<BTreeSet<LockKey>>,
    freed: Condvar,
}

impl LockTable {
    /// Waits until all keys are free, takes them together, and gives them back on drop.
    pub(super) fn take(&self, keys: Vec<LockKey>) -> Result<Turn<'_>, DbError> {
        let held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let busy = |held: &mut BTreeSet<LockKey>| keys.iter().any(|key| held.contains(key));
        let waited = self.freed.wait_timeout_while(held, PATIENCE, busy);
        let (mut held, wait) = waited.unwrap_or_else(PoisonError::into_inner);
        if wait.timed_out() {
            return Err(DbError::Contention);
        }
        held.extend(keys.iter().copied());
        drop(held);
        Ok(Turn { table: self, keys })
    }
}

/// Keys that are held in this process.
pub(super) struct Turn<'a> {
    table: &'a LockTable,
    keys: Vec<LockKey>,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut held = self.table.held.lock().unwrap_or_else(PoisonError::into_inner);
        for key in &self.keys {
            held.remove(key);
        }
        drop(held);
        self.table.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_taken_once() {
        let keys = in_order(vec![LockKey::Holder(1), LockKey::Pot(9), LockKey::Pot(2), LockKey::Pot(9)]);
        assert_eq!(keys, [LockKey::Pot(2), LockKey::Pot(9), LockKey::Holder(1)]);
        assert_eq!(
            lock_sql(&[LockKey::Pot(2), LockKey::Holder(1)]),
            format!("SELECT pg_advisory_lock({});SELECT pg_advisory_lock({});", (1_i64 << 56) + 2, (3_i64 << 56) + 1)
        );
    }

    #[test]
    fn turns_never_overlap() {
        let table = LockTable::default();
        let inside = std::sync::atomic::AtomicU32::new(0);
        std::thread::scope(|scope| {
            for thread in 0..8 {
                let (table, inside) = (&table, &inside);
                scope.spawn(move || {
                    for round in 0..50 {
                        let turn = table.take(vec![LockKey::Pot(1), LockKey::Pot(2 + (thread + round) % 3)]).unwrap();
                        assert_eq!(inside.fetch_add(1, std::sync::atomic::Ordering::SeqCst), 0);
                        inside.fetch_sub(1, std::sync::atomic::Ordering::SeqCst);
                        drop(turn);
                    }
                });
            }
        });
    }
}
