//! How text becomes words: the same for what is indexed and for what is typed.
//!
//! Two analysers: `surface` cuts words, lower-cases and folds accents ("Café's" → `cafes`); `stemmed`
//! also drops small words and endings ("carers" → `carer`). Next: `typed` for the words of a search.

use std::cell::RefCell;
use std::collections::HashSet;
use std::str::CharIndices;
use std::sync::LazyLock;

use super::small_words;
use super::stemming::Remembering;
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RemoveLongFilter, Stemmer, StopWordFilter, TextAnalyzer, Token,
    TokenFilter, TokenStream, Tokenizer, TokenizerManager,
};

/// The name under which the index knows the analyser of searched text.
pub(super) const STEMMED: &str = "stemmed";
/// The name under which the index knows the analyser of the spelling list.
pub(super) const SURFACE: &str = "surface";

/// Words whose stems are remembered while listings are read: a market of a million has more, but nine in ten that are
/// said are among the first.
const REMEMBERED_OF_LISTINGS: usize = 16_384;
/// The same, on each thread, of what is typed and shown.
const REMEMBERED_OF_TYPED: usize = 2_048;

/// Longer runs of letters are no words (bytes).
const MAX_WORD_BYTES: usize = 40;

/// Words too common to search for, in listings as in what is typed.
const STOP_WORDS: &str = "a about all am an and are as at be been being but by can could did do does for from had \
    has have he her hers him his i id if im in into is it its ive me my no not of on or our she should so such that \
    the their them then there theres these they this those to us was we were will with would you your";

static STOPPED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| STOP_WORDS.split_whitespace().collect());

thread_local! {
    // Building an analyser costs more than using it on a title.
    static OWN_SURFACE: RefCell<TextAnalyzer> = RefCell::new(quick_surface());
    static OWN_STEMMED: RefCell<TextAnalyzer> = RefCell::new(remembering(REMEMBERED_OF_TYPED));
}

/// Whether a word, as the surface analyser writes it, is too common to search for.
pub(super) fn is_stop_word(word: &str) -> bool {
    STOPPED.contains(word)
}

/// Words as people see them, lower-cased and without accents.
fn surface() -> TextAnalyzer {
    TextAnalyzer::builder(WordTokenizer::default())
        .filter(RemoveLongFilter::limit(MAX_WORD_BYTES))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

/// Words as they are searched: without endings and without stop words.
fn stemmed() -> TextAnalyzer {
    TextAnalyzer::builder(WordTokenizer::default())
        .filter(RemoveLongFilter::limit(MAX_WORD_BYTES))
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .filter(StopWordFilter::remove(STOP_WORDS.split_whitespace().map(str::to_owned)))
        .filter(KeepApart)
        .filter(Stemmer::new(Language::English))
        .build()
}

/// The same as [`surface`], quicker.
fn quick_surface() -> TextAnalyzer {
    TextAnalyzer::builder(Quickly { inner: surface(), token: Token::default() }).build()
}

/// The same as [`stemmed`], quicker, with a memory for so many words.
fn remembering(words: usize) -> TextAnalyzer {
    TextAnalyzer::builder(Remembering::new(stemmed(), words)).build()
}

/// Both analysers, for the index.
pub(super) fn manager() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(STEMMED, remembering(REMEMBERED_OF_LISTINGS));
    manager.register(SURFACE, quick_surface());
    manager
}

fn tokens(analyser: &RefCell<TextAnalyzer>, text: &str) -> Vec<Token> {
    let mut found = Vec::new();
    analyser.borrow_mut().token_stream(text).process(&mut |token| found.push(token.clone()));
    found
}

/// The stems of a text, and where each word stood in it.
pub(super) fn stemmed_tokens(text: &str) -> Vec<Token> {
    OWN_STEMMED.with(|analyser| tokens(analyser, text))
}

/// The surface words of a text.
pub(super) fn surface_words(text: &str) -> Vec<String> {
    OWN_SURFACE.with(|analyser| tokens(analyser, text)).into_iter().map(|token| token.text).collect()
}

/// The stems of a text, without stop words.
pub(super) fn stems(text: &str) -> Vec<String> {
    stemmed_tokens(text).into_iter().map(|token| token.text).collect()
}

/// Where each word of a text begins and ends, in bytes: the same words that the analysers cut.
pub(super) fn word_spans(text: &str) -> WordSpans<'_> {
    WordSpans { text, at: 0 }
}

/// What [`word_spans`] gives.
pub(super) struct WordSpans<'a> {
    text: &'a str,
    at: usize,
}

/// What a byte of ASCII is to a word: nothing, a part of it, or something that joins its parts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Byte {
    Between,
    Letter,
    Joiner,
    NotAscii,
}

impl Byte {
    fn of(byte: u8) -> Self {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => Self::Letter,
            b'\'' | b'`' => Self::Joiner,
            0..=127 => Self::Between,
            _ => Self::NotAscii,
        }
    }
}

impl WordSpans<'_> {
    /// What stands at a byte, and how long it is.
    fn there(&self, at: usize) -> Option<(Byte, usize)> {
        match Byte::of(*self.text.as_bytes().get(at)?) {
            Byte::NotAscii => {
                let c = self.text.get(at..)?.chars().next()?;
                let kind = match c {
                    c if is_word_letter(c) => Byte::Letter,
                    c if is_joiner(c) => Byte::Joiner,
                    _ => Byte::Between,
                };
                Some((kind, c.len_utf8()))
            }
            kind => Some((kind, 1)),
        }
    }
}

impl Iterator for WordSpans<'_> {
    type Item = (usize, usize);

    fn next(&mut self) -> Option<(usize, usize)> {
        let mut span: Option<(usize, usize)> = None;
        while let Some((kind, length)) = self.there(self.at) {
            let at = self.at;
            self.at += length;
            match (kind, &mut span) {
                (Byte::Letter, Some((_, to))) => *to = at + length,
                (Byte::Letter, None) => span = Some((at, at + length)),
                (Byte::Between, Some(_)) => break,
                _ => {}
            }
        }
        span
    }
}

/// Surface words, as [`surface`] makes them: those of ASCII by a shorter way.
#[derive(Clone)]
struct Quickly {
    inner: TextAnalyzer,
    token: Token,
}

struct QuickStream<'a> {
    from: &'a mut Quickly,
    text: &'a str,
    spans: WordSpans<'a>,
}

impl Tokenizer for Quickly {
    type TokenStream<'a> = QuickStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> QuickStream<'a> {
        self.token.reset();
        QuickStream { from: self, text, spans: word_spans(text) }
    }
}

impl TokenStream for QuickStream<'_> {
    fn advance(&mut self) -> bool {
        for (from, to) in self.spans.by_ref() {
            let Quickly { inner, token } = &mut *self.from;
            token.text.clear();
            token.position = token.position.wrapping_add(1);
            (token.offset_from, token.offset_to) = (from, to);
            let word = self.text.get(from..to).unwrap_or_default();
            if word.is_ascii() {
                let letters = word.bytes().filter(u8::is_ascii_alphanumeric);
                token.text.extend(letters.map(|letter| char::from(letter.to_ascii_lowercase())));
                // As long as the filter lets through.
                if token.text.len() >= MAX_WORD_BYTES {
                    token.text.clear();
                }
            } else {
                inner.token_stream(word).process(&mut |found| token.text.push_str(&found.text));
            }
            if !token.text.is_empty() {
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.from.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.from.token
    }
}

/// A word is a run of letters and digits. Apostrophes and accents that stand alone belong to the word
/// but aren't kept, so that "men's" and "mens" are one.
#[derive(Clone, Default)]
struct WordTokenizer {
    token: Token,
}

struct WordStream<'a> {
    chars: CharIndices<'a>,
    token: &'a mut Token,
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '\u{300}'..='\u{36f}')
}

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { chars: text.char_indices(), token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        self.token.text.clear();
        self.token.position = self.token.position.wrapping_add(1);
        for (at, c) in self.chars.by_ref() {
            let started = !self.token.text.is_empty();
            if is_word_letter(c) {
                if !started {
                    self.token.offset_from = at;
                }
                self.token.text.push(c);
                self.token.offset_to = at + c.len_utf8();
            } else if started && !is_joiner(c) {
                return true;
            }
        }
        !self.token.text.is_empty()
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Marks words that would otherwise get the stem of another ("fits" and "fit"), so that no ending is taken from them.
#[derive(Clone)]
struct KeepApart;

#[derive(Clone)]
struct Apart<T>(T);

struct ApartStream<T>(T);

impl TokenFilter for KeepApart {
    type Tokenizer<T: Tokenizer> = Apart<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> Apart<T> {
        Apart(tokenizer)
    }
}

impl<T: Tokenizer> Tokenizer for Apart<T> {
    type TokenStream<'a> = ApartStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        ApartStream(self.0.token_stream(text))
    }
}

impl<T: TokenStream> TokenStream for ApartStream<T> {
    fn advance(&mut self) -> bool {
        let there = self.0.advance();
        if let Some(apart) = there.then(|| small_words::apart(&self.0.token().text)).flatten() {
            apart.clone_into(&mut self.0.token_mut().text);
        }
        there
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}

fn is_word_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric() && !is_joiner(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn endings_capitals_accents_and_apostrophes_make_no_difference() {
        assert_eq!(stems("Carers"), stems("carer"));
        assert_eq!(stems("CAFÉ"), stems("cafe\u{301}s"));
        assert_eq!(stems("men’s sheds"), stems("mens shed"));
        assert_eq!(stems("the help at home"), ["help", "home"]);
    }

    #[test]
    fn words_that_only_look_alike_are_kept_apart() {
        for (one, other) in [("fits", "fit"), ("fitted", "fit"), ("pensioner", "pension"), ("walkers", "walks")] {
            assert_ne!(stems(one), stems(other));
        }
        assert_eq!(stems("fitting"), stems("Fitted"));
        assert_eq!(stems("pensioners'"), stems("pensioner"));
    }

    #[test]
    fn a_word_knows_where_it_stood_in_the_text() {
        let text = "Café, people's  kitchen";
        let found = stemmed_tokens(text);
        let cut: Vec<&str> = found.iter().map(|t| &text[t.offset_from..t.offset_to]).collect();
        assert_eq!(cut, ["Café", "people's", "kitchen"]);
    }

    proptest! {
        #[test]
        fn a_remembered_stem_is_the_one_that_was_found(texts in proptest::collection::vec("[a-zA-Zéßæ'’ .-]{0,40}|\\PC{0,20}", 1..4)) {
            for text in texts.iter().chain(&texts) {
                let plain = tokens(&RefCell::new(stemmed()), text);
                prop_assert_eq!(stemmed_tokens(text), plain);
            }
        }

        #[test]
        fn surface_words_are_the_same_by_the_shorter_way(text in "[a-zA-Z0-9éßæ'’` .-]{0,60}|[a-z']{30,60}|\\PC{0,20}") {
            prop_assert_eq!(tokens(&RefCell::new(quick_surface()), &text), tokens(&RefCell::new(surface()), &text));
        }

        #[test]
        fn offsets_always_fall_on_letters(text in any::<String>()) {
            for token in OWN_SURFACE.with(|analyser| tokens(analyser, &text)) {
                prop_assert!(text.get(token.offset_from..token.offset_to).is_some());
            }
        }
    }
}
