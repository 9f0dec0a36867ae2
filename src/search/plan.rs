//! From typed words to what is looked for: phrases of the thesaurus found, filler dropped, and what to do when
//! not everything can be had. Pure: what the index knows of words comes through [`Spelling`].
//!
//! A plan is a list of units, each found in any of several ways, and a list of attempts: which units must match,
//! and which only bring a listing forward. Next: `query` turns an attempt into a query.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::sync::Arc;

use super::about;
use super::meaning::Meaning;
use super::small_words;
use super::spelling::{self, Spelling};
use super::thesaurus;
use super::typed::{self, Part, Typed, Word};

/// One way of finding a unit.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Look {
    Stem(String),
    /// Stems at these places, as they stand: what was in quotes.
    Exact(Vec<(usize, String)>),
    /// The same, give or take this many words between. In a large market words that very many listings have are looked
    /// for only in names.
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

/// What a unit is to the search.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// In quotes, or a postcode: never given up.
    Exact,
    /// The thesaurus knows it.
    Known,
    /// A word like any other.
    #[default]
    Plain,
    /// Who it is for: with something else it only brings listings forward.
    Who,
    /// A word that nearly every listing has.
    Weak,
    /// The words of a phrase by themselves: never wanted, they only tell two listings apart.
    Part,
    /// What all words together are about: never wanted, it brings listings forward.
    Topic,
}

/// Something wanted, and every way of finding it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Unit {
    pub(super) ways: Vec<Way>,
    pub(super) role: Role,
}

/// One thing to try: places in the plan's list of units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Attempt {
    /// These must match.
    pub(super) all: Vec<usize>,
    /// Of these at least `least` must match.
    pub(super) any: Vec<usize>,
    pub(super) least: usize,
    /// These bring a listing forward.
    pub(super) extra: Vec<usize>,
    /// Worth trying although the one before found something, if that was fewer listings than this: it finds them
    /// first, and more. None: only if nothing was found.
    pub(super) widens_below: u64,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Plan {
    pub(super) units: Vec<Unit>,
    /// The words with their spelling put right, if any was wrong.
    pub(super) corrected: Option<String>,
}

/// What was typed counts in full; what it may also mean counts less.
const AS_TYPED: f32 = 1.0;
const NAMED: f32 = 0.7;
const QUOTED: f32 = 1.5;
pub(super) const OWN_CATEGORY: f32 = 18.0;
const SYNONYM: f32 = 0.6;
const OTHER_SPELLING: f32 = 0.5;
const SCATTERED: f32 = 0.4;
const RELATED_CATEGORY: f32 = 5.0;

/// Words between those of a phrase as it was typed (small words were left out of it).
const TYPED_SLOP: u32 = 2;
/// Words between those of a synonym: those that were left out of it are counted already.
const SYNONYM_SLOP: u32 = 0;
/// The words of a phrase that don't stand together are taken for it with so many others between, or fewer.
const APART: usize = 2;
/// With fewer listings than this a search is widened, where that is cheap.
const ENOUGH: u64 = 40;
/// The most units of a plan: what the thesaurus knows first.
const MAX_UNITS: usize = 10;
/// The most synonyms of one unit that are looked for, of one word and of several: each costs time.
const MAX_SYNONYMS: usize = 8;
const MAX_PHRASES: usize = 4;
/// The most words of a phrase that are looked for by themselves.
const MAX_PARTS: usize = 3;

impl Plan {
    pub(super) fn of(mut typed: Typed, spelling: &impl Spelling) -> Self {
        let corrected = spelling::put_right(&mut typed, spelling).then(|| typed.text());
        let mut units = Vec::new();
        for part in &typed.parts {
            match part {
                Part::Words(words) => units.extend(units_of(words, false, spelling)),
                Part::Quoted(words) => units.extend(quoted(words)),
            }
        }
        if units.is_empty() {
            // Nothing but filler: then that is what is looked for.
            units = typed.parts.iter().flat_map(|part| units_of(part.words(), true, spelling)).collect();
        }
        let mut units = settled(units);
        about::weigh(&typed, &mut units);
        Self { units, corrected }
    }

    /// What to try, one after the other, until something is found.
    pub(super) fn attempts(&self) -> Vec<Attempt> {
        let with =
            |role| (0..self.units.len()).filter(move |at| self.units.get(*at).is_some_and(|unit| unit.role == role));
        let exact: Vec<usize> = with(Role::Exact).collect();
        let known: Vec<usize> = with(Role::Known).collect();
        let plain: Vec<usize> = with(Role::Plain).collect();
        let extra: Vec<usize> = [Role::Who, Role::Weak, Role::Part, Role::Topic].into_iter().flat_map(with).collect();
        let joined = |parts: &[&[usize]]| parts.concat();
        let first = joined(&[&exact, &known, &plain]);
        if first.is_empty() {
            return Vec::new();
        }
        let mut attempts = vec![Attempt { all: first, extra: extra.clone(), ..Attempt::default() }];
        let less = joined(&[&plain, &extra]);
        if !known.is_empty() && !plain.is_empty() {
            let all = joined(&[&exact, &known]);
            attempts.push(Attempt { all, extra: less.clone(), widens_below: ENOUGH, ..Attempt::default() });
        }
        let wanted = if known.is_empty() { &plain } else { &known };
        let mut least: Vec<usize> = vec![wanted.len().div_ceil(2), 1];
        least.dedup();
        for least in least.into_iter().filter(|least| *least < wanted.len()) {
            let extra = if known.is_empty() { extra.clone() } else { less.clone() };
            // Plain words may be somebody's name: whoever has it is enough.
            let widens_below = if known.is_empty() { 0 } else { ENOUGH };
            attempts.push(Attempt { all: exact.clone(), any: wanted.clone(), least, extra, widens_below });
        }
        let topics: Vec<usize> = with(Role::Topic).collect();
        if !topics.is_empty() {
            // At last whatever is about the same.
            let extra = less.iter().copied().filter(|at| !topics.contains(at)).collect();
            let any = joined(&[&known, &topics]);
            attempts.push(Attempt { all: exact.clone(), any, least: 1, extra, widens_below: ENOUGH });
        }
        if !less.is_empty() {
            attempts.push(Attempt { all: exact, any: less, least: 1, ..Attempt::default() });
        }
        attempts
    }

    /// Every stem that may stand in a text that matches: what is highlighted.
    pub(super) fn stems(&self) -> HashSet<&str> {
        let mut stems = HashSet::new();
        for way in self.units.iter().flat_map(|unit| &unit.ways) {
            match &way.look {
                Look::Stem(stem) => drop(stems.insert(stem.as_str())),
                Look::Exact(phrase) | Look::Phrase(phrase, _) => {
                    stems.extend(phrase.iter().map(|(_, stem)| stem.as_str()));
                }
                Look::AllOf(all) => stems.extend(all.iter().map(String::as_str)),
                Look::Category(_) | Look::District(_) => {}
            }
        }
        stems
    }
}

/// Each unit once, not too many, and something that is wanted among them.
fn settled(mut all: Vec<Unit>) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    // What is known comes first, so that a long sentence keeps what it is about.
    all.sort_by_key(|unit| matches!(unit.role, Role::Plain | Role::Weak | Role::Part));
    for unit in all {
        if units.len() < MAX_UNITS && !units.contains(&unit) {
            units.push(unit);
        }
    }
    let has = |units: &[Unit], role: Role| units.iter().any(|unit| unit.role == role);
    let promote = |units: &mut [Unit], from: Role, to: Role| {
        units.iter_mut().filter(|unit| unit.role == from).for_each(|unit| unit.role = to);
    };
    if !has(&units, Role::Known) {
        promote(&mut units, Role::Who, Role::Known);
    }
    if !has(&units, Role::Known) && !has(&units, Role::Plain) {
        promote(&mut units, Role::Weak, Role::Plain);
    }
    units
}

/// Words that are searched for, each with its stem and its place among all words.
type Run<'a, 'b> = &'a [(&'b Word, &'b str, usize)];

fn units_of(words: &[Word], keep_filler: bool, spelling: &impl Spelling) -> Vec<Unit> {
    let placed = words.iter().enumerate().filter_map(|(at, word)| Some((word, word.stem.as_deref()?, at)));
    let words: Vec<(&Word, &str, usize)> = placed.collect();
    let mut units = Vec::new();
    cut(&words, keep_filler, spelling, &mut units);
    units
}

/// Cuts words into phrases that the thesaurus knows, the longest first, and what is left between them.
fn cut(words: Run<'_, '_>, keep_filler: bool, spelling: &impl Spelling, units: &mut Vec<Unit>) {
    let mut phrases = phrases(words);
    phrases.sort_by_key(|phrase| (Reverse((phrase.telling, phrase.length)), phrase.from));
    let mut taken: Vec<Phrase> = Vec::new();
    for phrase in phrases {
        let apart = |other: &Phrase| phrase.end() <= other.from || other.end() <= phrase.from;
        if taken.iter().all(apart) {
            taken.push(phrase);
        }
    }
    taken.sort_by_key(|phrase| phrase.from);
    let mut from = 0;
    for phrase in taken {
        units.extend(plain_units(words.get(from..phrase.from).unwrap_or_default(), keep_filler, spelling));
        let run = words.get(phrase.from..phrase.end()).unwrap_or_default();
        units.push(meant(run, phrase.meaning, spelling));
        units.extend(parts_of(run));
        from = phrase.end();
    }
    units.extend(plain_units(words.get(from..).unwrap_or_default(), keep_filler, spelling));
}

fn plain_units(words: Run<'_, '_>, keep_filler: bool, spelling: &impl Spelling) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut after_district = false;
    for (word, stem, _) in words {
        let district = typed::as_district(&word.surface);
        let skip = (after_district && typed::is_inward(&word.surface))
            || (!keep_filler && small_words::is_filler(&word.surface, stem));
        after_district = district.is_some();
        if skip {
            continue;
        }
        let role = match district {
            Some(_) => Role::Exact,
            None if small_words::is_weak(stem) => Role::Weak,
            None => Role::Plain,
        };
        let mut ways = vec![Way { look: Look::Stem((*stem).to_owned()), weight: AS_TYPED }];
        ways.extend(district.map(|code| Way { look: Look::District(code), weight: AS_TYPED }));
        ways.extend(other_spellings(word));
        if role == Role::Plain && spelling.frequency(stem) == 0 {
            // No listing has it; phrases of the thesaurus that do may say what it is about.
            let hinted = thesaurus::get().hinted(stem).iter();
            ways.extend(hinted.map(|code| Way { look: Look::Category(code), weight: RELATED_CATEGORY }));
        }
        units.push(Unit { ways, role });
    }
    units
}

/// The words of a phrase by themselves bring forward, among what the phrase finds, listings that have them.
fn parts_of(run: Run<'_, '_>) -> Option<Unit> {
    let telling = |stem: &&str| !small_words::is_filler_stem(stem) && !small_words::is_weak(stem);
    let stems = run.iter().map(|(_, stem, _)| *stem).filter(telling).take(MAX_PARTS);
    let ways: Vec<Way> = stems.map(|stem| Way { look: Look::Stem(stem.to_owned()), weight: AS_TYPED }).collect();
    (run.len() > 1 && !ways.is_empty()).then_some(Unit { ways, role: Role::Part })
}

/// A run of words that the thesaurus knows.
struct Phrase {
    from: usize,
    length: usize,
    /// How many of its words don't only fill.
    telling: usize,
    meaning: &'static Meaning,
}

impl Phrase {
    fn end(&self) -> usize {
        self.from + self.length
    }
}

/// Every run of words that the thesaurus knows, as they stand or else in any order.
fn phrases(words: Run<'_, '_>) -> Vec<Phrase> {
    let thesaurus = thesaurus::get();
    let mut found = Vec::new();
    for from in 0..words.len() {
        for length in 1..=thesaurus.longest().min(words.len() - from) {
            let Some(run) = words.get(from..from + length) else { continue };
            let stems: Vec<&str> = run.iter().map(|(_, stem, _)| *stem).collect();
            let telling = stems.iter().filter(|stem| !small_words::is_filler_stem(stem)).count();
            if telling == 0 && length == 1 {
                continue;
            }
            // A filler at an end belongs to no phrase that isn't written with it.
            let ends = [stems.first(), stems.last()];
            let filler = ends.into_iter().flatten().any(|stem| small_words::is_filler_stem(stem));
            let loosely = || if filler { None } else { thesaurus.meaning_in_any_order(&stems) };
            let written = thesaurus.meaning_as_written(run.iter().map(|(_, stem, at)| (*at, *stem)));
            let spread = run.last().map_or(0, |word| word.2) - run.first().map_or(0, |word| word.2);
            let near = spread <= length + APART;
            if let Some(meaning) =
                written.or_else(|| if near { thesaurus.meaning(&stems).or_else(loosely) } else { None })
            {
                found.push(Phrase { from, length, telling, meaning });
            }
        }
    }
    found
}

fn other_spellings(word: &Word) -> impl Iterator<Item = Way> + '_ {
    word.others.iter().map(|other| Way { look: Look::Stem(other.stem.clone()), weight: OTHER_SPELLING })
}

/// The words of a phrase where they stand near each other, and anywhere in a text.
fn typed_together(run: Run<'_, '_>) -> Vec<Way> {
    let first = run.first().map_or(0, |word| word.2);
    let kept = run.iter().filter(|(_, stem, _)| !small_words::is_filler_stem(stem));
    let placed: Vec<(usize, String)> = kept.map(|(_, stem, at)| (at - first, (*stem).to_owned())).collect();
    if placed.len() < 2 {
        return Vec::new();
    }
    if placed.iter().all(|(_, stem)| small_words::is_weak(stem)) {
        // Words that nearly every listing has mean something only as they stand: "care at home" is no "care home".
        return vec![Way { look: Look::Phrase(placed, SYNONYM_SLOP), weight: AS_TYPED }];
    }
    let stems: Vec<String> = placed.into_iter().map(|(_, stem)| stem).collect();
    let together = stems.iter().cloned().enumerate().collect();
    vec![
        Way { look: Look::Phrase(together, TYPED_SLOP), weight: AS_TYPED },
        Way { look: Look::AllOf(stems), weight: SCATTERED },
    ]
}

fn meant(run: Run<'_, '_>, meaning: &Meaning, spelling: &impl Spelling) -> Unit {
    let mut ways = Vec::new();
    if let [(word, stem, _)] = run {
        // Whoever is in the category answers, whatever its title says.
        let weight = if meaning.categories.is_empty() { AS_TYPED } else { NAMED };
        ways.push(Way { look: Look::Stem((*stem).to_owned()), weight });
        ways.extend(other_spellings(word));
    } else {
        ways.extend(typed_together(run));
    }
    let there = |phrase: &&Arc<Vec<(usize, String)>>| phrase.iter().all(|(_, stem)| spelling.frequency(stem) > 0);
    let (single, several): (Vec<_>, Vec<_>) = meaning.phrases.iter().partition(|phrase| phrase.len() == 1);
    let single = single.into_iter().filter(there).take(MAX_SYNONYMS);
    let several = several.into_iter().filter(there).take(MAX_PHRASES);
    for phrase in single.chain(several) {
        let look = match phrase.as_slice() {
            [(_, stem)] => Look::Stem(stem.clone()),
            _ => Look::Phrase(Vec::clone(phrase), SYNONYM_SLOP),
        };
        ways.push(Way { look, weight: SYNONYM });
    }
    ways.extend(meaning.categories.iter().map(|code| Way { look: Look::Category(code), weight: OWN_CATEGORY }));
    ways.extend(meaning.related.iter().map(|code| Way { look: Look::Category(code), weight: RELATED_CATEGORY }));
    let weak = matches!(run, [(_, stem, _)] if small_words::is_weak(stem));
    let says_little = run.iter().all(|(_, stem, _)| small_words::is_filler_stem(stem));
    let role = match (weak || meaning.asks, meaning.who || says_little) {
        (true, _) => Role::Weak,
        (false, true) => Role::Who,
        (false, false) => Role::Known,
    };
    Unit { ways, role }
}

/// A phrase in quotes is found as it is: no synonyms, no other spelling.
fn quoted(words: &[Word]) -> Option<Unit> {
    let placed: Vec<(usize, String)> =
        words.iter().enumerate().filter_map(|(at, word)| Some((at, word.stem.clone()?))).collect();
    let look = match placed.as_slice() {
        [] => return None,
        [(_, stem)] => Look::Stem(stem.clone()),
        _ => Look::Exact(placed),
    };
    Some(Unit { ways: vec![Way { look, weight: QUOTED }], role: Role::Exact })
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
