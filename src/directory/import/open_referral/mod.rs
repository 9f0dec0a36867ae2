//! `handpick import open-referral FILE`: services in the JSON of Open Referral UK 3.0 (HSDS-UK-3.0).
//!
//! A file may hold one service, a page of a list (`contents`), an array, an organisation with its services, or services
//! at locations. What isn't known is left alone. Each service becomes a listing, and each organisation a provider; what
//! is in the way of that is told item by item. What people edited is kept, as for every import.

mod category;
mod fields;
mod items;
mod service;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use serde_json::Value;

use super::report::Report;
use super::text::{self, Encoding};
use super::{BATCH, DataSet, ImportError, Options, Pausing, Progress};
use crate::app::App;
use crate::directory::service::enrol::NewProvider;
use crate::directory::service::gone;
use crate::directory::service::imported::{self, Entry};
use items::Item;

/// The largest file, in bytes: all of it is held in memory.
const LARGEST_BYTES: u64 = 50 * 1024 * 1024;

/// Whose data a file is.
#[derive(Clone, Debug)]
pub struct Publisher {
    /// As "Leeds City Council". Entries of one publisher are one source.
    pub name: String,
    /// The line that its licence asks to show.
    pub licence: String,
}

impl Default for Publisher {
    fn default() -> Self {
        Self {
            name: "Open Referral UK".to_owned(),
            licence: "From open data in the format of Open Referral UK.".to_owned(),
        }
    }
}

/// Imports a file. `progress` is told after every batch.
///
/// # Errors
/// [`ImportError`]: what is wrong with the file, or a failure of the disk or the database.
pub fn run(
    app: &App,
    path: &Path,
    publisher: &Publisher,
    options: Options,
    mut progress: impl FnMut(Progress),
) -> Result<Report, ImportError> {
    let (value, bytes) = read(path)?;
    let items =
        items::of(value).map_err(|words| ImportError::NotServices { path: path.display().to_string(), words })?;
    let mut report = Report::new(DataSet::OpenReferral, Encoding::Utf8, Vec::new());
    (report.dry_run, report.rows) = (options.dry_run, u64::try_from(items.len()).unwrap_or(u64::MAX));
    let read = Reading { publisher, today: app.clock.today(), data_set: format!("oruk:{}", publisher.name) };
    let (entries, held) = read.entries(&items, &mut report);
    let total = entries.len().max(1);
    let mut entries = entries.into_iter().peekable();
    let mut done = 0_usize;
    while entries.peek().is_some() {
        let (numbers, batch): (Vec<u64>, Vec<Entry>) = entries.by_ref().take(BATCH).unzip();
        let batch = Arc::new(batch);
        let outcomes = imported::write(app, &batch, options.dry_run)?;
        for ((number, entry), outcome) in numbers.into_iter().zip(batch.iter()).zip(outcomes) {
            report.add(number, entry.listing.title.clone(), outcome);
        }
        done += batch.len();
        app.wake.notify_one();
        let share = bytes.saturating_mul(u64::try_from(done).unwrap_or(0)) / u64::try_from(total).unwrap_or(1);
        progress(Progress { bytes: share, of_bytes: bytes, rows: u64::try_from(done).unwrap_or(0) });
    }
    no_longer_held(app, &read.data_set, &held, options, &mut report)?;
    report.finish();
    Ok(report)
}

fn no_longer_held(
    app: &App,
    data_set: &str,
    held: &HashSet<String>,
    options: Options,
    report: &mut Report,
) -> Result<(), ImportError> {
    let found = gone::find(app, data_set, |key| held.contains(key))?;
    report.gone = u64::try_from(found.keys.len()).unwrap_or(u64::MAX);
    if found.keys.is_empty() || !options.complete {
        return Ok(());
    }
    if found.keys.len() * 2 > found.of {
        report.pausing = Pausing::Doubtful { damaged: 0 };
    } else {
        let (paused, left) = gone::pause(app, data_set, found.keys, options.dry_run)?;
        report.pausing = Pausing::Done { paused, left };
        app.wake.notify_one();
    }
    Ok(())
}

fn read(path: &Path) -> Result<(Value, u64), ImportError> {
    let name = || path.display().to_string();
    let unreadable = |error: std::io::Error| ImportError::Read { path: name(), problem: error.to_string() };
    let about = std::fs::metadata(path).map_err(unreadable)?;
    if !about.is_file() {
        return Err(ImportError::NotAFile(name()));
    }
    if about.len() > LARGEST_BYTES {
        return Err(ImportError::TooLargeJson { path: name(), megabytes: about.len().div_ceil(1024 * 1024) });
    }
    let bytes = std::fs::read(path).map_err(unreadable)?;
    let (_, text) = text::decode(&bytes).map_err(|problem| match problem {
        text::NotText::Blank => ImportError::Empty(name()),
        text::NotText::Binary => ImportError::Binary(name()),
    })?;
    let value = serde_json::from_str(&text);
    let value = value.map_err(|error| ImportError::NotJson { path: name(), problem: error.to_string() })?;
    Ok((value, about.len()))
}

/// What a reading of one file needs.
struct Reading<'a> {
    publisher: &'a Publisher,
    today: chrono::NaiveDate,
    data_set: String,
}

impl Reading<'_> {
    /// The entries of all items that make one, with their places in the file, and the keys of what the file holds.
    fn entries(&self, items: &[Item], report: &mut Report) -> (Vec<(u64, Entry)>, HashSet<String>) {
        // An organisation is the same for all of its services: what the first says of its place counts.
        let mut providers: HashMap<String, NewProvider> = HashMap::new();
        let (mut entries, mut held) = (Vec::new(), HashSet::new());
        for (number, item) in (1_u64..).zip(items) {
            let name = fields::line(&item.service, "name", 80);
            let mut notes = Vec::new();
            let made = service::listing(&item.service, self.today, &mut notes).and_then(|listing| {
                let organisation = fields::object(&item.service, "organization").ok_or("it names no organisation")?;
                let id = fields::id(organisation).ok_or("its organisation has no id")?;
                if !providers.contains_key(&id) {
                    let place = service::place(items, &id, &mut notes);
                    let made = service::provider(organisation, &item.service, place, self.publisher, &mut notes)?;
                    providers.insert(id.clone(), made);
                }
                let provider = providers.get(&id).cloned().ok_or("its organisation can’t be read")?;
                Ok((listing, provider))
            });
            for note in notes {
                report.note(number, name.clone(), note);
            }
            let key = fields::id(&item.service).map(|id| service::key(&id));
            if let (Some(key), false) = (&key, service::is_inactive(&item.service)) {
                held.insert(key.clone());
            }
            match (made, key) {
                (Ok((listing, provider)), Some(listing_key)) => {
                    let listing_hash = super::entry::hash(&listing);
                    let data_set = self.data_set.clone();
                    let entry = Entry { data_set, provider, listing, listing_key, listing_hash, name_key: None };
                    entries.push((number, entry));
                }
                (Ok(_), None) => report.skip(number, name, "it has no id".to_owned()),
                (Err(reason), _) => report.skip(number, name, reason),
            }
        }
        (entries, held)
    }
}
