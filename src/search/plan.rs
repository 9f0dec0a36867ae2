//! From typed words to what is looked for: spelling put right, phrases of the thesaurus found, filler
//! dropped. Pure: what the index knows of words comes through [`Spelling`].
//!
//! A plan is a list of units (all must match, at first), each found in any of several ways. Next:
//! `query` turns it into a query.

use std::collections::HashSet;

use super::thesaurus::{self, Meaning};
use super::typed::{self, Part, Typed, Word};

/// What is known of words.
pub(super) trait Spelling {
    /// How many listings have this stem.
    fn frequency(&self, stem: &str) -> u64;
    /// Words that begin like this, most frequent first.
    fn completions(&self, beginning: &str) -> Vec<String>;
    /// Words that this may be a misspelling of, likeliest first.
    fn similar(&self, word: &str) -> Vec<String>;
}

/// One way of finding a unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Look {
    Stem(String),
    /// Stems at these places, give or take this many words between.
    Phrase(Vec<(usize, String)>, u32),
    AllOf(Vec<String>),
    Category(&'static str),
    District(String),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Way {
    pub(super) look: Look,
    pub(super) weight: f32,
}

/// Something wanted, and every way of finding it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Unit {
    pub(super) ways: Vec<Way>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) units: Vec<Unit>,
    /// The words with their spelling put right, if any was wrong.
    pub(super) corrected: Option<String>,
}

/// What was typed counts in full; what it may also mean counts less.
const AS_TYPED: f32 = 1.0;
const QUOTED: f32 = 1.5;
const OWN_CATEGORY: f32 = 0.8;
const SYNONYM: f32 = 0.8;
const OTHER_SPELLING: f32 = 0.5;
const SCATTERED: f32 = 0.4;
const RELATED_CATEGORY: f32 = 0.3;

/// A last word found in fewer listings than this may be the beginning of a longer one.
const RARE: u64 = 3;
/// The fewest letters that are taken for the beginning of a word.
const SHORTEST_BEGINNING: usize = 3;
/// Words between those of a phrase as it was typed (small words were left out of it).
const TYPED_SLOP: u32 = 2;
/// Words between those of a synonym ("care in your own home").
const SYNONYM_SLOP: u32 = 1;

impl Plan {
    pub(super) fn of(mut typed: Typed, spelling: &impl Spelling) -> Self {
        let corrected = put_right(&mut typed, spelling).then(|| typed.text());
        let mut units = Vec::new();
        for part in &typed.parts {
            match part {
                Part::Words(words) => units.extend(units_of(words, false)),
                Part::Quoted(words) => units.extend(quoted(words)),
            }
        }
        if units.is_empty() {
            // Nothing but filler: then that is what is looked for.
            units = typed.parts.iter().flat_map(|part| units_of(part.words(), true)).collect();
        }
        Self { units, corrected }
    }

    /// Every stem that may stand in a text that matches: what is highlighted.
    pub(super) fn stems(&self) -> HashSet<&str> {
        let mut stems = HashSet::new();
        for way in self.units.iter().flat_map(|unit| &unit.ways) {
            match &way.look {
                Look::Stem(stem) => drop(stems.insert(stem.as_str())),
                Look::Phrase(phrase, _) => stems.extend(phrase.iter().map(|(_, stem)| stem.as_str())),
                Look::AllOf(all) => stems.extend(all.iter().map(String::as_str)),
                Look::Category(_) | Look::District(_) => {}
            }
        }
        stems
    }
}

/// Finishes an unfinished last word and corrects misspelt ones; says whether any was misspelt.
fn put_right(typed: &mut Typed, spelling: &impl Spelling) -> bool {
    let mut any = false;
    let open_ended = typed.open_ended;
    let last_part = typed.parts.len();
    for (at, part) in typed.parts.iter_mut().enumerate() {
        let Part::Words(words) = part else { continue };
        let last_word = words.len();
        for (nth, word) in words.iter_mut().enumerate() {
            let unfinished = open_ended && at + 1 == last_part && nth + 1 == last_word;
            any |= put_word_right(word, unfinished, spelling);
        }
    }
    any
}

fn put_word_right(word: &mut Word, unfinished: bool, spelling: &impl Spelling) -> bool {
    let Some(stem) = word.stem.clone().filter(|_| word.is_spelt()) else { return false };
    let known_phrase = thesaurus::get().meaning(&[&stem]).is_some();
    let frequency = spelling.frequency(&stem);
    if unfinished && frequency < RARE && !known_phrase && word.surface.chars().count() >= SHORTEST_BEGINNING {
        word.others = stems_of(spelling.completions(&word.surface), &stem);
    }
    let known = frequency > 0 || known_phrase || thesaurus::get().words().contains(&word.surface);
    if known || !word.others.is_empty() {
        return false;
    }
    let mut likely = spelling.similar(&word.surface).into_iter();
    let Some(best) = likely.next() else { return false };
    *word = Word::new(best);
    let stem = word.stem.clone().unwrap_or_default();
    word.others = stems_of(likely.collect(), &stem);
    true
}

fn stems_of(words: Vec<String>, but: &str) -> Vec<String> {
    let mut stems: Vec<String> = words.into_iter().filter_map(|word| Word::new(word).stem).collect();
    let mut seen = HashSet::new();
    stems.retain(|stem| stem != but && seen.insert(stem.clone()));
    stems
}

fn units_of(words: &[Word], keep_filler: bool) -> Vec<Unit> {
    let words: Vec<(&Word, &str)> = words.iter().filter_map(|word| Some((word, word.stem.as_deref()?))).collect();
    let mut units = Vec::new();
    let mut rest = words.as_slice();
    let mut after_district = false;
    while let Some(((word, stem), others)) = rest.split_first() {
        if let Some((run, meaning)) = longest_phrase(rest) {
            units.push(meant(run, meaning));
            rest = rest.get(run.len()..).unwrap_or_default();
            after_district = false;
            continue;
        }
        rest = others;
        let district = typed::as_district(&word.surface);
        let skip = (after_district && typed::is_inward(&word.surface))
            || (!keep_filler && super::analyser::is_filler(&word.surface));
        after_district = district.is_some();
        if skip {
            continue;
        }
        let mut unit = Unit { ways: vec![Way { look: Look::Stem((*stem).to_owned()), weight: AS_TYPED }] };
        unit.ways.extend(district.map(|code| Way { look: Look::District(code), weight: AS_TYPED }));
        unit.ways.extend(other_spellings(word));
        units.push(unit);
    }
    units
}

fn longest_phrase<'a, 'b>(words: &'a [(&'b Word, &'b str)]) -> Option<(&'a [(&'b Word, &'b str)], &'static Meaning)> {
    let thesaurus = thesaurus::get();
    (1..=thesaurus.longest().min(words.len())).rev().find_map(|length| {
        let run = words.get(..length)?;
        let stems: Vec<&str> = run.iter().map(|(_, stem)| *stem).collect();
        Some((run, thesaurus.meaning(&stems)?))
    })
}

fn other_spellings(word: &Word) -> impl Iterator<Item = Way> + '_ {
    word.others.iter().map(|stem| Way { look: Look::Stem(stem.clone()), weight: OTHER_SPELLING })
}

fn meant(run: &[(&Word, &str)], meaning: &Meaning) -> Unit {
    let mut ways = Vec::new();
    if let [(word, stem)] = run {
        ways.push(Way { look: Look::Stem((*stem).to_owned()), weight: AS_TYPED });
        ways.extend(other_spellings(word));
    } else {
        let stems: Vec<String> = run.iter().map(|(_, stem)| (*stem).to_owned()).collect();
        let together = stems.iter().cloned().enumerate().collect();
        ways.push(Way { look: Look::Phrase(together, TYPED_SLOP), weight: AS_TYPED });
        ways.push(Way { look: Look::AllOf(stems), weight: SCATTERED });
    }
    for phrase in &meaning.phrases {
        let look = match phrase.as_slice() {
            [(_, stem)] => Look::Stem(stem.clone()),
            _ => Look::Phrase(phrase.clone(), SYNONYM_SLOP),
        };
        ways.push(Way { look, weight: SYNONYM });
    }
    ways.extend(meaning.categories.iter().map(|code| Way { look: Look::Category(code), weight: OWN_CATEGORY }));
    ways.extend(meaning.related.iter().map(|code| Way { look: Look::Category(code), weight: RELATED_CATEGORY }));
    Unit { ways }
}

/// A phrase in quotes is found as it is: no synonyms, no other spelling.
fn quoted(words: &[Word]) -> Option<Unit> {
    let placed: Vec<(usize, String)> =
        words.iter().enumerate().filter_map(|(at, word)| Some((at, word.stem.clone()?))).collect();
    let look = match placed.as_slice() {
        [] => return None,
        [(_, stem)] => Look::Stem(stem.clone()),
        _ => Look::Phrase(placed, 0),
    };
    Some(Unit { ways: vec![Way { look, weight: QUOTED }] })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Knows the words it is made of.
    struct Known(&'static [&'static str]);

    impl Spelling for Known {
        fn frequency(&self, stem: &str) -> u64 {
            self.0.iter().filter(|word| Word::new((**word).to_owned()).stem.as_deref() == Some(stem)).count() as u64
        }
        fn completions(&self, beginning: &str) -> Vec<String> {
            self.0.iter().filter(|word| word.starts_with(beginning)).map(|word| (*word).to_owned()).collect()
        }
        fn similar(&self, _: &str) -> Vec<String> {
            Vec::new()
        }
    }

    fn plan(text: &str, known: &'static [&'static str]) -> Plan {
        Plan::of(Typed::parse(text), &Known(known))
    }

    #[test]
    fn the_filler_of_a_question_falls_away() {
        let plan = plan("can someone please help me find a pottery teacher near me?", &["pottery", "teacher", "help"]);
        let typed: Vec<_> = plan.units.iter().map(|unit| unit.ways[0].look.clone()).collect();
        assert_eq!(typed, ["help", "potteri", "teacher"].map(|stem| Look::Stem(stem.to_owned())));
    }

    #[test]
    fn a_search_of_nothing_but_filler_is_still_a_search() {
        assert_eq!(plan("find someone", &[]).units.len(), 2);
        assert!(plan("the of and", &[]).units.is_empty());
        assert!(plan("", &[]).units.is_empty());
    }

    #[test]
    fn a_phrase_of_the_thesaurus_is_one_unit_however_it_is_put() {
        for text in ["meals on wheels", "Meals-on-Wheels", "meal on wheel"] {
            let plan = plan(text, &["meals", "wheels"]);
            assert_eq!(plan.units.len(), 1, "{text}");
            assert!(plan.units[0].ways.iter().any(|way| way.look == Look::Category("meals/delivered")));
        }
    }

    #[test]
    fn only_an_unfinished_last_word_is_completed() {
        let finds = |text| {
            plan(text, &["snooker"])
                .units
                .iter()
                .flat_map(|u| u.ways.clone())
                .any(|way| way.look == Look::Stem("snooker".into()))
        };
        assert!(finds("snoo"));
        assert!(!finds("snoo "));
        assert!(!finds("sn"));
    }

    #[test]
    fn a_postcode_is_looked_for_as_a_place_and_never_respelt() {
        let plan = plan("pottery ls6 3hn", &["pottery"]);
        assert_eq!(plan.units.len(), 2);
        assert!(plan.units[1].ways.iter().any(|way| way.look == Look::District("LS6".into())));
    }
}
