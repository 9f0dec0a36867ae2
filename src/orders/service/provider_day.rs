//! A provider's day: what to do, today's visits, orders to answer; and all visits that wait to be recorded.

use chrono::{Days, NaiveDate, NaiveDateTime};

use crate::accounts::Actor;
use crate::accounts::service::people;
use crate::app::App;
use crate::db::{Db, DbError};
use crate::directory::service as directory;
use crate::kernel::dates::london;
use crate::kernel::{DeliveryId, Paged, ProviderId};
use crate::orders::error::ActError;
use crate::orders::model::recording::check_over;
use crate::orders::model::{DeliveryStatus, OrderStatus};
use crate::orders::store::deliveries;

use super::authority::{as_provider, own_provider};
use super::deliveries::whole;
use super::lists::{OrderSummary, of_provider};

pub use crate::orders::store::deliveries::Visit;

/// How far back visits are looked for that were never recorded.
const LOOK_BACK: Days = Days::new(366);
/// The most visits in one list.
pub const MOST: u16 = 200;

/// What a provider's first page shows.
#[derive(Clone, Debug)]
pub struct Day {
    /// The provider's name.
    pub provider_name: String,
    /// What time it is on London's clocks.
    pub now: NaiveDateTime,
    /// Today's visits, by time.
    pub today: Vec<Visit>,
    /// Visits of earlier days that were not recorded, oldest first.
    pub overdue: Vec<Visit>,
    /// Visits that somebody said something about.
    pub disputed: Vec<Visit>,
    /// Orders that wait for an answer.
    pub to_answer: Paged<OrderSummary>,
}

/// How far the clock has come with a visit, as it was planned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It has not begun.
    ToCome,
    /// It has begun, and can be recorded when it turned out otherwise than planned.
    UnderWay,
    /// It can be recorded as it was planned.
    Over,
}

impl Day {
    /// Today's visits that are over and were not recorded.
    pub fn to_record_today(&self) -> impl Iterator<Item = &Visit> {
        let open = self.today.iter().filter(|visit| visit.delivery.status == DeliveryStatus::Scheduled);
        open.filter(|visit| self.stage(visit) == Stage::Over)
    }

    /// How far a visit is.
    pub fn stage(&self, visit: &Visit) -> Stage {
        let (planned, units) = (visit.delivery.starts(), visit.delivery.units);
        match check_over(visit.unit, units, None, planned, self.now) {
            _ if planned > self.now => Stage::ToCome,
            Ok(()) => Stage::Over,
            Err(_) => Stage::UnderWay,
        }
    }
}

const TO_SHOW: [DeliveryStatus; 5] = [
    DeliveryStatus::Scheduled,
    DeliveryStatus::Recorded,
    DeliveryStatus::Confirmed,
    DeliveryStatus::Missed,
    DeliveryStatus::Disputed,
];

/// A provider's day.
///
/// # Errors
/// [`ActError::NotAllowed`] for people who are no provider's staff.
pub async fn day(app: &App, actor: &Actor) -> Result<Day, ActError> {
    let (actor, now) = (actor.clone(), london(app.clock.now()));
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            let today = now.date();
            Ok(Day {
                provider_name: directory::provider_summary(db, provider)?.name,
                now,
                today: deliveries::of_provider(db, provider, (today, today), &TO_SHOW, i64::from(MOST))?,
                overdue: overdue(db, provider, today)?,
                disputed: since(db, provider, today, DeliveryStatus::Disputed)?,
                to_answer: of_provider(db, provider, OrderStatus::Placed)?,
            })
        })
        .await
}

fn since(db: &mut Db, provider: ProviderId, to: NaiveDate, status: DeliveryStatus) -> Result<Vec<Visit>, DbError> {
    let from = to.checked_sub_days(LOOK_BACK).unwrap_or(to);
    deliveries::of_provider(db, provider, (from, to), &[status], i64::from(MOST))
}

fn overdue(db: &mut Db, provider: ProviderId, today: NaiveDate) -> Result<Vec<Visit>, DbError> {
    match today.pred_opt() {
        Some(yesterday) => since(db, provider, yesterday, DeliveryStatus::Scheduled),
        None => Ok(Vec::new()),
    }
}

/// The visits of the coming week, today's included.
///
/// # Errors
/// [`ActError::NotAllowed`] for people who are no provider's staff.
pub async fn coming_week(app: &App, actor: &Actor) -> Result<Vec<Visit>, ActError> {
    let (actor, today) = (actor.clone(), app.clock.today());
    app.db
        .read(move |db| {
            let provider = own_provider(db, &actor)?;
            let last = today.checked_add_days(Days::new(6)).unwrap_or(today);
            Ok(deliveries::of_provider(db, provider, (today, last), &[DeliveryStatus::Scheduled], i64::from(MOST))?)
        })
        .await
}

/// One visit of somebody's provider.
///
/// # Errors
/// [`ActError::NotFound`] for any other visit.
pub async fn visit(app: &App, actor: &Actor, id: DeliveryId) -> Result<Visit, ActError> {
    let actor = actor.clone();
    app.db
        .read(move |db| {
            let (order, line, delivery) = whole(db, id)?;
            as_provider(db, &actor, &order)?;
            let holder_name = people::holder_summary(db, order.holder_id)?.name;
            Ok(Visit {
                title: line.title,
                unit: line.request.unit,
                reference: order.reference,
                holder: order.holder_id,
                holder_name,
                delivery,
            })
        })
        .await
}
