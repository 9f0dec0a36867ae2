//! One record of a file as a row with repaired cells, or the reason why it is skipped.

use std::fmt;

use chrono::NaiveDate;
use csv::StringRecord;

use super::cells;
use super::columns::{Columns, DataSet, Field};
use crate::directory::model::commands::{LONGEST_ENTRY, LONGEST_NAME, LONGEST_TEXT};
use crate::geo::postcode::Postcode;
use crate::geo::{self, Place, PlaceError};
use crate::kernel::slug::fold_key;
use crate::search::categories::{self, Category};

/// What a row says.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) name: String,
    pub(super) types: Vec<String>,
    pub(super) category: &'static Category,
    pub(super) description: String,
    pub(super) address: Option<String>,
    pub(super) place: Place,
    pub(super) council_code: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) website: Option<String>,
    pub(super) email: Option<String>,
    pub(super) cqc_location: Option<String>,
    pub(super) cqc_rating: Option<String>,
    pub(super) inspected_on: Option<NaiveDate>,
    pub(super) run_by: Option<String>,
    pub(super) specialisms: Vec<String>,
    /// Other names it is known by.
    pub(super) known_as: Vec<String>,
}

impl Row {
    /// The key of a row that has no number of its own: its name and postcode.
    pub(super) fn name_key(&self) -> String {
        format!("{}|{}", fold_key(&self.name), self.place.label.replace(' ', "").to_lowercase())
    }
}

/// Why a row is skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Skip {
    /// A comma is missing or too many.
    WrongCount { has: usize, expected: usize },
    /// A quotation mark is missing, and rows were read as one.
    OpenQuote { up_to: u64 },
    /// It holds bytes that are no letters.
    Unreadable,
    /// No name.
    NoName,
    /// A text that can't be kept.
    TooLong(&'static str, usize),
    /// No postcode.
    NoPostcode,
    /// No postcode's shape.
    NotAPostcode(String),
    /// Nobody has that postcode.
    UnknownPostcode(String),
    /// Not in England, Wales or Scotland.
    NotCovered(String),
    /// Not a kind of support that is listed here.
    UnknownType(String),
    /// It was in this file before.
    Duplicate,
}

impl fmt::Display for Skip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::WrongCount { has, expected } => {
                let cells = crate::kernel::words::count(*has, "cell", "cells");
                write!(f, "it has {cells} where there are {expected} columns")
            }
            Self::OpenQuote { up_to } => {
                write!(f, "a quotation mark is missing, so that everything up to line {up_to} was read as one row")
            }
            Self::Unreadable => f.write_str("it holds letters that can’t be read"),
            Self::NoName => f.write_str("it has no name"),
            Self::TooLong(what, most) => write!(f, "its {what} is longer than {most} letters"),
            Self::NoPostcode => f.write_str("it has no postcode"),
            Self::NotAPostcode(text) => write!(f, "“{text}” is not a postcode"),
            Self::UnknownPostcode(text) => write!(f, "the postcode {text} doesn’t exist"),
            Self::NotCovered(text) => write!(f, "{text} is outside England, Wales and Scotland"),
            Self::UnknownType(text) if text.is_empty() => f.write_str("it doesn’t say what type it is"),
            Self::UnknownType(text) => write!(f, "“{text}” is not a kind of support listed here"),
            Self::Duplicate => f.write_str("the same name and postcode, or CQC number, was in this file before"),
        }
    }
}

/// Reads a record; gives the name, as far as there is one, and the reason when it has to be skipped.
pub(super) fn read(columns: &Columns, record: &StringRecord, line: u64) -> Result<Row, (String, Skip)> {
    let name = cells::present(columns.cell(record, Field::Name)).unwrap_or_default();
    if record.len() != columns.count {
        let inside: usize = record.iter().map(|cell| cell.trim_end().matches('\n').count()).sum();
        let up_to = line + u64::try_from(inside).unwrap_or(0);
        let skip = match inside {
            0 => Skip::WrongCount { has: record.len(), expected: columns.count },
            _ => Skip::OpenQuote { up_to },
        };
        return Err((name.chars().take(80).collect(), skip));
    }
    read_named(columns, record, &name).map_err(|skip| (name.chars().take(80).collect(), skip))
}

fn read_named(columns: &Columns, record: &StringRecord, name: &str) -> Result<Row, Skip> {
    if record.iter().any(|cell| cell.contains('\u{fffd}')) {
        return Err(Skip::Unreadable);
    }
    if name.is_empty() {
        return Err(Skip::NoName);
    }
    let cell = |field: Field| columns.cell(record, field);
    let description = cells::present(cell(Field::Description)).unwrap_or_default();
    let address = cells::present(cell(Field::Address)).map(|address| spaced_commas(&address));
    let lengths = [
        ("name", name.chars().count(), LONGEST_NAME),
        ("description", description.chars().count(), LONGEST_TEXT / 2),
        ("address", address.as_deref().unwrap_or_default().chars().count(), LONGEST_ENTRY),
    ];
    if let Some((what, _, most)) = lengths.into_iter().find(|(_, letters, most)| letters > most) {
        return Err(Skip::TooLong(what, most));
    }
    let place = place(cell(Field::Postcode))?;
    let types = cells::list(cell(Field::Types));
    let category = category(columns.data_set, &types)?;
    let council = cells::council(cell(Field::AreaCode), cell(Field::AreaName));
    Ok(Row {
        name: name.to_owned(),
        category,
        types,
        description,
        address,
        council_code: council.or_else(|| place.council_code.clone()),
        place,
        phone: cells::telephone(cell(Field::Telephone)),
        website: cells::website(cell(Field::Website)),
        email: cells::present(cell(Field::Email)).filter(|email| email.contains('@') && email.len() <= LONGEST_ENTRY),
        cqc_location: cells::cqc_id(cell(Field::CqcId)),
        cqc_rating: cells::cqc_rating(cell(Field::Rating)),
        inspected_on: cells::day(cell(Field::Inspected)),
        run_by: cells::present(cell(Field::Provider)).map(|name| name.chars().take(LONGEST_ENTRY).collect()),
        specialisms: cells::list(cell(Field::Specialisms)),
        known_as: cells::list(cell(Field::Known)).into_iter().filter(|other| other != name).collect(),
    })
}

fn place(cell: &str) -> Result<Place, Skip> {
    let text = cells::present(cell).ok_or(Skip::NoPostcode)?;
    let short = |text: &str| text.chars().take(20).collect::<String>();
    let postcode = Postcode::parse(&text).map_err(|_| Skip::NotAPostcode(short(&text)))?.to_string();
    geo::lookup(&postcode).map_err(|error| match error {
        PlaceError::NotCovered { .. } => Skip::NotCovered(postcode),
        _ => Skip::UnknownPostcode(postcode),
    })
}

/// The first of its types that has a category. The services of the mental-health file have no types.
fn category(data_set: DataSet, types: &[String]) -> Result<&'static Category, Skip> {
    let known = match data_set {
        DataSet::MentalHealthServices => categories::get("health/mental-health-support"),
        _ => types.iter().find_map(|name| categories::for_cqc_service_type(name)),
    };
    known.ok_or_else(|| Skip::UnknownType(types.join(", ").chars().take(80).collect()))
}

/// "28 Delaunays Road,Sale" with a space after the comma.
fn spaced_commas(address: &str) -> String {
    let parts: Vec<&str> = address.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    parts.join(", ")
}
