//! Something was wrong with a visit: both sides say what, and it is settled between them (the provider records it again,
//! or the holder confirms it after all) or by the holder's council. Until then its money is held.

use std::sync::Arc;

use crate::accounts::service::people;
use crate::accounts::{Actor, By};
use crate::app::App;
use crate::db::Db;
use crate::kernel::dates::{long_date, weekday_date};
use crate::kernel::{DeliveryId, DisputeOfferId, Quantity};
use crate::orders::error::ActError;
use crate::orders::model::dispute::{Dispute, DisputeStatus, Offer, Said, Side};
use crate::orders::model::units::amount;
use crate::orders::model::{Delivery, Order, OrderLine};
use crate::orders::store::disputes;

use super::answer::LONGEST_REASON;
use super::authority::{SETTLERS, Viewer, as_holder, as_provider, settles_for, viewer, works_for};
use super::deliveries::{pot_lock, whole};
use super::messages::{self, To};
use super::moves::{self, Act};

pub use crate::orders::store::disputes::Listed;

/// The most messages about one visit: a quarrel that needs more needs a telephone.
const MOST_MESSAGES: i64 = 100;
/// The most disputes on one page.
const MOST: i64 = 200;

/// What was said about a visit, as its page shows it.
#[derive(Clone, Debug)]
pub struct Thread {
    /// The dispute.
    pub dispute: Dispute,
    /// What was said, oldest first.
    pub said: Vec<Said>,
    /// How much one side offers is paid, while it is open.
    pub offer: Option<Offer>,
    /// The side that whoever looks speaks for, where they may offer or agree.
    pub offers_as: Option<Side>,
    /// Whether whoever looks may say something.
    pub may_say: bool,
    /// Whether whoever looks may ask the council.
    pub may_ask_council: bool,
    /// Whether whoever looks settles it for the council.
    pub may_decide: bool,
}

/// What was said about a visit; none when nothing was ever wrong with it. The caller has checked who looks.
pub(super) fn thread(
    db: &mut Db,
    actor: &Actor,
    (order, delivery): (&Order, DeliveryId),
    (side, may_act): (Viewer, bool),
    has_council: bool,
) -> Result<Option<Thread>, ActError> {
    let Some(dispute) = disputes::newest_of(db, delivery)? else { return Ok(None) };
    let open = dispute.status == DisputeStatus::Open;
    let council = may_decide(db, actor, order)?;
    let may_say = open && (may_act || side == Viewer::Provider || council);
    let may_ask_council =
        open && has_council && may_say && side != Viewer::Council && dispute.council_asked_at.is_none();
    let said = disputes::said(db, delivery)?;
    let offer = if open { disputes::newest_offer(db, dispute.id)? } else { None };
    let offers_as = match side {
        Viewer::Holder if open && may_act => Some(Side::Holder),
        Viewer::Provider if open => Some(Side::Provider),
        _ => None,
    };
    Ok(Some(Thread { dispute, said, offer, offers_as, may_say, may_ask_council, may_decide: open && council }))
}

fn may_decide(db: &mut Db, actor: &Actor, order: &Order) -> Result<bool, ActError> {
    let council = people::holder_summary(db, order.holder_id)?.council_id;
    let settles = |council| SETTLERS.iter().any(|role| actor.has_in(*role, council));
    Ok(actor.acting_for.is_none() && council.is_some_and(settles) && !works_for(db, actor, order)?)
}

/// The thread of a visit, for its page.
///
/// # Errors
/// [`ActError::NotFound`] for whoever may not see the order.
pub async fn of_visit(app: &App, actor: &Actor, id: DeliveryId) -> Result<Option<Thread>, ActError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    app.db
        .read(move |db| {
            let (order, _, delivery) = whole(db, id)?;
            let side = viewer(db, &actor, &order)?;
            let today = crate::kernel::dates::london(now).date();
            let may_act = side == Viewer::Holder && as_holder(db, &actor, &order, today).is_ok();
            let holder = people::holder_summary(db, order.holder_id)?;
            thread(db, &actor, (&order, delivery.id), (side, may_act), holder.council_id.is_some())
        })
        .await
}

/// The side that somebody speaks for, and as whom; refuses whoever may only look.
fn speaker(db: &mut Db, actor: &Actor, order: &Order, today: chrono::NaiveDate) -> Result<(Side, By), ActError> {
    let own = By { user: actor.user_id, mandate: None };
    match viewer(db, actor, order)? {
        Viewer::Holder => {
            as_holder(db, actor, order, today)?;
            Ok((Side::Holder, actor.by()))
        }
        Viewer::Provider => {
            as_provider(db, actor, order)?;
            Ok((Side::Provider, own))
        }
        Viewer::Council if may_decide(db, actor, order)? => Ok((Side::Council, own)),
        Viewer::Council => Err(ActError::NotAllowed(crate::accounts::Refused)),
    }
}

fn open(db: &mut Db, delivery: &Delivery) -> Result<Dispute, ActError> {
    let dispute = disputes::newest_of(db, delivery.id)?.filter(|dispute| dispute.status == DisputeStatus::Open);
    dispute.ok_or(ActError::DeliveryMovedOn(delivery.status))
}

fn checked(words: &str) -> Result<String, ActError> {
    match words.trim() {
        "" => Err(ActError::NeedsReason("Write what you want to say.")),
        words if words.chars().count() > LONGEST_REASON => {
            Err(ActError::NeedsReason("Say it in 500 characters or fewer."))
        }
        words => Ok(words.to_owned()),
    }
}

/// Says something about a visit that is being looked into.
///
/// # Errors
/// [`ActError`]; then nothing was said.
pub async fn say(app: &App, actor: &Actor, id: DeliveryId, words: &str) -> Result<(), ActError> {
    let words = checked(words)?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let (order, _, delivery) = whole(db, id)?;
            let (from, by) = speaker(db, &actor, &order, crate::kernel::dates::london(now).date())?;
            let dispute = open(db, &delivery)?;
            if disputes::count_said(db, dispute.id)? >= MOST_MESSAGES {
                return Err(ActError::NeedsReason("There are 100 messages about this already. Please phone instead."));
            }
            disputes::say(db, dispute.id, from, &words, by, now)?;
            let day = weekday_date(delivery.on);
            let act = Act { by: Some(by), now };
            moves::record(db, act, &order, "dispute.said", &format!("About the visit on {day}: {words}"))?;
            let what = format!("{} writes about the visit on {day}:\n\n“{words}”", actor.name);
            for (to, own) in [(To::Holder, Side::Holder), (To::Provider, Side::Provider)] {
                if own != from {
                    messages::tell(db, order.id, to, &site, now, ("a message about a visit", &what))?;
                }
            }
            Ok::<_, ActError>(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// One side of a dispute, or nobody: the council settles it in another way.
fn side_of(db: &mut Db, actor: &Actor, order: &Order, today: chrono::NaiveDate) -> Result<(Side, By), ActError> {
    match speaker(db, actor, order, today)? {
        (Side::Council, _) => Err(ActError::NotAllowed(crate::accounts::Refused)),
        (Side::Holder, _) if works_for(db, actor, order)? => Err(ActError::ConflictOfInterest),
        sides => Ok(sides),
    }
}

/// Offers the other side that this much of a visit is paid, from nothing to what was ordered. It takes the place of
/// what was offered before, by either side.
///
/// # Errors
/// [`ActError`]; then nothing was offered.
pub async fn offer(app: &App, actor: &Actor, id: DeliveryId, units: Quantity) -> Result<(), ActError> {
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let (order, line, delivery) = whole(db, id)?;
            let (from, by) = side_of(db, &actor, &order, crate::kernel::dates::london(now).date())?;
            let dispute = open(db, &delivery)?;
            let cost = moves::part_of(&line, &delivery, units)?;
            if disputes::count_offers(db, dispute.id)? >= MOST_MESSAGES {
                return Err(ActError::BadUnits("There were 100 offers already. Please phone instead.".to_owned()));
            }
            disputes::offer(db, dispute.id, from, units, by, now)?;
            let (day, amount) = (weekday_date(delivery.on), amount(line.request.unit, units));
            let detail = format!("Offered that {amount} of the visit on {day} is paid, {cost}");
            moves::record(db, Act { by: Some(by), now }, &order, "dispute.offered", &detail)?;
            let what = format!("{} offers that {amount} of the visit on {day} is paid: {cost}.", actor.name);
            let to = if from == Side::Holder { To::Provider } else { To::Holder };
            Ok(messages::tell(db, order.id, to, &site, now, ("an offer about a visit", &what))?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// Agrees to what the other side offered: so much is paid, and the dispute is settled.
///
/// # Errors
/// [`ActError::BadUnits`] when another offer was made meanwhile; [`ActError`] otherwise; then nothing was changed.
pub async fn agree(app: &App, actor: &Actor, id: DeliveryId, offer: DisputeOfferId) -> Result<(), ActError> {
    let lock = pot_lock(app, id).await?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(lock, move |db| {
            let (mut order, line, delivery) = whole(db, id)?;
            let (own, by) = side_of(db, &actor, &order, crate::kernel::dates::london(now).date())?;
            let dispute = open(db, &delivery)?;
            let newest = disputes::newest_offer(db, dispute.id)?;
            let Some(newest) = newest.filter(|newest| newest.id == offer && newest.side != own) else {
                return Err(ActError::BadUnits("There is another offer now. Please look again.".to_owned()));
            };
            moves::pay_part(db, Act { by: Some(by), now }, &mut order, &line, &delivery, newest.units)?;
            let paid = delivery.price_of(newest.units).unwrap_or_default();
            let day = weekday_date(delivery.on);
            let what = format!("{} agrees to what you offered for the visit on {day}. {paid} is paid.", actor.name);
            let to = if own == Side::Holder { To::Provider } else { To::Holder };
            Ok(messages::tell(db, order.id, to, &site, now, ("a visit is settled", &what))?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// A visit that is recorded for a day after its person's case was closed doesn't confirm itself: nobody of theirs may be
/// left to say that something is wrong. Its money is held, and the council settles it. Whether it was such a visit.
pub(super) fn after_closing(
    db: &mut Db,
    (order, line, delivery): (&Order, &OrderLine, &Delivery),
    site: &str,
    now: chrono::NaiveDateTime,
) -> Result<bool, ActError> {
    let closed = people::closed_case(db, order.holder_id)?;
    let Some((ended_on, _)) = closed.filter(|(day, _)| delivery.on > *day) else { return Ok(false) };
    let (day, ended) = (weekday_date(delivery.on), long_date(ended_on));
    let words = format!("This visit is after {ended}, when the case was closed. The council looks at what is paid.");
    let act = Act { by: None, now };
    let dispute = moves::hold(db, act, order, delivery, &words)?;
    disputes::ask_council(db, dispute, now)?;
    let detail = format!("The visit on {day} is after the case was closed: the council settles it");
    moves::record(db, act, order, "delivery.held", &detail)?;
    let what = format!(
        "A visit on {day} ({}) was recorded. The case was closed as of {ended}, so please look at it and settle it:\n\
         {site}/council/disputes",
        line.title
    );
    messages::tell(db, order.id, To::Council, site, now, ("please settle a visit", &what))?;
    let told =
        format!("The visit on {day} is after the person’s case was closed. Their council looks at what is paid.");
    // To somebody who died nothing is sent: their address is stopped.
    for to in [To::Provider, To::Holder] {
        messages::tell(db, order.id, to, site, now, ("a visit is being looked into", &told))?;
    }
    Ok(true)
}

/// Asks the holder's council to settle it. Asking twice asks once.
///
/// # Errors
/// [`ActError`]; then nobody was asked.
pub async fn ask_council(app: &App, actor: &Actor, id: DeliveryId) -> Result<(), ActError> {
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write(move |db| {
            let (order, line, delivery) = whole(db, id)?;
            let (from, by) = speaker(db, &actor, &order, crate::kernel::dates::london(now).date())?;
            let dispute = open(db, &delivery)?;
            let holder = people::holder_summary(db, order.holder_id)?;
            if from == Side::Council || holder.council_id.is_none() {
                return Err(ActError::NotAllowed(crate::accounts::Refused));
            }
            if disputes::ask_council(db, dispute.id, now)? == 0 {
                return Ok(());
            }
            let day = weekday_date(delivery.on);
            let act = Act { by: Some(by), now };
            let detail = format!("Asked the council to settle the visit on {day}");
            moves::record(db, act, &order, "dispute.council_asked", &detail)?;
            let what = format!(
                "The two sides don’t agree about the visit on {day} ({}), and ask you to settle it:\n{site}/council/disputes",
                line.title
            );
            Ok(messages::tell(db, order.id, To::Council, &site, now, ("please settle a visit", &what))?)
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// The council says how much of a visit is paid, and why. That is the end of it.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn decide(app: &App, actor: &Actor, id: DeliveryId, units: Quantity, words: &str) -> Result<(), ActError> {
    let words = checked(words)?;
    let lock = pot_lock(app, id).await?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    app.db
        .write_locked(lock, move |db| {
            let (mut order, line, delivery) = whole(db, id)?;
            viewer(db, &actor, &order)?;
            if !may_decide(db, &actor, &order)? {
                return Err(ActError::NotAllowed(crate::accounts::Refused));
            }
            let dispute = open(db, &delivery)?;
            let by = By { user: actor.user_id, mandate: None };
            disputes::say(db, dispute.id, Side::Council, &words, by, now)?;
            moves::decide(db, Act { by: Some(by), now }, &mut order, &line, &delivery, units)?;
            let paid = delivery.price_of(units).unwrap_or_default();
            let what = format!(
                "The council has settled the visit on {}. {paid} is paid.\n\nThey say: {words}",
                weekday_date(delivery.on)
            );
            for to in [To::Holder, To::Provider] {
                messages::tell(db, order.id, to, &site, now, ("a visit is settled", &what))?;
            }
            Ok(())
        })
        .await?;
    app.wake.notify_one();
    Ok(())
}

/// The open disputes of the people that somebody settles for.
///
/// # Errors
/// [`ActError::NotAllowed`] for people without such a role.
pub async fn of_council(app: &App, actor: &Actor) -> Result<Vec<Listed>, ActError> {
    let council = settles_for(actor)?;
    app.db.read(move |db| Ok::<_, ActError>(disputes::of_council(db, council, MOST)?)).await
}
