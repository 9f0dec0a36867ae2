//! Waiting for a space: in the order people joined, one offer to one person at a time for each space.

use chrono::{NaiveDateTime, TimeDelta};

use crate::kernel::{WaitingId, text_enum};

/// How long an offered space is kept for somebody.
pub const OFFER: TimeDelta = TimeDelta::days(7);

text_enum! {
    /// Where somebody is on a waiting list.
    pub enum WaitingState {
        /// They wait.
        Waiting = "waiting" => "Waiting",
        /// A space is kept for them.
        Offered = "offered" => "Offered a space",
        /// They left, or took it.
        Left = "left" => "Left the list",
        /// The space was kept for them and they didn't come.
        Lapsed = "lapsed" => "Offer ran out",
    }
}

/// Somebody's place on a waiting list, as far as the provider knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingPlace {
    /// Which place.
    pub id: WaitingId,
    /// The name they agreed to share.
    pub name: String,
    /// How to reach them, as they agreed to share it.
    pub contact: String,
    /// Where they are.
    pub state: WaitingState,
    /// When they joined.
    pub joined_at: NaiveDateTime,
    /// How long a space is kept for them.
    pub offered_until: Option<NaiveDateTime>,
}

/// Who is offered a space now, of those on the list in their order: the first who wait, one for each space that isn't
/// kept for somebody already.
#[must_use]
pub fn next_offers(list: &[WaitingPlace], spaces: i32) -> Vec<WaitingId> {
    let kept = list.iter().filter(|place| place.state == WaitingState::Offered).count();
    let free = usize::try_from(spaces).unwrap_or(0).saturating_sub(kept);
    list.iter().filter(|place| place.state == WaitingState::Waiting).take(free).map(|place| place.id).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(id: i64, state: WaitingState) -> WaitingPlace {
        let joined_at = "2026-11-21T09:00:00".parse().unwrap();
        WaitingPlace {
            id: WaitingId(id),
            name: "A".to_owned(),
            contact: "b".to_owned(),
            state,
            joined_at,
            offered_until: None,
        }
    }

    proptest! {
        #[test]
        fn no_space_is_offered_twice_and_nobody_is_passed_over(states in proptest::collection::vec(0_usize..2, 0..12), spaces in -1_i32..8) {
            let list: Vec<WaitingPlace> = (1..).zip(&states).map(|(id, state)| place(id, WaitingState::ALL[*state])).collect();
            let offers = next_offers(&list, spaces);
            let kept = list.iter().filter(|place| place.state == WaitingState::Offered).count();
            if !offers.is_empty() {
                prop_assert!(offers.len() + kept <= usize::try_from(spaces).unwrap());
            }
            let waiting: Vec<WaitingId> = list.iter().filter(|place| place.state == WaitingState::Waiting).map(|place| place.id).collect();
            prop_assert!(waiting.starts_with(&offers));
        }
    }
}
