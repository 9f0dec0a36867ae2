//! A basket laid against the pot that pays: what each line costs, whether that may be bought, and whether it can be paid.

use std::collections::BTreeMap;

use chrono::NaiveDateTime;

use crate::budgets::ledger;
use crate::budgets::model::Pot;
use crate::budgets::pots::service::fences;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError};
use crate::directory::service::{self as directory, Orderable};
use crate::kernel::dates::london;
use crate::kernel::{BasketLineId, HolderId, ListingId, Money};
use crate::orders::model::fit::{Fit, fit};
use crate::orders::model::{BasketLine, CostFault, Costing, Window};
use crate::orders::store::basket;

use super::beyond::{self, Asking};
use super::package::{may_buy, may_words, too_dear};
use super::pricing::{nation_of, priced};

/// A line with what it costs and whether that can be paid.
pub(super) struct Assessed {
    pub line: BasketLine,
    pub listing: Orderable,
    pub costing: Option<Costing>,
    pub refusal: Option<String>,
    /// It is refused because there are no spaces.
    pub full: bool,
    pub fit: Option<Fit>,
    /// It is beyond the plan, and the council has to say yes first.
    pub asking: Option<Asking>,
}

impl Assessed {
    /// Whether there is money for it.
    pub fn fits(&self) -> bool {
        matches!(self.fit, Some(Fit::Fits { .. }))
    }

    /// Whether it can be ordered as it is.
    pub fn can_be_ordered(&self) -> bool {
        self.fits() && self.asking.is_none()
    }
}

/// A basket with what can be said of each line.
pub(super) struct Assessment {
    pub lines: Vec<Assessed>,
    pub window: Window,
    pub pot: Option<Pot>,
    pub available: Money,
}

/// Costs each line and lays it against the pot.
pub(super) fn assess(db: &mut Db, holder: HolderId, now: NaiveDateTime) -> Result<Assessment, DbError> {
    let pot = budgets::current_pot(db, holder, london(now).date())?;
    assess_on(db, holder, now, (pot, &[]))
}

/// The same against a pot that may be another than the one that pays, without some of the lines.
pub(super) fn assess_on(
    db: &mut Db,
    holder: HolderId,
    now: NaiveDateTime,
    (pot, but): (Option<Pot>, &[BasketLineId]),
) -> Result<Assessment, DbError> {
    let now = london(now);
    let budget = pot.as_ref().map(|pot| (pot.starts_on, pot.ends_on));
    let window = Window { now, budget, nation: nation_of(db, holder)? };
    let available = match &pot {
        Some(pot) => ledger::balances(db, pot.id)?.available,
        None => Money::ZERO,
    };
    let allowance = match &pot {
        Some(pot) => budgets::allowance(db, pot.id)?,
        None => None,
    };
    let highest = pot.as_ref().map(|pot| budgets::highest(db, pot.id)).transpose()?;
    let may = allowance.as_ref().map(|allowance| may_words(db, allowance)).transpose()?.unwrap_or_default();
    let mut listings: BTreeMap<ListingId, Orderable> = BTreeMap::new();
    let mut lines = Vec::new();
    for line in basket::of_holder(db, holder)?.into_iter().filter(|line| !but.contains(&line.id)) {
        let listing = match listings.get(&line.listing_id) {
            Some(known) => known.clone(),
            None => directory::orderable(db, line.listing_id, now.date())?,
        };
        listings.entry(line.listing_id).or_insert_with(|| listing.clone());
        let may_buy = allowance.as_ref().is_none_or(|allowance| may_buy(allowance, &listing));
        let refused = super::basket::refusal(db, &listing, holder)?;
        let full = refused.is_some() && listing.refusal.is_none();
        let dear = |costing: &Costing| highest.as_ref().and_then(|limits| too_dear(limits, line.request.unit, costing));
        let (costing, refusal) = match (refused, priced(&listing, &line.request, &window)) {
            (Some(why), _) => (None, Some(why)),
            (None, _) if !may_buy => (None, Some(format!("This budget may not be spent on this. {may}"))),
            (None, Err(fault)) => (None, Some(needs_change(&fault))),
            (None, Ok(costing)) => match dear(&costing) {
                Some(why) => (None, Some(format!("This budget may not be spent on this. {why}"))),
                None => (Some(costing), None),
            },
        };
        lines.push(Assessed { line, listing, costing, refusal, full, fit: None, asking: None });
    }
    if let Some(pot) = &pot {
        hold_to_purposes(db, pot, &mut lines)?;
    }
    let totals: Vec<Option<Money>> = lines.iter().map(|line| line.costing.as_ref().map(|c| c.total)).collect();
    for (line, fit) in lines.iter_mut().zip(fit(available, &totals)) {
        line.fit = fit;
    }
    if let Some(pot) = &pot {
        beyond::mark(db, (holder, pot), &mut lines, now.date())?;
    }
    Ok(Assessment { lines, window, pot, available })
}

/// Lines that a pot's money isn't for, after the lines before them, are refused.
fn hold_to_purposes(db: &mut Db, pot: &Pot, lines: &mut [Assessed]) -> Result<(), DbError> {
    let Some(fence) = fences::of(db, pot.id)? else { return Ok(()) };
    let mut wanted: Vec<(String, Money)> = Vec::new();
    for line in lines {
        let Some(costing) = &line.costing else { continue };
        wanted.push((line.listing.category.clone(), costing.total));
        if let Some(why) = fence.refusal(&wanted) {
            wanted.pop();
            line.costing = None;
            line.refusal = Some(format!("This part of the budget can’t pay for it. {why}"));
        }
    }
    Ok(())
}

fn needs_change(fault: &CostFault) -> String {
    format!("This needs a change. {fault}")
}
