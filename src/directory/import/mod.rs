//! `handpick import listings FILE`: loads care homes and services from open data.
//!
//! Invariants: an imported provider is unclaimed, carries its source and licence line, and has no invented price or
//! rating; the same file again changes nothing; what people have edited is never overwritten, field by field, and what
//! somebody has claimed isn't touched until a moderator has found out who they are; a file is refused whole, before
//! anything is written, when it can't be what it should be; a broken row is skipped, and the report says why; what a
//! source no longer holds is paused only when it was said that the file is whole, and never deleted.
//!
//! A file goes through [`text`] (what encoding), [`columns`] (which data set), [`row`] (repairing cells),
//! [`entry`](mod@entry) (provider and listing); the service writes them in batches.

mod cells;
mod columns;
mod entry;
pub mod open_referral;
mod report;
mod row;
mod seen;
pub(in crate::directory) mod text;

use std::path::Path;
use std::sync::Arc;

use csv::StringRecord;

use super::service::gone;
use super::service::imported::{self, Entry};
use crate::app::App;
use crate::db::DbError;
use seen::Seen;

pub use columns::DataSet;
pub use report::{Kept, Pausing, Report, Skipped};
pub use text::Encoding;

/// How many rows go into one transaction.
const BATCH: usize = 200;

/// Why a file wasn't imported. Nothing was written, but for [`ImportError::Db`] and [`ImportError::Read`], before which
/// whole batches may have been.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// It can't be opened or read.
    #[error("{path} can’t be read: {problem}. Check the name and try again.")]
    Read {
        /// Which file.
        path: String,
        /// What the system said.
        problem: String,
    },
    /// A folder, a device or the like.
    #[error("{0} is not a file.")]
    NotAFile(String),
    /// It is too big to be one of the files this is for.
    #[error(
        "{path} is larger than 250 MB (it has {megabytes} MB). Split the file, with the column names in each part, and \
         import the parts."
    )]
    TooLarge {
        /// Which file.
        path: String,
        /// Its size, rounded up.
        megabytes: u64,
    },
    /// Nothing in it.
    #[error("{0} is empty.")]
    Empty(String),
    /// Not text: a spreadsheet, a picture, an archive.
    #[error("{0} is not a text file. If it is a spreadsheet, save it as CSV (UTF-8) and import that.")]
    Binary(String),
    /// Too much to be held in memory.
    #[error("{path} is larger than 50 MB (it has {megabytes} MB). Split its list and import the parts.")]
    TooLargeJson {
        /// Which file.
        path: String,
        /// Its size, rounded up.
        megabytes: u64,
    },
    /// Broken, or cut off.
    #[error("{path} isn’t whole JSON: {problem}. Nothing was imported.")]
    NotJson {
        /// Which file.
        path: String,
        /// Where it breaks.
        problem: String,
    },
    /// JSON of something else.
    #[error("{path} can’t be imported: {words}. Nothing was imported.")]
    NotServices {
        /// Which file.
        path: String,
        /// What it holds.
        words: String,
    },
    /// None of the column sets that are known.
    #[error("{}", columns::unknown_words(.found, .nearest.as_ref()))]
    UnknownColumns {
        /// What its first rows hold.
        found: Vec<String>,
        /// The data set that comes nearest, and the columns it lacks.
        nearest: Option<(DataSet, Vec<&'static str>)>,
    },
    /// The database failed.
    #[error("The database failed: {0}. Run the import again: it goes on where it stopped.")]
    Db(#[from] DbError),
}

/// How far an import has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Bytes of the file that were read.
    pub bytes: u64,
    /// Bytes in the file.
    pub of_bytes: u64,
    /// Rows that were dealt with.
    pub rows: u64,
}

/// The code of the council that people call this: "Bristol", "City of Bristol", "Bristol, City of".
pub(in crate::directory) fn council_by_name(name: &str) -> Option<String> {
    cells::council("", name)
}

/// How a file is to be imported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Does everything and keeps nothing, to see the report.
    pub dry_run: bool,
    /// The file is all there is: what it no longer holds is paused.
    pub complete: bool,
}

/// Imports a file. `progress` is told after every batch.
///
/// # Errors
/// [`ImportError`]: what is wrong with the file, or a failure of the disk or the database.
pub fn run(
    app: &App,
    path: &Path,
    options: Options,
    mut progress: impl FnMut(Progress),
) -> Result<Report, ImportError> {
    let source = text::open(path)?;
    let (columns, header) = columns::recognise(&source)?;
    let mut report = Report::new(columns.data_set, source.encoding, columns.unused.clone());
    report.dry_run = options.dry_run;
    let mut reader = source.csv(columns.delimiter)?;
    let mut seen = Seen::default();
    let mut pending: Vec<(u64, Entry)> = Vec::with_capacity(BATCH);
    let mut record = StringRecord::new();
    let unreadable = |error: csv::Error| source.unreadable(&error.to_string());
    let dated = report::month_in(path);
    for _ in 0..header {
        reader.read_record(&mut record).map_err(unreadable)?;
    }
    let mut last_line = text::line_of(&reader, &record);
    while reader.read_record(&mut record).map_err(unreadable)? {
        // A quotation mark that never closes leaves no line end to count.
        let line = text::line_of(&reader, &record).max(last_line + 1);
        last_line = line;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        report.rows += 1;
        match seen.row(&columns, &record, line) {
            Ok(row) => pending.push((line, entry::build(&row, columns.data_set, dated.as_deref()))),
            Err((name, skip)) => report.skip(line, name, skip.to_string()),
        }
        if pending.len() == BATCH {
            flush(app, &mut pending, &mut report)?;
            progress(Progress { bytes: source.bytes_read(), of_bytes: source.bytes, rows: report.rows });
        }
    }
    flush(app, &mut pending, &mut report)?;
    progress(Progress { bytes: source.bytes, of_bytes: source.bytes, rows: report.rows });
    no_longer_held(app, &seen, options, &mut report)?;
    report.finish();
    Ok(report)
}

fn flush(app: &App, pending: &mut Vec<(u64, Entry)>, report: &mut Report) -> Result<(), ImportError> {
    if pending.is_empty() {
        return Ok(());
    }
    let (lines, entries): (Vec<u64>, Vec<Entry>) = std::mem::take(pending).into_iter().unzip();
    let entries = Arc::new(entries);
    let outcomes = imported::write(app, &entries, report.dry_run)?;
    for ((line, entry), outcome) in lines.into_iter().zip(entries.iter()).zip(outcomes) {
        report.add(line, entry.provider.name.clone(), outcome);
    }
    app.wake.notify_one();
    Ok(())
}

/// Looks for what the source no longer holds, and pauses it when the file is said to be whole.
fn no_longer_held(app: &App, seen: &Seen, options: Options, report: &mut Report) -> Result<(), ImportError> {
    let data_set = report.data_set.code();
    let found = gone::find(app, data_set, |key| seen.holds(key))?;
    report.gone = u64::try_from(found.keys.len()).unwrap_or(u64::MAX);
    if found.keys.is_empty() || !options.complete {
        return Ok(());
    }
    // A file that was cut off, or a part of one, would empty the market.
    if seen.damaged > 0 || found.keys.len() * 2 > found.of {
        report.pausing = Pausing::Doubtful { damaged: seen.damaged };
    } else {
        let (paused, left) = gone::pause(app, data_set, found.keys, options.dry_run)?;
        report.pausing = Pausing::Done { paused, left };
        app.wake.notify_one();
    }
    Ok(())
}
