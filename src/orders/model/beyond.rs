//! What is ordered outside of the plan, or goes over a line of it; and asking the council about that first, where the
//! pot's rules say so (DOMAIN, section 4).

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::kernel::{ListingId, Money, PlanLineId, SpendingRequestId, text_enum};

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

/// The newest request about a wish: what the council said holds for as much as it said it of.
pub fn about<'a>(requests: &'a [SpendingRequest], wish: &Wish) -> Option<&'a SpendingRequest> {
    let same = |one: &&SpendingRequest| {
        one.listing == wish.listing && one.plan_line == wish.plan_line && one.state != RequestState::Used
    };
    requests.iter().filter(same).max_by_key(|one| one.id)
}

/// Whether a request lets a wish be ordered.
pub fn lets(request: &SpendingRequest, wish: &Wish) -> bool {
    request.state == RequestState::Agreed && request.amount >= wish.total
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
