//! What is kept of an order: the order itself, its lines, and each delivery with the price it was ordered at.

use chrono::{NaiveDate, NaiveDateTime};

use super::line::LineRequest;
use super::status::{DeliveryStatus, OrderStatus};
use super::units;
use crate::kernel::{
    DeliveryId, HolderId, ListingId, ListingVersionId, MandateId, Money, OrderId, OrderLineId, PauseId, PlanLineId,
    PotId, ProviderId, Quantity, TimeBand, TimeOfDay, UserId,
};

/// An order with one provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Which order.
    pub id: OrderId,
    /// What people quote: "HP-7K3M-9QXT".
    pub reference: String,
    /// The reference that all orders placed together share: that of the first of them.
    pub package_reference: String,
    /// For whom.
    pub holder_id: HolderId,
    /// With whom.
    pub provider_id: ProviderId,
    /// Paid from.
    pub pot_id: PotId,
    /// How far it has come.
    pub status: OrderStatus,
    /// What its lines cost together when it was placed.
    pub total: Money,
    /// Who placed it.
    pub placed_by: UserId,
    /// Under which mandate, when it was for somebody else.
    pub mandate_id: Option<MandateId>,
    /// When, in UTC.
    pub placed_at: NaiveDateTime,
    /// When the provider answered.
    pub answered_at: Option<NaiveDateTime>,
    /// Why the provider declined.
    pub decline_reason: Option<String>,
    /// When it was declined, cancelled or completed.
    pub ended_at: Option<NaiveDateTime>,
}

/// A line of an order, with the listing's terms as they were.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderLine {
    /// Which line.
    pub id: OrderLineId,
    /// Of which order.
    pub order_id: OrderId,
    /// What was ordered.
    pub listing_id: ListingId,
    /// The plan line it serves; none is outside the plan.
    pub plan_line_id: Option<PlanLineId>,
    /// The listing's title when it was ordered.
    pub title: String,
    /// How much and when.
    pub request: LineRequest,
    /// Hours of notice for cancelling free.
    pub notice_hours: i32,
    /// What a later cancellation costs, in per cent of the delivery.
    pub late_charge_percent: i32,
    /// What its deliveries cost together when it was placed.
    pub total: Money,
    /// What the listing said then; none for orders from before that was kept.
    pub listing_version: Option<ListingVersionId>,
}

/// One delivery of an order line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivery {
    /// Which delivery.
    pub id: DeliveryId,
    /// Of which order.
    pub order_id: OrderId,
    /// Of which line.
    pub order_line_id: OrderLineId,
    /// The day.
    pub on: NaiveDate,
    /// When on the day.
    pub at: TimeOfDay,
    /// The band it is priced in.
    pub band: TimeBand,
    /// How much was ordered.
    pub units: Quantity,
    /// The price of one unit, fixed when it was ordered.
    pub unit_price: Money,
    /// What was ordered costs this.
    pub amount: Money,
    /// How far it has come.
    pub status: DeliveryStatus,
    /// How much was delivered.
    pub recorded: Option<Quantity>,
    /// What that costs; for a late cancellation, the charge.
    pub recorded_amount: Option<Money>,
    /// When it was recorded.
    pub recorded_at: Option<NaiveDateTime>,
    /// Who confirmed it; none when it confirmed itself.
    pub confirmed_by: Option<UserId>,
    /// When it was confirmed.
    pub confirmed_at: Option<NaiveDateTime>,
    /// What somebody wrote about it.
    pub note: Option<String>,
    /// The pause that called it off.
    pub pause_id: Option<PauseId>,
    /// From when to when it really was, where the provider said so.
    pub times: Option<(TimeOfDay, TimeOfDay)>,
}

impl Delivery {
    /// What units delivered cost at the delivery's own price; exactly what was ordered costs exactly its amount, and less
    /// never costs more. (A share's price of a unit is rounded for itself, so that 9.99 miles of 10 could come to more.)
    pub fn price_of(&self, units: Quantity) -> Option<Money> {
        let cost = self.unit_price.times(units);
        match units.cmp(&self.units) {
            std::cmp::Ordering::Less => cost.map(|cost| cost.min(self.amount)),
            std::cmp::Ordering::Equal => Some(self.amount),
            std::cmp::Ordering::Greater => cost,
        }
    }

    /// How much more than ordered was recorded; the holder has to say yes to it.
    pub fn over(&self) -> Money {
        let recorded = self.recorded_amount.unwrap_or(Money::ZERO);
        recorded.checked_sub(self.amount).filter(|over| !over.is_negative()).unwrap_or(Money::ZERO)
    }

    /// When it starts, on London's clocks.
    pub fn starts(&self) -> NaiveDateTime {
        super::cancelling::starts(self.on, self.at)
    }
}

/// A line of somebody's basket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BasketLine {
    /// Which line.
    pub id: crate::kernel::BasketLineId,
    /// Whose basket.
    pub holder_id: HolderId,
    /// What is wanted.
    pub listing_id: ListingId,
    /// The plan line it serves; none is outside the plan.
    pub plan_line_id: Option<PlanLineId>,
    /// How much and when.
    pub request: LineRequest,
}

/// How a price is said: "£24.50, evening price".
pub fn price_words(unit_price: Money, band: TimeBand) -> String {
    format!("{unit_price}, {} price", band.label().to_lowercase())
}

/// How much and at which price, for a line: "2 hours a week at £24.50, evening price".
pub fn sum_words(request: &LineRequest, costing: &super::Costing) -> String {
    let usual = costing.usual();
    let Some(first) = usual.first() else { return String::new() };
    let sum = |sum: Quantity, delivery: &&super::PlannedDelivery| sum.checked_add(delivery.units).unwrap_or(sum);
    let units = usual.iter().fold(Quantity::ZERO, sum);
    let often = match (costing.round, costing.every_weeks) {
        (None, _) => String::new(),
        (Some(_), 1) => " a week".to_owned(),
        (Some(_), weeks) => format!(" every {weeks} weeks"),
    };
    let amount = units::amount(request.unit, units);
    if usual.iter().all(|delivery| (delivery.unit_price, delivery.band) == (first.unit_price, first.band)) {
        return format!("{amount}{often} at {}", price_words(first.unit_price, first.band));
    }
    let prices = usual.iter().map(|delivery| delivery.unit_price);
    let (low, high) = prices.fold((first.unit_price, first.unit_price), |(low, high), p| (low.min(p), high.max(p)));
    if low == high { format!("{amount}{often} at {low}") } else { format!("{amount}{often} at {low} to {high}") }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::super::PlannedDelivery;
    use super::*;

    /// A visit that is still to come, as it was planned.
    pub fn scheduled(id: i64, planned: &PlannedDelivery) -> Delivery {
        Delivery {
            id: DeliveryId(id),
            order_id: OrderId(1),
            order_line_id: OrderLineId(1),
            on: planned.on,
            at: planned.at,
            band: planned.band,
            units: planned.units,
            unit_price: planned.unit_price,
            amount: planned.amount,
            status: DeliveryStatus::Scheduled,
            recorded: None,
            recorded_amount: None,
            recorded_at: None,
            confirmed_by: None,
            confirmed_at: None,
            note: None,
            pause_id: None,
            times: None,
        }
    }

    fn visit(units: i64, unit_price: i64, amount: i64) -> Delivery {
        let planned = PlannedDelivery {
            on: NaiveDate::default(),
            at: TimeOfDay::NOON,
            band: TimeBand::Weekday,
            units: Quantity::from_hundredths(units),
            unit_price: Money::from_pence(unit_price),
            amount: Money::from_pence(amount),
        };
        scheduled(1, &planned)
    }

    #[test]
    fn most_of_a_share_costs_no_more_than_all_of_it() {
        // Three of four parts of 10 miles at 90p: £6.75, though a mile is 68p of its own.
        let share = visit(1_000, 68, 675);
        assert_eq!(share.price_of(Quantity::from_hundredths(999)), Some(Money::from_pence(675)));
        assert_eq!(share.price_of(Quantity::from_hundredths(500)), Some(Money::from_pence(340)));
    }

    proptest! {
        #[test]
        fn less_never_costs_more(units in 1i64..5_000, price in 1i64..5_000, off in -50i64..50, part in 0i64..5_000) {
            let whole = Money::from_pence(price).times(Quantity::from_hundredths(units)).unwrap();
            let share = visit(units, price, (whole.pence() + off).max(1));
            let part = part.min(units);
            prop_assert!(share.price_of(Quantity::from_hundredths(part)).unwrap() <= share.amount);
        }
    }
}
