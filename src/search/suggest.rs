//! Suggestions while somebody types: categories, titles of listings, names of providers.
//!
//! Titles and names are terms of the field `suggest`, once for each word they begin at ("help with
//! gardening" and "gardening"), so the index's own dictionary is the sorted map that is looked up:
//! there is nothing to rebuild after a change. A term ends in the kind and the text as it is written.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, SegmentReader, TERMINATED, Term};

use super::analyser;
use super::categories;
use super::doc::ListingDoc;
use super::index::{Part, Snapshot};
use super::lexicon::{Lexicon, distance};
use super::request::{Suggestion, SuggestionKind};
use super::schema::Fields;
use super::small_words;
use super::spelling::Spelling;
use super::thesaurus;
use super::typed::Word;

const SEPARATOR: char = '\u{1f}';
/// The words of a title that can be found by their beginning.
const MAX_STARTS: usize = 6;
/// The most characters of a title or name that are kept, and of what is typed.
const MAX_CHARS: usize = 100;
/// Dictionary entries read for one beginning in one segment, so that one letter stays cheap.
const MAX_SCANNED: usize = 300;
/// With fewer suggestions than this, what was typed may hold a mistake.
const FEW: usize = 2;
/// The fewest letters of an unfinished word that may hold a mistake.
const SHORTEST_MENDED: usize = 4;
/// What names more categories than this says too little to suggest them.
const MAX_NAMED: usize = 3;
/// The most suggestions ever given.
const MAX_SUGGESTIONS: usize = 20;

/// The terms under which a listing can be suggested.
pub(super) fn keys(listing: &ListingDoc) -> Vec<String> {
    let mut keys = keys_of(&listing.title, 'L');
    keys.extend(keys_of(&listing.provider_name, 'P'));
    keys
}

fn keys_of(text: &str, kind: char) -> Vec<String> {
    let text: String = text.chars().filter(|c| !c.is_control()).take(MAX_CHARS).collect();
    let starts = starts_of(&text).into_iter().take(MAX_STARTS);
    starts.map(|start| format!("{start}{SEPARATOR}{kind}{text}")).collect()
}

/// The text folded, from its beginning and from each word that isn't a small one.
fn starts_of(text: &str) -> Vec<String> {
    let words = analyser::surface_words(text);
    let from = |at: usize| words.get(at..).unwrap_or_default().join(" ");
    (0..words.len())
        .filter(|&at| at == 0 || words.get(at).is_some_and(|word| !analyser::is_stop_word(word)))
        .map(from)
        .collect()
}

/// Everything a category can be suggested by, in alphabetical order: (folded text, how well it stands for it, code).
static CATEGORY_STARTS: LazyLock<Vec<(String, u8, &'static str)>> = LazyLock::new(|| {
    let mut starts = Vec::new();
    for category in categories::all() {
        for (nth, start) in (0_u8..).zip(starts_of(&category.name)) {
            starts.push((start, nth.min(1), category.code.as_str()));
        }
        for synonym in &category.synonyms {
            starts.extend(starts_of(synonym).into_iter().map(|start| (start, 2, category.code.as_str())));
        }
    }
    // What people say of their needs names categories too, from its beginning only.
    let telling = |phrase: &str| phrase.split(' ').next().is_some_and(|first| !small_words::is_filler(first, first));
    for (phrase, named) in thesaurus::get().written().filter(|(_, named)| named.len() <= MAX_NAMED) {
        if !telling(phrase) {
            continue;
        }
        starts.extend(named.iter().map(|code| (phrase.to_owned(), 3, *code)));
    }
    starts.sort_unstable();
    starts
});

/// At most `limit` suggestions, categories first; at most half of them categories when others are found. Where little
/// begins so, what was typed may hold a mistake.
pub(super) fn suggest(snapshot: &Snapshot, fields: &Fields, typed: &str, limit: usize) -> Vec<Suggestion> {
    let typed: String = typed.chars().take(MAX_CHARS).collect();
    let words = analyser::surface_words(&typed);
    if words.is_empty() {
        return Vec::new();
    }
    let limit = limit.min(MAX_SUGGESTIONS);
    let open_ended = !typed.ends_with(char::is_whitespace);
    let beginning = if open_ended { words.join(" ") } else { words.join(" ") + " " };
    let mut found = beginning_with(snapshot, fields, &beginning, limit);
    if found.len() < limit.min(FEW)
        && let Some(righted) = righted(&Lexicon { searcher: &snapshot.searcher, fields }, &words, open_ended)
    {
        found.extend(beginning_with(snapshot, fields, &righted, limit));
    }
    if found.len() < limit.min(FEW) {
        found.extend(meant(&words).into_iter().map(category));
    }
    let mut seen = HashSet::new();
    found.retain(|suggestion| seen.insert(suggestion.text.to_lowercase()));
    found.truncate(limit);
    found
}

fn beginning_with(snapshot: &Snapshot, fields: &Fields, beginning: &str, limit: usize) -> Vec<Suggestion> {
    let categories = categories_beginning(beginning);
    let others = names_beginning(snapshot, fields, beginning, limit);
    let room = limit.saturating_sub(others.len()).max(limit.div_ceil(2));
    categories.into_iter().take(room).chain(others).collect()
}

/// The words with mistakes put right; none when there are none. The last one may be unfinished.
fn righted(spelling: &impl Spelling, words: &[String], open_ended: bool) -> Option<String> {
    let mut any = false;
    let right = |(at, word): (usize, &String)| {
        let unfinished = open_ended && at + 1 == words.len();
        let whole = || spelling.similar(word).into_iter().next();
        let likely = || if unfinished { beginning_nearly(word).or_else(whole) } else { whole() };
        let known = thesaurus::get().words().contains(word)
            || analyser::is_stop_word(word)
            || Word::new(word.clone()).stem.is_none_or(|stem| spelling.frequency(&stem) > 0);
        let other = if known { None } else { likely() };
        any |= other.is_some();
        other.unwrap_or_else(|| word.clone())
    };
    let mut righted = words.iter().enumerate().take(MAX_STARTS).map(right).collect::<Vec<_>>().join(" ");
    if !open_ended {
        righted.push(' ');
    }
    any.then_some(righted)
}

/// What a half-typed word with a mistake in it may be the beginning of, among the thesaurus's words.
fn beginning_nearly(word: &str) -> Option<String> {
    let letters = word.chars().count();
    if letters < SHORTEST_MENDED {
        return None;
    }
    let first = word.chars().next();
    let near = |known: &&String| known.chars().next() == first;
    let cut = |known: &str, length: usize| known.chars().take(length).collect::<String>();
    let ways = thesaurus::get().words().iter().filter(near).flat_map(|known| {
        (letters.saturating_sub(1)..=letters + 1).map(move |length| {
            let part = cut(known, length);
            (distance(word, &part), known.chars().count(), part)
        })
    });
    let (mistakes, _, part) = ways.min()?;
    (mistakes == 1).then_some(part)
}

/// The categories that the words name, in any order.
fn meant(words: &[String]) -> Vec<&'static str> {
    let placed = words.iter().enumerate().filter_map(|(at, word)| Some((at, Word::new(word.clone()).stem?)));
    let placed: Vec<(usize, String)> = placed.collect();
    let stems: Vec<&str> = placed.iter().map(|(_, stem)| stem.as_str()).collect();
    let thesaurus = thesaurus::get();
    let written = thesaurus.meaning_as_written(placed.iter().map(|(at, stem)| (*at, stem.as_str())));
    let meaning = written.or_else(|| thesaurus.meaning(&stems)).or_else(|| thesaurus.meaning_in_any_order(&stems));
    meaning.map(|meaning| meaning.categories.iter().take(MAX_NAMED).copied().collect()).unwrap_or_default()
}

fn category(code: &str) -> Suggestion {
    Suggestion { text: categories::name(code).to_owned(), kind: SuggestionKind::Category, code: Some(code.to_owned()) }
}

/// Codes of at most `limit` categories that what is typed may be the beginning of a name of, likeliest first. Unlike
/// [`suggest`] it looks into no index.
#[must_use]
pub fn categories_for(typed: &str, limit: usize) -> Vec<&'static str> {
    let typed: String = typed.chars().take(MAX_CHARS).collect();
    let beginning = analyser::surface_words(&typed).join(" ");
    if beginning.is_empty() {
        return Vec::new();
    }
    let found = categories_beginning(&beginning).into_iter().take(limit);
    found.filter_map(|found| categories::get(&found.code?)).map(|category| category.code.as_str()).collect()
}

fn categories_beginning(beginning: &str) -> Vec<Suggestion> {
    let mut found: HashMap<&str, u8> = HashMap::new();
    let from = CATEGORY_STARTS.partition_point(|(start, _, _)| start.as_str() < beginning);
    for (start, quality, code) in CATEGORY_STARTS.iter().skip(from) {
        if !start.starts_with(beginning) {
            break;
        }
        let best = found.entry(code).or_insert(*quality);
        *best = (*best).min(*quality);
    }
    let mut found: Vec<_> = found.into_iter().map(|(code, quality)| (quality, code)).collect();
    // Top-level categories are shorter codes, and the likelier answer to a short beginning.
    found.sort_unstable_by_key(|(quality, code)| (*quality, code.contains('/'), *code));
    found.into_iter().map(|(_, code)| category(code)).collect()
}

fn names_beginning(snapshot: &Snapshot, fields: &Fields, beginning: &str, limit: usize) -> Vec<Suggestion> {
    let mut found: HashMap<String, (u64, String)> = HashMap::new();
    for segment in snapshot.searcher.segment_readers() {
        let Ok(index) = segment.inverted_index(fields.suggest) else { continue };
        let Ok(mut stream) = index.terms().range().ge(beginning).into_stream() else { continue };
        for _ in 0..MAX_SCANNED {
            let Some((key, info)) = stream.next() else { break };
            let Some(key) = std::str::from_utf8(key).ok().filter(|key| key.starts_with(beginning)) else { break };
            if let Some((_, name)) = key.split_once(SEPARATOR) {
                let entry = found.entry(name.to_owned()).or_insert_with(|| (0, key.to_owned()));
                entry.0 += u64::from(info.doc_freq);
            }
        }
    }
    let mut found: Vec<(String, (u64, String))> = found.into_iter().collect();
    found.sort_unstable_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    let there = found.into_iter().filter(|(_, (_, key))| is_there(snapshot, fields, key));
    there.filter_map(|(name, _)| name_of(&name)).take(limit).collect()
}

fn name_of(coded: &str) -> Option<Suggestion> {
    let (kind, text) = match coded.strip_prefix('L') {
        Some(title) => (SuggestionKind::Listing, title),
        None => (SuggestionKind::Provider, coded.strip_prefix('P')?),
    };
    Some(Suggestion { text: text.to_owned(), kind, code: None })
}

/// Whether any listing with this term is still there: dictionaries forget only when segments merge.
fn is_there(snapshot: &Snapshot, fields: &Fields, key: &str) -> bool {
    let term = Term::from_field_text(fields.suggest, key);
    snapshot
        .searcher
        .segment_readers()
        .iter()
        .zip(&snapshot.parts)
        .any(|(segment, part)| any_alive(segment, part, &term))
}

fn any_alive(segment: &SegmentReader, part: &Part, term: &Term) -> bool {
    let postings =
        segment.inverted_index(term.field()).and_then(|index| Ok(index.read_postings(term, IndexRecordOption::Basic)?));
    let Ok(Some(mut postings)) = postings else { return false };
    while postings.doc() != TERMINATED {
        if part.alive.contains(postings.doc()) {
            return true;
        }
        postings.advance();
    }
    false
}
