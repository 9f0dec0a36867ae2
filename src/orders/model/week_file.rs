//! A week's visits as a file: what a provider downloads, fills in and sends back. Read whole or not at all: every fault is
//! named by its row and column, and a file that ends early is no file.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::recording::{check_over, check_times};
use super::status::DeliveryStatus;
use super::units;
use crate::directory::model::PriceUnit;
use crate::kernel::{DeliveryId, Quantity, TimeOfDay};

/// The largest file, in bytes.
pub const LARGEST: usize = 1024 * 1024;
/// The most rows.
pub const MOST_ROWS: usize = 2_000;
/// The longest note, in characters.
const LONGEST_NOTE: usize = 500;
/// What the last row says, so that a file that was cut off is noticed.
pub const END: &str = "end";
/// The columns, in order.
pub const COLUMNS: [&str; 10] =
    ["visit", "date", "time", "who", "what", "ordered", "delivered", "started", "ended", "note"];

/// A visit as the file knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownVisit {
    /// When it was recorded, in UTC, if it was.
    pub recorded_at: Option<NaiveDateTime>,
    /// Which visit.
    pub id: DeliveryId,
    /// The day.
    pub on: NaiveDate,
    /// When on it.
    pub at: TimeOfDay,
    /// For whom.
    pub who: String,
    /// What was ordered.
    pub title: String,
    /// The unit.
    pub unit: PriceUnit,
    /// How much was ordered.
    pub units: Quantity,
    /// How far it has come.
    pub status: DeliveryStatus,
    /// How much was recorded.
    pub recorded: Option<Quantity>,
    /// From when to when it really was.
    pub times: Option<(TimeOfDay, TimeOfDay)>,
    /// What was written about it.
    pub note: Option<String>,
}

/// A row that was filled in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// The row in the file, from 1; the first is the heading.
    pub row: usize,
    /// Which visit.
    pub visit: DeliveryId,
    /// How much was delivered; nothing is a visit that did not happen.
    pub units: Quantity,
    /// From when to when it really was.
    pub times: Option<(TimeOfDay, TimeOfDay)>,
    /// What was different; may be empty.
    pub note: String,
}

/// What is wrong with one cell, or with the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The row, from 1; none for the file as a whole.
    pub row: Option<usize>,
    /// The column's heading; empty for the row as a whole.
    pub column: &'static str,
    /// What is wrong, in a sentence.
    pub words: String,
}

/// Somebody recorded a visit after the file came, so that whoever sent it hasn't seen what it would write over.
pub fn recorded_meanwhile(row: usize) -> Fault {
    fault(
        row,
        "",
        "Somebody has recorded this visit since you sent the file. Look at it, put your file right, and send it again.",
    )
}

fn fault(row: usize, column: &'static str, words: impl Into<String>) -> Fault {
    Fault { row: Some(row), column, words: words.into() }
}

fn whole(words: &str) -> Vec<Fault> {
    vec![Fault { row: None, column: "", words: words.to_owned() }]
}

/// The rows of a file, heading first.
pub fn rows(visits: &[KnownVisit]) -> Vec<Vec<String>> {
    let mut rows = vec![COLUMNS.map(ToOwned::to_owned).to_vec()];
    for visit in visits {
        rows.push(vec![
            visit.id.to_string(),
            visit.on.to_string(),
            visit.at.hhmm(),
            plain(&visit.who),
            plain(&visit.title),
            format!("{} {}", visit.units, units::words(visit.unit).1),
            visit.recorded.map(|units| units.to_string()).unwrap_or_default(),
            visit.times.map(|(from, _)| from.hhmm()).unwrap_or_default(),
            visit.times.map(|(_, to)| to.hhmm()).unwrap_or_default(),
            plain(visit.note.as_deref().unwrap_or_default()),
        ]);
    }
    let mut end = vec![String::new(); COLUMNS.len()];
    if let Some(first) = end.first_mut() {
        END.clone_into(first);
    }
    rows.push(end);
    rows
}

/// Words that a spreadsheet can't take for a formula.
fn plain(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}

/// Reads a file's cells.
///
/// # Errors
/// What is wrong with the file as a whole.
pub fn cells(bytes: &[u8]) -> Result<Vec<Vec<String>>, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Err(whole("We can’t read the letters in this file. Save it as CSV UTF-8."));
    };
    if text.trim().is_empty() {
        return Err(whole("The file is empty."));
    }
    let comma = if text.lines().next().unwrap_or_default().contains(';') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(comma).from_reader(text.as_bytes());
    let mut rows = Vec::new();
    for record in reader.records() {
        let Ok(record) = record else { return Err(whole("This is not a CSV file that we can read.")) };
        rows.push(record.iter().map(|cell| cell.trim().to_owned()).collect::<Vec<String>>());
        if rows.len() > MOST_ROWS + 2 {
            return Err(whole("The file has more than 2,000 rows. Send a week at a time."));
        }
    }
    let heading = rows.first().map(|row| row.iter().map(|cell| cell.to_lowercase()).collect::<Vec<_>>());
    if heading.is_none_or(|heading| heading != COLUMNS) {
        return Err(whole("The first row must be the headings of the file that you downloaded."));
    }
    let Some(last) = rows.iter().rposition(|row| row.iter().any(|cell| !cell.is_empty())) else {
        return Err(whole("The file is empty."));
    };
    rows.truncate(last + 1);
    let ends = rows.pop().and_then(|row| row.into_iter().next()).is_some_and(|cell| cell.eq_ignore_ascii_case(END));
    if ends {
        Ok(rows)
    } else {
        Err(whole("The file ends early: its last row, “end”, is missing. Save it again, whole, and send that."))
    }
}

/// Reads what was filled in, against the visits as they are known. Rows without an amount were not filled in.
///
/// # Errors
/// Every fault, by row and column.
pub fn read(cells: &[Vec<String>], known: &[KnownVisit], now: NaiveDateTime) -> Result<Vec<Filled>, Vec<Fault>> {
    let known: BTreeMap<DeliveryId, &KnownVisit> = known.iter().map(|visit| (visit.id, visit)).collect();
    let (mut filled, mut faults, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (row, cells) in (2..).zip(cells.iter().skip(1)) {
        if cells.iter().all(String::is_empty) {
            continue;
        }
        if cells.len() != COLUMNS.len() {
            faults.push(fault(row, "", format!("This row has {} columns, and should have 10.", cells.len())));
            continue;
        }
        match read_row(row, cells, &known, now) {
            Ok(None) => {}
            Ok(Some(one)) if seen.insert(one.visit) => filled.push(one),
            Ok(Some(_)) => faults.push(fault(row, "visit", "This visit is in the file twice.")),
            Err(mut more) => faults.append(&mut more),
        }
    }
    if faults.is_empty() { Ok(filled) } else { Err(faults) }
}

/// The visits that a file is about, so that they can be looked up.
pub fn named(cells: &[Vec<String>]) -> Vec<DeliveryId> {
    let mut ids: Vec<DeliveryId> = cells.iter().skip(1).filter_map(|row| row.first()?.parse().ok()).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn read_row(
    row: usize,
    cells: &[String],
    known: &BTreeMap<DeliveryId, &KnownVisit>,
    now: NaiveDateTime,
) -> Result<Option<Filled>, Vec<Fault>> {
    let [id, date, _, _, _, _, delivered, started, ended, note] = cells else { return Ok(None) };
    if delivered.is_empty() && started.is_empty() && ended.is_empty() {
        return Ok(None);
    }
    let Some(visit) = id.parse::<DeliveryId>().ok().and_then(|id| known.get(&id)) else {
        return Err(vec![fault(
            row,
            "visit",
            "There is no such visit of yours in these days. Don’t change this column.",
        )]);
    };
    let mut faults = Vec::new();
    if date.parse() != Ok(visit.on) && british(date) != Some(visit.on) {
        faults.push(fault(row, "date", format!("Visit {} is on {}. Don’t change this column.", visit.id, visit.on)));
    }
    let planned = super::cancelling::starts(visit.on, visit.at);
    if planned > now {
        faults.push(fault(row, "delivered", "This visit is still to come, so it can’t be recorded yet."));
    }
    let most = units::most_each_time(visit.unit);
    let units = match Quantity::parse(delivered) {
        Ok(units) if units <= most => Some(units),
        Ok(_) => {
            let most = units::amount(visit.unit, most);
            faults.push(fault(row, "delivered", format!("Enter {most} or less.")));
            None
        }
        Err(error) => {
            faults.push(fault(row, "delivered", error.to_string()));
            None
        }
    };
    let times = read_times(row, (started.as_str(), ended.as_str()), &mut faults);
    if let (Some(units), Some((from, to))) = (units, times)
        && let Err(words) = check_times(visit.unit, units, from, to)
    {
        faults.push(fault(row, "ended", words));
    }
    if let Some(units) =
        units.filter(|units| !units.is_zero() && planned <= now && (times.is_some() || started.is_empty()))
        && let Err(words) = check_over(visit.unit, units, times, planned, now)
    {
        faults.push(fault(row, if times.is_some() { "ended" } else { "delivered" }, words));
    }
    if note.chars().count() > LONGEST_NOTE {
        faults.push(fault(row, "note", "Write 500 characters or fewer."));
    }
    let open = [DeliveryStatus::Scheduled, DeliveryStatus::Recorded].contains(&visit.status);
    if visit.status == DeliveryStatus::Disputed && units != visit.recorded {
        let words = "Somebody said that something was wrong with this visit. Answer that on its page first.";
        faults.push(fault(row, "delivered", words));
    } else if !open && units.is_some() && units != visit.recorded {
        let words = format!("This visit is “{}” now, so it can’t be recorded again.", visit.status.label());
        faults.push(fault(row, "delivered", words));
    }
    match units {
        Some(units) if faults.is_empty() => Ok(Some(Filled { row, visit: visit.id, units, times, note: note.clone() })),
        _ => Err(faults),
    }
}

fn read_times(row: usize, (started, ended): (&str, &str), faults: &mut Vec<Fault>) -> Option<(TimeOfDay, TimeOfDay)> {
    if started.is_empty() && ended.is_empty() {
        return None;
    }
    let mut one = |column: &'static str, text: &str| match TimeOfDay::parse(text) {
        Ok(time) => Some(time),
        Err(error) => {
            faults.push(fault(row, column, error.to_string()));
            None
        }
    };
    let (from, to) = (one("started", started), one("ended", ended));
    from.zip(to)
}

/// "01/12/2026", as spreadsheets like to write days.
pub fn british(text: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(text, "%d/%m/%Y").ok()
}

/// Whether recording a row would change nothing.
pub fn is_same(filled: &Filled, visit: &KnownVisit) -> bool {
    let note = visit.note.as_deref().unwrap_or_default();
    visit.recorded == Some(filled.units)
        && (visit.status != DeliveryStatus::Recorded
            || (visit.times == filled.times && (filled.note.is_empty() || plain(note) == filled.note)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::line::tests::day;
    use super::*;

    fn known(id: i64, on: &str, status: DeliveryStatus) -> KnownVisit {
        KnownVisit {
            recorded_at: None,
            id: DeliveryId(id),
            on: day(on),
            at: TimeOfDay::new(10, 0).unwrap(),
            who: "Priya Shah".to_owned(),
            title: "=Help, at home".to_owned(),
            unit: PriceUnit::Hour,
            units: Quantity::from_units(3),
            status,
            recorded: None,
            times: None,
            note: None,
        }
    }

    fn file(rows: &[Vec<String>]) -> Vec<u8> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in rows {
            writer.write_record(row).unwrap();
        }
        writer.into_inner().unwrap()
    }

    /// The same file again settles no dispute: what it said before is said already, and anything else is refused.
    #[test]
    fn what_is_disputed_is_not_recorded_by_a_file() {
        let disputed =
            KnownVisit { recorded: Some(Quantity::from_units(3)), ..known(1, "2026-12-01", DeliveryStatus::Disputed) };
        let said = |delivered: &str| {
            let mut all = rows(std::slice::from_ref(&disputed));
            for row in all.iter_mut().skip(1) {
                row[6] = delivered.to_owned();
            }
            read(&cells(&file(&all)).unwrap(), std::slice::from_ref(&disputed), now())
        };
        assert!(said("3").unwrap().iter().all(|one| is_same(one, &disputed)));
        assert!(said("2").unwrap_err()[0].words.contains("Answer that on its page first"));
    }

    fn now() -> NaiveDateTime {
        day("2026-12-04").and_hms_opt(12, 0, 0).unwrap()
    }

    fn filled(known: &[KnownVisit], fill: impl Fn(usize, &mut Vec<String>)) -> Result<Vec<Filled>, Vec<Fault>> {
        let mut rows = rows(known);
        let last = rows.len() - 1;
        rows.iter_mut().enumerate().filter(|(at, _)| (1..last).contains(at)).for_each(|(at, row)| fill(at, row));
        read(&cells(&file(&rows))?, known, now())
    }

    #[test]
    fn what_was_filled_in_is_read() {
        let visits =
            [known(7, "2026-12-01", DeliveryStatus::Scheduled), known(8, "2026-12-02", DeliveryStatus::Scheduled)];
        assert_eq!(filled(&visits, |_, _| {}), Ok(Vec::new()), "nothing filled in is nothing to do");
        let read = filled(&visits, |at, row| {
            if at == 1 {
                row[6] = "2.5".to_owned();
                row[7] = "10:05".to_owned();
                row[8] = "12:40".to_owned();
                row[9] = "The bus was late, sorry".to_owned();
            }
        });
        let read = read.unwrap();
        assert_eq!(read.len(), 1);
        assert_eq!((read[0].row, read[0].visit, read[0].units.to_string().as_str()), (2, DeliveryId(7), "2.5"));
        assert!(file(&rows(&visits)).windows(2).any(|pair| pair == b"'="), "no formula");
    }

    #[test]
    fn every_fault_is_named_by_row_and_column() {
        let visits = [
            known(7, "2026-12-01", DeliveryStatus::Scheduled),
            known(8, "2026-12-09", DeliveryStatus::Scheduled),
            known(9, "2026-12-02", DeliveryStatus::Confirmed),
        ];
        let faults = filled(&visits, |at, row| {
            row[6] = ["", "many", "3", "2"][at].to_owned();
            row[7] = ["", "soon", "", ""][at].to_owned();
            if at == 3 {
                row[1] = "2026-12-03".to_owned();
            }
        });
        let places: Vec<(Option<usize>, &str)> =
            faults.as_ref().unwrap_err().iter().map(|f| (f.row, f.column)).collect();
        assert_eq!(
            places,
            [
                (Some(2), "delivered"),
                (Some(2), "started"),
                (Some(2), "ended"),
                (Some(3), "delivered"),
                (Some(4), "date"),
                (Some(4), "delivered"),
            ]
        );
        let long = filled(&visits[..1], |_, row| {
            row[6] = "3".to_owned();
            row[7] = "10:00".to_owned();
            row[8] = "12:00".to_owned();
        });
        assert_eq!(
            long.unwrap_err()[0].words,
            "From 10am to 12 noon is 2 hours. Enter 2 hours or less, or put the times right."
        );
    }

    proptest! {
        /// A file cut off anywhere before its end is refused, and bytes at random never panic.
        #[test]
        fn half_a_file_is_no_file(cut in 0usize..400, junk in proptest::collection::vec(any::<u8>(), 0..200)) {
            let visits = [known(7, "2026-12-01", DeliveryStatus::Scheduled), known(8, "2026-12-02", DeliveryStatus::Scheduled)];
            let whole = file(&rows(&visits));
            // The last row is `end,,,,,,,,,` and a line break; any of its commas may be missing.
            let needed = whole.len() - (COLUMNS.len() - 1) - 1;
            if cut < needed {
                prop_assert!(cells(&whole[..cut]).is_err());
            }
            let _ = cells(&junk);
        }
    }
}
