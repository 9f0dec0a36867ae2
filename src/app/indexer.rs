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

/// Compares the index with the database, once it has followed, and builds it anew when they differ: the database may
/// have been put back from a copy, or the index may be another's.
///
/// # Errors
/// When the database or the index fails.
pub async fn check(app: &App) -> Result<(), IndexError> {
    catch_up(app).await?;
    let wanted = app.db.read(crate::directory::service::index::live_count).await?;
    let held = i64::try_from(app.search.count()).unwrap_or(i64::MAX);
    if wanted == held {
        return Ok(());
    }
    tracing::warn!(wanted, held, "the search index differs from the database and is built anew");
    let search = app.search.clone();
    tokio::task::spawn_blocking(move || search.clear()).await.map_err(|_| IndexError::Stopped)??;
    catch_up(app).await
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
