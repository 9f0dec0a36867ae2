//! What may become of an order and of a delivery. Stores change a status only from one that may become the other.

use crate::kernel::text_enum;

text_enum! {
    /// How far an order has come.
    pub enum OrderStatus {
        /// Its cost is committed; the provider has not answered.
        Placed = "placed" => "Waiting for an answer",
        /// The provider said yes.
        Accepted = "accepted" => "Accepted",
        /// The provider said no; the money is back.
        Declined = "declined" => "Declined",
        /// Something was delivered.
        Active = "active" => "Active",
        /// Every delivery is settled.
        Completed = "completed" => "Finished",
        /// Called off; what was delivered before stays.
        Cancelled = "cancelled" => "Cancelled",
    }
}

impl OrderStatus {
    /// Whether an order in this state may come to be in the next.
    pub const fn may_become(self, next: Self) -> bool {
        use OrderStatus::{Accepted, Active, Cancelled, Completed, Declined, Placed};
        matches!(
            (self, next),
            (Placed, Accepted | Declined | Cancelled)
                | (Accepted, Active | Completed | Cancelled)
                | (Active, Completed | Cancelled)
        )
    }

    /// Whether nothing more is to be done by either side, other than settling what was delivered already.
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Declined | Self::Completed | Self::Cancelled)
    }

    /// Whether the provider has said yes, so that deliveries may be recorded. A cancelled order may still have
    /// deliveries from before; their own status decides.
    pub const fn takes_records(self) -> bool {
        matches!(self, Self::Accepted | Self::Active | Self::Cancelled)
    }
}

text_enum! {
    /// How far one delivery has come.
    pub enum DeliveryStatus {
        /// It is to come.
        Scheduled = "scheduled" => "To come",
        /// The provider recorded what was delivered; the holder has not confirmed it.
        Recorded = "recorded" => "Please confirm",
        /// Confirmed, by hand or after seven days; the money counts as spent.
        Confirmed = "confirmed" => "Confirmed",
        /// Nobody came; the money is back.
        Missed = "missed" => "Did not happen",
        /// Called off in time; the money is back.
        Cancelled = "cancelled" => "Cancelled",
        /// Called off too late to be free.
        CancelledLate = "cancelled_late" => "Cancelled late",
        /// The holder says that something is wrong; the money is held until it is settled.
        Disputed = "disputed" => "Being looked into",
    }
}

impl DeliveryStatus {
    /// Whether a delivery in this state may come to be in the next. A dispute ends when the provider records the
    /// delivery again, or the holder confirms it after all.
    pub const fn may_become(self, next: Self) -> bool {
        use DeliveryStatus::{Cancelled, CancelledLate, Confirmed, Disputed, Missed, Recorded, Scheduled};
        matches!(
            (self, next),
            (Scheduled, Recorded | Missed | Cancelled | CancelledLate | Disputed)
                | (Recorded, Confirmed | Disputed | Recorded | Missed)
                | (Disputed, Recorded | Confirmed | Missed)
        )
    }

    /// Whether its money has found its place for good.
    pub const fn is_settled(self) -> bool {
        matches!(self, Self::Confirmed | Self::Missed | Self::Cancelled | Self::CancelledLate)
    }
}

text_enum! {
    /// How far a line of an order has come. It has no column of its own: it follows from its order, from the pauses of
    /// that, and from its deliveries, so that it can never contradict them.
    pub enum LineState {
        /// The provider has not answered.
        Asked = "asked" => "Waiting for an answer",
        /// Visits are to come, or wait for a word.
        Running = "running" => "Running",
        /// The order rests.
        Paused = "paused" => "Paused",
        /// Nothing of it is to come and everything is settled.
        Ended = "ended" => "Ended",
    }
}

impl LineState {
    /// The state of a line, by its order's state, whether that rests, and the states of the line's deliveries.
    pub fn of(order: OrderStatus, paused: bool, deliveries: impl IntoIterator<Item = DeliveryStatus>) -> Self {
        let rests = paused && !order.is_over();
        match order {
            OrderStatus::Placed => Self::Asked,
            _ if rests => Self::Paused,
            _ if deliveries.into_iter().any(|delivery| !delivery.is_settled()) => Self::Running,
            _ => Self::Ended,
        }
    }

    /// Whether a line in this state may come to be in the next. A line that ended runs again when a change that was
    /// agreed gives it visits; while its order lasts.
    pub const fn may_become(self, next: Self) -> bool {
        use LineState::{Asked, Ended, Paused, Running};
        matches!(
            (self, next),
            (Asked | Paused | Ended, Running) | (Running | Ended, Paused) | (Asked | Running | Paused, Ended)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_an_end() {
        for from in OrderStatus::ALL.iter().filter(|status| status.is_over()) {
            assert!(OrderStatus::ALL.iter().all(|to| !from.may_become(*to)), "{from}");
        }
        for from in DeliveryStatus::ALL.iter().filter(|status| status.is_settled()) {
            assert!(DeliveryStatus::ALL.iter().all(|to| !from.may_become(*to)), "{from}");
        }
    }

    #[test]
    fn every_state_that_is_no_end_leads_to_one() {
        for from in OrderStatus::ALL.iter().filter(|status| !status.is_over()) {
            assert!(OrderStatus::ALL.iter().any(|to| from.may_become(*to) && to.is_over()), "{from}");
        }
        for from in DeliveryStatus::ALL.iter().filter(|status| !status.is_settled()) {
            assert!(DeliveryStatus::ALL.iter().any(|to| from.may_become(*to) && to.is_settled()), "{from}");
        }
    }

    #[test]
    fn a_lines_state_follows_from_its_order() {
        use DeliveryStatus::{Cancelled, Confirmed, Recorded, Scheduled};
        let of =
            |order, paused, deliveries: &[DeliveryStatus]| LineState::of(order, paused, deliveries.iter().copied());
        assert_eq!(of(OrderStatus::Placed, false, &[Scheduled]), LineState::Asked);
        assert_eq!(of(OrderStatus::Active, false, &[Confirmed, Scheduled]), LineState::Running);
        assert_eq!(of(OrderStatus::Active, true, &[Recorded, Cancelled]), LineState::Paused);
        assert_eq!(of(OrderStatus::Active, false, &[Confirmed, Cancelled]), LineState::Ended);
        assert_eq!(of(OrderStatus::Declined, false, &[Cancelled]), LineState::Ended);
        // What was delivered before an order was called off is still to be settled.
        assert_eq!(of(OrderStatus::Cancelled, true, &[Recorded]), LineState::Running);
    }

    #[test]
    fn an_unanswered_order_never_becomes_active() {
        assert!(!OrderStatus::Placed.may_become(OrderStatus::Active));
        assert!(!OrderStatus::Placed.takes_records());
        assert!(!DeliveryStatus::Scheduled.may_become(DeliveryStatus::Confirmed));
    }
}
