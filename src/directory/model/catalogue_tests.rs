//! Tests of the catalogue of schemes: the file is read whole, and what it says makes sense.

use std::collections::HashSet;

use super::*;
use crate::search::categories;

#[test]
fn the_file_is_read_whole() {
    let schemes = toml::from_str::<Schemes>(SOURCE).unwrap_or_else(|error| panic!("{error}")).scheme;
    let required = toml::from_str::<Requirements>(SOURCE).unwrap_or_else(|error| panic!("{error}")).required;
    assert!(schemes.len() >= 20, "{}", schemes.len());
    assert!(!required.is_empty());
    let codes: HashSet<&str> = schemes.iter().map(|scheme| scheme.code.as_str()).collect();
    assert_eq!(codes.len(), schemes.len(), "a code is there twice");
    let names: HashSet<&str> = schemes.iter().map(|scheme| scheme.name.as_str()).collect();
    assert_eq!(names.len(), schemes.len(), "a name is there twice");
}

#[test]
fn what_the_program_speaks_of_is_in_the_catalogue() {
    use AccreditationScheme as S;
    let named = [
        S::DBS,
        S::CQC,
        S::INSURANCE,
        S::COUNCIL_APPROVED,
        S::FOOD_HYGIENE,
        S::HCPC,
        S::LIVING_WAGE,
        S::TRUSTED_TRADER,
        S::PROFESSIONAL,
    ];
    for scheme in named {
        assert!(scheme.about().is_some(), "{scheme}");
        assert_eq!(scheme.as_str().parse::<S>().unwrap(), scheme);
    }
    assert!("nothing".parse::<S>().is_err());
}

#[test]
fn every_scheme_can_be_read_checked_and_shown() {
    for scheme in SCHEMES.iter() {
        let code = &scheme.code;
        assert!(code.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'), "{code}");
        assert!(scheme.check_at.starts_with("https://"), "{code}");
        for words in [&scheme.name, &scheme.what, &scheme.issuer, &scheme.number, &scheme.icon] {
            assert!(!words.trim().is_empty(), "{code}");
        }
        assert!(scheme.what.ends_with('.') && scheme.weight <= 3, "{code}");
        assert!(scheme.ends != Ends::Always || scheme.months.is_some(), "{code} says how long it lasts");
        if !scheme.formats.is_empty() {
            assert!(scheme.takes(&scheme.example), "{code}: its example has none of its shapes");
            assert!(!scheme.takes("?"), "{code}");
        }
        for category in &scheme.useful_for {
            assert!(categories::is_known(category), "{code}: {category}");
        }
    }
}

#[test]
fn requirements_name_categories_and_levels_that_exist() {
    for required in requirements() {
        assert!(required.source.starts_with("https://") && required.reason.ends_with('.'), "{:?}", required.scheme);
        for category in &required.categories {
            assert!(categories::is_known(category), "{category}");
        }
        let scheme = required.scheme.about().unwrap();
        assert!(required.not_levels.iter().all(|level| scheme.level(level).is_some()), "{:?}", required.scheme);
    }
}

#[test]
fn shapes_are_matched_whole() {
    let taken = [
        ("001234567890", "9{12}"),
        ("0012 3456 7890", "9{12}"),
        ("ph012345", "AA9{5,6}"),
        ("1-466088203", "1-9{6,12}"),
        ("12A3456E", "99A9999A"),
        ("RW601", "AX{4,9}"),
    ];
    for (text, format) in taken {
        assert!(has_shape(text, format), "{text} {format}");
    }
    let refused = [("12345678901", "9{12}"), ("1-46608820x", "1-9{6,12}"), ("", "9{5,7}"), ("SC12", "SC9{6}")];
    for (text, format) in refused {
        assert!(!has_shape(text, format), "{text} {format}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_is_too_odd_to_be_compared(text in ".{0,200}", format in "[9AX{},0-3-]{0,12}") {
        let _ = has_shape(&text, &format);
    }
}
