//! What a price's unit means for an order: its words, how long it takes, and how much of it makes sense at a time.

use crate::directory::model::PriceUnit;
use crate::kernel::{Quantity, TimeOfDay};

const MINUTES_IN_A_DAY: i64 = 24 * 60;

/// The unit in words, one and many: "hour", "hours".
pub const fn words(unit: PriceUnit) -> (&'static str, &'static str) {
    match unit {
        PriceUnit::Hour => ("hour", "hours"),
        PriceUnit::HalfHour => ("half hour", "half hours"),
        PriceUnit::Visit => ("visit", "visits"),
        PriceUnit::Session => ("session", "sessions"),
        PriceUnit::Day => ("day", "days"),
        PriceUnit::Night => ("night", "nights"),
        PriceUnit::Week => ("week", "weeks"),
        PriceUnit::Mile => ("mile", "miles"),
        PriceUnit::Item => ("item", "items"),
        PriceUnit::OneOff => ("time", "times"),
    }
}

/// "2 hours", "1 visit", "1.5 hours".
pub fn amount(unit: PriceUnit, units: Quantity) -> String {
    let (one, many) = words(unit);
    format!("{units} {}", if units == Quantity::ONE { one } else { many })
}

/// The most that one delivery may be of. More than a day of hours is a slip of the finger, or somebody trying.
pub fn most_each_time(unit: PriceUnit) -> Quantity {
    Quantity::from_units(match unit {
        PriceUnit::Hour => 24,
        PriceUnit::HalfHour => 48,
        PriceUnit::Visit | PriceUnit::Session | PriceUnit::OneOff => 10,
        PriceUnit::Day | PriceUnit::Night => 31,
        PriceUnit::Week => 52,
        PriceUnit::Mile => 500,
        PriceUnit::Item => 1_000,
    })
}

/// How long one delivery takes, where the unit says so.
pub fn minutes(unit: PriceUnit, units: Quantity) -> Option<i64> {
    let each = match unit {
        PriceUnit::Hour => 60,
        PriceUnit::HalfHour => 30,
        _ => return None,
    };
    units.hundredths().checked_mul(each).map(|minutes| minutes / 100)
}

/// "7pm to 8pm", or "7pm" where the unit doesn't say how long it takes.
pub fn time_words(unit: PriceUnit, units: Quantity, at: TimeOfDay) -> String {
    let end = minutes(unit, units)
        .and_then(|minutes| u16::try_from((i64::from(at.minutes()) + minutes) % MINUTES_IN_A_DAY).ok())
        .and_then(TimeOfDay::from_minutes);
    match end {
        Some(end) if end != at => format!("{at} to {end}"),
        _ => at.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_agree_with_their_noun() {
        assert_eq!(amount(PriceUnit::Hour, Quantity::from_hundredths(150)), "1.5 hours");
        assert_eq!(amount(PriceUnit::Visit, Quantity::ONE), "1 visit");
    }

    #[test]
    fn times_run_past_midnight() {
        let late = TimeOfDay::new(22, 0).unwrap();
        assert_eq!(time_words(PriceUnit::Hour, Quantity::from_units(9), late), "10pm to 7am");
        assert_eq!(time_words(PriceUnit::HalfHour, Quantity::from_units(1), late), "10pm to 10:30pm");
        assert_eq!(time_words(PriceUnit::Hour, Quantity::from_units(24), late), "10pm");
        assert_eq!(time_words(PriceUnit::Visit, Quantity::from_units(2), late), "10pm");
    }
}
