//! Keeps this node's search index up with the database, by following the outbox.
//!
//! The index remembers the last outbox row it holds, so that after a crash exactly what is missing is done again.

use super::App;
use crate::db::{DbError, outbox};
use crate::search::{IndexChange, SearchError};

/// Outbox rows read at a time.
const BATCH: i64 = 500;
/// Reads taken into one commit of an index that is far behind: commits are dear, and nobody waits for a single one.
const READS_WHEN_BEHIND: usize = 40;

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
    if app.search.is_damaged() {
        tracing::warn!("the search index can't be read everywhere and is built anew");
        app.search.clear()?;
    }
    let last = app.search.last_seq();
    let newest = outbox::latest(&app.db)?;
    if newest < last {
        // The database is another, or older, than the one this index followed.
        app.search.clear()?;
        return Ok(true);
    }
    let reads = if newest - last > BATCH { READS_WHEN_BEHIND } else { 1 };
    let today = app.clock.today();
    let (mut upto, mut changes) = (last, Vec::new());
    for _ in 0..reads {
        let touched = outbox::after(&app.db, upto, BATCH)?;
        let Some(touch) = touched.last() else { break };
        upto = touch.sequence;
        let mut listings: Vec<_> = touched.iter().map(|touch| touch.listing).collect();
        listings.sort_unstable();
        listings.dedup();
        let read: Vec<IndexChange> =
            app.db.read_blocking(|db| crate::directory::service::search_docs(db, &listings, today))?;
        changes.extend(read);
    }
    if upto == last {
        return Ok(false);
    }
    app.search.apply(changes, upto)?;
    Ok(true)
}
