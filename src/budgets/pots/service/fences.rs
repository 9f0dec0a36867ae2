//! Holding orders against what a pot's money is only for.

use crate::budgets::ledger;
use crate::budgets::model::{FundingStream, Stream};
use crate::budgets::pots::model::{Source, ring_fences};
use crate::budgets::pots::sources::{Back, left_of, without};
use crate::budgets::store;
use crate::db::{Db, DbError};
use crate::kernel::Money;
use crate::kernel::ids::PotId;

/// What a pot's money is only for, and what is ordered and spent of it already.
#[derive(Clone, Debug)]
pub struct Fence {
    sources: Vec<Source>,
    items: Vec<(String, Money)>,
}

impl Fence {
    /// Why the money can't also pay for these, each by the code of its category; none when it can.
    pub fn refusal(&self, wanted: &[(String, Money)]) -> Option<String> {
        let items: Vec<(String, Money)> = self.items.iter().chain(wanted).cloned().collect();
        ring_fences(&self.sources, &items)
    }
}

/// The fence of a pot; none when its money may buy anything. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn of(db: &mut Db, pot: PotId) -> Result<Option<Fence>, DbError> {
    if !super::super::store::has_purposes(db, pot)? {
        return Ok(None);
    }
    let sources = sources(&store::streams(db, pot)?);
    let items = items(db, pot)?;
    let back = went_back(db, pot)?;
    Ok(Some(Fence { sources: without(&sources, &items, back), items }))
}

/// What went back of a pot: what only moved from one stream to another is no more in the streams either. What settlements
/// took of money for something was written down with them.
fn went_back(db: &mut Db, pot: PotId) -> Result<Back, DbError> {
    let less = |a: Money, b: Money| a.checked_sub(b).unwrap_or_default().max(Money::ZERO);
    let moved = crate::budgets::contributions::store::moved(db, pot)?;
    let all = less(ledger::balances(db, pot)?.recovered, moved);
    let fenced = super::super::store::settled_for_something(db, pot)?.min(all);
    Ok(Back { fenced, other: less(all, fenced) })
}

fn sources(streams: &[FundingStream]) -> Vec<Source> {
    streams.iter().map(|stream| (stream.amount, stream.only_for.clone())).collect()
}

/// What is ordered and spent of a pot, each by the code of its category.
fn items(db: &mut Db, pot: PotId) -> Result<Vec<(String, Money)>, DbError> {
    let uses = ledger::by_order_line(db, pot)?;
    let ids: Vec<i64> = uses.iter().filter_map(|used| used.order_line).map(|id| id.0).collect();
    let categories = store::categories_of(db, &ids)?;
    let mut items: Vec<(String, Money)> = Vec::new();
    for used in uses {
        let of_line = |id: i64| categories.iter().find(|(line, _)| *line == id).map(|(_, category)| category.clone());
        let category = match (used.order_line, used.plan_line) {
            (Some(line), _) => of_line(line.0),
            (None, Some(line)) => store::category_of_plan_line(db, line)?,
            (None, None) => None,
        };
        items.push((category.unwrap_or_default(), used.used));
    }
    Ok(items)
}

/// A pot's stream, and what became of it.
#[derive(Clone, Debug)]
pub struct Stands {
    /// The stream.
    pub stream: FundingStream,
    /// What of it is ordered and spent. What went back is not: nobody used it.
    pub used: Money,
    /// What is left of it.
    pub left: Money,
}

/// How a pot's streams stand: see [`crate::budgets::pots::sources`]. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn stand(db: &mut Db, pot: PotId) -> Result<Vec<Stands>, DbError> {
    let streams = store::streams(db, pot)?;
    let (sources, items, back) = (sources(&streams), items(db, pot)?, went_back(db, pot)?);
    let unused = left_of(&sources, &items, Back::default());
    let left = left_of(&sources, &items, back);
    let all = streams.into_iter().zip(unused).zip(left);
    Ok(all
        .map(|((stream, unused), left)| Stands {
            used: stream.amount.checked_sub(unused).unwrap_or_default(),
            stream,
            left,
        })
        .collect())
}

/// What of a pot's money may only buy something.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ForSomething {
    /// What of it others gave, and is ordered and spent.
    pub used: Money,
    /// What of it others gave, and is left.
    pub left: Money,
    /// What is left of all of it, also what the person put in themselves.
    pub left_in_all: Money,
}

/// What of a pot's money may only buy something, in sums. The caller has checked that it may be seen.
///
/// # Errors
/// When the database can't be read.
pub fn for_something(db: &mut Db, pot: PotId) -> Result<ForSomething, DbError> {
    if !super::super::store::has_purposes(db, pot)? {
        return Ok(ForSomething::default());
    }
    let broken = || DbError::Other("a pot's streams come to more than can be held".to_owned());
    let mut sums = ForSomething::default();
    for Stands { stream, used, left } in stand(db, pot)?.into_iter().filter(|one| !one.stream.only_for.is_empty()) {
        sums.left_in_all = sums.left_in_all.checked_add(left).ok_or_else(broken)?;
        if !matches!(stream.stream, Stream::OwnTopUp | Stream::OwnContribution) {
            sums.used = sums.used.checked_add(used).ok_or_else(broken)?;
            sums.left = sums.left.checked_add(left).ok_or_else(broken)?;
        }
    }
    Ok(sums)
}
