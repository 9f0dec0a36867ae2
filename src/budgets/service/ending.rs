//! The pots of somebody whose case is closed. Callers hold the transaction and the locks, and have checked that it is
//! theirs to do.

use chrono::NaiveDateTime;

use crate::budgets::ledger::{self, Balances};
use crate::budgets::model::Pot;
use crate::budgets::{pots, store};
use crate::db::{Db, DbError};
use crate::kernel::ids::{HolderId, PotId};

/// All pots of a holder, of every year, those of their own money too.
///
/// # Errors
/// When the database can't be read.
pub fn pots_of(db: &mut Db, holder: HolderId) -> Result<Vec<PotId>, DbError> {
    Ok(store::statements::pots_of(db, holder)?.into_iter().map(|pot| pot.id).collect())
}

/// One pot.
///
/// # Errors
/// [`DbError::NotFound`] when there is no such pot.
pub fn pot(db: &mut Db, id: PotId) -> Result<Pot, DbError> {
    store::pot_by_id(db, id)
}

/// What a pot's accounts hold, without what only moved from one of its streams to another.
///
/// # Errors
/// When the database can't be read.
pub fn holds(db: &mut Db, id: PotId) -> Result<Balances, DbError> {
    let mut holds = ledger::balances(db, id)?;
    let moved = crate::budgets::contributions::store::moved(db, id)?;
    holds.recovered = holds.recovered.checked_sub(moved).unwrap_or_default();
    Ok(holds)
}

/// Closes all of a holder's pots, so that nothing is paid from them but what was ordered before; or opens them again.
///
/// # Errors
/// When the database fails.
pub fn set_closed(db: &mut Db, holder: HolderId, at: Option<NaiveDateTime>) -> Result<(), DbError> {
    store::set_closed(db, holder, at)
}

/// Takes out why a holder's pots were switched, once nothing needs it any more; how many rows that was.
///
/// # Errors
/// When the database fails.
pub fn forget(db: &mut Db, holder: HolderId) -> Result<usize, DbError> {
    pots::store::blank_reasons(db, holder)
}

/// Holders whose closed pots have something free, at most so many.
///
/// # Errors
/// When the database can't be read.
pub fn closed_with_money(db: &mut Db, limit: i64) -> Result<Vec<HolderId>, DbError> {
    store::closed_with_money(db, limit)
}
