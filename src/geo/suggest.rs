//! Names that begin as a half-typed one does, for the place field's suggestions.

use super::lookup::Precision;
use super::postcode::compact;
use super::tables::{Tables, tables};
use crate::kernel::slug::slugify;

/// A place to suggest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What goes into the field, and what [`super::lookup()`] finds: "Headingley", "LS6".
    pub text: &'static str,
    /// What tells it from others: the council it is in, or "council area".
    pub detail: &'static str,
}

/// Up to `limit` places whose name begins with `prefix`, in alphabetical order: towns and councils for letters,
/// postcode districts once there is a digit (or when no name begins so).
#[must_use]
pub fn suggest(prefix: &str, limit: usize) -> Vec<Suggestion> {
    let tables = tables();
    let names = by_name(tables, prefix, limit);
    if names.is_empty() { by_district(tables, prefix, limit) } else { names }
}

fn by_name(tables: &Tables, prefix: &str, limit: usize) -> Vec<Suggestion> {
    let prefix = slugify(prefix);
    if prefix.is_empty() {
        return Vec::new();
    }
    let from = tables.named.range(prefix.clone()..).take_while(|(slug, _)| slug.starts_with(&prefix));
    from.take(limit)
        .map(|(_, named)| {
            let council = tables.council(named.council).map_or("", |council| council.name);
            let detail = if named.precision == Precision::Council { "council area" } else { council };
            Suggestion { text: named.name, detail }
        })
        .collect()
}

/// LS1, LS2, … LS10, not LS1, LS10, LS11.
fn by_district(tables: &Tables, prefix: &str, limit: usize) -> Vec<Suggestion> {
    let prefix = compact(prefix);
    if prefix.is_empty() {
        return Vec::new();
    }
    let from = tables.districts.partition_point(|district| district.name < prefix.as_str());
    let mut found: Vec<_> = tables.districts.iter().skip(from).take_while(|d| d.name.starts_with(&prefix)).collect();
    found.sort_by_key(|district| (area_of(district.name), district.name.len(), district.name));
    let detail = |code| tables.council(code).map_or("", |council| council.name);
    found.into_iter().take(limit).map(|d| Suggestion { text: d.name, detail: detail(d.council) }).collect()
}

/// "LS" of "LS6".
fn area_of(district: &str) -> &str {
    district.split(|c: char| c.is_ascii_digit()).next().unwrap_or(district)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lookup;
    use super::*;

    fn texts(prefix: &str, limit: usize) -> Vec<&'static str> {
        suggest(prefix, limit).into_iter().map(|suggestion| suggestion.text).collect()
    }

    #[test]
    fn names_and_districts() {
        assert_eq!(suggest("headi", 5), [Suggestion { text: "Headingley", detail: "Leeds" }]);
        assert_eq!(texts("KIRK", 5), ["Kirkburton", "Kirkheaton", "Kirklees", "Kirkstall"]);
        assert_eq!(texts("ls1", 3), ["LS1", "LS10", "LS11"]);
        assert_eq!(texts("ls", 3), ["LS1", "LS2", "LS3"]);
        assert!(texts("", 5).is_empty() && texts("  ", 5).is_empty() && texts("zzz", 5).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_suggested_is_found(prefix in "[a-zA-Z]{1,3}[0-9]?", limit in 0usize..20) {
            let suggestions = suggest(&prefix, limit);
            prop_assert!(suggestions.len() <= limit);
            for suggestion in suggestions {
                prop_assert_eq!(lookup(suggestion.text).unwrap().label, suggestion.text);
                prop_assert!(!suggestion.detail.is_empty());
            }
        }

        #[test]
        fn any_prefix_is_answered(prefix in "\\PC*") {
            let _ = suggest(&prefix, 10);
        }
    }
}
