//! `handpick bench orders`: orders placed a second, each durable when it is answered, beside bare SQLite.
//!
//! What is measured is the whole use-case below HTTP: pricing, the pot's rules, order, line, delivery, ledger and
//! audit, in one transaction. After each burst the ledger is verified: a figure from a wrong ledger is no figure.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

use super::load::{Burst, burst};
use super::report::{Figure, Report};
use super::store;
use crate::accounts::service::enrol as people;
use crate::accounts::{By, OrganisationKind, Role};
use crate::app::Random;
use crate::budgets::service::enrol as money;
use crate::budgets::{HeldAs, NewBudget, NewFunding, Stream, ledger, service as budgets};
use crate::db::{Backend, Database, DatabaseSettings, DatabaseUrl, Db, DbError, LockKey};
use crate::directory::model::{
    Delivery, ListingCommand, ListingState, ListingTerms, NewPrice, PriceUnit, ProviderKind, ProviderState, Vat,
};
use crate::directory::service::enrol as directory;
use crate::kernel::ids::{HolderId, ListingId, OrganisationId, UserId};
use crate::kernel::{Money, Quantity, Schedule, TimeBand, TimeOfDay};
use crate::orders::model::LineRequest;
use crate::orders::service::enrol::{NewPackage, Wanted, place};

/// How much to measure.
#[derive(Clone, Debug)]
pub struct Size {
    /// Threads that order at the same time.
    pub clients: usize,
    /// Seconds for each burst.
    pub seconds: u64,
    /// Another database than a new SQLite file: an empty one, whose tables are made.
    pub database: Option<DatabaseUrl>,
}

struct World {
    db: Database,
    random: Random,
    now: NaiveDateTime,
    listing: ListingId,
    refused: AtomicU64,
    holders: Vec<(HolderId, UserId, crate::budgets::model::Pot)>,
}

/// Measures.
///
/// # Errors
/// What went wrong, in words.
pub fn run(size: &Size) -> Result<Report, String> {
    let folder = std::env::temp_dir().join(format!("handpick-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let result = measure(size, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn measure(size: &Size, folder: &Path) -> Result<Report, String> {
    let url = size.database.clone().unwrap_or_else(|| DatabaseUrl::sqlite(folder.join("bench.db")));
    let settings = DatabaseSettings { create_if_missing: true, ..DatabaseSettings::new(url) };
    let db = Database::open(&settings).map_err(|error| error.to_string())?;
    db.migrate().map_err(|error| error.to_string())?;
    let world = world(&db, size.clients).map_err(|error| error.to_string())?;
    let length = Duration::from_secs(size.seconds);
    let one = burst(1, length, |_| (), |(), _, _| world.order(0));
    let spread = burst(size.clients, length, |_| (), |(), client, _| world.order(client));
    let hot = burst(size.clients, length, |_| (), |(), _, _| world.order(0));
    let limit = store::bare_sqlite(folder, length)?;
    let checked = db.read_blocking(ledger::verify).map_err(|error: DbError| error.to_string())?;
    if !checked.faults.is_empty() {
        return Err(format!("The ledger has {} faults after the bench.", checked.faults.len()));
    }
    let refused = world.refused.load(Ordering::Relaxed);
    if refused > 0 {
        return Err(format!("{refused} orders were refused, so the figures mean nothing."));
    }
    Ok(report(size, db.backend(), &Bursts { one, spread, hot, limit }, checked.transfers))
}

struct Bursts {
    one: Burst,
    spread: Burst,
    hot: Burst,
    limit: Burst,
}

fn report(size: &Size, backend: Backend, found: &Bursts, transfers: u64) -> Report {
    let limit = "bare SQLite, a commit each";
    let line =
        |name: &str, burst: &Burst| Figure::new(name, "a second", burst.per_second, limit, found.limit.per_second);
    Report {
        bench: "orders".to_owned(),
        conditions: vec![
            ("database".to_owned(), backend.to_string()),
            ("clients".to_owned(), size.clients.to_string()),
            ("seconds a burst".to_owned(), size.seconds.to_string()),
            ("ledger verified".to_owned(), format!("{transfers} transfers, no fault")),
        ],
        figures: vec![
            line("orders, one client", &found.one),
            line(&format!("orders, {} clients, a pot each", size.clients), &found.spread),
            line(&format!("orders, {} clients, one pot", size.clients), &found.hot),
            Figure::new("an order, one client, p99", "ms", found.one.p99_ms, limit, found.limit.p99_ms),
            Figure::new("an order, many clients, p99", "ms", found.spread.p99_ms, limit, found.limit.p99_ms),
        ],
        ..Report::default()
    }
}

impl World {
    /// One hour, once, a week from now. The pots never run dry, so a refusal is a fault, counted and told.
    fn order(&self, client: usize) {
        let Some((holder, user, pot)) = self.holders.get(client % self.holders.len().max(1)) else { return };
        let on = self.now.date() + chrono::Days::new(7);
        let package = NewPackage {
            holder: *holder,
            pot: pot.clone(),
            wanted: vec![Wanted {
                listing: self.listing,
                plan_line: None,
                request: LineRequest::new(PriceUnit::Hour, Quantity::ONE, Schedule::one_off(on, TimeOfDay::NOON)),
            }],
            by: By { user: *user, mandate: None },
            at: self.now,
            seeds: vec![self.random.u64()],
        };
        let placed = self.db.write_locked_blocking(vec![LockKey::Pot(pot.id.0)], move |db| place(db, &package));
        if placed.is_err() {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
    }
}

fn world(db: &Database, clients: usize) -> Result<World, DbError> {
    // A fixed day in the middle of a budget year keeps runs alike.
    let now = NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default().and_time(NaiveTime::MIN);
    let listing = db.write_blocking(move |db| market(db, now))?;
    let holders = db.write_blocking(move |db| (0..clients).map(|number| holder(db, number, now)).collect())?;
    Ok(World { db: db.clone(), random: Random::system(), now, listing, refused: AtomicU64::new(0), holders })
}

fn market(db: &mut Db, now: NaiveDateTime) -> Result<ListingId, DbError> {
    let organisation: OrganisationId =
        people::organisation(db, OrganisationKind::Provider, "Bench Support", (None, None), now)?;
    let staff = people::user(db, "staff@bench.example", "Bench Staff", "no password", now)?;
    people::member(db, staff, organisation, Role::ProviderStaff, now)?;
    let provider = directory::NewProvider {
        organisation_id: Some(organisation),
        name: "Bench Support".to_owned(),
        kind: ProviderKind::Private,
        state: ProviderState::Verified,
        place: "Leeds".to_owned(),
        ..directory::NewProvider::default()
    };
    let provider_id = directory::provider(db, &provider, now)?;
    let command = ListingCommand {
        title: "An hour of help".to_owned(),
        summary: "Help for an hour.".to_owned(),
        category: "help-around-the-home/gardening".to_owned(),
        terms: ListingTerms {
            delivery: vec![Delivery::AtHome],
            districts: vec!["LS6".to_owned()],
            ..ListingTerms::default()
        },
        notice_hours: 24,
        ..ListingCommand::default()
    };
    let price = NewPrice {
        unit: PriceUnit::Hour,
        band: TimeBand::Weekday,
        group_size: 1,
        amount: Money::from_pence(100),
        vat: Vat::Exempt,
        minimum: Quantity::ONE,
        valid_from: None,
        breakdown: None,
    };
    let listing = directory::NewListing {
        provider_id,
        command,
        prices: vec![price],
        state: ListingState::Live,
        published_at: None,
    };
    directory::listing(db, &listing, now)
}

fn holder(
    db: &mut Db,
    number: usize,
    now: NaiveDateTime,
) -> Result<(HolderId, UserId, crate::budgets::model::Pot), DbError> {
    let user = people::user(db, &format!("holder{number}@bench.example"), "Bench Holder", "no password", now)?;
    let new = people::NewHolder {
        reference: format!("BENCH-{number}"),
        user_id: Some(user),
        name: "Bench Holder".to_owned(),
        ..people::NewHolder::default()
    };
    let holder = people::holder(db, &new, now)?;
    let amount = Money::from_pence(1_000_000_000);
    let today = now.date();
    let (starts_on, ends_on) = (today - chrono::Days::new(100), today + chrono::Days::new(200));
    let budget = money::budget(db, &NewBudget { holder_id: holder, plan_id: None, starts_on, ends_on, amount }, now)?;
    let pot = money::pot(db, budget, HeldAs::DirectPayment, now)?;
    let funding = NewFunding { pot_id: pot, stream: Stream::AdultSocialCare, amount, by: None };
    money::funding(db, &funding, now).map_err(|error| DbError::Other(error.to_string()))?;
    let pot = budgets::current_pot(db, holder, today)?.ok_or(DbError::NotFound)?;
    Ok((holder, user, pot))
}
