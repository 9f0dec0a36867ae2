//! A database for the built program, with dates around today: it goes by the real clock.

use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate, NaiveDateTime, TimeDelta};
use handpick::accounts::service::enrol::{self as people, NewHolder};
use handpick::accounts::{OrganisationKind, password};
use handpick::app::Clock;
use handpick::budgets::service::enrol as money;
use handpick::budgets::{HeldAs, NewBudget, NewFunding, Stream};
use handpick::db::{Database, DatabaseSettings, Db, DbError};
use handpick::directory::model::{
    AccreditationCommand, AccreditationScheme, AccreditationState, Delivery, ListingCommand, ListingState,
    ListingTerms, NewPrice, PriceUnit, ProviderKind, ProviderState,
};
use handpick::directory::service::enrol::{self as directory, Check, NewAccreditation, NewListing, NewProvider};
use handpick::kernel::{HolderId, ListingId, Money, PotId, ProviderId, TimeBand};

use crate::support::TestDb;

pub const PASSWORD: &str = "three random words";

/// A listing, and holders who can pay for more than they will order.
pub struct Town {
    database: PathBuf,
    pub listing: ListingId,
    pub holders: Vec<(HolderId, PotId)>,
    pub emails: Vec<String>,
    /// A working day to come: day, month and year as they are typed.
    pub day: [String; 3],
}

impl Town {
    /// Makes the database in a folder.
    pub fn found(folder: &Path) -> Self {
        let path = folder.join("crash.db");
        let database = open(&path, true);
        database.migrate().unwrap();
        let now = Clock::system().now();
        let emails: Vec<String> = (1..=4).map(|number| format!("holder{number}@example.org")).collect();
        let hash = password::hash_now(PASSWORD, &[3; 16]).unwrap();
        let names = emails.clone();
        let (listing, holders) = database
            .write_blocking(move |db| {
                let listing = offer(db, now)?;
                let holders: Result<Vec<_>, DbError> =
                    names.iter().map(|email| holder(db, email, &hash, now)).collect();
                Ok::<_, DbError>((listing, holders?))
            })
            .unwrap();
        database.close_blocking();
        let day = working_day(now.date());
        let day = [day.day().to_string(), day.month().to_string(), day.year().to_string()];
        Self { database: path, listing, holders, emails, day }
    }

    pub fn open(&self) -> Database {
        open(&self.database, false)
    }
}

fn open(path: &Path, create_if_missing: bool) -> Database {
    let settings = TestDb::settings(&format!("sqlite:{}", path.display()));
    Database::open(&DatabaseSettings { create_if_missing, ..settings }).unwrap()
}

/// A Wednesday in a week or two: neither a weekend nor a bank holiday costs more here, but let it be plain.
fn working_day(today: NaiveDate) -> NaiveDate {
    let in_a_week = today + TimeDelta::days(7);
    in_a_week.iter_days().find(|day| day.weekday() == chrono::Weekday::Wed).unwrap()
}

fn offer(db: &mut Db, now: NaiveDateTime) -> Result<ListingId, DbError> {
    let organisation = people::organisation(db, OrganisationKind::Provider, "Aire Valley", (None, None), now)?;
    let new = NewProvider {
        organisation_id: Some(organisation),
        name: "Aire Valley".to_owned(),
        kind: ProviderKind::Voluntary,
        state: ProviderState::Verified,
        postcode: Some("LS6 3AA".to_owned()),
        ..NewProvider::default()
    };
    let provider = directory::provider(db, &new, now)?;
    insured(db, provider, now)?;
    let command = ListingCommand {
        title: "Gardening".to_owned(),
        summary: "We tidy your garden.".to_owned(),
        description: "As often as you like.".to_owned(),
        category: "help-around-the-home/gardening".to_owned(),
        terms: ListingTerms { delivery: vec![Delivery::AtHome], ..ListingTerms::default() },
        notice_hours: 24,
        ..ListingCommand::default()
    };
    let price = |band| NewPrice::new(PriceUnit::Hour, band, Money::from_pence(2_000));
    let new = NewListing {
        provider_id: provider,
        command,
        prices: vec![price(TimeBand::Weekday), price(TimeBand::BankHoliday)],
        state: ListingState::Live,
        published_at: Some(now - TimeDelta::days(60)),
    };
    directory::listing(db, &new, now)
}

fn insured(db: &mut Db, provider_id: ProviderId, now: NaiveDateTime) -> Result<(), DbError> {
    let command = AccreditationCommand {
        scheme: AccreditationScheme::INSURANCE,
        reference: "INS-1".to_owned(),
        scope: "All work".to_owned(),
        evidence_file: None,
        level: None,
        renews: None,
        expires_on: Some(now.date() + TimeDelta::days(300)),
    };
    let by_name = Some("Leeds City Council".to_owned());
    let check = Check { state: AccreditationState::Verified, by: None, by_name, on: Some(now.date()) };
    directory::accreditation(db, &NewAccreditation { provider_id, command, check }, now).map(drop)
}

fn holder(db: &mut Db, email: &str, hash: &str, now: NaiveDateTime) -> Result<(HolderId, PotId), DbError> {
    let user = people::user(db, email, "A Holder", hash, now)?;
    let reference = format!("HP-CRASH-{}", user.0);
    let new = NewHolder { reference, user_id: Some(user), name: "A Holder".to_owned(), ..NewHolder::default() };
    let holder_id = people::holder(db, &new, now)?;
    let amount = Money::from_pence(10_000_000);
    let (starts_on, ends_on) = (now.date() - TimeDelta::days(30), now.date() + TimeDelta::days(300));
    let budget = money::budget(db, &NewBudget { holder_id, plan_id: None, starts_on, ends_on, amount }, now)?;
    let pot_id = money::pot(db, budget, HeldAs::DirectPayment, now)?;
    let funding = NewFunding { pot_id, stream: Stream::AdultSocialCare, amount, by: None };
    money::funding(db, &funding, now).map_err(|error| DbError::Other(error.to_string()))?;
    Ok((holder_id, pot_id))
}
