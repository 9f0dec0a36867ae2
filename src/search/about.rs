//! What all words of a search are about, against what each of them means by itself. Pure.
//!
//! A word that only explains can lead astray: "weeds everywhere and I can't bend down" is about gardening, though the
//! thesaurus knows bending, too. So a meaning that all words together speak against is no longer insisted on, and where
//! nothing else is known, what the words are about is what is looked for. Next: `plan` makes attempts of it.

#![allow(clippy::float_arithmetic)] // weights of relevance; no money is reckoned here

use super::plan::{Look, OWN_CATEGORY, Role, Unit, Way};
use super::thesaurus;
use super::typed::{Part, Typed, Word};

/// What a listing gains for each point of what the words say of its category.
const TOPIC: f32 = 20.0;
/// A meaning of which all words together say less than this, beside what they say of the likeliest, is not insisted on.
const SPOKEN_AGAINST: f32 = 0.3;
/// What is left of a meaning's categories of which all words say nothing.
const UNSUPPORTED: f32 = 0.6;
/// From this on, what the words are about is something to look for by itself.
const ENOUGH_TO_LOOK_FOR: f32 = 7.0;

/// Adds what all words are about, and weighs what each means by it.
pub(super) fn weigh(typed: &Typed, units: &mut Vec<Unit>) {
    let words = typed.parts.iter().filter(|part| matches!(part, Part::Words(_))).flat_map(Part::words);
    let words: Vec<Word> = words.cloned().collect();
    if words.len() < 2 || is_a_phrase(&words) {
        return;
    }
    let (topics, told) = thesaurus::get().topics().of(&words);
    let Some(best) = topics.first().map(|topic| topic.1) else { return };
    let share = |code: &str| topics.iter().find(|topic| topic.0 == code).map_or(0.0, |topic| topic.1 / best);
    for unit in units.iter_mut().filter(|unit| matches!(unit.role, Role::Known | Role::Who)) {
        support(unit, share);
    }
    let known = units.iter().any(|unit| unit.role == Role::Known);
    let role = if told && !known && best * TOPIC >= ENOUGH_TO_LOOK_FOR { Role::Known } else { Role::Topic };
    let ways = topics.iter().map(|(code, says)| Way { look: Look::Category(code), weight: TOPIC * says }).collect();
    units.push(Unit { ways, role });
}

/// Whether somebody wrote down what just these words mean: then nothing has to be guessed.
fn is_a_phrase(words: &[Word]) -> bool {
    let stems: Vec<&str> = words.iter().filter_map(|word| word.stem.as_deref()).collect();
    let thesaurus = thesaurus::get();
    thesaurus.meaning(&stems).or_else(|| thesaurus.meaning_in_any_order(&stems)).is_some()
}

/// Weighs a unit's categories by how much all words together say of each.
fn support(unit: &mut Unit, share: impl Fn(&str) -> f32) {
    let own = unit.ways.iter().filter_map(|way| match way.look {
        Look::Category(code) if way.weight >= OWN_CATEGORY => Some(share(code)),
        _ => None,
    });
    if unit.role == Role::Known && own.reduce(f32::max).is_some_and(|most| most < SPOKEN_AGAINST) {
        unit.role = Role::Who;
    }
    for way in &mut unit.ways {
        if let Look::Category(code) = way.look {
            way.weight *= UNSUPPORTED + (1.0 - UNSUPPORTED) * share(code);
        }
    }
}
