//! From when to when a visit really was: evidence for how much of it is paid.

use chrono::{NaiveDateTime, TimeDelta};

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

/// What is recorded some minutes before its end is taken as it is: a carer writes it down at the door.
const AT_THE_DOOR: TimeDelta = TimeDelta::minutes(15);

/// Refuses, in a sentence, to record a visit that can't be over yet. `planned` is when it was to begin and `now` what the
/// clock shows, both in London. Where no times are said, a visit is taken to have begun as planned.
///
/// # Errors
/// The sentence.
pub fn check_over(
    unit: PriceUnit,
    recorded: Quantity,
    times: Option<(TimeOfDay, TimeOfDay)>,
    planned: NaiveDateTime,
    now: NaiveDateTime,
) -> Result<(), String> {
    let so_far = now + AT_THE_DOOR;
    if let Some((from, to)) = times {
        let ends = ends(planned, from, to);
        return if ends <= so_far {
            Ok(())
        } else {
            Err(format!("The visit can’t have ended at {to} yet. Record it when it is over, or put the times right."))
        };
    }
    let Some(minutes) = units::minutes(unit, recorded) else { return Ok(()) };
    if planned.checked_add_signed(TimeDelta::minutes(minutes)).is_some_and(|ends| ends <= so_far) {
        return Ok(());
    }
    let amount = units::amount(unit, recorded);
    Err(format!(
        "{amount} have not passed since the visit began. Record it when it is over, or say when it really was."
    ))
}

/// When a visit ended: on the day on which it began, or the day after. It began on the planned day, unless the clock says
/// that it was nearer to the planned time on the day before or after.
fn ends(planned: NaiveDateTime, from: TimeOfDay, to: TimeOfDay) -> NaiveDateTime {
    let half = TimeDelta::hours(12);
    let on = |time: TimeOfDay| {
        planned.date().and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(i64::from(time.minutes()))
    };
    let mut began = on(from);
    if began - planned > half {
        began -= TimeDelta::days(1);
    } else if planned - began > half {
        began += TimeDelta::days(1);
    }
    let long = (i64::from(to.minutes()) - i64::from(from.minutes())).rem_euclid(MINUTES_IN_A_DAY);
    began + TimeDelta::minutes(long)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hundredths: i64, from: &str, to: &str) -> Result<(), String> {
        let time = |text| TimeOfDay::parse(text).unwrap();
        check_times(PriceUnit::Hour, Quantity::from_hundredths(hundredths), time(from), time(to))
    }

    /// A visit that is planned for 10 in the evening of the third, recorded at an hour of the third or fourth.
    fn over(hundredths: i64, times: Option<(&str, &str)>, now: &str) -> bool {
        let time = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        let times = times.map(|(from, to)| (TimeOfDay::parse(from).unwrap(), TimeOfDay::parse(to).unwrap()));
        let recorded = Quantity::from_hundredths(hundredths);
        check_over(PriceUnit::Hour, recorded, times, time("2026-11-03T22:00:00"), time(now)).is_ok()
    }

    #[test]
    fn a_visit_is_recorded_when_it_is_over() {
        assert!(!over(300, None, "2026-11-03T23:00:00"), "an hour after it began, three hours have not passed");
        assert!(over(300, None, "2026-11-04T00:50:00"), "at the door");
        assert!(over(100, None, "2026-11-03T23:00:00"));
        let night = Some(("10pm", "7am"));
        assert!(!over(900, night, "2026-11-04T02:00:00"));
        assert!(over(900, night, "2026-11-04T07:00:00"));
        assert!(over(100, Some(("9:30pm", "10:30pm")), "2026-11-03T22:30:00"), "who came early says when");
        let late = Some(("12:30am", "1:30am"));
        assert!(!over(100, late, "2026-11-03T23:50:00") && over(100, late, "2026-11-04T01:30:00"));
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
