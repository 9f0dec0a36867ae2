//! Money isn't held for ever: providers are reminded, once, of orders to answer and visits to record, and holders of visits
//! that came to more than they ordered. What nobody speaks about lets go of its money after a while.
//!
//! | | reminded after | lets go |
//! | --- | --- | --- |
//! | an order without an answer | 3 days | after 28 days, or the day after its last visit |
//! | a visit that was not recorded | 7 days | after 28 days, as one that did not happen |
//! | a visit that came to more, without a yes | 7 days | after 28 days: what was ordered is paid, and no more |

use chrono::{Days, NaiveDate, NaiveDateTime};

use super::deliveries::{pot_lock, whole};
use super::disputes;
use super::messages::{self, To};
use super::moves::{self, Act, Made};
use super::shares;
use crate::app::App;
use crate::db::{Db, DbError, marks};
use crate::kernel::dates::{london, long_date, weekday_date};
use crate::kernel::{DeliveryId, Money, OrderId, words};
use crate::orders::error::ActError;
use crate::orders::model::{DeliveryStatus, OrderStatus};
use crate::orders::store::letting_go as store;
use crate::orders::store::orders;

/// Days before a provider is reminded of an order.
const REMINDED_OF_ORDERS: u64 = 3;
/// Days before a provider is reminded of a visit.
const REMINDED_OF_VISITS: u64 = 7;
/// Days that an order waits for an answer, and a visit for its record.
const HELD: u64 = 28;
/// The most that is looked at in one go.
const BATCH: i64 = 2_000;
/// The mark that says up to which day providers were reminded.
const FOLLOWED_ON: &str = "waiting_money_followed_on";
/// The mark that says since when they are: nothing lets go of a visit before its provider could be reminded.
const SINCE: &str = "waiting_money_followed_since";
/// What stands beside a visit that let go.
const NOTE: &str = "It was not recorded within 28 days.";
/// The mark that says since when holders are reminded of visits that came to more.
const YES_SINCE: &str = "waiting_yes_followed_since";
/// Why a visit that came to more counts as ordered.
const NO_YES: &str = "Nobody said yes to the extra within 28 days.";
/// Why an order ends that nobody answered.
const UNANSWERED: &str = "The provider has not answered in time.";

fn days_before(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_sub_days(Days::new(days)).unwrap_or(day)
}

/// Reminds, and lets go; for the worker, once a day. Gives how many orders it was about.
///
/// # Errors
/// When the database fails; what was done before that stays done.
pub async fn follow(app: &App) -> Result<usize, ActError> {
    let (today, now) = (app.clock.today(), app.clock.now());
    let read = move |db: &mut Db| {
        let day = |text: Option<String>| text.and_then(|text| text.parse::<NaiveDate>().ok());
        let yes = day(marks::get(db, YES_SINCE)?);
        Ok::<_, ActError>((day(marks::get(db, FOLLOWED_ON)?), day(marks::get(db, SINCE)?), yes))
    };
    let (last, since, yes_since) = app.db.read(read).await?;
    if last == Some(today) {
        return Ok(0);
    }
    let since = since.unwrap_or(today);
    let mut done = unanswered(app, today, now).await?;
    if days_before(today, HELD - REMINDED_OF_VISITS) >= since {
        done += unrecorded(app, today, now).await?;
    }
    if yes_since.is_some_and(|since| days_before(today, HELD - REMINDED_OF_VISITS) >= since) {
        done += without_yes(app, today, now).await?;
    }
    let site = app.config.public_url.clone();
    done += app
        .db
        .write(move |db| {
            // Another node may have been quicker.
            if marks::get(db, FOLLOWED_ON)?.and_then(|text| text.parse::<NaiveDate>().ok()) == Some(today) {
                return Ok(0);
            }
            let mut reminded = remind(db, (last, today), &site, now)?;
            reminded += ask_again(db, (last.filter(|_| yes_since.is_some()), today), &site, now)?;
            marks::set(db, FOLLOWED_ON, &today.to_string())?;
            marks::set(db, SINCE, &since.to_string())?;
            marks::set(db, YES_SINCE, &yes_since.unwrap_or(today).to_string())?;
            Ok::<_, ActError>(reminded)
        })
        .await?;
    if done > 0 {
        app.wake.notify_one();
    }
    Ok(done)
}

/// Tells providers what came to wait for them since the last time; the first time, all that waits.
fn remind(
    db: &mut Db,
    (last, today): (Option<NaiveDate>, NaiveDate),
    site: &str,
    now: NaiveDateTime,
) -> Result<usize, DbError> {
    let is_new = |day: NaiveDate, after: u64| is_new(day, after, (last, today));
    let mut reminded = 0;
    for one in store::unanswered(db, BATCH)? {
        if is_new(london(one.placed_at).date(), REMINDED_OF_ORDERS) {
            let placed = long_date(london(one.placed_at).date());
            let what = format!(
                "This order was placed on {placed}, and its money is set aside until you answer. Please say yes or no. \
                 Without an answer it ends after 28 days, or when its last visit is past."
            );
            messages::tell(db, one.order, To::Provider, site, now, ("it waits for your answer", &what))?;
            reminded += 1;
        }
    }
    let visits = store::unrecorded(db, days_before(today, REMINDED_OF_VISITS - 1), BATCH)?;
    for of_order in visits.chunk_by(|one, next| one.0 == next.0) {
        let new: Vec<String> = of_order
            .iter()
            .filter(|(_, _, on)| is_new(*on, REMINDED_OF_VISITS))
            .map(|(_, _, on)| weekday_date(*on))
            .collect();
        let (Some((order, ..)), false) = (of_order.first(), new.is_empty()) else { continue };
        let what = format!(
            "These visits are not recorded yet: {}. Please record them, also if they did not happen. You are paid for what \
             is recorded. After 28 days they count as visits that did not happen.",
            words::list(&new)
        );
        messages::tell(db, *order, To::Provider, site, now, ("visits are not recorded", &what))?;
        reminded += 1;
    }
    Ok(reminded)
}

/// Whether so many days have passed since a day, and had not at the last time.
fn is_new(day: NaiveDate, after: u64, (last, today): (Option<NaiveDate>, NaiveDate)) -> bool {
    day <= days_before(today, after) && last.is_none_or(|last| day > days_before(last, after))
}

/// Says to holders once more what waits for their yes, and what becomes of it without.
fn ask_again(
    db: &mut Db,
    span: (Option<NaiveDate>, NaiveDate),
    site: &str,
    now: NaiveDateTime,
) -> Result<usize, DbError> {
    let visits = store::without_yes(db, now, BATCH)?;
    let mut reminded = 0;
    for of_order in visits.chunk_by(|one, next| one.0 == next.0) {
        let (Some((order, ..)), true) =
            (of_order.first(), of_order.iter().any(|one| is_new(london(one.2).date(), REMINDED_OF_VISITS, span)))
        else {
            continue;
        };
        let what = "A visit came to more than you ordered, and nobody has said yes or no to it. Please look at it. If you say \
                    nothing for 28 days after it was recorded, what you ordered is paid, and no more.";
        messages::tell(db, *order, To::Holder, site, now, ("a visit came to more than you ordered", what))?;
        reminded += 1;
    }
    Ok(reminded)
}

/// Ends orders that nobody answered, as if the provider had said no.
async fn unanswered(app: &App, today: NaiveDate, now: NaiveDateTime) -> Result<usize, ActError> {
    let waiting = app.db.read(|db| Ok::<_, ActError>(store::unanswered(db, BATCH)?)).await?;
    let mut ended = 0;
    for one in waiting {
        let past = one.last_on.is_some_and(|on| on < today);
        if !past && london(one.placed_at).date() >= days_before(today, HELD) {
            continue;
        }
        // One that can't be ended keeps no other waiting.
        match end_unanswered(app, one.order, now).await {
            Ok(done) => ended += usize::from(done),
            Err(error) => {
                tracing::error!(order = one.order.0, %error, "an order that waited too long could not be ended");
            }
        }
    }
    Ok(ended)
}

async fn end_unanswered(app: &App, id: OrderId, now: NaiveDateTime) -> Result<bool, ActError> {
    let site = app.config.public_url.clone();
    let pots = app.db.read(move |db| Ok::<_, ActError>(shares::pots_with(db, id)?)).await?;
    app.db
        .write_locked(pots, move |db| {
            let mut order = orders::by_id(db, id)?;
            if order.status != OrderStatus::Placed {
                return Ok(false);
            }
            moves::decline(db, Act { by: None, now }, &mut order, UNANSWERED)?;
            messages::declined(db, id, UNANSWERED, &site, now)?;
            let what = "Nobody answered this order in time, so it has ended. Please make no visits for it.";
            messages::tell(db, id, To::Provider, &site, now, ("it has ended", what))?;
            Ok::<_, ActError>(true)
        })
        .await
}

/// Visits that came to more, and got no yes, count as ordered.
async fn without_yes(app: &App, today: NaiveDate, now: NaiveDateTime) -> Result<usize, ActError> {
    let by_then = |at: NaiveDateTime| london(at).date() < days_before(today, HELD);
    let visits = app.db.read(move |db| Ok::<_, ActError>(store::without_yes(db, now, BATCH)?)).await?;
    let mut done = 0;
    for (order, visit, _) in visits.into_iter().filter(|one| by_then(one.2)) {
        match as_ordered(app, visit, (today, now)).await {
            Ok(was) => done += usize::from(was),
            Err(error) => tracing::error!(order = order.0, %error, "a visit without a yes could not count as ordered"),
        }
    }
    Ok(done)
}

/// Lets a visit count as ordered, unless somebody spoke about it meanwhile, and says so to both sides.
async fn as_ordered(app: &App, id: DeliveryId, (today, now): (NaiveDate, NaiveDateTime)) -> Result<bool, ActError> {
    let (lock, site) = (pot_lock(app, id).await?, app.config.public_url.clone());
    app.db
        .write_locked(lock, move |db| {
            let (mut order, line, visit) = whole(db, id)?;
            let by_then = visit.recorded_at.is_some_and(|at| london(at).date() < days_before(today, HELD));
            let waits = visit.status == DeliveryStatus::Recorded && visit.over() > Money::ZERO && by_then;
            if !waits || disputes::after_closing(db, (&order, &line, &visit), &site, now)? {
                return Ok(false);
            }
            moves::confirm_as_ordered(db, Act { by: None, now }, &mut order, &line, &visit, NO_YES)?;
            let what = format!(
                "The visit on {} came to more than was ordered. Nobody said yes to the extra within 28 days, so what was \
                 ordered counts: {}.",
                weekday_date(visit.on),
                visit.amount
            );
            for to in [To::Provider, To::Holder] {
                messages::tell(db, order.id, to, &site, now, ("a visit counts as ordered", &what))?;
            }
            Ok::<_, ActError>(true)
        })
        .await
}

/// Visits that nobody recorded count as not happened.
async fn unrecorded(app: &App, today: NaiveDate, now: NaiveDateTime) -> Result<usize, ActError> {
    let before = days_before(today, HELD);
    let visits = app.db.read(move |db| Ok::<_, ActError>(store::unrecorded(db, before, BATCH)?)).await?;
    let mut told = 0;
    for of_order in visits.chunk_by(|one, next| one.0 == next.0) {
        let Some((order, first, _)) = of_order.first().copied() else { continue };
        let ids: Vec<DeliveryId> = of_order.iter().map(|(_, visit, _)| *visit).collect();
        told += usize::from(in_parts(app, (order, first, ids), now).await);
    }
    Ok(told)
}

/// Lets go of an order's visits, all at once where it can be: one that can't be recorded keeps none of the others waiting,
/// and is found by halves, so that both sides get few messages. Whether there were any.
async fn in_parts(
    app: &App,
    (order, first, visits): (OrderId, DeliveryId, Vec<DeliveryId>),
    now: NaiveDateTime,
) -> bool {
    let (mut parts, mut some) = (vec![visits], false);
    while let Some(part) = parts.pop() {
        match let_go(app, (order, first, part.clone()), now).await {
            Ok(done) => some |= done,
            // A database that is away is as far away for each of them.
            Err(ActError::Db(error @ (DbError::Contention | DbError::Pool(_)))) => {
                tracing::error!(order = order.0, %error, "visits that nobody recorded could not let go");
                break;
            }
            Err(_) if part.len() > 1 => {
                let (one, other) = part.split_at(part.len() / 2);
                parts.extend([other.to_vec(), one.to_vec()]);
            }
            Err(error) => tracing::error!(order = order.0, %error, "a visit that nobody recorded could not let go"),
        }
    }
    some
}

/// Lets go of an order's visits, and says so to both sides with it; whether there were any.
async fn let_go(
    app: &App,
    (id, first, visits): (OrderId, DeliveryId, Vec<DeliveryId>),
    now: NaiveDateTime,
) -> Result<bool, ActError> {
    let (lock, site) = (pot_lock(app, first).await?, app.config.public_url.clone());
    app.db
        .write_locked(lock, move |db| {
            let mut days = Vec::new();
            for visit in &visits {
                let (mut order, line, visit) = whole(db, *visit)?;
                if visit.status != DeliveryStatus::Scheduled || !order.status.takes_records() {
                    continue;
                }
                let made = Made { note: Some(NOTE), ..Made::default() };
                moves::record_delivery(db, Act { by: None, now }, &mut order, &line, &visit, &made)?;
                days.push(weekday_date(visit.on));
            }
            if days.is_empty() {
                return Ok(false);
            }
            let what = format!(
                "These visits were not recorded within 28 days: {}. They count as visits that did not happen, and the money \
                 for them is back in the budget.",
                words::list(&days)
            );
            for to in [To::Provider, To::Holder] {
                messages::tell(db, id, to, &site, now, ("visits were not recorded", &what))?;
            }
            Ok::<_, ActError>(true)
        })
        .await
}
