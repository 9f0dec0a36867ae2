//! What becomes of money that is left at the end of a year. Pure.

use chrono::NaiveDate;

use super::overpaid::InBudget;
use crate::accounts::HolderSummary;
use crate::budgets::HeldAs;
use crate::kernel::ids::{HolderId, PotId};
use crate::kernel::{Money, text_enum};

text_enum! {
    /// How much of what is left may be used in the next year.
    pub enum Keep {
        /// All of it.
        All = "all" => "All of it",
        /// Up to a share of the year's budget.
        Share = "share" => "Up to a share of the year’s budget",
        /// Up to the money of so many weeks.
        Weeks = "weeks" => "Up to so many weeks’ money",
        /// Nothing.
        Nothing = "nothing" => "Nothing",
    }
}

text_enum! {
    /// Whose money is used first, where a person or their family added some of their own.
    pub enum GiveBack {
        /// Theirs is used last: what is left is theirs first.
        First = "first" => "Give their own money back first",
        /// Theirs is used first: it is given back only where the council’s is all left.
        Last = "last" => "Give their own money back last",
    }
}

/// The most weeks that a policy may name.
pub const MOST_WEEKS: u32 = 52;

/// A council's policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// How much may be carried forward.
    pub keep: Keep,
    /// The share, in per cent; counts for [`Keep::Share`].
    pub per_cent: u32,
    /// How many weeks; counts for [`Keep::Weeks`].
    pub weeks: u32,
    /// What becomes of people's own money.
    pub give_back: GiveBack,
}

impl Default for Policy {
    /// Nothing is taken from anybody before a council has said what its policy is.
    fn default() -> Self {
        Self { keep: Keep::All, per_cent: 10, weeks: 8, give_back: GiveBack::First }
    }
}

impl Policy {
    /// The most that may be carried of a budget over some days; none where there is no limit. Part pennies are dropped.
    fn limit(&self, amount: Money, days: i64) -> Option<Money> {
        let part = |times: u32, of: i64| {
            let exact = i128::from(amount.pence()) * i128::from(times) / i128::from(of.max(1));
            Money::from_pence(i64::try_from(exact).unwrap_or(i64::MAX))
        };
        match self.keep {
            Keep::All => None,
            Keep::Share => Some(part(self.per_cent, 100)),
            // A year is 52 weeks here as everywhere.
            Keep::Weeks => Some(part(self.weeks, (days / 7).max(1))),
            Keep::Nothing => Some(Money::ZERO),
        }
    }

    /// "Up to 8 weeks’ money may be carried forward. The rest is taken back. …"
    pub fn words(&self) -> String {
        let keep = match self.keep {
            Keep::All => "All that is left is carried forward.".to_owned(),
            Keep::Share => {
                format!("Up to {}% of the year’s budget is carried forward. The rest is taken back.", self.per_cent)
            }
            Keep::Weeks => format!("Up to {} weeks’ money is carried forward. The rest is taken back.", self.weeks),
            Keep::Nothing => "All that is left is taken back.".to_owned(),
        };
        let own = match self.give_back {
            GiveBack::First => "What people added of their own counts as used last, and is given back first.",
            GiveBack::Last => "What people added of their own counts as used first, and is given back last.",
        };
        format!("{keep} {own}")
    }
}

/// What went out of a pot at the end of its year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Settlement {
    /// To the person: what is left of their own top-ups, and what they contributed beyond what their support came to.
    pub given_back: Money,
    /// Into next year's pot.
    pub carried: Money,
    /// To the council.
    pub recovered: Money,
    /// What of all this was money that may only buy something.
    pub fenced: Money,
}

impl Settlement {
    /// All of it. `None` when it can't be held, which no ledger comes near.
    pub fn total(&self) -> Option<Money> {
        Money::sum([self.given_back, self.carried, self.recovered])
    }

    /// Both together. `None` when that can't be held.
    pub fn with(&self, other: &Self) -> Option<Self> {
        Some(Self {
            given_back: self.given_back.checked_add(other.given_back)?,
            carried: self.carried.checked_add(other.carried)?,
            recovered: self.recovered.checked_add(other.recovered)?,
            fenced: self.fenced.checked_add(other.fenced)?,
        })
    }
}

/// What a settlement is made from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Free to use now.
    pub left: Money,
    /// What the person or their family put in of their own.
    pub own: Money,
    /// What everybody else put in.
    pub others: Money,
    /// What the person contributed beyond what their support came to: nobody pays more than that.
    pub overpaid: Money,
    /// The year's budget.
    pub amount: Money,
    /// How many days the year has.
    pub days: i64,
    /// What of that which is left is others' money that may only buy something.
    pub fenced: Money,
    /// What was settled of this pot before.
    pub before: Settlement,
}

/// Says what becomes of what is left; it adds up to that, to the penny. What was settled before counts against the limits.
/// What others gave for something alone never goes to the person.
pub fn settle(policy: &Policy, facts: &Facts) -> Option<Settlement> {
    let ever = facts.left.checked_add(facts.before.total()?)?;
    let theirs = match policy.give_back {
        GiveBack::First => {
            ever.checked_sub(facts.fenced.checked_add(facts.before.fenced)?)?.max(Money::ZERO).min(facts.own)
        }
        GiveBack::Last => ever.checked_sub(facts.others)?.max(Money::ZERO).min(facts.own),
    };
    let theirs = theirs.checked_add(facts.overpaid)?.min(ever);
    let more = |target: Money, before: Money, room: Money| Some(target.checked_sub(before)?.max(Money::ZERO).min(room));
    let given_back = more(theirs, facts.before.given_back, facts.left)?;
    let rest = facts.left.checked_sub(given_back)?;
    let carried = match policy.limit(facts.amount, facts.days) {
        Some(limit) => more(limit, facts.before.carried, rest)?,
        None => rest,
    };
    Some(Settlement { given_back, carried, recovered: rest.checked_sub(carried)?, fenced: Money::ZERO })
}

/// A pot whose year is over, with what would become of what is left of it.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Which pot.
    pub pot: PotId,
    /// Whose.
    pub holder_id: HolderId,
    /// Whose, in words.
    pub holder: String,
    /// The reference of the person in addresses.
    pub reference: String,
    /// How it is held.
    pub held_as: HeldAs,
    /// The year's first and last day.
    pub span: (NaiveDate, NaiveDate),
    /// The year's budget.
    pub amount: Money,
    /// Free to use now.
    pub left: Money,
    /// The pot of the next year; none before there is one.
    pub next: Option<PotId>,
    /// What was put in, and what was settled before.
    pub books: Books,
}

/// What was put into a pot, and what was settled of it before.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Books {
    /// What people put in of their own.
    pub own: Money,
    /// What all others did, and what the person contributes.
    pub others: Money,
    /// What is left of others' money that may only buy something.
    pub fenced: Money,
    /// All pots of its budget, in their order.
    pub beside: Vec<InBudget>,
    /// How often it was settled.
    pub times: i64,
    /// What that came to.
    pub before: Settlement,
}

impl Books {
    /// The pot's part of the year's budget, which the policy's limits count from: all of it where it is the only pot, else
    /// what was put into it, without what people added of their own.
    pub fn part_of(&self, amount: Money) -> Money {
        if self.beside.len() > 1 { self.others } else { amount }
    }
}

/// One line of the preview.
#[derive(Clone, Debug)]
pub struct Preview {
    /// The pot.
    pub ended: Ended,
    /// What would become of what is left.
    pub would: Settlement,
}

impl Preview {
    /// Whether it has to wait for next year's budget, because something is to be carried there.
    pub fn waits(&self) -> bool {
        self.ended.next.is_none() && self.would.carried > Money::ZERO
    }
}

/// What was settled, for the list of what is done and for the mail.
#[derive(Clone, Debug)]
pub struct Settled {
    /// Whose.
    pub holder: String,
    /// The reference of the person in addresses.
    pub reference: String,
    /// The day on which the year ended.
    pub ended_on: NaiveDate,
    /// What became of it.
    pub was: Settlement,
}

/// The page of a council.
#[derive(Clone, Debug)]
pub struct YearEnd {
    /// Its policy.
    pub policy: Policy,
    /// Whether it has said so itself.
    pub chosen: bool,
    /// Pots with something left, whose year is over.
    pub to_do: Vec<Preview>,
    /// The newest that are done.
    pub done: Vec<Settled>,
}

/// A sentence for the holder about each part that moved.
pub fn sentences(settlement: &Settlement, summary: &HolderSummary, next_starts: Option<NaiveDate>) -> Vec<String> {
    let council = summary.council_name.clone().unwrap_or_else(|| "Your council".to_owned());
    let mut said = Vec::new();
    if settlement.carried > Money::ZERO {
        let when = next_starts
            .map_or_else(String::new, |day| format!(", which began on {}", crate::kernel::dates::long_date(day)));
        said.push(format!("{} was moved to the next year{when}. You can use it.", settlement.carried));
    }
    if settlement.given_back > Money::ZERO {
        said.push(format!("{} that was paid in privately and was not needed is given back.", settlement.given_back));
    }
    if settlement.recovered > Money::ZERO {
        said.push(format!("{council} took {} back.", settlement.recovered));
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    fn pounds(pounds: i64) -> Money {
        Money::from_pence(pounds * 100)
    }

    /// A year of £5,200, so £100 a week, with £500 of the person's own.
    fn facts(left: i64) -> Facts {
        let before = Settlement::default();
        let (own, others, overpaid) = (pounds(500), pounds(5_200), Money::ZERO);
        Facts {
            left: pounds(left),
            own,
            others,
            overpaid,
            amount: pounds(5_200),
            days: 364,
            fenced: Money::ZERO,
            before,
        }
    }

    fn settled(policy: Policy, left: i64) -> (i64, i64, i64) {
        let done = settle(&policy, &facts(left)).unwrap();
        (done.given_back.pence() / 100, done.carried.pence() / 100, done.recovered.pence() / 100)
    }

    #[test]
    fn each_policy_does_what_it_says() {
        let policy = |keep, give_back| Policy { keep, per_cent: 10, weeks: 8, give_back };
        assert_eq!(settled(policy(Keep::All, GiveBack::First), 1_700), (500, 1_200, 0));
        assert_eq!(settled(policy(Keep::All, GiveBack::Last), 1_700), (0, 1_700, 0));
        assert_eq!(settled(policy(Keep::Share, GiveBack::First), 1_700), (500, 520, 680));
        assert_eq!(settled(policy(Keep::Weeks, GiveBack::First), 1_700), (500, 800, 400));
        assert_eq!(settled(policy(Keep::Nothing, GiveBack::Last), 1_700), (0, 0, 1_700));
        assert_eq!(settled(policy(Keep::Weeks, GiveBack::Last), 5_600), (400, 800, 4_400));
        assert_eq!(settled(policy(Keep::Weeks, GiveBack::First), 300), (300, 0, 0));
    }

    #[test]
    fn what_was_paid_beyond_the_support_is_given_back_whatever_the_policy() {
        let facts = Facts { overpaid: pounds(1_060), own: Money::ZERO, ..facts(3_000) };
        let done = settle(&Policy { keep: Keep::Nothing, ..Policy::default() }, &facts).unwrap();
        assert_eq!([done.given_back, done.recovered], [pounds(1_060), pounds(1_940)]);
    }

    #[test]
    fn what_others_gave_for_something_never_goes_to_the_person() {
        let facts = Facts { fenced: pounds(1_000), ..facts(1_000) };
        let done = settle(&Policy { keep: Keep::Nothing, ..Policy::default() }, &facts).unwrap();
        assert_eq!([done.given_back, done.recovered], [Money::ZERO, pounds(1_000)]);
        let done = settle(&Policy::default(), &Facts { left: pounds(1_300), ..facts }).unwrap();
        assert_eq!([done.given_back, done.carried], [pounds(300), pounds(1_000)]);
    }

    /// What comes free after the end, as when a visit turns out not to have happened, is settled as if it had been there.
    #[test]
    fn doing_it_in_two_parts_comes_to_the_same() {
        let policy = Policy { keep: Keep::Weeks, ..Policy::default() };
        let whole = settle(&policy, &facts(1_700)).unwrap();
        let first = settle(&policy, &facts(900)).unwrap();
        let later = settle(&policy, &Facts { left: pounds(800), before: first, ..facts(0) }).unwrap();
        let both = Settlement {
            given_back: first.given_back.checked_add(later.given_back).unwrap(),
            carried: first.carried.checked_add(later.carried).unwrap(),
            recovered: first.recovered.checked_add(later.recovered).unwrap(),
            fenced: Money::ZERO,
        };
        assert_eq!(both, whole);
    }

    proptest! {
        #[test]
        fn it_adds_up_and_nobody_gets_more_than_was_theirs(
            (keep, give_back) in (select(Keep::ALL), select(GiveBack::ALL)),
            (per_cent, weeks, days) in (0..=100_u32, 0..=MOST_WEEKS, 1..=400_i64),
            (left, own, others, amount) in (0..1_000_000_i64, 0..1_000_000_i64, 0..1_000_000_i64, 0..1_000_000_i64),
            (given, carried, recovered) in (0..1_000_000_i64, 0..1_000_000_i64, 0..1_000_000_i64),
            (overpaid, fenced) in (0..1_000_000_i64, 0..1_000_000_i64),
        ) {
            let [left, own, others, amount] = [left, own, others, amount].map(Money::from_pence);
            let [given_back, carried, recovered] = [given, carried, recovered].map(Money::from_pence);
            let before = Settlement { given_back, carried, recovered, fenced: Money::ZERO };
            let [overpaid, fenced] = [overpaid, fenced].map(Money::from_pence);
            let facts = Facts { left, own, others, overpaid, amount, days, fenced, before };
            let done = settle(&Policy { keep, per_cent, weeks, give_back }, &facts).unwrap();
            prop_assert_eq!(done.total(), Some(left));
            for part in [done.given_back, done.carried, done.recovered] {
                prop_assert!(!part.is_negative());
            }
            let theirs = own.checked_add(overpaid).unwrap();
            prop_assert!(done.given_back.is_zero() || done.given_back.checked_add(given_back).unwrap() <= theirs);
        }
    }
}
