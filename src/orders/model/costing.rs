//! What a line costs: each delivery at the price of its own day and hour, rounded once, and added up.
//!
//! Bank holidays, weekends, evenings and nights may each have their price, so the whole is the sum over the real
//! calendar and not so many weeks times a weekly figure. The weekly figure is for reading: a usual week, without bank
//! holidays.

use chrono::{Datelike, NaiveDate};

use super::line::{LineFault, LineRequest, Visit, Window};
use super::units;
use crate::directory::model::PriceUnit;
use crate::kernel::dates::long_date;
use crate::kernel::{Money, Quantity, ScheduleKind, TimeBand, TimeOfDay};

/// Weeks in a year, for "a year" beside "a week".
const WEEKS_IN_A_YEAR: i64 = 52;

/// What a listing charges for one unit at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// The price of one unit.
    pub price: Money,
    /// The least that can be ordered at a time.
    pub minimum: Quantity,
    /// The band whose price it is: the weekday's, where the time has no price of its own.
    pub band: TimeBand,
}

/// One delivery, priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlannedDelivery {
    /// The day.
    pub on: NaiveDate,
    /// When on the day.
    pub at: TimeOfDay,
    /// Which of the listing's prices it is charged at.
    pub band: TimeBand,
    /// How much of the unit.
    pub units: Quantity,
    /// The price of one unit.
    pub unit_price: Money,
    /// What it costs: price × units, rounded half away from zero.
    pub amount: Money,
}

/// What a line costs, delivery by delivery.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Costing {
    /// At least one and at most 5,000, in order of days and times.
    pub deliveries: Vec<PlannedDelivery>,
    /// The sum of their amounts; above zero.
    pub total: Money,
    /// What one round of the schedule costs when no day is a bank holiday; none for a one-off.
    pub round: Option<Money>,
    /// How many weeks a round takes.
    pub every_weeks: u8,
}

/// Why a line can't be costed. Each displays as a sentence.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CostFault {
    /// The line itself is wrong.
    #[error("{0}")]
    Line(#[from] LineFault),
    /// The listing has no price for that unit on that day.
    #[error("This service has no price for {}. Choose another unit or other days.", long_date(*.0))]
    NoPrice(NaiveDate),
    /// A price of nothing: an order moves money, so it can't be made.
    #[error("This service has no cost on {}, so it can’t be ordered here. Please phone the provider.", long_date(*.0))]
    Free(NaiveDate),
    /// More than can be held; never met with honest figures.
    #[error("That comes to more money than we can work with. Choose less.")]
    TooDear,
}

/// Prices each delivery of a line with `price_of(band, day)` and adds them up.
///
/// # Errors
/// [`CostFault`].
pub fn cost(
    request: &LineRequest,
    window: &Window,
    price_of: impl Fn(TimeBand, NaiveDate) -> Option<Rate>,
) -> Result<Costing, CostFault> {
    let mut deliveries = Vec::new();
    for visit in request.visits(window)? {
        deliveries.push(priced(request.unit, &visit, window, &price_of)?);
    }
    let total = Money::sum(deliveries.iter().map(|delivery| delivery.amount)).ok_or(CostFault::TooDear)?;
    let every_weeks = match request.schedule.kind {
        ScheduleKind::OneOff => 1,
        ScheduleKind::Weekly { every_weeks, .. } => every_weeks.max(1),
    };
    let mut costing = Costing { deliveries, total, round: None, every_weeks };
    if matches!(request.schedule.kind, ScheduleKind::Weekly { .. }) {
        costing.round = Money::sum(costing.usual().iter().map(|delivery| delivery.amount));
    }
    Ok(costing)
}

/// One visit at its price.
pub(crate) fn priced(
    unit: PriceUnit,
    visit: &Visit,
    window: &Window,
    price_of: impl Fn(TimeBand, NaiveDate) -> Option<Rate>,
) -> Result<PlannedDelivery, CostFault> {
    let Visit { on, at, units, number } = *visit;
    let band = TimeBand::of(on, at, window.nation);
    let Rate { price: unit_price, minimum, band } = price_of(band, on).ok_or(CostFault::NoPrice(on))?;
    if units < minimum {
        return Err(LineFault::BelowMinimum(units::amount(unit, minimum)).of_visit(number).into());
    }
    let amount = unit_price.times(units).ok_or(CostFault::TooDear)?;
    if amount <= Money::ZERO {
        return Err(CostFault::Free(on));
    }
    Ok(PlannedDelivery { on, at, band, units, unit_price, amount })
}

impl Costing {
    /// One delivery for each day of the week and time it happens at: the first that is no bank holiday, if there is one.
    pub fn usual(&self) -> Vec<&PlannedDelivery> {
        let mut usual: Vec<&PlannedDelivery> = Vec::new();
        for delivery in &self.deliveries {
            let same =
                |found: &&mut &PlannedDelivery| found.on.weekday() == delivery.on.weekday() && found.at == delivery.at;
            match usual.iter_mut().find(same) {
                None => usual.push(delivery),
                Some(found) if found.band == TimeBand::BankHoliday && delivery.band != TimeBand::BankHoliday => {
                    *found = delivery;
                }
                Some(_) => {}
            }
        }
        usual.sort_by_key(|delivery| (delivery.on.weekday().num_days_from_monday(), delivery.at));
        usual
    }

    /// What it costs in a usual week, rounded half away from zero; none for a one-off.
    pub fn weekly(&self) -> Option<Money> {
        self.round.map(|round| a_week(round, self.every_weeks))
    }

    /// What it would cost in a year of usual weeks; the total for a one-off.
    pub fn yearly(&self) -> Option<Money> {
        match self.round {
            Some(round) => a_week(round, self.every_weeks).checked_mul(WEEKS_IN_A_YEAR),
            None => Some(self.total),
        }
    }

    /// The day of the last delivery.
    pub fn last_day(&self) -> Option<NaiveDate> {
        self.deliveries.last().map(|delivery| delivery.on)
    }

    /// How many deliveries from the start `money` would pay for, what they cost together, and the day of the last.
    pub fn affordable(&self, money: Money) -> (usize, Money, Option<NaiveDate>) {
        let (mut times, mut spent, mut until) = (0, Money::ZERO, None);
        for delivery in &self.deliveries {
            match spent.checked_add(delivery.amount) {
                Some(sum) if sum <= money => (times, spent, until) = (times + 1, sum, Some(delivery.on)),
                _ => break,
            }
        }
        (times, spent, until)
    }

    /// The last day up to which `money` would pay for every delivery; none when not even for the first day's.
    pub fn affordable_until(&self, money: Money) -> Option<NaiveDate> {
        let (times, _, until) = self.affordable(money);
        let until = until?;
        // A day whose deliveries can't all be paid doesn't count.
        match self.deliveries.get(times) {
            Some(next) if next.on == until => {
                self.deliveries.iter().map(|delivery| delivery.on).take_while(|on| *on < until).last()
            }
            _ => Some(until),
        }
    }
}

/// A round's cost by the week, rounded half away from zero. Costs are never below zero.
fn a_week(round: Money, every_weeks: u8) -> Money {
    let weeks = i64::from(every_weeks.max(1));
    Money::from_pence((round.pence() + weeks / 2) / weeks)
}

#[cfg(test)]
pub(crate) mod tests {
    use proptest::prelude::*;

    use super::super::line::tests::{day, weekly, window};
    use super::*;
    use crate::kernel::{MoreVisits, Nation, Schedule, VisitTime, Weekdays};

    /// A market's usual prices: dearer in the evening, at weekends and on bank holidays.
    #[expect(clippy::unnecessary_wraps, reason = "it stands in for a listing, which may have no price")]
    pub(crate) fn prices(band: TimeBand, _: NaiveDate) -> Option<Rate> {
        let price = Money::from_pence(match band {
            TimeBand::Weekday => 2_150,
            TimeBand::Evening => 2_450,
            TimeBand::Night => 2_600,
            TimeBand::Weekend => 1_960,
            TimeBand::BankHoliday => 4_300,
        });
        Some(Rate { price, minimum: Quantity::from_hundredths(1), band })
    }

    fn flat(pence: i64) -> impl Fn(TimeBand, NaiveDate) -> Option<Rate> {
        move |band, _| Some(Rate { price: Money::from_pence(pence), minimum: Quantity::ONE, band })
    }

    #[test]
    fn evenings_until_the_budget_ends() {
        let costing = cost(&weekly(&["Tue", "Thu"], 100, "7pm", "2026-12-01"), &window(), flat(2_450)).unwrap();
        assert_eq!(costing.deliveries.len(), 36);
        assert_eq!(costing.total, Money::from_pence(88_200));
        assert_eq!(costing.weekly(), Some(Money::from_pence(4_900)));
        assert_eq!(costing.yearly(), Some(Money::from_pence(254_800)));
        assert_eq!(costing.last_day(), Some(day("2027-04-01")));
    }

    #[test]
    fn bank_holidays_cost_what_they_cost_and_leave_the_weekly_figure_alone() {
        // Christmas Day and New Year's Day 2026-27 are Fridays, and so is Good Friday, 26 March 2027.
        let costing = cost(&weekly(&["Fri"], 200, "9am", "2026-12-25"), &window(), prices).unwrap();
        let holidays = costing.deliveries.iter().filter(|delivery| delivery.band == TimeBand::BankHoliday).count();
        assert_eq!(holidays, 3);
        assert_eq!(costing.weekly(), Some(Money::from_pence(4_300)));
        let usual = i64::try_from(costing.deliveries.len() - holidays).unwrap();
        assert_eq!(costing.total, Money::from_pence(usual * 4_300 + 3 * 8_600));
    }

    #[test]
    fn each_visit_of_a_day_has_the_price_of_its_hour() {
        // An hour at noon for £21.50 and half an hour at 7pm for £12.25, on Tuesdays and Thursdays.
        let days = Weekdays::parse(["Tue", "Thu"]).unwrap();
        let evening =
            VisitTime { weekdays: days, at: TimeOfDay::new(19, 0).unwrap(), units: Quantity::from_hundredths(50) };
        let mut line = weekly(&["Tue", "Thu"], 100, "noon", "2026-12-01");
        line.more = MoreVisits::new(&[evening]).unwrap();
        line.schedule.ends_on = Some(day("2026-12-10"));
        let costing = cost(&line, &window(), prices).unwrap();
        let bands: Vec<TimeBand> = costing.deliveries.iter().map(|delivery| delivery.band).collect();
        assert_eq!(bands, [TimeBand::Weekday, TimeBand::Evening].repeat(4));
        assert_eq!(costing.weekly(), Some(Money::from_pence(2 * (2_150 + 1_225))));
        assert_eq!(costing.total, Money::from_pence(4 * (2_150 + 1_225)));
        // The money for three visits pays for one whole day.
        assert_eq!(costing.affordable(Money::from_pence(2_150 + 1_225 + 2_150)).0, 3);
        assert_eq!(costing.affordable_until(Money::from_pence(2_150 + 1_225 + 2_150)), Some(day("2026-12-01")));
        assert_eq!(costing.affordable_until(Money::from_pence(2_150)), None);
    }

    #[test]
    fn bank_holidays_are_those_of_the_persons_nation() {
        let mut line = weekly(&["Mon"], 100, "9am", "2026-11-30");
        line.schedule.ends_on = Some(day("2026-11-30"));
        let at = |nation| cost(&line, &Window { nation, ..window() }, prices).unwrap().total;
        assert_eq!(at(Nation::Scotland), Money::from_pence(4_300));
        assert_eq!(at(Nation::Wales), Money::from_pence(2_150));
    }

    #[test]
    fn a_round_of_several_weeks_is_shown_by_the_week() {
        let mut line = weekly(&["Tue"], 100, "9am", "2026-12-01");
        line.schedule.kind = ScheduleKind::Weekly { weekdays: Weekdays::parse(["Tue"]).unwrap(), every_weeks: 2 };
        let costing = cost(&line, &window(), flat(2_151)).unwrap();
        assert_eq!(costing.weekly(), Some(Money::from_pence(1_076)));
        line.schedule = Schedule::one_off(day("2026-12-01"), line.schedule.at);
        let once = cost(&line, &window(), flat(2_151)).unwrap();
        assert_eq!((once.weekly(), once.yearly()), (None, Some(Money::from_pence(2_151))));
    }

    #[test]
    fn without_a_price_there_is_no_order() {
        let line = weekly(&["Tue"], 100, "9am", "2026-12-01");
        assert_eq!(cost(&line, &window(), |_, _| None), Err(CostFault::NoPrice(day("2026-12-01"))));
        assert_eq!(cost(&line, &window(), flat(0)), Err(CostFault::Free(day("2026-12-01"))));
        assert_eq!(cost(&line, &window(), flat(i64::MAX)), Err(CostFault::TooDear));
    }

    proptest! {
        #[test]
        fn the_total_is_the_sum_and_what_is_affordable_is_the_longest_start(
            bits in 1u8..128, hours in 1i64..2_400, start in 1u64..130, money in 0i64..2_000_000, hour in 0u16..24,
        ) {
            let mut line = weekly(&["Tue"], hours, "7pm", "2026-12-01");
            line.schedule.kind = ScheduleKind::Weekly { weekdays: Weekdays::from_bits(bits).unwrap(), every_weeks: 1 };
            line.schedule.starts_on = day("2026-11-21") + chrono::Days::new(start);
            line.schedule.at = TimeOfDay::new(hour, 0).unwrap();
            let Ok(costing) = cost(&line, &window(), prices) else { return Ok(()) };
            let sum: i64 = costing.deliveries.iter().map(|delivery| delivery.amount.pence()).sum();
            prop_assert_eq!(costing.total.pence(), sum);
            for delivery in &costing.deliveries {
                prop_assert_eq!(delivery.unit_price, prices(delivery.band, delivery.on).unwrap().price);
                let exact = delivery.unit_price.pence() * hours;
                prop_assert!((delivery.amount.pence() * 100 - exact).abs() <= 50);
            }
            let (times, spent, until) = costing.affordable(Money::from_pence(money));
            prop_assert!(spent.pence() <= money);
            prop_assert_eq!(until, times.checked_sub(1).map(|last| costing.deliveries[last].on));
            if let Some(next) = costing.deliveries.get(times) {
                prop_assert!(spent.pence() + next.amount.pence() > money);
            }
        }
    }
}
