//! What a rating is, and which words hold it back. Pure.

use chrono::NaiveDateTime;

use crate::kernel::ids::RatingId;
use crate::kernel::text_enum;

text_enum! {
    /// Did it help with the outcome of the plan?
    pub enum Helped {
        /// It did.
        Yes = "yes" => "Yes",
        /// Somewhat.
        ALittle = "a_little" => "A little",
        /// It did not.
        No = "no" => "No",
        /// They would rather not say.
        NotSaid = "not_said" => "I would rather not say",
    }
}

text_enum! {
    /// Whether a rating is on the page.
    pub enum RatingState {
        /// Everybody can read it.
        Shown = "shown" => "Shown",
        /// Held back: its words suggest harm.
        Held = "held" => "Held back for a person to read",
    }
}

/// The most letters of a rating's words, or of a reply.
pub const LONGEST_WORDS: usize = 2_000;

/// Four dimensions, each 1 to 5.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scores {
    /// How good it was.
    pub quality: u8,
    /// Whether they came, and on time.
    pub reliability: u8,
    /// Whether they were treated with dignity and respect.
    pub dignity: u8,
    /// Whether it was worth the money.
    pub value: u8,
}

impl Scores {
    /// The sum, 4 to 20.
    pub fn sum(self) -> i64 {
        [self.quality, self.reliability, self.dignity, self.value].into_iter().map(i64::from).sum()
    }

    /// The mean as whole stars, rounded half up.
    pub fn stars(self) -> u32 {
        u32::try_from((self.sum() + 2) / 4).unwrap_or(1)
    }
}

/// A rating to be made.
#[derive(Clone, Debug)]
pub struct NewRating {
    /// The four dimensions.
    pub scores: Scores,
    /// In their words; may be empty.
    pub words: String,
    /// Did it help?
    pub helped: Helped,
    /// The name to show beside it: a first name, or "Priti, for her father".
    pub shown_name: String,
}

/// A rating with its reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// Which rating.
    pub id: RatingId,
    /// The listing's title.
    pub listing_title: String,
    /// The four dimensions.
    pub scores: Scores,
    /// In their words.
    pub words: String,
    /// Did it help?
    pub helped: Helped,
    /// The outcome of the plan it was for, in the holder's words.
    pub outcome: Option<String>,
    /// The name shown beside it.
    pub shown_name: String,
    /// Shown or held.
    pub state: RatingState,
    /// When, in UTC.
    pub created_at: NaiveDateTime,
    /// What the provider answered.
    pub reply: Option<String>,
}

/// Words, in any form, that may mean that somebody is being harmed. A rating with one of them waits for a person:
/// better one too many held back than one harm overlooked.
const HARM: [&str; 26] = [
    "abuse",
    "abused",
    "abusive",
    "assault",
    "assaulted",
    "bruise",
    "bruises",
    "hit",
    "hits",
    "slapped",
    "shoved",
    "punched",
    "kicked",
    "hurt",
    "hurts",
    "stole",
    "stolen",
    "theft",
    "thief",
    "neglect",
    "neglected",
    "locked",
    "threatened",
    "threatens",
    "shouted",
    "touched",
];

/// Whether the words suggest harm.
pub fn suggests_harm(words: &str) -> bool {
    words.split(|letter: char| !letter.is_alphabetic()).any(|word| HARM.contains(&word.to_lowercase().as_str()))
}

/// The state a new rating starts in.
pub fn first_state(words: &str) -> RatingState {
    if suggests_harm(words) { RatingState::Held } else { RatingState::Shown }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn words_that_suggest_harm_are_held_back_whatever_their_case() {
        assert_eq!(first_state("She HIT me."), RatingState::Held);
        assert_eq!(first_state("money was stolen, twice"), RatingState::Held);
        assert_eq!(first_state("White walls and a white van"), RatingState::Shown);
        assert_eq!(first_state(""), RatingState::Shown);
    }

    proptest! {
        #[test]
        fn stars_are_the_rounded_mean(quality in 1u8..=5, reliability in 1u8..=5, dignity in 1u8..=5, value in 1u8..=5) {
            let scores = Scores { quality, reliability, dignity, value };
            prop_assert!((1..=5).contains(&scores.stars()));
            let twice_off = i64::from(scores.stars()) * 4 - scores.sum();
            prop_assert!((-2 + 1..=2).contains(&twice_off), "at most half a star away, halves up");
        }
    }
}
