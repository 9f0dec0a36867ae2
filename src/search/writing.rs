//! Many changes written on several threads; and other work on many things, such as reading the columns of segments.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::indexer::UserOperation;
use tantivy::{Index, IndexWriter, TantivyError};

use super::doc::IndexChange;
use super::error::SearchError;
use super::schema::{self, Fields};

/// What each thread of the writer gathers in memory before it writes a segment; it is used only while an index is filled.
const WRITER_HEAP_BYTES: usize = 64_000_000;
/// Threads that write, at most: more would only wait for the disk.
const MOST_WRITERS: usize = 4;
/// Changes that one thread takes at a time; up to so many are written by one thread into one segment.
pub(super) const CHUNK: usize = 500;

/// As many threads as there are cores, a few at most.
fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(MOST_WRITERS)
}

pub(super) fn new_writer(index: &Index) -> Result<IndexWriter, TantivyError> {
    index.writer_with_num_threads(threads(), threads() * WRITER_HEAP_BYTES)
}

/// The last change of each listing: with one of each, their order doesn't matter.
pub(super) fn last_of_each(mut batch: Vec<IndexChange>) -> Vec<IndexChange> {
    let mut seen = HashSet::with_capacity(batch.len());
    batch.reverse();
    batch.retain(|change| seen.insert(change.listing_id()));
    batch.reverse();
    batch
}

/// Hands one thread's worth of new listings to the writer. What they replace was deleted before.
pub(super) fn write_chunk(writer: &IndexWriter, fields: &Fields, chunk: &[IndexChange]) -> Result<(), SearchError> {
    let mut operations = Vec::with_capacity(chunk.len());
    for change in chunk {
        if let IndexChange::Put(listing) = change {
            operations.push(UserOperation::Add(schema::document(fields, listing)?));
        }
    }
    writer.run(operations)?;
    Ok(())
}

/// Does `work` for each item, on several threads when there are several items, the first items first.
pub(super) fn on_threads<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = threads().min(items.len());
    if threads < 2 {
        return items.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let mut all = Vec::with_capacity(items.len());
    std::thread::scope(|scope| {
        let run =
            || std::iter::from_fn(|| items.get(next.fetch_add(1, Ordering::Relaxed))).map(&work).collect::<Vec<R>>();
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(run)).collect();
        all.extend(run());
        for other in others {
            match other.join() {
                Ok(done) => all.extend(done),
                // A panic here is one there: whoever opens a damaged index waits for it.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
    all
}
