//! The index on disk: opening, changing, and the snapshot that searches read.
//!
//! Invariants: one writer; the outbox sequence that an index has reached is in its commit payload, so
//! after a crash what is missing is applied again and nothing is applied by halves; an index of another
//! version, or a damaged one, is thrown away and starts empty at sequence 0, for the caller to fill.

use std::collections::HashMap;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use tantivy::directory::error::LockError;
use tantivy::directory::{Directory as _, DirectoryLock, Lock};
use tantivy::index::SegmentId;
use tantivy::{
    Index, IndexReader, IndexSettings, IndexWriter, ReloadPolicy, Searcher, SegmentReader, TantivyError, Term,
};

use super::analyser;
use super::bits::Bits;
use super::columns::Columns;
use super::disk::Disk;
use super::doc::IndexChange;
use super::error::SearchError;
use super::find::{self, Known};
use super::request::{SearchRequest, SearchResults, Suggestion};
use super::schema::{self, Fields, VERSION};
use super::suggest;
use super::values::{Places, Values};
use super::writing::{CHUNK, last_of_each, new_writer, on_threads, write_chunk};

/// Stored listings are compressed in blocks of this size: small, since a page reads a few from each of many.
const STORE_BLOCK_BYTES: usize = 4_096;
/// So many of them are kept for each segment: pages show listings from anywhere, so hardly any is asked for twice.
const STORE_BLOCKS_KEPT: usize = 8;
/// The file that is locked while an index is open.
const OPENED: &str = ".handpick-opened.lock";
/// An index up to this size has its checksums read when it is opened; a larger one would start slowly.
const CHECKED_UP_TO_BYTES: u64 = 256_000_000;
/// Mean rating, in hundredths, while nothing has been rated.
const MEAN_RATING_AT_FIRST: u32 = 400;

/// The search index: cheap to clone, safe to share between threads.
#[derive(Clone)]
pub struct Search(Arc<Inner>);

struct Inner {
    index: Index,
    fields: Fields,
    reader: IndexReader,
    /// Made at the first change and after each failure; none before, in between and after a rest.
    writer: Mutex<Option<IndexWriter>>,
    /// No other process may open the folder, whether there is a writer or not.
    _opened: DirectoryLock,
    current: RwLock<Arc<Snapshot>>,
    /// There was a change since somebody asked.
    changed: AtomicBool,
    /// A search met a file that can't be read.
    damaged: AtomicBool,
}

/// One segment as of a snapshot.
pub(super) struct Part {
    pub(super) columns: Arc<Columns>,
    /// Which of its listings haven't been replaced or removed.
    pub(super) alive: Arc<Bits>,
    /// Where its values stand among those of all segments.
    pub(super) places: Places,
    id: SegmentId,
    deletes: Option<u64>,
}

/// What searches see until the next change: never changes itself.
pub(super) struct Snapshot {
    pub(super) searcher: Searcher,
    /// In the order of the searcher's segments.
    pub(super) parts: Vec<Part>,
    /// The values of all segments.
    pub(super) values: Values,
    /// In hundredths, over everything rated.
    pub(super) mean_rating: u32,
    last_seq: i64,
}

impl std::fmt::Debug for Search {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Search").field("count", &self.count()).field("last_seq", &self.last_seq()).finish()
    }
}

impl Search {
    /// Opens the index under `dir`, making it where there is none; without a directory, one in memory.
    ///
    /// A damaged index, or one of another version, is replaced by an empty one ([`Search::last_seq`] is 0).
    ///
    /// # Errors
    /// [`SearchError::Busy`] when another process has it open; otherwise what the disk says.
    pub fn open(dir: Option<&Path>) -> Result<Self, SearchError> {
        let Some(dir) = dir else {
            let (schema, fields) = schema::build();
            let index = Index::builder().schema(schema).settings(settings()).tokenizers(analyser::manager());
            return Self::start(index.create_in_ram()?, fields);
        };
        let home = dir.join(format!("v{VERSION}"));
        fs::create_dir_all(&home).map_err(|source| SearchError::Directory { path: home.clone(), source })?;
        remove_other_versions(dir, &home);
        // A damaged file makes tantivy return an error or panic, depending on where the damage is.
        match catch_unwind(AssertUnwindSafe(|| Self::open_dir(&home))) {
            Ok(Ok(search)) => return Ok(search),
            Ok(Err(SearchError::Index(TantivyError::LockFailure(LockError::LockBusy, _)))) => {
                return Err(SearchError::Busy(home));
            }
            Ok(Err(error)) => tracing::warn!(%error, "the search index can't be used; starting an empty one"),
            Err(_) => tracing::warn!("the search index is damaged; starting an empty one"),
        }
        let emptied = fs::remove_dir_all(&home).and_then(|()| fs::create_dir_all(&home));
        emptied.map_err(|source| SearchError::Directory { path: home.clone(), source })?;
        Self::open_dir(&home)
    }

    fn open_dir(home: &Path) -> Result<Self, SearchError> {
        let (schema, fields) = schema::build();
        let directory = Disk::open(home).map_err(TantivyError::from)?;
        let builder = Index::builder().schema(schema).settings(settings()).tokenizers(analyser::manager());
        let index = builder.open_or_create(directory)?;
        let search = Self::start(index, fields)?;
        if size_of_files(home) <= CHECKED_UP_TO_BYTES && !search.0.index.validate_checksum()?.is_empty() {
            let damaged = tantivy::error::DataCorruption::comment_only("a file's checksum is wrong");
            return Err(TantivyError::DataCorruption(damaged).into());
        }
        Ok(search)
    }

    fn start(index: Index, fields: Fields) -> Result<Self, SearchError> {
        let lock = Lock { filepath: PathBuf::from(OPENED), is_blocking: false };
        let opened = index.directory().acquire_lock(&lock).map_err(TantivyError::from)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual);
        let reader = reader.doc_store_cache_num_blocks(STORE_BLOCKS_KEPT).try_into()?;
        let snapshot = Snapshot::take(&index, &reader, &[])?;
        Ok(Self(Arc::new(Inner {
            index,
            fields,
            reader,
            writer: Mutex::new(None),
            _opened: opened,
            current: RwLock::new(Arc::new(snapshot)),
            changed: AtomicBool::new(false),
            damaged: AtomicBool::new(false),
        })))
    }

    /// Makes these changes, durable and visible to the next search when it returns, all or none of them.
    ///
    /// `last_seq` is the outbox sequence that the index has then reached. Blocks for 5 to 80 ms.
    ///
    /// # Errors
    /// What the disk or the index says; searches go on as before and the batch can be tried again.
    pub fn apply(&self, batch: Vec<IndexChange>, last_seq: i64) -> Result<(), SearchError> {
        let batch = last_of_each(batch);
        // What has a greater id than anything that is there can't be there, so nothing need be looked for and deleted.
        let greatest = self.snapshot().parts.iter().map(|part| part.columns.greatest_id).max().unwrap_or(0);
        self.change(last_seq, |writer, fields| {
            // Deletions go in one after the other, and first: tantivy looks for each from where the last one stood, so
            // ones that overtake each other would take out what was just put in.
            for change in batch.iter().filter(|change| change.listing_id() <= greatest) {
                writer.delete_term(Term::from_field_i64(fields.listing_id, change.listing_id()));
            }
            let chunks: Vec<&[IndexChange]> = batch.chunks(CHUNK).collect();
            let each = |chunk: &&[IndexChange]| write_chunk(writer, fields, chunk);
            on_threads(&chunks, each).into_iter().collect::<Result<(), _>>()
        })
    }

    /// Takes everything out and goes back to sequence 0.
    ///
    /// # Errors
    /// As for [`Search::apply`].
    pub fn clear(&self) -> Result<(), SearchError> {
        self.change(0, |writer, _| {
            writer.delete_all_documents()?;
            Ok(())
        })?;
        self.0.damaged.store(false, Ordering::Relaxed);
        Ok(())
    }

    fn change(
        &self,
        last_seq: i64,
        work: impl FnOnce(&IndexWriter, &Fields) -> Result<(), SearchError>,
    ) -> Result<(), SearchError> {
        self.0.changed.store(true, Ordering::Relaxed);
        let mut slot = locked(&self.0.writer);
        // A writer that has failed is dropped with whatever it had not committed.
        let mut writer = match slot.take() {
            Some(writer) => writer,
            None => new_writer(&self.0.index)?,
        };
        work(&writer, &self.0.fields)?;
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&last_seq.to_string());
        commit.commit()?;
        *slot = Some(writer);
        self.0.changed.store(true, Ordering::Relaxed);
        self.0.reader.reload()?;
        let before = self.snapshot();
        let after = Snapshot::take(&self.0.index, &self.0.reader, &before.parts)?;
        *self.0.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(after);
        Ok(())
    }

    /// If nothing has changed since it was called last, lets go of what only changes need: threads and some megabytes.
    /// The next change takes a few milliseconds longer. Blocks until segments are merged.
    pub fn rest_if_idle(&self) {
        if self.0.changed.swap(false, Ordering::Relaxed) {
            return;
        }
        // Whoever holds it is changing something.
        let Ok(mut slot) = self.0.writer.try_lock() else { return };
        if let Some(writer) = slot.take()
            && let Err(error) = writer.wait_merging_threads()
        {
            tracing::warn!(%error, "segments of the search index could not be merged; they are when it changes again");
        }
    }

    /// The outbox sequence that searches see; 0 for an empty index.
    #[must_use]
    pub fn last_seq(&self) -> i64 {
        self.snapshot().last_seq
    }

    /// How many listings there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.snapshot().parts.iter().map(|part| part.alive.count()).sum()
    }

    /// Finds listings. Blocks for a few milliseconds at most and reads nothing but the index.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, SearchError> {
        self.asker().search(request)
    }

    /// For several searches that belong together: what they have in common, such as the words, is looked up once.
    #[must_use]
    pub fn asker(&self) -> Asker<'_> {
        Asker { search: self, snapshot: self.snapshot(), known: Known::default() }
    }

    /// Whether a search met something that can't be read. A large index isn't read through when it is opened, so a
    /// damaged file may show only then. Whoever can fill the index takes everything out and fills it anew.
    #[must_use]
    pub fn is_damaged(&self) -> bool {
        self.0.damaged.load(Ordering::Relaxed)
    }

    /// Reads from the index; what goes wrong in it is damage, whether tantivy says so or panics.
    fn watched<T>(&self, read: impl FnOnce(&Fields) -> Result<T, SearchError>) -> Result<T, SearchError> {
        let outcome = catch_unwind(AssertUnwindSafe(|| read(&self.0.fields)));
        let outcome = outcome.unwrap_or_else(|_| {
            let damaged = tantivy::error::DataCorruption::comment_only("reading the search index panicked");
            Err(TantivyError::DataCorruption(damaged).into())
        });
        if let Err(error) = &outcome
            && !self.0.damaged.swap(true, Ordering::Relaxed)
        {
            tracing::error!(%error, "the search index is damaged");
        }
        outcome
    }

    /// How many listings a search finds: what [`Search::search`] would say, for less work.
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn total(&self, request: &SearchRequest) -> Result<u64, SearchError> {
        self.asker().total(request)
    }

    /// What the person may be about to type, at most `limit`: categories first, then listings and providers.
    #[must_use]
    pub fn suggest(&self, typed: &str, limit: usize) -> Vec<Suggestion> {
        suggest::suggest(&self.snapshot(), &self.0.fields, typed, limit)
    }

    fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.0.current.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Several searches of the same state of the index.
pub struct Asker<'a> {
    search: &'a Search,
    snapshot: Arc<Snapshot>,
    known: Known,
}

impl Asker<'_> {
    /// As [`Search::search`].
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, SearchError> {
        self.search.watched(|fields| find::find(&self.snapshot, fields, &self.known, request))
    }

    /// As [`Search::total`].
    ///
    /// # Errors
    /// When the index can't be read.
    pub fn total(&self, request: &SearchRequest) -> Result<u64, SearchError> {
        self.search.watched(|fields| find::total(&self.snapshot, fields, &self.known, request))
    }
}

impl Snapshot {
    /// Reads what is committed; columns of segments that were there before are kept.
    fn take(index: &Index, reader: &IndexReader, before: &[Part]) -> Result<Self, SearchError> {
        let searcher = reader.searcher();
        let known: HashMap<SegmentId, &Part> = before.iter().map(|part| (part.id, part)).collect();
        // The largest first, so that no thread begins one while the others have nothing left.
        let mut segments: Vec<(usize, &SegmentReader)> = searcher.segment_readers().iter().enumerate().collect();
        segments.sort_unstable_by_key(|(_, segment)| std::cmp::Reverse(segment.max_doc()));
        let read = |(at, segment): &(usize, &SegmentReader)| -> Result<(usize, Part), TantivyError> {
            let (id, deletes) = (segment.segment_id(), segment.delete_opstamp());
            let known = known.get(&id);
            let columns = match known {
                Some(part) => Arc::clone(&part.columns),
                None => Arc::new(Columns::read(segment)?),
            };
            let alive = match known {
                Some(part) if part.deletes == deletes => Arc::clone(&part.alive),
                _ => Arc::new(alive(segment)),
            };
            Ok((*at, Part { columns, alive, places: Places::default(), id, deletes }))
        };
        let mut parts = on_threads(&segments, read).into_iter().collect::<Result<Vec<_>, _>>()?;
        parts.sort_unstable_by_key(|(at, _)| *at);
        let mut parts: Vec<Part> = parts.into_iter().map(|(_, part)| part).collect();
        let (values, places) = Values::of(parts.iter().map(|part| &*part.columns));
        parts.iter_mut().zip(places).for_each(|(part, places)| part.places = places);
        let rated: u64 = parts.iter().map(|part| part.columns.rated).sum();
        let sum: u64 = parts.iter().map(|part| part.columns.rating_sum).sum();
        let mean = sum.checked_div(rated).and_then(|mean| u32::try_from(mean).ok());
        let payload = index.load_metas()?.payload;
        let last_seq = payload.and_then(|payload| payload.parse().ok()).unwrap_or(0);
        Ok(Self { searcher, parts, values, mean_rating: mean.unwrap_or(MEAN_RATING_AT_FIRST), last_seq })
    }
}

fn alive(segment: &SegmentReader) -> Bits {
    let mut bits = Bits::full(segment.max_doc());
    if segment.has_deletes() {
        (0..segment.max_doc()).filter(|&doc| segment.is_deleted(doc)).for_each(|doc| bits.remove(doc));
    }
    bits
}

fn settings() -> IndexSettings {
    IndexSettings { docstore_blocksize: STORE_BLOCK_BYTES, ..IndexSettings::default() }
}

fn locked(writer: &Mutex<Option<IndexWriter>>) -> MutexGuard<'_, Option<IndexWriter>> {
    writer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Directories of versions that this program doesn't read are only in the way.
fn remove_other_versions(dir: &Path, home: &Path) {
    for path in entries(dir) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_version = name.strip_prefix('v').is_some_and(|number| number.parse::<u32>().is_ok());
        if is_version && path != home && fs::remove_dir_all(&path).is_err() {
            tracing::warn!(path = %path.display(), "an old search index can't be removed");
        }
    }
}

fn entries(dir: &Path) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path())
}

fn size_of_files(dir: &Path) -> u64 {
    entries(dir).filter_map(|path| fs::metadata(path).ok()).map(|meta| meta.len()).sum()
}
