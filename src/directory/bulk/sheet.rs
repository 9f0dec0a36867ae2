//! A file as rows of cells under known columns, or why it can't be read at all.

use std::collections::HashSet;

use csv::StringRecord;
use serde::{Deserialize, Serialize};

use super::RowFault;
use super::cells;
use super::columns::{Column, nearest};
use crate::directory::import::text;
use crate::kernel::words;

/// The largest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// The most rows.
pub const MOST_ROWS: usize = 5_000;
/// A name that isn't known is shown up to this many letters.
const LONGEST_SHOWN: usize = 40;

/// Why a file can't be read at all. Each displays as a sentence for whoever sent it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// Nothing in it.
    #[error("The file is empty.")]
    Empty,
    /// A spreadsheet, a picture, a program.
    #[error("This isn’t a CSV file. If it is a spreadsheet, save it as “CSV UTF-8” and send that.")]
    NotText,
    /// Too many bytes.
    #[error("The file is larger than 10 MB. Split it, with the first row in each part.")]
    TooLarge,
    /// Too many rows.
    #[error("The file has more than 5,000 rows. Split it, with the first row in each part.")]
    TooManyRows,
    /// A quotation that doesn't end.
    #[error(
        "A quotation mark is missing somewhere, or the file was cut off. In a CSV file a quotation mark within a cell is \
         written twice."
    )]
    OpenQuote,
    /// The first row has none of the names.
    #[error("The first row has no column names that we know. Start from the template or from your own listings.")]
    NoColumns,
    /// Names that aren't known, with what they may mean.
    #[error("{}", unknown_words(.0))]
    UnknownColumns(Vec<(String, Option<String>)>),
    /// The same name twice.
    #[error("The column “{0}” is there twice. Take one of them out.")]
    Twice(String),
    /// Nothing tells which listing a row is about.
    #[error(
        "The file needs a column “listing_id”, “reference” or “title”, so that we know which listing a row is about."
    )]
    Unnamed,
}

fn unknown_words(unknown: &[(String, Option<String>)]) -> String {
    let each = unknown.iter().take(10).map(|(name, meant)| match meant {
        Some(meant) => format!("“{name}” (did you mean “{meant}”?)"),
        None => format!("“{name}”"),
    });
    let each: Vec<String> = each.collect();
    let columns = words::count(unknown.len(), "column", "columns");
    format!("We don’t know {columns}: {}. Rename or take out what isn’t for us.", words::list(&each))
}

/// A row with something in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// The line of the file it begins on, from 1.
    pub line: u64,
    /// Its cells, in the order of the columns.
    pub cells: Vec<String>,
}

/// A file that can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    /// How its letters were written.
    pub encoding: String,
    /// The names of its columns, which are all known.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<SheetRow>,
}

impl Sheet {
    /// Its columns.
    #[must_use]
    pub fn known(&self) -> Vec<Column> {
        self.columns.iter().filter_map(|name| Column::parse(name)).collect()
    }

    /// Rows that have too few or too many cells: the file may have been cut off.
    #[must_use]
    pub fn torn(&self) -> Vec<RowFault> {
        let wanted = self.columns.len();
        let torn = self.rows.iter().filter(|row| row.cells.len() != wanted);
        let fault = |row: &SheetRow| RowFault {
            line: row.line,
            column: String::new(),
            value: String::new(),
            words: format!(
                "This row has {} where there are {}. The file may have been cut off, or a comma isn’t in quotation marks.",
                words::count(row.cells.len(), "cell", "cells"),
                words::count(wanted, "column", "columns"),
            ),
        };
        torn.map(fault).collect()
    }
}

/// Reads a file.
///
/// # Errors
/// [`SheetError`] when it can't be read at all.
pub fn read(bytes: &[u8]) -> Result<Sheet, SheetError> {
    if bytes.len() > LARGEST {
        return Err(SheetError::TooLarge);
    }
    let (encoding, text) = match text::decode(bytes) {
        Ok(decoded) => decoded,
        Err(text::NotText::Blank) => return Err(SheetError::Empty),
        Err(text::NotText::Binary) => return Err(SheetError::NotText),
    };
    // Well-formed files have them in pairs: around a cell, and doubled within it.
    if text.matches('"').count() % 2 == 1 {
        return Err(SheetError::OpenQuote);
    }
    let (text, declared, skipped) = without_declaration(&text);
    let separator = declared.unwrap_or_else(|| separator(text));
    let (columns, rows) = rows(text, separator, skipped)?;
    Ok(Sheet { encoding: encoding.name().to_owned(), columns, rows })
}

/// Some spreadsheets begin with "sep=;" on a line of its own.
fn without_declaration(text: &str) -> (&str, Option<u8>, u64) {
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let declared = first.trim_matches(['"', ' ']).strip_prefix("sep=");
    match declared.map(str::as_bytes) {
        Some([separator @ (b',' | b';' | b'\t')]) => (rest, Some(*separator), 1),
        _ => (text, None, 0),
    }
}

/// The separator that makes most known names of the first row.
fn separator(text: &str) -> u8 {
    let known = |separator: &u8| {
        let mut record = StringRecord::new();
        let read = reader(text, *separator).read_record(&mut record).unwrap_or(false);
        if read { record.iter().filter(|name| Column::parse(name).is_some()).count() } else { 0 }
    };
    // Of equals the last counts, so the usual one comes last.
    [b'\t', b';', b','].into_iter().max_by_key(known).unwrap_or(b',')
}

fn reader(text: &str, separator: u8) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(text.as_bytes())
}

fn rows(text: &str, separator: u8, skipped: u64) -> Result<(Vec<String>, Vec<SheetRow>), SheetError> {
    let mut reader = reader(text, separator);
    let mut record = StringRecord::new();
    let mut columns: Option<Vec<String>> = None;
    let mut rows = Vec::new();
    while reader.read_record(&mut record).map_err(|_| SheetError::NotText)? {
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let Some(columns) = &columns else {
            columns = Some(header(&record)?);
            continue;
        };
        if rows.len() == MOST_ROWS {
            return Err(SheetError::TooManyRows);
        }
        let mut cells: Vec<String> = record.iter().map(|cell| cells::plain(cell).to_owned()).collect();
        // Spreadsheets that add empty columns at the end do no harm.
        while cells.len() > columns.len() && cells.last().is_some_and(|cell| cell.trim().is_empty()) {
            cells.pop();
        }
        rows.push(SheetRow { line: text::line_of(&reader, &record) + skipped, cells });
    }
    columns.map(|columns| (columns, rows)).ok_or(SheetError::Empty)
}

/// The names of the first row, all known, each once.
fn header(record: &StringRecord) -> Result<Vec<String>, SheetError> {
    let mut names: Vec<&str> = record.iter().map(str::trim).collect();
    while names.last().is_some_and(|name| name.is_empty()) {
        names.pop();
    }
    let columns: Vec<Option<Column>> = names.iter().map(|name| Column::parse(name)).collect();
    if columns.iter().all(Option::is_none) {
        return Err(SheetError::NoColumns);
    }
    let unknown: Vec<(String, Option<String>)> = names
        .iter()
        .zip(&columns)
        .filter(|(_, column)| column.is_none())
        .map(|(name, _)| (name.chars().take(LONGEST_SHOWN).collect(), nearest(name)))
        .collect();
    if !unknown.is_empty() {
        return Err(SheetError::UnknownColumns(unknown));
    }
    let names: Vec<String> = columns.into_iter().flatten().map(Column::name).collect();
    let mut seen = HashSet::new();
    if let Some(twice) = names.iter().find(|name| !seen.insert(*name)) {
        return Err(SheetError::Twice(twice.clone()));
    }
    let tells = ["listing_id", "reference", "title"];
    if names.iter().any(|name| tells.contains(&name.as_str())) { Ok(names) } else { Err(SheetError::Unnamed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<Vec<String>> {
        read(bytes).unwrap().rows.into_iter().map(|row| row.cells).collect()
    }

    #[test]
    fn encodings_and_separators_are_told_apart() {
        let text = "title,summary\nCafé,\"Two\nlines; and a comma, too\"\n";
        let wanted = vec![vec!["Café".to_owned(), "Two\nlines; and a comma, too".to_owned()]];
        assert_eq!(cells(text.as_bytes()), wanted);
        assert_eq!(cells(format!("\u{feff}{text}").replace('\n', "\r\n").as_bytes()), wanted);
        let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(cells(&utf16), wanted);
        assert_eq!(cells(&encoding_rs::WINDOWS_1252.encode(text).0), wanted);
        for separator in [";", "\t"] {
            let text = format!("Title{separator}Summary\nTea{separator}\"a{separator}b, c\"\n");
            assert_eq!(cells(text.as_bytes()), [["Tea".to_owned(), format!("a{separator}b, c")]]);
        }
        assert_eq!(cells(b"sep=;\ntitle;summary\nTea;a, b\n"), [["Tea", "a, b"]]);
    }

    #[test]
    fn lines_are_counted_from_the_top_of_the_file() {
        let sheet = read(b"\ntitle,summary\n\n\"a\nb\",c\nd,e\n").unwrap();
        assert_eq!(sheet.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [4, 6]);
    }

    #[test]
    fn what_cant_be_read_is_refused_in_words() {
        let refusal = |bytes: &[u8]| read(bytes).unwrap_err().to_string();
        assert_eq!(refusal(b""), "The file is empty.");
        assert_eq!(refusal(b" \r\n\r\n"), "The file is empty.");
        assert!(refusal(b"PK\x03\x04\0\0").starts_with("This isn’t a CSV file."));
        assert!(refusal(b"a,b\n1,2\n").starts_with("The first row has no column names"));
        assert!(refusal(b"title,\"summary\nx").starts_with("A quotation mark is missing"));
        assert_eq!(
            refusal(b"title,catagory,beds\nx,y,z\n"),
            "We don’t know 2 columns: “catagory” (did you mean “category”?) and “beds”. Rename or take out what isn’t for us."
        );
        assert!(refusal(b"title,Title\nx,y\n").contains("“title” is there twice"));
        assert!(refusal(b"summary\nx\n").contains("which listing a row is about"));
        assert!(refusal(format!("title\n{}", "x\n".repeat(MOST_ROWS + 1)).as_bytes()).contains("more than 5,000 rows"));
        assert_eq!(read(&vec![b'x'; LARGEST + 1]).unwrap_err(), SheetError::TooLarge);
    }

    #[test]
    fn a_file_that_was_cut_off_says_so() {
        let sheet = read(b"title,summary,description\nTea,a,b\nCof").unwrap();
        assert!(
            sheet.torn()[0].words.starts_with("This row has 1 cell where there are 3 columns."),
            "{:?}",
            sheet.torn()
        );
        assert!(read(b"title,summary\nTea,a,,\n").unwrap().torn().is_empty());
    }
}
