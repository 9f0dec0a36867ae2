//! Whether a basket can be paid from a pot, and what would fit of a line that can't.
//!
//! Lines are taken in the order they were added: each is paid from what those before it left. Nothing here moves
//! money; the ledger decides in the end.

use chrono::NaiveDate;

use super::costing::{Costing, Rate, cost};
use super::line::{LineRequest, Window};
use super::units;
use crate::directory::model::PriceUnit;
use crate::kernel::dates::long_date;
use crate::kernel::{Money, Quantity, ScheduleKind, TimeBand, words};

/// How one line fares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// It can be paid.
    Fits {
        /// What is left after it.
        left: Money,
    },
    /// It can't.
    Over {
        /// How much more it costs than is left for it.
        by: Money,
        /// What is left for it.
        left: Money,
    },
}

/// Takes lines in order from `available`. A line without a cost (it can't be ordered) takes nothing.
pub fn fit(available: Money, totals: &[Option<Money>]) -> Vec<Option<Fit>> {
    let mut left = available;
    let mut each = |total: Money| match left.checked_sub(total) {
        Some(rest) if !rest.is_negative() => {
            left = rest;
            Fit::Fits { left }
        }
        _ => Fit::Over { by: total.checked_sub(left).unwrap_or(total), left },
    };
    totals.iter().map(|total| total.map(&mut each)).collect()
}

/// A change to a line that makes it fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Less each time.
    Units(Quantity),
    /// Fewer times: the last day.
    StopOn(NaiveDate),
    /// Fewer times: every so many weeks.
    EveryWeeks(u8),
}

impl Change {
    /// As a form posts it: "units:200", "stop:2027-02-27", "every:2".
    pub fn as_text(self) -> String {
        match self {
            Self::Units(units) => format!("units:{}", units.hundredths()),
            Self::StopOn(day) => format!("stop:{day}"),
            Self::EveryWeeks(weeks) => format!("every:{weeks}"),
        }
    }

    /// Reads what [`Change::as_text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        match text.split_once(':')? {
            ("units", hundredths) => Some(Self::Units(Quantity::from_hundredths(hundredths.parse().ok()?))),
            ("stop", day) => Some(Self::StopOn(day.parse().ok()?)),
            ("every", weeks) => Some(Self::EveryWeeks(weeks.parse().ok()?)),
            _ => None,
        }
    }

    /// The line with this change made.
    pub fn apply(self, mut line: LineRequest) -> LineRequest {
        match self {
            Self::Units(units) => line.units = units,
            Self::StopOn(day) => line.schedule.ends_on = Some(day),
            Self::EveryWeeks(weeks) => {
                if let ScheduleKind::Weekly { every_weeks, .. } = &mut line.schedule.kind {
                    *every_weeks = weeks;
                }
            }
        }
        line
    }
}

/// A way on for a line that doesn't fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WayOn {
    /// What to change.
    pub change: Change,
    /// "Go for 2 hours, not 3".
    pub label: String,
    /// "£39.20 a week. £705.60 in all, and £72.00 left over."
    pub hint: String,
}

/// What would make a line fit into `left`: less each time, stopping sooner, every second week. Empty when nothing
/// would, for example when not even one delivery can be paid.
pub fn ways_on(
    line: &LineRequest,
    costing: &Costing,
    left: Money,
    window: &Window,
    price_of: impl Fn(TimeBand, NaiveDate) -> Option<Rate>,
) -> Vec<WayOn> {
    let mut ways = Vec::new();
    let mut offer = |change: Change, label: String| {
        let Ok(costing) = cost(&change.apply(*line), window, &price_of) else { return false };
        let Some(rest) = left.checked_sub(costing.total).filter(|rest| !rest.is_negative()) else { return false };
        let start = match (change, costing.weekly()) {
            (Change::StopOn(day), _) => format!("{}, until {}.", times(line, costing.deliveries.len()), long_date(day)),
            (_, Some(weekly)) => format!("{weekly} a week."),
            (_, None) => String::new(),
        };
        let hint = format!("{start} {} in all, and {rest} left over.", costing.total).trim_start().to_owned();
        ways.push(WayOn { change, label, hint });
        true
    };
    // Visits of different lengths are for people to shorten, one by one.
    let shorter = if line.more.is_empty() { smaller(line, costing, left) } else { Vec::new() };
    for units in shorter {
        if offer(Change::Units(units), format!("Go for {}, not {}", units::amount(line.unit, units), line.units)) {
            break;
        }
    }
    if let ScheduleKind::Weekly { every_weeks, .. } = line.schedule.kind {
        if let Some(until) = costing.affordable_until(left) {
            offer(Change::StopOn(until), "Stop sooner".to_owned());
        }
        if every_weeks == 1 {
            offer(Change::EveryWeeks(2), "Go every second week".to_owned());
        }
    }
    ways
}

/// Amounts below the line's own, largest first: whole units from about what the money pays for, then a half.
fn smaller(line: &LineRequest, costing: &Costing, left: Money) -> Vec<Quantity> {
    let guess = i128::from(line.units.hundredths()) * i128::from(left.pence().max(0));
    let whole = i64::try_from(guess / i128::from(costing.total.pence().max(1)) / 100).unwrap_or(0);
    let below = (line.units.hundredths() - 1) / 100;
    // Rounding to the penny can make the guess one unit too large, so a few are tried.
    let mut amounts: Vec<Quantity> =
        (0..3).map(|less| Quantity::from_hundredths((whole.min(below) - less) * 100)).collect();
    if line.unit == PriceUnit::Hour && line.units > Quantity::from_hundredths(50) {
        amounts.push(Quantity::from_hundredths(50));
    }
    amounts.retain(|units| *units > Quantity::ZERO && *units < line.units);
    amounts
}

/// "13 Saturdays", "26 visits".
pub fn times(line: &LineRequest, count: usize) -> String {
    if let ScheduleKind::Weekly { weekdays, .. } = line.schedule.kind
        && weekdays.len() == 1
        && line.more.is_empty()
        && let Some(day) = weekdays.iter().next()
    {
        let name = crate::kernel::weekdays::weekday_name(day);
        return words::count(count, name, &format!("{name}s"));
    }
    words::count(count, "visit", "visits")
}

/// What of a line would fit, in one sentence: "13 Saturdays would fit."
pub fn would_fit(line: &LineRequest, costing: &Costing, left: Money) -> String {
    match costing.affordable(left) {
        (0, _, _) => "Nothing of it would fit.".to_owned(),
        (count, _, _) => format!("{} would fit.", times(line, count)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::costing::tests::prices;
    use super::super::line::tests::{day, weekly, window};
    use super::*;

    fn pounds(pence: i64) -> Money {
        Money::from_pence(pence)
    }

    #[test]
    fn the_basket_of_the_picture() {
        // £1,980.00 left; £882.00 and £320.40 fit, £1,058.40 is £280.80 over.
        let fits = fit(pounds(198_000), &[Some(pounds(88_200)), Some(pounds(32_040)), None, Some(pounds(105_840))]);
        assert_eq!(
            fits,
            [
                Some(Fit::Fits { left: pounds(109_800) }),
                Some(Fit::Fits { left: pounds(77_760) }),
                None,
                Some(Fit::Over { by: pounds(28_080), left: pounds(77_760) }),
            ]
        );
        let line = weekly(&["Sat"], 300, "10am", "2026-12-05");
        let flat = |band: TimeBand, _: NaiveDate| Some(Rate { price: pounds(1_960), minimum: Quantity::ONE, band });
        let costing = cost(&line, &window(), flat).unwrap();
        assert_eq!(costing.total, pounds(105_840));
        assert_eq!(would_fit(&line, &costing, pounds(77_760)), "13 Saturdays would fit.");
        let ways = ways_on(&line, &costing, pounds(77_760), &window(), flat);
        let said: Vec<(&str, &str)> = ways.iter().map(|way| (way.label.as_str(), way.hint.as_str())).collect();
        assert_eq!(
            said,
            [
                ("Go for 2 hours, not 3", "£39.20 a week. £705.60 in all, and £72.00 left over."),
                ("Stop sooner", "13 Saturdays, until 27 February 2027. £764.40 in all, and £13.20 left over."),
                ("Go every second week", "£29.40 a week. £529.20 in all, and £248.40 left over."),
            ]
        );
    }

    #[test]
    fn the_providers_shortest_is_respected() {
        let line = weekly(&["Sat"], 300, "10am", "2026-12-05");
        let whole = |band: TimeBand, _: NaiveDate| Some(Rate { price: pounds(1_960), minimum: line.units, band });
        let costing = cost(&line, &window(), whole).unwrap();
        let ways = ways_on(&line, &costing, pounds(77_760), &window(), whole);
        assert_eq!(ways.len(), 2);
        assert!(ways.iter().all(|way| !matches!(way.change, Change::Units(_))));
    }

    proptest! {
        #[test]
        fn every_way_on_fits(bits in 1u8..128, hours in 1i64..2_400, part in 0i64..1_000, start in 1u64..120) {
            let mut line = weekly(&["Tue"], hours, "5pm", "2026-12-01");
            let weekdays = crate::kernel::Weekdays::from_bits(bits).unwrap();
            line.schedule.kind = ScheduleKind::Weekly { weekdays, every_weeks: 1 };
            line.schedule.starts_on = day("2026-11-21") + chrono::Days::new(start);
            let Ok(costing) = cost(&line, &window(), prices) else { return Ok(()) };
            let left = Money::from_pence(costing.total.pence() * part / 1_000);
            for way in ways_on(&line, &costing, left, &window(), prices) {
                let posted = Change::parse(&way.change.as_text()).unwrap();
                prop_assert_eq!(posted, way.change);
                let changed = cost(&posted.apply(line), &window(), prices).unwrap();
                prop_assert!(changed.total <= left && !changed.deliveries.is_empty());
            }
        }

        #[test]
        fn what_fits_never_takes_more_than_there_is(
            available in 0i64..100_000, totals in proptest::collection::vec(proptest::option::of(1i64..60_000), 0..8),
        ) {
            let totals: Vec<_> = totals.into_iter().map(|total| total.map(Money::from_pence)).collect();
            let fits = fit(Money::from_pence(available), &totals);
            let taken: i64 = fits.iter().zip(&totals).filter(|(fit, _)| matches!(fit, Some(Fit::Fits { .. })))
                .filter_map(|(_, total)| total.map(Money::pence)).sum();
            prop_assert!(taken <= available);
            for (fit, total) in fits.iter().zip(&totals) {
                prop_assert_eq!(fit.is_some(), total.is_some());
                if let (Some(Fit::Over { by, left }), Some(total)) = (fit, total) {
                    prop_assert!(*by > Money::ZERO);
                    prop_assert_eq!(left.checked_add(*by), Some(*total));
                }
            }
        }
    }
}
