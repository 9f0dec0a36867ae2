//! Any number of budget holders with sessions, budgets and a past, written straight into the tables: what the bench of
//! orders orders for. By their services it would take hours.
//!
//! Invariant: the rows are what the services would have left, to the penny: the bench verifies the ledger before it
//! believes a figure.

use chrono::{Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::book::{Book, Way};
use super::bulk::{self, Bulk};
use crate::bench::orders::world::{Crowd, PASTS, VISIT_PENCE, session};
use crate::budgets::ledger;
use crate::db::{Db, DbError};
use crate::kernel::ids::PotId;

/// The ids of invented rows begin after this, so that they can be told from those the services made.
const BASE: i64 = 1_000;
/// Visits of one order line.
const PER_LINE: i64 = 52;
/// Visits in a week of somebody's past.
const PER_WEEK: i64 = 20;
/// What each pot was given.
const FUNDED: i64 = 1_000_000_000;
/// The accounts of a pot, in the order in which they are opened.
pub(super) const KINDS: [&str; 6] = ["available", "committed", "delivered", "invoiced", "paid", "recovered"];
const TABLES: [&str; 14] = [
    "users",
    "holders",
    "sessions",
    "plans",
    "plan_lines",
    "budgets",
    "pots",
    "funding_streams",
    "ledger_accounts",
    "orders",
    "order_lines",
    "deliveries",
    "transfers",
    "basket_lines",
];

/// The id of a holder, and of their user, budget and pot, by their number.
pub(in crate::bench) fn id_of(number: i64) -> i64 {
    BASE + number + 1
}

/// What the next rows get.
#[derive(Clone, Copy)]
struct Next {
    line: i64,
    delivery: i64,
}

/// Writes all holders of a crowd into an empty market; returns how many transfers that was.
///
/// # Errors
/// What the database says.
pub(in crate::bench) fn write(db: &mut Db, crowd: &Crowd) -> Result<i64, String> {
    let indexes =
        bulk::begin(db, &["transfers", "deliveries", "order_lines", "orders"], crowd.transfers() > 1_000_000)?;
    let mut next = Next { line: BASE + 1, delivery: BASE + 1 };
    let mut transfers = 0;
    let mut rows = Rows { sqlite: matches!(db, Db::Sqlite(_)), ..Rows::default() };
    for number in 0..crowd.holders {
        frame(&mut rows, crowd, number);
        transfers += past(&mut rows, crowd, number, &mut next);
        rows.flush(db, false)?;
    }
    rows.flush(db, true)?;
    bulk::end(db, &TABLES, &indexes)?;
    settle(db).map_err(|error| error.to_string())?;
    Ok(transfers)
}

/// What the ledger keeps beside its transfers: that all have a seal, and the sums of pots with many.
fn settle(db: &mut Db) -> Result<(), DbError> {
    for number in (0..).take(PASTS.len()) {
        ledger::keep_if_far(db, PotId(id_of(number)))?;
    }
    ledger::note_sealed(db)
}

/// The rows of each table that wait to be written, in the order in which they may be.
pub(super) struct Rows {
    users: Bulk,
    holders: Bulk,
    sessions: Bulk,
    plans: Bulk,
    plan_lines: Bulk,
    budgets: Bulk,
    pots: Bulk,
    streams: Bulk,
    accounts: Bulk,
    orders: Bulk,
    lines: Bulk,
    deliveries: Bulk,
    pub(super) transfers: Bulk,
    /// How bytes are written: as SQLite or as PostgreSQL has it.
    pub(super) sqlite: bool,
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            users: Bulk::of("users", "id, email, name, password_hash, email_confirmed_at, created_at, updated_at"),
            holders: Bulk::of("holders", "id, reference, user_id, name, name_key, postcode, created_at, updated_at"),
            sessions: Bulk::of("sessions", "id, public_id, user_id, user_agent, created_at, renewed_at, expires_at"),
            plans: Bulk::of("plans", "id, holder_id, status, starts_on, ends_on, created_at, updated_at"),
            plan_lines: Bulk::of("plan_lines", "id, plan_id, position, title, category, detail, amount_pence"),
            budgets: Bulk::of("budgets", "id, holder_id, plan_id, starts_on, ends_on, amount_pence, created_at"),
            pots: Bulk::of("pots", "id, budget_id, holder_id, held_as, created_at"),
            streams: Bulk::of("funding_streams", "id, pot_id, stream, amount_pence, created_at"),
            accounts: Bulk::of("ledger_accounts", "id, pot_id, kind, balance_pence"),
            orders: Bulk::of(
                "orders",
                "id, reference, package_reference, holder_id, provider_id, pot_id, status, total_pence, placed_by, placed_at",
            ),
            lines: Bulk::of(
                "order_lines",
                "id, order_id, listing_id, plan_line_id, title, unit, units_hundredths, schedule_kind, weekdays, \
                 every_weeks, at_time, starts_on, notice_hours, late_charge_percent, total_pence",
            ),
            deliveries: Bulk::of(
                "deliveries",
                "id, order_id, order_line_id, on_day, at_time, band, units_hundredths, unit_price_pence, amount_pence, \
                 status, recorded_hundredths, recorded_pence, recorded_at, confirmed_at",
            ),
            transfers: Bulk::of(
                "transfers",
                "key, pot_id, from_account_id, to_account_id, funding_stream_id, amount_pence, reason, plan_line_id, \
                 order_line_id, delivery_id, made_by, made_at, memo, position, seal",
            ),
            sqlite: false,
        }
    }
}

impl Rows {
    /// Writes what waits; only full statements, unless it is all that comes.
    fn flush(&mut self, db: &mut Db, all: bool) -> Result<(), String> {
        let Self { users, holders, sessions, plans, plan_lines, budgets, pots, .. } = self;
        let first = [users, holders, sessions, plans, plan_lines, budgets, pots];
        first.into_iter().try_for_each(|table| table.flush(db, all))?;
        let Self { streams, accounts, orders, lines, deliveries, transfers, .. } = self;
        [streams, accounts, orders, lines, deliveries, transfers].into_iter().try_for_each(|table| table.flush(db, all))
    }
}

/// A holder with a session, a plan of four lines, and a budget of one pot.
fn frame(rows: &mut Rows, crowd: &Crowd, number: i64) {
    let (id, now, session) = (id_of(number), stamp(crowd.now), session(number));
    let (from, to) = (crowd.from(), crowd.to());
    rows.users.row(&format!("{id},'holder{number}@bench.example','Bench Holder','none','{now}','{now}','{now}'"));
    rows.holders.row(&format!("{id},'BENCH-{number}',{id},'Bench Holder','bench holder','LS6 3HN','{now}','{now}'"));
    let over = stamp(crowd.now + TimeDelta::hours(12));
    rows.sessions.row(&format!("{id},'{session}',{id},'bench','{now}','{now}','{over}'"));
    rows.plans.row(&format!("{id},{id},'agreed','{from}','{to}','{now}','{now}'"));
    for (position, title) in (0..).zip(["Help at home", "Meals", "Getting out", "A break"]) {
        let line = id * 4 + position;
        rows.plan_lines.row(&format!("{line},{id},{position},'{title}',NULL,'',{}", FUNDED / 4));
    }
    rows.budgets.row(&format!("{id},{id},{id},'{from}','{to}',{FUNDED},'{now}'"));
    rows.pots.row(&format!("{id},{id},{id},'direct_payment','{now}'"));
    rows.streams.row(&format!("{id},{id},'adult_social_care',{FUNDED},'{now}'"));
    let visits = crowd.visits(number);
    let ahead = ahead(visits);
    let (committed, paid) = (ahead * VISIT_PENCE, (visits - ahead) * VISIT_PENCE);
    for (at, kind) in KINDS.iter().enumerate() {
        let balance = match *kind {
            "available" => FUNDED - committed - paid,
            "committed" => committed,
            "paid" => paid,
            _ => 0,
        };
        rows.accounts.row(&format!("{},{id},'{kind}',{balance}", account(id, at)));
    }
}

pub(super) fn account(pot: i64, kind: usize) -> i64 {
    pot * 6 + i64::try_from(kind).unwrap_or(0)
}

/// How many of so many visits are still to come.
fn ahead(visits: i64) -> i64 {
    visits / 26
}

/// What somebody ordered, got, and paid for: an order for every 52 visits; each visit delivered, invoiced and paid.
fn past(rows: &mut Rows, crowd: &Crowd, number: i64, next: &mut Next) -> i64 {
    let (id, visits) = (id_of(number), crowd.visits(number));
    let mut book = Book::of(id);
    let began = crowd.from().and_time(NaiveTime::MIN);
    book.add(rows, Way { from: None, to: 0, pence: FUNDED, reason: "fund", line: None, delivery: None, at: began });
    let done = visits - ahead(visits);
    let first_day = crowd.now.date() - Days::new((done * 7 / PER_WEEK).unsigned_abs());
    for first in (0..visits).step_by(usize::try_from(PER_LINE).unwrap_or(1)) {
        let count = PER_LINE.min(visits - first);
        let line = next.line;
        next.line += 1;
        let placed = day_of(first_day, first).and_time(NaiveTime::MIN) - TimeDelta::days(7);
        let (at, total) = (stamp(placed), count * VISIT_PENCE);
        let status = if first + count > done { "active" } else { "completed" };
        let plan_line = id * 4 + line % 4;
        rows.orders.row(&format!("{line},'B{line}','B{line}',{id},1,{id},'{status}',{total},{id},'{at}'"));
        rows.lines.row(&format!(
            "{line},{line},1,{plan_line},'An hour of help','hour',100,'weekly',127,1,'10:00','{}',24,50,{total}",
            day_of(first_day, first)
        ));
        let of = Some((line, plan_line));
        book.add(
            rows,
            Way { from: Some(0), to: 1, pence: total, reason: "commit", line: of, delivery: None, at: placed },
        );
        for visit in first..first + count {
            let day = day_of(first_day, visit);
            let delivery = next.delivery;
            next.delivery += 1;
            delivered(rows, (delivery, line), day, visit < done);
            if visit < done {
                // Distinct moments, as when somebody presses a button for each.
                let at = day.and_time(NaiveTime::MIN) + TimeDelta::seconds(40_000 + visit % PER_WEEK);
                for (step, (from, to, reason)) in
                    [(1, 2, "deliver"), (2, 3, "invoice"), (3, 4, "pay")].into_iter().enumerate()
                {
                    let at = at + TimeDelta::days(i64::try_from(step).unwrap_or(0));
                    let delivery = Some(delivery);
                    book.add(rows, Way { from: Some(from), to, pence: VISIT_PENCE, reason, line: of, delivery, at });
                }
            }
        }
    }
    book.transfers
}

fn day_of(first: NaiveDate, visit: i64) -> NaiveDate {
    first + Days::new((visit * 7 / PER_WEEK).unsigned_abs())
}

fn delivered(rows: &mut Rows, (delivery, line): (i64, i64), day: NaiveDate, done: bool) {
    let facts = format!("{delivery},{line},{line},'{day}','10:00','weekday',100,{VISIT_PENCE},{VISIT_PENCE}");
    let state = if done {
        let at = stamp(day.and_time(NaiveTime::MIN) + TimeDelta::hours(11));
        format!("'confirmed',100,{VISIT_PENCE},'{at}','{at}'")
    } else {
        "'scheduled',NULL,NULL,NULL,NULL".to_owned()
    };
    rows.deliveries.row(&format!("{facts},{state}"));
}

pub(super) fn stamp(at: NaiveDateTime) -> String {
    at.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Puts one thing in each of so many baskets; returns the id of the first line, the others follow it.
///
/// # Errors
/// What the database says.
pub(in crate::bench) fn fill_baskets(db: &mut Db, crowd: &Crowd, listing: i64, holders: i64) -> Result<i64, String> {
    #[derive(QueryableByName)]
    struct Highest {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        highest: i64,
    }
    let text = |error: diesel::result::Error| error.to_string();
    db.batch_execute("DELETE FROM basket_lines").map_err(text)?;
    let query = "SELECT CAST(COALESCE(MAX(id), 0) AS BIGINT) AS highest FROM order_lines";
    let found: Vec<Highest> = diesel::sql_query(query).load(db).map_err(text)?;
    let first = found.first().map_or(0, |row| row.highest) + 1_000_000;
    let mut rows = Bulk::of(
        "basket_lines",
        "id, holder_id, listing_id, plan_line_id, unit, units_hundredths, schedule_kind, weekdays, every_weeks, \
         at_time, starts_on, added_by, created_at",
    );
    let (day, now) = (crowd.now.date() + Days::new(7), stamp(crowd.now));
    db.batch_execute("BEGIN").map_err(text)?;
    for number in 0..holders {
        let (id, line) = (id_of(number), first + number);
        let plan_line = id * 4;
        rows.row(&format!("{line},{id},{listing},{plan_line},'hour',100,'one_off',0,1,'12:00','{day}',{id},'{now}'"));
        rows.flush(db, false)?;
    }
    rows.flush(db, true)?;
    db.batch_execute("COMMIT").map_err(text)?;
    Ok(first)
}

/// How many orders there are.
///
/// # Errors
/// What the database says.
pub(in crate::bench) fn orders(db: &mut Db) -> Result<i64, String> {
    crate::db::schema::orders::table.count().get_result(db).map_err(|error| error.to_string())
}

/// A connection of the bench's own.
///
/// # Errors
/// What the database says.
pub(in crate::bench) fn connect(url: &str, sqlite: bool) -> Result<Db, String> {
    if sqlite {
        let mut connection = SqliteConnection::establish(url).map_err(|error| error.to_string())?;
        connection.batch_execute("PRAGMA busy_timeout = 20000").map_err(|error| error.to_string())?;
        Ok(Db::Sqlite(connection))
    } else {
        PgConnection::establish(url).map(Db::Postgres).map_err(|error| error.to_string())
    }
}

/// Counts anew what the tables hold, as PostgreSQL does by itself within a minute of so many orders: a burst is shorter, and
/// until then its plans think that no visit waits.
///
/// # Errors
/// What the database says.
pub(in crate::bench) fn count_anew(db: &mut Db) -> Result<(), String> {
    match db {
        Db::Sqlite(_) => Ok(()),
        Db::Postgres(_) => db.batch_execute("ANALYZE").map_err(|error| error.to_string()),
    }
}

/// Some setting of PostgreSQL, as it is in force.
///
/// # Errors
/// What the database says.
pub(in crate::bench) fn setting(db: &mut Db, name: &str) -> Result<String, String> {
    #[derive(QueryableByName)]
    struct Value {
        #[diesel(sql_type = Text)]
        value: String,
    }
    let query = format!("SELECT current_setting('{name}') AS value");
    let found: Vec<Value> = diesel::sql_query(query).load(db).map_err(|error| error.to_string())?;
    Ok(found.into_iter().next().map(|row| row.value).unwrap_or_default())
}

/// How much the database takes on disk, in megabytes (millions of bytes).
///
/// # Errors
/// What the database says.
pub(in crate::bench) fn size_mb(db: &mut Db, url: &str) -> Result<f64, String> {
    #[derive(QueryableByName)]
    struct Bytes {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        bytes: i64,
    }
    let bytes = match db {
        Db::Sqlite(_) => std::fs::metadata(url).map_or(0, |meta| i64::try_from(meta.len()).unwrap_or(0)),
        Db::Postgres(_) => {
            let query = "SELECT pg_database_size(current_database()) AS bytes";
            let found: Vec<Bytes> = diesel::sql_query(query).load(db).map_err(|error| error.to_string())?;
            found.first().map_or(0, |row| row.bytes)
        }
    };
    Ok(bytes as f64 / 1e6)
}
