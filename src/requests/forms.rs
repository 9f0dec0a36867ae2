//! What is posted about requests, as commands or messages beside fields.

use serde::Deserialize;

use super::model::{AskFor, LONGEST_WORDS, area_of};
use crate::geo;
use crate::kernel::{Money, Weekdays};
use crate::search::categories;
use crate::web::form::FieldErrors;

/// The form that asks for something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AskForm {
    /// In their own words.
    pub words: String,
    /// The code of a category; empty for none.
    pub category: String,
    /// A postcode or a town.
    pub area: String,
    /// Names of days.
    pub days: Vec<String>,
    /// Up to how much a week, in pounds.
    pub limit: String,
}

/// The parts of a search that a request can begin with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FromSearch {
    q: String,
    near: String,
    category: Vec<String>,
}

impl AskForm {
    /// The form as a search without results leads to it.
    pub fn from_search(query: &str) -> Self {
        let search: FromSearch = serde_html_form::from_str(query).unwrap_or_default();
        Self {
            words: search.q.trim().chars().take(LONGEST_WORDS).collect(),
            category: search.category.into_iter().find(|code| categories::is_known(code)).unwrap_or_default(),
            area: search.near.trim().chars().take(80).collect(),
            ..Self::default()
        }
    }

    /// What is asked for.
    ///
    /// # Errors
    /// Messages beside the fields.
    pub fn check(&self) -> Result<AskFor, FieldErrors> {
        let mut errors = FieldErrors::new();
        let words = self.words.replace("\r\n", "\n").trim().to_owned();
        if words.is_empty() {
            errors.push("words", "Say what you would like");
        } else if words.chars().count() > LONGEST_WORDS {
            errors.push("words", format!("Use {LONGEST_WORDS} letters or fewer"));
        }
        let category = (!self.category.is_empty()).then(|| self.category.clone());
        if category.as_deref().is_some_and(|code| !categories::is_known(code)) {
            errors.push("category", "Choose one from the list");
        }
        let place = errors.take("area", geo::lookup(&self.area));
        let weekdays = errors.take("days", Weekdays::parse(&self.days));
        let limit = match self.limit.trim() {
            "" => None,
            text => errors.take("limit", Money::parse(text)),
        };
        if limit.is_some_and(Money::is_zero) {
            errors.push("limit", "Give an amount above nothing, or leave this empty");
        }
        match (place, weekdays) {
            (Some(place), Some(weekdays)) if errors.is_empty() => {
                Ok(AskFor { words, category, area: area_of(&place), weekdays, weekly_limit: limit })
            }
            _ => Err(errors),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_becomes_the_beginning_of_a_request() {
        let form = AskForm::from_search("q=pottery&near=LS6+3HN&category=no&category=leisure&check=dbs&page=2");
        assert_eq!(
            (form.words.as_str(), form.area.as_str(), form.category.as_str()),
            ("pottery", "LS6 3HN", "leisure")
        );
        assert_eq!(AskForm::from_search("%%%"), AskForm::default());
    }

    #[test]
    fn what_is_wrong_is_said_beside_its_field() {
        let wrong = AskForm {
            words: "x".repeat(LONGEST_WORDS + 1),
            category: "no".to_owned(),
            days: vec!["Someday".to_owned()],
            limit: "-5".to_owned(),
            ..AskForm::default()
        };
        let errors = wrong.check().unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["words", "category", "area", "days", "limit"]);
    }

    #[test]
    fn a_postcode_is_kept_as_its_district() {
        let form = AskForm { words: " A choir ".to_owned(), area: "ls6 3hn".to_owned(), ..AskForm::default() };
        let ask = form.check().unwrap();
        assert_eq!((ask.words.as_str(), ask.area.as_str(), ask.weekly_limit), ("A choir", "LS6", None));
    }
}
