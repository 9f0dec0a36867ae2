//! Money that is set aside or spent on top of what was ordered: other times, a pause that ends, a new share, a visit that
//! came to more. The pot's rules and a mandate's limits hold for it as they do for an order. Runs inside the caller's
//! transaction; that the pot has the money is the ledger's to say.

use chrono::NaiveDateTime;

use super::package::{may_buy, may_words};
use super::place::FOUR_WEEKS;
use crate::accounts::Mandate;
use crate::budgets::ledger;
use crate::budgets::service as budgets;
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::{MandateId, Money, OrderLineId};
use crate::orders::error::ActError;
use crate::orders::model::{Order, OrderLine, PlannedDelivery};
use crate::orders::store::{deliveries, orders};

/// What comes on top for a line: how much, and the visits that it is for.
pub(super) struct OnTop<'a> {
    /// How much more is set aside or spent than was before; nothing or less asks for no money.
    pub more: Money,
    /// The visits that are new.
    pub visits: &'a [PlannedDelivery],
}

/// Refuses what the pot may not pay for: by kind of support and provider, by what its money is only for, and by the
/// highest price of a unit. What was ordered before a rule was made stays.
pub(super) fn may_pay(
    db: &mut Db,
    (order, line): (&Order, &OrderLine),
    top: &OnTop<'_>,
    now: NaiveDateTime,
) -> Result<(), ActError> {
    let limits = budgets::limits(db, order.pot_id)?;
    let refused = |may: String| Err(ActError::PotMayNotBuy { title: line.title.clone(), may });
    if top.more > Money::ZERO && (limits.allowance.is_some() || limits.fence.is_some()) {
        let listing = directory::orderable(db, line.listing_id, london(now).date())?;
        if let Some(allowance) = limits.allowance.filter(|allowance| !may_buy(allowance, &listing)) {
            return refused(may_words(db, &allowance)?);
        }
        let wanted = [(listing.category, top.more)];
        if let Some(may) = limits.fence.and_then(|fence| fence.refusal(&wanted)) {
            return refused(may);
        }
    }
    let Some(dearest) = top.visits.iter().map(|visit| visit.unit_price).max() else { return Ok(()) };
    if let Some(may) = limits.highest.refusal(line.request.unit, dearest) {
        let ordered = deliveries::of_line(db, line.id)?.iter().map(|visit| visit.unit_price).max();
        if top.more > Money::ZERO || ordered.is_none_or(|ordered| dearest > ordered) {
            return refused(may);
        }
    }
    Ok(())
}

/// Refuses what is beyond a mandate's limits, for one order and for four weeks. `total` is what the order comes to then.
pub(super) fn may_spend(
    db: &mut Db,
    mandate: &Mandate,
    (line, more, total): (OrderLineId, Money, Money),
    now: NaiveDateTime,
) -> Result<(), ActError> {
    if more <= Money::ZERO {
        return Ok(());
    }
    if let Some(limit) = mandate.order_limit.filter(|limit| total > *limit) {
        return Err(ActError::OverLimit(limit));
    }
    if let Some(limit) = mandate.four_week_limit
        && spent_under(db, mandate.id, &[(line, more)], now)? > limit
    {
        return Err(ActError::OverLimit(limit));
    }
    Ok(())
}

/// What was ordered under a mandate in four weeks, by the movements of the pot: all that was set aside or spent on top,
/// less what was given back under it for the same line. What was declined, or withdrawn before an answer, doesn't count.
/// `more` is what is about to be added.
pub(super) fn spent_under(
    db: &mut Db,
    mandate: MandateId,
    more: &[(OrderLineId, Money)],
    now: NaiveDateTime,
) -> Result<Money, DbError> {
    let too_much = || DbError::Other("orders come to more than can be held".to_owned());
    let mut lines = ledger::moved_under(db, mandate, now - FOUR_WEEKS)?;
    let ids: Vec<OrderLineId> = lines.iter().map(|(line, _)| *line).collect();
    let counting = orders::counting(db, &ids)?;
    lines.retain(|(line, _)| counting.contains(line));
    for (line, amount) in more {
        match lines.iter_mut().find(|(known, _)| known == line) {
            Some((_, sum)) => *sum = sum.checked_add(*amount).ok_or_else(too_much)?,
            None => lines.push((*line, *amount)),
        }
    }
    Money::sum(lines.into_iter().map(|(_, sum)| sum.max(Money::ZERO))).ok_or_else(too_much)
}
