//! What people type for a place: a postcode, a part of one, a town, a council.

use super::distance::Point;
use super::postcode::{Postcode, compact};
use super::tables::{Council, District, Named, Sector, Tables, district_of, tables};
use crate::kernel::slug::slugify;

/// The most letters of an unknown place that are repeated back.
const LONGEST_ECHO: usize = 40;

/// Postcode areas that are on other grids or islands: Northern Ireland, Jersey, Guernsey, the Isle of Man.
const NOT_COVERED: [&str; 4] = ["BT", "JE", "GY", "IM"];

/// What goes before a council's name in its title, and after it, as slugs.
const PREFIXES: [&str; 3] = ["city-of-", "london-borough-of-", "royal-borough-of-"];
const SUFFIXES: [&str; 6] =
    ["-city", "-metropolitan-borough", "-metropolitan-district", "-county-borough", "-borough", "-district"];

/// How finely a place is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    /// A postcode sector: a few streets. Full postcodes are known this finely.
    Sector,
    /// A postcode district, like LS6.
    District,
    /// A town or a part of one.
    Town,
    /// A council's whole area.
    Council,
}

/// A place on the National Grid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// As people write it: "LS6 3HN", "LS6", "Headingley", "Leeds".
    pub label: String,
    /// Metres east of the grid's origin.
    pub easting: i32,
    /// Metres north of the grid's origin.
    pub northing: i32,
    /// The postcode district, unless the place is several.
    pub district: Option<String>,
    /// The GSS code of the council the place, or most of it, is in.
    pub council_code: Option<String>,
    /// How finely the place is known.
    pub precision: Precision,
}

/// Why a text is no known place. Each displays as a sentence for the person who typed it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// Nothing was typed.
    #[error("Enter a postcode or a town, like LS6 3HN or Leeds.")]
    Empty,
    /// A postcode, or part of one, that doesn't exist.
    #[error("We don't know the postcode {text}. Check it, or type a town.")]
    UnknownPostcode {
        /// The postcode, tidied.
        text: String,
    },
    /// A name that isn't in the tables.
    #[error("We don't know a place called “{text}”. Check the spelling, or type a postcode.")]
    UnknownPlace {
        /// What was typed, shortened.
        text: String,
    },
    /// Northern Ireland, the Channel Islands or the Isle of Man.
    #[error(
        "We only know places in England, Wales and Scotland, and {text} is in none of them. Type another postcode or a town."
    )]
    NotCovered {
        /// The postcode, tidied.
        text: String,
    },
}

/// Finds the place someone typed: "LS6 3HN", "ls63hn", "LS6 3", "LS6", "Headingley", "Leeds City Council".
/// Takes microseconds once the tables are read.
///
/// # Errors
/// [`PlaceError`], whose `Display` is the sentence to show beside the field.
pub fn lookup(text: &str) -> Result<Place, PlaceError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(PlaceError::Empty);
    }
    let tables = tables();
    by_postcode(tables, text).or_else(|| by_name(tables, text)).ok_or_else(|| unknown(text))
}

fn by_postcode(tables: &Tables, text: &str) -> Option<Place> {
    if let Ok(postcode) = Postcode::parse(text) {
        let sector = tables.sector(&postcode.sector())?;
        return Some(Place { label: postcode.to_string(), ..Place::from(sector) });
    }
    let code = compact(text);
    let sector = || {
        let (district, digit) = code.len().checked_sub(1).and_then(|at| code.split_at_checked(at))?;
        tables.sector(&format!("{district} {digit}")).map(Place::from)
    };
    let district = || tables.district(&code).map(Place::from);
    // "M1 1" is a sector of M1, but "M11" is a district of its own.
    if text.contains(char::is_whitespace) { sector().or_else(district) } else { district().or_else(sector) }
}

fn by_name(tables: &Tables, text: &str) -> Option<Place> {
    let find = |name: &str| tables.named.get(&slugify(name)).map(Place::from);
    let before_comma = || text.split_once(',').and_then(|(name, _)| find(name));
    find(text).or_else(|| by_council_title(tables, text)).or_else(before_comma)
}

/// "Leeds City Council", "Camden council", "City of York Council": the council's area, not the town's middle.
fn by_council_title(tables: &Tables, text: &str) -> Option<Place> {
    let title = slugify(text);
    let title = title.strip_suffix("-council")?;
    let title = PREFIXES.iter().find_map(|prefix| title.strip_prefix(prefix)).unwrap_or(title);
    let name = SUFFIXES.iter().find_map(|suffix| title.strip_suffix(suffix)).unwrap_or(title);
    let code = tables.council_slugs.get(name)?;
    tables.council(code).map(Place::from)
}

/// Town names have no digits, so whatever has one was meant as a postcode.
fn unknown(text: &str) -> PlaceError {
    let echo: String = text.chars().take(LONGEST_ECHO).collect();
    if !text.contains(|c: char| c.is_ascii_digit()) {
        return PlaceError::UnknownPlace { text: echo };
    }
    let tidy = Postcode::parse(text).map_or_else(|_| echo.to_uppercase(), |postcode| postcode.to_string());
    let area = tidy.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    if NOT_COVERED.contains(&area) {
        PlaceError::NotCovered { text: tidy }
    } else {
        PlaceError::UnknownPostcode { text: tidy }
    }
}

impl Place {
    fn at(label: &str, point: Point, council: &str, precision: Precision) -> Place {
        let Point { easting, northing } = point;
        let (label, council_code) = (label.to_owned(), Some(council.to_owned()));
        Place { label, easting, northing, district: None, council_code, precision }
    }
}

impl From<&Sector> for Place {
    fn from(sector: &Sector) -> Place {
        let place = Place::at(sector.name, sector.point, sector.council, Precision::Sector);
        Place { district: Some(district_of(sector.name).to_owned()), ..place }
    }
}

impl From<&District> for Place {
    fn from(district: &District) -> Place {
        let place = Place::at(district.name, district.point, district.council, Precision::District);
        Place { district: Some(district.name.to_owned()), ..place }
    }
}

impl From<&Council> for Place {
    fn from(council: &Council) -> Place {
        Place::at(council.name, council.point, council.code, Precision::Council)
    }
}

impl From<&Named> for Place {
    fn from(named: &Named) -> Place {
        let place = Place::at(named.name, named.point, named.council, named.precision);
        Place { district: named.district.map(str::to_owned), ..place }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::super::distance::{distance_m, miles};
    use super::*;

    fn found(text: &str) -> Place {
        lookup(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn postcodes_as_people_type_them() {
        for text in ["LS6 3HN", "ls6 3hn", "LS63HN", "  ls6  3hn "] {
            let place = found(text);
            assert_eq!(place.label, "LS6 3HN");
            assert_eq!(place.district.as_deref(), Some("LS6"));
            assert_eq!(place.council_code.as_deref(), Some("E08000035"));
            assert_eq!(place.precision, Precision::Sector);
        }
        let (postcode, sector) = (found("LS6 3HN"), found("LS6 3"));
        assert_eq!((postcode.easting, postcode.northing), (sector.easting, sector.northing));
    }

    #[test]
    fn parts_of_postcodes() {
        assert_eq!(found("ls6").precision, Precision::District);
        assert_eq!(found("LS 6").label, "LS6");
        assert_eq!(found("ls6 3").label, "LS6 3");
        assert_eq!(found("M1 1").label, "M1 1");
        assert_eq!(found("M11").label, "M11");
        assert_eq!(found("M11").precision, Precision::District);
    }

    #[test]
    fn names_as_people_type_them() {
        for (text, label, precision) in [
            ("headingley", "Headingley", Precision::Town),
            ("Headingley, Leeds", "Headingley", Precision::Town),
            ("LEEDS", "Leeds", Precision::Town),
            ("leeds city council", "Leeds", Precision::Council),
            ("City of York Council", "York", Precision::Council),
            ("London Borough of Camden Council", "Camden", Precision::Council),
            ("kirklees", "Kirklees", Precision::Council),
            ("Ashton under Lyne", "Ashton-under-Lyne", Precision::Town),
            ("kings lynn", "King's Lynn", Precision::Town),
            ("St. Helens", "St Helens", Precision::Town),
            ("Middleton, Leeds", "Middleton, Leeds", Precision::Town),
        ] {
            let place = found(text);
            assert_eq!((place.label.as_str(), place.precision), (label, precision), "{text}");
        }
        assert_eq!(found("Kirkstall").district.as_deref(), Some("LS5"));
        assert_eq!(found("Huddersfield").district, None);
    }

    #[test]
    fn what_is_unknown_is_said_so() {
        let said = |text: &str| lookup(text).unwrap_err().to_string();
        assert_eq!(said("zz99zz"), "We don't know the postcode ZZ9 9ZZ. Check it, or type a town.");
        assert_eq!(said("LS6 3HNX"), "We don't know the postcode LS6 3HNX. Check it, or type a town.");
        assert_eq!(said("zz9"), "We don't know the postcode ZZ9. Check it, or type a town.");
        assert_eq!(said("Narnia"), "We don't know a place called “Narnia”. Check the spelling, or type a postcode.");
        assert_eq!(lookup("  "), Err(PlaceError::Empty));
        assert_eq!(lookup("bt1 1aa"), Err(PlaceError::NotCovered { text: "BT1 1AA".to_owned() }));
        assert!(said(&"x".repeat(5_000)).len() < 200);
        // A district that exists doesn't make up for a sector that doesn't.
        assert_eq!(found("ZE1").precision, Precision::District);
        assert_eq!(lookup("ZE1 7ZZ"), Err(PlaceError::UnknownPostcode { text: "ZE1 7ZZ".to_owned() }));
    }

    #[test]
    fn known_distances() {
        let metres = distance_m(&found("LS1"), &found("M1"));
        assert!((56_000..59_000).contains(&metres), "{metres}");
        assert_eq!(miles(metres), "35.7 miles");
        assert!(distance_m(&found("Headingley"), &found("Leeds")) < 4_000);
        assert!(distance_m(&found("Leeds"), &found("Leeds council")) < 8_000);
    }

    proptest! {
        #[test]
        fn every_sector_is_found_by_itself_and_by_its_postcodes(index: Index, unit in "[ABD-HJLNP-UW-Z]{2}") {
            let sector = index.get(&tables().sectors);
            let place = found(sector.name);
            prop_assert_eq!(&place.label, sector.name);
            let postcode = found(&format!("{}{unit}", sector.name).to_lowercase());
            prop_assert_eq!((postcode.easting, postcode.northing), (place.easting, place.northing));
            prop_assert_eq!(postcode.district, place.district);
        }

        #[test]
        fn every_district_and_name_finds_its_label(district: Index, name: Index) {
            let district = district.get(&tables().districts).name;
            prop_assert_eq!(found(district).label, district);
            let names: Vec<_> = tables().named.values().map(|named| named.name).collect();
            let name = *name.get(&names);
            prop_assert_eq!(found(&name.to_uppercase()).label, name);
        }

        #[test]
        fn any_text_is_answered(text in "\\PC*") {
            if let Err(error) = lookup(&text) {
                prop_assert!(!error.to_string().is_empty());
            }
        }
    }
}
