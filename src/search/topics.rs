//! What a search is about as a whole: the kinds of support whose phrases share most of its words. Pure.
//!
//! The thesaurus finds phrases that somebody wrote down. A sentence seldom has one as it stands, yet its words point
//! somewhere: "a place where my sister can live with some support" is about supported living, though no phrase says so.
//! Each word counts by how few kinds of support it points to. Next: `plan` brings forward what is found here; it never
//! insists on it.

#![allow(clippy::float_arithmetic)] // weights of relevance; no money is reckoned here

use std::collections::HashMap;

use super::categories;
use super::small_words;

/// What a phrase says of the categories that may do as well, beside those it names.
const RELATED: f32 = 0.3;
/// What a word of a category's summary says of it, beside one of its phrases.
const SUMMARY: f32 = 0.4;
/// A word that stands in so much of a category's phrases says half of what it could.
const HALF: f32 = 0.7;
/// Less than this is chance.
const LEAST: f32 = 0.15;
/// What a word counts that nearly every listing has.
const WEAK: f32 = 0.25;
/// What a word counts that says nothing of any category: as much as one that points to four.
const UNKNOWN_POINTS_TO: f32 = 4.0;
/// A topic has at least this share of what all words together could say.
const LEAST_SHARE: f32 = 0.2;
/// And at least this share of what the likeliest has.
const LEAST_OF_BEST: f32 = 0.6;
/// The most topics of one search.
const MOST: usize = 3;
/// What a listing gains that is about all words together, where these tell everything they could.
const TOPIC: f32 = 10.0;

/// What a word points to.
#[derive(Default)]
struct Pointer {
    to: Vec<(&'static str, f32)>,
}

/// Words, and the categories that they point to.
#[derive(Default)]
pub(super) struct Topics {
    words: HashMap<String, Pointer>,
}

impl Topics {
    /// Takes in a phrase, as stems, that names these categories.
    pub(super) fn learn<'a>(
        &mut self,
        stems: &[&str],
        named: impl Iterator<Item = &'a &'static str>,
        related: impl Iterator<Item = &'a &'static str>,
    ) {
        let telling: Vec<&str> = stems.iter().copied().filter(|stem| !small_words::is_filler_stem(stem)).collect();
        let of: Vec<(&'static str, f32)> =
            named.map(|code| (*code, 1.0)).chain(related.map(|code| (*code, RELATED))).collect();
        let share = 1.0 / as_f32(telling.len().max(1));
        for stem in telling {
            for (code, weight) in &of {
                self.add(stem, code, weight * share);
            }
        }
    }

    /// Takes in the words of a category's summary, as stems.
    pub(super) fn describe(&mut self, code: &'static str, stems: &[String]) {
        for stem in stems.iter().filter(|stem| !small_words::is_filler_stem(stem)) {
            self.add(stem, code, SUMMARY);
        }
    }

    fn add(&mut self, stem: &str, code: &'static str, weight: f32) {
        let to = &mut self.words.entry(stem.to_owned()).or_default().to;
        match to.iter_mut().find(|(known, _)| *known == code) {
            Some((_, sum)) => *sum += weight,
            None => to.push((code, weight)),
        }
    }

    /// Lets go of room that nothing will be put into.
    pub(super) fn shrink(&mut self) {
        self.words.values_mut().for_each(|word| word.to.shrink_to_fit());
    }

    /// The categories that these stems point to, likeliest first, each with what it brings a listing forward: as much as
    /// its share of what the stems could say.
    pub(super) fn of(&self, stems: &[&str]) -> Vec<(&'static str, f32)> {
        let many = as_f32(categories::all().len());
        let mut shares: HashMap<&'static str, f32> = HashMap::new();
        let mut whole = 0.0;
        for (nth, stem) in stems.iter().enumerate() {
            if stems.iter().take(nth).any(|before| before == stem) || small_words::is_filler_stem(stem) {
                continue;
            }
            let weak = if small_words::is_weak(stem) { WEAK } else { 1.0 };
            let Some(word) = self.words.get(*stem) else {
                whole += weak * (many / UNKNOWN_POINTS_TO).ln_1p();
                continue;
            };
            let points_to = word.to.iter().filter(|(_, weight)| *weight >= LEAST).count().max(1);
            let most = word.to.iter().map(|(_, weight)| *weight).fold(0.0, f32::max);
            let says = weak * (many / as_f32(points_to)).ln_1p();
            whole += says;
            for (code, weight) in &word.to {
                *shares.entry(code).or_default() += says * weight / (weight + HALF) * (weight / most).sqrt();
            }
        }
        let mut topics: Vec<(&'static str, f32)> = shares
            .into_iter()
            .map(|(code, share)| (code, share / whole))
            .filter(|topic| topic.1 >= LEAST_SHARE)
            .collect();
        topics.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let best = topics.first().map_or(0.0, |topic| topic.1);
        topics.retain(|topic| topic.1 >= best * LEAST_OF_BEST);
        topics.truncate(MOST);
        topics.into_iter().map(|(code, share)| (code, TOPIC * share)).collect()
    }
}

#[allow(clippy::cast_precision_loss)] // some hundreds of categories, a few words
fn as_f32(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{analyser, thesaurus};
    use super::*;

    fn about(text: &str) -> Vec<(&'static str, f32)> {
        let stems = analyser::stems(text);
        thesaurus::get().topics().of(&stems.iter().map(String::as_str).collect::<Vec<_>>())
    }

    #[test]
    fn a_sentence_is_about_what_its_words_point_to() {
        for (text, expected) in [
            ("a grown up who loves singing songs with a choir and musical instruments", "leisure/arts-and-music"),
            ("hoovering and polishing and mopping", "help-around-the-home/cleaning"),
        ] {
            assert_eq!(about(text).first().map(|topic| topic.0), Some(expected), "{text}");
        }
    }

    #[test]
    fn words_that_say_nothing_are_about_nothing() {
        assert!(about("").is_empty());
        assert!(about("please can you find me someone").is_empty());
        assert!(about("xyzzy plugh").is_empty());
    }

    proptest! {
        #[test]
        fn it_is_about_few_things_and_each_counts_at_most_in_full(text in "[a-z ]{0,80}|(help|home|care|dog|bath|bus|lunch| ){0,12}") {
            let topics = about(&text);
            prop_assert!(topics.len() <= MOST && topics.iter().all(|topic| topic.1 > 0.0 && topic.1 <= TOPIC));
        }
    }
}
