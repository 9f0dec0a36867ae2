//! "Who and where": whom a listing is for, and where it is given.

use serde::Deserialize;

use super::{number_text, optional_number};
use crate::directory::model::commands::is_district;
use crate::directory::model::{CareGroup, Delivery, Listing, ListingCommand, OutcomeFamily};
use crate::geo;
use crate::kernel::slug::fold_key;
use crate::web::form::FieldErrors;

/// As posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WhereForm {
    pub care_groups: Vec<String>,
    pub outcomes: Vec<String>,
    pub delivery: Vec<String>,
    pub venue: String,
    /// "LS4, LS5 LS6".
    pub districts: String,
    /// Names, one a line.
    pub councils: String,
    pub radius_miles: String,
}

fn codes<T: Copy>(values: &[T], code: impl Fn(T) -> &'static str) -> Vec<String> {
    values.iter().map(|value| code(*value).to_owned()).collect()
}

/// The values that are known; a browser sends no others.
fn known<T: std::str::FromStr>(posted: &[String]) -> Vec<T> {
    posted.iter().filter_map(|text| text.parse().ok()).collect()
}

impl WhereForm {
    /// As it stands now.
    pub fn of(listing: &Listing) -> Self {
        let names = listing.terms.councils.iter().map(|code| geo::council_name(code).unwrap_or(code));
        Self {
            care_groups: codes(&listing.terms.care_groups, CareGroup::as_str),
            outcomes: codes(&listing.terms.outcomes, OutcomeFamily::as_str),
            delivery: codes(&listing.terms.delivery, Delivery::as_str),
            venue: listing.venue.clone().unwrap_or_default(),
            districts: listing.terms.districts.join(", "),
            councils: names.collect::<Vec<_>>().join("\n"),
            radius_miles: number_text(listing.radius_miles),
        }
    }

    /// Puts it into what the listing is to say.
    pub fn fill(&self, command: &mut ListingCommand, errors: &mut FieldErrors) {
        command.terms.care_groups = known(&self.care_groups);
        command.terms.outcomes = known(&self.outcomes);
        command.terms.delivery = known(&self.delivery);
        command.venue = Some(self.venue.clone());
        command.terms.districts = districts(&self.districts, errors);
        command.terms.councils = councils(&self.councils, errors);
        let words = "Enter a whole number of miles, like 5.";
        command.radius_miles = optional_number("radius_miles", &self.radius_miles, words, errors);
    }
}

/// "M33, LS 6" as districts: parted by commas, lines or spaces; a full postcode gives its first half.
pub fn districts(typed: &str, errors: &mut FieldErrors) -> Vec<String> {
    let mut found = Vec::new();
    for part in typed.split([',', ';', '\n']).flat_map(|part| part.split_whitespace()) {
        let district = part.to_uppercase();
        if is_district(&district) {
            found.push(district);
        } else {
            errors.push("districts", format!("“{part}” is not the first half of a postcode, like M33 or LS6."));
        }
    }
    found
}

/// The codes of councils by name; "Leeds City Council" and "leeds" are the same.
pub fn councils(typed: &str, errors: &mut FieldErrors) -> Vec<String> {
    let mut found = Vec::new();
    for name in super::lines(&typed.replace(',', "\n")) {
        let wanted = plain(&name);
        match geo::councils().find(|(_, known)| plain(known) == wanted) {
            Some((code, _)) => found.push(code.to_owned()),
            None => {
                errors.push("councils", format!("We don’t know a council called “{name}”. Check how it is spelled."));
            }
        }
    }
    found
}

fn plain(name: &str) -> String {
    let extra = ["city", "council", "borough", "metropolitan", "district", "county", "of", "london"];
    fold_key(name).split(' ').filter(|word| !extra.contains(word)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn districts_may_be_typed_any_way() {
        let mut errors = FieldErrors::new();
        assert_eq!(districts("ls4, LS5\nm33", &mut errors), ["LS4", "LS5", "M33"]);
        assert!(errors.is_empty());
        districts("Leeds", &mut errors);
        assert!(errors.get("districts").unwrap().contains("Leeds"));
    }

    #[test]
    fn councils_are_found_by_name() {
        let mut errors = FieldErrors::new();
        let found = councils("Leeds City Council\ntrafford", &mut errors);
        assert_eq!(found.len(), 2, "{errors:?}");
        assert_eq!(geo::council_name(&found[1]), Some("Trafford"));
        councils("Atlantis", &mut errors);
        assert!(errors.get("councils").is_some());
    }
}
