//! What is promised of a line's visits and costs.

use proptest::prelude::*;

use super::*;
use crate::kernel::{Break, Breaks, OnBankHolidays};

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn window() -> Window {
    let now = day("2026-11-21").and_hms_opt(9, 30, 0).unwrap();
    Window { now, budget: Some((day("2026-04-06"), day("2027-04-05"))), nation: Nation::England }
}

pub(crate) fn weekly(days: &[&str], hours: i64, at: &str, from: &str) -> LineRequest {
    let schedule = Schedule::weekly(Weekdays::parse(days).unwrap(), TimeOfDay::parse(at).unwrap(), day(from));
    LineRequest::new(PriceUnit::Hour, Quantity::from_hundredths(hours), schedule)
}

fn more(days: Weekdays, at: &str, hundredths: i64) -> VisitTime {
    VisitTime { weekdays: days, at: TimeOfDay::parse(at).unwrap(), units: Quantity::from_hundredths(hundredths) }
}

/// 45 minutes every morning, half an hour at noon from Monday to Friday, an hour every evening.
fn care() -> LineRequest {
    let visits = [more(Weekdays::MONDAY_TO_FRIDAY, "12:30pm", 50), more(Weekdays::EVERY_DAY, "6pm", 100)];
    let days: Vec<&str> = Weekdays::EVERY_DAY.names().collect();
    LineRequest { more: MoreVisits::new(&visits).unwrap(), ..weekly(&days, 75, "8am", "2026-11-30") }
}

#[test]
fn several_visits_a_day_come_in_order() {
    let mut care = care();
    care.schedule.ends_on = Some(day("2026-12-06"));
    let visits = care.visits(&window()).unwrap();
    assert_eq!(visits.len(), 7 + 5 + 7);
    assert!(visits.is_sorted());
    let monday: Vec<String> = visits[..3].iter().map(|visit| format!("{} {}", visit.at, visit.units)).collect();
    assert_eq!(monday, ["8am 0.75", "12:30pm 0.5", "6pm 1"]);
    assert_eq!(
        care.when_words(),
        "Every day, 8am to 8:45am; Mondays to Fridays, 12:30pm to 1pm; Every day, 6pm to 7pm, \
         from 30 November 2026 to 6 December 2026"
    );
    assert_eq!(care.each_words(), "0.5 to 1 hour each time");
    let twice = LineRequest {
        more: MoreVisits::new(&[more(Weekdays::parse(["Tue"]).unwrap(), "7pm", 100)]).unwrap(),
        ..weekly(&["Tue"], 100, "8am", "2026-12-01")
    };
    assert_eq!(twice.when_words(), "Tuesdays, 8am to 9am and 7pm to 8pm, from 1 December 2026");
    assert_eq!(twice.each_words(), "1 hour each time");
}

#[test]
fn breaks_and_bank_holidays_are_left_out() {
    let mut line = weekly(&["Fri"], 100, "9am", "2026-12-18");
    line.schedule.ends_on = Some(day("2027-01-15"));
    let days = |line: &LineRequest, nation| -> Vec<String> {
        let visits = line.visits(&Window { nation, ..window() }).unwrap();
        visits.iter().map(|visit| visit.on.to_string()).collect()
    };
    assert_eq!(days(&line, Nation::England).len(), 5);
    line.schedule.holidays = OnBankHolidays::Skip;
    assert_eq!(days(&line, Nation::England), ["2026-12-18", "2027-01-08", "2027-01-15"]);
    let breaks = [Break { from: day("2027-01-04"), until: day("2027-01-08") }];
    line.schedule.breaks = Breaks::new(&breaks).unwrap();
    assert_eq!(days(&line, Nation::Scotland), ["2026-12-18", "2027-01-15"]);
    let always = [Break { from: day("2026-12-01"), until: day("2027-12-01") }];
    line.schedule.breaks = Breaks::new(&always).unwrap();
    assert!(matches!(line.visits(&window()), Err(LineFault::Never(_))));
}

#[test]
fn times_that_cannot_be_are_refused_in_words() {
    let spring = weekly(&["Sun"], 100, "1:30am", "2027-03-21");
    let fault = spring.visits(&window()).unwrap_err();
    assert_eq!(
        (fault.field().as_str(), fault.to_string().as_str()),
        (
            "at",
            "On Sunday 28 March 2027 the clocks go forward from 1am to 2am, so there is no 1:30am. \
                Choose another time, or a break on that day."
        )
    );
    let mut with_break = spring;
    let breaks = [Break { from: day("2027-03-28"), until: day("2027-03-28") }];
    with_break.schedule.breaks = Breaks::new(&breaks).unwrap();
    assert!(with_break.visits(&window()).is_ok());
    let mut crowded = weekly(&["Tue"], 300, "10am", "2026-12-01");
    crowded.more = MoreVisits::new(&[more(Weekdays::parse(["Tue"]).unwrap(), "12 noon", 100)]).unwrap();
    let fault = crowded.visits(&window()).unwrap_err();
    assert_eq!(fault.field(), "visit2_at");
    assert_eq!(
        fault.to_string(),
        "Visit 2: The visit at 12 noon begins before the one at 10am has ended. Choose another time."
    );
    crowded.more = MoreVisits::new(&[more(Weekdays::parse(["Tue"]).unwrap(), "2pm", 0)]).unwrap();
    assert_eq!(crowded.visits(&window()).unwrap_err().field(), "visit2_units");
}

#[test]
fn ten_thousand_visits_are_refused_in_words() {
    let (first, last) = (day("2026-04-06"), day("2031-04-05"));
    let window = Window { budget: Some((first, last)), ..window() };
    let times = ["10am", "noon", "2pm", "4pm", "6pm"].map(|at| more(Weekdays::EVERY_DAY, at, 50));
    let line = LineRequest { more: MoreVisits::new(&times).unwrap(), ..care() };
    let fault = line.visits(&window).unwrap_err();
    assert_eq!(fault.to_string(), "That comes to more than 5,000 visits. Choose an earlier last day, or fewer visits.");
    assert_eq!(fault.field(), "ends_on");
}

#[test]
fn said_in_words() {
    let mut line = weekly(&["Tue", "Thu"], 100, "7pm", "2026-12-01");
    assert_eq!(line.when_words(), "Tuesdays and Thursdays, 7pm to 8pm, from 1 December 2026");
    line.schedule.ends_on = Some(day("2027-01-31"));
    line.schedule.kind = ScheduleKind::Weekly { weekdays: Weekdays::parse(["Tue"]).unwrap(), every_weeks: 2 };
    assert_eq!(line.when_words(), "Every 2 weeks on Tuesdays, 7pm to 8pm, from 1 December 2026 to 31 January 2027");
    line.schedule = Schedule::one_off(day("2026-12-01"), line.schedule.at);
    assert_eq!(line.when_words(), "Tuesday 1 December 2026, 7pm to 8pm");
}

#[test]
fn what_makes_no_sense_is_refused_in_words() {
    let good = weekly(&["Tue"], 300, "7pm", "2026-12-01");
    assert_eq!(good.visits(&window()).unwrap().len(), 18);
    let units = |hundredths| LineRequest { units: Quantity::from_hundredths(hundredths), ..good }.visits(&window());
    assert_eq!(units(0), Err(LineFault::NoUnits));
    assert_eq!(units(-300), Err(LineFault::NoUnits));
    assert_eq!(units(2_401).unwrap_err().to_string(), "Enter 24 hours or less for each time.");
    assert_eq!(units(i64::MAX).unwrap_err().field(), "units");
    let from = |from: &str| weekly(&["Tue"], 300, "7pm", from).visits(&window());
    assert_eq!(from("2026-11-20"), Err(LineFault::Past));
    assert_eq!(from("2027-04-06"), Err(LineFault::AfterBudget(day("2027-04-05"))));
    assert_eq!(from("2027-04-01"), Err(LineFault::Never(day("2027-04-05"))));
    assert_eq!(weekly(&[], 300, "7pm", "2026-12-01").visits(&window()), Err(ScheduleError::NoWeekdays.into()));
    // Today is a Saturday, and half past nine has gone by.
    assert_eq!(weekly(&["Sat"], 100, "9:30", "2026-11-21").visits(&window()), Err(LineFault::Past));
    assert!(weekly(&["Sat"], 100, "10am", "2026-11-21").visits(&window()).is_ok());
    let mut long = weekly(&["Mon"], 100, "7pm", "2026-12-01");
    long.schedule.kind = ScheduleKind::Weekly { weekdays: Weekdays::EVERY_DAY, every_weeks: 13 };
    assert_eq!(long.visits(&window()), Err(LineFault::TooRare));
}

proptest! {
    #[test]
    fn accepted_visits_lie_in_the_window(
        bits in 0u8..128, every in 0u8..20, start in -400i64..800, length in -50i64..900, hours in -500i64..5_000,
    ) {
        let starts_on = window().now.date() + chrono::TimeDelta::days(start);
        let kind = ScheduleKind::Weekly { weekdays: Weekdays::from_bits(bits).unwrap(), every_weeks: every };
        let ends_on = Some(starts_on + chrono::TimeDelta::days(length));
        let schedule = Schedule { kind, ends_on, ..Schedule::one_off(starts_on, TimeOfDay::NOON) };
        let line = LineRequest::new(PriceUnit::Hour, Quantity::from_hundredths(hours), schedule);
        if let Ok(visits) = line.visits(&window()) {
            prop_assert!(!visits.is_empty() && visits.len() <= 5_000);
            prop_assert!(visits.iter().all(|visit| visit.on >= day("2026-11-21") && visit.on <= day("2027-04-05")));
            prop_assert!((1..=2_400).contains(&hours) && length >= 0 && (1..=12).contains(&every));
        }
    }

    /// Whatever pattern is asked for, each visit is on a day and at a time of it, in no break, at an hour that
    /// exists, and no two overlap.
    #[test]
    fn visits_keep_the_pattern(
        bits in 1u8..128,
        times in proptest::collection::vec((1u8..128, 0u16..1440, 25i64..400), 0..5),
        breaks in proptest::collection::vec((0i64..130, 0i64..20), 0..6),
        (skip, hour, length) in (proptest::bool::ANY, 0u16..24, 25i64..400),
    ) {
        let mut line = weekly(&["Tue"], length, "7pm", "2026-11-22");
        line.schedule.kind = ScheduleKind::Weekly { weekdays: Weekdays::from_bits(bits).unwrap(), every_weeks: 1 };
        line.schedule.at = TimeOfDay::new(hour, 30).unwrap();
        let times: Vec<VisitTime> = times.into_iter().map(|(bits, at, units)| VisitTime {
            weekdays: Weekdays::from_bits(bits).unwrap(),
            at: TimeOfDay::from_minutes(at).unwrap(),
            units: Quantity::from_hundredths(units),
        }).collect();
        line.more = MoreVisits::new(&times).unwrap();
        let breaks: Vec<Break> = breaks.into_iter().map(|(from, long)| {
            let from = day("2026-11-22") + chrono::TimeDelta::days(from);
            Break { from, until: from + chrono::TimeDelta::days(long) }
        }).collect();
        line.schedule.breaks = Breaks::new(&breaks).unwrap();
        line.schedule.holidays = if skip { OnBankHolidays::Skip } else { OnBankHolidays::AsUsual };
        let Ok(visits) = line.visits(&window()) else { return Ok(()) };
        prop_assert!(visits.is_sorted());
        let all: Vec<VisitTime> = line.times().collect();
        for visit in &visits {
            let time = all[usize::from(visit.number) - 1];
            prop_assert_eq!((visit.at, visit.units), (time.at, time.units));
            prop_assert!(time.weekdays.contains(chrono::Datelike::weekday(&visit.on)));
            prop_assert!(!breaks.iter().any(|one| (one.from..=one.until).contains(&visit.on)));
            prop_assert!(!skip || !crate::kernel::bank_holidays::is_bank_holiday(visit.on, Nation::England));
            prop_assert!(utc_of(super::super::cancelling::starts(visit.on, visit.at)).is_some());
        }
        for pair in visits.windows(2) {
            let long = units::minutes(line.unit, pair[0].units).unwrap();
            let next = (pair[1].on - pair[0].on).num_days() * 24 * 60 + i64::from(pair[1].at.minutes());
            prop_assert!(i64::from(pair[0].at.minutes()) + long <= next);
        }
    }
}

#[test]
fn a_visit_that_lasts_past_midnight_ends_before_the_next_day_s_first() {
    let night = |length| {
        let mut line = weekly(&["Sat"], length, "11pm", "2026-11-22");
        let sunday = VisitTime {
            weekdays: Weekdays::from_bits(1 << 6).unwrap(),
            at: TimeOfDay::from_minutes(120).unwrap(),
            units: Quantity::ONE,
        };
        line.more = MoreVisits::new(&[sunday]).unwrap();
        line.visits(&window())
    };
    assert!(matches!(night(400), Err(LineFault::OfVisit(..) | LineFault::Overlap(..))), "11pm to 3am, and 2am to 3am");
    assert!(night(300).is_ok(), "11pm to 2am, and then 2am to 3am");
}
