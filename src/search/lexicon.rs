//! The words that listings use, read from the index's own dictionaries: for spelling and completion.

use std::collections::HashMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::{Searcher, Term};

use super::schema::Fields;
use super::sounds;
use super::spelling::Spelling;
use super::thesaurus;

/// Dictionary entries read for one beginning, so that "c" over a million listings stays cheap.
const MAX_SCANNED: usize = 2_000;
/// Words offered for one that is unfinished or misspelt.
const MAX_OFFERED: usize = 4;
/// The fewest letters of a word that may hold a typing mistake, and two.
const SHORTEST_RESPELT: usize = 4;
const TWO_MISTAKES_FROM: usize = 7;
/// A word of so many letters or fewer is respelt only as one that the thesaurus has, or so many listings.
const SHORT_WORD: usize = 5;
const COMMON: u64 = 2;

pub(super) struct Lexicon<'a> {
    pub(super) searcher: &'a Searcher,
    pub(super) fields: &'a Fields,
}

impl Lexicon<'_> {
    /// The words of all segments between two bounds, or near a word, with how many listings have each.
    fn collect(
        &self,
        gather: impl Fn(&tantivy::termdict::TermDictionary, &mut HashMap<String, u64>),
    ) -> HashMap<String, u64> {
        let mut found = HashMap::new();
        for segment in self.searcher.segment_readers() {
            if let Ok(index) = segment.inverted_index(self.fields.words) {
                gather(index.terms(), &mut found);
            }
        }
        found
    }
}

impl Spelling for Lexicon<'_> {
    fn frequency(&self, stem: &str) -> u64 {
        self.searcher.doc_freq(&Term::from_field_text(self.fields.text, stem)).unwrap_or(0)
    }

    fn completions(&self, beginning: &str) -> Vec<String> {
        let found = self.collect(|terms, found| {
            let Ok(mut stream) = terms.range().ge(beginning).into_stream() else { return };
            for _ in 0..MAX_SCANNED {
                let Some((key, info)) = stream.next() else { break };
                let Some(word) = std::str::from_utf8(key).ok().filter(|word| word.starts_with(beginning)) else {
                    break;
                };
                *found.entry(word.to_owned()).or_default() += u64::from(info.doc_freq);
            }
        });
        let mut found = found;
        for word in thesaurus::get().words().iter().filter(|word| word.starts_with(beginning)) {
            found.entry(word.clone()).or_insert(1);
        }
        let mut words: Vec<(String, u64)> = found.into_iter().collect();
        words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words.into_iter().take(MAX_OFFERED).map(|(word, _)| word).collect()
    }

    fn similar(&self, word: &str) -> Vec<String> {
        let letters = word.chars().count();
        if letters < SHORTEST_RESPELT {
            return Vec::new();
        }
        let thesaurus = thesaurus::get();
        let mistakes = mistakes_allowed(letters);
        let query = FuzzyTermQuery::new(Term::from_field_text(self.fields.words, word), mistakes, true);
        let mut found = self.collect(|terms, found| {
            let Ok(automaton) = query.automaton() else { return };
            let Ok(mut stream) = terms.search(automaton).into_stream() else { return };
            while let Some((key, info)) = stream.next() {
                if let Ok(word) = std::str::from_utf8(key) {
                    *found.entry(word.to_owned()).or_default() += u64::from(info.doc_freq);
                }
            }
        });
        for known in thesaurus.words() {
            if known.len().abs_diff(word.len()) <= 2 && distance(word, known) <= usize::from(mistakes) {
                found.entry(known.clone()).or_default();
            }
        }
        for known in thesaurus.sounding_like(word) {
            found.entry(known.clone()).or_default();
        }
        let sound = sounds::key(word);
        let mut ranked: Vec<_> = found
            .into_iter()
            .filter(|(near, _)| near.chars().all(char::is_alphabetic))
            .filter_map(|(near, listings)| {
                let known = thesaurus.words().contains(&near);
                let same_sound = sounds::key(&near) == sound;
                let cost = cost(word, &near, known || listings >= COMMON, same_sound)?;
                Some((cost + u32::from(!known), std::cmp::Reverse(listings), near))
            })
            .collect();
        ranked.sort_unstable();
        let closest = ranked.first().map_or(0, |best| best.0);
        ranked.into_iter().filter(|near| near.0 <= closest + 1).take(MAX_OFFERED).map(|near| near.2).collect()
    }
}

/// How far one word is from being another; none when it is too far to be meant. What sounds the same may be spelt
/// quite differently; a short word that isn't a common one must be nearly right.
fn cost(word: &str, near: &str, common: bool, same_sound: bool) -> Option<u32> {
    let letters = word.chars().count();
    let mistakes = distance(word, near);
    let first_differs = near.chars().next() != word.chars().next();
    let allowed = usize::from(mistakes_allowed(letters)) + if same_sound { 1 + usize::from(letters >= 5) } else { 0 };
    let short = letters <= SHORT_WORD && !common;
    if letters == SHORTEST_RESPELT && near.chars().count() == letters && !same_letters(word, near) {
        // "tall" and "tell" are both words: only swapped, missing and doubled letters are surely mistakes.
        return None;
    }
    if mistakes > allowed || letters == SHORTEST_RESPELT && (first_differs || mistakes > 1 || short) {
        return None;
    }
    if !same_sound && (short || first_differs && mistakes > 1) {
        return None;
    }
    let by_ear = distance(&sounds::plainly(word), &sounds::plainly(near));
    let cost = mistakes + 2 * by_ear + usize::from(first_differs && !same_sound) + 2 * usize::from(!same_sound);
    u32::try_from(cost).ok()
}

fn same_letters(word: &str, near: &str) -> bool {
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    sorted(word) == sorted(near)
}

fn mistakes_allowed(letters: usize) -> u8 {
    if letters >= TWO_MISTAKES_FROM { 2 } else { 1 }
}

/// How many letters must be added, left out, changed or swapped with their neighbour to make one word of
/// the other (optimal string alignment).
pub(super) fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    let at = |row: &[usize], column: usize| row.get(column).copied().unwrap_or(usize::MAX / 2);
    for (i, letter) in a.iter().enumerate() {
        let mut row = Vec::with_capacity(b.len() + 1);
        row.push(i + 1);
        for (j, other) in b.iter().enumerate() {
            let change = at(&above, j) + usize::from(letter != other);
            let mut best = change.min(at(&above, j + 1) + 1).min(at(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(other) && b.get(j - 1) == Some(letter);
            if swapped {
                best = best.min(at(&before, j - 1) + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut above, row);
    }
    above.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_swap_is_one_mistake() {
        assert_eq!(distance("recieve", "receive"), 1);
        assert_eq!(distance("domicilary", "domiciliary"), 1);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("care", "care"), 0);
    }

    #[test]
    fn the_shorter_a_word_the_nearer_it_must_be() {
        assert!(cost("hepl", "help", true, false).is_some());
        assert!(cost("hepl", "help", false, false).is_none(), "a word that hardly anybody uses");
        assert!(cost("book", "cook", true, false).is_none(), "another first letter");
        assert!(cost("gardner", "gardener", false, false).is_some());
        assert!(cost("demensha", "dementia", false, true).is_some());
        assert!(cost("demensha", "dimension", true, false).is_none());
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways(a in "[a-d]{0,8}", b in "[a-d]{0,8}") {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            prop_assert!(distance(&a, &b) <= a.len().max(b.len()));
        }
    }
}
