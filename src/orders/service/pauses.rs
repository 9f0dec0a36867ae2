//! Pauses: orders rest for some days, such as a stay in hospital. What was set aside for those days goes back; what is
//! called off too late to be free costs the listing's late charge, as shown before. An order is taken up again by
//! itself after the last day, or when somebody says so.

use std::sync::Arc;

use chrono::{NaiveDate, NaiveDateTime};

use crate::accounts::{Actor, Mandate, Scope};
use crate::app::App;
use crate::db::{Db, DbError, LockKey};
use crate::directory::service as directory;
use crate::kernel::dates::{london, long_date};
use crate::kernel::{Money, words};
use crate::orders::error::ActError;
use crate::orders::model::pause::span_words;
use crate::orders::model::{Delivery, DeliveryStatus, Order, OrderLine, OrderStatus, Pause, PlannedDelivery};
use crate::orders::store::{deliveries, lines, orders, pauses, proposals};

use super::answer::LONGEST_REASON;
use super::authority::{as_holder, as_payer, mandate_now};
use super::beyond::{OverPlan, Yes, hold, over_plan_again};
use super::messages::{self, To};
use super::moves::{self, Act, Off};
use super::on_top::{OnTop, may_pay, may_spend};
use super::shares;

/// The most pauses that are ended in one go.
const BATCH: i64 = 500;

/// Asks for orders to rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauseOrders {
    /// Their references.
    pub orders: Vec<String>,
    /// The first day without visits.
    pub from: NaiveDate,
    /// The last day without visits; none until somebody says that it is over.
    pub until: Option<NaiveDate>,
    /// Why, in a few words; may be empty.
    pub words: String,
    /// What the page said that is charged; more than that is refused. None asks for no such check.
    pub seen: Option<Money>,
}

/// An order that can rest.
#[derive(Clone, Debug)]
pub struct Pausable {
    /// The order.
    pub order: Order,
    /// The provider's name.
    pub provider_name: String,
    /// What was ordered.
    pub lines: Vec<OrderLine>,
}

/// What resting does to one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PauseEffect {
    /// The order's reference.
    pub reference: String,
    /// The provider's name.
    pub provider_name: String,
    /// How many visits will not happen.
    pub times: usize,
    /// What goes back.
    pub released: Money,
    /// What is charged all the same.
    pub charge: Money,
}

/// The running orders of the holder that somebody is or acts for.
///
/// # Errors
/// [`ActError::NotAllowed`] for people who may not order for anybody.
pub async fn pausable(app: &App, actor: &Actor) -> Result<Vec<Pausable>, ActError> {
    let holder = actor.holder(Scope::Order)?;
    app.db
        .read(move |db| {
            let mut found = Vec::new();
            for order in orders::running_of_holder(db, holder)? {
                // What is shared goes on for the others: whoever can't share it for a while leaves it.
                if shares::shared_of(db, order.id)?.is_some() {
                    continue;
                }
                let provider_name = directory::provider_summary(db, order.provider_id)?.name;
                let lines = lines::of_orders(db, &[order.id])?;
                found.push(Pausable { order, provider_name, lines });
            }
            Ok(found)
        })
        .await
}

/// Refuses days that make no sense.
fn check(command: &PauseOrders, today: NaiveDate) -> Result<(), ActError> {
    if command.orders.is_empty() {
        return Err(ActError::BadDays("order", "Choose at least one order to pause."));
    }
    if command.from < today {
        return Err(ActError::BadDays("from", "The first day must not be in the past."));
    }
    if command.until.is_some_and(|until| until < command.from) {
        return Err(ActError::BadDays("until", "The last day must not be before the first day."));
    }
    if command.words.chars().count() > LONGEST_REASON {
        return Err(ActError::NeedsReason("Say it in 500 characters or fewer."));
    }
    Ok(())
}

/// Nothing to pause in any of the orders.
const NO_VISITS: ActError = ActError::BadDays("from", "There are no visits in those days to pause.");

/// The visits of an order that resting calls off, with their lines; none where it has none in those days.
fn resting(
    db: &mut Db,
    order: &Order,
    command: &PauseOrders,
    now: NaiveDateTime,
) -> Result<Vec<(OrderLine, Delivery)>, ActError> {
    if !matches!(order.status, OrderStatus::Accepted | OrderStatus::Active) {
        return Err(ActError::OrderMovedOn(order.status));
    }
    shares::refuse_shared(db, order.id)?;
    let known = pauses::of_order(db, order.id)?;
    let today = london(now).date();
    if known.iter().any(|pause| pause.is_open(today) && pause.meets(command.from, command.until)) {
        return Err(ActError::Paused);
    }
    let mut open = super::cancel::open(db, order, now)?;
    open.retain(|(_, visit)| visit.on >= command.from && command.until.is_none_or(|until| visit.on <= until));
    Ok(open)
}

/// What resting would do now.
///
/// # Errors
/// [`ActError`], as when they were paused.
pub async fn preview(app: &App, actor: &Actor, command: PauseOrders) -> Result<Vec<PauseEffect>, ActError> {
    let (actor, now) = (actor.clone(), app.clock.now());
    check(&command, app.clock.today())?;
    app.db
        .read(move |db| {
            let mut effects = Vec::new();
            for reference in &command.orders {
                let order = orders::by_reference(db, reference)?;
                as_holder(db, &actor, &order, london(now).date())?;
                let mut effect = effect(db, &order)?;
                for (line, visit) in resting(db, &order, &command, now)? {
                    let (_, charge) = moves::charge_now(&line, &order, &visit, now);
                    effect.add(&visit, charge);
                }
                effects.extend(Some(effect).filter(|effect| effect.times > 0));
            }
            if effects.is_empty() { Err(NO_VISITS) } else { Ok(effects) }
        })
        .await
}

fn effect(db: &mut Db, order: &Order) -> Result<PauseEffect, DbError> {
    let provider_name = directory::provider_summary(db, order.provider_id)?.name;
    let (times, released, charge) = (0, Money::ZERO, Money::ZERO);
    Ok(PauseEffect { reference: order.reference.clone(), provider_name, times, released, charge })
}

impl PauseEffect {
    fn add(&mut self, visit: &Delivery, charge: Money) {
        let back = visit.amount.checked_sub(charge).unwrap_or(Money::ZERO);
        self.times += 1;
        self.released = self.released.checked_add(back).unwrap_or(self.released);
        self.charge = self.charge.checked_add(charge).unwrap_or(self.charge);
    }
}

/// Lets orders rest: all that were asked for, or none.
///
/// # Errors
/// [`ActError`]; then nothing was changed.
pub async fn pause(app: &App, actor: &Actor, command: PauseOrders) -> Result<Vec<PauseEffect>, ActError> {
    check(&command, app.clock.today())?;
    let asked = command.orders.clone();
    let pots = app.db.read(move |db| {
        let mut pots = Vec::new();
        for reference in &asked {
            pots.push(LockKey::Pot(orders::by_reference(db, reference)?.pot_id.0));
        }
        Ok::<_, ActError>(pots)
    });
    let (pots, now, site) = (pots.await?, app.clock.now(), app.config.public_url.clone());
    let (actor, command) = (Arc::new(actor.clone()), Arc::new(command));
    let effects = app
        .db
        .write_locked(pots, move |db| {
            let mut effects = Vec::new();
            for reference in &command.orders {
                let order = orders::by_reference(db, reference)?;
                as_holder(db, &actor, &order, london(now).date())?;
                let act = Act { by: Some(actor.by()), now };
                effects.extend(rest(db, act, &order, &command, &site)?);
            }
            let charge = Money::sum(effects.iter().map(|one: &PauseEffect| one.charge)).unwrap_or(Money::ZERO);
            super::cancel::as_seen(charge, command.seen)?;
            if effects.is_empty() { Err(NO_VISITS) } else { Ok(effects) }
        })
        .await?;
    app.wake.notify_one();
    Ok(effects)
}

/// Lets one order rest; nothing happens to one without visits in those days.
fn rest(
    db: &mut Db,
    act: Act,
    order: &Order,
    command: &PauseOrders,
    site: &str,
) -> Result<Option<PauseEffect>, ActError> {
    let Some(by) = act.by else { return Err(ActError::NotFound) };
    let open = resting(db, order, command, act.now)?;
    if open.is_empty() {
        return Ok(None);
    }
    if !proposals::open_of(db, order.id)?.is_empty() {
        return Err(ActError::AlreadyProposed);
    }
    let words = command.words.trim();
    let pause = pauses::insert(db, order.id, (command.from, command.until), words, by, act.now)?;
    let mut effect = effect(db, order)?;
    for (line, visit) in open {
        let off = Off { free: false, note: Some("Paused."), pause: Some(pause) };
        let charge = moves::cancel(db, act, order, &line, &visit, off)?;
        effect.add(&visit, charge);
    }
    let span = span_words(command.from, command.until);
    let visits = words::count(effect.times, "visit", "visits");
    moves::record(db, act, order, "order.paused", &format!("Paused the order {span}: {visits}"))?;
    let why = if words.is_empty() { String::new() } else { format!("\n\nThey say: {words}") };
    let what = format!("This order is paused {span}. Please make no visits in that time.{why}");
    messages::tell(db, order.id, To::Provider, site, act.now, ("it is paused", &what))?;
    Ok(Some(effect))
}

/// What taking an order up again does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumed {
    /// The pause.
    pub pause: Pause,
    /// How many visits will happen again.
    pub times: usize,
    /// What is set aside for them.
    pub committed: Money,
    /// What of it is beyond the plan, because its money went elsewhere meanwhile.
    pub over: Vec<OverPlan>,
}

/// The pause that may be ended, and its visits from a day on that have not begun, by line.
fn rested(db: &mut Db, order: &Order, from: NaiveDate, now: NaiveDateTime) -> Result<(Pause, Vec<Delivery>), ActError> {
    let today = london(now).date();
    if from < today {
        return Err(ActError::BadDays("from", "The first day must not be in the past."));
    }
    if !matches!(order.status, OrderStatus::Accepted | OrderStatus::Active) {
        return Err(ActError::OrderMovedOn(order.status));
    }
    let open = pauses::of_order(db, order.id)?.into_iter().find(|pause| pause.is_open(today));
    let pause = open.ok_or(ActError::BadDays("order", "This order is not paused."))?;
    let mut visits = deliveries::of_pause(db, pause.id)?;
    visits
        .retain(|visit| visit.status == DeliveryStatus::Cancelled && visit.on >= from && visit.starts() > london(now));
    Ok((pause, visits))
}

fn resumed(pause: Pause, visits: &[Delivery]) -> Result<Resumed, ActError> {
    let committed = Money::sum(visits.iter().map(|visit| visit.amount));
    let committed = committed.ok_or_else(|| DbError::Other("visits come to more than can be held".to_owned()))?;
    Ok(Resumed { pause, times: visits.len(), committed, over: Vec::new() })
}

/// What taking an order up again from a day would do.
///
/// # Errors
/// [`ActError`], as when it were done.
pub async fn preview_resume(app: &App, actor: &Actor, reference: &str, from: NaiveDate) -> Result<Resumed, ActError> {
    let (actor, reference, now) = (actor.clone(), reference.to_owned(), app.clock.now());
    app.db
        .read(move |db| {
            let order = orders::by_reference(db, &reference)?;
            as_holder(db, &actor, &order, london(now).date())?;
            let (pause, visits) = rested(db, &order, from, now)?;
            let mut over = Vec::new();
            for line in lines::of_orders(db, &[order.id])? {
                let own: Vec<&Delivery> = visits.iter().filter(|visit| visit.order_line_id == line.id).collect();
                over.extend(over_plan_again(db, (&order, &line), &own, now)?);
            }
            Ok(Resumed { over, ..resumed(pause, &visits)? })
        })
        .await
}

/// Takes an order up again from a day on: its visits happen as they were ordered, at the price they were ordered at.
///
/// # Errors
/// [`ActError::WouldOverspend`] when the money has gone elsewhere meanwhile; others as they say. Then nothing was
/// changed.
pub async fn resume(app: &App, actor: &Actor, reference: &str, from: NaiveDate) -> Result<Resumed, ActError> {
    let asked = reference.to_owned();
    let order = app.db.read(move |db| Ok::<_, ActError>(orders::by_reference(db, &asked)?)).await?;
    let (actor, now, site) = (Arc::new(actor.clone()), app.clock.now(), app.config.public_url.clone());
    let resumed = app
        .db
        .write_locked(vec![LockKey::Pot(order.pot_id.0)], move |db| {
            let mut order = orders::by_id(db, order.id)?;
            as_payer(db, &actor, &order, london(now).date())?;
            let mandate = mandate_now(db, &actor, Scope::Order, london(now).date())?;
            let (pause, visits) = rested(db, &order, from, now)?;
            let act = Act { by: Some(actor.by()), now };
            if pauses::end(db, pause.id, Some(from), Some(actor.user_id), now)? != 1 {
                return Err(ActError::BadDays("order", "This order is not paused."));
            }
            for line in lines::of_orders(db, &[order.id])? {
                let own: Vec<&Delivery> = visits.iter().filter(|visit| visit.order_line_id == line.id).collect();
                take_up(db, act, (&order, &line), (&pause, mandate.as_ref()), &own)?;
            }
            let detail = format!("Took the order up again from {}", long_date(from));
            moves::record(db, act, &order, "order.resumed", &detail)?;
            let what = format!("This order goes on from {}. Please make its visits again.", long_date(from));
            messages::tell(db, order.id, To::Provider, &site, now, ("it goes on", &what))?;
            moves::complete_if_settled(db, &mut order, now)?;
            resumed(pause, &visits)
        })
        .await?;
    app.wake.notify_one();
    Ok(resumed)
}

/// The visits of one line, once more.
fn take_up(
    db: &mut Db,
    act: Act,
    (order, line): (&Order, &OrderLine),
    (pause, mandate): (&Pause, Option<&Mandate>),
    visits: &[&Delivery],
) -> Result<(), ActError> {
    let again: Vec<PlannedDelivery> = visits
        .iter()
        .map(|visit| PlannedDelivery {
            on: visit.on,
            at: visit.at,
            band: visit.band,
            units: visit.units,
            unit_price: visit.unit_price,
            amount: visit.amount,
        })
        .collect();
    let amount = Money::sum(again.iter().map(|visit| visit.amount));
    let amount = amount.ok_or_else(|| DbError::Other("visits come to more than can be held".to_owned()))?;
    may_pay(db, (order, line), &OnTop { more: amount, visits: &again }, act.now)?;
    if let Some(mandate) = mandate {
        may_spend(db, mandate, (line.id, amount, order.total), act.now)?;
    }
    let over = over_plan_again(db, (order, line), visits, act.now)?;
    hold(db, over, Yes::Used)?;
    super::money::commit(db, act, (order, line), format!("commit:resume:{}:line:{}", pause.id, line.id), amount)?;
    deliveries::insert(db, order.id, line.id, &again)?;
    Ok(())
}

/// Ends pauses whose last day has passed; for the worker, which may run twice. Gives how many there were.
///
/// # Errors
/// When the database fails; what was done before that stays done.
pub async fn end_over(app: &App) -> Result<usize, ActError> {
    let (today, now) = (app.clock.today(), app.clock.now());
    let over = app.db.read(move |db| Ok::<_, ActError>(pauses::over(db, today, BATCH)?)).await?;
    let mut ended = 0;
    for pause in over {
        let order = app.db.read(move |db| Ok::<_, ActError>(orders::by_id(db, pause.order_id)?)).await?;
        ended += app
            .db
            .write_locked(vec![LockKey::Pot(order.pot_id.0)], move |db| {
                let mut order = orders::by_id(db, order.id)?;
                let rows = pauses::end(db, pause.id, None, None, now)?;
                moves::complete_if_settled(db, &mut order, now)?;
                Ok::<_, ActError>(rows)
            })
            .await?;
    }
    Ok(ended)
}
