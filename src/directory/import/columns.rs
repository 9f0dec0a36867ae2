//! Which data set a file is, told by its column names, in any order and case, after any number of lines before them.

use std::fmt::Write as _;

use csv::StringRecord;

use super::ImportError;
use super::text::Source;
use crate::kernel::slug::fold_key;

/// The column names are looked for in this many rows; the Care Quality Commission puts four lines before them.
const HEADER_WITHIN: usize = 20;
/// A cell of an unknown first row is shown up to this many letters.
const LONGEST_SHOWN: usize = 40;

/// The data sets that are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DataSet {
    /// The Care Quality Commission's directory of all locations.
    CqcDirectory,
    /// Care homes with their numbers at the Care Quality Commission.
    CareHomesWithCqc,
    /// Care homes by type.
    CareHomes,
    /// Services described in words, for people's mental health.
    MentalHealthServices,
    /// Services in the JSON of Open Referral UK; no file of columns.
    OpenReferral,
}

impl DataSet {
    /// All of them, the most telling first.
    pub const ALL: &'static [DataSet] =
        &[Self::CqcDirectory, Self::CareHomesWithCqc, Self::CareHomes, Self::MentalHealthServices];

    /// What is stored, to know the entries of one data set.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CqcDirectory => "cqc",
            Self::CareHomesWithCqc => "care_homes_cqc",
            Self::CareHomes => "care_homes",
            Self::MentalHealthServices => "mental_health",
            Self::OpenReferral => "open_referral",
        }
    }

    /// What people call it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::CqcDirectory => "the CQC directory",
            Self::CareHomesWithCqc => "care homes with CQC numbers",
            Self::CareHomes => "care homes",
            Self::MentalHealthServices => "mental health services",
            Self::OpenReferral => "services of Open Referral UK",
        }
    }

    /// The columns that it must have.
    const fn needed(self) -> &'static [Field] {
        match self {
            Self::CqcDirectory => {
                &[Field::Name, Field::Address, Field::Postcode, Field::Specialisms, Field::Types, Field::CqcId]
            }
            Self::CareHomesWithCqc => &[Field::Name, Field::CqcId, Field::Types, Field::Address, Field::Postcode],
            Self::CareHomes => &[Field::Name, Field::Types, Field::Address, Field::Postcode],
            Self::MentalHealthServices => &[Field::Name, Field::Description, Field::Address, Field::Postcode],
            Self::OpenReferral => &[],
        }
    }

    /// Whose data it is.
    pub(super) const fn source(self) -> &'static str {
        match self {
            Self::CqcDirectory => "Care Quality Commission",
            Self::CareHomesWithCqc | Self::CareHomes => "Trafford Data Lab / CQC",
            Self::MentalHealthServices => "Trafford Data Lab",
            Self::OpenReferral => "Open Referral UK",
        }
    }
}

/// What a column can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Field {
    Name,
    Types,
    Description,
    Address,
    Postcode,
    Telephone,
    Website,
    Email,
    AreaName,
    AreaCode,
    CqcId,
    Provider,
    Inspected,
    Rating,
    Specialisms,
    /// Other names.
    Known,
    /// Known, and of no use here: positions come from the postcode, addresses of pages from the number.
    Ignored,
}

/// Every name a column may have, in lower case with underscores; the first of a field is how messages call it.
const NAMES: &[(Field, &[&str])] = &[
    (Field::Name, &["name", "location_name", "service_name"]),
    (Field::Types, &["type", "service_types", "service_type", "types"]),
    (Field::Description, &["description"]),
    (Field::Address, &["address"]),
    (Field::Postcode, &["postcode", "post_code", "postal_code"]),
    (Field::Telephone, &["telephone", "phone_number", "phone", "telephone_number"]),
    (Field::Website, &["website", "services_website_if_available", "service_website_if_available", "web_site", "url"]),
    (Field::Email, &["email", "e_mail"]),
    (Field::AreaName, &["area_name", "local_authority"]),
    (Field::AreaCode, &["area_code"]),
    (Field::CqcId, &["cqc_id", "cqc_location_id_for_office_use_only", "cqc_location_id", "location_id"]),
    (Field::Provider, &["provider", "provider_name"]),
    (Field::Inspected, &["inspection_date", "date_of_latest_check"]),
    (Field::Rating, &["cqc_rating", "overall_rating", "latest_overall_rating"]),
    (Field::Specialisms, &["specialisms_services", "specialisms", "specialisms_and_services"]),
    (Field::Known, &["also_known_as"]),
    (
        Field::Ignored,
        &[
            "lon",
            "lat",
            "longitude",
            "latitude",
            "cqc_webpage",
            "location_url",
            "region",
            "cqc_provider_id_for_office_use_only",
            "cqc_provider_id",
        ],
    ),
];

/// How a field is called in messages.
fn name_of(field: Field) -> &'static str {
    let names = NAMES.iter().find(|(known, _)| *known == field).map_or(&[][..], |(_, names)| names);
    names.first().copied().unwrap_or_default()
}

fn field_of(header: &str) -> Option<Field> {
    let key = fold_key(header).replace('\'', "");
    let words: Vec<&str> =
        key.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let name = words.join("_");
    NAMES.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field)
}

/// Where each field is in a file.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    pub(super) data_set: DataSet,
    pub(super) delimiter: u8,
    /// How many columns a row has.
    pub(super) count: usize,
    /// Columns that this program doesn't know; they are left alone and named in the report.
    pub(super) unused: Vec<String>,
    at: Vec<(Field, usize)>,
}

impl Columns {
    /// The cell of a field; empty where there is none. Of two columns for a field the first counts.
    pub(super) fn cell<'a>(&self, record: &'a StringRecord, field: Field) -> &'a str {
        let at = self.at.iter().find(|(known, _)| *known == field).map(|(_, at)| *at);
        at.and_then(|at| record.get(at)).unwrap_or_default()
    }
}

/// The fields of a row of column names.
fn fields(record: &StringRecord) -> Vec<(Field, usize)> {
    record.iter().enumerate().filter_map(|(at, header)| Some((field_of(header)?, at))).collect()
}

fn lacks(fields: &[(Field, usize)], data_set: DataSet) -> Vec<&'static str> {
    let missing = data_set.needed().iter().filter(|needed| !fields.iter().any(|(field, _)| field == *needed));
    missing.map(|field| name_of(*field)).collect()
}

/// Finds the row of column names, and with it the data set; gives how many rows there are up to and with it.
pub(super) fn recognise(source: &Source) -> Result<(Columns, usize), ImportError> {
    let mut nearest: Option<(DataSet, Vec<&'static str>)> = None;
    let mut found: Vec<String> = Vec::new();
    for delimiter in [b',', b';', b'\t'] {
        let mut reader = source.csv(delimiter)?;
        let mut record = StringRecord::new();
        for position in 1..=HEADER_WITHIN {
            if !reader.read_record(&mut record).map_err(|error| source.unreadable(&error.to_string()))? {
                break;
            }
            let fields = fields(&record);
            for data_set in DataSet::ALL {
                let missing = lacks(&fields, *data_set);
                if missing.is_empty() {
                    return Ok((columns(&record, fields, *data_set, delimiter), position));
                }
                // Half of a set isn't near: "name" and "address" head many a list.
                let near = missing.len() * 2 < data_set.needed().len();
                if near && nearest.as_ref().is_none_or(|(_, least)| missing.len() < least.len()) {
                    nearest = Some((*data_set, missing));
                }
            }
            let better = record.len() > found.len().max(1) || found.is_empty();
            if better {
                found = record.iter().map(shown).collect();
            }
        }
    }
    Err(ImportError::UnknownColumns { found, nearest })
}

fn columns(record: &StringRecord, at: Vec<(Field, usize)>, data_set: DataSet, delimiter: u8) -> Columns {
    let known = |position: usize| at.iter().any(|(_, at)| *at == position);
    let unused = record.iter().enumerate().filter(|(position, header)| !known(*position) && !header.trim().is_empty());
    let unused = unused.map(|(_, header)| shown(header)).collect();
    Columns { data_set, delimiter, count: record.len(), unused, at }
}

/// A cell as a message shows it.
fn shown(cell: &str) -> String {
    let tidy = crate::directory::model::commands::tidy_line(cell);
    let short: String = tidy.chars().take(LONGEST_SHOWN).collect();
    if short.len() < tidy.len() { format!("{short}…") } else { short }
}

/// Why a file isn't any of the data sets, in words.
pub(super) fn unknown_words(found: &[String], nearest: Option<&(DataSet, Vec<&'static str>)>) -> String {
    let sets = DataSet::ALL.iter().map(|data_set| {
        let names: Vec<&str> = data_set.needed().iter().map(|field| name_of(*field)).collect();
        format!("  {}: {}", data_set.label(), names.join(", "))
    });
    let sets: Vec<String> = sets.collect();
    let mut words = format!("This file has none of the column sets Handpick knows:\n{}", sets.join("\n"));
    if !found.is_empty() {
        let more = if found.len() > 12 { ", …" } else { "" };
        let first: Vec<&str> = found.iter().take(12).map(String::as_str).collect();
        let _ = write!(words, "\nIt has: {}{more}.", first.join(", "));
    }
    if let Some((data_set, missing)) = nearest {
        let _ = write!(words, "\nIt comes nearest to {}, but lacks: {}.", data_set.label(), missing.join(", "));
    }
    words.push_str("\nNothing was imported.");
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recognised(text: &str) -> Result<(Columns, usize), ImportError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        recognise(&super::super::text::open(file.path()).unwrap())
    }

    fn data_set(text: &str) -> DataSet {
        recognised(text).unwrap().0.data_set
    }

    #[test]
    fn each_data_set_is_told_by_its_columns() {
        assert_eq!(
            data_set("name,type,address,postcode,telephone,website,area_name,area_code,lon,lat\n"),
            DataSet::CareHomes
        );
        assert_eq!(data_set("name,cqc_id,type,address,postcode\n"), DataSet::CareHomesWithCqc);
        assert_eq!(data_set("name,description,address,postcode,telephone,website\n"), DataSet::MentalHealthServices);
    }

    #[test]
    fn order_case_and_spaces_dont_matter() {
        assert_eq!(data_set(" POSTCODE , Address,  Type,NAME\n"), DataSet::CareHomes);
        assert_eq!(data_set("\"Post code\";\"Address\";\"TYPE\";\"Name\"\r\n"), DataSet::CareHomes);
        assert_eq!(data_set("Name\tDescription\tAddress\tPostcode\n"), DataSet::MentalHealthServices);
    }

    #[test]
    fn lines_before_the_names_are_passed_over() {
        let text = "CQC directory\n\"Printed, by\",CQC\n\nNAME,Also known as,Address,Postcode,Phone number,Service's website \
                    (if available),Service types,Date of latest check,Specialisms/services,Provider name,Local \
                    authority,Region,Location URL,CQC Location ID (for office use only),CQC Provider ID (for office use \
                    only)\n";
        let (columns, rows) = recognised(text).unwrap();
        assert_eq!((columns.data_set, rows), (DataSet::CqcDirectory, 3));
        assert!(columns.unused.is_empty(), "{:?}", columns.unused);
    }

    #[test]
    fn unknown_columns_beside_known_ones_are_named() {
        let (columns, _) = recognised("name,beds,type,address,postcode,\n").unwrap();
        assert_eq!(columns.unused, ["beds"]);
    }

    #[test]
    fn an_unknown_file_is_told_what_would_do() {
        let words = recognised("site_id,site_name,street\n1,Gym,High Street\n").err().unwrap().to_string();
        assert!(words.starts_with("This file has none of the column sets Handpick knows:\n"), "{words}");
        assert!(words.contains("It has: site_id, site_name, street."), "{words}");
        let words = recognised("name,type,address,zip\n").err().unwrap().to_string();
        assert!(words.contains("It comes nearest to care homes, but lacks: postcode."), "{words}");
    }
}
