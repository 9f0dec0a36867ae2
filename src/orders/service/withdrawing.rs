//! The provider can't come: to one visit that is still to be, or no more at all. It costs the holder nothing, however
//! late it is said.

use std::sync::Arc;

use crate::accounts::{Actor, By};
use crate::app::App;
use crate::db::Db;
use crate::kernel::DeliveryId;
use crate::kernel::dates::weekday_date;
use crate::orders::error::ActError;
use crate::orders::model::{Order, OrderStatus};
use crate::orders::store::{deliveries, orders};

use super::answer::LONGEST_REASON;
use super::authority::as_provider;
use super::deliveries::{pot_lock, whole};
use super::messages::{self, To};
use super::moves::{self, Act, Off};
use super::shares::{self, SharedVisit};

const WHY: ActError = ActError::NeedsReason("Say why, so that they can look for someone else.");

fn reason(words: &str) -> Result<String, ActError> {
    match words.trim() {
        "" => Err(WHY),
        words if words.chars().count() > LONGEST_REASON => {
            Err(ActError::NeedsReason("Say why in 500 characters or fewer."))
        }
        words => Ok(words.to_owned()),
    }
}

/// The provider calls off one visit that is still to come.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn withdraw_visit(app: &App, actor: &Actor, id: DeliveryId, words: &str) -> Result<(), ActError> {
    let words = reason(words)?;
    let lock = pot_lock(app, id).await?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(lock, move |db| {
            let (order, ..) = whole(db, id)?;
            as_provider(db, &actor, &order)?;
            if !matches!(order.status, OrderStatus::Accepted | OrderStatus::Active) {
                return Err(ActError::OrderMovedOn(order.status));
            }
            let act = Act { by: Some(By { user: actor.user_id, mandate: None }), now };
            for mut shared in shares::visits_with(db, id)? {
                call_off(db, act, &mut shared, &words, &site)?;
            }
            Ok::<_, ActError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Calls off one visit, as it stands in one share or alone.
fn call_off(db: &mut Db, act: Act, shared: &mut SharedVisit, words: &str, site: &str) -> Result<(), ActError> {
    let SharedVisit { order, line, delivery: visit, .. } = shared;
    let off = Off { free: true, note: Some(words), pause: None };
    moves::cancel(db, act, order, line, visit, off)?;
    let day = weekday_date(visit.on);
    moves::record(db, act, order, "delivery.withdrawn", &format!("Can’t come on {day}: {words}"))?;
    let what = format!(
        "{} can’t come on {day} at {}.\n\nThey say: {words}\n\nIt costs nothing. The money is back in the budget.",
        line.title, visit.at
    );
    messages::tell(db, order.id, To::Holder, site, act.now, ("a visit is called off", &what))?;
    moves::complete_if_settled(db, order, act.now)
}

/// The provider ends an order that it had accepted. What has begun stays to be recorded and settled.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn end_order(app: &App, actor: &Actor, reference: &str, words: &str) -> Result<(), ActError> {
    let words = reason(words)?;
    let asked = reference.to_owned();
    let read = move |db: &mut Db| {
        let order = orders::by_reference(db, &asked)?;
        let pots = shares::pots_with(db, order.id)?;
        Ok::<_, ActError>((order, pots))
    };
    let (order, pots) = app.db.read(read).await?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(pots, move |db| {
            as_provider(db, &actor, &order)?;
            let act = Act { by: Some(By { user: actor.user_id, mandate: None }), now };
            shares::orders_with(db, order.id)?.iter_mut().try_for_each(|order| end(db, act, order, &words, &site))
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

fn end(db: &mut Db, act: Act, order: &mut Order, words: &str, site: &str) -> Result<(), ActError> {
    if !matches!(order.status, OrderStatus::Accepted | OrderStatus::Active) {
        return Err(ActError::OrderMovedOn(order.status));
    }
    for (line, visit) in super::cancel::open(db, order, act.now)? {
        let off = Off { free: true, note: Some("The provider ended the order."), pause: None };
        moves::cancel(db, act, order, &line, &visit, off)?;
    }
    moves::turn(db, order, OrderStatus::Cancelled, act.now)?;
    moves::record(db, act, order, "order.ended", &format!("Ended the order: {words}"))?;
    let left = deliveries::of_order(db, order.id)?.iter().filter(|visit| !visit.status.is_settled()).count();
    let rest = if left > 0 { " Visits that have been made are still to be settled." } else { "" };
    let what = format!(
        "The provider can’t go on with this order.\n\nThey say: {words}\n\nIt costs nothing. The money for what was to \
         come is back in the budget.{rest}\n\nYou can look for someone else here:\n{site}/search"
    );
    Ok(messages::tell(db, order.id, To::Holder, site, act.now, ("it has ended", &what))?)
}
