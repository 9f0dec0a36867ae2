//! What an import did: how many rows were taken, changed, unchanged and skipped, and why.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::columns::DataSet;
use super::text::Encoding;
use crate::directory::service::imported::{Done, Outcome};
use crate::kernel::words::count;

/// How many skipped rows are listed one by one; the rest are counted by reason.
const LISTED: usize = 100;
/// How many skipped rows are kept in memory with their names; a directory of the whole country has many that aren't
/// support.
const KEPT: usize = 1_000;
/// How many reasons are counted apart.
const REASONS: usize = 200;

/// A row that was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Its name, as far as it has one.
    pub name: String,
    /// Why, to follow "because".
    pub reason: String,
}

/// An entry of which something was left alone, because people had edited it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Its name.
    pub name: String,
    /// What the source says something new about, and people had edited.
    pub fields: Vec<&'static str>,
}

/// What was done about entries that the source no longer holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pausing {
    /// Nothing: nobody said that the file is whole, or it was only tried.
    NotAsked,
    /// Nothing: the file looks like a part, with so many broken rows.
    Doubtful {
        /// Rows that were cut or run together.
        damaged: u64,
    },
    /// So many listings were paused, and so many left as they are: their providers run them, or they weren't live.
    Done {
        /// Paused.
        paused: u64,
        /// Left as they are.
        left: u64,
    },
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Report {
    /// What the file was taken for.
    pub data_set: DataSet,
    /// How its letters were written.
    pub encoding: Encoding,
    /// Rows with something in them, without the column names.
    pub rows: u64,
    /// New entries.
    pub taken: u64,
    /// Entries that the file says something new about.
    pub changed: u64,
    /// Entries that are as they were.
    pub unchanged: u64,
    /// Rows that were left out, in the order of the file: the first thousand.
    pub skipped: Vec<Skipped>,
    /// Rows that were left out after those, counted by reason.
    pub skipped_more: BTreeMap<String, u64>,
    /// What isn't as it should be in entries that were taken all the same: the first thousand.
    pub notes: Vec<Skipped>,
    /// Entries of which something was left alone, because people had edited it.
    pub kept: Vec<Kept>,
    /// Entries of this data set that the file doesn't hold.
    pub gone: u64,
    /// What was done about those.
    pub pausing: Pausing,
    /// Whether it was only tried.
    pub dry_run: bool,
    /// Columns that Handpick doesn't know.
    pub unused_columns: Vec<String>,
}

impl Report {
    pub(super) fn new(data_set: DataSet, encoding: Encoding, unused_columns: Vec<String>) -> Self {
        Self {
            data_set,
            encoding,
            rows: 0,
            taken: 0,
            changed: 0,
            unchanged: 0,
            skipped: Vec::new(),
            skipped_more: BTreeMap::new(),
            notes: Vec::new(),
            kept: Vec::new(),
            gone: 0,
            pausing: Pausing::NotAsked,
            dry_run: false,
            unused_columns,
        }
    }

    /// How many rows were left out.
    #[must_use]
    pub fn skipped_rows(&self) -> u64 {
        u64::try_from(self.skipped.len()).unwrap_or(u64::MAX) + self.skipped_more.values().sum::<u64>()
    }

    pub(super) fn skip(&mut self, line: u64, name: String, reason: String) {
        if self.skipped.len() < KEPT {
            self.skipped.push(Skipped { line, name, reason });
            return;
        }
        let known = self.skipped_more.len() < REASONS || self.skipped_more.contains_key(&reason);
        let reason = if known { reason } else { "other reasons".to_owned() };
        *self.skipped_more.entry(reason).or_default() += 1;
    }

    pub(super) fn note(&mut self, line: u64, name: String, reason: String) {
        if self.notes.len() < KEPT {
            self.notes.push(Skipped { line, name, reason });
        }
    }

    /// What its numbers count: lines of a file, or services of a list.
    fn place(&self) -> &'static str {
        if self.data_set == DataSet::OpenReferral { "service" } else { "line" }
    }

    pub(super) fn add(&mut self, line: u64, name: String, done: Done) {
        if !done.kept.is_empty() && self.kept.len() < KEPT {
            self.kept.push(Kept { line, name: name.clone(), fields: done.kept });
        }
        match done.outcome {
            Outcome::Taken => self.taken += 1,
            Outcome::Changed => self.changed += 1,
            Outcome::Unchanged => self.unchanged += 1,
            Outcome::Skipped(reason) => self.skip(line, name, reason.to_owned()),
        }
    }

    pub(super) fn finish(&mut self) {
        self.skipped.sort_by_key(|skipped| skipped.line);
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "Read as {} ({}), {}.",
            self.data_set.label(),
            self.encoding.name(),
            if self.data_set == DataSet::OpenReferral {
                count(self.rows, "service", "services")
            } else {
                count(self.rows, "row", "rows")
            }
        )?;
        writeln!(f, "  taken      {:>6}", self.taken)?;
        writeln!(f, "  changed    {:>6}", self.changed)?;
        writeln!(f, "  unchanged  {:>6}", self.unchanged)?;
        writeln!(f, "  skipped    {:>6}", self.skipped_rows())?;
        if self.dry_run {
            writeln!(f, "This was a dry run: nothing was written.")?;
        }
        if !self.unused_columns.is_empty() {
            writeln!(f, "Columns that were not used: {}.", self.unused_columns.join(", "))?;
        }
        if !self.skipped.is_empty() {
            writeln!(f, "Skipped:")?;
        }
        for skipped in self.skipped.iter().take(LISTED) {
            let name = if skipped.name.is_empty() { String::new() } else { format!(" {}", skipped.name) };
            writeln!(f, "  {} {}{name}: {}", self.place(), skipped.line, skipped.reason)?;
        }
        let mut rest: BTreeMap<&str, u64> =
            self.skipped_more.iter().map(|(reason, rows)| (reason.as_str(), *rows)).collect();
        for skipped in self.skipped.iter().skip(LISTED) {
            *rest.entry(skipped.reason.as_str()).or_default() += 1;
        }
        let mut rest: Vec<(&str, u64)> = rest.into_iter().collect();
        rest.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
        for (reason, rows) in rest.iter().take(20) {
            writeln!(f, "  and {} more: {reason}", count(*rows, "row", "rows"))?;
        }
        let others: u64 = rest.iter().skip(20).map(|(_, rows)| rows).sum();
        if others > 0 {
            writeln!(f, "  and {} more for other reasons", count(others, "row", "rows"))?;
        }
        if !self.notes.is_empty() {
            writeln!(f, "Noted:")?;
        }
        for note in self.notes.iter().take(LISTED) {
            writeln!(f, "  {} {} {}: {}", self.place(), note.line, note.name, note.reason)?;
        }
        self.about_kept(f)?;
        self.about_gone(f)
    }
}

impl Report {
    fn about_kept(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kept.is_empty() {
            return Ok(());
        }
        writeln!(f, "Left alone, because people had edited it:")?;
        for kept in self.kept.iter().take(LISTED) {
            writeln!(f, "  {} {} {}: {}", self.place(), kept.line, kept.name, kept.fields.join(", "))?;
        }
        if self.kept.len() > LISTED {
            writeln!(f, "  and {} more", count(self.kept.len() - LISTED, "entry", "entries"))?;
        }
        Ok(())
    }

    fn about_gone(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.gone == 0 {
            return Ok(());
        }
        let entries = count(self.gone, "entry", "entries");
        writeln!(f, "{entries} that came from such a file before are not in this one.")?;
        match self.pausing {
            Pausing::NotAsked => {
                writeln!(f, "Nothing was done about that. If the file is all there is, add --complete to pause them.")
            }
            Pausing::Doubtful { damaged: 0 } => writeln!(
                f,
                "That is more than half of them, so the file may be only a part. None of them was paused. Check the file."
            ),
            Pausing::Doubtful { damaged } => writeln!(
                f,
                "{} of the file can’t be read, so they may be there. None of them was paused. Mend the file first.",
                count(damaged, "row", "rows")
            ),
            Pausing::Done { paused, left } if self.dry_run => writeln!(
                f,
                "{} would be paused. {left} would be left as they are: their providers run them, or people can’t find them \
                 anyway.",
                count(paused, "listing", "listings")
            ),
            Pausing::Done { paused, left } => writeln!(
                f,
                "{} paused. {left} left as they were: their providers run them, or people couldn’t find them anyway.",
                count(paused, "listing was", "listings were")
            ),
        }
    }
}

/// The month that a file's name tells, in words: "August 2019" for `gm_care_homes_2019-08.csv`.
pub(super) fn month_in(path: &Path) -> Option<String> {
    let name = path.file_stem()?.to_str()?;
    let mut runs = name.split(|letter: char| !letter.is_ascii_digit() && letter != '-');
    runs.find_map(|run| {
        let mut parts = run.trim_matches('-').split('-');
        let (year, month) = (parts.next()?, parts.next()?);
        let whole = year.len() == 4 && year.starts_with("20") && month.len() == 2;
        let day = chrono::NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1)?;
        whole.then(|| day.format("%B %Y").to_string())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_month_is_read_from_the_files_name() {
        let month = |name: &str| month_in(Path::new(name));
        assert_eq!(month("/data/gm_care_homes_2019-08.csv").as_deref(), Some("August 2019"));
        assert_eq!(month("cqc-2026-02-11.csv").as_deref(), Some("February 2026"));
        assert_eq!(month("trafford_care_homes.csv"), None);
        assert_eq!(month("2019-13.csv"), None);
    }

    #[test]
    fn a_report_says_what_was_done_and_why_not() {
        let mut report = Report::new(DataSet::CareHomes, Encoding::Utf8, vec!["beds".to_owned()]);
        report.rows = 203;
        report.add(2, "Ann Challis".to_owned(), Outcome::Taken.into());
        report.add(4, "Ascot House".to_owned(), Outcome::Skipped("it is here").into());
        report.skip(3, String::new(), "it has no name".to_owned());
        for line in 5..205 {
            report.skip(line, "x".to_owned(), "it has no postcode".to_owned());
        }
        report.finish();
        let text = report.to_string();
        assert!(text.starts_with("Read as care homes (UTF-8), 203 rows.\n  taken           1\n"), "{text}");
        assert!(text.contains("  line 3: it has no name\n  line 4 Ascot House: it is here\n"), "{text}");
        assert!(text.contains("Columns that were not used: beds."), "{text}");
        assert!(text.ends_with("  and 102 rows more: it has no postcode\n"), "{text}");
    }
}
