//! Sets of documents of one segment: a bit each, or a short sorted list for values that few carry.
//!
//! Filters and facet counts are intersections of these, which is what keeps a search over a million
//! listings at a few milliseconds. Invariant: bits past the segment's last document are never set.

/// A set with a bit for each document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

fn word_of(doc: u32) -> usize {
    (doc / 64) as usize
}

fn mask_of(doc: u32) -> u64 {
    1 << (doc % 64)
}

impl Bits {
    /// The empty set, with room for documents below `max_doc`.
    pub(super) fn empty(max_doc: u32) -> Self {
        Self(vec![0; (max_doc as usize).div_ceil(64)])
    }

    /// Every document below `max_doc`.
    pub(super) fn full(max_doc: u32) -> Self {
        let mut words = vec![u64::MAX; (max_doc as usize).div_ceil(64)];
        let spare = words.len() * 64 - max_doc as usize;
        if let Some(last) = words.last_mut() {
            *last >>= spare;
        }
        Self(words)
    }

    pub(super) fn insert(&mut self, doc: u32) {
        if let Some(word) = self.0.get_mut(word_of(doc)) {
            *word |= mask_of(doc);
        }
    }

    pub(super) fn remove(&mut self, doc: u32) {
        if let Some(word) = self.0.get_mut(word_of(doc)) {
            *word &= !mask_of(doc);
        }
    }

    pub(super) fn contains(&self, doc: u32) -> bool {
        self.0.get(word_of(doc)).is_some_and(|word| word & mask_of(doc) != 0)
    }

    pub(super) fn intersect(&mut self, other: &Self) {
        for (word, theirs) in self.0.iter_mut().zip(&other.0) {
            *word &= theirs;
        }
    }

    /// Adds everything in `set`.
    pub(super) fn add(&mut self, set: &DocSet) {
        match set {
            DocSet::Dense(bits) => {
                for (word, theirs) in self.0.iter_mut().zip(&bits.0) {
                    *word |= theirs;
                }
            }
            DocSet::Sparse(docs) => docs.iter().for_each(|&doc| self.insert(doc)),
        }
    }

    pub(super) fn count(&self) -> u64 {
        self.0.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|&word| word == 0)
    }

    /// Those of its documents that pass.
    pub(super) fn filtered(&self, passes: impl Fn(u32) -> bool) -> Self {
        let kept = |(start, word): (u32, &u64)| {
            let ones = Ones { start, word: *word };
            ones.filter(|doc| passes(*doc)).fold(0, |kept, doc| kept | mask_of(doc))
        };
        Self((0_u32..).step_by(64).zip(&self.0).map(kept).collect())
    }

    /// The documents in it, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        (0_u32..).step_by(64).zip(&self.0).flat_map(|(start, &word)| Ones { start, word })
    }
}

struct Ones {
    start: u32,
    word: u64,
}

impl Iterator for Ones {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        if self.word == 0 {
            return None;
        }
        let bit = self.word.trailing_zeros();
        self.word &= self.word - 1;
        Some(self.start + bit)
    }
}

/// The documents that carry one value, in whichever form is smaller.
#[derive(Debug, Clone)]
pub(super) enum DocSet {
    Dense(Bits),
    /// Sorted and without repeats.
    Sparse(Vec<u32>),
}

impl DocSet {
    /// Takes documents in ascending order; `max_doc` is the segment's size.
    pub(super) fn from_docs(docs: Vec<u32>, max_doc: u32) -> Self {
        if docs.len() * 32 < max_doc as usize {
            return Self::Sparse(docs);
        }
        let mut bits = Bits::empty(max_doc);
        for doc in docs {
            bits.insert(doc);
        }
        Self::Dense(bits)
    }

    /// How many of `selected` are in this set.
    pub(super) fn count_in(&self, selected: &Selected<'_>) -> u64 {
        match self {
            Self::Sparse(docs) => docs.iter().filter(|&&doc| selected.bits.contains(doc)).count() as u64,
            Self::Dense(bits) => selected.count_with(bits),
        }
    }
}

/// A selection whose words that aren't zero are known, when they are few: makes counting many values under it quick.
#[derive(Debug)]
pub(super) struct Selected<'a> {
    pub(super) bits: &'a Bits,
    occupied: Option<Vec<u32>>,
}

impl<'a> Selected<'a> {
    pub(super) fn new(bits: &'a Bits) -> Self {
        let occupied = bits.0.iter().filter(|&&word| word != 0).count();
        let few = occupied * 3 < bits.0.len();
        let at = || (0_u32..).zip(&bits.0).filter(|(_, word)| **word != 0).map(|(at, _)| at).collect();
        Self { bits, occupied: few.then(at) }
    }

    fn count_with(&self, other: &Bits) -> u64 {
        let both = |(mine, theirs): (&u64, &u64)| u64::from((mine & theirs).count_ones());
        match &self.occupied {
            None => self.bits.0.iter().zip(&other.0).map(both).sum(),
            Some(occupied) => occupied
                .iter()
                .filter_map(|&at| self.bits.0.get(at as usize).zip(other.0.get(at as usize)))
                .map(both)
                .sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn sets_behave_like_sets(a in proptest::collection::btree_set(0_u32..300, 0..80), b in proptest::collection::btree_set(0_u32..300, 0..80)) {
            let mut left = Bits::empty(300);
            for doc in &a {
                left.insert(*doc);
            }
            prop_assert_eq!(left.iter().collect::<Vec<_>>(), a.iter().copied().collect::<Vec<_>>());
            let both = a.intersection(&b).count() as u64;
            for set in [DocSet::Sparse(b.iter().copied().collect()), DocSet::from_docs(b.iter().copied().collect(), 300)] {
                prop_assert_eq!(set.count_in(&Selected::new(&left)), both);
                let mut right = Bits::empty(300);
                right.add(&set);
                prop_assert_eq!(right.count(), b.len() as u64);
                right.intersect(&left);
                prop_assert_eq!(right.count(), both);
            }
        }

        #[test]
        fn a_full_set_holds_exactly_every_document(max_doc in 0_u32..300) {
            let full = Bits::full(max_doc);
            prop_assert_eq!(full.count(), u64::from(max_doc));
            prop_assert!(full.iter().eq(0..max_doc));
            prop_assert_eq!(full.is_empty(), max_doc == 0);
        }
    }
}
