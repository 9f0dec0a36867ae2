//! A row as a provider and its one listing. Everything said here is in the row; nothing is made up.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::columns::DataSet;
use super::row::Row;
use crate::directory::model::commands::{LONGEST_SUMMARY, LONGEST_TITLE};
use crate::directory::model::{CareGroup, Delivery, ListingCommand, ListingTerms, ProviderSource, ProviderState};
use crate::directory::service::enrol::NewProvider;
use crate::directory::service::imported::Entry;
use crate::geo;
use crate::kernel::dates::long_date;
use crate::kernel::words;

/// Counted up when the same row is to be written differently, so that the next import rewrites it.
const FORM: &str = "2";

/// The line that the Open Government Licence asks for.
const LICENCE: &str = "Contains public sector information licensed under the Open Government Licence v3.0.";

/// What a category's places are called, with their article.
fn noun(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "living-and-breaks/care-homes" => ("A", "care home"),
        "living-and-breaks/nursing-homes" => ("A", "nursing home"),
        _ => return None,
    })
}

/// Builds provider and listing. `dated` is the month of the data, in words, where the file's name tells it.
pub(super) fn build(row: &Row, data_set: DataSet, dated: Option<&str>) -> Entry {
    let name_key = row.name_key();
    let key = row.cqc_location.as_deref().map_or_else(|| name_key.clone(), super::seen::cqc_key);
    let listing = listing(row, data_set);
    let month = dated.map(|month| format!(", {month}")).unwrap_or_default();
    let provider = NewProvider {
        organisation_id: None,
        name: row.name.clone(),
        state: ProviderState::Unclaimed,
        summary: listing.summary.clone(),
        description: listing.description.clone(),
        address: row.address.clone(),
        postcode: Some(row.place.label.clone()),
        place: place_words(row),
        easting: Some(row.place.easting),
        northing: Some(row.place.northing),
        council_code: row.council_code.clone(),
        phone: row.phone.clone(),
        email: row.email.clone(),
        website: row.website.clone(),
        cqc_location: row.cqc_location.clone(),
        cqc_rating: row.cqc_rating.clone(),
        cqc_checked_on: row.inspected_on,
        source: None,
        ..NewProvider::default()
    };
    let source = ProviderSource {
        name: data_set.source().to_owned(),
        key: key.clone(),
        licence: format!("{LICENCE} Source: {}{month}.", data_set.source()),
        hash: hash(&provider),
    };
    Entry {
        data_set: data_set.code().to_owned(),
        provider: NewProvider { source: Some(source), ..provider },
        listing_key: key,
        listing_hash: hash(&listing),
        listing,
        name_key: Some(name_key),
    }
}

/// Of everything that the row decides, so that a change of any of it is seen.
pub(super) fn hash(said: &impl std::fmt::Debug) -> String {
    let digest = Sha256::digest(format!("{FORM}{said:?}"));
    digest.iter().take(16).fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn listing(row: &Row, data_set: DataSet) -> ListingCommand {
    let code = row.category.code.as_str();
    let at_home = code.starts_with("personal-care");
    let mental_health = data_set == DataSet::MentalHealthServices;
    let mut care_groups: Vec<CareGroup> = row.specialisms.iter().filter_map(|words| care_group(words)).collect();
    care_groups.extend(mental_health.then_some(CareGroup::MentalHealth));
    let councils = row.council_code.iter().filter(|code| at_home && geo::council_name(code).is_some()).cloned();
    ListingCommand {
        title: title(row),
        summary: summary(row),
        description: description(row),
        category: code.to_owned(),
        terms: ListingTerms {
            care_groups,
            delivery: vec![if at_home { Delivery::AtHome } else { Delivery::AtVenue }],
            councils: councils.collect(),
            ..ListingTerms::default()
        }
        .tidied(),
        ..ListingCommand::default()
    }
}

/// The name, with what it is unless the name says so: "Ann Challis, care home".
fn title(row: &Row) -> String {
    let name: String = row.name.chars().take(LONGEST_TITLE).collect();
    let Some((_, noun)) = noun(&row.category.code) else { return name };
    let lower = name.to_lowercase();
    let says_so = lower.contains("home") || lower.contains("nursing") || lower.contains("residential");
    let whole = format!("{name}, {noun}");
    if says_so || whole.chars().count() > LONGEST_TITLE { name } else { whole }
}

fn summary(row: &Row) -> String {
    if !row.description.is_empty() {
        return cut(&row.description, LONGEST_SUMMARY);
    }
    let place = place_words(row);
    let place = if place.is_empty() { String::new() } else { format!(" in {place}") };
    let summary = match noun(&row.category.code) {
        Some((article, noun)) => format!("{article} {noun}{place}."),
        None => format!("{}{place}.", row.category.name),
    };
    cut(&summary, LONGEST_SUMMARY)
}

fn description(row: &Row) -> String {
    let mut sentences: Vec<String> = Vec::new();
    if row.description.is_empty() {
        sentences.push(summary(row));
    } else {
        sentences.push(ended(&row.description));
    }
    if row.types.len() > 1 {
        sentences.push(format!("Its types of service are: {}.", words::list(&row.types)));
    }
    if !row.known_as.is_empty() {
        sentences.push(ended(&format!("Also known as {}", words::list(&row.known_as))));
    }
    if let Some(run_by) = &row.run_by {
        sentences.push(ended(&format!("Run by {run_by}")));
    }
    if !row.specialisms.is_empty() {
        sentences.push(format!("Its specialisms are: {}.", words::list(&row.specialisms).to_lowercase()));
    }
    if let Some(day) = row.inspected_on {
        sentences.push(format!("Last checked by the Care Quality Commission on {}.", long_date(day)));
    }
    sentences.join(" ")
}

/// With a full stop, unless it ends a sentence already.
fn ended(text: &str) -> String {
    if text.ends_with(['.', '!', '?']) { text.to_owned() } else { format!("{text}.") }
}

/// The beginning of a text, cut after a word.
pub(super) fn cut(text: &str, longest: usize) -> String {
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let start: String = text.chars().take(longest - 1).collect();
    let whole_words = start.rsplit_once(' ').map_or(start.as_str(), |(words, _)| words);
    format!("{}…", whole_words.trim_end_matches([',', ';', ' ']))
}

/// Where it is, in words: the parts of the address that aren't its street, then the council.
fn place_words(row: &Row) -> String {
    const STREETS: [&str; 16] = [
        "road", "street", "lane", "avenue", "drive", "way", "close", "grove", "crescent", "terrace", "place",
        "gardens", "ave", "rd", "st", "square",
    ];
    let council = row.council_code.as_deref().and_then(geo::council_name).unwrap_or_default();
    let is_place = |part: &&str| {
        let last = part.rsplit(' ').next().unwrap_or_default().trim_end_matches('.').to_lowercase();
        !part.contains(|letter: char| letter.is_ascii_digit()) && !STREETS.contains(&last.as_str())
    };
    let address = row.address.as_deref().unwrap_or_default();
    let towns: Vec<&str> =
        address.split(", ").skip(1).map(|part| part.trim_end_matches('.')).filter(is_place).collect();
    let mut parts: Vec<&str> = towns.iter().rev().take(1).rev().copied().collect();
    // "Urmston, Manchester" is in Urmston; the big name is the post town's.
    if let [.., near, _] = towns.as_slice() {
        parts = vec![near];
    }
    if !council.is_empty() && !parts.iter().any(|part| part.eq_ignore_ascii_case(council)) {
        parts.push(council);
    }
    parts.join(", ")
}

/// The care group that a specialism of the directory stands for.
pub(super) fn care_group(specialism: &str) -> Option<CareGroup> {
    let lower = specialism.to_lowercase();
    let known = [
        ("dementia", CareGroup::Dementia),
        ("over 65", CareGroup::OlderPeople),
        ("learning disabilit", CareGroup::LearningDisability),
        ("mental health", CareGroup::MentalHealth),
        ("physical disabilit", CareGroup::PhysicalDisability),
        ("sensory", CareGroup::SensoryImpairment),
        ("substance", CareGroup::SubstanceMisuse),
        ("autis", CareGroup::Autism),
    ];
    known.into_iter().find(|(word, _)| lower.contains(word)).map(|(_, group)| group)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::categories;

    fn row(name: &str, category: &str, address: &str) -> Row {
        Row {
            name: name.to_owned(),
            types: vec!["Residential homes".to_owned()],
            category: categories::get(category).unwrap(),
            description: String::new(),
            address: Some(address.to_owned()),
            place: geo::lookup("M41 5BU").unwrap(),
            council_code: Some("E08000009".to_owned()),
            phone: None,
            website: None,
            email: None,
            cqc_location: Some("1-466088203".to_owned()),
            cqc_rating: None,
            inspected_on: "2023-05-31".parse().ok(),
            run_by: Some("Future Directions CIC".to_owned()),
            specialisms: Vec::new(),
            known_as: Vec::new(),
        }
    }

    const HOME: &str = "living-and-breaks/care-homes";

    #[test]
    fn a_care_home_is_described_by_its_row_alone() {
        let row = row("10 Spennithorne Road", HOME, "10 Spennithorne Road, Urmston, Manchester");
        let entry = build(&row, DataSet::CareHomesWithCqc, Some("February 2026"));
        assert_eq!(entry.listing.title, "10 Spennithorne Road, care home");
        assert_eq!(entry.listing.summary, "A care home in Urmston, Trafford.");
        assert_eq!(
            entry.listing.description,
            "A care home in Urmston, Trafford. Run by Future Directions CIC. Last checked by the Care Quality \
             Commission on 31 May 2023."
        );
        let source = entry.provider.source.unwrap();
        assert_eq!(source.key, "cqc:1-466088203");
        assert_eq!(
            source.licence,
            "Contains public sector information licensed under the Open Government Licence v3.0. Source: Trafford Data \
             Lab / CQC, February 2026."
        );
        assert!(entry.listing.checked().is_ok());
    }

    #[test]
    fn titles_say_what_it_is_once() {
        assert_eq!(title(&row("Amberley Care Home", HOME, "")), "Amberley Care Home");
        assert_eq!(title(&row("Ann Challis", HOME, "")), "Ann Challis, care home");
        assert_eq!(title(&row("x".repeat(200).as_str(), HOME, "")).len(), LONGEST_TITLE);
    }

    #[test]
    fn places_are_read_from_addresses() {
        let place = |address: &str| place_words(&row("x", HOME, address));
        assert_eq!(place("28 Delaunays Road, Sale"), "Sale, Trafford");
        assert_eq!(place("The Space, 87-91 Great Ancoats Street, Manchester"), "Manchester, Trafford");
        assert_eq!(place("1 Bridge Road"), "Trafford");
        assert_eq!(place("1 Bridge Road, Trafford"), "Trafford");
    }

    #[test]
    fn the_same_row_has_the_same_hash_and_another_has_not() {
        let hash_of = |row: &Row| build(row, DataSet::CareHomes, None).provider.source.unwrap().hash;
        let mut row = row("Ann Challis", HOME, "128 Stretford Road, Urmston");
        let first = hash_of(&row);
        assert_eq!(first, hash_of(&row));
        row.phone = Some("0161 748 6597".to_owned());
        assert_ne!(first, hash_of(&row));
    }

    #[test]
    fn long_texts_are_cut_after_a_word() {
        let text = "word ".repeat(100);
        let summary = cut(text.trim(), LONGEST_SUMMARY);
        assert!(summary.ends_with("word…") && summary.chars().count() <= LONGEST_SUMMARY);
    }
}
