//! Choices that look like chance and come out the same each time: a repeatable stream for each thing, named by its
//! words, so that adding one listing leaves the others as they were.

use crate::app::Random;

/// The stream of one thing.
pub(super) struct Chance(Random);

impl Chance {
    /// The stream named by these words.
    pub fn of(name: &str) -> Self {
        // FNV-1a: any fixed spreading of the letters will do, since nothing here is secret.
        let seed = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self(Random::seeded(seed))
    }

    /// Any number.
    pub fn number(&self) -> u64 {
        self.0.u64()
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&self, low: i64, high: i64) -> i64 {
        let span = u64::try_from(high.saturating_sub(low)).unwrap_or(0).saturating_add(1);
        low.saturating_add(i64::try_from(self.number() % span).unwrap_or(0))
    }

    /// As [`Chance::between`], for columns that are 32 bits wide.
    pub fn small(&self, low: i32, high: i32) -> i32 {
        i32::try_from(self.between(low.into(), high.into())).unwrap_or(low)
    }

    /// True in about `percent` of cases.
    pub fn likely(&self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// `count` of them, in their order.
    pub fn some_of<T: Clone>(&self, all: &[T], count: usize) -> Vec<T> {
        let mut left: Vec<usize> = (0..all.len()).collect();
        while left.len() > count {
            let at = usize::try_from(self.number() % left.len() as u64).unwrap_or(0);
            left.remove(at);
        }
        left.into_iter().filter_map(|at| all.get(at).cloned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_choose_the_same() {
        let draw = |name: &str| {
            let chance = Chance::of(name);
            (chance.between(1, 1_000), chance.some_of(&[1, 2, 3, 4, 5], 3))
        };
        assert_eq!(draw("a"), draw("a"));
        assert_ne!(draw("a"), draw("b"));
        assert!((0..1_000).all(|_| (3..=5).contains(&Chance::of("c").between(3, 5))));
        assert_eq!(Chance::of("d").some_of(&[1, 2], 5), [1, 2]);
    }
}
