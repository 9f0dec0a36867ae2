//! What else people call things: `search_index/synonyms.toml` and the synonyms of the categories.
//!
//! Compiled once into a table from a run of stems ("home help") to what else it should find. Since the
//! query is expanded, not the listings, an edit needs no reindexing. Next: `plan` uses it.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::analyser;
use super::categories;

const SOURCE: &str = include_str!("../../search_index/synonyms.toml");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    same: Vec<Same>,
    #[serde(default)]
    also: Vec<Also>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Same {
    means: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Also {
    typed: Vec<String>,
    finds: Vec<String>,
}

/// What a phrase also finds.
#[derive(Debug, Default, Clone)]
pub(super) struct Meaning {
    /// Other phrases, as stems with the position of each.
    pub(super) phrases: BTreeSet<Vec<(usize, String)>>,
    /// Categories that the phrase itself names.
    pub(super) categories: BTreeSet<&'static str>,
    /// Categories that one of `phrases` names.
    pub(super) related: BTreeSet<&'static str>,
}

pub(super) struct Thesaurus {
    meanings: HashMap<String, Meaning>,
    longest: usize,
    words: HashSet<String>,
}

static THESAURUS: LazyLock<Thesaurus> =
    LazyLock::new(|| Thesaurus::build(&toml::from_str::<File>(SOURCE).unwrap_or_default()));

/// The thesaurus the program ships with.
pub(super) fn get() -> &'static Thesaurus {
    &THESAURUS
}

fn positioned_stems(phrase: &str) -> Vec<(usize, String)> {
    let tokens = analyser::stemmed_tokens(phrase);
    let first = tokens.first().map_or(0, |token| token.position);
    tokens.into_iter().map(|token| (token.position - first, token.text)).collect()
}

fn key_of(stems: &[(usize, String)]) -> String {
    stems.iter().map(|(_, stem)| stem.as_str()).collect::<Vec<_>>().join(" ")
}

impl Thesaurus {
    fn build(file: &File) -> Self {
        let mut thesaurus = Self { meanings: HashMap::new(), longest: 1, words: HashSet::new() };
        for group in &file.same {
            thesaurus.link(&group.means, &group.means);
        }
        for group in &file.also {
            thesaurus.link(&group.typed, &group.finds);
        }
        for category in categories::all() {
            for phrase in category.synonyms.iter().chain(std::iter::once(&category.name)) {
                let meaning = thesaurus.meaning_of(phrase);
                meaning.categories.insert(&category.code);
            }
        }
        thesaurus.relate();
        thesaurus
    }

    fn meaning_of(&mut self, phrase: &str) -> &mut Meaning {
        let stems = positioned_stems(phrase);
        self.longest = self.longest.max(stems.len());
        self.words.extend(analyser::surface_words(phrase).into_iter().filter(|word| word.len() >= 4));
        self.meanings.entry(key_of(&stems)).or_default()
    }

    fn link(&mut self, typed: &[String], finds: &[String]) {
        for phrase in typed {
            let own = key_of(&positioned_stems(phrase));
            let others: Vec<_> =
                finds.iter().map(|other| positioned_stems(other)).filter(|stems| key_of(stems) != own).collect();
            self.meaning_of(phrase).phrases.extend(others);
        }
    }

    /// One step further: "home help" also names what "domiciliary care" names.
    fn relate(&mut self) {
        let named: HashMap<String, BTreeSet<&'static str>> =
            self.meanings.iter().map(|(key, meaning)| (key.clone(), meaning.categories.clone())).collect();
        for meaning in self.meanings.values_mut() {
            let related = meaning.phrases.iter().filter_map(|stems| named.get(&key_of(stems))).flatten().copied();
            meaning.related = related.filter(|code| !meaning.categories.contains(code)).collect();
        }
    }

    /// The most words one phrase has.
    pub(super) fn longest(&self) -> usize {
        self.longest
    }

    /// What this run of stems also finds, if it is a phrase of the thesaurus.
    pub(super) fn meaning(&self, stems: &[&str]) -> Option<&Meaning> {
        self.meanings.get(&stems.join(" "))
    }

    /// The words its phrases are made of: they are spelt right, whether or not a listing has them.
    pub(super) fn words(&self) -> &HashSet<String> {
        &self.words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(typed: &str, other: &str) -> bool {
        let stems = analyser::stems(typed);
        let stems: Vec<&str> = stems.iter().map(String::as_str).collect();
        get().meaning(&stems).is_some_and(|meaning| meaning.phrases.contains(&positioned_stems(other)))
    }

    #[test]
    fn the_file_reads_and_has_sixty_groups_or_more() {
        let file: File = toml::from_str(SOURCE).unwrap();
        assert!(file.same.len() + file.also.len() >= 60);
    }

    #[test]
    fn every_phrase_has_something_to_search_for_and_no_group_has_only_one() {
        let file: File = toml::from_str(SOURCE).unwrap();
        for group in &file.same {
            assert!(group.means.len() > 1, "{:?}", group.means);
        }
        let phrases = file
            .same
            .iter()
            .flat_map(|g| &g.means)
            .chain(file.also.iter().flat_map(|g| g.typed.iter().chain(&g.finds)));
        for phrase in phrases {
            assert!(!analyser::stems(phrase).is_empty(), "{phrase} is all small words");
        }
    }

    #[test]
    fn phrases_that_mean_the_same_find_each_other() {
        assert!(finds("home help", "domiciliary care"));
        assert!(finds("Domiciliary Care", "home help"));
        assert!(finds("meals-on-wheels", "meal delivery"));
    }

    #[test]
    fn one_way_phrases_find_only_one_way() {
        assert!(finds("lonely", "befriending"));
        assert!(!finds("befriending", "lonely"));
    }

    #[test]
    fn a_synonym_of_a_category_names_it_and_its_relations() {
        let meaning = get().meaning(&["home", "help"]).unwrap();
        assert!(meaning.categories.contains("personal-care"));
        let meaning = get().meaning(&["groceri"]).unwrap();
        assert!(meaning.categories.contains("help-around-the-home/shopping"));
        let meaning = get().meaning(&["lone"]).unwrap();
        assert!(meaning.related.contains("meals/lunch-clubs"));
    }
}
