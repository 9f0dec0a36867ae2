//! The piece of text shown with a result, and why it is there, in words.
//!
//! A snippet is parts of plain text, marked or not: the page escapes them, so nothing in here is HTML.

use std::collections::HashSet;

use tantivy::tokenizer::Token;

use super::analyser;
use super::categories;
use super::doc::StoredListing;

/// About how long a snippet is, in bytes.
const LENGTH: usize = 220;
/// How much text goes before the first match of a snippet that begins inside a text.
const LEAD_IN: usize = 60;
/// How many of the words found are named.
const MAX_NAMED: usize = 3;

/// How much of a description is looked through, in characters.
const MAX_READ: usize = 4_000;

/// What a listing's texts have of the words looked for: each text is read once.
pub(super) struct Found<'a> {
    title: Window<'a>,
    summary: Window<'a>,
    description: Window<'a>,
}

impl<'a> Found<'a> {
    pub(super) fn of(listing: &'a StoredListing, stems: &HashSet<&str>) -> Self {
        let description =
            listing.description.char_indices().nth(MAX_READ).map_or(listing.description.len(), |(at, _)| at);
        Self {
            title: Window::best(&listing.title, stems),
            summary: Window::best(&listing.summary, stems),
            description: Window::best(listing.description.get(..description).unwrap_or_default(), stems),
        }
    }

    /// The summary, or the part of the description with more of the words in it.
    pub(super) fn snippet(&self) -> Vec<(String, bool)> {
        let in_description = self.description.found > self.summary.found || self.summary.text.is_empty();
        if in_description { self.description.parts() } else { self.summary.parts() }
    }

    /// The listing's own words that match, as it writes them, in quotes.
    fn words(&self) -> Vec<String> {
        let mut named = HashSet::new();
        let mut words = Vec::new();
        for window in [&self.title, &self.summary, &self.description] {
            for token in &window.matches {
                if words.len() < MAX_NAMED
                    && named.insert(token.text.as_str())
                    && let Some(word) = window.text.get(token.offset_from..token.offset_to)
                {
                    words.push(format!("“{}”", word.to_lowercase()));
                }
            }
        }
        words
    }
}

/// A stretch of a text and the matches in it.
struct Window<'a> {
    text: &'a str,
    from: usize,
    to: usize,
    matches: Vec<Token>,
    /// How many different stems match inside.
    found: usize,
}

impl<'a> Window<'a> {
    fn best(text: &'a str, stems: &HashSet<&str>) -> Self {
        let words = if stems.is_empty() { Vec::new() } else { analyser::stemmed_tokens(text) };
        let (mut from, mut found) = (0, 0);
        let matches: Vec<Token> = words.iter().filter(|word| stems.contains(word.text.as_str())).cloned().collect();
        for (at, first) in matches.iter().enumerate() {
            let start = if first.offset_to <= LENGTH { 0 } else { start_before(&words, first.offset_from) };
            let inside = matches.iter().skip(at).take_while(|word| word.offset_to <= start + LENGTH);
            let different: HashSet<&str> = inside.map(|word| word.text.as_str()).collect();
            if different.len() > found {
                (from, found) = (start, different.len());
            }
        }
        let to = end_of(text, from);
        let matches = matches.into_iter().filter(|word| word.offset_from >= from && word.offset_to <= to).collect();
        Self { text, from, to, matches, found }
    }

    fn parts(&self) -> Vec<(String, bool)> {
        let mut parts = Vec::new();
        let mut push = |from: usize, to: usize, marked: bool| {
            if let Some(piece) = self.text.get(from..to).filter(|piece| !piece.is_empty()) {
                parts.push((piece.to_owned(), marked));
            }
        };
        let mut at = self.from;
        for word in &self.matches {
            push(at, word.offset_from, false);
            push(word.offset_from, word.offset_to, true);
            at = word.offset_to;
        }
        push(at, self.to, false);
        if self.from > 0 {
            parts.insert(0, ("… ".to_owned(), false));
        }
        if self.to < self.text.trim_end().len() {
            parts.push((" …".to_owned(), false));
        }
        parts
    }
}

/// Where a word begins, a little before `offset`.
fn start_before(words: &[Token], offset: usize) -> usize {
    let earliest = offset.saturating_sub(LEAD_IN);
    words.iter().map(|word| word.offset_from).find(|&start| start >= earliest).unwrap_or(offset).min(offset)
}

/// The end of the last whole word that fits.
fn end_of(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    if rest.len() <= LENGTH {
        return text.trim_end().len().max(from);
    }
    let longest = (0..=LENGTH).rev().find(|&end| rest.is_char_boundary(end)).unwrap_or(0);
    let fitting = rest.get(..longest).unwrap_or_default();
    let cut = fitting.rfind(char::is_whitespace).unwrap_or(longest);
    from + fitting.get(..cut).unwrap_or_default().trim_end().len()
}

/// Why a listing is where it is, in sentences.
pub(super) fn why(
    listing: &StoredListing,
    found: &Found<'_>,
    words_asked: bool,
    distance_m: Option<u32>,
    near_asked: bool,
) -> Vec<String> {
    let mut why = Vec::new();
    if words_asked {
        let said = found.words();
        if said.is_empty() {
            why.push(format!(
                "It is listed under {}, which is what your words mean.",
                categories::name(&listing.category)
            ));
        } else {
            why.push(format!("It says {}.", said.join(" and ")));
        }
    }
    if near_asked {
        why.push(match distance_m {
            Some(metres) => format!("It serves your area and is {} away.", miles(metres)),
            None if listing.delivery.iter().any(|way| way == "online" || way == "posted") => {
                "It is offered online or by post, wherever you live.".to_owned()
            }
            None => "It serves your area.".to_owned(),
        });
    }
    why.push(match listing.rating_hundredths {
        Some(rating) => {
            let people = if listing.rating_count == 1 { "person" } else { "people" };
            format!("{} {people} rated it, and it comes to {} out of 5.", listing.rating_count, tenths(rating))
        }
        None => "Nobody has rated it yet, so it is placed as if its rating were average.".to_owned(),
    });
    match listing.checks.len() {
        0 => {}
        1 => why.push("One of its checks is verified and in date.".to_owned()),
        several => why.push(format!("{several} of its checks are verified and in date.")),
    }
    why
}

/// 480 → "4.8".
fn tenths(hundredths: u32) -> String {
    let tenths = (hundredths + 5) / 10;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Metres in tenths of a mile (1,609.344 m), in words.
fn miles(metres: u32) -> String {
    let tenths = (u64::from(metres) * 10_000 + 804_672) / 1_609_344;
    match tenths {
        0 => "less than 0.1 miles".to_owned(),
        10 => "1 mile".to_owned(),
        _ => format!("{}.{} miles", tenths / 10, tenths % 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text_of(parts: &[(String, bool)]) -> String {
        parts.iter().map(|(text, _)| text.as_str()).collect()
    }

    #[test]
    fn a_match_deep_in_the_description_is_shown_with_what_is_around_it() {
        let description =
            format!("{} Our drivers help with wheelchairs. {}", "We are friendly. ".repeat(30), "Call us. ".repeat(40));
        let listing = StoredListing { summary: "A small team.".into(), description, ..StoredListing::default() };
        let parts = Found::of(&listing, &HashSet::from(["wheelchair"])).snippet();
        assert!(parts.contains(&("wheelchairs".to_owned(), true)), "{parts:?}");
        let text = text_of(&parts);
        assert!(text.starts_with("… ") && text.ends_with(" …") && text.contains("Our drivers help"), "{text}");
    }

    #[test]
    fn without_words_the_summary_is_shown_as_it_is() {
        let listing = StoredListing { summary: "A small <b>team</b>.".into(), ..StoredListing::default() };
        assert_eq!(Found::of(&listing, &HashSet::new()).snippet(), [("A small <b>team</b>.".to_owned(), false)]);
    }

    #[test]
    fn distances_are_said_in_tenths_of_a_mile() {
        assert_eq!(
            ["0", "50", "1609", "1500", "16093"].map(|m| miles(m.parse().unwrap())),
            ["less than 0.1 miles", "less than 0.1 miles", "1 mile", "0.9 miles", "10.0 miles"]
        );
    }

    proptest! {
        #[test]
        fn a_snippet_is_always_a_piece_of_the_text(text in any::<String>(), stem in "[a-z]{1,3}") {
            let listing = StoredListing { description: text.clone(), ..StoredListing::default() };
            let parts = Found::of(&listing, &HashSet::from([stem.as_str()])).snippet();
            let shown = text_of(&parts);
            let shown = shown.trim_start_matches("… ").trim_end_matches(" …");
            prop_assert!(text.contains(shown));
        }
    }
}
