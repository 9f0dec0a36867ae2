//! What a listing's figures mean, in sentences. Pure; the pages and their easy-read twins say the same.

use chrono::NaiveDate;

use crate::directory::model::{Listing, Price, PriceUnit, Provider, Vat, lowest_price, price_for};
use crate::kernel::{Quantity, TimeBand, words};

/// When a price holds, with its hours: "Evening, 6pm to 10pm".
pub fn band_words(band: TimeBand) -> &'static str {
    match band {
        TimeBand::Weekday => "Weekday, 6am to 6pm",
        TimeBand::Evening => "Evening, 6pm to 10pm",
        TimeBand::Night => "Night, 10pm to 6am",
        TimeBand::Weekend => "Weekend",
        TimeBand::BankHoliday => "Bank holiday",
    }
}

/// When a price holds, inside a sentence.
pub fn band_short(band: TimeBand) -> &'static str {
    match band {
        TimeBand::Weekday => "on weekdays",
        TimeBand::Evening => "in the evening",
        TimeBand::Night => "at night",
        TimeBand::Weekend => "at the weekend",
        TimeBand::BankHoliday => "on a bank holiday",
    }
}

/// "1 hour", "1.5 hours", "a week".
pub fn quantity_words(quantity: Quantity, unit: PriceUnit) -> String {
    let one = quantity == Quantity::ONE;
    format!("{quantity} {}", if one { unit.label() } else { unit.plural() })
}

/// What a listing charges for first: the weekday price of the unit its provider named first.
pub fn main_price(listing: &Listing, today: NaiveDate) -> Option<&Price> {
    let unit = lowest_price(&listing.prices, today)?.unit;
    price_for(&listing.prices, unit, TimeBand::Weekday, today).or_else(|| lowest_price(&listing.prices, today))
}

/// That nothing is added: the law wants the whole price said first.
pub fn all_you_pay(price: &Price) -> String {
    let vat = match price.vat {
        Vat::Exempt | Vat::Zero => "There is no VAT.",
        Vat::Included => "VAT is included.",
    };
    let least = if price.minimum == Quantity::ONE && price.unit != PriceUnit::Hour {
        String::new()
    } else {
        format!(" The least you can order at a time is {}.", quantity_words(price.minimum, price.unit))
    };
    format!("This is all you pay. {vat}{least}")
}

/// How a price differs from the main one in VAT and in the least that can be ordered; none when it doesn't.
pub fn unlike(price: &Price, main: &Price) -> Option<String> {
    let vat = (price.vat != main.vat).then(|| match price.vat {
        Vat::Exempt | Vat::Zero => "No VAT".to_owned(),
        Vat::Included => "VAT is included".to_owned(),
    });
    let least = ((price.unit, price.minimum) != (main.unit, main.minimum))
        .then(|| format!("At least {} at a time", quantity_words(price.minimum, price.unit)))
        .filter(|_| price.unit == main.unit || price.minimum != Quantity::ONE);
    let words: Vec<String> = vat.into_iter().chain(least).collect();
    (!words.is_empty()).then(|| words.join(". "))
}

/// What cancelling costs, and until when it costs nothing.
pub fn cancelling(notice_hours: i32, late_charge_percent: i32) -> String {
    if late_charge_percent <= 0 {
        return "You can cancel at any time. It costs nothing.".to_owned();
    }
    let charge = match late_charge_percent {
        50 => "half the price".to_owned(),
        100 => "the whole price".to_owned(),
        percent => format!("{percent}% of the price"),
    };
    if notice_hours <= 0 {
        return format!("If you cancel you pay {charge}.");
    }
    format!("Cancel free up to {} before. After that you pay {charge}.", notice_words(notice_hours))
}

/// "24 hours", "3 days".
pub fn notice_words(hours: i32) -> String {
    if hours >= 48 && hours % 24 == 0 {
        words::count(hours / 24, "day", "days")
    } else {
        words::count(hours, "hour", "hours")
    }
}

/// How soon a provider answers.
pub fn answers_in(days: i32) -> String {
    if days <= 0 { "the same day".to_owned() } else { words::count(days, "day", "days") }
}

/// "4 spaces left", "No spaces now"; none when it isn't a matter of spaces.
pub fn spaces(left: Option<i32>) -> Option<String> {
    left.map(|left| match left {
        0 => "No spaces now".to_owned(),
        left => format!("{} left", words::count(left, "space", "spaces")),
    })
}

/// How soon it can begin.
pub fn starts_within(days: Option<i32>) -> Option<String> {
    days.map(|days| match days {
        0 => "Can start today".to_owned(),
        days => format!("Can start within {}", words::count(days, "day", "days")),
    })
}

/// What kind of provider it is, with its size: "Charity or voluntary organisation, 9 workers".
pub fn kind_words(provider: &Provider) -> Option<String> {
    let known = provider.kind != crate::directory::model::ProviderKind::Unknown;
    let workers =
        provider.workers.filter(|workers| *workers > 1).map(|workers| words::count(workers, "worker", "workers"));
    match (known, workers) {
        (true, Some(workers)) => Some(format!("{}, {workers}", provider.kind.label())),
        (true, None) => Some(provider.kind.label().to_owned()),
        (false, workers) => workers,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cancelling_is_said_in_days_and_halves() {
        assert_eq!(cancelling(24, 50), "Cancel free up to 24 hours before. After that you pay half the price.");
        assert_eq!(cancelling(72, 100), "Cancel free up to 3 days before. After that you pay the whole price.");
        assert_eq!(cancelling(1, 30), "Cancel free up to 1 hour before. After that you pay 30% of the price.");
        assert_eq!(cancelling(48, 0), "You can cancel at any time. It costs nothing.");
    }

    #[test]
    fn quantities_agree_with_their_unit() {
        assert_eq!(quantity_words(Quantity::ONE, PriceUnit::Hour), "1 hour");
        assert_eq!(quantity_words(Quantity::from_hundredths(150), PriceUnit::HalfHour), "1.5 half-hours");
    }
}
