//! When calling off a delivery is free, and what it costs when it isn't.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use crate::kernel::dates::london;
use crate::kernel::{BasisPoints, Money, TimeOfDay};

/// Whether there is still time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Early enough: free.
    InTime,
    /// Not early enough: the listing's late charge is due.
    Late,
    /// It has begun.
    Started,
}

/// How much notice cancelling at `now` (UTC) gives a delivery: it is in time when `notice_hours` from now is not
/// after its start on London's clocks.
pub fn notice(now: NaiveDateTime, on: NaiveDate, at: TimeOfDay, notice_hours: i32) -> Notice {
    let start = starts(on, at);
    if start <= london(now) {
        return Notice::Started;
    }
    let hours = TimeDelta::hours(i64::from(notice_hours.max(0)));
    match now.checked_add_signed(hours) {
        Some(end) if london(end) <= start => Notice::InTime,
        _ => Notice::Late,
    }
}

/// When a delivery starts, on London's clocks.
pub fn starts(on: NaiveDate, at: TimeOfDay) -> NaiveDateTime {
    on.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(i64::from(at.minutes()))
}

/// What a late cancellation costs: a share of the delivery's price, rounded once, never more than all of it.
pub fn late_charge(amount: Money, percent: i32) -> Money {
    let points = BasisPoints::new(percent.clamp(0, 100) * 100).unwrap_or(BasisPoints::WHOLE);
    amount.share(points)
}

/// The rule in words: "Free up to 24 hours before. After that, half the price."
pub fn words(notice_hours: i32, late_charge_percent: i32) -> String {
    let until = match notice_hours {
        i32::MIN..=0 => "Free until it starts.".to_owned(),
        1 => "Free up to 1 hour before.".to_owned(),
        hours if hours >= 72 && hours % 24 == 0 => format!("Free up to {} days before.", hours / 24),
        hours => format!("Free up to {hours} hours before."),
    };
    match late_charge_percent {
        _ if notice_hours <= 0 => until,
        i32::MIN..=0 => "Free at any time before it starts.".to_owned(),
        50 => format!("{until} After that, half the price."),
        100.. => format!("{until} After that, the full price."),
        percent => format!("{until} After that, {percent}% of the price."),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::line::tests::day;
    use super::*;

    fn utc(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    #[test]
    fn in_time_up_to_the_very_hour() {
        let (on, at) = (day("2026-12-01"), TimeOfDay::new(19, 0).unwrap());
        assert_eq!(notice(utc("2026-11-30T19:00:00"), on, at, 24), Notice::InTime);
        assert_eq!(notice(utc("2026-11-30T19:00:01"), on, at, 24), Notice::Late);
        assert_eq!(notice(utc("2026-12-01T18:59:59"), on, at, 24), Notice::Late);
        assert_eq!(notice(utc("2026-12-01T19:00:00"), on, at, 0), Notice::Started);
    }

    #[test]
    fn summer_time_counts_real_hours() {
        // The clocks go forward at 1am on 28 March 2027: 7pm that day is 18:00 UTC.
        let (on, at) = (day("2027-03-28"), TimeOfDay::new(19, 0).unwrap());
        assert_eq!(notice(utc("2027-03-27T18:00:00"), on, at, 24), Notice::InTime);
        assert_eq!(notice(utc("2027-03-27T18:00:01"), on, at, 24), Notice::Late);
    }

    #[test]
    fn said_in_words() {
        assert_eq!(words(24, 50), "Free up to 24 hours before. After that, half the price.");
        assert_eq!(words(168, 100), "Free up to 7 days before. After that, the full price.");
        assert_eq!(words(0, 100), "Free until it starts.");
        assert_eq!(words(48, 0), "Free at any time before it starts.");
        assert_eq!(words(1, 25), "Free up to 1 hour before. After that, 25% of the price.");
    }

    proptest! {
        #[test]
        fn the_charge_is_part_of_the_price(pence in 1i64..1_000_000, percent in -10i32..200) {
            let charge = late_charge(Money::from_pence(pence), percent);
            prop_assert!(charge >= Money::ZERO && charge.pence() <= pence);
            prop_assert_eq!(late_charge(Money::from_pence(pence), 100).pence(), pence);
        }
    }
}
