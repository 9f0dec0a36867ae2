//! What a search is about as a whole: the kinds of support that its words, and pairs of words, point to. Pure.
//!
//! The thesaurus finds phrases that somebody wrote down. A sentence seldom has one as it stands, yet its words point
//! somewhere: "a place where my sister can live with some support" is about supported living, though no phrase says so.
//! What points where is learnt from the phrases of the thesaurus, from the summaries of the categories, and from
//! `search_index/asked.tsv`: things that people ask. A clue counts by how few kinds of support it points to, and by how
//! often it was met. Next: `about` brings what is found here together with what each word means by itself.

#![allow(clippy::float_arithmetic)] // weights of relevance; no money is reckoned here

use std::collections::HashMap;
use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use super::analyser;
use super::categories;
use super::small_words;
use super::typed::Word;

/// What a phrase says of the categories that may do as well, beside those it names.
const RELATED: f32 = 0.3;
/// What a word of a category's summary says of it, beside one of its phrases.
const SUMMARY: f32 = 0.4;
/// What a word counts, by how much it says.
const TELLING: f32 = 1.0;
const WEAK: f32 = 0.4;
const FILLER: f32 = 0.15;
/// What two neighbours count, and two that are both small ("nobody to").
const NEIGHBOURS: f32 = 0.6;
const SMALL_NEIGHBOURS: f32 = 0.42;
/// What two telling words count, wherever they stand.
const TOGETHER: f32 = 0.5;
/// Of a long sentence each pair says less: of so many telling words or fewer it says all it can.
const OF_PAIRS: f32 = 3.0;
/// The most telling words that are looked at two by two.
const MOST_TOGETHER: usize = 8;
/// How much is held back for categories that a clue never pointed to.
const UNSEEN: f32 = 0.05;
/// A clue that was met so often says half of what it could.
const HALF: f32 = 0.5;
/// Evens out how much a clue that points to several categories says of each.
const EVEN: f32 = 0.35;
/// Evens out that more is written down of some categories than of others.
const BALANCE: f32 = 0.5;
/// What says less is not kept.
const LEAST: f32 = 0.01;
/// A topic has at least this share of what the likeliest has.
const LEAST_OF_BEST: f32 = 0.6;
/// Small words by themselves ("get out more") must say so much.
const LEAST_OF_SMALL: f32 = 0.3;
/// The most topics of one search.
const MOST: usize = 5;

/// What people ask: the categories that answer it, and words.
const ASKED: &str = include_str!("../../search_index/asked.tsv");

/// A word, or two, by a number: what they are is never asked.
type Clue = u64;

/// A clue of a search, and what it counts.
struct Found {
    clue: Clue,
    counts: f32,
    /// It is one word.
    alone: bool,
    /// It has no telling word.
    small: bool,
}

/// Clues, and the categories that they point to.
#[derive(Default)]
pub(super) struct Topics {
    /// Where in `says` a clue's categories are, and how many.
    at: HashMap<Clue, (u32, u16)>,
    /// Categories by their place among all, and how much a clue says of each.
    says: Vec<(u16, f32)>,
}

/// [`Topics`] while they are learnt.
#[derive(Default)]
pub(super) struct Learning {
    clues: HashMap<Clue, Vec<(u16, f32)>>,
}

fn clue(first: &str, joined: char, second: &str) -> Clue {
    BuildHasherDefault::<DefaultHasher>::default().hash_one((first, joined, second))
}

/// How much a word says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Size {
    /// A stop word, which has no stem.
    Stop,
    Filler,
    Weak,
    Telling,
}

impl Size {
    fn of(word: &Word) -> Self {
        match word.stem.as_deref() {
            None => Self::Stop,
            Some(stem) if small_words::is_filler_stem(stem) => Self::Filler,
            Some(stem) if small_words::is_weak(stem) => Self::Weak,
            Some(_) => Self::Telling,
        }
    }

    fn is_small(self) -> bool {
        matches!(self, Self::Stop | Self::Filler)
    }
}

/// Every clue of some words, once.
fn clues(words: &[Word]) -> Vec<Found> {
    let words: Vec<(&str, Size)> =
        words.iter().map(|word| (word.stem.as_deref().unwrap_or(&word.surface), Size::of(word))).collect();
    let mut found: Vec<Found> = Vec::new();
    let mut add = |clue, counts, alone, small| {
        if found.iter().all(|known| known.clue != clue) {
            found.push(Found { clue, counts, alone, small });
        }
    };
    for (word, size) in &words {
        let counts = match size {
            Size::Stop => continue,
            Size::Filler => FILLER,
            Size::Weak => WEAK,
            Size::Telling => TELLING,
        };
        add(clue(word, ' ', ""), counts, true, *size != Size::Telling);
    }
    for pair in words.windows(2) {
        if let [(first, one), (second, other)] = pair {
            let small = one.is_small() && other.is_small();
            let telling = [one, other].contains(&&Size::Telling);
            add(clue(first, '_', second), if small { SMALL_NEIGHBOURS } else { NEIGHBOURS }, false, !telling);
        }
    }
    let mut telling: Vec<&str> = words.iter().filter(|word| !word.1.is_small()).map(|word| word.0).collect();
    telling.sort_unstable();
    telling.dedup();
    telling.truncate(MOST_TOGETHER);
    for (at, first) in telling.iter().enumerate() {
        for second in telling.iter().skip(at + 1) {
            add(clue(first, '+', second), TOGETHER, false, false);
        }
    }
    found
}

/// The lines of the file, each as codes and words.
fn asked() -> impl Iterator<Item = (&'static str, &'static str)> {
    ASKED.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

fn place_of(code: &str) -> Option<u16> {
    let at = categories::all().iter().position(|category| category.code == code)?;
    u16::try_from(at).ok()
}

impl Learning {
    /// Takes in a phrase that names these categories, and others that may do as well.
    pub(super) fn learn<'a>(
        &mut self,
        phrase: &str,
        named: impl Iterator<Item = &'a &'static str>,
        related: impl Iterator<Item = &'a &'static str>,
    ) {
        let weighed = named.map(|code| (*code, 1.0)).chain(related.map(|code| (*code, RELATED)));
        let of: Vec<(u16, f32)> = weighed.filter_map(|(code, weight)| Some((place_of(code)?, weight))).collect();
        let words: Vec<Word> = analyser::surface_words(phrase).into_iter().map(Word::new).collect();
        let found = clues(&words);
        let telling = words.iter().filter(|word| !Size::of(word).is_small()).count().max(1);
        for one in found {
            let of_all = if one.alone { 1.0 } else { OF_PAIRS };
            self.add(one.clue, &of, (of_all / as_f32(telling)).min(1.0));
        }
    }

    /// Takes in what people ask.
    pub(super) fn listen(&mut self) {
        for (codes, words) in asked() {
            let mut codes = codes.split(',').filter_map(categories::get).map(|category| category.code.as_str());
            let best: Vec<&'static str> = codes.by_ref().take(1).collect();
            let others: Vec<&'static str> = codes.collect();
            self.learn(words, best.iter(), others.iter());
        }
    }

    /// Takes in the words of a category's summary.
    pub(super) fn describe(&mut self, code: &str, summary: &str) {
        let Some(place) = place_of(code) else { return };
        for stem in analyser::stems(summary).iter().filter(|stem| !small_words::is_filler_stem(stem)) {
            self.add(clue(stem, ' ', ""), &[(place, 1.0)], SUMMARY);
        }
    }

    fn add(&mut self, clue: Clue, of: &[(u16, f32)], share: f32) {
        let to = self.clues.entry(clue).or_default();
        for (place, weight) in of {
            match to.iter_mut().find(|(known, _)| known == place) {
                Some((_, sum)) => *sum += weight * share,
                None => to.push((*place, weight * share)),
            }
        }
    }

    /// How much each category's clues count: of one that very much is known of, each says a little less.
    fn known(&self) -> Vec<f32> {
        let mut sums = vec![0.0_f32; categories::all().len()];
        for (place, weight) in self.clues.values().flatten() {
            if let Some(sum) = sums.get_mut(usize::from(*place)) {
                *sum += weight;
            }
        }
        let some = sums.iter().filter(|sum| **sum > 0.0).count();
        let mean = sums.iter().sum::<f32>() / as_f32(some.max(1));
        sums.into_iter().map(|sum| if sum > 0.0 { (mean / sum).powf(BALANCE) } else { 1.0 }).collect()
    }

    /// What was learnt, as small as it can be kept.
    pub(super) fn learnt(self) -> Topics {
        let many = as_f32(categories::all().len().max(2));
        let mut topics = Topics::default();
        let known = self.known();
        for (clue, mut to) in self.clues {
            for (place, weight) in &mut to {
                *weight *= known.get(usize::from(*place)).copied().unwrap_or(1.0);
            }
            let sum: f32 = to.iter().map(|(_, weight)| weight).sum();
            let part = |weight: f32| (weight + UNSEEN / many) / (sum + UNSEEN);
            let others = (many - as_f32(to.len())).max(0.0);
            let spread = |part: f32| -part * part.ln();
            let entropy = to.iter().map(|(_, weight)| spread(part(*weight))).sum::<f32>() + others * spread(part(0.0));
            let could = (1.0 - entropy / many.ln()).max(0.0) * sum / (sum + HALF);
            let first = topics.says.len();
            let kept = to.into_iter().map(|(place, weight)| (place, could * part(weight).powf(EVEN)));
            topics.says.extend(kept.filter(|(_, says)| *says >= LEAST));
            let length = u16::try_from(topics.says.len() - first).unwrap_or(0);
            if let (Ok(first), 1..) = (u32::try_from(first), length) {
                topics.at.insert(clue, (first, length));
            }
        }
        topics.says.shrink_to_fit();
        topics.at.shrink_to_fit();
        topics
    }
}

impl Topics {
    /// The categories that these words point to, likeliest first, each with how much they say of it: from about 1 on,
    /// there is little doubt. And whether it was told by a telling word: else it is only a guess.
    pub(super) fn of(&self, words: &[Word]) -> (Vec<(&'static str, f32)>, bool) {
        let mut sums = vec![0.0_f32; categories::all().len()];
        let mut told = false;
        for found in clues(words) {
            let Some((first, length)) = self.at.get(&found.clue) else { continue };
            told |= !found.small;
            let first = usize::try_from(*first).unwrap_or(usize::MAX);
            for (place, says) in self.says.iter().skip(first).take(usize::from(*length)) {
                if let Some(sum) = sums.get_mut(usize::from(*place)) {
                    *sum += found.counts * says;
                }
            }
        }
        let named = categories::all().iter().map(|category| category.code.as_str()).zip(sums);
        let mut topics: Vec<(&'static str, f32)> = named.filter(|topic| topic.1 > 0.0).collect();
        topics.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        let best = topics.first().map_or(0.0, |topic| topic.1);
        topics.retain(|topic| topic.1 >= best * LEAST_OF_BEST && (told || topic.1 >= LEAST_OF_SMALL));
        topics.truncate(MOST);
        (topics, told)
    }
}

#[allow(clippy::cast_precision_loss)] // some hundreds of categories, a few words
fn as_f32(count: usize) -> f32 {
    count as f32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::thesaurus;
    use super::*;

    fn about(text: &str) -> Vec<(&'static str, f32)> {
        let words: Vec<Word> = analyser::surface_words(text).into_iter().map(Word::new).collect();
        thesaurus::get().topics().of(&words).0
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
    fn every_line_of_what_people_ask_can_be_read() {
        let mut seen = std::collections::HashSet::new();
        for line in ASKED.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (codes, words) = line.split_once('\t').unwrap_or_else(|| panic!("no tab in “{line}”"));
            assert!(codes.split(',').all(categories::is_known), "“{codes}” is no category: {line}");
            assert!(seen.insert(words) && !words.trim().is_empty(), "“{words}” is there twice, or empty");
        }
        assert!(seen.len() > 1_000);
    }

    #[test]
    fn nothing_is_learnt_from_a_search_that_is_only_for_measuring() {
        for file in [super::super::quality::JUDGEMENTS, include_str!("../../search_index/unseen.tsv")] {
            let judged = super::super::quality::parse(file).unwrap();
            // One or two words are what things are called.
            let told = |query: &str| query.split(' ').count() > 2;
            for one in judged.iter().filter(|one| one.held && told(&one.query)) {
                assert!(asked().all(|(_, words)| words != one.query.to_lowercase()), "“{}” is held", one.query);
            }
        }
    }

    #[test]
    fn words_that_say_nothing_are_about_nothing() {
        assert!(about("").is_empty());
        assert!(about("xyzzy plugh").is_empty());
        assert!(about("please can you find").iter().all(|topic| topic.1 < 0.5), "{:?}", about("please can you find"));
    }

    #[test]
    fn what_points_to_one_thing_says_more_than_what_points_to_many() {
        let mut learning = Learning::default();
        for (phrase, named) in [("piano", "leisure/arts-and-music"), ("room", "transport"), ("room", "equipment")] {
            learning.learn(phrase, std::iter::once(&named), std::iter::empty());
        }
        let topics = learning.learnt();
        let says = |text: &str| topics.of(&[Word::new(text.to_owned())]).0.first().map_or(0.0, |topic| topic.1);
        assert!(says("piano") > says("room") && says("room") > 0.0);
    }

    proptest! {
        #[test]
        fn anything_has_few_topics_in_order(text in "[a-z ]{0,80}|\\PC{0,40}") {
            let topics = about(&text);
            prop_assert!(topics.len() <= MOST);
            prop_assert!(topics.windows(2).all(|pair| pair[0].1 >= pair[1].1));
            prop_assert!(topics.iter().all(|topic| topic.1.is_finite() && topic.1 > 0.0));
        }
    }
}
