//! What was typed, cut into words and quoted phrases. Pure; never fails, whatever is typed.
//!
//! Next: `plan` turns this into something to look for.

use super::analyser;

/// The most characters of a search that are read.
const MAX_CHARS: usize = 400;
/// The most words of a search that are read: a long sentence has many that only fill it.
const MAX_WORDS: usize = 60;

/// Another word that one may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Other {
    pub(super) surface: String,
    pub(super) stem: String,
}

/// One word that was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    /// Lower case, without accents.
    pub(super) surface: String,
    /// What is searched for; none for a stop word.
    pub(super) stem: Option<String>,
    /// What else a misspelt or unfinished word may be.
    pub(super) others: Vec<Other>,
}

impl Word {
    pub(super) fn new(surface: String) -> Self {
        let stem = analyser::stems(&surface).into_iter().next();
        Self { surface, stem, others: Vec::new() }
    }

    /// Whether spelling may be put right: never of numbers or postcodes.
    pub(super) fn is_spelt(&self) -> bool {
        self.stem.is_some() && self.surface.chars().all(char::is_alphabetic)
    }
}

/// A run of words, or a phrase in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    Words(Vec<Word>),
    Quoted(Vec<Word>),
}

impl Part {
    pub(super) fn words(&self) -> &[Word] {
        match self {
            Self::Words(words) | Self::Quoted(words) => words,
        }
    }
}

/// A whole search as it was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Typed {
    pub(super) parts: Vec<Part>,
    /// Whether the last word may be unfinished: nothing follows it, not even a space.
    pub(super) open_ended: bool,
}

impl Typed {
    pub(super) fn parse(text: &str) -> Self {
        let text: String = text.chars().take(MAX_CHARS).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let text = text.replace(['“', '”', '„'], "\"");
        // A quote without its partner is no quote.
        let quotes = text.matches('"').count() / 2 * 2;
        let mut room = MAX_WORDS;
        let mut parts = Vec::new();
        for (at, piece) in text.splitn(quotes + 1, '"').enumerate() {
            let words: Vec<Word> = analyser::surface_words(piece).into_iter().take(room).map(Word::new).collect();
            room -= words.len();
            if words.is_empty() {
                continue;
            }
            let in_quotes = at % 2 == 1 && words.iter().any(|word| word.stem.is_some());
            match parts.last_mut() {
                _ if in_quotes => parts.push(Part::Quoted(words)),
                Some(Part::Words(before)) => before.extend(words),
                _ => parts.push(Part::Words(words)),
            }
        }
        let open_ended = text.ends_with(char::is_alphanumeric) && matches!(parts.last(), Some(Part::Words(_)));
        Self { parts, open_ended }
    }

    /// The words as one would type them.
    pub(super) fn text(&self) -> String {
        let piece = |part: &Part| {
            let words = part.words().iter().map(|word| word.surface.as_str()).collect::<Vec<_>>().join(" ");
            if matches!(part, Part::Quoted(_)) { format!("\"{words}\"") } else { words }
        };
        self.parts.iter().map(piece).collect::<Vec<_>>().join(" ")
    }
}

/// Reads a word as the first half of a postcode ("ls6" → "LS6").
pub(super) fn as_district(word: &str) -> Option<String> {
    let letters = word.chars().take_while(char::is_ascii_alphabetic).count();
    let rest = word.get(letters..)?;
    let right = (1..=2).contains(&letters)
        && (1..=2).contains(&rest.len())
        && rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.chars().all(|c| c.is_ascii_alphanumeric());
    right.then(|| word.to_ascii_uppercase())
}

/// Whether a word is the second half of a postcode ("3hn").
pub(super) fn is_inward(word: &str) -> bool {
    let mut chars = word.chars();
    chars.next().is_some_and(|c| c.is_ascii_digit()) && word.len() == 3 && chars.all(|c| c.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quotes_hold_words_together_and_a_lone_quote_is_nothing() {
        let typed = Typed::parse("dementia \"day centre\" leeds");
        assert!(matches!(typed.parts[1], Part::Quoted(ref words) if words.len() == 2));
        assert_eq!(typed.text(), "dementia \"day centre\" leeds");
        assert_eq!(Typed::parse("say \"hello").parts.len(), 1);
    }

    #[test]
    fn a_long_search_is_cut() {
        let typed = Typed::parse(&"ab ".repeat(5_000));
        assert_eq!(typed.text().split(' ').count(), MAX_WORDS);
        assert!(Typed::parse(&"word ".repeat(2_000)).text().len() <= MAX_CHARS);
    }

    #[test]
    fn postcodes_are_known_by_their_halves() {
        assert_eq!(as_district("ls6").as_deref(), Some("LS6"));
        assert_eq!(as_district("m4").as_deref(), Some("M4"));
        assert_eq!(as_district("sw1a").as_deref(), Some("SW1A"));
        assert_eq!(as_district("b2b2b"), None);
        assert_eq!(as_district("home"), None);
        assert!(is_inward("3hn") && !is_inward("home"));
    }

    proptest! {
        #[test]
        fn anything_can_be_typed(text in any::<String>()) {
            let typed = Typed::parse(&text);
            let _ = typed.text();
        }

        #[test]
        fn what_is_shown_back_means_the_same(text in "[a-z \"]{0,60}") {
            let typed = Typed::parse(&text);
            prop_assert_eq!(Typed::parse(&typed.text()).parts, typed.parts);
        }
    }
}
