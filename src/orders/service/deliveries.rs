//! What happens to a delivery: recorded by the provider, confirmed or doubted by the holder, confirmed by time.

use std::sync::Arc;

use chrono::{NaiveDateTime, TimeDelta};

use crate::accounts::{Actor, By, Scope};
use crate::app::App;
use crate::db::{Db, DbError, LockKey};
use crate::kernel::dates::{london, weekday_date};
use crate::kernel::{DeliveryId, Money, Quantity, TimeOfDay};
use crate::orders::error::ActError;
use crate::orders::model::beyond::Purpose;
use crate::orders::model::{Delivery, DeliveryStatus, Order, OrderLine, units as units_words};
use crate::orders::store::{deliveries, lines, orders};

use super::answer::LONGEST_REASON;
use super::authority::{as_holder, as_payer, as_provider, mandate_now};
use super::beyond::{More, OverPlan, Yes, hold, over_plan};
use super::disputes;
use super::messages;
use super::moves::{self, Act};
use super::on_top::{OnTop, may_pay, may_spend};
use super::shares;

/// A recorded delivery that nobody spoke about confirms itself after this long.
pub const CONFIRMS_ITSELF_AFTER: TimeDelta = TimeDelta::days(7);
/// The most deliveries that confirm themselves in one go.
const BATCH: i64 = 500;

/// Asks to confirm a delivery.
#[derive(Clone, Copy, Debug)]
pub struct ConfirmDelivery {
    /// Which one.
    pub delivery: DeliveryId,
    /// Yes to paying for what came on top of the order.
    pub yes_to_more: bool,
    /// What the page showed as recorded: another record since is refused. None asks for no such check.
    pub seen: Option<RecordSeen>,
}

/// What a page showed of a visit: how much was recorded, and what it costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RecordSeen {
    /// How much.
    pub units: Quantity,
    /// What it costs.
    pub amount: Money,
}

/// A delivery with its line and order.
pub(super) fn whole(db: &mut Db, id: DeliveryId) -> Result<(Order, OrderLine, Delivery), DbError> {
    let delivery = deliveries::by_id(db, id)?;
    Ok((orders::by_id(db, delivery.order_id)?, lines::by_id(db, delivery.order_line_id)?, delivery))
}

/// The lock of the pot that a delivery is paid from, and of those that pay for its other shares.
pub(super) async fn pot_lock(app: &App, id: DeliveryId) -> Result<Vec<LockKey>, ActError> {
    app.db
        .read(move |db| {
            let order = whole(db, id)?.0;
            Ok(shares::pots_with(db, order.id)?)
        })
        .await
}

/// The provider says how much was delivered; nothing at all for a visit that did not happen. Ends a dispute, too:
/// then the holder is asked again. What is recorded counts at the price that was ordered.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn record_delivery(
    app: &App,
    actor: &Actor,
    id: DeliveryId,
    recorded: Quantity,
    note: &str,
) -> Result<(), ActError> {
    record_visit(app, actor, id, Record { units: recorded, times: None, note: note.to_owned(), seen: None }).await
}

/// What a provider says of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// How much was delivered; nothing is a visit that did not happen.
    pub units: Quantity,
    /// From when to when it really was.
    pub times: Option<(TimeOfDay, TimeOfDay)>,
    /// What was different; may be empty.
    pub note: String,
    /// How the page showed the visit, with what was recorded: a colleague's record since is refused. None asks for no such
    /// check.
    pub seen: Option<VisitSeen>,
}

/// How a page showed a visit: how far it had come, and how much was recorded.
pub type VisitSeen = (DeliveryStatus, Option<Quantity>);

/// As [`record_delivery`], with the times it really took.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn record_visit(app: &App, actor: &Actor, id: DeliveryId, said: Record) -> Result<(), ActError> {
    let Record { units, times, note, seen } = said;
    let lock = pot_lock(app, id).await?;
    let note: String = note.trim().chars().take(LONGEST_REASON).collect();
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(lock, move |db| {
            let (order, _, delivery) = whole(db, id)?;
            as_provider(db, &actor, &order)?;
            if seen.is_some_and(|seen| seen != (delivery.status, delivery.recorded)) {
                return Err(ActError::RecordedMeanwhile);
            }
            let act = Act { by: Some(By { user: actor.user_id, mandate: None }), now };
            let note = (!note.is_empty()).then_some(note.as_str());
            shares::record(db, act, id, &moves::Made { units, times, note, cost: None })?;
            if units.is_zero() { tell_missed(db, id, &site, now) } else { Ok(()) }
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// The holder's side of a visit that was recorded as nothing hears of it, each of those who share it.
pub(super) fn tell_missed(db: &mut Db, id: DeliveryId, site: &str, now: NaiveDateTime) -> Result<(), ActError> {
    for visit in shares::visits_with(db, id)? {
        if visit.delivery.status == DeliveryStatus::Missed {
            let what = format!(
                "The visit on {} is recorded as one that did not happen. It costs nothing, and its money is back in the \
                 budget. If that is not so, please tell the provider.",
                weekday_date(visit.delivery.on)
            );
            let said = ("a visit did not happen", what.as_str());
            messages::tell(db, visit.order.id, messages::To::Holder, site, now, said)?;
        }
    }
    Ok(())
}

/// The provider says that everything that should have happened by now on this delivery happened as planned. It is for a
/// visit of which nothing was said: what a colleague recorded meanwhile stays.
///
/// # Errors
/// [`ActError::RecordedMeanwhile`]; [`ActError`]; then nothing was changed.
pub async fn record_as_planned(app: &App, actor: &Actor, id: DeliveryId) -> Result<(), ActError> {
    let planned = app.db.read(move |db| Ok::<_, ActError>(deliveries::by_id(db, id)?)).await?;
    if planned.status == DeliveryStatus::Recorded && planned.recorded == Some(planned.units) {
        return Ok(());
    }
    let seen = Some((DeliveryStatus::Scheduled, None));
    record_visit(app, actor, id, Record { units: planned.units, times: None, note: String::new(), seen }).await
}

/// The holder confirms what was recorded. Confirming twice changes nothing and is no fault.
///
/// # Errors
/// [`ActError::NeedsYes`] when more came than was ordered; others as they say. Then nothing was changed.
pub async fn confirm_delivery(app: &App, actor: &Actor, command: ConfirmDelivery) -> Result<(), ActError> {
    let lock = pot_lock(app, command.delivery).await?;
    let (actor, now) = (Arc::new(actor.clone()), app.clock.now());
    app.db
        .write_locked(lock, move |db| {
            let (mut order, line, delivery) = whole(db, command.delivery)?;
            as_payer(db, &actor, &order, london(now).date())?;
            if delivery.status == DeliveryStatus::Confirmed {
                return Ok(());
            }
            if let (Some(seen), Some(units), Some(amount)) = (command.seen, delivery.recorded, delivery.recorded_amount)
                && seen != (RecordSeen { units, amount })
            {
                let recorded = units_words::amount(line.request.unit, units);
                return Err(ActError::RecordedAnew { recorded, amount });
            }
            let over = delivery.over();
            if over > Money::ZERO && command.yes_to_more {
                may_pay(db, (&order, &line), &OnTop { more: over, visits: &[] }, now)?;
                if let Some(mandate) = mandate_now(db, &actor, Scope::Order, london(now).date())? {
                    let total = order.total.checked_add(over).unwrap_or(over);
                    may_spend(db, &mandate, (line.id, over, total), now)?;
                }
                let top = over_plan(db, (&order, &line), More { amount: over, purpose: Purpose::Visit }, now)?;
                hold(db, top, Yes::Used)?;
            }
            let act = Act { by: Some(actor.by()), now };
            moves::confirm(db, act, &mut order, &line, &delivery, command.yes_to_more)
        })
        .await
}

/// How what a visit came to on top of the order is beyond the plan; none when it isn't.
///
/// # Errors
/// [`ActError::NotFound`] for anybody but the holder's side.
pub async fn over_plan_of_visit(app: &App, actor: &Actor, id: DeliveryId) -> Result<Option<OverPlan>, ActError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .read(move |db| {
            let (order, line, delivery) = whole(db, id)?;
            as_holder(db, &actor, &order, london(now).date())?;
            let more = More { amount: delivery.over(), purpose: Purpose::Visit };
            Ok(over_plan(db, (&order, &line), more, now)?)
        })
        .await
}

/// The holder says what was wrong: the money is held until the provider records the delivery again.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn dispute_delivery(app: &App, actor: &Actor, id: DeliveryId, words: &str) -> Result<(), ActError> {
    let words = words.trim().to_owned();
    if words.is_empty() {
        return Err(ActError::NeedsReason("Say what was wrong, so that it can be looked into."));
    }
    if words.chars().count() > LONGEST_REASON {
        return Err(ActError::NeedsReason("Say what was wrong in 500 characters or fewer."));
    }
    let lock = pot_lock(app, id).await?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(lock, move |db| {
            let (order, _, delivery) = whole(db, id)?;
            as_holder(db, &actor, &order, london(now).date())?;
            let act = Act { by: Some(actor.by()), now };
            moves::dispute(db, act, &order, &delivery, &words)?;
            Ok::<_, ActError>(messages::disputed(db, &delivery, &words, &site, now)?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Confirms what was recorded seven days ago and nobody spoke about; for the worker, which may run twice. What came
/// to more than was ordered waits for the holder's yes; what is of a day after a case was closed goes to the council.
/// Gives how many were confirmed.
///
/// # Errors
/// When the database fails; what was done before that stays done.
pub async fn confirm_due(app: &App) -> Result<usize, ActError> {
    let now = app.clock.now();
    let before = now - CONFIRMS_ITSELF_AFTER;
    let due = app.db.read(move |db| Ok::<_, ActError>(deliveries::due(db, before, BATCH)?)).await?;
    let mut confirmed = 0;
    for id in due {
        match confirm_one(app, id, now).await {
            Ok(done) => confirmed += usize::from(done),
            // One that can't be confirmed must not keep the others waiting.
            Err(error) => tracing::error!(delivery = id.0, %error, "a delivery could not confirm itself"),
        }
    }
    Ok(confirmed)
}

/// Confirms one delivery, unless somebody spoke about it meanwhile.
async fn confirm_one(app: &App, id: DeliveryId, now: NaiveDateTime) -> Result<bool, ActError> {
    let lock = pot_lock(app, id).await?;
    let site = app.config.public_url.clone();
    app.db
        .write_locked(lock, move |db| {
            let (mut order, line, delivery) = whole(db, id)?;
            let recorded_by_then = |at: NaiveDateTime| at <= now - CONFIRMS_ITSELF_AFTER;
            let still_due =
                delivery.status == DeliveryStatus::Recorded && delivery.recorded_at.is_some_and(recorded_by_then);
            if !still_due || disputes::after_closing(db, (&order, &line, &delivery), &site, now)? {
                return Ok(false);
            }
            moves::confirm(db, Act { by: None, now }, &mut order, &line, &delivery, false)?;
            Ok(true)
        })
        .await
}
