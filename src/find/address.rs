//! A search as its address says it: `/search?q=help+at+home&near=LS6+3HN&within=5&check=dbs`. Pure.
//!
//! What an address says that makes no sense is left out rather than refused, so that old links go on working.

use serde::{Deserialize, Serialize};

use crate::kernel::Money;
use crate::search::{SearchRequest, Sort};

/// Everything an address can say. Money is in pounds and distance in miles, as people type them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SearchAddress {
    /// What they need, in their words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub q: String,
    /// A postcode, district, town or council.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub near: String,
    /// A category's code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub category: String,
    /// At most this many miles away.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub within: String,
    /// What a price is for, as "hour".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// The lowest price, in pounds.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub min: String,
    /// The highest price, in pounds.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub max: String,
    /// The lowest rating, in hundredths: "450".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub rating: String,
    /// Accreditations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub check: Vec<String>,
    /// Care groups.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<String>,
    /// Ways of delivery.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub delivery: Vec<String>,
    /// Ratings of the Care Quality Commission.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cqc: Vec<String>,
    /// Kinds of provider.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kind: Vec<String>,
    /// Days and times.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub day: Vec<String>,
    /// Languages.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub language: Vec<String>,
    /// The order of results.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub sort: String,
    /// The page, from 1.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
}

/// Ways to sort: the address's word and what the page says.
pub const SORTS: [(&str, &str); 5] = [
    ("", "Best match"),
    ("nearest", "Nearest first"),
    ("price", "Lowest price first"),
    ("rating", "Highest rated first"),
    ("newest", "Newest first"),
];

/// Distances offered, in miles.
pub const DISTANCES: [u32; 5] = [1, 3, 5, 10, 20];

/// At most this many values of one group are read, so that an address can't ask for endless work.
const MOST_VALUES: usize = 30;

impl SearchAddress {
    /// Reads the part of an address after the question mark.
    pub fn parse(query: &str) -> Self {
        let mut address: Self = serde_html_form::from_str(query).unwrap_or_default();
        for group in address.groups_mut() {
            group.retain(|value| !value.is_empty());
            group.sort();
            group.dedup();
            group.truncate(MOST_VALUES);
        }
        address
    }

    /// The address, always in the same order, without what says nothing.
    pub fn href(&self) -> String {
        match serde_html_form::to_string(self) {
            Ok(query) if !query.is_empty() => format!("/search?{query}"),
            _ => "/search".to_owned(),
        }
    }

    /// The same search on another page.
    #[must_use]
    pub fn on_page(&self, page: u64) -> Self {
        Self { page: if page > 1 { page.to_string() } else { String::new() }, ..self.clone() }
    }

    /// The same words and place, with no filters.
    #[must_use]
    pub fn without_filters(&self) -> Self {
        Self { q: self.q.clone(), near: self.near.clone(), sort: self.sort.clone(), ..Self::default() }
    }

    /// The same search, changed, on its first page.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut address = Self { page: String::new(), ..self.clone() };
        change(&mut address);
        address
    }

    /// The page asked for, from 1.
    pub fn page_number(&self) -> usize {
        self.page.parse().unwrap_or(1).max(1)
    }

    /// Miles, when they are among the distances offered.
    pub fn miles(&self) -> Option<u32> {
        self.within.parse().ok().filter(|miles| DISTANCES.contains(miles))
    }

    /// What the index is asked, all but the place.
    pub fn request(&self) -> SearchRequest {
        let pence = |text: &str| Money::parse(text).ok().map(Money::pence);
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        SearchRequest {
            words: self.q.clone(),
            within_m: self.miles().map(crate::geo::metres),
            categories: some(&self.category).into_iter().collect(),
            min_pence: pence(&self.min),
            max_pence: pence(&self.max),
            unit: some(&self.unit),
            min_rating_hundredths: self.rating.parse().ok().filter(|rating| *rating <= 500),
            checks: self.check.clone(),
            care_groups: self.group.clone(),
            delivery: self.delivery.clone(),
            cqc: self.cqc.clone(),
            provider_kinds: self.kind.clone(),
            languages: self.language.clone(),
            days: self.day.clone(),
            sort: match self.sort.as_str() {
                "nearest" => Sort::Nearest,
                "price" => Sort::Price,
                "rating" => Sort::Rating,
                "newest" => Sort::Newest,
                _ => Sort::Best,
            },
            page: self.page_number(),
            per_page: 10,
            ..SearchRequest::default()
        }
    }

    fn groups_mut(&mut self) -> [&mut Vec<String>; 7] {
        [
            &mut self.check,
            &mut self.group,
            &mut self.delivery,
            &mut self.cqc,
            &mut self.kind,
            &mut self.day,
            &mut self.language,
        ]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_address_holds_the_whole_search() {
        let address = SearchAddress::parse(
            "q=help+at+home&near=LS6+3HN&within=5&max=25&check=dbs&check=insurance&sort=price&page=2",
        );
        assert_eq!(address.q, "help at home");
        assert_eq!(address.check, ["dbs", "insurance"]);
        assert_eq!(SearchAddress::parse(address.href().strip_prefix("/search?").unwrap()), address);
        let request = address.request();
        assert_eq!((request.max_pence, request.within_m, request.page), (Some(2500), Some(8047), 2));
    }

    #[test]
    fn a_filter_taken_off_goes_back_to_the_first_page() {
        let address = SearchAddress::parse("q=x&check=dbs&page=3");
        assert_eq!(address.with(|address| address.check.clear()).href(), "/search?q=x");
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let request = SearchAddress::parse("within=7&min=cheap&rating=900&page=-1&sort=paid").request();
        assert_eq!(
            (request.within_m, request.min_pence, request.min_rating_hundredths, request.page),
            (None, None, None, 1)
        );
        assert_eq!(request.sort, Sort::Best);
    }

    proptest! {
        #[test]
        fn any_address_can_be_read_and_written_again(query in "\\PC{0,80}") {
            let once = SearchAddress::parse(&query);
            let again = SearchAddress::parse(once.href().strip_prefix("/search?").unwrap_or(""));
            prop_assert_eq!(once, again);
        }
    }
}
