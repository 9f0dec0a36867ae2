//! Words that say little: those that only fill a question, and those that nearly every listing has; and words that are
//! spelt right though no listing has them.
//!
//! They are `search_index/small-words.toml`, which anyone can edit. Next: `plan` drops the one and never insists on
//! the other.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::analyser;

const SOURCE: &str = include_str!("../../search_index/small-words.toml");

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    filler: Vec<String>,
    weak: Vec<String>,
    ordinary: Vec<String>,
    apart: Vec<String>,
}

struct SmallWords {
    filler: HashSet<String>,
    filler_stems: HashSet<String>,
    weak_stems: HashSet<String>,
    ordinary: HashSet<String>,
}

/// Words that keep apart from others of the same stem, each with the one that stands for it. Read by themselves: the
/// stems of all other words depend on them.
static APART: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let file: File = toml::from_str(SOURCE).unwrap_or_default();
    let of = |line: &String| -> Vec<(String, String)> {
        let first = line.split_whitespace().next().unwrap_or_default();
        // No ending is taken from a word that ends so.
        line.split_whitespace().map(|word| (word.to_owned(), format!("{first}_"))).collect()
    };
    file.apart.iter().flat_map(of).collect()
});

/// What stands for a word that keeps apart from others of the same stem.
pub(super) fn apart(word: &str) -> Option<&'static str> {
    APART.get(word).map(String::as_str)
}

static WORDS: LazyLock<SmallWords> = LazyLock::new(|| {
    // A fault in the file is caught by the test below; a program built with one has no small words.
    let file: File = toml::from_str(SOURCE).unwrap_or_default();
    let words = |lines: &[String]| lines.iter().flat_map(|line| analyser::surface_words(line)).collect();
    let stems = |lines: &[String]| lines.iter().flat_map(|line| analyser::stems(line)).collect();
    SmallWords {
        filler: words(&file.filler),
        filler_stems: stems(&file.filler),
        weak_stems: stems(&file.weak),
        ordinary: words(&file.ordinary),
    }
});

/// Whether a word (as it is written, and its stem) only fills a question. A single letter does, too.
pub(super) fn is_filler(surface: &str, stem: &str) -> bool {
    let letter = surface.len() == 1 && surface.chars().all(char::is_alphabetic);
    letter || WORDS.filler.contains(surface) || is_filler_stem(stem)
}

/// Whether a stem is that of a filling word.
pub(super) fn is_filler_stem(stem: &str) -> bool {
    WORDS.filler_stems.contains(stem)
}

/// Whether a stem is that of a word which nearly every listing has.
pub(super) fn is_weak(stem: &str) -> bool {
    WORDS.weak_stems.contains(stem)
}

/// Whether a word, as it is written, is one that everybody knows how to spell: it is no misspelling of another.
pub(super) fn is_ordinary(surface: &str) -> bool {
    WORDS.ordinary.contains(surface)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_reads_and_no_word_is_both() {
        let file: File = toml::from_str(SOURCE).unwrap();
        assert!(!file.filler.is_empty() && !file.weak.is_empty());
        let both: Vec<_> = WORDS.filler_stems.intersection(&WORDS.weak_stems).collect();
        assert!(both.is_empty(), "filler and weak: {both:?}");
    }

    #[test]
    fn filler_is_known_by_its_stem_too() {
        assert!(is_filler("looking", "look") && is_filler("x", "x") && !is_filler("garden", "garden"));
    }
}
