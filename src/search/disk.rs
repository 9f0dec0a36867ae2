//! The index's folder, with the stored listings read piece by piece instead of being mapped into memory.
//!
//! A page shows ten listings from anywhere in the file they are stored in. Mapped into memory, each brings 64 kB around
//! it into the process, until the whole file is there: at a million listings that is most of what the program would
//! hold. Everything else is mapped, as tantivy does it: it is read over and over, and in long runs.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, OwnedBytes, WatchCallback, WatchHandle, WritePtr,
};

/// Pieces up to this size are read; what is longer is a whole file on its way into another.
const PIECE_BYTES: usize = 65_536;
/// How the files of stored listings end.
const STORED: &str = "store";

/// A folder of the index.
#[derive(Clone, Debug)]
pub(super) struct Disk {
    mapped: MmapDirectory,
    home: PathBuf,
}

impl Disk {
    pub(super) fn open(home: &Path) -> Result<Self, OpenDirectoryError> {
        Ok(Self { mapped: MmapDirectory::open(home)?, home: home.to_owned() })
    }
}

/// A file of stored listings.
#[derive(Debug)]
struct Stored {
    file: File,
    mapped: Arc<dyn FileHandle>,
}

impl HasLen for Stored {
    fn len(&self) -> usize {
        self.mapped.len()
    }
}

impl FileHandle for Stored {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.len() > PIECE_BYTES {
            return self.mapped.read_bytes(range);
        }
        let mut piece = vec![0; range.len()];
        let at = u64::try_from(range.start).map_err(io::Error::other)?;
        self.file.read_exact_at(&mut piece, at)?;
        Ok(OwnedBytes::new(piece))
    }
}

impl Directory for Disk {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        let mapped = self.mapped.get_file_handle(path)?;
        if path.extension().is_none_or(|extension| extension != STORED) {
            return Ok(mapped);
        }
        let file =
            File::open(self.home.join(path)).map_err(|error| OpenReadError::wrap_io_error(error, path.to_owned()))?;
        Ok(Arc::new(Stored { file, mapped }))
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.mapped.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.mapped.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.mapped.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.mapped.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}
