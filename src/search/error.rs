//! What can go wrong with the index. The cause is for the log, never for a page.

use std::path::PathBuf;

/// A fault of the index or of the disk below it.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// Another process holds the index directory's writer lock.
    #[error("the search index in {0} is in use by another process")]
    Busy(PathBuf),
    /// The index directory can't be made, read or cleared.
    #[error("the search index directory {path}: {source}")]
    Directory {
        /// Which directory.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// Anything else the index reports (a full disk, a damaged file).
    #[error("the search index: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// A stored listing can't be read back.
    #[error("a listing in the search index can't be read: {0}")]
    Stored(#[from] postcard::Error),
}

impl From<std::io::Error> for SearchError {
    fn from(error: std::io::Error) -> Self {
        Self::Index(tantivy::TantivyError::from(error))
    }
}
