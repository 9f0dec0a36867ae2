//! What is asked of search, turn by turn: half of it selective, half dense, with filters and facets on.
//!
//! A question is an address of `/search` and the words in it. They are made from the market's own listings, so that
//! each finds something at any size.

use super::market::{DENSE, Dice, Market};
use crate::find::address::SearchAddress;
use crate::geo;

/// One search.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its address, with the question mark.
    pub path: String,
    /// The words typed.
    pub words: String,
    /// Whether it looks for a word that a fifth of all listings have.
    pub dense: bool,
}

/// How many different questions are asked, over and over.
pub const DIFFERENT: usize = 1_024;

/// The fixed mix for a market.
pub fn mix(market: &Market) -> Vec<Question> {
    (0..DIFFERENT).map(|turn| question(market, turn)).collect()
}

fn question(market: &Market, turn: usize) -> Question {
    let mut dice = Dice::of(turn as u64, 3);
    let id = i64::try_from(dice.below(usize::try_from(market.listings).unwrap_or(1))).unwrap_or(0) + 1;
    let listing = market.listing(id);
    let near = listing
        .districts
        .first()
        .cloned()
        .or_else(|| {
            listing.councils.first().and_then(|code| geo::council_name(code)).map(|name| format!("{name} Council"))
        })
        .unwrap_or_else(|| listing.place.clone());
    let dense = |dice: &mut Dice| DENSE.get(dice.below(DENSE.len())).copied().unwrap_or("reliable").to_owned();
    let delivery = listing.delivery.clone();
    let mut asked = SearchAddress::default();
    match turn % 8 {
        // A provider, by name.
        0 => (asked.q, asked.delivery) = (listing.provider_name.clone(), delivery),
        // A place: what there is of one kind around it.
        1 => (asked.q, asked.near, asked.within) = (title_words(&listing.title), near, "10".to_owned()),
        // A rare word.
        2 => {
            asked.q = market.rare_word(&listing).unwrap_or_else(|| listing.provider_name.clone());
            asked.group.clone_from(&listing.care_groups);
        }
        // A provider among those that reach a place.
        3 => (asked.q, asked.near, asked.day) = (listing.provider_name.clone(), near, listing.days.clone()),
        // Dense, around a place.
        4 => (asked.q, asked.near, asked.check) = (dense(&mut dice), near, vec!["dbs".to_owned()]),
        // Dense, anywhere.
        5 => {
            asked.q = dense(&mut dice);
            (asked.check, asked.delivery) = (vec!["dbs".to_owned()], vec!["at_home".to_owned()]);
        }
        // Dense twice over: one in 25 has both.
        6 => {
            asked.q = format!("{} {}", dense(&mut dice), dense(&mut dice));
            "400".clone_into(&mut asked.rating);
        }
        // Dense, with a price band.
        _ => (asked.q, asked.unit, asked.max) = (dense(&mut dice), "hour".to_owned(), "30".to_owned()),
    }
    Question { path: asked.href(), words: asked.q, dense: turn % 8 >= 4 }
}

/// The words of a title before "for", "with" or "and": the name of its kind of support.
fn title_words(title: &str) -> String {
    title.split(" for ").next().unwrap_or(title).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_dense_and_no_address_is_longer_than_people_send() {
        let questions = mix(&Market::new(500));
        assert_eq!(questions.iter().filter(|question| question.dense).count(), DIFFERENT / 2);
        assert!(questions.iter().all(|question| question.path.starts_with("/search?") && question.path.len() < 300));
    }
}
