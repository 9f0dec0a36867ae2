//! Holding what is ordered to the plan: baskets, quotes and shares, and what comes on top of an order that there is. Where
//! the pot's rules say so, the council is asked first about what is outside of the plan or goes over it; elsewhere the
//! person is warned. Runs inside the caller's transaction.
//!
//! Invariant: what a pot asks about is ordered only with a request that was agreed, and each is used once.
//!
//! Decisions:
//! - A change to an order is held to the plan by what it costs more than before. That is looked at when it is asked for,
//!   and the council's yes is used when the change comes into force: several may wait for one yes, and one gets it.
//! - A pause that ends restores what was ordered, so it is held to the plan only as far as the plan's money went to other
//!   orders meanwhile. What was outside of the plan when it was ordered took nothing from it, and comes back as it was.
//! - A visit that came to more was delivered already, and still the holder's yes to the rest waits for the council, because
//!   it is the holder who would spend it. Nobody waits for ever: the provider can record what was ordered, which confirms
//!   itself, and the holder can say that something was wrong; then the two settle it, or the council does.

use chrono::{NaiveDate, NaiveDateTime};

use super::lay::Assessed;
use super::package::{Draft, For};
use crate::budgets::ledger;
use crate::budgets::model::Pot;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError};
use crate::kernel::dates::london;
use crate::kernel::{DeliveryId, HolderId, Money, SpendingRequestId};
use crate::orders::error::{ActError, PlaceOrderError};
use crate::orders::model::beyond::{
    AskFirst, AskFor, Beyond, Planned, Purpose, RequestState, SpendingRequest, Wish, about, beyond as beyond_plan,
    covering,
};
use crate::orders::model::{AgreedBy, Delivery, Order, OrderLine};
use crate::orders::store::spending as store;
use crate::plans::service as plans;

/// What the council is asked about first, and how far that has come.
#[derive(Clone, Debug)]
pub struct Asking {
    /// How it is beyond the plan.
    pub beyond: Beyond,
    /// What was asked last.
    pub request: Option<SpendingRequest>,
    /// The request that was agreed and is large enough; none when it has to be asked for.
    pub agreed: Option<SpendingRequestId>,
}

/// The plan's lines, with what is ordered and spent of each.
pub(super) fn planned(db: &mut Db, holder: HolderId, pot: &Pot, today: NaiveDate) -> Result<Vec<Planned>, DbError> {
    let Some(plan) = plans::current_plan(db, holder, today)? else { return Ok(Vec::new()) };
    let spends = budgets::spends(db, pot)?;
    let used = |line| {
        let spend = spends.iter().find(|spend| spend.plan_line == Some(line));
        spend.and_then(|spend| spend.committed.checked_add(spend.spent)).unwrap_or(Money::ZERO)
    };
    let lines = plan.lines.iter();
    Ok(lines.map(|line| Planned { line: line.id, amount: line.amount, used: used(line.id) }).collect())
}

/// What of these is beyond the plan, and what was asked about it.
pub(super) fn asked_first(
    db: &mut Db,
    (holder, pot): (HolderId, &Pot),
    wishes: &[Wish],
    today: NaiveDate,
) -> Result<Vec<Option<Asking>>, DbError> {
    let found = beyond_plan(&planned(db, holder, pot, today)?, wishes);
    if found.iter().all(Option::is_none) {
        return Ok(found.into_iter().map(|_| None).collect());
    }
    let requests = store::of_pot(db, holder, pot.id)?;
    let wanted: Vec<Option<Wish>> = found.iter().zip(wishes).map(|(beyond, wish)| beyond.map(|_| *wish)).collect();
    let covered = covering(&requests, &wanted);
    let asking = |((beyond, wish), agreed): ((Option<Beyond>, &Wish), Option<SpendingRequestId>)| {
        let request = about(&requests, wish).cloned();
        beyond.map(|beyond| Asking { beyond, request, agreed })
    };
    Ok(found.into_iter().zip(wishes).zip(covered).map(asking).collect())
}

/// What an order was let through by: to be used by whatever makes it.
#[derive(Debug, Default)]
#[must_use]
pub(super) struct LetBy(Vec<SpendingRequestId>);

impl LetBy {
    /// Uses what the council agreed to.
    pub fn use_up(self, db: &mut Db) -> Result<(), DbError> {
        for id in self.0 {
            // Whoever was first locks others out, so this is for a request that changed in a way we don't know.
            if !store::turn(db, id, (RequestState::Agreed, RequestState::Used), None)? {
                return Err(DbError::Contention);
            }
        }
        Ok(())
    }
}

/// Refuses what the council is to be asked about first. Gives the requests that let the rest be ordered.
pub(super) fn hold_to(db: &mut Db, package: &For<'_>, drafts: &[Draft]) -> Result<LetBy, PlaceOrderError> {
    let lines: Vec<_> = drafts.iter().flat_map(|draft| &draft.lines).collect();
    let wish = |line: &&super::package::Line| Wish {
        listing: line.listing.listing_id,
        plan_line: line.plan_line,
        total: line.costing.total,
    };
    let wishes: Vec<Wish> = lines.iter().map(wish).collect();
    let today = london(package.now).date();
    let asking = asked_first(db, (package.holder, package.pot), &wishes, today)?;
    let (mut let_by, mut asks): (Vec<SpendingRequestId>, Vec<AskFirst>) = (Vec::new(), Vec::new());
    for ((asking, wish), line) in asking.into_iter().zip(wishes).zip(lines) {
        match asking {
            None => {}
            Some(Asking { agreed: Some(id), .. }) if let_by.contains(&id) => {}
            Some(Asking { agreed: Some(id), .. }) => let_by.push(id),
            Some(Asking { beyond, .. }) => {
                let purpose = match line.agreed.as_ref().map(|agreed| agreed.by) {
                    None => Purpose::Basket,
                    Some(AgreedBy::Quote) => Purpose::Quote,
                    Some(AgreedBy::Share) => Purpose::Share,
                };
                let ask = AskFor { wish, pot: package.pot.id, purpose, order: None };
                add_up(&mut asks, AskFirst { title: line.listing.title.clone(), beyond, ask });
            }
        }
    }
    match asks.first() {
        Some(first) => Err(PlaceOrderError::AskFirst { title: first.title.clone(), asks }),
        None => Ok(LetBy(let_by)),
    }
}

/// What is of the same listing for the same line of the plan is asked for in one.
fn add_up(asks: &mut Vec<AskFirst>, one: AskFirst) {
    let same = |known: &&mut AskFirst| {
        (known.ask.wish.listing, known.ask.wish.plan_line) == (one.ask.wish.listing, one.ask.wish.plan_line)
    };
    match asks.iter_mut().find(same) {
        Some(known) => {
            let total = &mut known.ask.wish.total;
            *total = total.checked_add(one.ask.wish.total).unwrap_or(*total);
        }
        None => asks.push(one),
    }
}

/// Marks the lines of a basket that the council is to be asked about first.
pub(super) fn mark(
    db: &mut Db,
    (holder, pot): (HolderId, &Pot),
    lines: &mut [Assessed],
    today: NaiveDate,
) -> Result<(), DbError> {
    if !budgets::asks(db, pot.id)? {
        return Ok(());
    }
    let mut fitting: Vec<(&mut Assessed, Wish)> = Vec::new();
    for line in lines {
        let Some(total) = line.costing.as_ref().map(|costing| costing.total).filter(|_| line.fits()) else { continue };
        let wish = Wish { listing: line.line.listing_id, plan_line: line.line.plan_line_id, total };
        fitting.push((line, wish));
    }
    let wishes: Vec<Wish> = fitting.iter().map(|(_, wish)| *wish).collect();
    let asking = asked_first(db, (holder, pot), &wishes, today)?;
    for ((line, _), asking) in fitting.into_iter().zip(asking) {
        line.asking = asking.filter(|asking| asking.agreed.is_none());
    }
    Ok(())
}

/// What comes on top of an order's line, where that is beyond the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OverPlan {
    /// What it is, and what can be asked for it.
    pub ask: AskFirst,
    /// Whether the pot's rules say that the council is asked first; otherwise it is only a warning.
    pub asks: bool,
    /// What was asked last.
    pub request: Option<SpendingRequest>,
    /// The request that was agreed and is large enough.
    agreed: Option<SpendingRequestId>,
}

impl OverPlan {
    /// Whether the council agreed to it.
    pub fn is_agreed(&self) -> bool {
        self.agreed.is_some()
    }
}

/// How much more a line costs than before, and why. Nothing or less is never beyond the plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct More {
    pub amount: Money,
    pub purpose: Purpose,
}

/// Whether what comes on top of a line is beyond the plan.
pub(super) fn over_plan(
    db: &mut Db,
    (order, line): (&Order, &OrderLine),
    more: More,
    now: NaiveDateTime,
) -> Result<Option<OverPlan>, DbError> {
    if more.amount <= Money::ZERO {
        return Ok(None);
    }
    let pot = budgets::ending::pot(db, order.pot_id)?;
    let wish = Wish { listing: line.listing_id, plan_line: line.plan_line_id, total: more.amount };
    let found = asked_first(db, (order.holder_id, &pot), &[wish], london(now).date())?;
    let Some(Asking { beyond, request, agreed }) = found.into_iter().next().flatten() else { return Ok(None) };
    let ask = AskFor { wish, pot: pot.id, purpose: more.purpose, order: Some(order.reference.clone()) };
    let ask = AskFirst { title: line.title.clone(), beyond, ask };
    let asks = budgets::asks(db, pot.id)?;
    Ok(Some(OverPlan { ask, asks, request, agreed }))
}

/// The same for visits that a pause called off and that are to happen again.
pub(super) fn over_plan_again(
    db: &mut Db,
    (order, line): (&Order, &OrderLine),
    visits: &[&Delivery],
    now: NaiveDateTime,
) -> Result<Option<OverPlan>, DbError> {
    let amount = Money::sum(visits.iter().map(|visit| visit.amount));
    let amount = amount.ok_or_else(|| DbError::Other("visits come to more than can be held".to_owned()))?;
    let over = over_plan(db, (order, line), More { amount, purpose: Purpose::Resume }, now)?;
    let (Some(over), Some(plan_line)) = (over, line.plan_line_id) else { return Ok(None) };
    if over.ask.beyond == Beyond::Outside {
        return Ok(None);
    }
    let pot = budgets::ending::pot(db, order.pot_id)?;
    let pots = budgets::pots_of_budget(db, pot.budget_id)?;
    let ids: Vec<DeliveryId> = visits.iter().map(|visit| visit.id).collect();
    let grown = ledger::grown_since_release(db, &pots, (plan_line, line.id), &ids)?;
    Ok((grown > Money::ZERO).then_some(over))
}

/// Whether the council's yes is only looked for, or used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Yes {
    Looked,
    Used,
}

/// Refuses what is beyond the plan where the council is asked first and hasn't agreed.
pub(super) fn hold(db: &mut Db, over: Option<OverPlan>, yes: Yes) -> Result<(), ActError> {
    let Some(over) = over.filter(|over| over.asks) else { return Ok(()) };
    let Some(agreed) = over.agreed else { return Err(ActError::AskFirst(Box::new(over.ask))) };
    if yes == Yes::Used {
        LetBy(vec![agreed]).use_up(db)?;
    }
    Ok(())
}
