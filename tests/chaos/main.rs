//! Kills the built program with -9 at random moments while people order, deliver, invoice and pay through its pages, and
//! looks after each time whether all that it said is so. `make chaos` runs it a hundred times; CONTRIBUTING tells more.
//!
//! Looked at: `handpick ledger verify` finds nothing; invoices have numbers without gaps or doubles; everything that was
//! answered with success is there; what is set aside is what the open visits cost, and what is spent is what the
//! confirmed ones cost; at the end, each mail that was queued was sent once or twice.
//!
//! `people` and `finance` are what they do, `mails` looks at the mails, `market` is where it happens.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "a test that fails should stop, and this one prints what it does"
)]

mod client;
mod finance;
mod mails;
mod market;
mod people;
#[path = "../it/support/place.rs"]
mod place;
#[allow(dead_code, reason = "only a part of it is needed here")]
#[path = "../it/support/postgres.rs"]
mod postgres;
#[allow(dead_code, reason = "only a part of it is needed here")]
#[path = "../it/support/test_db.rs"]
mod test_db;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use handpick::app::Clock;
use handpick::db::{Database, Db, DbError};
use handpick::kernel::ListingId;

use client::Client;
use people::{Chance, Done, Scene};
use test_db::TestDb;

/// What was asked for on the command line.
struct Asked {
    kills: usize,
    seed: u64,
    postgres: bool,
}

impl Asked {
    fn read() -> Self {
        let mut asked = Self { kills: 100, seed: 1, postgres: false };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let mut number = || words.next().and_then(|number| number.parse::<u64>().ok());
            match word.as_str() {
                "--kills" => asked.kills = number().and_then(|kills| usize::try_from(kills).ok()).expect("--kills 100"),
                "--seed" => asked.seed = number().expect("--seed 1"),
                "--postgres" => asked.postgres = true,
                other => panic!("chaos knows --kills, --seed and --postgres, not {other}"),
            }
        }
        asked
    }
}

/// Where the program runs.
struct Place<'a> {
    folder: &'a Path,
    url: &'a str,
}

impl Place<'_> {
    fn handpick(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_handpick"));
        command
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", self.url)
            .env("HANDPICK_DATA_DIR", self.folder)
            .env("HANDPICK_LISTEN", "127.0.0.1:0")
            .env("HANDPICK_SECRET_KEY", "a key that only tests use, and no more")
            .env("HANDPICK_LOG", "off")
            .current_dir(self.folder)
            .stdin(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    fn start(&self) -> Server {
        let mut child = self.handpick(&["serve"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
        let line = said.next().expect("it says where it listens").unwrap();
        let address = line.split_once("http://").unwrap_or_else(|| panic!("no address in {line:?}")).1.to_owned();
        Server { child, address }
    }

    fn verified(&self) -> Result<(), String> {
        let checked = self.handpick(&["ledger", "verify"]).output().unwrap();
        let said = || format!("ledger verify: {}", String::from_utf8_lossy(&checked.stdout));
        if checked.status.success() { Ok(()) } else { Err(said()) }
    }
}

/// The program, serving; killed when this is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    /// As `kill -9` does: nothing is finished.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Lets everybody do what they do until the program is killed at a random moment. Gives what was done.
fn round(place: &Place<'_>, everybody: &mut Vec<Client>, listing: ListingId, chance: &mut Chance) -> Vec<Done> {
    let server = place.start();
    if everybody.is_empty() {
        let holders = market::HOLDERS.map(|email| Client::signed_in(&server.address, email, market::PASSWORD).unwrap());
        everybody.extend(holders);
        // Two at the same desk, so that they get in each other's way.
        let staff = Client::signed_in(&server.address, market::STAFF, market::PASSWORD).unwrap();
        let officer = Client::signed_in(&server.address, market::FINANCE, market::PASSWORD).unwrap();
        everybody.extend([staff.clone(), staff, officer.clone(), officer]);
    }
    let (tell, told) = channel();
    let today = Clock::system().today();
    let until = Instant::now() + Duration::from_millis(150 + u64::try_from(chance.below(2_500)).unwrap());
    std::thread::scope(|scope| {
        for client in everybody.iter() {
            let (client, mine) = (client.at(&server.address), Chance(chance.next()));
            let scene = Scene { listing, today, tell: tell.clone() };
            scope.spawn(move || match client.email.as_str() {
                market::STAFF => people::staff(client, &scene, mine),
                market::FINANCE => finance::officer(client, &scene, mine),
                _ => people::holder(client, &scene, mine),
            });
        }
        drop(tell);
        let mut done = Vec::new();
        while let Ok(one) = told.recv_timeout(until.saturating_duration_since(Instant::now())) {
            done.push(one);
        }
        drop(server);
        // Answers that were on their way when it was killed count, too.
        done.extend(told.iter());
        done
    })
}

#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = BigInt)]
    number: i64,
}

fn pairs(database: &Database, query: &'static str) -> BTreeSet<(String, i64)> {
    let work = move |db: &mut Db| {
        let query = diesel::sql_query(query);
        Ok::<_, DbError>(match db {
            Db::Sqlite(connection) => query.load(connection)?,
            Db::Postgres(connection) => query.load(connection)?,
        })
    };
    let rows: Vec<Pair> = database.read_blocking(work).unwrap();
    rows.into_iter().map(|pair| (pair.name, pair.number)).collect()
}

/// Queries that find what must never be, as a name and a number.
const NEVER: [(&str, &str); 9] = [
    (
        "an invoice is paid twice",
        "SELECT 'invoice' AS name, invoice_id AS number FROM payments WHERE status = 'paid'
         GROUP BY invoice_id HAVING COUNT(*) > 1",
    ),
    (
        "an invoice waits in two payments",
        "SELECT 'invoice' AS name, invoice_id AS number FROM payments WHERE status IN ('made', 'sent')
         GROUP BY invoice_id HAVING COUNT(*) > 1",
    ),
    (
        "what is paid isn't what the payments come to",
        "SELECT 'pot' AS name, a.pot_id AS number FROM ledger_accounts a WHERE a.kind = 'paid'
         AND a.balance_pence <> (SELECT COALESCE(SUM(p.amount_pence), 0) FROM payments p
            WHERE p.pot_id = a.pot_id AND p.status = 'paid')",
    ),
    (
        "a series of invoices has a gap or a double",
        "SELECT CAST(series_id AS TEXT) AS name, COUNT(*) AS number FROM invoices GROUP BY series_id
         HAVING COUNT(*) <> MAX(number) OR COUNT(DISTINCT number) <> COUNT(*) OR MIN(number) <> 1",
    ),
    (
        "a delivery is on two invoices",
        "SELECT 'delivery' AS name, delivery_id AS number FROM invoice_lines GROUP BY delivery_id HAVING COUNT(*) > 1",
    ),
    (
        "what is set aside isn't what the open visits cost",
        "SELECT 'pot' AS name, a.pot_id AS number FROM ledger_accounts a WHERE a.kind = 'committed'
         AND a.balance_pence <> (SELECT COALESCE(SUM(d.amount_pence), 0) FROM deliveries d
            JOIN orders o ON o.id = d.order_id WHERE o.pot_id = a.pot_id
            AND d.status IN ('scheduled', 'recorded', 'disputed'))",
    ),
    (
        "what is spent isn't what the confirmed visits cost",
        "SELECT 'pot' AS name, p.id AS number FROM pots p WHERE
         (SELECT SUM(a.balance_pence) FROM ledger_accounts a WHERE a.pot_id = p.id
            AND a.kind IN ('delivered', 'invoiced', 'paid'))
         <> (SELECT COALESCE(SUM(d.recorded_pence), 0) FROM deliveries d JOIN orders o ON o.id = d.order_id
            WHERE o.pot_id = p.id AND d.status IN ('confirmed', 'cancelled_late'))",
    ),
    (
        "an order isn't what its visits cost",
        "SELECT o.reference AS name, o.id AS number FROM orders o WHERE o.total_pence
         <> (SELECT COALESCE(SUM(d.amount_pence), 0) FROM deliveries d WHERE d.order_id = o.id)",
    ),
    (
        "an invoice isn't what its lines come to",
        "SELECT i.reference AS name, i.id AS number FROM invoices i WHERE i.total_pence
         <> (SELECT COALESCE(SUM(l.amount_pence), 0) FROM invoice_lines l WHERE l.invoice_id = i.id)",
    ),
];

/// What is wrong with what is there, and with what was said.
fn look(place: &Place<'_>, database: &Database, said: &BTreeSet<Done>) -> Vec<String> {
    let mut faults: Vec<String> = place.verified().err().into_iter().collect();
    for (never, query) in NEVER {
        faults.extend(pairs(database, query).into_iter().map(|(name, number)| format!("{never}: {name} {number}")));
    }
    let orders = pairs(database, "SELECT reference || ' ' || status AS name, id AS number FROM orders");
    let visits = pairs(database, "SELECT status AS name, id AS number FROM deliveries");
    let invoices = pairs(database, "SELECT status AS name, id AS number FROM invoices");
    let runs = pairs(database, "SELECT status AS name, id AS number FROM payment_runs");
    let payments = pairs(database, "SELECT status AS name, id AS number FROM payments");
    let state = |of: &BTreeSet<(String, i64)>, id: i64| {
        of.iter().find(|(_, number)| *number == id).map(|(state, _)| state.clone()).unwrap_or_default()
    };
    let order = |reference: &str| {
        let named = orders.iter().find_map(|(name, _)| name.strip_prefix(reference).map(str::trim));
        named.unwrap_or_default().to_owned()
    };
    for done in said {
        let so = match done {
            Done::Ordered(reference) => !order(reference).is_empty(),
            Done::Accepted(reference) => !matches!(order(reference).as_str(), "" | "placed"),
            Done::CalledOff(reference) => matches!(order(reference).as_str(), "cancelled" | "completed" | "active"),
            Done::Recorded(visit) => matches!(state(&visits, *visit).as_str(), "recorded" | "confirmed"),
            Done::Confirmed(visit) => state(&visits, *visit) == "confirmed",
            Done::Invoiced(invoice) => !state(&invoices, *invoice).is_empty(),
            Done::Paid(invoice) => state(&invoices, *invoice) == "paid",
            Done::RunMade(run) => !state(&runs, *run).is_empty(),
            Done::RunSent(run) => state(&runs, *run) == "sent",
            Done::RunGivenUp(run) => state(&runs, *run) == "cancelled",
            Done::BankSaid(payment) if finance::comes_back(*payment) => state(&payments, *payment) == "reversed",
            Done::BankSaid(payment) => state(&payments, *payment) == "paid",
            Done::Fault(_) => false,
        };
        if !so {
            faults.push(format!("{done:?} was answered, and isn't so"));
        }
    }
    faults
}

/// Lets time pass while nobody looks: some visits of accepted orders are of yesterday, and jobs that nobody finished may
/// be begun again.
fn time_passes(database: &Database, visits: usize) {
    let yesterday = Clock::system().today().pred_opt().unwrap();
    let work = move |db: &mut Db| {
        use handpick::db::schema::{deliveries, jobs, orders};
        let ids: Vec<i64> = deliveries::table
            .inner_join(orders::table)
            .filter(deliveries::status.eq("scheduled").and(orders::status.eq_any(["accepted", "active"])))
            .order(deliveries::id.asc())
            .limit(i64::try_from(visits).unwrap())
            .select(deliveries::id)
            .load(db)?;
        diesel::update(deliveries::table.filter(deliveries::id.eq_any(ids)))
            .set(deliveries::on_day.eq(yesterday))
            .execute(db)?;
        diesel::update(jobs::table.filter(jobs::status.eq("running")))
            .set(jobs::locked_until.eq(Some(yesterday.and_hms_opt(0, 0, 0).unwrap())))
            .execute(db)?;
        Ok::<_, DbError>(())
    };
    database.write_blocking(work).unwrap();
}

/// Runs until no mail waits, for two minutes at most.
fn send_the_rest(place: &Place<'_>, database: &Database) {
    let _server = place.start();
    let (_keep, never) = channel::<()>();
    let until = Instant::now() + Duration::from_mins(2);
    let waiting = "SELECT 'jobs' AS name, id AS number FROM jobs WHERE status IN ('queued', 'running')";
    while !pairs(database, waiting).is_empty() && Instant::now() < until {
        let _ = never.recv_timeout(Duration::from_millis(100));
    }
}

fn main() {
    let asked = Asked::read();
    let db = if asked.postgres { TestDb::postgres().expect("a PostgreSQL server") } else { TestDb::sqlite() };
    let folder = tempfile::Builder::new().prefix("handpick-chaos-").tempdir().unwrap();
    let place = Place { folder: folder.path(), url: &db.url };
    let database = &db.database;
    let listing = market::found(database);
    mails::copy_queued(database);
    let kind = if asked.postgres { "PostgreSQL" } else { "SQLite" };
    println!("{kind}, seed {}, {} kills", asked.seed, asked.kills);
    let (mut chance, mut everybody, mut said) = (Chance(asked.seed), Vec::new(), BTreeSet::new());
    for number in 1..=asked.kills {
        let done = round(&place, &mut everybody, listing, &mut chance);
        let count = done.len();
        said.extend(done);
        let faults = look(&place, database, &said);
        println!("kill {number}: {count} things were done before it, {} in all; {} faults", said.len(), faults.len());
        assert!(faults.is_empty(), "after kill {number}:\n  {}", faults.join("\n  "));
        time_passes(database, 4 + chance.below(8));
    }
    send_the_rest(&place, database);
    let sent = mails::hold(database, &folder.path().join("mail"));
    let faults = look(&place, database, &said);
    assert!(faults.is_empty(), "at the end:\n  {}", faults.join("\n  "));
    assert!(sent.faults.is_empty(), "mails:\n  {}", sent.faults.join("\n  "));
    let count = |is: fn(&Done) -> bool| said.iter().filter(|done| is(done)).count();
    println!(
        "{} orders, {} accepted, {} called off, {} visits recorded, {} confirmed, {} invoices, {} paid by their holders; {} \
         payment runs, {} sent, {} given up, {} payments that the bank spoke of",
        count(|done| matches!(done, Done::Ordered(_))),
        count(|done| matches!(done, Done::Accepted(_))),
        count(|done| matches!(done, Done::CalledOff(_))),
        count(|done| matches!(done, Done::Recorded(_))),
        count(|done| matches!(done, Done::Confirmed(_))),
        count(|done| matches!(done, Done::Invoiced(_))),
        count(|done| matches!(done, Done::Paid(_))),
        count(|done| matches!(done, Done::RunMade(_))),
        count(|done| matches!(done, Done::RunSent(_))),
        count(|done| matches!(done, Done::RunGivenUp(_))),
        count(|done| matches!(done, Done::BankSaid(_))),
    );
    println!("{} mails: {} sent once, {} sent twice, none missing", sent.queued, sent.once, sent.twice);
}
