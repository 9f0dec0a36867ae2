//! The tree of categories, read from `search_index/categories.toml`, which is part of the program.
//!
//! Two levels: a top-level category's code is a slug (`meals`), a subcategory's is `top/sub`
//! (`meals/lunch-clubs`). Codes are stored in the database and in addresses, so they never change.
//! Next: `thesaurus`, which lets the synonyms listed here find everything in their category.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

const SOURCE: &str = include_str!("../../search_index/categories.toml");

/// One category or subcategory of support.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Category {
    /// What is stored: `meals` or `meals/lunch-clubs`.
    pub code: String,
    /// What people see.
    pub name: String,
    /// One line on what it is.
    pub summary: String,
    /// A Lucide icon's name (`heart-handshake`); a subcategory without its own has its parent's.
    #[serde(default)]
    pub icon: String,
    /// What people type instead of the name.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// It belongs to its parent by order only: who asks for the parent by name doesn't mean it.
    #[serde(default)]
    pub apart: bool,
    /// Service types of the Care Quality Commission's directory that belong here.
    #[serde(default)]
    pub cqc: Vec<String>,
    /// The matching term of the Open Eligibility taxonomy used by many Open Referral feeds.
    #[serde(default)]
    pub open_referral: Option<String>,
}

impl Category {
    /// The code of the category it belongs to; none for a top-level one.
    #[must_use]
    pub fn parent_code(&self) -> Option<&str> {
        parent_code(&self.code)
    }

    /// Whether this is one of the top-level categories.
    #[must_use]
    pub fn is_top(&self) -> bool {
        self.parent_code().is_none()
    }
}

#[derive(Default, Deserialize)]
struct File {
    #[serde(default)]
    category: Vec<Category>,
}

struct Tree {
    all: Vec<Category>,
    by_code: HashMap<String, usize>,
}

static TREE: LazyLock<Tree> = LazyLock::new(|| {
    // A fault in the file is caught by the tests below; a program built with one has no categories.
    let mut all = toml::from_str::<File>(SOURCE).unwrap_or_default().category;
    let icons: HashMap<String, String> = all.iter().map(|c| (c.code.clone(), c.icon.clone())).collect();
    for category in &mut all {
        if category.icon.is_empty()
            && let Some(icon) = category.parent_code().and_then(|parent| icons.get(parent))
        {
            category.icon.clone_from(icon);
        }
    }
    let by_code = all.iter().enumerate().map(|(at, c)| (c.code.clone(), at)).collect();
    Tree { all, by_code }
});

/// Every category and subcategory, in the order in which pages show them.
#[must_use]
pub fn all() -> &'static [Category] {
    &TREE.all
}

/// The top-level categories, in order.
pub fn top() -> impl Iterator<Item = &'static Category> {
    all().iter().filter(|category| category.is_top())
}

/// The category with this code.
#[must_use]
pub fn get(code: &str) -> Option<&'static Category> {
    TREE.by_code.get(code).and_then(|&at| TREE.all.get(at))
}

/// The subcategories of a top-level category, in order; none for a subcategory or an unknown code.
pub fn children(code: &str) -> impl Iterator<Item = &'static Category> {
    all().iter().filter(move |category| category.parent_code() == Some(code))
}

/// Whether a listing may carry this code.
#[must_use]
pub fn is_known(code: &str) -> bool {
    TREE.by_code.contains_key(code)
}

/// What people see for this code; the code itself when it isn't known.
#[must_use]
pub fn name(code: &str) -> &str {
    get(code).map_or(code, |category| category.name.as_str())
}

/// The part before the slash; none for a top-level code.
#[must_use]
pub fn parent_code(code: &str) -> Option<&str> {
    code.split_once('/').map(|(top, _)| top)
}

/// The codes by whose names a listing of this category is found: its own, and its parent's unless it keeps apart.
pub(super) fn found_by(code: &str) -> impl Iterator<Item = &str> {
    let apart = get(code).is_some_and(|category| category.apart);
    std::iter::once(code).chain(parent_code(code).filter(|_| !apart))
}

/// The category for a service type as the Care Quality Commission's directory writes it
/// ("Homecare agencies"), whatever the case.
#[must_use]
pub fn for_cqc_service_type(service_type: &str) -> Option<&'static Category> {
    let wanted = service_type.trim();
    all().iter().find(|category| category.cqc.iter().any(|own| own.eq_ignore_ascii_case(wanted)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_holds_fourteen_top_level_categories() {
        let file: File = toml::from_str(SOURCE).unwrap();
        assert_eq!(file.category.len(), all().len());
        assert_eq!(top().count(), 14);
    }

    #[test]
    fn every_top_level_category_has_three_to_eight_subcategories() {
        for category in top() {
            let count = children(&category.code).count();
            assert!((3..=8).contains(&count), "{} has {count}", category.code);
        }
    }

    #[test]
    fn every_category_is_complete_and_its_code_is_a_slug() {
        let mut seen = std::collections::HashSet::new();
        for category in all() {
            assert!(seen.insert(&category.code), "{} is there twice", category.code);
            assert!(category.code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-' || b == b'/'));
            assert!(!category.name.is_empty() && category.summary.ends_with('.') && !category.icon.is_empty());
            assert!(!category.synonyms.is_empty(), "{} has no synonyms", category.code);
            if let Some(parent) = category.parent_code() {
                assert!(get(parent).is_some_and(Category::is_top), "{} has no parent", category.code);
            }
        }
    }

    #[test]
    fn a_service_type_of_the_directory_finds_its_category() {
        assert_eq!(
            for_cqc_service_type("nursing homes").map(|c| c.code.as_str()),
            Some("living-and-breaks/nursing-homes")
        );
        assert_eq!(for_cqc_service_type("Homecare agencies").map(|c| c.code.as_str()), Some("personal-care"));
        assert!(for_cqc_service_type("").is_none());
    }

    #[test]
    fn what_keeps_apart_is_not_found_by_its_parents_name() {
        assert_eq!(found_by("meals/lunch-clubs").collect::<Vec<_>>(), ["meals/lunch-clubs", "meals"]);
        assert_eq!(found_by("help-around-the-home/pets").collect::<Vec<_>>(), ["help-around-the-home/pets"]);
        assert!(all().iter().all(|category| !category.apart || !category.is_top()));
    }

    #[test]
    fn an_unknown_code_is_shown_as_it_is() {
        assert_eq!(name("no-such"), "no-such");
        assert_eq!(name("meals/lunch-clubs"), "Lunch clubs");
        assert!(!is_known("no-such"));
    }
}
