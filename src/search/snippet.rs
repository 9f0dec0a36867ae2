//! The piece of text shown with a result, and why it is there, in words.
//!
//! A snippet is parts of plain text, marked or not: the page escapes them, so nothing in here is HTML.

use std::collections::HashSet;

use super::analyser;
use super::categories;
use super::checks;
use super::doc::StoredListing;

/// About how long a snippet is, in bytes.
const LENGTH: usize = 220;
/// How much text goes before the first match of a snippet that begins inside a text.
const LEAD_IN: usize = 60;
/// How many of the words found are named.
const MAX_NAMED: usize = 3;

/// How much of a description is looked through, in characters.
const MAX_READ: usize = 4_000;

/// The stems looked for, and what any word must be like to have one of them: most words of a text are told by their
/// first letter and length, so few need be stemmed.
pub(super) struct Wanted<'a> {
    stems: &'a HashSet<&'a str>,
    /// The length of the shortest stem that begins with each letter or digit of ASCII; 0 for none.
    shortest: [u8; 128],
    /// Some stem begins with something else, so any word may have it.
    any_letter: bool,
}

impl<'a> Wanted<'a> {
    pub(super) fn new(stems: &'a HashSet<&'a str>) -> Self {
        let mut wanted = Self { stems, shortest: [0; 128], any_letter: false };
        for stem in stems {
            let first = stem.bytes().next().map(usize::from);
            match first.and_then(|first| wanted.shortest.get_mut(first)) {
                Some(shortest) => {
                    let length = u8::try_from(stem.len()).unwrap_or(u8::MAX);
                    *shortest = if *shortest == 0 { length } else { length.min(*shortest) };
                }
                None => wanted.any_letter = true,
            }
        }
        wanted
    }

    /// Whether anything is looked for.
    pub(super) fn any(&self) -> bool {
        !self.stems.is_empty()
    }

    /// The stem of a word, if it is wanted. A stem is never longer than its word, and begins as it does.
    fn stem_of(&self, word: &str) -> Option<String> {
        let first = word.bytes().next()?;
        let shortest = self.shortest.get(usize::from(first.to_ascii_lowercase())).copied();
        if !self.any_letter
            && word.is_ascii()
            && shortest.is_none_or(|least| least == 0 || word.len() < usize::from(least))
        {
            return None;
        }
        let stem = analyser::stemmed_tokens(word).into_iter().next()?.text;
        self.stems.contains(stem.as_str()).then_some(stem)
    }
}

/// What a listing's texts have of the words looked for: each text is read once.
pub(super) struct Found<'a> {
    title: Window<'a>,
    summary: Window<'a>,
    description: Window<'a>,
}

impl<'a> Found<'a> {
    pub(super) fn of(listing: &'a StoredListing, wanted: &Wanted<'_>) -> Self {
        let whole = listing.description.len();
        // No text has more characters than bytes.
        let longer = if whole > MAX_READ { listing.description.char_indices().nth(MAX_READ) } else { None };
        let description = longer.map_or(whole, |(at, _)| at);
        Self {
            title: Window::best(&listing.title, wanted),
            summary: Window::best(&listing.summary, wanted),
            description: Window::best(listing.description.get(..description).unwrap_or_default(), wanted),
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
                    && named.insert(token.stem.as_str())
                    && let Some(word) = window.text.get(token.from..token.to)
                {
                    words.push(format!("“{}”", word.to_lowercase()));
                }
            }
        }
        words
    }
}

/// A word of a text that has a wanted stem.
struct Match {
    from: usize,
    to: usize,
    stem: String,
}

/// A stretch of a text and the matches in it.
struct Window<'a> {
    text: &'a str,
    from: usize,
    to: usize,
    matches: Vec<Match>,
    /// How many different stems match inside.
    found: usize,
}

impl<'a> Window<'a> {
    fn best(text: &'a str, wanted: &Wanted<'_>) -> Self {
        let mut matches = Vec::new();
        if !wanted.stems.is_empty() {
            for (from, to) in analyser::word_spans(text) {
                if let Some(stem) = text.get(from..to).and_then(|word| wanted.stem_of(word)) {
                    matches.push(Match { from, to, stem });
                }
            }
        }
        let (mut from, mut found) = (0, 0);
        for (at, first) in matches.iter().enumerate() {
            let start = if first.to <= LENGTH { 0 } else { start_before(text, first.from) };
            let inside = matches.iter().skip(at).take_while(|word| word.to <= start + LENGTH);
            let different: HashSet<&str> = inside.map(|word| word.stem.as_str()).collect();
            if different.len() > found {
                (from, found) = (start, different.len());
            }
        }
        let to = end_of(text, from);
        matches.retain(|word| word.from >= from && word.to <= to);
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
            push(at, word.from, false);
            push(word.from, word.to, true);
            at = word.to;
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

/// Where a word begins, a little before `offset`, which is where one does.
fn start_before(text: &str, offset: usize) -> usize {
    let earliest = (0..=offset.saturating_sub(LEAD_IN)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    let before = text.get(earliest..offset).unwrap_or_default();
    // What stands at the very beginning may be the rest of a word, so the first one is let go.
    let first_gap = before.find(char::is_whitespace).unwrap_or(before.len());
    let rest = before.get(first_gap..).unwrap_or_default();
    analyser::word_spans(rest).next().map_or(offset, |(from, _)| earliest + first_gap + from)
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
    why.extend(checks::why(&listing.checks));
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
        let parts = Found::of(&listing, &Wanted::new(&HashSet::from(["wheelchair"]))).snippet();
        assert!(parts.contains(&("wheelchairs".to_owned(), true)), "{parts:?}");
        let text = text_of(&parts);
        assert!(text.starts_with("… ") && text.ends_with(" …") && text.contains("Our drivers help"), "{text}");
    }

    #[test]
    fn without_words_the_summary_is_shown_as_it_is() {
        let listing = StoredListing { summary: "A small <b>team</b>.".into(), ..StoredListing::default() };
        assert_eq!(
            Found::of(&listing, &Wanted::new(&HashSet::new())).snippet(),
            [("A small <b>team</b>.".to_owned(), false)]
        );
    }

    #[test]
    fn distances_are_said_in_tenths_of_a_mile() {
        assert_eq!(
            ["0", "50", "1609", "1500", "16093"].map(|m| miles(m.parse().unwrap())),
            ["less than 0.1 miles", "less than 0.1 miles", "1 mile", "0.9 miles", "10.0 miles"]
        );
    }

    proptest! {
        /// What is told by first letter and length is what stemming every word would tell.
        #[test]
        fn words_are_found_as_the_index_finds_them(text in "[a-zA-Zéßæ'’ .-]{0,60}") {
            let tokens = analyser::stemmed_tokens(&text);
            let all: HashSet<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
            let stems: HashSet<&str> = all.iter().copied().take(2).collect();
            let wanted = Wanted::new(&stems);
            let found: Vec<(usize, usize)> = analyser::word_spans(&text)
                .filter(|(from, to)| wanted.stem_of(&text[*from..*to]).is_some())
                .collect();
            let expected: Vec<(usize, usize)> = tokens
                .iter()
                .filter(|token| stems.contains(token.text.as_str()))
                .map(|token| (token.offset_from, token.offset_to))
                .collect();
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_snippet_is_always_a_piece_of_the_text(text in any::<String>(), stem in "[a-z]{1,3}") {
            let listing = StoredListing { description: text.clone(), ..StoredListing::default() };
            let parts = Found::of(&listing, &Wanted::new(&HashSet::from([stem.as_str()]))).snippet();
            let shown = text_of(&parts);
            let shown = shown.trim_start_matches("… ").trim_end_matches(" …");
            prop_assert!(text.contains(shown));
        }
    }
}
