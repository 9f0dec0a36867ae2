//! What somebody pays towards their support: a weekly amount for a period, and who collects it. Pure.

use std::num::NonZeroU32;

use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::figure::{WEEKS, share_of, weekly};
use crate::kernel::ids::{ContributionId, HolderId, UserId};
use crate::kernel::{Money, text_enum};

/// The most weeks that anything is worked out for: twenty years.
const MOST_WEEKS: i64 = 1_040;

text_enum! {
    /// Who takes what the person pays.
    #[derive(Default)]
    pub enum Collector {
        /// The council sends bills.
        #[default]
        Council = "council" => "The council sends a bill",
        /// The provider that holds the money in a fund asks for it, and puts it into the fund. Who is paid by the council is paid
        /// in full, so no other provider collects.
        Provider = "provider" => "The provider that holds the money in a fund asks for it",
        /// The council pays that much less into the account, and the person puts it in themselves.
        Holder = "holder" => "The person pays it into their own budget account",
    }
}

/// A weekly contribution from one day until another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contribution {
    /// Which.
    pub id: ContributionId,
    /// What is paid each week; nothing for somebody who pays all.
    pub weekly: Money,
    /// They pay the full cost: whatever the budget is.
    pub full_cost: bool,
    /// Who takes it.
    pub collector: Collector,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day; none for until something else is said.
    pub ends_on: Option<NaiveDate>,
    /// How it was worked out, for the person to read.
    pub reason: String,
    /// Who decided it.
    pub decided_by: String,
    /// When.
    pub decided_at: NaiveDateTime,
}

/// A contribution to be decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decide {
    /// What is paid each week; none for the full cost.
    pub weekly: Option<Money>,
    /// Who takes it.
    pub collector: Collector,
    /// The first day.
    pub starts_on: NaiveDate,
    /// The last day.
    pub ends_on: Option<NaiveDate>,
    /// How it was worked out.
    pub reason: String,
}

/// What somebody pays was decided, ends, or was taken back: their budgets are to follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContributionChanged {
    /// Whose.
    pub holder: HolderId,
    /// Who decided it.
    pub by: UserId,
}

/// When a contribution ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The last day; none to take it back, as if it had never been asked.
    pub last: Option<NaiveDate>,
    /// Why, for the person to read.
    pub why: String,
}

impl Contribution {
    /// How it was worked out, and then another sentence.
    #[must_use]
    pub fn reason_and(&self, more: &str) -> String {
        let reason = self.reason.trim_end();
        let stop = if reason.is_empty() || reason.ends_with(['.', '!', '?']) { "" } else { "." };
        format!("{reason}{stop} {more}").trim().to_owned()
    }

    /// Whether the day is one of its days.
    #[must_use]
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.starts_on <= day && self.ends_on.is_none_or(|ends| day <= ends)
    }
}

/// Whether two periods share a day.
#[must_use]
pub fn overlap(one: (NaiveDate, Option<NaiveDate>), other: (NaiveDate, Option<NaiveDate>)) -> bool {
    one.1.is_none_or(|ends| other.0 <= ends) && other.1.is_none_or(|ends| one.0 <= ends)
}

/// Gross, contribution and net.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Net {
    /// What the support costs.
    pub gross: Money,
    /// What the person pays of it.
    pub contribution: Money,
    /// What the council pays.
    pub net: Money,
}

impl Net {
    /// Of a gross amount and what is asked; never more is paid than there is.
    #[must_use]
    pub fn of(gross: Money, asked: Money) -> Self {
        let contribution = asked.min(gross);
        Self { gross, contribution, net: gross.checked_sub(contribution).unwrap_or(Money::ZERO) }
    }
}

/// A year's budget from its first day: 52 weeks, and each week is paid what is asked on its first day.
#[must_use]
pub fn year(gross: Money, contributions: &[Contribution], first: NaiveDate) -> Net {
    over(gross, contributions, first, i64::from(WEEKS))
}

/// The same for something that costs so much in another number of weeks. Nobody pays more in a week than that week's
/// share: who is asked for more, or for the full cost, in some of them pays as many weeks' shares.
#[must_use]
pub fn over(gross: Money, contributions: &[Contribution], first: NaiveDate, weeks: i64) -> Net {
    let asked = by_week(gross, contributions, first, weeks);
    Net::of(gross, Money::sum(asked.iter().map(|week| week.amount)).unwrap_or(gross))
}

/// What is asked of somebody in one week of their budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The week's first day.
    pub on: NaiveDate,
    /// How much; nothing in a week of which nothing is asked.
    pub amount: Money,
    /// All of the week's share is asked.
    pub full: bool,
    /// Who takes it; none where nothing is asked.
    pub collector: Option<Collector>,
}

/// What is asked week by week, of something that costs so much in so many weeks; it comes to what [`over`] says.
#[must_use]
pub fn by_week(gross: Money, contributions: &[Contribution], first: NaiveDate, weeks: i64) -> Vec<Asked> {
    let weeks = u32::try_from(weeks.clamp(1, MOST_WEEKS)).unwrap_or(WEEKS);
    let share = share_of(gross, weeks);
    let mut all = Vec::new();
    for week in 0..weeks {
        let Some(on) = first.checked_add_days(Days::new(u64::from(week) * 7)) else { break };
        let one = contributions.iter().find(|one| one.covers(on));
        let full = one.is_some_and(|one| one.full_cost || one.weekly > share);
        let amount = one.map_or(Money::ZERO, |one| if full { share } else { one.weekly });
        all.push(Asked { on, amount, full, collector: one.map(|one| one.collector) });
    }
    if all.iter().all(|week| week.full) {
        // Who pays all of it pays the odd pennies too.
        let shares = NonZeroU32::new(weeks).map(|weeks| gross.split(weeks)).unwrap_or_default();
        for (week, share) in all.iter_mut().zip(shares) {
            week.amount = share;
        }
    }
    all
}

/// One week's budget on a day.
#[must_use]
pub fn week(gross_year: Money, contributions: &[Contribution], day: NaiveDate) -> Net {
    let gross = weekly(gross_year);
    let asked = contributions
        .iter()
        .find(|one| one.covers(day))
        .map_or(Money::ZERO, |one| if one.full_cost { gross } else { one.weekly });
    Net::of(gross, asked)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn paid(weekly: i64, full_cost: bool, from: &str, until: Option<&str>) -> Contribution {
        Contribution {
            id: ContributionId(1),
            weekly: Money::from_pence(weekly),
            full_cost,
            collector: Collector::Council,
            starts_on: day(from),
            ends_on: until.map(day),
            reason: String::new(),
            decided_by: "Daniel".to_owned(),
            decided_at: day(from).and_hms_opt(9, 0, 0).unwrap(),
        }
    }

    #[test]
    fn a_year_is_52_weeks_each_paid_what_is_asked_on_its_first_day() {
        let (gross, first) = (Money::from_pence(1_420_000), day("2026-04-06"));
        let net = |all: &[Contribution]| year(gross, all, first);
        assert_eq!(net(&[]).net, gross);
        assert_eq!(net(&[paid(1_820, false, "2026-04-06", None)]).contribution.pence(), 94_640);
        // Twenty weeks of one and 32 of the other: the 24th of August 2026 is the first day of the 21st week.
        let two = [paid(1_000, false, "2026-01-01", Some("2026-08-23")), paid(2_000, false, "2026-08-24", None)];
        assert_eq!(net(&two).contribution.pence(), 20 * 1_000 + 32 * 2_000);
        let all = net(&[paid(0, true, "2026-01-01", None)]);
        assert_eq!((all.contribution, all.net), (gross, Money::ZERO));
        assert_eq!(week(gross, &[paid(1_820, false, "2026-04-06", None)], first).net.pence(), 27_307 - 1_820);
        assert_eq!(week(gross, &[], first).contribution, Money::ZERO);
    }

    #[test]
    fn a_week_is_never_paid_more_than_its_budget() {
        let (gross, first) = (Money::from_pence(52 * 13_500), day("2026-04-06"));
        // 34 weeks at £137.33, and nothing for the other 18; the budget is £135.00 a week.
        let dear = paid(13_733, false, "2026-04-06", Some("2026-11-29"));
        assert_eq!(year(gross, std::slice::from_ref(&dear), first).contribution.pence(), 34 * 13_500);
        let then = paid(1_000, false, "2026-11-30", None);
        assert_eq!(year(gross, &[then, dear], first).contribution.pence(), 34 * 13_500 + 18 * 1_000);
        let odd = Money::from_pence(52 * 13_500 + 7);
        assert_eq!(year(odd, &[paid(13_733, false, "2026-04-06", None)], first).net, Money::ZERO);
    }

    #[test]
    fn periods_that_share_a_day_overlap() {
        let (a, b) = (day("2026-04-06"), day("2026-06-30"));
        assert!(overlap((a, None), (b, None)) && overlap((a, Some(b)), (b, None)) && overlap((a, None), (a, Some(a))));
        assert!(!overlap((a, Some(b)), (day("2026-07-01"), None)));
        assert!(!overlap((day("2026-07-01"), None), (a, Some(b))));
    }

    proptest! {
        #[test]
        fn contribution_and_net_add_up_to_gross(gross in 0i64..10_000_000, weekly in 0i64..100_000, full: bool) {
            let net = year(Money::from_pence(gross), &[paid(weekly, full, "2026-06-01", None)], day("2026-04-06"));
            prop_assert_eq!(net.contribution.checked_add(net.net), Some(Money::from_pence(gross)));
            prop_assert!(!net.net.is_negative());
            // The 1st of June is the first day of the ninth week: 44 weeks are paid, and none more than its share.
            prop_assert!(net.contribution.pence() <= 44 * (gross / 52));
        }
    }
}
