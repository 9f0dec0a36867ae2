//! What is posted about requests, as commands or messages beside fields.

mod quote;

use serde::Deserialize;

pub use quote::{AcceptForm, OUTSIDE, QuoteLineForm, SendForm, WordsForm};

use super::model::{AskFor, Audience, LONGEST_TIMES, LONGEST_WORDS, MOST_WEEKS, USUAL_WEEKS, area_of};
use crate::geo;
use crate::kernel::ids::{PlanLineId, ProviderId};
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
    /// When on the day, in their own words.
    pub times: String,
    /// The part of the plan that it is for; empty for none.
    pub plan_line: String,
    /// Who may see it.
    pub audience: String,
    /// The providers that were chosen.
    pub providers: Vec<String>,
    /// For how many weeks quotes are wanted.
    pub weeks: String,
    /// Which button was pressed: "find" shows providers to choose from and sends nothing.
    pub action: String,
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
            audience: Audience::Area.as_str().to_owned(),
            weeks: USUAL_WEEKS.to_string(),
            ..Self::default()
        }
    }

    /// Whether only some providers are to see it.
    pub fn chooses(&self) -> bool {
        self.audience == Audience::Chosen.as_str()
    }

    /// Whether only providers to choose from were asked for.
    pub fn only_finds(&self) -> bool {
        self.action == "find"
    }

    /// The providers that were ticked; one that is no number is left for the list to refuse.
    fn chosen(&self, errors: &mut FieldErrors) -> Vec<ProviderId> {
        if !self.chooses() {
            return Vec::new();
        }
        let mut ids: Vec<ProviderId> = self.providers.iter().filter_map(|id| id.parse().ok()).collect();
        ids.dedup();
        if ids.is_empty() {
            errors.push("providers", "Choose at least one provider, or let all who work there see it");
        }
        ids
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
        let times = self.times.trim().to_owned();
        if times.chars().count() > LONGEST_TIMES {
            errors.push("times", format!("Use {LONGEST_TIMES} letters or fewer"));
        }
        let plan_line = match self.plan_line.as_str() {
            "" => None,
            id => errors.take("plan_line", id.parse::<PlanLineId>().map_err(|_| "Choose one from the list")),
        };
        let weeks = match self.weeks.as_str() {
            "" => None,
            weeks => {
                let weeks = weeks.parse::<u8>().ok().filter(|weeks| (1..=MOST_WEEKS).contains(weeks));
                errors.take("weeks", weeks.ok_or("Choose one from the list"))
            }
        };
        let providers = self.chosen(&mut errors);
        match (place, weekdays) {
            (Some(place), Some(weekdays)) if errors.is_empty() => Ok(AskFor {
                words,
                category,
                area: area_of(&place),
                weekdays,
                weekly_limit: limit,
                times,
                plan_line,
                providers,
                weeks,
            }),
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
        assert_eq!(AskForm::from_search("%%%"), AskForm::from_search(""));
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
