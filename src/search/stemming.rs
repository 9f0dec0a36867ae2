//! Words to stems with a memory: a market says the same words over and over, and stemming one costs more than all
//! else that is done to it.
//!
//! What a word becomes is asked of an inner analyser the first time and remembered, so the two never differ.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

use super::analyser::{WordSpans, word_spans};

/// Cuts a text into stems, as `inner` does.
#[derive(Clone)]
pub(super) struct Remembering {
    inner: TextAnalyzer,
    /// By the word as it stands in the text: its stem, or none for a word that isn't searched.
    known: HashMap<Box<str>, Option<Box<str>>, BuildHasherDefault<Quick>>,
    /// As many words are remembered at most.
    most: usize,
    token: Token,
}

/// A short way from a word to a number: what is remembered is bounded, so nobody gains by words that have the same.
#[derive(Clone, Default)]
struct Quick(u64);

impl Hasher for Quick {
    fn write(&mut self, bytes: &[u8]) {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word.iter_mut().zip(chunk).for_each(|(to, from)| *to = *from);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(ODD);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

impl Remembering {
    /// `inner` makes at most one token of a word.
    pub(super) fn new(inner: TextAnalyzer, most: usize) -> Self {
        Self { inner, known: HashMap::default(), most, token: Token::default() }
    }

    /// Writes a word's stem into the token; false for a word that isn't searched.
    fn stem(&mut self, word: &str) -> bool {
        if let Some(stem) = self.known.get(word) {
            self.token.text.push_str(stem.as_deref().unwrap_or_default());
            return stem.is_some();
        }
        let mut stem: Option<Box<str>> = None;
        self.inner.token_stream(word).process(&mut |token| stem = Some(token.text.as_str().into()));
        self.token.text.push_str(stem.as_deref().unwrap_or_default());
        let found = stem.is_some();
        if self.known.len() < self.most {
            self.known.insert(word.into(), stem);
        }
        found
    }
}

/// The stems of one text.
pub(super) struct Stems<'a> {
    from: &'a mut Remembering,
    text: &'a str,
    spans: WordSpans<'a>,
}

impl Tokenizer for Remembering {
    type TokenStream<'a> = Stems<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stems<'a> {
        self.token.reset();
        Stems { from: self, text, spans: word_spans(text) }
    }
}

impl TokenStream for Stems<'_> {
    fn advance(&mut self) -> bool {
        for (from, to) in self.spans.by_ref() {
            let token = &mut self.from.token;
            token.text.clear();
            // Small words aren't searched, but they stand between others.
            token.position = token.position.wrapping_add(1);
            (token.offset_from, token.offset_to) = (from, to);
            if self.from.stem(self.text.get(from..to).unwrap_or_default()) {
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
