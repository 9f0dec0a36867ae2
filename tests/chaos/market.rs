//! A small market for the built program, with dates around today, since it goes by the real clock: a provider with one
//! listing and one member of staff, and holders with more money than they will spend.

use chrono::{NaiveDateTime, TimeDelta};
use handpick::accounts::service::enrol::{self as people, NewHolder};
use handpick::accounts::{OrganisationKind, Role, password};
use handpick::app::Clock;
use handpick::budgets::service::enrol as money;
use handpick::budgets::{HeldAs, NewBudget, NewFunding, Stream};
use handpick::db::{Database, Db, DbError};
use handpick::directory::model::{
    AccreditationCommand, AccreditationScheme, AccreditationState, Delivery, ListingCommand, ListingState,
    ListingTerms, NewPrice, PriceUnit, ProviderKind, ProviderState,
};
use handpick::directory::service::enrol::{self as directory, Check, NewAccreditation, NewListing, NewProvider};
use handpick::kernel::{ListingId, Money, ProviderId, TimeBand};

/// Everybody's.
pub const PASSWORD: &str = "three random words";
/// Who works for the provider.
pub const STAFF: &str = "staff@example.org";
/// The holders.
pub const HOLDERS: [&str; 6] = [
    "ann@example.org",
    "ben@example.org",
    "cara@example.org",
    "dev@example.org",
    "ella@example.org",
    "femi@example.org",
];

/// Fills an empty database.
pub fn found(database: &Database) -> ListingId {
    let now = Clock::system().now();
    let hash = password::hash_now(PASSWORD, &[3; 16]).unwrap();
    let work = move |db: &mut Db| {
        let listing = offer(db, &hash, now)?;
        HOLDERS.iter().try_for_each(|email| holder(db, email, &hash, now))?;
        Ok::<_, DbError>(listing)
    };
    database.write_blocking(work).unwrap()
}

fn offer(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<ListingId, DbError> {
    let organisation = people::organisation(db, OrganisationKind::Provider, "Aire Valley", (None, None), now)?;
    let staff = people::user(db, STAFF, "Grace Mensah", hash, now)?;
    people::member(db, staff, organisation, Role::ProviderStaff, now)?;
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
    let bands = [TimeBand::Weekday, TimeBand::Evening, TimeBand::Weekend, TimeBand::BankHoliday];
    let prices = bands.map(|band| NewPrice::new(PriceUnit::Hour, band, Money::from_pence(2_137)));
    let published_at = Some(now - TimeDelta::days(60));
    let new =
        NewListing { provider_id: provider, command, prices: prices.to_vec(), state: ListingState::Live, published_at };
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

fn holder(db: &mut Db, email: &str, hash: &str, now: NaiveDateTime) -> Result<(), DbError> {
    let user = people::user(db, email, "A Holder", hash, now)?;
    let reference = format!("HP-CHAOS-{}", user.0);
    let new = NewHolder { reference, user_id: Some(user), name: "A Holder".to_owned(), ..NewHolder::default() };
    let holder_id = people::holder(db, &new, now)?;
    let amount = Money::from_pence(100_000_000);
    let (starts_on, ends_on) = (now.date() - TimeDelta::days(30), now.date() + TimeDelta::days(300));
    let budget = money::budget(db, &NewBudget { holder_id, plan_id: None, starts_on, ends_on, amount }, now)?;
    let pot_id = money::pot(db, budget, HeldAs::DirectPayment, now)?;
    let funding = NewFunding { pot_id, stream: Stream::AdultSocialCare, amount, by: None };
    money::funding(db, &funding, now).map(drop).map_err(|error| DbError::Other(error.to_string()))
}
