//! Puts the demo into an empty database: first who works where, then the market, then the people with their plans and
//! money, then what they ordered. The mark comes last, so that a filling that was cut short is seen to be unfinished.

mod asked;
mod bank;
mod bills;
mod closed;
mod gaps;
mod holders;
mod kept;
mod market;
mod moderation;
mod needs;
mod newcomers;
mod offices;
mod orders;
mod paying;
mod pictures;
mod plans;
mod sharing;

use std::collections::HashMap;

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};

use super::market::at_ten;
use super::{DemoError, Filled, HOST, PASSWORD, Progress, Size, budget_year, people};
use crate::accounts::password;
use crate::app::App;
use crate::budgets::service::statements;
use crate::db::{DbError, marks};
use crate::directory::model::{ListingState, PriceUnit};
use crate::kernel::slug::slugify;
use crate::kernel::{ListingId, OrganisationId, ProviderId, UserId};

/// What every part of the filling needs to know.
#[derive(Clone)]
struct Setting {
    /// Now, in UTC.
    now: NaiveDateTime,
    today: NaiveDate,
    /// First and last day of the budget year.
    year: (NaiveDate, NaiveDate),
    /// Of the one password.
    password_hash: String,
}

impl Setting {
    /// Some days before the budget year began, at ten in the morning.
    fn before_year(&self, days: i64) -> NaiveDateTime {
        at_ten(super::shifted(self.year.0, -days))
    }

    /// No later than this many hours ago.
    fn at_least_ago(&self, hours: i64, at: NaiveDateTime) -> NaiveDateTime {
        at.min(self.now - TimeDelta::hours(hours))
    }
}

/// Who was made so far, by what the files call them.
#[derive(Clone, Default)]
struct Known {
    organisations: HashMap<String, OrganisationId>,
    users: HashMap<String, UserId>,
    providers: HashMap<String, ProviderId>,
    /// By provider's key and title, with the unit it is priced by.
    listings: HashMap<(String, String), (ListingId, Option<PriceUnit>)>,
}

impl Known {
    fn organisation(&self, key: &str) -> Result<OrganisationId, DbError> {
        self.organisations.get(key).copied().ok_or_else(|| unknown(key))
    }

    fn user(&self, key: &str) -> Result<UserId, DbError> {
        self.users.get(key).copied().ok_or_else(|| unknown(key))
    }
}

fn unknown(what: &str) -> DbError {
    DbError::Other(format!("the demo speaks of “{what}”, and nothing is called that"))
}

/// "tom.adeyemi@demo.handpick.example"
fn address(local: &str) -> String {
    format!("{local}@{HOST}")
}

/// "Sister Agnes Moyo" signs in as "sister.agnes.moyo".
fn local_of(name: &str) -> String {
    slugify(name).replace('-', ".")
}

/// Fills an empty database and marks it. It waits right here and reports as it goes.
///
/// # Errors
/// When the database fails, or what was written makes no sense. The database then holds a part of the demo without
/// the mark, and is best thrown away.
pub fn fill(app: &App, size: Size, progress: &dyn Fn(Progress)) -> Result<Filled, DemoError> {
    let today = app.clock.today();
    let setting = Setting {
        now: app.clock.now(),
        today,
        year: budget_year(today),
        password_hash: password::hash_now(PASSWORD, &app.random.bytes())?,
    };
    let composed = super::market::compose(size, setting.year.0)?;
    let holders = people::holders(size)?;
    let mut filled = Filled {
        providers: composed.providers.len(),
        live_listings: composed.listings.iter().filter(|listing| listing.state == ListingState::Live).count(),
        holders: holders.len(),
        ..Filled::default()
    };
    let known = offices::write(app, &setting)?;
    needs::write(app, &setting, &known)?;
    let known = market::write(app, &setting, known, composed, progress)?;
    newcomers::write(app, &setting, &known)?;
    pictures::write(app, &setting, &known, size)?;
    let (mut first, mut purses) = (None, Vec::new());
    for (done, holder) in holders.iter().enumerate() {
        progress(Progress { what: "people and their orders", done, total: holders.len() });
        let purse = holders::write(app, &setting, &known, holder)?;
        let made = orders::write(app, &setting, &known, holder, &purse, size)?;
        kept::write(app, &setting, &known, holder, &purse)?;
        filled.orders += made.orders;
        filled.deliveries += made.deliveries;
        filled.ratings += made.ratings;
        first = first.or_else(|| purse.own.is_some().then(|| purse.clone()));
        purses.push((holder.clone(), purse));
    }
    progress(Progress { what: "people and their orders", done: holders.len(), total: holders.len() });
    plans::write(app, &setting, &known, &purses)?;
    bills::write(app, &setting, &known)?;
    paying::write(app, &setting, &known)?;
    bank::write(app, &setting, first.as_ref())?;
    gaps::write(app, &setting, first.as_ref())?;
    asked::write(app, &setting, &known, first.as_ref())?;
    sharing::write(app, &setting, &known, &purses)?;
    moderation::write(app, &setting, &known)?;
    closed::write(app, &setting, &known, &purses)?;
    // The months that are over have their statements, and nobody is mailed about them.
    let now = setting.now;
    app.db.write_blocking(move |db| statements::close_quietly(db, today, now))?;
    let mark = super::mark(today);
    app.db.write_blocking(move |db| marks::set(db, "demo", &mark))?;
    app.mark_demo();
    Ok(filled)
}
