//! The words that listings use, read from the index's own dictionaries: for spelling and completion.

use std::collections::HashMap;

use tantivy::query::FuzzyTermQuery;
use tantivy::{Searcher, Term};

use super::plan::Spelling;
use super::schema::Fields;
use super::thesaurus;

/// Dictionary entries read for one beginning, so that "c" over a million listings stays cheap.
const MAX_SCANNED: usize = 2_000;
/// Words offered for one that is unfinished or misspelt.
const MAX_OFFERED: usize = 4;
/// The fewest letters of a word that may hold one typing mistake, and two.
const ONE_MISTAKE_FROM: usize = 5;
const TWO_MISTAKES_FROM: usize = 9;

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
        let mut words: Vec<(String, u64)> = found.into_iter().collect();
        words.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        words.into_iter().take(MAX_OFFERED).map(|(word, _)| word).collect()
    }

    fn similar(&self, word: &str) -> Vec<String> {
        let mistakes = mistakes_allowed(word);
        if mistakes == 0 {
            return Vec::new();
        }
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
        for known in thesaurus::get().words() {
            if distance(word, known) <= usize::from(mistakes) {
                *found.entry(known.clone()).or_default() += 1;
            }
        }
        let mut ranked: Vec<_> = found
            .into_iter()
            .filter(|(near, _)| near.chars().all(char::is_alphabetic))
            .map(|(near, listings)| {
                let first_differs = near.chars().next() != word.chars().next();
                (distance(word, &near), first_differs, std::cmp::Reverse(listings), near)
            })
            .collect();
        ranked.sort_unstable();
        let closest = ranked.first().map_or(0, |best| best.0);
        ranked.into_iter().filter(|near| near.0 == closest).take(MAX_OFFERED).map(|near| near.3).collect()
    }
}

fn mistakes_allowed(word: &str) -> u8 {
    match word.chars().count() {
        length if length >= TWO_MISTAKES_FROM => 2,
        length if length >= ONE_MISTAKE_FROM => 1,
        _ => 0,
    }
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
    fn short_words_may_hold_no_mistake() {
        assert_eq!(["care", "carer", "gardening"].map(mistakes_allowed), [0, 1, 2]);
    }

    proptest! {
        #[test]
        fn distance_is_the_same_both_ways(a in "[a-d]{0,8}", b in "[a-d]{0,8}") {
            prop_assert_eq!(distance(&a, &b), distance(&b, &a));
            prop_assert!(distance(&a, &b) <= a.len().max(b.len()));
        }
    }
}
