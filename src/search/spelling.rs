//! Spelling put right: words joined or split, mistakes corrected, the last word finished. Pure: what the index knows
//! of words comes through [`Spelling`].
//!
//! Whatever a listing or the thesaurus knows is left alone. Where several words could be meant, the one that makes
//! a phrase with its neighbours is ("meels on weels"). Next: `plan`.

use std::collections::HashSet;

use super::small_words;
use super::thesaurus;
use super::typed::{Other, Part, Typed, Word};

/// What is known of words.
pub(super) trait Spelling {
    /// How many listings have this stem.
    fn frequency(&self, stem: &str) -> u64;
    /// Words that begin like this, most frequent first.
    fn completions(&self, beginning: &str) -> Vec<String>;
    /// Words that this may be a misspelling of, likeliest first.
    fn similar(&self, word: &str) -> Vec<String>;
}

/// A last word found in fewer listings than this may be the beginning of a longer one.
const RARE: u64 = 3;
/// The fewest letters that are taken for the beginning of a word.
const SHORTEST_BEGINNING: usize = 3;
/// The fewest letters of each part of a word that was written apart, or together with another.
const SHORTEST_PART: usize = 3;
/// The most words of a phrase that other spellings are tried in.
const LONGEST_TRIED: usize = 4;

/// Joins, splits, finishes and corrects; says whether any word was misspelt.
pub(super) fn put_right(typed: &mut Typed, spelling: &impl Spelling) -> bool {
    let mut any = false;
    let open_ended = typed.open_ended;
    let last_part = typed.parts.len();
    for (at, part) in typed.parts.iter_mut().enumerate() {
        let Part::Words(words) = part else { continue };
        read(words);
        join(words);
        split(words, spelling);
        let last_word = words.len();
        for (nth, word) in words.iter_mut().enumerate() {
            let unfinished = open_ended && at + 1 == last_part && nth + 1 == last_word;
            any |= put_word_right(word, unfinished, spelling);
        }
        settle(words);
    }
    any
}

/// Words that mean something else beside certain others: what stands before or after, the word, what it is read as.
/// "A will" is a paper, "will" alone is a small word; who does "my washing" does the laundry.
const READ_AS: [(&[&str], &[&str], &str, &str); 2] = [
    (
        &[
            "a", "my", "the", "your", "our", "his", "her", "their", "make", "making", "write", "writing", "simple",
            "living",
        ],
        &["writing", "writer", "writers"],
        "will",
        "wills",
    ),
    (&["do", "does", "my", "the", "mums", "dads", "nans"], &["machine", "line"], "washing", "laundry"),
];

fn read(words: &mut [Word]) {
    for at in 0..words.len() {
        let is = |nth: Option<usize>, list: &[&str]| {
            nth.and_then(|nth| words.get(nth)).is_some_and(|word| list.contains(&word.surface.as_str()))
        };
        let beside = |before: &[&str], after: &[&str]| {
            let listed = is(at.checked_sub(1), before) || is(at.checked_add(1), after);
            listed && !is(at.checked_add(1), &["and", "up"])
        };
        let read_as = READ_AS.iter().find(|(before, after, word, _)| is(Some(at), &[word]) && beside(before, after));
        if let (Some((_, _, _, other)), Some(word)) = (read_as, words.get_mut(at)) {
            *word = Word::new((*other).to_owned());
        }
    }
}

/// "wheel chair" is "wheelchair", where the thesaurus knows only that.
fn join(words: &mut Vec<Word>) {
    let thesaurus = thesaurus::get();
    let mut at = 0;
    while let (Some(first), Some(second)) = (words.get(at), words.get(at + 1)) {
        let long = |word: &Word| word.is_spelt() && word.surface.chars().count() >= SHORTEST_PART;
        let joined = format!("{}{}", first.surface, second.surface);
        let apart = [first, second].map(|word| word.stem.as_deref().unwrap_or_default());
        if long(first)
            && long(second)
            && thesaurus.meaning(&apart).is_none()
            && Word::new(joined.clone()).stem.is_some_and(|stem| thesaurus.meaning(&[&stem]).is_some())
        {
            words.remove(at + 1);
            if let Some(word) = words.get_mut(at) {
                *word = Word::new(joined);
            }
        }
        at += 1;
    }
}

/// "homehelp" is "home help", where nothing knows it as one word.
fn split(words: &mut Vec<Word>, spelling: &impl Spelling) {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if let Some([first, second]) = parts(word, spelling) {
            words.splice(at..=at, [first, second]);
            at += 1;
        }
        at += 1;
    }
}

fn parts(word: &Word, spelling: &impl Spelling) -> Option<[Word; 2]> {
    if !word.is_spelt() || is_known(word, spelling) {
        return None;
    }
    let thesaurus = thesaurus::get();
    let ends = word.surface.char_indices().map(|(at, _)| at).skip(SHORTEST_PART);
    ends.filter_map(|at| word.surface.split_at_checked(at)).find_map(|(first, second)| {
        let pair = [Word::new(first.to_owned()), Word::new(second.to_owned())];
        let stems = [pair[0].stem.as_deref()?, pair[1].stem.as_deref()?];
        let long = second.chars().count() >= SHORTEST_PART;
        (long && thesaurus.meaning(&stems).is_some()).then_some(pair)
    })
}

/// Whether a word is spelt right for all we know.
fn is_known(word: &Word, spelling: &impl Spelling) -> bool {
    let Some(stem) = &word.stem else { return true };
    let thesaurus = thesaurus::get();
    small_words::is_filler(&word.surface, stem)
        || small_words::is_weak(stem)
        || small_words::is_ordinary(&word.surface)
        || thesaurus.words().contains(&word.surface)
        || thesaurus.meaning(&[stem]).is_some()
        || spelling.frequency(stem) > 0
}

fn put_word_right(word: &mut Word, unfinished: bool, spelling: &impl Spelling) -> bool {
    let Some(stem) = word.stem.clone().filter(|_| word.is_spelt()) else { return false };
    let long = word.surface.chars().count() >= SHORTEST_BEGINNING;
    let whole = thesaurus::get().words().contains(&word.surface)
        || thesaurus::get().meaning(&[&stem]).is_some()
        || small_words::is_filler(&word.surface, &stem)
        || small_words::is_weak(&stem);
    if unfinished && long && !whole && spelling.frequency(&stem) < RARE {
        word.others = others(spelling.completions(&word.surface), &stem);
    }
    if !word.others.is_empty() || is_known(word, spelling) {
        return false;
    }
    let mut likely = spelling.similar(&word.surface).into_iter();
    let Some(best) = likely.next() else { return false };
    // Another ending ("safer", "draughty") is no mistake.
    let mistaken = !(word.surface.starts_with(&best) || best.starts_with(&word.surface));
    *word = Word::new(best);
    let stem = word.stem.clone().unwrap_or_default();
    word.others = others(likely.collect(), &stem);
    mistaken
}

fn others(words: Vec<String>, but: &str) -> Vec<Other> {
    let named = words.into_iter().filter_map(|surface| Some(Other { stem: Word::new(surface.clone()).stem?, surface }));
    let mut seen = HashSet::new();
    named.filter(|other| other.stem != but && seen.insert(other.stem.clone())).collect()
}

/// Takes the other spelling that makes a phrase of the thesaurus with the words beside it.
fn settle(words: &mut [Word]) {
    for at in 0..words.len() {
        let Some(word) = words.get(at) else { continue };
        let own = word.stem.clone();
        let choices = word.others.iter().map(|other| other.stem.clone());
        let choices: Vec<String> = own.iter().cloned().chain(choices).collect();
        if choices.len() < 2 {
            continue;
        }
        let best = choices.iter().find(|choice| makes_a_phrase(words, at, choice)).or_else(|| {
            let known = |choice: &&String| thesaurus::get().meaning(&[choice.as_str()]).is_some();
            choices.iter().find(known)
        });
        let Some(best) = best.filter(|best| own.as_ref() != Some(best)).cloned() else { continue };
        if let Some(word) = words.get_mut(at) {
            let Some(chosen) = word.others.iter().position(|other| other.stem == best) else { continue };
            let other = word.others.remove(chosen);
            if let Some(stem) = word.stem.replace(other.stem) {
                let surface = std::mem::replace(&mut word.surface, other.surface);
                word.others.insert(0, Other { surface, stem });
            }
        }
    }
}

/// Whether the thesaurus has a phrase of several words in which this choice stands at this place.
fn makes_a_phrase(words: &[Word], at: usize, choice: &str) -> bool {
    let stems: Vec<(usize, &str)> = words
        .iter()
        .enumerate()
        .filter_map(|(nth, word)| Some((nth, if nth == at { choice } else { word.stem.as_deref()? })))
        .collect();
    let Some(middle) = stems.iter().position(|(nth, _)| *nth == at) else { return false };
    (2..=LONGEST_TRIED).any(|length| {
        (middle.saturating_sub(length - 1)..=middle).any(|from| {
            let run: Vec<&str> = stems.iter().skip(from).take(length).map(|(_, stem)| *stem).collect();
            run.len() == length && thesaurus::get().meaning(&run).is_some()
        })
    })
}
