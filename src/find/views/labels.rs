//! The values of filters in words, and the chips of what is on.

use std::borrow::Cow;

use crate::directory::model::{AccreditationScheme, CareGroup, Delivery, OutcomeFamily, PriceUnit, ProviderKind};
use crate::find::address::{FilterOn, SearchAddress};
use crate::find::person::Person;
use crate::kernel::{Money, week_times, words};
use crate::search::{categories, price_band_limits};

/// The words of a stored value, as the page says them.
fn label<T: std::str::FromStr>(value: &str, words: impl Fn(T) -> &'static str) -> Cow<'_, str> {
    match value.parse() {
        Ok(known) => Cow::Borrowed(words(known)),
        Err(_) => Cow::Borrowed(value),
    }
}

/// What a price is for: "an hour".
pub fn unit(value: &str) -> Cow<'_, str> {
    label(value, |unit: PriceUnit| unit.per())
}

/// "Within 5 miles".
pub fn within(miles: u32) -> String {
    format!("Within {}", words::count(miles, "mile", "miles"))
}

/// "Under £15", "£15 to £20", "£30 or more".
fn band(value: &str) -> String {
    let amount = |pence: i64| Money::from_pence(pence).to_string().trim_end_matches(".00").to_owned();
    match price_band_limits(value) {
        Some((_, 0, Some(below))) => format!("Under {}", amount(below)),
        Some((_, from, Some(below))) => format!("{} to {}", amount(from), amount(below)),
        Some((_, from, None)) => format!("{} or more", amount(from)),
        None => value.to_owned(),
    }
}

fn kind(value: &str) -> Cow<'_, str> {
    if value == "micro" { "Micro-provider (5 workers or fewer)".into() } else { label(value, ProviderKind::label) }
}

/// The days of a week, and the times of day that have prices of their own.
fn day(value: &str) -> &str {
    match value {
        "weekday" => "Weekdays",
        "evening" => "Evenings",
        "night" => "Nights",
        "weekend" => "Weekends",
        other => other,
    }
}

fn rating(value: &str) -> &str {
    match value {
        "450" => "4.5 stars or more",
        "400" => "4 stars or more",
        "350" => "3.5 stars or more",
        "300" => "3 stars or more",
        other => other,
    }
}

/// "Can start within a week".
pub fn soon(value: &str) -> String {
    match value {
        "7" => "Can start within a week".to_owned(),
        "14" => "Can start within 2 weeks".to_owned(),
        "28" => "Can start within 4 weeks".to_owned(),
        days => format!("Can start within {}", words::count(days.parse().unwrap_or(0_u32), "day", "days")),
    }
}

/// A value of a filter in words.
pub fn value<'a>(name: &str, value: &'a str) -> Cow<'a, str> {
    let words = match name {
        "category" => return categories::name(value).into(),
        "check" => return label(value, AccreditationScheme::label),
        "group" => return label(value, CareGroup::label),
        "outcome" => return label(value, OutcomeFamily::label),
        "delivery" => return label(value, Delivery::label),
        "kind" => return kind(value),
        "day" => return day(value).into(),
        "rating" => return rating(value).into(),
        "spaces" => return "Has spaces left".into(),
        "line" => return "Fits a line of the plan".into(),
        "pot" => return "What the budget may buy".into(),
        "budget" => return "Within the budget".into(),
        "price" => band(value),
        "cqc" => format!("CQC rated {value}"),
        "when" => week_times::code_words(value).unwrap_or_else(|| value.to_owned()),
        "within" => within(value.parse().unwrap_or_default()),
        "unit" => format!("Priced {}", unit(value)),
        "min" => format!("From {value}"),
        "max" => format!("Up to {value}"),
        "soon" => soon(value),
        "by" => format!("Can start by {value}"),
        _ => return value.into(),
    };
    words.into()
}

/// What is on: words, and the address without it.
pub fn chips(address: &SearchAddress, on: &[FilterOn], person: Option<&Person>) -> Vec<(String, String)> {
    let line = person.and_then(|person| person.line(address));
    let words = |on: &FilterOn| match line {
        Some(line) if on.name == "line" => format!("Fits {}", line.title),
        _ => value(on.name, &on.value).into_owned(),
    };
    on.iter().map(|on| (words(on), on.without.href())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_are_said_in_words() {
        assert_eq!(value("price", "hour:0"), "Under £15");
        assert_eq!(value("price", "half_hour:1250"), "£12.50 to £15");
        assert_eq!(value("price", "hour:3000"), "£30 or more");
        assert_eq!(value("when", "tue_evening"), "Tuesday evening");
        assert_eq!(value("soon", "3"), "Can start within 3 days");
        assert_eq!(value("kind", "micro"), "Micro-provider (5 workers or fewer)");
    }
}
