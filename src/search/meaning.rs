//! What a phrase of the thesaurus means: as it grows while files are read, and as it is kept. Next: `thesaurus`.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

/// Stems, with the position of each.
pub(super) type Placed = Vec<(usize, String)>;

/// What a phrase also finds.
#[derive(Debug)]
pub(super) struct Meaning {
    /// Other phrases, in order. Each is kept once, however many meanings have it.
    pub(super) phrases: Box<[Arc<Placed>]>,
    /// Categories that the phrase itself names.
    pub(super) categories: Box<[&'static str]>,
    /// Categories that one of `phrases` names, or that may do.
    pub(super) related: Box<[&'static str]>,
    /// It says who it is for: with something else it only brings some results forward.
    pub(super) who: bool,
    /// It is only how somebody asks: with something else it hardly counts.
    pub(super) asks: bool,
}

/// A meaning while files are read.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Growing {
    pub(super) phrases: BTreeSet<Placed>,
    pub(super) categories: BTreeSet<&'static str>,
    pub(super) related: BTreeSet<&'static str>,
    pub(super) who: bool,
    pub(super) asks: bool,
}

impl Growing {
    /// Also means what the other means.
    pub(super) fn take_in(&mut self, other: &Self) {
        // Who it is for only if nothing else is meant.
        let empty = self.categories.is_empty() && self.phrases.is_empty();
        self.who = other.who && (self.who || empty);
        self.asks = other.asks && (self.asks || empty);
        self.phrases.extend(other.phrases.iter().cloned());
        self.categories.extend(&other.categories);
        self.related.extend(&other.related);
        self.related.retain(|code| !self.categories.contains(code));
    }
}

/// Makes meanings of what has grown: as small as they can be kept, since every phrase has some, and the same ones
/// only once.
#[derive(Default)]
pub(super) struct Grown {
    phrases: HashMap<Placed, Arc<Placed>>,
}

impl Grown {
    pub(super) fn meaning(&mut self, growing: Growing) -> Arc<Meaning> {
        let mut once = |phrase: Placed| {
            let kept = self.phrases.entry(phrase.clone()).or_insert_with(|| Arc::new(phrase));
            Arc::clone(kept)
        };
        Arc::new(Meaning {
            phrases: growing.phrases.into_iter().map(&mut once).collect(),
            categories: growing.categories.into_iter().collect(),
            related: growing.related.into_iter().collect(),
            who: growing.who,
            asks: growing.asks,
        })
    }
}

/// Meanings by some key.
pub(super) type Meanings = HashMap<Box<str>, Arc<Meaning>>;
