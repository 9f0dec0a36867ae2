//! What an import did: how many rows were taken, changed, unchanged and skipped, and why.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use super::columns::DataSet;
use super::text::Encoding;
use crate::directory::service::imported::Outcome;
use crate::kernel::words::count;

/// How many skipped rows are listed one by one; the rest are counted by reason.
const LISTED: usize = 100;

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
    /// Rows that were left out, in the order of the file.
    pub skipped: Vec<Skipped>,
    /// Columns that Handpick doesn't know.
    pub unused_columns: Vec<String>,
}

impl Report {
    pub(super) fn new(data_set: DataSet, encoding: Encoding, unused_columns: Vec<String>) -> Self {
        Self { data_set, encoding, rows: 0, taken: 0, changed: 0, unchanged: 0, skipped: Vec::new(), unused_columns }
    }

    pub(super) fn skip(&mut self, line: u64, name: String, reason: String) {
        self.skipped.push(Skipped { line, name, reason });
    }

    pub(super) fn add(&mut self, line: u64, name: String, outcome: Outcome) {
        match outcome {
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
            count(self.rows, "row", "rows")
        )?;
        writeln!(f, "  taken      {:>6}", self.taken)?;
        writeln!(f, "  changed    {:>6}", self.changed)?;
        writeln!(f, "  unchanged  {:>6}", self.unchanged)?;
        writeln!(f, "  skipped    {:>6}", self.skipped.len())?;
        if !self.unused_columns.is_empty() {
            writeln!(f, "Columns that were not used: {}.", self.unused_columns.join(", "))?;
        }
        if !self.skipped.is_empty() {
            writeln!(f, "Skipped:")?;
        }
        for skipped in self.skipped.iter().take(LISTED) {
            let name = if skipped.name.is_empty() { String::new() } else { format!(" {}", skipped.name) };
            writeln!(f, "  line {}{name}: {}", skipped.line, skipped.reason)?;
        }
        let mut rest: BTreeMap<&str, u64> = BTreeMap::new();
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
        Ok(())
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
        report.add(2, "Ann Challis".to_owned(), Outcome::Taken);
        report.add(4, "Ascot House".to_owned(), Outcome::Skipped("it is here"));
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
