//! What is ordered outside of the plan, or goes over a line of it; and asking the council about that first, where the
//! pot's rules say so (DOMAIN, section 4).

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::kernel::{ListingId, Money, OrderId, PlanLineId, PotId, SpendingRequestId, text_enum};

text_enum! {
    /// How far a request to spend beyond the plan has come.
    pub enum RequestState {
        /// The council hasn't answered.
        Asked = "asked" => "Waiting for an answer",
        /// It may be ordered, once.
        Agreed = "agreed" => "Agreed",
        /// It may not.
        Refused = "refused" => "Not agreed",
        /// Whoever asked doesn't want it any more.
        TakenBack = "taken_back" => "Taken back",
        /// It was ordered.
        Used = "used" => "Ordered",
    }
}

impl RequestState {
    /// Whether a request in this state may come to be in the next.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Asked, Self::Agreed | Self::Refused | Self::TakenBack)
                | (Self::Agreed, Self::Used | Self::TakenBack)
        )
    }
}

text_enum! {
    /// What a request to spend beyond the plan is for.
    pub enum Purpose {
        /// It is in the basket.
        Basket = "basket" => "Something in the basket",
        /// Other days or times of an order cost more.
        Change = "change" => "A change to an order",
        /// An order that rests goes on, and what it cost went elsewhere meanwhile.
        Resume = "resume" => "Ending the pause of an order",
        /// A visit came to more than was ordered.
        Visit = "visit" => "A visit that came to more than was ordered",
        /// A provider's quote.
        Quote = "quote" => "A quote",
        /// A share of what several people order together.
        Share = "share" => "A share of what is ordered with others",
    }
}

/// A request to spend beyond the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpendingRequest {
    /// Which request.
    pub id: SpendingRequestId,
    /// What is to be ordered.
    pub listing: ListingId,
    /// The plan line it is for; none is outside of the plan.
    pub plan_line: Option<PlanLineId>,
    /// What it costs, at most.
    pub amount: Money,
    /// How far it has come.
    pub state: RequestState,
    /// Why it is needed, as whoever asked wrote it.
    pub why: String,
    /// When it was asked, in UTC.
    pub asked_at: NaiveDateTime,
    /// What the council wrote.
    pub answer: Option<String>,
    /// What it is for.
    pub purpose: Purpose,
    /// The order whose cost grows; none for something new.
    pub order: Option<OrderId>,
}

/// How something that is to be ordered is beyond the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Beyond {
    /// It serves no line of the plan.
    Outside,
    /// It makes a line of the plan cost this much more than was planned for it.
    Over(Money),
}

/// What is to be ordered: what, for which line of the plan, and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// What.
    pub listing: ListingId,
    /// For which line of the plan; none is outside of it.
    pub plan_line: Option<PlanLineId>,
    /// What it costs in all.
    pub total: Money,
}

/// A line of the plan: what was planned for it, and what is ordered and spent of that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Which line.
    pub line: PlanLineId,
    /// What was planned.
    pub amount: Money,
    /// What is ordered and spent.
    pub used: Money,
}

/// What of these is beyond the plan, each after those before it that aren't.
pub fn beyond(plan: &[Planned], wishes: &[Wish]) -> Vec<Option<Beyond>> {
    let mut taken: BTreeMap<PlanLineId, Money> = BTreeMap::new();
    let one = |wish: &Wish| {
        let Some(line) = plan.iter().find(|planned| Some(planned.line) == wish.plan_line) else {
            return Some(Beyond::Outside);
        };
        let before = taken.get(&line.line).copied().unwrap_or(line.used);
        let most = Money::from_pence(i64::MAX);
        let after = before.checked_add(wish.total).unwrap_or(most);
        let over = after.checked_sub(line.amount).unwrap_or(most);
        if over > Money::ZERO {
            return Some(Beyond::Over(over));
        }
        taken.insert(line.line, after);
        None
    };
    wishes.iter().map(one).collect()
}

/// What the council can be asked about: a wish, what it is for, and what pays for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskFor {
    /// What, for which line of the plan, and what it costs on top of what is ordered.
    pub wish: Wish,
    /// Paid from.
    pub pot: PotId,
    /// What it is for.
    pub purpose: Purpose,
    /// The reference of the order whose cost grows; none for something new.
    pub order: Option<String>,
}

/// Something that waits until the council was asked, because the pot's rules say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskFirst {
    /// What it is called.
    pub title: String,
    /// How it is beyond the plan.
    pub beyond: Beyond,
    /// What to ask.
    pub ask: AskFor,
}

impl SpendingRequest {
    /// Whether it is about the same thing for the same line of the plan.
    pub fn is_about(&self, wish: &Wish) -> bool {
        self.listing == wish.listing && self.plan_line == wish.plan_line
    }
}

/// The newest request about a wish, of those that weren't used.
pub fn about<'a>(requests: &'a [SpendingRequest], wish: &Wish) -> Option<&'a SpendingRequest> {
    requests.iter().filter(|one| one.is_about(wish) && one.state != RequestState::Used).max_by_key(|one| one.id)
}

/// Which request that was agreed lets each wish be ordered: one about the same thing that is large enough, the smallest
/// of those. What is ordered at once may share one, up to its sum. Gives none where there is none, or nothing is wished.
pub fn covering(requests: &[SpendingRequest], wishes: &[Option<Wish>]) -> Vec<Option<SpendingRequestId>> {
    let mut taken: BTreeMap<SpendingRequestId, Money> = BTreeMap::new();
    let one = |wish: &Option<Wish>| {
        let wish = wish.as_ref()?;
        let left = |request: &SpendingRequest| {
            request.amount.checked_sub(taken.get(&request.id).copied().unwrap_or_default()).unwrap_or_default()
        };
        let agreed = requests.iter().filter(|one| one.is_about(wish) && one.state == RequestState::Agreed);
        let found = agreed
            .filter(|one| left(one) >= wish.total)
            .min_by_key(|one| (!taken.contains_key(&one.id), one.amount, one.id))?
            .id;
        let before = taken.get(&found).copied().unwrap_or_default();
        taken.insert(found, before.checked_add(wish.total)?);
        Some(found)
    };
    wishes.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn wish(line: Option<i64>, pence: i64) -> Wish {
        Wish { listing: ListingId(1), plan_line: line.map(PlanLineId), total: Money::from_pence(pence) }
    }

    fn planned(line: i64, amount: i64, used: i64) -> Planned {
        Planned { line: PlanLineId(line), amount: Money::from_pence(amount), used: Money::from_pence(used) }
    }

    #[test]
    fn outside_and_over_are_told_apart_and_lines_in_the_plan_pass() {
        let plan = [planned(1, 1_000, 400), planned(2, 500, 0)];
        let wishes = [wish(Some(1), 600), wish(Some(1), 1), wish(Some(2), 501), wish(None, 5), wish(Some(9), 5)];
        assert_eq!(
            beyond(&plan, &wishes),
            [
                None,
                Some(Beyond::Over(Money::from_pence(1))),
                Some(Beyond::Over(Money::from_pence(1))),
                Some(Beyond::Outside),
                Some(Beyond::Outside)
            ]
        );
    }

    fn request(id: i64, line: Option<i64>, pence: i64, state: RequestState) -> SpendingRequest {
        SpendingRequest {
            id: SpendingRequestId(id),
            listing: ListingId(1),
            plan_line: line.map(PlanLineId),
            amount: Money::from_pence(pence),
            state,
            why: String::new(),
            asked_at: NaiveDateTime::default(),
            answer: None,
            purpose: Purpose::Basket,
            order: None,
        }
    }

    #[test]
    fn a_yes_covers_what_it_was_asked_for_and_no_more() {
        let requests = [
            request(1, None, 900, RequestState::Agreed),
            request(2, None, 500, RequestState::Agreed),
            request(3, Some(1), 900, RequestState::Agreed),
            request(4, None, 2_000, RequestState::Asked),
            request(5, None, 2_000, RequestState::Used),
        ];
        let of = |wishes: &[Option<Wish>]| -> Vec<Option<i64>> {
            covering(&requests, wishes).into_iter().map(|id| id.map(|id| id.0)).collect()
        };
        let wished = |pence| Some(wish(None, pence));
        assert_eq!(of(&[wished(500)]), [Some(2)], "the smallest that is enough");
        assert_eq!(of(&[wished(501)]), [Some(1)]);
        assert_eq!(of(&[wished(901)]), [None], "neither what waits for an answer nor what was used");
        assert_eq!(of(&[wished(300), wished(200), None, wished(1)]), [Some(2), Some(2), None, Some(1)]);
        assert_eq!(of(&[Some(wish(Some(1), 900)), Some(wish(Some(2), 1))]), [Some(3), None]);
        assert_eq!(about(&requests, &wish(None, 1)).map(|one| one.id.0), Some(4), "the newest that wasn't used");
    }

    proptest! {
        /// Whatever passes never takes a line of the plan over what was planned for it.
        #[test]
        fn what_passes_stays_within_the_plan(
            amounts in proptest::collection::vec((0_i64..5_000, 0_i64..5_000), 1..4),
            wishes in proptest::collection::vec((0_i64..5, 1_i64..3_000), 0..12),
        ) {
            let plan: Vec<Planned> =
                amounts.iter().zip(0..).map(|((amount, used), id)| planned(id, *amount, *used)).collect();
            let wishes: Vec<Wish> = wishes.into_iter().map(|(line, pence)| wish(Some(line), pence)).collect();
            let found = beyond(&plan, &wishes);
            for line in &plan {
                let passed = wishes.iter().zip(&found).filter(|(wish, beyond)| wish.plan_line == Some(line.line) && beyond.is_none());
                let sum = Money::sum(passed.map(|(wish, _)| wish.total)).unwrap();
                prop_assert!(sum.is_zero() || line.used.checked_add(sum).unwrap() <= line.amount);
            }
        }
    }
}
