//! The books as a whole: checked against the transfers, and sealed where a version before left them unsealed.

use std::sync::{Mutex, PoisonError};

use crate::app::App;
use crate::budgets::ledger::{self, Checked};
use crate::db::{Database, DbError, LockKey, marks};
use crate::kernel::ids::PotId;

/// How many transfers are sealed in one transaction: others who order wait no longer than for one of these.
const BATCH: i64 = 500;

/// Says that the sums of every pot with many transfers are kept.
const SUMMED: &str = "ledger_summed";

/// More threads than this don't make a database quicker.
const MOST_THREADS: usize = 8;

/// Recomputes every balance and every seal from the transfers; for the command line. Waits right here. Each pot is looked
/// at as it stands at one moment, so orders may be placed meanwhile.
///
/// # Errors
/// When the database can't be read.
pub fn ledger_verify(database: &Database) -> Result<Checked, DbError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(MOST_THREADS);
    let after = Mutex::new(PotId(0));
    let mut checked = Checked::default();
    let found: Vec<Result<Checked, DbError>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(|| check_pages(database, &after))).collect();
        let stopped = || Err(DbError::Other("a thread that checks the ledger stopped".to_owned()));
        workers.into_iter().map(|worker| worker.join().unwrap_or_else(|_| stopped())).collect()
    });
    for part in found {
        checked.add(part?);
    }
    checked.faults.sort_by_key(|fault| fault.pot);
    Ok(checked)
}

/// Takes page after page of pots until there are no more.
fn check_pages(database: &Database, after: &Mutex<PotId>) -> Result<Checked, DbError> {
    let mut checked = Checked::default();
    loop {
        let pots = {
            let mut after = after.lock().unwrap_or_else(PoisonError::into_inner);
            let pots = database.read_blocking(|db| ledger::next_pots(db, *after))?;
            let Some(last) = pots.last() else { return Ok(checked) };
            *after = *last;
            pots
        };
        checked.add(database.read_blocking(|db| ledger::verify_pots(db, &pots))?);
    }
}

/// Seals every transfer that has no seal, and notes that it is done; says how many it sealed. Stopped in the middle, it
/// goes on the next time; twice is the same as once.
///
/// # Errors
/// When the database can't be written; what was sealed stays so.
pub fn seal(database: &Database) -> Result<usize, DbError> {
    let mut sealed = 0;
    let mut after = PotId(0);
    while let Some(pot) = database.read_blocking(|db| ledger::next_unsealed(db, after))? {
        loop {
            let locks = vec![LockKey::Pot(pot.0)];
            let batch = database.write_locked_blocking(locks, move |db| ledger::seal_some(db, pot, BATCH))?;
            sealed += batch;
            if batch == 0 {
                break;
            }
        }
        after = pot;
    }
    database.write_blocking(ledger::note_sealed)?;
    Ok(sealed)
}

/// Keeps the sums of every pot with many transfers that has none yet, and notes that it is done; says how many pots that
/// were. Stopped in the middle, it goes on the next time.
///
/// # Errors
/// When the database can't be written; what was kept stays so.
pub fn sum_up(database: &Database) -> Result<usize, DbError> {
    let mut kept = 0;
    let mut after = PotId(0);
    loop {
        let pots = database.read_blocking(|db| ledger::next_pots(db, after))?;
        let Some(last) = pots.last().copied() else { break };
        for pot in database.read_blocking(|db| ledger::far_behind(db, &pots))? {
            let locks = vec![LockKey::Pot(pot.0)];
            kept += usize::from(database.write_locked_blocking(locks, move |db| ledger::keep_if_far(db, pot))?);
        }
        after = last;
    }
    database.write_blocking(|db| marks::set(db, SUMMED, "yes"))?;
    Ok(kept)
}

/// What a node does when it starts: seals what an earlier version of the program left unsealed, and keeps the sums that
/// it didn't keep, the first time. It runs aside, because a large ledger takes minutes.
pub fn catch_up(app: &App) {
    seal_the_first_time(app);
    let summed = app.db.read_blocking(|db| marks::get(db, SUMMED)).map(|mark| mark.is_some());
    match summed.and_then(|summed| if summed { Ok(0) } else { sum_up(&app.db) }) {
        Ok(0) => {}
        Ok(pots) => tracing::info!(pots, "the sums of pots with many transfers are kept"),
        Err(error) => tracing::error!(%error, "sums could not be kept; it tries again at the next start"),
    }
}

fn seal_the_first_time(app: &App) {
    match app.db.read_blocking(ledger::is_sealed) {
        Ok(true) => return,
        Ok(false) => {}
        Err(error) => tracing::error!(%error, "whether the ledger is sealed could not be read"),
    }
    match seal(&app.db) {
        Ok(0) => {}
        Ok(sealed) => tracing::info!(sealed, "transfers of before are sealed"),
        Err(error) => tracing::error!(%error, "the ledger could not be sealed; it tries again at the next start"),
    }
}
