//! What else people call things: `search_index/synonyms.toml`, `search_index/needs.toml` and the synonyms of the
//! categories.
//!
//! Compiled once into a table from a run of stems ("home help") to what else it should find. Since the
//! query is expanded, not the listings, an edit needs no reindexing. Next: `plan` uses it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::OnceLock;

use serde::Deserialize;

use super::analyser;
use super::categories;
use super::small_words;
use super::sounds;
use super::topics::Topics;

/// The files, in the order in which they are read.
const FILES: [(&str, &str); 2] = [
    ("search_index/synonyms.toml", include_str!("../../search_index/synonyms.toml")),
    ("search_index/needs.toml", include_str!("../../search_index/needs.toml")),
];

/// Groups of words.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct File {
    pub(super) same: Vec<Same>,
    pub(super) also: Vec<Also>,
    /// Phrases of which nothing is known from here on.
    pub(super) forget: Vec<String>,
}

/// Words that mean the same.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Same {
    pub(super) means: Vec<String>,
    /// Categories that answer in full.
    pub(super) categories: Vec<String>,
    /// Categories that may do as well.
    pub(super) related: Vec<String>,
    /// Says who it is for rather than what is wanted.
    pub(super) who: bool,
    /// Is only how somebody asks.
    pub(super) asks: bool,
    /// What was known of these words before doesn't count.
    pub(super) replaces: bool,
}

/// Words that also find something else, one way only.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Also {
    pub(super) typed: Vec<String>,
    pub(super) finds: Vec<String>,
    /// Categories that answer in full.
    pub(super) categories: Vec<String>,
    /// Categories that may do as well.
    pub(super) related: Vec<String>,
    /// Says who it is for rather than what is wanted.
    pub(super) who: bool,
    /// Is only how somebody asks.
    pub(super) asks: bool,
    /// What was known of these words before doesn't count.
    pub(super) replaces: bool,
}

/// What a phrase also finds.
#[derive(Debug, Default, Clone)]
pub(super) struct Meaning {
    /// Other phrases, as stems with the position of each.
    pub(super) phrases: BTreeSet<Vec<(usize, String)>>,
    /// Categories that the phrase itself names.
    pub(super) categories: BTreeSet<&'static str>,
    /// Categories that one of `phrases` names, or that may do.
    pub(super) related: BTreeSet<&'static str>,
    /// It says who it is for: with something else it only brings some results forward.
    pub(super) who: bool,
    /// It is only how somebody asks: with something else it hardly counts.
    pub(super) asks: bool,
}

impl Meaning {
    /// Also means what the other means.
    fn take_in(&mut self, other: &Self) {
        // Who it is for only if nothing else is meant.
        let empty = self.categories.is_empty() && self.phrases.is_empty();
        self.who = other.who && (self.who || empty);
        self.asks = other.asks && (self.asks || empty);
        self.phrases.extend(other.phrases.iter().cloned());
        self.categories.extend(&other.categories);
        self.related.extend(&other.related);
        self.related.retain(|code| !self.categories.contains(code));
    }
}

/// The most categories that a word hints at.
const MOST_HINTED: usize = 3;

pub(super) struct Thesaurus {
    /// By phrases as they are written.
    meanings: HashMap<String, Meaning>,
    /// The same, whether or not small words stand between.
    loosely: HashMap<String, Meaning>,
    /// The same by phrases without small and filling words and in alphabetical order.
    in_any_order: HashMap<String, Meaning>,
    /// Stems to the categories that phrases with them name most.
    hinted: HashMap<String, Vec<&'static str>>,
    longest: usize,
    words: HashSet<String>,
    by_sound: HashMap<String, Vec<String>>,
    topics: Topics,
    /// Phrases as they are written, folded, with the keys of their meanings.
    written: Vec<(String, String)>,
}

static THESAURUS: OnceLock<Thesaurus> = OnceLock::new();

/// The thesaurus: what the program ships with, and the words that it was begun with.
pub(super) fn get() -> &'static Thesaurus {
    THESAURUS.get_or_init(|| Thesaurus::with(&[]))
}

/// Begins with these words besides what the program ships with; false when the thesaurus is in use already.
pub(super) fn begin_with(own: Vec<File>) -> bool {
    THESAURUS.set(Thesaurus::with(&own)).is_ok()
}

fn positioned_stems(phrase: &str) -> Vec<(usize, String)> {
    let tokens = analyser::stemmed_tokens(phrase);
    let first = tokens.first().map_or(0, |token| token.position);
    tokens.into_iter().map(|token| (token.position - first, token.text)).collect()
}

/// Stands for the small words in a key: "care at home" isn't "care home".
const SMALL: &str = "_";

fn key_of(stems: &[(usize, String)]) -> String {
    key(stems.iter().map(|(at, stem)| (*at, stem.as_str())))
}

fn key<'a>(stems: impl Iterator<Item = (usize, &'a str)>) -> String {
    let (mut key, mut next) = (String::new(), None);
    for (at, stem) in stems {
        match next {
            None => {}
            Some(next) if at == next => key.push(' '),
            Some(_) => key.extend([" ", SMALL, " "]),
        }
        key.push_str(stem);
        next = Some(at + 1);
    }
    key
}

fn stems_of(key: &str) -> Vec<&str> {
    key.split(' ').filter(|stem| *stem != SMALL).collect()
}

/// The words that matter, in alphabetical order; none when fewer than two are left.
fn bag_of(stems: &[&str]) -> Option<String> {
    let mut kept: Vec<&str> = stems.iter().copied().filter(|stem| !small_words::is_filler_stem(stem)).collect();
    kept.sort_unstable();
    kept.dedup();
    (kept.len() > 1).then(|| kept.join(" "))
}

fn known(codes: &[String]) -> impl Iterator<Item = &'static str> {
    codes.iter().filter_map(|code| Some(categories::get(code)?.code.as_str()))
}

/// What a group of phrases names besides words.
struct Names<'a> {
    categories: &'a [String],
    related: &'a [String],
    who: bool,
    asks: bool,
}

impl Same {
    fn names(&self) -> Names<'_> {
        Names { categories: &self.categories, related: &self.related, who: self.who, asks: self.asks }
    }
}

impl Also {
    fn names(&self) -> Names<'_> {
        Names { categories: &self.categories, related: &self.related, who: self.who, asks: self.asks }
    }
}

impl Thesaurus {
    /// What the program ships with, and then these.
    pub(super) fn with(own: &[File]) -> Self {
        // A fault in a file is caught by the tests below; a program built with one goes without that file.
        let files: Vec<File> = FILES.iter().filter_map(|(_, text)| toml::from_str(text).ok()).collect();
        let mut thesaurus = Self {
            meanings: HashMap::new(),
            loosely: HashMap::new(),
            in_any_order: HashMap::new(),
            hinted: HashMap::new(),
            longest: 1,
            words: HashSet::new(),
            by_sound: HashMap::new(),
            topics: Topics::default(),
            written: Vec::new(),
        };
        for category in categories::all() {
            for phrase in category.synonyms.iter().chain(std::iter::once(&category.name)) {
                let meaning = thesaurus.meaning_of(phrase);
                meaning.categories.insert(&category.code);
            }
        }
        thesaurus.take_in(&files);
        for file in own {
            thesaurus.forget(file);
            thesaurus.take_in(std::slice::from_ref(file));
        }
        thesaurus.relate();
        thesaurus.index();
        thesaurus
    }

    fn take_in(&mut self, files: &[File]) {
        for group in files.iter().flat_map(|file| &file.also) {
            self.link(&group.typed, &group.finds, &group.names());
        }
        for group in files.iter().flat_map(|file| &file.same) {
            self.link(&group.means, &group.means, &group.names());
        }
        for group in files.iter().flat_map(|file| &file.same) {
            self.share(&group.means);
        }
    }

    fn forget(&mut self, file: &File) {
        let also = file.also.iter().filter(|group| group.replaces).flat_map(|group| &group.typed);
        let same = file.same.iter().filter(|group| group.replaces).flat_map(|group| &group.means);
        for phrase in file.forget.iter().chain(also).chain(same) {
            self.meanings.remove(&key_of(&positioned_stems(phrase)));
        }
    }

    fn meaning_of(&mut self, phrase: &str) -> &mut Meaning {
        let stems = positioned_stems(phrase);
        self.longest = self.longest.max(stems.len());
        let words = analyser::surface_words(phrase);
        self.written.push((words.join(" "), key_of(&stems)));
        self.words.extend(words.into_iter().filter(|word| word.chars().count() >= 4));
        self.meanings.entry(key_of(&stems)).or_default()
    }

    fn link(&mut self, typed: &[String], finds: &[String], names: &Names) {
        for phrase in typed {
            let own = key_of(&positioned_stems(phrase));
            let others: Vec<_> =
                finds.iter().map(|other| positioned_stems(other)).filter(|stems| key_of(stems) != own).collect();
            let meaning = self.meaning_of(phrase);
            meaning.phrases.extend(others);
            meaning.categories.extend(known(names.categories));
            meaning.related.extend(known(names.related));
            meaning.who |= names.who;
            meaning.asks |= names.asks;
        }
    }

    /// Words that mean the same name the same categories.
    fn share(&mut self, means: &[String]) {
        let keys: Vec<String> = means.iter().map(|phrase| key_of(&positioned_stems(phrase))).collect();
        let named: BTreeSet<&'static str> = keys
            .iter()
            .filter_map(|key| self.meanings.get(key))
            .flat_map(|meaning| &meaning.categories)
            .copied()
            .collect();
        for key in &keys {
            self.meanings.entry(key.clone()).or_default().categories.extend(&named);
        }
    }

    /// One step further: what "lonely" also finds names categories too.
    fn relate(&mut self) {
        let named: HashMap<String, BTreeSet<&'static str>> =
            self.meanings.iter().map(|(key, meaning)| (key.clone(), meaning.categories.clone())).collect();
        for meaning in self.meanings.values_mut() {
            let related = meaning.phrases.iter().filter_map(|stems| named.get(&key_of(stems))).flatten().copied();
            let mut all: BTreeSet<&'static str> = meaning.related.iter().copied().chain(related).collect();
            all.retain(|code| !meaning.categories.contains(code));
            meaning.related = all;
        }
    }

    fn index(&mut self) {
        let mut hints: HashMap<&str, HashMap<&'static str, usize>> = HashMap::new();
        for (key, meaning) in &self.meanings {
            let stems = stems_of(key);
            self.loosely.entry(stems.join(" ")).or_default().take_in(meaning);
            self.topics.learn(&stems, meaning.categories.iter(), meaning.related.iter());
            if let Some(bag) = bag_of(&stems) {
                self.in_any_order.entry(bag).or_default().take_in(meaning);
            }
            for stem in stems.into_iter().filter(|stem| !small_words::is_filler_stem(stem)) {
                let named = hints.entry(stem).or_default();
                meaning.categories.iter().for_each(|code| *named.entry(code).or_default() += 1);
            }
        }
        for (stem, named) in hints {
            let mut named: Vec<(usize, &'static str)> = named.into_iter().map(|(code, times)| (times, code)).collect();
            named.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
            let codes = named.into_iter().take(MOST_HINTED).map(|(_, code)| code).collect();
            self.hinted.insert(stem.to_owned(), codes);
        }
        for category in categories::all() {
            self.topics.describe(&category.code, &analyser::stems(&category.summary));
        }
        let mut words: Vec<&String> = self.words.iter().collect();
        words.sort_unstable();
        for word in words {
            self.by_sound.entry(sounds::key(word)).or_default().push(word.clone());
        }
    }

    /// Every phrase as it is written, lower-cased and without accents, and the categories it names.
    pub(super) fn written(&self) -> impl Iterator<Item = (&str, &BTreeSet<&'static str>)> {
        self.written.iter().filter_map(|(phrase, key)| Some((phrase.as_str(), &self.meanings.get(key)?.categories)))
    }

    /// The most words one phrase has.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// What this run of stems also finds, if it is a phrase of the thesaurus as it stands: each with its place among all
    /// words, small ones too.
    pub(super) fn meaning_as_written<'a>(&self, stems: impl Iterator<Item = (usize, &'a str)>) -> Option<&Meaning> {
        self.meanings.get(&key(stems))
    }

    /// The same, whether or not small words stand between.
    pub(super) fn meaning(&self, stems: &[&str]) -> Option<&Meaning> {
        self.loosely.get(&stems.join(" "))
    }

    /// The same for words in any order, with words between that only fill.
    pub(super) fn meaning_in_any_order(&self, stems: &[&str]) -> Option<&Meaning> {
        self.in_any_order.get(&bag_of(stems)?)
    }

    /// What a word may be about that is known only as a part of phrases: the categories they name most, in that order.
    pub(super) fn hinted(&self, stem: &str) -> &[&'static str] {
        self.hinted.get(stem).map_or(&[], Vec::as_slice)
    }

    /// What these words are about as a whole.
    pub(super) fn topics(&self) -> &Topics {
        &self.topics
    }

    /// The words its phrases are made of: they are spelt right, whether or not a listing has them.
    pub(super) fn words(&self) -> &HashSet<String> {
        &self.words
    }

    /// Its words that sound like this one.
    pub(super) fn sounding_like(&self, word: &str) -> &[String] {
        self.by_sound.get(&sounds::key(word)).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
#[path = "thesaurus_tests.rs"]
mod tests;
