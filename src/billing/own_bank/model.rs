//! Files from banks, read by their columns, and what a line can be. Pure.

use std::collections::HashMap;

use chrono::{Datelike as _, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::kernel::{Money, text_enum};

/// The largest file, in bytes.
pub const LARGEST_FILE: usize = 512 * 1024;
/// The most lines of a file.
pub const MOST_LINES: usize = 2_000;
/// The most receipts and papers that go with one line.
pub const MOST_PAPERS: usize = 5;
/// What of a bank's words is kept, in characters.
const LONGEST_WORDS: usize = 200;

text_enum! {
    /// What a line of a bank account was for.
    pub enum LineState {
        /// Nobody has said yet.
        Open = "open" => "Not said yet",
        /// It paid an invoice.
        Invoice = "invoice" => "Paid an invoice",
        /// Support that was bought outside Handpick.
        Outside = "outside" => "Support bought elsewhere",
        /// Private, or a mistake: to be paid back.
        Private = "private" => "Private, to be paid back",
        /// What was private was paid back.
        PaidBack = "paid_back" => "Paid back",
        /// Money in, from the council or between accounts, and all else that isn't spending.
        Other = "other" => "Not spending",
    }
}

/// Which column means what, by its place from 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// The day.
    pub day: Option<usize>,
    /// What is written beside it.
    pub words: Option<usize>,
    /// How much, with a sign: money out is below nothing.
    pub amount: Option<usize>,
    /// Money out.
    pub out: Option<usize>,
    /// Money in.
    pub into: Option<usize>,
}

impl Columns {
    /// Whether they are enough to read lines by.
    pub fn are_enough(&self) -> bool {
        self.day.is_some() && self.words.is_some() && (self.amount.is_some() || self.out.is_some())
    }
}

const DAY: [&str; 5] = ["date", "transaction date", "completed date", "booking date", "posting date"];
const WORDS: [&str; 8] =
    ["description", "transaction description", "memo", "narrative", "details", "counter party", "name", "reference"];
const AMOUNT: [&str; 5] = ["amount", "amount (gbp)", "value", "amount gbp", "transaction amount"];
const OUT: [&str; 6] = ["debit amount", "money out", "paid out", "debit", "withdrawals", "out"];
const INTO: [&str; 6] = ["credit amount", "money in", "paid in", "credit", "deposits", "in"];

/// What the columns of a file mean, as far as the names of a few banks tell.
pub fn columns_of(header: &[String]) -> Columns {
    let find = |names: &[&str]| {
        names.iter().find_map(|name| header.iter().position(|column| column.trim().eq_ignore_ascii_case(name)))
    };
    Columns { day: find(&DAY), words: find(&WORDS), amount: find(&AMOUNT), out: find(&OUT), into: find(&INTO) }
}

/// A file as it was cut into cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cut {
    /// Its columns.
    pub header: Vec<String>,
    /// What they mean, as far as can be told.
    pub columns: Columns,
    /// Its other rows, each with the line it is on.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// How many rows some banks write before the names of the columns.
const MOST_BEFORE: usize = 12;

/// Cuts a file into its header and its other rows. None when it is no CSV, or holds no row. Rows before the names of the
/// columns, as one bank writes them, are left out; a file without such names has its columns numbered.
pub fn cut(text: &str) -> Option<Cut> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.ok()?;
        let at = record.position().map_or(0, |start| line_of(text, start));
        let row: Vec<String> = record.iter().map(|cell| cell.trim().to_owned()).collect();
        if row.iter().any(|cell| !cell.is_empty()) {
            rows.push((at, row));
        }
    }
    let named = rows.iter().take(MOST_BEFORE).position(|(_, row)| columns_of(row).are_enough());
    let (header, rest) = match named {
        Some(at) => {
            let rest = rows.split_off(at + 1);
            (rows.pop().map(|(_, row)| row)?, rest)
        }
        None if rows.first().is_some_and(|(_, row)| row.first().is_some_and(|cell| day(cell).is_some())) => {
            let width = rows.iter().map(|(_, row)| row.len()).max().unwrap_or_default();
            ((1..=width).map(|number| format!("Column {number}")).collect(), rows)
        }
        None => {
            let rest = rows.split_off(1.min(rows.len()));
            (rows.pop().map(|(_, row)| row)?, rest)
        }
    };
    let known = columns_of(&header);
    let columns = if named.is_none() && header.first().is_some_and(|name| name == "Column 1") {
        Columns { day: Some(0), words: Some(1), amount: Some(2).filter(|_| header.len() > 2), ..Columns::default() }
    } else {
        known
    };
    (header.len() >= 2 && !rest.is_empty()).then_some(Cut { header, columns, rows: rest })
}

/// The line, from 1, of a record that starts here. The reader counts neither the empty lines before it nor, in files of
/// Windows, the rest of the end of the line before.
fn line_of(text: &str, start: &csv::Position) -> u64 {
    let from_here = usize::try_from(start.byte()).ok().and_then(|byte| text.as_bytes().get(byte..)).unwrap_or_default();
    let before = from_here.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n');
    start.line() + before.count() as u64
}

/// One line that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// When.
    pub on: NaiveDate,
    /// How much; below nothing for money out.
    pub amount: Money,
    /// What is written beside it.
    pub words: String,
    /// Tells it from the others: the same line in another file has the same one.
    pub key: String,
}

fn day(text: &str) -> Option<NaiveDate> {
    let first = text.split([' ', 'T']).next().unwrap_or(text);
    let short = ["%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y", "%d.%m.%Y"];
    let short = short.iter().find_map(|form| NaiveDate::parse_from_str(first, form).ok());
    let long = ["%d %b %Y", "%d %B %Y", "%d-%b-%Y"];
    let found = short.or_else(|| long.iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok()))?;
    // "26" is read as the year 26.
    let found = if found.year() < 100 { found.with_year(found.year() + 2_000)? } else { found };
    (1990..2100).contains(&found.year()).then_some(found)
}

fn amount(text: &str) -> Option<Money> {
    let plain: String = text.chars().filter(|letter| !matches!(letter, '£' | ' ' | '+')).collect();
    if plain.is_empty() { Some(Money::ZERO) } else { Money::parse_signed(&plain).ok() }
}

/// The money of a row: below nothing for money out.
fn signed(columns: &Columns, cell: impl Fn(Option<usize>) -> String) -> Option<Money> {
    if columns.out.is_none() || columns.amount.is_some() {
        return amount(&cell(columns.amount));
    }
    let (out, into) = (amount(&cell(columns.out))?, amount(&cell(columns.into))?);
    let out = if out.is_negative() { out } else { out.checked_neg()? };
    into.checked_add(out)
}

/// A row that was read, or why not in a sentence, with the line it is on.
pub type Read = (u64, Result<Row, String>);

/// Reads rows by their columns. Lines of no money are left out.
pub fn rows(cut: &[(u64, Vec<String>)], columns: &Columns, today: NaiveDate) -> Vec<Read> {
    let mut known: HashMap<String, u32> = HashMap::new();
    let mut read = Vec::new();
    for (at, row) in cut {
        let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).cloned().unwrap_or_default();
        let Some(on) = day(&cell(columns.day)) else {
            read.push((*at, Err(format!("“{}” is not a date", shortened(&cell(columns.day))))));
            continue;
        };
        if on > today {
            read.push((*at, Err("This day has not come yet".to_owned())));
            continue;
        }
        let Some(amount) = signed(columns, cell) else {
            read.push((*at, Err("The amount is not a number".to_owned())));
            continue;
        };
        if amount.is_zero() {
            continue;
        }
        let words: String = cell(columns.words).chars().take(LONGEST_WORDS).collect();
        let same = format!("{on}|{}|{words}", amount.pence());
        let times = known.entry(same.clone()).or_default();
        *times += 1;
        read.push((*at, Ok(Row { on, amount, words, key: format!("{same}|{times}") })));
    }
    read
}

fn shortened(text: &str) -> String {
    if text.chars().count() > 40 { text.chars().take(40).chain(['…']).collect() } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where it is, and its day, pence and words, or what is wrong with it.
    type Line = (u64, Result<(String, i64, String), String>);

    fn read(text: &str) -> Vec<Line> {
        let file = cut(text).unwrap();
        assert!(file.columns.are_enough(), "{:?}", file.header);
        let said = |row: Row| (row.on.to_string(), row.amount.pence(), row.words);
        let today = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap();
        rows(&file.rows, &file.columns, today).into_iter().map(|(at, row)| (at, row.map(said))).collect()
    }

    fn line(at: u64, day: &str, pence: i64, words: &str) -> Line {
        (at, Ok((day.to_owned(), pence, words.to_owned())))
    }

    #[test]
    fn files_of_a_few_banks_are_read_by_their_columns() {
        let debit = "Transaction Date,Transaction Description,Debit Amount,Credit Amount\n02/12/2026,AIRE VALLEY,60.00,\n\
                     03/12/2026,COUNCIL,,\"1,000.00\"\n";
        assert_eq!(
            read(debit),
            [line(2, "2026-12-02", -6_000, "AIRE VALLEY"), line(3, "2026-12-03", 100_000, "COUNCIL")]
        );
        let signed = "Date,Amount,Description\n2026-12-02,-£12.50,Taxi\n2026-12-02 10:00,-12.5,Taxi\n";
        assert_eq!(read(signed), [line(2, "2026-12-02", -1_250, "Taxi"), line(3, "2026-12-02", -1_250, "Taxi")]);
        let before = "\"Account Name:\",\"Current ****12345\"\n\"Account Balance:\",\"£100.00\"\n\n\
                      \"Date\",\"Transaction type\",\"Description\",\"Paid out\",\"Paid in\",\"Balance\"\n\
                      \"02 Dec 2026\",\"Payment\",\"Taxi\",\"£12.50\",\"\",\"£87.50\"\n";
        assert_eq!(read(before), [line(5, "2026-12-02", -1_250, "Taxi")]);
        assert_eq!(read("02/12/26,Taxi,-12.50\n03/12/26,Bus,-2\n")[0], line(1, "2026-12-02", -1_250, "Taxi"));
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_line() {
        let file = "Date,Counter Party,Amount (GBP)\n3 Dec 2026,Shop,-1\n\nsoon,Shop,-1\n3 Dec 2026,Shop,much\n\
                    3 Dec 2026,None,0\n25 Dec 2026,Shop,-1\n";
        let wrong: Vec<(u64, String)> = read(file).into_iter().filter_map(|(at, row)| Some((at, row.err()?))).collect();
        let said = |at: u64, words: &str| (at, words.to_owned());
        assert_eq!(
            wrong,
            [
                said(4, "“soon” is not a date"),
                said(5, "The amount is not a number"),
                said(7, "This day has not come yet")
            ]
        );
        let lines = |file: &str| cut(file).unwrap().rows.iter().map(|(at, _)| *at).collect::<Vec<_>>();
        assert_eq!(lines("Date,Amount,Description\r\n2026-12-02,-1,Shop\r\n\r\n2026-12-03,-1,Shop"), [2, 4]);
        assert!(cut("only one line").is_none());
        assert!(cut("").is_none());
        assert!(!columns_of(&["When".to_owned(), "How much".to_owned()]).are_enough());
    }

    #[test]
    fn the_same_line_twice_on_a_day_is_two_lines_and_the_same_two_again() {
        let file = cut("Date,Amount,Description\n02/12/2026,-5,Bus\n02/12/2026,-5,Bus\n").unwrap();
        let today = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap();
        let keys = || {
            let read = rows(&file.rows, &file.columns, today);
            read.into_iter().map(|(_, row)| row.unwrap().key).collect::<Vec<_>>()
        };
        assert_ne!(keys()[0], keys()[1]);
        assert_eq!(keys(), keys());
    }
}
