//! The category of a service: by the terms it carries, else by the words of its name.

use serde_json::{Map, Value};

use super::fields::{line, list, object};
use crate::kernel::slug::slugify;
use crate::search::categories::{self, Category};

/// The terms of a service, of whichever taxonomy.
pub(super) fn terms(service: &Map<String, Value>) -> Vec<String> {
    let attributes = list(service, "attributes").filter_map(|attribute| object(attribute, "taxonomy_term"));
    let mut terms: Vec<String> = attributes
        .flat_map(|term| [line(term, "name", 200), line(term, "term", 200)])
        .filter(|term| !term.is_empty())
        .collect();
    terms.dedup();
    terms
}

/// The category that a service belongs to.
pub(super) fn of(service: &Map<String, Value>) -> Option<&'static Category> {
    let terms = terms(service);
    let by_term = terms.iter().find_map(|term| {
        let known =
            |category: &&Category| category.open_referral.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(term));
        categories::all().iter().find(known)
    });
    by_term.or_else(|| by_words(&line(service, "name", 200))).or_else(|| terms.iter().find_map(|term| by_words(term)))
}

/// The category whose name, or what people call it, is within a text: the longest counts.
fn by_words(text: &str) -> Option<&'static Category> {
    let text = format!("-{}-", slugify(text));
    let within = |words: &str| {
        let slug = slugify(words);
        let one = slug.strip_suffix('s').unwrap_or(&slug);
        let there = text.contains(&format!("-{one}-")) || text.contains(&format!("-{one}s-"));
        (one.len() > 3 && there).then_some(one.len())
    };
    let found = categories::all().iter().filter_map(|category| {
        let names = std::iter::once(&category.name).chain(&category.synonyms);
        Some((names.filter_map(|name| within(name)).max()?, category))
    });
    found.max_by_key(|(length, category)| (*length, category.code.len())).map(|(_, category)| category)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(json: &str) -> Option<&'static str> {
        of(&serde_json::from_str(json).unwrap()).map(|category| category.code.as_str())
    }

    #[test]
    fn terms_count_before_names() {
        let term = r#"{"name":"Tea","attributes":[{"taxonomy_term":{"name":"counseling"}}]}"#;
        assert_eq!(code(term), Some("health/counselling"));
        assert_eq!(code(r#"{"name":"Community Counselling"}"#), Some("health/counselling"));
        assert_eq!(code(r#"{"name":"Sale Lunch Club"}"#), Some("meals/lunch-clubs"));
        assert_eq!(
            code(r#"{"name":"Zzz","attributes":[{"taxonomy_term":{"name":"Befriending"}}]}"#),
            Some("leisure/befriending")
        );
        assert_eq!(code(r#"{"name":"Bell ringing"}"#), None);
    }
}
