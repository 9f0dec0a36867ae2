//! `handpick bench orders`: orders placed a second through the real HTTP server, each durable when it is answered,
//! beside the least the same database could do, by turns in the same run.
//!
//! The site is a process of its own with its whole router. Each order is another person's: their session, the form's
//! token, an idempotency key, what is in their basket; and everything that placing it writes, in one transaction. On
//! SQLite the limit is bare statements with a commit each; on PostgreSQL it is `pgbench`. Then people look at budgets
//! with years behind them. At the end every order that was answered must be there, and the ledger is verified: a figure
//! from a wrong ledger is no figure.

mod drive;
mod report;
pub mod world;

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::NaiveDateTime;

use self::drive::{Run, Site};
use self::world::{Crowd, Visitor};
use super::load::Burst;
use super::report::Report;
use super::store::{self, PgBench, people};
use crate::budgets::service::books;
use crate::db::{Database, DatabaseSettings, DatabaseUrl, Db, DbError};

/// How much to measure, and on what.
#[derive(Clone, Debug)]
pub struct Size {
    /// Clients that order at the same time, where it is many.
    pub clients: usize,
    /// Seconds for each burst at most.
    pub seconds: u64,
    /// Bursts of each kind, by turns.
    pub rounds: u64,
    /// Budget holders.
    pub holders: i64,
    /// Visits behind each of them.
    pub visits: i64,
    /// An empty database to use, as its address.
    pub database: Option<String>,
    /// Start a PostgreSQL server for it, when no database was named.
    pub postgres: bool,
    /// Only make the market and say where the site is, until a line is read: for looking at what it does.
    pub hold: bool,
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

/// Where the measuring happens.
struct Place {
    url: String,
    sqlite: bool,
    /// The version and the settings that matter, in words.
    words: String,
}

/// Everything measured.
#[derive(Default)]
struct Found {
    transfers: i64,
    filled_s: f64,
    one: Run,
    many: Run,
    bare: Burst,
    pgbench_one: PgBench,
    pgbench_many: PgBench,
    pages: Vec<(i64, Run, usize)>,
    others: Run,
    verified: Verified,
    memory: (f64, f64, f64),
    database_mb: f64,
}

#[derive(Default)]
struct Verified {
    transfers: u64,
    seconds: f64,
}

fn measure(size: &Size, folder: &Path) -> Result<Report, String> {
    let named = size.database.clone();
    let server = if size.postgres && named.is_none() {
        let none = "PostgreSQL isn't installed here; name a server with --database-url.";
        Some(store::durable_postgres(folder)?.ok_or(none)?)
    } else {
        None
    };
    let file = folder.join("bench.db").display().to_string();
    let url = named.or_else(|| server.as_ref().map(|server| server.url.clone())).unwrap_or(file);
    let parsed = DatabaseUrl::parse(&url).map_err(|error| error.to_string())?;
    let sqlite = parsed.path().is_some();
    let now = crate::app::Clock::system().now();
    let crowd = Crowd { holders: size.holders.max(100), visits: size.visits, now };
    let (listing, mut db) = market(parsed, &url, sqlite, now)?;
    let words = if sqlite {
        "SQLite, WAL, synchronous=FULL".to_owned()
    } else {
        let setting = |db: &mut Db, name: &str| people::setting(db, name);
        let (version, sync) = (setting(&mut db, "server_version")?, setting(&mut db, "synchronous_commit")?);
        format!("PostgreSQL {version}, fsync={}, synchronous_commit={sync}", setting(&mut db, "fsync")?)
    };
    let place = Place { url, sqlite, words };
    let began = Instant::now();
    let mut found = Found { transfers: people::write(&mut db, &crowd)?, ..Found::default() };
    found.filled_s = began.elapsed().as_secs_f64();
    drive(size, &place, folder, (&crowd, listing), db, &mut found)?;
    Ok(report::report(size, &place, &crowd, &found))
}

/// The tables, the provider and the listing, by the services; and a connection for everything else.
fn market(url: DatabaseUrl, raw: &str, sqlite: bool, now: NaiveDateTime) -> Result<(i64, Db), String> {
    let settings = DatabaseSettings { create_if_missing: true, ..DatabaseSettings::new(url) };
    let database = Database::open(&settings).map_err(|error| error.to_string())?;
    let listing = world::market(&database, now)?;
    database.close_blocking();
    Ok((listing.0, people::connect(raw, sqlite)?))
}

fn drive(
    size: &Size,
    place: &Place,
    folder: &Path,
    (crowd, listing): (&Crowd, i64),
    mut db: Db,
    found: &mut Found,
) -> Result<(), String> {
    let visitors: Vec<Visitor> =
        (0..crowd.holders).map(|number| Visitor::of(number, crowd.now)).collect::<Result<_, _>>()?;
    // More than any burst uses up: so many baskets are filled anew each time.
    let baskets = crowd.holders.min(i64::try_from(size.seconds).unwrap_or(4) * 8_000);
    let able = visitors.get(..usize::try_from(baskets).unwrap_or(0)).unwrap_or_default();
    let mut served = Site::start(folder, &place.url)?;
    if !place.sqlite {
        store::prepare_pgbench(&place.url, size.clients)?;
    }
    let before = people::orders(&mut db)?;
    if size.hold {
        people::fill_baskets(&mut db, crowd, listing, baskets)?;
        return served.hold();
    }
    for round in 0..=size.rounds.max(1) {
        // The first round warms up, and isn't kept.
        let seconds = if round == 0 { 1 } else { size.seconds };
        for clients in [1, size.clients] {
            let first = people::fill_baskets(&mut db, crowd, listing, baskets)?;
            let run = served.place(clients, seconds, able, first);
            let sum = if clients == 1 { &mut found.one } else { &mut found.many };
            if round > 0 {
                *sum = std::mem::take(sum).and(run);
            } else {
                found.others.answers = found.others.answers.and(run.answers);
            }
            if place.sqlite && clients == 1 && round > 0 {
                let bare = store::bare_sqlite(folder, round, Duration::from_secs(seconds))?;
                found.bare = std::mem::take(&mut found.bare).and(bare);
            } else if !place.sqlite && round > 0 {
                let reached = store::pgbench(&place.url, clients, seconds)?;
                let sum = if clients == 1 { &mut found.pgbench_one } else { &mut found.pgbench_many };
                *sum = sum.and(reached, round);
            }
        }
    }
    let answered = found.others.answers.right + found.one.answers.right + found.many.answers.right;
    let there = people::orders(&mut db)? - before;
    if i64::try_from(answered) != Ok(there) {
        return Err(format!("{answered} orders were answered, but {there} are there."));
    }
    people::count_anew(&mut db)?;
    for (number, visitor) in visitors.iter().enumerate().take(world::PASTS.len()) {
        let (run, bytes) = served.look("/budget", size.seconds, std::slice::from_ref(visitor))?;
        found.pages.push((crowd.visits(i64::try_from(number).unwrap_or(0)), run, bytes));
    }
    found.others = served.look("/budget", size.seconds, visitors.get(world::PASTS.len()..).unwrap_or_default())?.0;
    found.memory = served.part.memory_mb();
    found.verified = verify(&mut served)?;
    found.database_mb = people::size_mb(&mut db, &place.url)?;
    Ok(())
}

/// The served goes through its whole ledger.
fn verify(site: &mut Site) -> Result<Verified, String> {
    let said = site.part.tell("verify")?;
    let mut numbers = said.split(' ').filter_map(|number| number.parse::<f64>().ok());
    match (numbers.next(), numbers.next(), numbers.next()) {
        (Some(transfers), Some(0.0), Some(seconds)) => Ok(Verified { transfers: transfers as u64, seconds }),
        _ => Err(format!("The ledger has faults after the bench: {said}")),
    }
}

/// The site as a process of its own: the whole router on the database that the environment names. Says its address.
///
/// # Errors
/// When it can't start, in words.
pub fn part(folder: &Path) -> Result<(), String> {
    super::site::for_orders(folder, |app| {
        let began = Instant::now();
        let checked = books::ledger_verify(&app.db).map_err(|error: DbError| error.to_string())?;
        let seconds = began.elapsed().as_secs_f64();
        Ok(format!("{} {} {seconds}", checked.transfers, checked.faults.len()))
    })
}
