//! What else people call things: `search_index/synonyms.toml`, `search_index/needs.toml` and the synonyms of the
//! categories.
//!
//! Compiled once into a table from a run of stems ("home help") to what else it should find. Since the
//! query is expanded, not the listings, an edit needs no reindexing. Next: `plan` uses it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::analyser;
use super::categories;
use super::meaning::{Growing, Grown, Meaning, Meanings, Placed};
use super::small_words;
use super::sounds;
use super::topics::{Learning, Topics};

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

/// The most categories that a word hints at.
const MOST_HINTED: usize = 3;

pub(super) struct Thesaurus {
    /// By phrases as they are written.
    meanings: Meanings,
    /// The same, whether or not small words stand between.
    loosely: Meanings,
    /// The same by phrases without small and filling words and in alphabetical order.
    in_any_order: Meanings,
    /// Stems to the categories that phrases with them name most.
    hinted: HashMap<String, Vec<&'static str>>,
    longest: usize,
    words: HashSet<String>,
    by_sound: HashMap<String, Vec<String>>,
    topics: Topics,
    /// Phrases as they are written, folded, with the keys of their meanings.
    written: Vec<(Box<str>, Box<str>)>,
}

/// A thesaurus while files are read.
struct Reading {
    meanings: HashMap<String, Growing>,
    longest: usize,
    words: HashSet<String>,
    written: HashSet<(String, String)>,
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

/// Reads the thesaurus now rather than in the first search. What is needed meanwhile is a thread's own, so that none of
/// it stays between what is kept.
pub(super) fn warm_up() {
    if std::thread::spawn(|| get().longest()).join().is_err() {
        tracing::error!("the thesaurus could not be read");
    }
}

fn positioned_stems(phrase: &str) -> Placed {
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

impl Reading {
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

    fn meaning_of(&mut self, phrase: &str) -> &mut Growing {
        let stems = positioned_stems(phrase);
        self.longest = self.longest.max(stems.len());
        let words = analyser::surface_words(phrase);
        self.written.insert((words.join(" "), key_of(&stems)));
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
}

impl Thesaurus {
    /// What the program ships with, and then these.
    pub(super) fn with(own: &[File]) -> Self {
        // A fault in a file is caught by the tests below; a program built with one goes without that file.
        let files: Vec<File> = FILES.iter().filter_map(|(_, text)| toml::from_str(text).ok()).collect();
        let mut reading =
            Reading { meanings: HashMap::new(), longest: 1, words: HashSet::new(), written: HashSet::new() };
        for category in categories::all() {
            for phrase in category.synonyms.iter().chain(std::iter::once(&category.name)) {
                let meaning = reading.meaning_of(phrase);
                meaning.categories.insert(&category.code);
            }
        }
        reading.take_in(&files);
        for file in own {
            reading.forget(file);
            reading.take_in(std::slice::from_ref(file));
        }
        reading.relate();
        Self::of(reading)
    }

    fn of(reading: Reading) -> Self {
        let Reading { meanings, longest, words, written } = reading;
        let mut topics = Learning::default();
        let mut written: Vec<(String, String)> = written.into_iter().collect();
        // Always in the same order: sums of floats depend on it.
        written.sort_unstable();
        for (phrase, key) in &written {
            let Some(meaning) = meanings.get(key) else { continue };
            topics.learn(phrase, meaning.categories.iter(), meaning.related.iter());
        }
        let mut hints: HashMap<&str, HashMap<&'static str, usize>> = HashMap::new();
        let mut loosely: HashMap<String, Vec<&str>> = HashMap::new();
        let mut in_any_order: HashMap<String, Vec<&str>> = HashMap::new();
        for (key, meaning) in &meanings {
            let stems = stems_of(key);
            loosely.entry(stems.join(" ")).or_default().push(key);
            if let Some(bag) = bag_of(&stems) {
                in_any_order.entry(bag).or_default().push(key);
            }
            for stem in stems.into_iter().filter(|stem| !small_words::is_filler_stem(stem)) {
                let named = hints.entry(stem).or_default();
                meaning.categories.iter().for_each(|code| *named.entry(code).or_default() += 1);
            }
        }
        topics.listen();
        for category in categories::all() {
            topics.describe(&category.code, &category.summary);
        }
        let topics = topics.learnt();
        let mut grown = Grown::default();
        let kept: Meanings =
            meanings.iter().map(|(key, growing)| (key.as_str().into(), grown.meaning(growing.clone()))).collect();
        let mut joined = |keys: HashMap<String, Vec<&str>>| -> Meanings {
            let mut of = |keys: &[&str]| match keys {
                // Most are found under one key only.
                [only] => kept.get(*only).map(Arc::clone),
                several => {
                    let mut all = Growing::default();
                    several.iter().filter_map(|key| meanings.get(*key)).for_each(|meaning| all.take_in(meaning));
                    Some(grown.meaning(all))
                }
            };
            keys.into_iter().filter_map(|(key, keys)| Some((key.into_boxed_str(), of(&keys)?))).collect()
        };
        let (loosely, in_any_order) = (joined(loosely), joined(in_any_order));
        let hinted = hints.into_iter().map(|(stem, named)| (stem.to_owned(), most_named(named))).collect();
        let written =
            written.into_iter().map(|(phrase, key)| (phrase.into_boxed_str(), key.into_boxed_str())).collect();
        let by_sound = by_sound(&words);
        Self { meanings: kept, loosely, in_any_order, hinted, longest, words, by_sound, topics, written }
    }

    /// Every phrase as it is written, lower-cased and without accents, and the categories it names.
    pub(super) fn written(&self) -> impl Iterator<Item = (&str, &[&'static str])> {
        self.written.iter().filter_map(|(phrase, key)| Some((&**phrase, &*self.meanings.get(key)?.categories)))
    }

    /// The most words one phrase has.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// What this run of stems also finds, if it is a phrase of the thesaurus as it stands: each with its place among all
    /// words, small ones too.
    pub(super) fn meaning_as_written<'a>(&self, stems: impl Iterator<Item = (usize, &'a str)>) -> Option<&Meaning> {
        self.meanings.get(key(stems).as_str()).map(|meaning| &**meaning)
    }

    /// The same, whether or not small words stand between.
    pub(super) fn meaning(&self, stems: &[&str]) -> Option<&Meaning> {
        self.loosely.get(stems.join(" ").as_str()).map(|meaning| &**meaning)
    }

    /// The same for words in any order, with words between that only fill.
    pub(super) fn meaning_in_any_order(&self, stems: &[&str]) -> Option<&Meaning> {
        self.in_any_order.get(bag_of(stems)?.as_str()).map(|meaning| &**meaning)
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

/// The categories that are named most often.
fn most_named(named: HashMap<&'static str, usize>) -> Vec<&'static str> {
    let mut named: Vec<(usize, &'static str)> = named.into_iter().map(|(code, times)| (times, code)).collect();
    named.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    named.into_iter().take(MOST_HINTED).map(|(_, code)| code).collect()
}

/// Words by how they sound.
fn by_sound(words: &HashSet<String>) -> HashMap<String, Vec<String>> {
    let mut sorted: Vec<&String> = words.iter().collect();
    sorted.sort_unstable();
    let mut by_sound: HashMap<String, Vec<String>> = HashMap::new();
    for word in sorted {
        by_sound.entry(sounds::key(word)).or_default().push(word.clone());
    }
    by_sound
}

#[cfg(test)]
#[path = "thesaurus_tests.rs"]
mod tests;
