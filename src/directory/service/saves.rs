//! How far the files are that are being saved now. A file is saved whole or not at all, so the database can't tell: this
//! node counts in memory. On another node its page says only how long the file is.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use crate::kernel::UploadId;

type Counts = Arc<Mutex<HashMap<UploadId, Arc<AtomicUsize>>>>;

/// The files that are being saved.
#[derive(Clone, Debug, Default)]
pub struct Saves(Counts);

/// One file that is being saved; forgotten when this goes.
#[derive(Debug)]
pub struct Saving {
    of: Saves,
    id: UploadId,
    rows: Arc<AtomicUsize>,
}

impl Saves {
    /// Begins to count the rows of a file.
    #[must_use]
    pub fn begin(&self, id: UploadId) -> Saving {
        let rows = Arc::<AtomicUsize>::default();
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&rows));
        Saving { of: self.clone(), id, rows }
    }

    /// How many rows of a file are done, if it is being saved here.
    #[must_use]
    pub fn done(&self, id: UploadId) -> Option<usize> {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counts.get(&id).map(|rows| rows.load(Ordering::Relaxed))
    }
}

impl Saving {
    /// A row is done.
    pub fn one_more(&self) {
        self.rows.fetch_add(1, Ordering::Relaxed);
    }

    /// It begins from the first row, because a race was lost.
    pub fn restart(&self) {
        self.rows.store(0, Ordering::Relaxed);
    }
}

impl Drop for Saving {
    fn drop(&mut self) {
        self.of.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.id);
    }
}
