//! What one holder ordered since the budget year began, day by day as it happened: placed, accepted, delivered,
//! confirmed, rated, answered.

use std::sync::Arc;

use chrono::{NaiveDate, TimeDelta};

use super::holders::Purse;
use super::{Known, Setting};
use crate::accounts::By;
use crate::app::App;
use crate::db::Db;
use crate::demo::chance::Chance;
use crate::demo::market::at_ten;
use crate::demo::people::{Also, Holder, Order, Rated, Stands};
use crate::demo::{DemoError, Size, hours, shifted};
use crate::directory::model::PriceUnit;
use crate::kernel::{
    ListingId, MoreVisits, OnBankHolidays, OrderLineId, PlanLineId, Quantity, Schedule, ScheduleKind, TimeOfDay,
    VisitTime,
};
use crate::orders::model::LineRequest;
use crate::orders::service::enrol::{self, NewPackage, Wanted};
use crate::ratings::model::{NewRating, Scores, suggests_harm};
use crate::ratings::service as ratings;

/// How many were made.
#[derive(Clone, Copy, Default)]
pub(super) struct Made {
    pub orders: usize,
    pub deliveries: usize,
    pub ratings: usize,
}

/// One order with what it needs.
struct Job<'a> {
    setting: &'a Setting,
    holder: &'a Holder,
    purse: &'a Purse,
    order: &'a Order,
    listing: ListingId,
    unit: PriceUnit,
    plan_line: Option<PlanLineId>,
    /// Who placed it, for the holder or as the holder.
    by: By,
    /// Who answers for the provider.
    provider: By,
    chance: Chance,
}

pub(super) fn write(
    app: &App,
    setting: &Setting,
    known: &Known,
    holder: &Holder,
    purse: &Purse,
    size: Size,
) -> Result<Made, DemoError> {
    let (setting, known, holder, purse) =
        (setting.clone(), Arc::new(known.clone()), Arc::new(holder.clone()), purse.clone());
    app.db.write_blocking(move |db| {
        let mut made = Made::default();
        let lines = holder.outcomes.iter().flat_map(|outcome| &outcome.lines);
        let orders = lines.flat_map(|line| line.orders.iter().map(move |order| (line, order)));
        for (place, (line, order)) in orders.enumerate() {
            let key = (order.by.clone(), order.listing.clone());
            let Some((listing, unit)) = known.listings.get(&key).copied() else {
                // The small market lacks some of what people ordered.
                if size == Size::Small {
                    continue;
                }
                return Err(DemoError::Unknown(order.listing.clone()));
            };
            // Where both may order, the broker placed every third.
            let own = purse.own.filter(|_| place % 3 != 2 || purse.broker.is_none());
            let by = own.or(purse.broker).or(purse.own).ok_or_else(|| DemoError::Unknown(holder.name.clone()))?;
            let plan_line = purse.lines.iter().find(|(title, _)| *title == line.title).map(|(_, id)| *id);
            let job = Job {
                setting: &setting,
                holder: &holder,
                purse: &purse,
                order,
                listing,
                unit: unit.ok_or_else(|| DemoError::Unknown(order.listing.clone()))?,
                plan_line,
                by,
                provider: By { user: known.user(&order.by)?, mandate: None },
                chance: Chance::of(&format!("{}/{}/{place}", holder.name, order.listing)),
            };
            let one = job.write(db)?;
            made.orders += one.orders;
            made.deliveries += one.deliveries;
            made.ratings += one.ratings;
        }
        Ok(made)
    })
}

impl Job<'_> {
    fn failed(&self, problem: &dyn std::fmt::Display) -> DemoError {
        DemoError::Order {
            holder: self.holder.name.clone(),
            listing: self.order.listing.clone(),
            problem: problem.to_string(),
        }
    }

    /// When it happens; none when that is not in the budget year, or not before now.
    fn schedule(&self) -> Result<Option<Schedule>, DemoError> {
        let (order, today, (begins, ends)) = (self.order, self.setting.today, self.setting.year);
        let at = TimeOfDay::parse(&order.at).map_err(|_| DemoError::Unknown(order.at.clone()))?;
        if let Some(day) = order.once.map(|days| shifted(begins, days)).or(order.soon.map(|days| shifted(today, days)))
        {
            return Ok((day <= ends).then(|| Schedule::one_off(weekday(day), at)));
        }
        let text = order.days.as_deref().unwrap_or_default();
        let starts_on = match order.state {
            Stands::Accepted => shifted(begins, order.from.saturating_mul(7)),
            Stands::Waiting => shifted(today, 9),
        };
        let ends_on = match order.weeks {
            Some(weeks) => Some(shifted(starts_on, weeks.saturating_mul(7) - 1)),
            None if order.until_now => Some(shifted(today, -4)),
            None => None,
        };
        // A week for the first of its days to come, and as many as lie between.
        let every_weeks = order.every.unwrap_or(1);
        let first_by = shifted(starts_on, i64::from(every_weeks) * 7);
        let kind = ScheduleKind::Weekly { weekdays: hours::weekdays(text)?, every_weeks };
        let fits = first_by <= ends_on.unwrap_or(ends).min(ends);
        let holidays = if order.no_bank_holidays { OnBankHolidays::Skip } else { OnBankHolidays::AsUsual };
        Ok(fits.then_some(Schedule { kind, ends_on, holidays, ..Schedule::one_off(starts_on, at) }))
    }

    /// The visits beside the first.
    fn more(&self) -> Result<MoreVisits, DemoError> {
        let same = self.order.days.as_deref().unwrap_or_default();
        let visit = |also: &Also| {
            let at = TimeOfDay::parse(&also.at).map_err(|_| DemoError::Unknown(also.at.clone()))?;
            let units = Quantity::parse(&also.units).map_err(|_| self.failed(&also.units))?;
            Ok(VisitTime { weekdays: hours::weekdays(also.days.as_deref().unwrap_or(same))?, at, units })
        };
        let visits = self.order.also.iter().map(visit).collect::<Result<Vec<_>, DemoError>>()?;
        MoreVisits::new(&visits).map_err(|error| self.failed(&error))
    }

    fn write(&self, db: &mut Db) -> Result<Made, DemoError> {
        let Some(schedule) = self.schedule()? else { return Ok(Made::default()) };
        let units = Quantity::parse(&self.order.units).map_err(|_| self.failed(&self.order.units))?;
        let setting = self.setting;
        let placed_at = match self.order.state {
            Stands::Waiting => setting.now - TimeDelta::hours(self.chance.between(18, 30)),
            Stands::Accepted => {
                let minutes = TimeDelta::minutes(self.chance.between(0, 480));
                setting.at_least_ago(26, at_ten(shifted(schedule.starts_on, -6)) + minutes)
            }
        };
        let request = LineRequest { more: self.more()?, ..LineRequest::new(self.unit, units, schedule) };
        let package = NewPackage {
            holder: self.purse.holder,
            pot: self.purse.pot.clone(),
            wanted: vec![Wanted { listing: self.listing, plan_line: self.plan_line, request }],
            by: self.by,
            at: placed_at,
            seeds: vec![self.chance.number()],
        };
        let placed = enrol::place(db, &package).map_err(|error| self.failed(&error))?;
        let mut made = Made { orders: placed.len(), ..Made::default() };
        if self.order.state == Stands::Waiting {
            return Ok(made);
        }
        for id in placed {
            let answered = setting.at_least_ago(2, placed_at + TimeDelta::hours(self.chance.between(3, 24)));
            enrol::accept(db, id, self.provider, answered).map_err(|error| self.failed(&error))?;
            let confirmed_to = shifted(setting.today, if self.order.behind { -6 } else { -3 });
            let up_to = (shifted(setting.today, -1), confirmed_to);
            made.deliveries += enrol::deliver(db, id, (self.provider, self.by), up_to.0, up_to.1)
                .map_err(|error| self.failed(&error))?;
            if let Some(words) = &self.order.doubted {
                let at = setting.at_least_ago(1, setting.now - TimeDelta::hours(5));
                enrol::doubt(db, id, self.by, words, at).map_err(|error| self.failed(&error))?;
            }
            for line in enrol::lines(db, id)? {
                made.ratings += usize::from(self.rate(db, line, schedule.starts_on)?);
            }
        }
        Ok(made)
    }

    /// Rates the line where somebody did and something was delivered; false where not.
    fn rate(&self, db: &mut Db, line: OrderLineId, began: NaiveDate) -> Result<bool, DemoError> {
        let Some(rated) = &self.order.rated else { return Ok(false) };
        let (_, _, confirmed) = crate::orders::service::order_line(db, line)?;
        if confirmed == 0 {
            return Ok(false);
        }
        // Nobody lets words wait that suggest harm.
        let days = self.chance.between(20, 150);
        let later = if suggests_harm(&rated.words) { self.setting.now } else { at_ten(shifted(began, days)) };
        let at = self.setting.at_least_ago(self.chance.between(20, 90), later);
        let id = ratings::enrol(db, line, self.by, &self.rating(rated), at).map_err(|error| self.failed(&error))?;
        if let Some(reply) = &rated.reply {
            let at = self.setting.at_least_ago(3, at + TimeDelta::days(2));
            ratings::enrol_reply(db, id, self.provider.user, reply, at)?;
        }
        Ok(true)
    }

    fn rating(&self, rated: &Rated) -> NewRating {
        let [quality, reliability, dignity, value] = rated.stars;
        let first = || self.holder.name.split(' ').next().unwrap_or_default().to_owned();
        NewRating {
            scores: Scores { quality, reliability, dignity, value },
            words: rated.words.clone(),
            helped: rated.helped,
            shown_name: rated.name.clone().unwrap_or_else(first),
        }
    }
}

/// The day itself, or the Monday after a weekend: shops and fitters don't come on Sundays.
fn weekday(day: NaiveDate) -> NaiveDate {
    match chrono::Datelike::weekday(&day) {
        chrono::Weekday::Sat => shifted(day, 2),
        chrono::Weekday::Sun => shifted(day, 1),
        _ => day,
    }
}
