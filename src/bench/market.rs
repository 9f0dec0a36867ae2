//! Believable listings, any number of them, the same in every run: what the benches of search search.
//!
//! Words come from the categories and their synonyms first and from an invented tail after, each about as frequent as
//! its rank says (Zipf); places are postcode districts of England; a few chosen words are in a fifth of all listings.
//! Any listing can be made from its number alone, so nothing has to be kept.

use crate::geo::{self, Place};
use crate::kernel::slug::slugify;
use crate::search::{ListingDoc, categories};

/// Words that are each in a fifth of all listings, and that nothing else in a listing says.
pub const DENSE: [&str; 4] = ["reliable", "courteous", "punctual", "unhurried"];

/// How many invented words there are beyond those of the categories.
const TAIL: usize = 40_000;
/// Listings of one provider.
const PER_PROVIDER: i64 = 6;

const SMALL: [&str; 12] = ["and", "the", "with", "you", "for", "to", "in", "of", "our", "we", "your", "at"];
const CHECKS: [&str; 8] =
    ["dbs", "cqc", "insurance", "first_aid", "safeguarding", "food_hygiene", "trusted_trader", "trained_to_move"];
const GROUPS: [&str; 9] = [
    "older_people",
    "physical_disability",
    "sensory_impairment",
    "learning_disability",
    "autism",
    "mental_health",
    "dementia",
    "carers",
    "substance_misuse",
];
const OUTCOMES: [&str; 8] =
    ["nutrition", "hygiene", "home", "relationships", "work", "community", "caring", "independence"];
const LANGUAGES: [&str; 12] = [
    "Polish",
    "Punjabi",
    "Urdu",
    "Bengali",
    "Gujarati",
    "Arabic",
    "Somali",
    "Romanian",
    "Welsh",
    "French",
    "Cantonese",
    "British Sign Language",
];
const ACCESS: [&str; 8] =
    ["step_free", "hearing_loop", "accessible_toilet", "parking", "changing_place", "quiet_room", "easy_read", "lift"];
const DAYS: [&str; 5] = ["weekday", "evening", "night", "weekend", "bank_holiday"];
const KINDS: [&str; 6] = ["private", "voluntary", "person", "community", "user_led", "statutory"];
const UNITS: [&str; 6] = ["hour", "visit", "session", "day", "week", "night"];
const RATINGS: [&str; 4] = ["Good", "Outstanding", "Requires improvement", "Inadequate"];
const ENDINGS: [&str; 6] = ["Care", "Support", "Community Trust", "Services", "Together", "Helpers"];

/// A repeatable stream of numbers (splitmix64).
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    /// The stream of one thing: the same number and purpose, the same stream.
    pub fn of(number: u64, purpose: u64) -> Self {
        Self(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ purpose.wrapping_mul(0xd1b5_4a32_d192_ed03))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Below `of`.
    pub fn below(&mut self, of: usize) -> usize {
        usize::try_from(self.next() % u64::try_from(of.max(1)).unwrap_or(1)).unwrap_or(0)
    }

    /// True in so many of a hundred.
    pub fn in_a_hundred(&mut self, times: usize) -> bool {
        self.below(100) < times
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of.get(self.below(of.len())).copied().unwrap_or_default()
    }

    /// `least` to `most` of them, each at most once, the first ones likelier.
    fn some(&mut self, of: &[&str], least: usize, most: usize) -> Vec<String> {
        let wanted = least + self.below(most - least + 1);
        let mut chosen: Vec<&str> = Vec::new();
        for _ in 0..wanted * 3 {
            let at = self.below(of.len()).min(self.below(of.len()));
            if let Some(value) = of.get(at).filter(|value| chosen.len() < wanted && !chosen.contains(value)) {
                chosen.push(value);
            }
        }
        chosen.into_iter().map(str::to_owned).collect()
    }

    fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.below(usize::try_from(most - least + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// From 0 to 1.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// An invented market of so many listings.
#[derive(Clone, Debug)]
pub struct Market {
    /// How many listings it has, with the numbers 1 to this.
    pub listings: i64,
    words: Vec<String>,
    districts: Vec<Place>,
}

impl Market {
    /// A market; takes a moment to look up the districts.
    pub fn new(listings: i64) -> Self {
        Self { listings, words: vocabulary(), districts: districts() }
    }

    /// The listing with this number.
    pub fn listing(&self, id: i64) -> ListingDoc {
        let mut dice = Dice::of(id.unsigned_abs(), 1);
        let all = categories::all();
        let category = all.get(dice.below(all.len()));
        let provider_id = id / PER_PROVIDER;
        let mut of_provider = Dice::of(provider_id.unsigned_abs(), 2);
        let provider_name = Self::provider_name(&mut of_provider);
        let home = of_provider.below(self.districts.len());
        let place = self.districts.get(home);
        let title = format!(
            "{} {} {}",
            category.map_or("Support", |known| known.name.as_str()),
            dice.one(&["for", "with", "and"]),
            self.sentence(&mut dice, 2)
        );
        let mut listing = ListingDoc {
            listing_id: id,
            provider_id,
            slug: slugify(&title),
            summary: format!("{}.", self.sentence(&mut dice, 11)),
            description: self.description(&mut dice),
            provider_name,
            provider_kind: of_provider.one(&KINDS).to_owned(),
            place: place
                .and_then(|place| geo::council_name(place.council_code.as_deref()?))
                .unwrap_or_default()
                .to_owned(),
            category: category.map_or_else(String::new, |known| known.code.clone()),
            care_groups: dice.some(&GROUPS, 1, 3),
            outcomes: dice.some(&OUTCOMES, 1, 3),
            delivery: dice.some(&["at_home", "at_venue", "online", "posted"], 1, 2),
            checks: of_provider.some(&CHECKS, 0, 4),
            languages: std::iter::once("English".to_owned()).chain(dice.some(&LANGUAGES, 0, 2)).collect(),
            access: dice.some(&ACCESS, 0, 4),
            easting: place.map(|place| place.easting + i32::try_from(of_provider.between(-1_500, 1_500)).unwrap_or(0)),
            northing: place
                .map(|place| place.northing + i32::try_from(of_provider.between(-1_500, 1_500)).unwrap_or(0)),
            from_pence: dice.in_a_hundred(90).then(|| dice.between(600, 6_000)),
            days: dice.some(&DAYS, 1, 4),
            spaces: dice.in_a_hundred(30).then(|| u32::try_from(dice.below(12)).unwrap_or(0)),
            starts_within_days: dice.in_a_hundred(40).then(|| u32::try_from(dice.below(30)).unwrap_or(0)),
            can_order: true,
            published_at: 1_700_000_000 + id * 7,
            title,
            ..ListingDoc::default()
        };
        listing.cqc_rating = of_provider.in_a_hundred(25).then(|| of_provider.one(&RATINGS).to_owned());
        listing.price_unit = listing.from_pence.is_some().then(|| dice.one(&UNITS).to_owned());
        if dice.in_a_hundred(60) {
            listing.rating_hundredths = u32::try_from(dice.between(310, 500)).ok();
            listing.rating_count = u32::try_from(dice.below(80) + 1).unwrap_or(1);
        }
        self.deliver(&mut listing, home, &mut dice);
        listing
    }

    /// Where it delivers: districts around it, its council, or a circle.
    fn deliver(&self, listing: &mut ListingDoc, home: usize, dice: &mut Dice) {
        match dice.below(10) {
            0..5 => {
                let around = home.saturating_sub(2)..home + 1 + dice.below(6);
                listing.districts =
                    self.districts.get(around).unwrap_or_default().iter().filter_map(|p| p.district.clone()).collect();
            }
            5..7 => {
                listing.councils = self.districts.get(home).and_then(|p| p.council_code.clone()).into_iter().collect();
            }
            _ => listing.radius_m = u32::try_from(dice.between(3_000, 30_000)).ok(),
        }
    }

    fn provider_name(dice: &mut Dice) -> String {
        let (first, second) = (invented(dice.below(9_000) + 60_000), invented(dice.below(3_000) + 80_000));
        format!("{} {} {}", first_upper(&first), first_upper(&second), dice.one(&ENDINGS))
    }

    /// 25 to 65 words, some of them in a fifth of all descriptions.
    fn description(&self, dice: &mut Dice) -> String {
        let mut sentences = Vec::new();
        for word in DENSE {
            if dice.below(5) == 0 {
                sentences.push(format!("We are {word}."));
            }
        }
        for _ in 0..2 + dice.below(4) {
            let words = 10 + dice.below(5);
            sentences.push(format!("{}.", self.sentence(dice, words)));
        }
        sentences.join(" ")
    }

    fn sentence(&self, dice: &mut Dice, words: usize) -> String {
        let mut text = String::new();
        for at in 0..words {
            if at > 0 {
                text.push(' ');
            }
            // About a third of English is small words; a sentence doesn't end in one.
            let small = at + 1 < words && dice.in_a_hundred(33);
            let word = if small { dice.one(&SMALL) } else { self.word(dice) };
            if at == 0 { text.push_str(&first_upper(word)) } else { text.push_str(word) }
        }
        text
    }

    /// A word of rank r comes about 1/r as often as the first.
    fn word(&self, dice: &mut Dice) -> &str {
        let ranks = self.words.len() as f64;
        let rank = (dice.share() * ranks.ln()).exp() as usize;
        self.words.get(rank.saturating_sub(1)).map_or("help", String::as_str)
    }

    /// The longest word of a listing's description that stands far down the list: few other listings have it.
    pub fn rare_word(&self, listing: &ListingDoc) -> Option<String> {
        let known = self.words.len() - TAIL;
        let words = listing.description.split(|c: char| !c.is_alphanumeric()).map(str::to_lowercase);
        let mut tail: Vec<String> =
            words.filter(|word| word.len() > 4 && !self.words.iter().take(known).any(|known| known == word)).collect();
        tail.retain(|word| !DENSE.contains(&word.as_str()) && !SMALL.contains(&word.as_str()));
        tail.into_iter().max_by_key(String::len)
    }
}

/// The words of the categories, the frequent ones first, then the invented tail.
fn vocabulary() -> Vec<String> {
    let mut counts: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    for category in categories::all() {
        let texts = [&category.name, &category.summary].into_iter().chain(&category.synonyms);
        for word in texts.flat_map(|text| text.split(|c: char| !c.is_alphanumeric())) {
            let word = word.to_lowercase();
            if word.len() > 2 && !SMALL.contains(&word.as_str()) && !DENSE.contains(&word.as_str()) {
                *counts.entry(word).or_default() += 1;
            }
        }
    }
    let mut known: Vec<(usize, String)> = counts.into_iter().map(|(word, count)| (count, word)).collect();
    known.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    known.into_iter().map(|(_, word)| word).chain((0..TAIL).map(invented)).collect()
}

/// A word that can be said and means nothing, another for each number.
fn invented(number: usize) -> String {
    const HEADS: [&str; 20] =
        ["b", "br", "c", "cl", "d", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "w"];
    const HEARTS: [&str; 10] = ["a", "e", "i", "o", "u", "ea", "oo", "ai", "ou", "ie"];
    const TAILS: [&str; 16] =
        ["n", "ld", "rk", "ck", "m", "sh", "th", "ver", "nd", "l", "st", "mble", "x", "rn", "p", "ft"];
    let part = |of: &[&'static str], number: usize| of.get(number % of.len()).copied().unwrap_or_default();
    let (first, rest) = (number % 200, number / 200);
    let head = format!("{}{}", part(&HEADS, first), part(&HEARTS, first / 20));
    let (middle, rest) = (rest % 16, rest / 16);
    let second = format!("{}{}{}", part(&TAILS, middle), part(&HEARTS, rest), part(&TAILS, rest / 10 + middle));
    format!("{head}{second}")
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Every postcode district of England that there is, neighbours by number beside each other.
fn districts() -> Vec<Place> {
    let letters = || 'A'..='Z';
    let areas = letters().map(String::from).chain(letters().flat_map(|a| letters().map(move |b| format!("{a}{b}"))));
    let mut found = Vec::new();
    for area in areas {
        found.extend((1..100).filter_map(|number| geo::lookup(&format!("{area}{number}")).ok()).filter(|place| {
            place.district.is_some() && place.council_code.as_deref().is_some_and(|code| code.starts_with('E'))
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listing_is_the_same_each_time_and_like_no_other() {
        let market = Market::new(10);
        assert_eq!(market.listing(7), market.listing(7));
        assert_ne!(market.listing(7).description, market.listing(8).description);
        assert!(market.districts.len() > 1_500, "{}", market.districts.len());
    }

    #[test]
    fn a_dense_word_is_in_a_fifth_of_all_listings() {
        let market = Market::new(2_000);
        for word in DENSE {
            let with = (1..=2_000).filter(|id| market.listing(*id).description.contains(word)).count();
            assert!((340..460).contains(&with), "{word}: {with}");
        }
    }
}
