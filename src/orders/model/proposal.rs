//! Other times for a line: suggested by the provider instead of a yes, or asked for by the holder while it runs. What
//! agreeing to them drops, adds and costs.
//!
//! Invariants: what has begun is never touched; a visit that stays keeps the price it was ordered at.

use chrono::{NaiveDate, NaiveDateTime};

use super::costing::PlannedDelivery;
use super::line::LineRequest;
use super::order::Delivery;
use super::status::DeliveryStatus;
use crate::kernel::{
    DeliveryId, MandateId, Money, OrderId, OrderLineId, ProposalId, ScheduleKind, TimeOfDay, UserId, text_enum,
};

text_enum! {
    /// Whose idea it is, and when.
    pub enum ProposalKind {
        /// The provider's, before they have said yes to the order.
        Counter = "counter" => "Another time",
        /// The holder's, while the order runs.
        Change = "change" => "A change",
    }
}

text_enum! {
    /// How far a proposal has come.
    pub enum ProposalStatus {
        /// The other side has not answered.
        Open = "open" => "Waiting for an answer",
        /// The other side said yes.
        Agreed = "agreed" => "Agreed",
        /// The other side said no; the order is as it was.
        Refused = "refused" => "Refused",
        /// Taken back, or the order moved on without it.
        Withdrawn = "withdrawn" => "Taken back",
    }
}

impl ProposalStatus {
    /// Whether a proposal in this state may come to be in the next.
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Open, Self::Agreed | Self::Refused | Self::Withdrawn))
    }
}

/// Other times that one side proposed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Which proposal.
    pub id: ProposalId,
    /// For which order.
    pub order_id: OrderId,
    /// For which line of it.
    pub line_id: OrderLineId,
    /// Whose idea it is.
    pub kind: ProposalKind,
    /// How far it has come.
    pub status: ProposalStatus,
    /// How much and when it would be.
    pub request: LineRequest,
    /// What was said with it.
    pub words: String,
    /// Who made it.
    pub made_by: UserId,
    /// Under which mandate.
    pub mandate_id: Option<MandateId>,
    /// When.
    pub made_at: NaiveDateTime,
    /// When it was answered or taken back.
    pub answered_at: Option<NaiveDateTime>,
    /// What was said to it.
    pub answer: Option<String>,
}

/// The first day whose visits a proposal replaces: all that is to come, for another time of an order that was not
/// accepted yet and for something that happens once; else from the proposal's own first day.
pub fn replaces_from(kind: ProposalKind, ordered: &LineRequest, wanted: &LineRequest) -> NaiveDate {
    if kind == ProposalKind::Counter || ordered.schedule.kind == ScheduleKind::OneOff {
        NaiveDate::MIN
    } else {
        wanted.schedule.starts_on
    }
}

/// What agreeing to other times does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Replan {
    /// Visits that will not happen.
    pub drop: Vec<DeliveryId>,
    /// Visits that are new.
    pub add: Vec<PlannedDelivery>,
    /// How many stay as they are.
    pub stay: usize,
    /// What goes back to the budget.
    pub released: Money,
    /// What is set aside anew.
    pub committed: Money,
}

impl Replan {
    /// What it costs more than before; below zero when it costs less.
    pub fn difference(&self) -> Money {
        self.committed.checked_sub(self.released).unwrap_or(Money::ZERO)
    }
}

/// Lays the visits wanted beside those that are scheduled, have not begun at `now` (on London's clocks) and are on
/// `from` or later. None when the sums can't be held.
pub fn replan(
    scheduled: &[Delivery],
    wanted: &[PlannedDelivery],
    from: NaiveDate,
    now: NaiveDateTime,
) -> Option<Replan> {
    let mut plan = Replan::default();
    let mut wanted: Vec<Option<&PlannedDelivery>> = wanted.iter().map(Some).collect();
    let to_come = |delivery: &&Delivery| {
        delivery.status == DeliveryStatus::Scheduled && delivery.on >= from && delivery.starts() > now
    };
    let mut released = Vec::new();
    for delivery in scheduled.iter().filter(to_come) {
        let key = |on: NaiveDate, at: TimeOfDay| (on, at);
        let same = |slot: &&mut Option<&PlannedDelivery>| {
            slot.is_some_and(|new| key(new.on, new.at) == key(delivery.on, delivery.at) && new.units == delivery.units)
        };
        if let Some(slot) = wanted.iter_mut().find(same) {
            *slot = None;
            plan.stay += 1;
        } else {
            plan.drop.push(delivery.id);
            released.push(delivery.amount);
        }
    }
    plan.add = wanted.into_iter().flatten().copied().collect();
    plan.released = Money::sum(released)?;
    plan.committed = Money::sum(plan.add.iter().map(|new| new.amount))?;
    Some(plan)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::costing::cost;
    use super::super::costing::tests::prices;
    use super::super::line::tests::{day, weekly, window};
    use super::super::order::tests::scheduled;
    use super::*;

    fn delivered(planned: &[PlannedDelivery]) -> Vec<Delivery> {
        (1..).zip(planned).map(|(id, planned)| scheduled(id, planned)).collect()
    }

    #[test]
    fn only_what_differs_moves() {
        let before = cost(&weekly(&["Tue", "Thu"], 200, "10am", "2026-12-01"), &window(), prices).unwrap();
        let wanted = cost(&weekly(&["Tue", "Fri"], 200, "10am", "2027-03-09"), &window(), prices).unwrap();
        let plan = replan(&delivered(&before.deliveries), &wanted.deliveries, day("2027-03-09"), window().now).unwrap();
        // Four Tuesdays stay; four Thursdays become four Fridays, of which Good Friday costs twice as much.
        assert_eq!((plan.stay, plan.drop.len(), plan.add.len()), (4, 4, 4));
        assert_eq!(plan.difference(), Money::from_pence(4_300));
        assert!(plan.add.iter().all(|new| new.on >= day("2027-03-09")));
    }

    #[test]
    fn all_of_what_is_to_come_is_replaced_before_a_yes() {
        let once = LineRequest {
            schedule: crate::kernel::Schedule::one_off(day("2026-12-01"), TimeOfDay::NOON),
            ..weekly(&["Tue"], 100, "noon", "2026-12-01")
        };
        let weekly = weekly(&["Tue"], 100, "noon", "2026-12-01");
        assert_eq!(replaces_from(ProposalKind::Counter, &weekly, &weekly), NaiveDate::MIN);
        assert_eq!(replaces_from(ProposalKind::Change, &once, &weekly), NaiveDate::MIN);
        assert_eq!(replaces_from(ProposalKind::Change, &weekly, &weekly), day("2026-12-01"));
    }

    #[test]
    fn nothing_leaves_an_end() {
        for from in ProposalStatus::ALL.iter().filter(|status| **status != ProposalStatus::Open) {
            assert!(ProposalStatus::ALL.iter().all(|to| !from.may_become(*to)), "{from}");
        }
    }

    proptest! {
        /// What stays and what is added are exactly the visits wanted; the money is that of what is dropped and added;
        /// what is before the day or has begun is left alone.
        #[test]
        fn the_visits_wanted_come_out(
            (bits, other) in (1u8..128, 1u8..128), hours in prop_oneof![Just(100i64), Just(150)], hour in 8u16..12,
            from in 0u64..120, now in 0u64..140,
        ) {
            let with = |bits: u8, hours: i64, hour: u16, from: u64| {
                let mut line = weekly(&["Tue"], hours, "10am", "2026-11-22");
                let weekdays = crate::kernel::Weekdays::from_bits(bits).unwrap();
                line.schedule.kind = ScheduleKind::Weekly { weekdays, every_weeks: 1 };
                line.schedule.at = TimeOfDay::new(hour, 0).unwrap();
                line.schedule.starts_on = day("2026-11-22") + chrono::Days::new(from);
                cost(&line, &window(), prices)
            };
            let (Ok(before), Ok(wanted)) = (with(bits, 100, 10, 0), with(other, hours, hour, from)) else { return Ok(()) };
            let from = day("2026-11-22") + chrono::Days::new(from);
            let now = (day("2026-11-22") + chrono::Days::new(now)).and_hms_opt(10, 0, 0).unwrap();
            let deliveries = delivered(&before.deliveries);
            let plan = replan(&deliveries, &wanted.deliveries, from, now).unwrap();
            prop_assert_eq!(plan.stay + plan.add.len(), wanted.deliveries.len());
            let dropped: Vec<&Delivery> = deliveries.iter().filter(|old| plan.drop.contains(&old.id)).collect();
            prop_assert!(dropped.iter().all(|old| old.on >= from && old.starts() > now));
            let touched = deliveries.iter().filter(|old| old.on >= from && old.starts() > now).count();
            prop_assert_eq!(plan.stay + plan.drop.len(), touched);
            let sum = |amounts: Vec<Money>| Money::sum(amounts).unwrap();
            prop_assert_eq!(plan.released, sum(dropped.iter().map(|old| old.amount).collect()));
            prop_assert_eq!(plan.committed, sum(plan.add.iter().map(|new| new.amount).collect()));
            for old in &dropped {
                prop_assert!(!plan.add.iter().any(|new| (new.on, new.at, new.units) == (old.on, old.at, old.units)));
            }
        }
    }
}
