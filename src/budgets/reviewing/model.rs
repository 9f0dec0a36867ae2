//! Signs that a plan should be reviewed, and what was spent on each outcome. Pure.

use chrono::{NaiveDate, TimeDelta};

use crate::budgets::overview::{Overview, Row, RowKind};
use crate::kernel::dates::long_date;
use crate::kernel::ids::DraftId;
use crate::kernel::{Money, text_enum};
use crate::plans::model::draft::Draft;
use crate::plans::model::review::Spent;

text_enum! {
    /// What a sign is.
    pub enum SignKind {
        /// Nothing was spent for six weeks.
        NothingSpent = "nothing_spent" => "Nothing was spent",
        /// Far less was spent than was planned.
        FarUnder = "far_under" => "Far less is spent than planned",
        /// Far more was spent than was planned.
        FarOver = "far_over" => "Far more is spent than planned",
        /// The newest answers come to something else.
        NeedChanged = "need_changed" => "The need has changed",
    }
}

/// A sign that is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Of which agreed draft.
    pub draft: DraftId,
    /// What it is.
    pub kind: SignKind,
    /// In a sentence.
    pub words: String,
    /// When it was noticed.
    pub noticed_on: NaiveDate,
}

/// What signs are read from.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The day to judge by.
    pub today: NaiveDate,
    /// The plan's first day.
    pub starts_on: NaiveDate,
    /// What there is to spend.
    pub amount: Money,
    /// What is spent.
    pub spent: Money,
    /// What should have been spent by now.
    pub planned: Money,
    /// The last day on which anything was spent.
    pub last: Option<NaiveDate>,
    /// The indicative budget that it was agreed or last reviewed beside, and the one of answers that came later.
    pub figures: Option<(Money, Money)>,
}

/// How long nothing is spent before that is a sign.
const QUIET: TimeDelta = TimeDelta::weeks(6);
/// A plan that began a shorter time ago can't be far under or over.
const EARLY: TimeDelta = TimeDelta::weeks(8);

/// The signs there are.
pub fn signs(facts: &Facts) -> Vec<(SignKind, String)> {
    let mut signs = Vec::new();
    if facts.amount <= Money::ZERO || facts.today < facts.starts_on {
        return signs;
    }
    let quiet_from = facts.last.map_or(facts.starts_on, |last| last.max(facts.starts_on));
    let quiet = facts.today - quiet_from >= QUIET;
    if quiet {
        let since = match facts.last {
            Some(last) => format!("The last time was on {}.", long_date(last)),
            None => format!("The plan began on {}.", long_date(facts.starts_on)),
        };
        signs.push((SignKind::NothingSpent, format!("Nothing was spent for 6 weeks or more. {since}")));
    }
    let (spent, planned) = (i128::from(facts.spent.pence()), i128::from(facts.planned.pence()));
    let so_far = format!("{} is spent, and {} was planned by now.", facts.spent, facts.planned);
    if facts.today - facts.starts_on >= EARLY && planned > 0 {
        if spent * 2 < planned && !quiet {
            signs.push((SignKind::FarUnder, format!("Less than half of what was planned is spent. {so_far}")));
        } else if spent * 4 > planned * 5 {
            signs.push((SignKind::FarOver, format!("Over a quarter more than was planned is spent. {so_far}")));
        }
    }
    if let Some((agreed, now)) = facts.figures
        && differ(agreed, now)
    {
        let words = format!(
            "The newest answers come to an indicative budget of {now}. The plan was looked at beside {agreed}."
        );
        signs.push((SignKind::NeedChanged, words));
    }
    signs
}

/// Whether two figures are more than a tenth of the first apart.
fn differ(before: Money, now: Money) -> bool {
    let (before, now) = (i128::from(before.pence()), i128::from(now.pence()));
    (now - before).abs() * 10 > before
}

/// What was spent, outcome by outcome. It adds up to what the budget's pages say.
#[derive(Clone, Debug)]
pub struct Spending {
    /// The rows of the budget, each with the key of the outcome it serves.
    pub rows: Vec<(Option<u32>, Row)>,
    /// What there is, what is spent, what is set aside and what is left.
    pub whole: [Money; 4],
}

impl Spending {
    /// The rows of a budget beside the outcomes of the draft that it pays for.
    pub fn of(overview: &Overview, draft: &Draft) -> Self {
        let serves = |row: &Row| match &row.kind {
            RowKind::Line { id, .. } => {
                draft.costs.iter().find(|cost| cost.line == Some(*id)).and_then(|cost| cost.wish)
            }
            RowKind::Outside | RowKind::Beyond => None,
        };
        let rows = overview.rows.iter().map(|row| (serves(row), row.clone())).collect();
        Self { rows, whole: [overview.amount, overview.spent, overview.committed, overview.left] }
    }

    /// The rows of one outcome; of none for the others.
    pub fn of_wish(&self, wish: Option<u32>) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(move |(key, _)| *key == wish).map(|(_, row)| row)
    }

    /// What is kept with a review: planned and spent, outcome by outcome.
    pub fn kept(&self, draft: &Draft) -> Vec<Spent> {
        let keys = draft.wishes.iter().map(|wish| Some(wish.key)).chain([None]);
        keys.map(|key| Spent {
            key,
            planned: Money::sum(self.of_wish(key).map(|row| row.planned)).unwrap_or_default(),
            spent: Money::sum(self.of_wish(key).map(|row| row.spent)).unwrap_or_default(),
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(change: impl Fn(&mut Facts)) -> Vec<SignKind> {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let mut facts = Facts {
            today: day("2026-11-21"),
            starts_on: day("2026-04-06"),
            amount: Money::from_pence(500_000),
            spent: Money::from_pence(300_000),
            planned: Money::from_pence(300_000),
            last: Some(day("2026-11-20")),
            figures: None,
        };
        change(&mut facts);
        signs(&facts).into_iter().map(|(kind, _)| kind).collect()
    }

    #[test]
    fn signs_come_at_their_limits_and_not_before() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let pence = Money::from_pence;
        assert_eq!(kinds(|_| {}), []);
        assert_eq!(kinds(|facts| facts.last = Some(day("2026-10-11"))), []);
        assert_eq!(kinds(|facts| facts.last = Some(day("2026-10-10"))), [SignKind::NothingSpent]);
        assert_eq!(kinds(|facts| facts.last = None), [SignKind::NothingSpent]);
        assert_eq!(kinds(|facts| facts.spent = pence(150_000)), []);
        assert_eq!(kinds(|facts| facts.spent = pence(149_999)), [SignKind::FarUnder]);
        assert_eq!(kinds(|facts| facts.spent = pence(375_000)), []);
        assert_eq!(kinds(|facts| facts.spent = pence(375_001)), [SignKind::FarOver]);
        assert_eq!(kinds(|facts| (facts.spent, facts.starts_on) = (pence(0), day("2026-10-11"))), []);
        assert_eq!(kinds(|facts| facts.figures = Some((pence(1_000), pence(1_100)))), []);
        assert_eq!(kinds(|facts| facts.figures = Some((pence(1_000), pence(899)))), [SignKind::NeedChanged]);
        assert_eq!(kinds(|facts| (facts.amount, facts.last) = (Money::ZERO, None)), []);
    }
}
