//! What benches measure against that needs SQL. Here: the least that placing an order could be, the same rows written by
//! bare statements, one commit each; and [`mod@pgbench`]. In [`people`]: whoever orders. In [`rivals`]: full-text search
//! by the databases themselves.

use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use super::load::{Burst, burst};
use crate::db::{Db, DbError};

mod book;
mod bulk;
pub(super) mod people;
mod pgbench;
mod postgres;
pub(super) mod rivals;

pub(super) use pgbench::{Reached as PgBench, pgbench, prepare as prepare_pgbench};
pub(super) use postgres::Server;

/// A PostgreSQL server that loses nothing it has answered, in `folder`. None where it isn't installed.
///
/// # Errors
/// When it can't start, in words.
pub(super) fn durable_postgres(folder: &Path) -> Result<Option<Server>, String> {
    Server::start(folder, postgres::DURABLE)
}

/// What PostgreSQL does by itself within a minute of so much writing: it looks at how its tables are filled. SQLite never
/// does unless it is asked, and Handpick doesn't ask.
pub(super) fn analyse(db: &mut Db) -> Result<(), DbError> {
    if let Db::Postgres(_) = db {
        diesel::sql_query("ANALYZE").execute(db)?;
    }
    Ok(())
}

/// One statement for each row that placing a one-off order writes.
const STATEMENTS: [&str; 8] = [
    "INSERT INTO keys (key) VALUES (hex(randomblob(16)))",
    "INSERT INTO rows_written (kind, number, words) VALUES ('order', 100, 'placed')",
    "INSERT INTO rows_written (kind, number, words) VALUES ('line', 100, 'one hour')",
    "INSERT INTO rows_written (kind, number, words) VALUES ('delivery', 100, 'scheduled')",
    "UPDATE accounts SET balance = balance - 100 WHERE id = 1 AND balance >= 100",
    "UPDATE accounts SET balance = balance + 100 WHERE id = 2",
    "INSERT INTO rows_written (kind, number, words) VALUES ('transfer', 100, 'commit')",
    "INSERT INTO rows_written (kind, number, words) VALUES ('audit', 100, 'order.placed')",
];

/// Bare SQLite with the same durability (WAL, synchronous=FULL), one connection, a commit for each order.
///
/// # Errors
/// What SQLite says.
pub(super) fn bare_sqlite(folder: &Path, round: u64, length: Duration) -> Result<Burst, String> {
    let path = folder.join(format!("bare-{round}.db"));
    let text = |error: diesel::result::Error| error.to_string();
    let open = || SqliteConnection::establish(&path.to_string_lossy()).map_err(|error| error.to_string());
    open()?
        .batch_execute(
            "PRAGMA journal_mode=WAL;
             CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER NOT NULL CHECK (balance >= 0)) STRICT;
             CREATE TABLE keys (id INTEGER PRIMARY KEY AUTOINCREMENT, key TEXT NOT NULL UNIQUE) STRICT;
             CREATE TABLE rows_written (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, number INTEGER NOT NULL, words TEXT NOT NULL) STRICT;
             INSERT INTO accounts VALUES (1, 1000000000000), (2, 0);",
        )
        .map_err(text)?;
    let order = |connection: &mut Option<SqliteConnection>| {
        let Some(connection) = connection else { return };
        let done = connection.batch_execute(&format!("BEGIN IMMEDIATE; {}; COMMIT", STATEMENTS.join("; ")));
        std::hint::black_box(done.is_ok());
    };
    let start = |_| {
        let mut connection = open().ok()?;
        connection.batch_execute("PRAGMA synchronous=FULL").ok()?;
        Some(connection)
    };
    Ok(burst(1, length, start, |connection, _, _| order(connection)))
}
