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

/// Longer runs of letters are no words (bytes).
const MAX_WORD_BYTES: usize = 40;

/// Words too common to search for, in listings as in what is typed.
const STOP_WORDS: &str = "a about all am an and are as at be been being but by can could did do does for from had \
    has have he her hers him his i id if im in into is it its ive me my no not of on or our she should so such that \
    the their them then there theres these they this those to us was we were will with would you your";

static STOPPED: LazyLock<HashSet<&'static str>> = LazyLock::new(|| STOP_WORDS.split_whitespace().collect());

thread_local! {
    // Building an analyser costs more than using it on a title.
    static OWN_SURFACE: RefCell<TextAnalyzer> = RefCell::new(surface());
    static OWN_STEMMED: RefCell<TextAnalyzer> = RefCell::new(remembering());
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

/// The same as [`stemmed`], quicker.
fn remembering() -> TextAnalyzer {
    TextAnalyzer::builder(Remembering::new(stemmed())).build()
}

/// Both analysers, for the index.
pub(super) fn manager() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register(STEMMED, remembering());
    manager.register(SURFACE, surface());
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
pub(super) fn word_spans(text: &str) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut chars = text.char_indices();
    std::iter::from_fn(move || {
        let mut span: Option<(usize, usize)> = None;
        for (at, c) in chars.by_ref() {
            if is_word_letter(c) {
                let from = span.map_or(at, |(from, _)| from);
                span = Some((from, at + c.len_utf8()));
            } else if span.is_some() && !is_joiner(c) {
                break;
            }
        }
        span
    })
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
        fn offsets_always_fall_on_letters(text in any::<String>()) {
            for token in OWN_SURFACE.with(|analyser| tokens(analyser, &text)) {
                prop_assert!(text.get(token.offset_from..token.offset_to).is_some());
            }
        }
    }
}
