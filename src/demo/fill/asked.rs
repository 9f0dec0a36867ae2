//! Requests with quotes: one that waits to be compared, with a question and its answer, and one that became an order.

use chrono::TimeDelta;

use super::holders::Purse;
use super::{Known, Setting};
use crate::accounts::By;
use crate::accounts::service::people;
use crate::app::App;
use crate::db::Db;
use crate::demo::{DemoError, shifted};
use crate::directory::model::{PriceUnit, Vat};
use crate::kernel::ids::{ListingId, ProviderId, RequestId, UserId};
use crate::kernel::{Money, Quantity, Schedule, TimeOfDay, Weekdays};
use crate::orders::model::LineRequest;
use crate::requests::model::{AskFor, NewQuoteLine, Side};
use crate::requests::service::{Yes, enrol};

/// A provider that quotes: its key, its listing, what it calls it, pence an hour, and what it says.
type Quoter = (&'static str, &'static str, &'static str, i64, &'static str);

const WAITING: [Quoter; 2] = [
    (
        "aire-valley",
        "Morning help to wash and dress",
        "Cooking together at home",
        2_150,
        "The same two workers would come in turn. Both cook Gujarati food.",
    ),
    (
        "delroy-banks",
        "Out with Delroy: barber, bowls and allotment",
        "A morning in your kitchen",
        1_800,
        "I was a chef for eleven years. I can begin the week after next.",
    ),
];
const ORDERED: Quoter = (
    "delroy-banks",
    "Out with Delroy: barber, bowls and allotment",
    "Taking the fence down and away",
    1_900,
    "One morning is enough. I bring my own tools.",
);

struct Writing<'a> {
    setting: &'a Setting,
    known: &'a Known,
    purse: &'a Purse,
    own: By,
}

/// A quoter as the database knows it.
struct Found {
    provider: ProviderId,
    user: UserId,
    listing: ListingId,
}

/// Writes both for somebody who signs in for themselves. A small market lacks the providers.
pub(super) fn write(app: &App, setting: &Setting, known: &Known, purse: Option<&Purse>) -> Result<(), DemoError> {
    let Some((purse, own)) = purse.and_then(|purse| Some((purse.clone(), purse.own?))) else { return Ok(()) };
    let (setting, known, seed) = (setting.clone(), known.clone(), app.random.u64());
    app.db.write_blocking(move |db| {
        let writing = Writing { setting: &setting, known: &known, purse: &purse, own };
        writing.waiting(db)?;
        writing.ordered(db, seed)
    })
}

impl Writing<'_> {
    fn find(&self, (key, title, ..): &Quoter) -> Option<Found> {
        let listing = self.known.listings.get(&((*key).to_owned(), (*title).to_owned()))?.0;
        let (provider, user) = (self.known.providers.get(*key)?, self.known.users.get(*key)?);
        Some(Found { provider: *provider, user: *user, listing })
    }

    fn line(&self, quoter: &Quoter, listing: ListingId, weekly: bool) -> NewQuoteLine {
        let at = TimeOfDay::new(10, 0).unwrap_or_default();
        let from = shifted(self.setting.today, 14);
        let schedule = if weekly {
            let until = Some(shifted(from, 41).min(self.setting.year.1));
            Schedule { ends_on: until, ..Schedule::weekly(Weekdays::parse(["Tue"]).unwrap_or_default(), at, from) }
        } else {
            Schedule::one_off(from, at)
        };
        NewQuoteLine {
            listing,
            title: quoter.2.to_owned(),
            request: LineRequest::new(PriceUnit::Hour, Quantity::from_units(2), schedule),
            price: Money::from_pence(quoter.3),
            vat: Vat::Exempt,
        }
    }

    fn ask(&self, db: &mut Db, words: &str, days: i64) -> Result<RequestId, DemoError> {
        let ask = AskFor {
            words: words.to_owned(),
            area: "LS6".to_owned(),
            times: "Two hours from about 10am".to_owned(),
            plan_line: self.purse.lines.first().map(|(_, id)| *id),
            weekly_limit: Some(Money::from_pence(4_500)),
            ..AskFor::default()
        };
        Ok(enrol::request(db, self.purse.holder, &ask, self.own, self.setting.now - TimeDelta::days(days))?)
    }

    fn waiting(&self, db: &mut Db) -> Result<(), DemoError> {
        let found: Vec<_> = WAITING.iter().filter_map(|quoter| Some((quoter, self.find(quoter)?))).collect();
        if found.len() != WAITING.len() {
            return Ok(());
        }
        let request =
            self.ask(db, "Somebody to cook with me one morning a week, so that there is food for three days.", 4)?;
        let at = |hours| self.setting.now - TimeDelta::hours(hours);
        for ((quoter, by), hours) in found.iter().zip([50, 20]) {
            let until = shifted(self.setting.today, 21);
            let line = self.line(quoter, by.listing, true);
            enrol::quote(db, (request, by.provider), &[line], (quoter.4, until), by.user, at(hours))?;
        }
        if let Some((_, by)) = found.first() {
            let provider = By { user: by.user, mandate: None };
            let of = (request, by.provider);
            enrol::message(db, of, (Side::Provider, "Is there a gas or an electric cooker?"), provider, at(70))?;
            enrol::message(db, of, (Side::Holder, "Electric, and the oven is at eye height."), self.own, at(60))?;
        }
        Ok(())
    }

    fn ordered(&self, db: &mut Db, seed: u64) -> Result<(), DemoError> {
        let Some(by) = self.find(&ORDERED) else { return Ok(()) };
        let request = self.ask(db, "The fence by the back door has come down. Somebody to take it away.", 12)?;
        let line = self.line(&ORDERED, by.listing, false);
        let total = line.price.times(line.request.units).unwrap_or_default();
        let until = shifted(self.setting.today, 7);
        let sent = self.setting.now - TimeDelta::days(10);
        let quote = enrol::quote(db, (request, by.provider), &[line], (ORDERED.4, until), by.user, sent)?;
        let mut actor = people::at_work(db, self.own.user)?;
        actor.own_holder = Some(self.purse.holder);
        let yes = Yes {
            actor: &actor,
            pot: &self.purse.pot,
            seen: total,
            plan_line: None,
            seed,
            now: self.setting.now - TimeDelta::days(9),
            site: "http://127.0.0.1:8080",
        };
        let accepted = enrol::accept(db, &yes, quote);
        accepted.map(drop).map_err(|error| DemoError::Unknown(error.to_string()))
    }
}
