//! How alike two providers' names are, in whole numbers: no dependency and no floating point for so little.

use std::collections::BTreeMap;

use crate::kernel::slug::slugify;

/// Names at one postcode that are at least this alike may be one provider's, in hundredths.
pub const ALIKE: u32 = 72;

/// Words that say what sort of business it is and tell no two apart.
const EMPTY_WORDS: [&str; 12] =
    ["ltd", "limited", "llp", "plc", "cic", "cio", "the", "and", "uk", "co", "company", "services"];

/// How alike two names are, in hundredths: twice the shared runs of three letters, by all of them.
#[must_use]
pub fn alike(one: &str, other: &str) -> u32 {
    let (one, other) = (bare(one), bare(other));
    if one == other {
        return if one.is_empty() { 0 } else { 100 };
    }
    let (mut left, count) = runs(&one);
    let (right, other_count) = runs(&other);
    let mut shared = 0_u32;
    for (run, times) in right {
        if let Some(held) = left.get_mut(&run) {
            let common = times.min(*held);
            *held -= common;
            shared += common;
        }
    }
    (200 * shared).checked_div(count + other_count).unwrap_or(0)
}

/// The words that matter, in one way of writing.
fn bare(name: &str) -> String {
    let slug = slugify(name);
    let words: Vec<&str> = slug.split('-').filter(|word| !EMPTY_WORDS.contains(word)).collect();
    words.join(" ")
}

/// Every run of three letters, with the ends of the name as letters too, and how many there are.
fn runs(name: &str) -> (BTreeMap<[char; 3], u32>, u32) {
    let letters: Vec<char> = format!("  {name} ").chars().collect();
    let mut found = BTreeMap::new();
    let mut count = 0;
    for window in letters.windows(3) {
        if let [a, b, c] = window {
            *found.entry([*a, *b, *c]).or_insert(0) += 1;
            count += 1;
        }
    }
    (found, count)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn spelling_and_company_words_make_little_difference() {
        for (one, other) in [
            ("Larch House", "Larch House Ltd"),
            ("The Birches Care Home", "Birches Care Home Limited"),
            ("Sale Good Neighbours", "Sale Good Neighbors"),
            ("St. Mary's Nursing Home", "St Marys Nursing Home"),
        ] {
            assert!(alike(one, other) >= ALIKE, "{one} and {other}: {}", alike(one, other));
        }
        for (one, other) in [
            ("Larch House", "Birch House"),
            ("Bridge Home Care", "Helping Hands Trafford"),
            ("Age Friendly Sale", "Sale Wanderers Football"),
            ("", ""),
        ] {
            assert!(alike(one, other) < ALIKE, "{one} and {other}: {}", alike(one, other));
        }
    }

    proptest! {
        #[test]
        fn it_is_the_same_both_ways_and_never_above_a_hundred(one in "\\PC{0,40}", other in "\\PC{0,40}") {
            prop_assert_eq!(alike(&one, &other), alike(&other, &one));
            prop_assert!(alike(&one, &other) <= 100);
        }
    }
}
