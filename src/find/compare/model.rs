//! What is asked for and what comes of it. Pure.

use crate::directory::model::PriceUnit;
use crate::directory::service::Offer;
use crate::kernel::{ListingId, Quantity};

/// The most that stand side by side.
pub const MOST: usize = 4;

/// What an address asks to compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The first four, each once.
    pub listings: Vec<ListingId>,
    /// Whether there were more.
    pub too_many: bool,
}

impl Asked {
    /// Reads the part of an address after the question mark. What is no number of a listing is left out.
    pub fn parse(query: &str) -> Self {
        let pairs: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
        let mut asked = Self::default();
        for listing in pairs.iter().filter(|(name, _)| name == "listing").filter_map(|(_, id)| id.parse().ok()) {
            if asked.listings.contains(&listing) {
                continue;
            }
            if asked.listings.len() == MOST {
                asked.too_many = true;
                break;
            }
            asked.listings.push(listing);
        }
        asked
    }

    /// The address without one of them.
    pub fn without(listings: &[ListingId], gone: ListingId) -> String {
        let left: Vec<(&str, ListingId)> =
            listings.iter().filter(|id| **id != gone).map(|id| ("listing", *id)).collect();
        if left.is_empty() {
            return "/compare".to_owned();
        }
        format!("/compare?{}", serde_html_form::to_string(left).unwrap_or_default())
    }
}

/// How much of it a line of the reader's plan asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The plan's line: "Help at home".
    pub line: String,
    /// How much a week, where the plan says it in hours.
    pub hours: Quantity,
}

/// One of those side by side.
#[derive(Clone, Debug)]
pub struct Compared {
    /// The listing with whoever offers it.
    pub offer: Offer,
    /// How far its provider is from the reader's home, in metres.
    pub distance_m: Option<u32>,
    /// What the reader's plan asks for of this kind of support.
    pub wanted: Option<Wanted>,
}

/// All that stand side by side.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// In the order asked for.
    pub compared: Vec<Compared>,
    /// How many of those asked for are not on show.
    pub missing: usize,
    /// Whether more than four were asked for.
    pub too_many: bool,
    /// Whether anything is known of the reader's home.
    pub home: bool,
    /// The reader's name, when somebody acts for them.
    pub of: Option<String>,
}

/// The hours a week in the words of a plan's line: "7 hours a week at £21.50" are 7, "6 to 7 hours a week" too.
pub fn hours_in(detail: &str) -> Option<Quantity> {
    let words: Vec<&str> = detail.split_whitespace().map(|word| word.trim_end_matches([',', '.', ';'])).collect();
    let hours = words.windows(4).find_map(|four| match four {
        [hours, "hour" | "hours", "a", "week"] => hours.parse::<u32>().ok(),
        _ => None,
    })?;
    (1..=168).contains(&hours).then(|| Quantity::from_units(hours))
}

/// How many of this unit make so many hours; none for units that aren't times of a known length.
pub fn units_for(hours: Quantity, unit: PriceUnit) -> Option<Quantity> {
    match unit {
        PriceUnit::Hour => Some(hours),
        PriceUnit::HalfHour => hours.checked_mul(2),
        PriceUnit::Visit
        | PriceUnit::Session
        | PriceUnit::Day
        | PriceUnit::Night
        | PriceUnit::Week
        | PriceUnit::Mile
        | PriceUnit::Item
        | PriceUnit::OneOff => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ids(listings: &[i64]) -> Vec<ListingId> {
        listings.iter().copied().map(ListingId).collect()
    }

    #[test]
    fn the_first_four_are_kept_each_once() {
        let asked = Asked::parse("listing=3&listing=1&listing=3&x=9&listing=no&listing=4&listing=5");
        assert_eq!(asked, Asked { listings: ids(&[3, 1, 4, 5]), too_many: false });
        let asked = Asked::parse("listing=1&listing=2&listing=3&listing=4&listing=5");
        assert_eq!(asked, Asked { listings: ids(&[1, 2, 3, 4]), too_many: true });
    }

    #[test]
    fn one_can_be_taken_away() {
        assert_eq!(Asked::without(&ids(&[1, 2, 3]), ListingId(2)), "/compare?listing=1&listing=3");
        assert_eq!(Asked::without(&ids(&[1]), ListingId(1)), "/compare");
    }

    #[test]
    fn hours_are_read_from_a_plans_words() {
        assert_eq!(hours_in("7 hours a week at £21.50"), Some(Quantity::from_units(7)));
        assert_eq!(hours_in("6 to 7 hours a week"), Some(Quantity::from_units(7)));
        assert_eq!(hours_in("1 hour a week, in the morning"), Some(Quantity::from_units(1)));
        for other in [
            "",
            "7 mornings a week",
            "3 hours a month",
            "0 hours a week",
            "900 hours a week",
            "hours a week",
            "-1 hours a week",
        ] {
            assert_eq!(hours_in(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn any_address_is_read(query in "\\PC{0,80}") {
            prop_assert!(Asked::parse(&query).listings.len() <= MOST);
        }

        #[test]
        fn any_detail_is_read(detail in "\\PC{0,40}") {
            let _ = hours_in(&detail);
        }
    }
}
