//! What an address may say: the groups of choices, what each of their values means, and the steps that are offered.

use super::address::SearchAddress;
use crate::directory::model::{AccreditationScheme, CareGroup, Delivery, OutcomeFamily, ProviderKind};
use crate::kernel::week_times;
use crate::search::{categories, price_band_limits};

/// Ways to sort: the address's word and what the page says.
pub const SORTS: [(&str, &str); 5] = [
    ("", "Best match"),
    ("nearest", "Nearest first"),
    ("price", "Lowest price first"),
    ("rating", "Highest rated first"),
    ("newest", "Newest first"),
];

/// Distances offered, in miles.
pub const DISTANCES: [u32; 5] = [1, 3, 5, 10, 20];

/// Within how many days it can start, as offered.
pub const STARTS: [u32; 3] = [7, 14, 28];

/// The lowest ratings offered, in hundredths.
pub const RATINGS: [&str; 4] = ["450", "400", "350", "300"];

/// At most this many values of one group are read, so that an address can't ask for endless work.
pub(super) const MOST_VALUES: usize = 30;
/// A language's or a feature's name is shorter, in bytes.
const LONGEST_NAME: usize = 80;
/// More days than anybody plans ahead.
pub(super) const MOST_DAYS: u32 = 366;

/// A group of choices: the name in addresses, where its values are, and whether a value means anything.
pub struct Group {
    /// The name in addresses.
    pub name: &'static str,
    /// Its values.
    pub values: fn(&SearchAddress) -> &Vec<String>,
    /// Its values, to change.
    pub values_mut: fn(&mut SearchAddress) -> &mut Vec<String>,
    /// Whether a value means anything.
    pub is_known: fn(&str) -> bool,
}

fn is_a_kind(value: &str) -> bool {
    value == "micro" || value.parse::<ProviderKind>().is_ok()
}

fn is_a_day(value: &str) -> bool {
    ["weekday", "evening", "night", "weekend"].contains(&value)
}

fn is_a_name(value: &str) -> bool {
    !value.trim().is_empty() && value.len() <= LONGEST_NAME && !value.contains(char::is_control)
}

macro_rules! group {
    ($name:ident, $is_known:expr) => {
        Group { name: stringify!($name), values: |a| &a.$name, values_mut: |a| &mut a.$name, is_known: $is_known }
    };
}

/// Every group of which several values can be ticked.
pub const GROUPS: [Group; 12] = [
    group!(category, categories::is_known),
    group!(price, |value| price_band_limits(value).is_some()),
    group!(check, |value| value.parse::<AccreditationScheme>().is_ok()),
    group!(group, |value| value.parse::<CareGroup>().is_ok()),
    group!(outcome, |value| value.parse::<OutcomeFamily>().is_ok()),
    group!(delivery, |value| value.parse::<Delivery>().is_ok()),
    group!(cqc, is_a_name),
    group!(kind, is_a_kind),
    group!(day, is_a_day),
    group!(when, |value| week_times::read_code(value).is_some()),
    group!(language, is_a_name),
    group!(access, is_a_name),
];

/// The part of an address after the question mark, without what is said again of something that there is one of: the first
/// counts.
pub(super) fn said_once(query: &str) -> String {
    let all: Vec<(String, String)> = serde_html_form::from_str(query).unwrap_or_default();
    let mut once: Vec<&(String, String)> = Vec::with_capacity(all.len());
    for pair in &all {
        if GROUPS.iter().any(|group| group.name == pair.0) || once.iter().all(|known| known.0 != pair.0) {
            once.push(pair);
        }
    }
    serde_html_form::to_string(once).unwrap_or_default()
}
