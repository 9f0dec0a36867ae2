//! A council's or a co-op's own words: TOML files in a folder of theirs, which add to the thesaurus or stand in its place,
//! without a new program.
//!
//! They have the form of `search_index/synonyms.toml` and `needs.toml`. A file with a fault is left out whole, and every
//! fault is told with its file and line; the others count. Read once, at the start, before the first search.
//! `docs/SEARCH.md` says what may stand in them.

use std::path::Path;

use serde::Deserialize;
use toml::Spanned;

use super::thesaurus::{self, Also, Same};
use super::{analyser, categories, small_words};

/// Words and codes, with where each stands in its file.
type Words = Vec<Spanned<String>>;

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OwnFile {
    same: Vec<OwnSame>,
    also: Vec<OwnAlso>,
    forget: Words,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OwnSame {
    means: Words,
    categories: Words,
    related: Words,
    who: bool,
    asks: bool,
    replaces: bool,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct OwnAlso {
    typed: Words,
    finds: Words,
    categories: Words,
    related: Words,
    who: bool,
    asks: bool,
    replaces: bool,
}

/// What was read.
#[derive(Default)]
pub struct OwnWords {
    files: Vec<thesaurus::File>,
    /// How many groups of words count.
    pub groups: usize,
    /// What is wrong, each a sentence with file and line. Their files are left out.
    pub faults: Vec<String>,
}

impl OwnWords {
    /// Reads every `*.toml` of a folder, in the order of their names.
    pub fn read(folder: &Path) -> Self {
        let mut own = Self::default();
        let entries = match std::fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => {
                own.faults.push(format!("{}: the folder can't be read: {error}.", folder.display()));
                return own;
            }
        };
        let mut paths: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "toml"));
        paths.sort();
        for path in paths {
            let name = path.display();
            match std::fs::read_to_string(&path) {
                Ok(text) => own.take(&name.to_string(), &text),
                Err(error) => own.faults.push(format!("{name}: can't be read: {error}. The file is left out.")),
            }
        }
        own
    }

    /// Takes in one file, or says what is wrong with it.
    fn take(&mut self, name: &str, text: &str) {
        let file: OwnFile = match toml::from_str(text) {
            Ok(file) => file,
            Err(error) => {
                let line = error.span().map_or(1, |span| line_of(text, span.start));
                self.faults.push(format!("{name}, line {line}: {}. The file is left out.", error.message().trim_end()));
                return;
            }
        };
        let faults = faults_of(&file);
        if faults.is_empty() {
            self.groups += file.same.len() + file.also.len() + file.forget.len();
            self.files.push(file.into());
        }
        let told =
            |(at, fault): (usize, String)| format!("{name}, line {}: {fault} The file is left out.", line_of(text, at));
        self.faults.extend(faults.into_iter().map(told));
    }

    /// Makes these part of the thesaurus. Only before the first search: false when it is in use already.
    #[must_use]
    pub fn begin(self) -> bool {
        thesaurus::begin_with(self.files)
    }

    /// A thesaurus with these.
    #[cfg(test)]
    fn thesaurus(self) -> thesaurus::Thesaurus {
        thesaurus::Thesaurus::with(&self.files)
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1
}

/// What is wrong in a file that could be read, each with its place.
fn faults_of(file: &OwnFile) -> Vec<(usize, String)> {
    let mut faults = Vec::new();
    let mut group = |field: &str, typed: &Words, finds: &Words, named: [&Words; 2]| {
        if typed.is_empty() {
            let first = finds.first().or(named[0].first()).or(named[1].first());
            faults.push((first.map_or(0, |word| word.span().start), format!("a group has no “{field}”.")));
        }
        for word in typed.iter().chain(finds) {
            let stems = analyser::stems(word.get_ref());
            if stems.is_empty() || stems.iter().all(|stem| stems.len() == 1 && small_words::is_filler_stem(stem)) {
                let fault = format!("“{}” is all small words, which aren't searched for.", word.get_ref());
                faults.push((word.span().start, fault));
            }
        }
        for code in named.into_iter().flatten() {
            if !categories::is_known(code.get_ref()) {
                faults.push((code.span().start, format!("“{}” is no category.", code.get_ref())));
            }
        }
    };
    for one in &file.same {
        group("means", &one.means, &Words::new(), [&one.categories, &one.related]);
    }
    for one in &file.also {
        group("typed", &one.typed, &one.finds, [&one.categories, &one.related]);
    }
    faults
}

fn plain(words: Words) -> Vec<String> {
    words.into_iter().map(Spanned::into_inner).collect()
}

impl From<OwnFile> for thesaurus::File {
    fn from(file: OwnFile) -> Self {
        let same = |one: OwnSame| Same {
            means: plain(one.means),
            categories: plain(one.categories),
            related: plain(one.related),
            who: one.who,
            asks: one.asks,
            replaces: one.replaces,
        };
        let also = |one: OwnAlso| Also {
            typed: plain(one.typed),
            finds: plain(one.finds),
            categories: plain(one.categories),
            related: plain(one.related),
            who: one.who,
            asks: one.asks,
            replaces: one.replaces,
        };
        Self {
            same: file.same.into_iter().map(same).collect(),
            also: file.also.into_iter().map(also).collect(),
            forget: plain(file.forget),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> OwnWords {
        let mut own = OwnWords::default();
        own.take("own.toml", text);
        own
    }

    fn named(own: OwnWords, words: &[&str]) -> Option<Vec<&'static str>> {
        let thesaurus = own.thesaurus();
        thesaurus.meaning(words).map(|meaning| meaning.categories.to_vec())
    }

    #[test]
    fn a_group_adds_to_what_the_program_knows() {
        let own = "[[also]]\ntyped = [\"wobbly bob\"]\ncategories = [\"meals/delivered\"]\n\
                   [[same]]\nmeans = [\"gardening\", \"grow and show\"]\n";
        assert_eq!(read(own).groups, 2);
        assert_eq!(named(read(own), &["wobbl", "bob"]), Some(vec!["meals/delivered"]));
        assert_eq!(named(read(own), &["grow", "show"]), Some(vec!["help-around-the-home/gardening"]));
    }

    #[test]
    fn a_group_stands_in_the_place_of_what_the_program_knows() {
        let own = "[[also]]\nreplaces = true\ntyped = [\"dinners\"]\ncategories = [\"meals/lunch-clubs\"]\n";
        assert_eq!(named(read(own), &["dinner"]), Some(vec!["meals/lunch-clubs"]));
        assert_eq!(named(read("forget = [\"dinners\"]\n"), &["dinner"]), None);
        assert!(named(read(""), &["dinner"]).is_some_and(|codes| codes.contains(&"meals/delivered")));
    }

    #[test]
    fn every_fault_is_told_with_its_line_and_the_file_is_left_out() {
        let own = read(
            "# ours\n[[also]]\ntyped = [\"hot pot\"]\ncategories = [\n  \"meals\",\n  \"meels\",\n]\n\n[[same]]\nmeans = [\"of the\"]\n",
        );
        assert_eq!(own.faults.len(), 2, "{:?}", own.faults);
        assert!(own.faults[0].starts_with("own.toml, line 10: “of the” is all small words"), "{:?}", own.faults);
        assert!(own.faults[1].starts_with("own.toml, line 6: “meels” is no category."), "{:?}", own.faults);
        assert_eq!(own.groups, 0);
        assert_eq!(named(own, &["hot", "pot"]), None);
    }

    #[test]
    fn what_is_no_toml_is_told_with_its_line() {
        for (text, line) in [
            ("[[also]]\ntyped = [\"x\"\n", "line"),
            ("[[also]]\nfind = [\"x\"]\n", "line 2"),
            ("[[also]]\n\ntyped = 3\n", "line 3"),
        ] {
            let own = read(text);
            assert!(own.faults.len() == 1 && own.faults[0].contains(line), "{text}: {:?}", own.faults);
        }
    }

    #[test]
    fn files_are_read_in_the_order_of_their_names_and_others_are_no_matter() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("b.toml", "[[also]]\nreplaces = true\ntyped = [\"zonk\"]\ncategories = [\"transport\"]\n");
        write("a.toml", "[[also]]\ntyped = [\"zonk\"]\ncategories = [\"meals\"]\n");
        write("broken.toml", "[[also]\n");
        write("README", "not words");
        let own = OwnWords::read(folder.path());
        assert_eq!((own.groups, own.faults.len()), (2, 1));
        assert!(own.faults[0].contains("broken.toml, line 1"), "{:?}", own.faults);
        assert_eq!(named(own, &["zonk"]), Some(vec!["transport"]));
        assert_eq!(OwnWords::read(&folder.path().join("nowhere")).faults.len(), 1);
    }
}
