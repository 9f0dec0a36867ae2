//! What is kept of a search that found nothing: cleaned words, a district, filters, and how often on a day. Pure.
//!
//! Invariant: no user, no address, no time of day; of numbers only postcode districts remain. It is counted in memory,
//! in bounded space, and written by the worker: a search waits for no database.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::NaiveDate;

use crate::kernel::text_enum;

/// The most characters kept of what was typed.
pub const LONGEST: usize = 80;
/// The most characters kept of the filters.
pub const LONGEST_FILTERS: usize = 200;
const MOST_WORDS: usize = 8;
/// Different gaps held between two visits of the worker; more are dropped.
const MOST_HELD: usize = 2_000;
/// Months that gaps are kept.
pub const MONTHS_KEPT: u32 = 13;

text_enum! {
    /// How little was found.
    pub enum GapOutcome {
        /// Nothing.
        Nothing = "nothing" => "Nothing found",
        /// Listings that match some of the words.
        SomeWords = "some_words" => "Only some of the words found",
    }
}

/// One kind of search that found nothing, on one day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Gap {
    /// The day.
    pub on: NaiveDate,
    /// What was typed, by [`clean`].
    pub words: String,
    /// A postcode district or a town; empty for anywhere.
    pub area: String,
    /// The council that place is in; empty when none is known.
    pub council: String,
    /// The filters that were on, as codes.
    pub filters: String,
    /// How little was found.
    pub outcome: GapOutcome,
}

/// What was typed without what could tell who typed it: addresses, telephone numbers, any number but a postcode
/// district. Lower case, at most eight words.
pub fn clean(typed: &str) -> String {
    let mut kept: Vec<String> = Vec::new();
    for token in typed.split_whitespace().filter(|token| !is_address(token)) {
        for word in token.split(|letter: char| !letter.is_alphanumeric() && letter != '\'' && letter != '’') {
            let word = word.trim_matches(['\'', '’']).to_lowercase();
            let room =
                kept.iter().map(|word| word.chars().count() + 1).sum::<usize>() + word.chars().count() <= LONGEST;
            if let Some(word) = without_numbers(&word).filter(|_| room && kept.len() < MOST_WORDS) {
                kept.push(word);
            }
        }
    }
    kept.join(" ")
}

fn is_address(token: &str) -> bool {
    token.contains('@') || token.contains("://") || token.to_lowercase().starts_with("www.")
}

/// The word, if it holds no number; of a postcode its district.
fn without_numbers(word: &str) -> Option<String> {
    if word.is_empty() {
        return None;
    }
    if !word.chars().any(char::is_numeric) {
        return Some(word.to_owned());
    }
    if is_district(word) {
        return Some(word.to_owned());
    }
    // "ls63hn": the district is all but the last three.
    let split = word.len().checked_sub(3).filter(|at| word.is_char_boundary(*at))?;
    let (outward, inward) = word.split_at(split);
    (is_district(outward) && is_inward(inward)).then(|| outward.to_owned())
}

/// "ls6", "m33", "ec1a".
pub(super) fn is_district(word: &str) -> bool {
    let letters = word.bytes().take_while(u8::is_ascii_lowercase).count();
    let rest = word.as_bytes().get(letters..).unwrap_or_default();
    let digits_first = rest.first().is_some_and(u8::is_ascii_digit);
    (1..=2).contains(&letters)
        && digits_first
        && rest.len() <= 2
        && rest.iter().all(|byte| byte.is_ascii_digit() || byte.is_ascii_lowercase())
}

pub(super) fn is_inward(word: &str) -> bool {
    matches!(word.as_bytes(), [digit, a, b] if digit.is_ascii_digit() && a.is_ascii_lowercase() && b.is_ascii_lowercase())
}

/// Counts gaps until the worker takes them.
#[derive(Debug, Default)]
pub struct Counter(Mutex<HashMap<Gap, i64>>);

impl Counter {
    fn held(&self) -> MutexGuard<'_, HashMap<Gap, i64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts one search. What is too much to hold is dropped: better a gap missed than a search refused.
    pub fn note(&self, gap: Gap) {
        self.add(gap, 1);
    }

    /// Counts some that could not be written.
    pub fn add(&self, gap: Gap, searches: i64) {
        let mut held = self.held();
        if held.len() < MOST_HELD || held.contains_key(&gap) {
            let count = held.entry(gap).or_default();
            *count = count.saturating_add(searches);
        }
    }

    /// Takes everything.
    pub fn take(&self) -> Vec<(Gap, i64)> {
        std::mem::take(&mut *self.held()).into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn nothing_that_tells_who_searched_is_kept() {
        for (typed, kept) in [
            ("Hydrotherapy POOL", "hydrotherapy pool"),
            ("carer for mum, 07700 900123", "carer for mum"),
            ("call me on +44(0)7700-900123 please", "call me on please"),
            ("gardener ls6 3hn", "gardener ls6"),
            ("gardener LS63HN", "gardener ls6"),
            ("tom@example.org taxi www.example.org https://x.example/a", "taxi"),
            ("born 14/03/1991 nhs 943 476 5919", "born nhs"),
            ("what’s on", "what’s on"),
            ("  ", ""),
        ] {
            assert_eq!(clean(typed), kept, "{typed}");
        }
    }

    #[test]
    fn what_does_not_fit_is_dropped_and_what_is_held_goes_on_counting() {
        let counter = Counter::default();
        let gap = |number: usize| Gap {
            on: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
            words: format!("word {number}"),
            area: String::new(),
            council: String::new(),
            filters: String::new(),
            outcome: GapOutcome::Nothing,
        };
        (0..MOST_HELD + 100).for_each(|number| counter.note(gap(number)));
        counter.note(gap(0));
        let taken = counter.take();
        assert_eq!(taken.len(), MOST_HELD);
        assert!(taken.contains(&(gap(0), 2)));
        assert!(counter.take().is_empty());
    }

    proptest! {
        #[test]
        fn whatever_is_typed_numbers_and_addresses_are_gone(typed in "[a-z0-9@./:+ -]{0,120}|\\PC{0,120}") {
            let kept = clean(&typed);
            prop_assert!(kept.chars().count() <= LONGEST);
            prop_assert!(!kept.contains('@') && !kept.contains('/'));
            for word in kept.split(' ') {
                prop_assert!(!word.chars().any(char::is_numeric) || is_district(word), "{}", word);
            }
        }
    }
}
