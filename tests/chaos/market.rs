//! A small market for the built program, with dates around today, since it goes by the real clock: a provider with one
//! listing and one member of staff, and holders with more money than they will spend. Half of them pay themselves; for the
//! others their council does.

use chrono::{NaiveDateTime, TimeDelta};
use handpick::accounts::service::enrol::{self as people, NewHolder};
use handpick::accounts::{OrganisationKind, Role, password};
use handpick::app::Clock;
use handpick::billing::model::bank::BankAccount;
use handpick::billing::service::enrol as billing;
use handpick::budgets::service::enrol as money;
use handpick::budgets::{HeldAs, NewBudget, NewFunding, Stream};
use handpick::db::{Database, Db, DbError};
use handpick::directory::model::{
    AccreditationCommand, AccreditationScheme, AccreditationState, Delivery, ListingCommand, ListingState,
    ListingTerms, NewPrice, PriceUnit, ProviderKind, ProviderState,
};
use handpick::directory::service::enrol::{self as directory, Check, NewAccreditation, NewListing, NewProvider};
use handpick::kernel::{ListingId, Money, OrganisationId, ProviderId, TimeBand};

/// Everybody's.
pub const PASSWORD: &str = "three random words";
/// Who pays for the council.
pub const FINANCE: &str = "finance@example.org";
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
        let council = council(db, &hash, now)?;
        let listing = offer(db, &hash, now)?;
        for (place, email) in HOLDERS.iter().enumerate() {
            holder(db, email, (place % 2 == 0).then_some(council), &hash, now)?;
        }
        Ok::<_, DbError>(listing)
    };
    database.write_blocking(work).unwrap()
}

fn account(name: &str, number: &str) -> BankAccount {
    BankAccount { name: name.to_owned(), sort_code: "200000".to_owned(), number: number.to_owned() }
}

fn council(db: &mut Db, hash: &str, now: NaiveDateTime) -> Result<OrganisationId, DbError> {
    let council = people::organisation(db, OrganisationKind::Council, "Airevale Council", (None, None), now)?;
    let officer = people::user(db, FINANCE, "Daniel Okafor", hash, now)?;
    people::member(db, officer, council, Role::FinanceOfficer, now)?;
    billing::payer_account(db, council, &account("Airevale Council", "87654321"), (officer, now))?;
    Ok(council)
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
    billing::bank_account(db, provider, &account("Aire Valley", "12345678"), (staff, now))?;
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

/// With a council, it keeps the money and pays.
fn holder(
    db: &mut Db,
    email: &str,
    council_id: Option<OrganisationId>,
    hash: &str,
    now: NaiveDateTime,
) -> Result<(), DbError> {
    let user = people::user(db, email, "A Holder", hash, now)?;
    let reference = format!("HP-CHAOS-{}", user.0);
    let name = "A Holder".to_owned();
    let new = NewHolder { reference, user_id: Some(user), name, council_id, ..NewHolder::default() };
    let holder_id = people::holder(db, &new, now)?;
    let amount = Money::from_pence(100_000_000);
    let (starts_on, ends_on) = (now.date() - TimeDelta::days(30), now.date() + TimeDelta::days(300));
    let held_as = if council_id.is_some() { HeldAs::CouncilManaged } else { HeldAs::DirectPayment };
    let budget = money::budget(db, &NewBudget { holder_id, plan_id: None, starts_on, ends_on, amount }, now)?;
    let pot_id = money::pot(db, budget, held_as, now)?;
    let funding = NewFunding { pot_id, stream: Stream::AdultSocialCare, amount, by: None };
    money::funding(db, &funding, now).map(drop).map_err(|error| DbError::Other(error.to_string()))
}
