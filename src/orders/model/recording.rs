//! From when to when a visit really was: evidence for how much of it is paid.

use super::units;
use crate::directory::model::PriceUnit;
use crate::kernel::{Quantity, TimeOfDay};

const MINUTES_IN_A_DAY: i64 = 24 * 60;

/// Refuses, in a sentence, times that are shorter than what is to be paid. A visit may run past midnight.
///
/// # Errors
/// The sentence.
pub fn check_times(unit: PriceUnit, paid: Quantity, from: TimeOfDay, to: TimeOfDay) -> Result<(), String> {
    let long = (i64::from(to.minutes()) - i64::from(from.minutes())).rem_euclid(MINUTES_IN_A_DAY);
    if long == 0 {
        return Err("The visit can’t end when it starts. Put the times right.".to_owned());
    }
    let Some(minutes) = units::minutes(unit, paid) else { return Ok(()) };
    if minutes <= long {
        return Ok(());
    }
    let each = units::minutes(unit, Quantity::ONE).unwrap_or(60).max(1);
    let most = units::amount(unit, Quantity::from_hundredths(long * 100 / each));
    Err(format!("From {from} to {to} is {most}. Enter {most} or less, or put the times right."))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hundredths: i64, from: &str, to: &str) -> Result<(), String> {
        let time = |text| TimeOfDay::parse(text).unwrap();
        check_times(PriceUnit::Hour, Quantity::from_hundredths(hundredths), time(from), time(to))
    }

    #[test]
    fn what_is_paid_fits_into_the_times() {
        assert_eq!(check(300, "10am", "1pm"), Ok(()));
        assert_eq!(check(250, "10am", "1pm"), Ok(()));
        assert_eq!(check(900, "10pm", "7am"), Ok(()), "a night runs past midnight");
        assert_eq!(
            check(300, "10am", "12:30pm").unwrap_err(),
            "From 10am to 12:30pm is 2.5 hours. Enter 2.5 hours or less, or put the times right."
        );
        assert!(check(100, "10am", "10am").is_err());
        let time = |text| TimeOfDay::parse(text).unwrap();
        assert_eq!(check_times(PriceUnit::Visit, Quantity::ONE, time("10am"), time("10:05am")), Ok(()));
    }
}
