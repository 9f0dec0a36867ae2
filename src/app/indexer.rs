//! Keeps this node's search index up with the database, by following the outbox.
//!
//! The index remembers the last outbox row it holds, so that after a crash exactly what is missing is done again.

use super::App;
use crate::db::{DbError, outbox};
use crate::search::{IndexChange, SearchError};

/// Outbox rows taken into one commit of the index.
const BATCH: i64 = 500;

/// Why the index could not follow.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The index failed.
    #[error(transparent)]
    Search(#[from] SearchError),
    /// The thread that writes the index stopped.
    #[error("the index writer stopped")]
    Stopped,
}

/// Brings the index up to the newest outbox row.
///
/// # Errors
/// When the database or the index fails; what was committed stays.
pub async fn catch_up(app: &App) -> Result<(), IndexError> {
    loop {
        let app = app.clone();
        let more = tokio::task::spawn_blocking(move || one_batch(&app)).await.map_err(|_| IndexError::Stopped)??;
        if !more {
            return Ok(());
        }
    }
}

/// One commit's worth; true when there may be more.
fn one_batch(app: &App) -> Result<bool, IndexError> {
    let last = app.search.last_seq();
    let newest = outbox::latest(&app.db)?;
    if newest < last {
        // The database is another, or older, than the one this index followed.
        app.search.clear()?;
        return Ok(true);
    }
    let touched = outbox::after(&app.db, last, BATCH)?;
    let Some(upto) = touched.last().map(|touch| touch.sequence) else {
        return Ok(false);
    };
    let mut listings: Vec<_> = touched.iter().map(|touch| touch.listing).collect();
    listings.sort_unstable();
    listings.dedup();
    let today = app.clock.today();
    let changes: Vec<IndexChange> =
        app.db.read_blocking(|db| crate::directory::service::search_docs(db, &listings, today))?;
    app.search.apply(changes, upto)?;
    Ok(true)
}
