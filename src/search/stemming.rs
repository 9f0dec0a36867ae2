//! Words to stems with a memory: a market says the same words over and over, and stemming one costs more than all
//! else that is done to it.
//!
//! What a word becomes is asked of an inner analyser the first time and remembered, so the two never differ.

use std::collections::HashMap;

use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

use super::analyser::word_spans;

/// Words remembered. A market of a million listings has more, but nine in ten that are said are among the first.
const REMEMBERED: usize = 16_384;

/// Cuts a text into stems, as `inner` does.
#[derive(Clone)]
pub(super) struct Remembering {
    inner: TextAnalyzer,
    /// By the word as it stands in the text: its stem, or none for a word that isn't searched.
    known: HashMap<Box<str>, Option<Box<str>>>,
    token: Token,
}

impl Remembering {
    /// `inner` makes at most one token of a word.
    pub(super) fn new(inner: TextAnalyzer) -> Self {
        Self { inner, known: HashMap::new(), token: Token::default() }
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
        if self.known.len() < REMEMBERED {
            self.known.insert(word.into(), stem);
        }
        found
    }
}

/// The stems of one text.
pub(super) struct Stems<'a> {
    from: &'a mut Remembering,
    text: &'a str,
    spans: Box<dyn Iterator<Item = (usize, usize)> + 'a>,
}

impl Tokenizer for Remembering {
    type TokenStream<'a> = Stems<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stems<'a> {
        self.token.reset();
        Stems { from: self, text, spans: Box::new(word_spans(text)) }
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
