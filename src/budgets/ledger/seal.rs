//! Sealing transfers of before there was a chain. Each is sealed once, after whatever its pot's chain holds by then, so it
//! may be done beside people who order, stopped at any time, and done again.

use crate::db::{Db, DbError, marks};
use crate::kernel::ids::PotId;

use super::chain::NO_SEAL;
use super::store;
use super::sums::keep_if_far;

/// Says that every transfer of this database has been sealed: one without a seal is a fault from then on.
const MARK: &str = "ledger_sealed";

/// Whether every transfer has been sealed before.
///
/// # Errors
/// When the database can't be read.
pub fn is_sealed(db: &mut Db) -> Result<bool, DbError> {
    Ok(marks::get(db, MARK)?.is_some())
}

/// Notes that every transfer has been sealed.
///
/// # Errors
/// When the row can't be written.
pub fn note_sealed(db: &mut Db) -> Result<(), DbError> {
    marks::set(db, MARK, "yes")
}

/// The next pot after this one that has a transfer without a seal.
///
/// # Errors
/// When the database can't be read.
pub fn next_unsealed(db: &mut Db, after: PotId) -> Result<Option<PotId>, DbError> {
    store::chain::next_unsealed(db, after)
}

/// Seals up to `limit` transfers of a pot, in the order in which they were made; says how many. The caller holds the
/// pot's lock.
///
/// # Errors
/// When the database can't be written.
pub fn seal_some(db: &mut Db, pot: PotId, limit: i64) -> Result<usize, DbError> {
    let accounts = store::accounts(db, pot)?;
    let (mut position, mut seal) = store::chain::end_of_chain(db, pot)?.unwrap_or((0, NO_SEAL));
    let loose = store::chain::unsealed_between(db, (pot, pot), 0, limit)?;
    let kind =
        |id: i64| accounts.iter().find(|account| account.id.0 == id).map_or("?", |account| account.kind.as_str());
    let mut buffer = Vec::new();
    for entry in &loose {
        position += 1;
        seal = entry.sealed(position, entry.from.map_or("", kind), kind(entry.to), &seal, &mut buffer);
        store::chain::set_seal(db, entry.id, position, &seal)?;
    }
    keep_if_far(db, pot)?;
    Ok(loose.len())
}
