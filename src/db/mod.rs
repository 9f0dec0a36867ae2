//! The data: SQLite by default, PostgreSQL by `DATABASE_URL`, behind one door.
//!
//! [`Database`] opens a database and gives `read` and `write`; stores take the [`Db`] that these hand to
//! their work. Invariants: a transaction is opened only by `Database`; everything that is written was
//! committed to disk before the answer; no address or password of a database is ever printed.
//!
//! Next: `writer` (how SQLite commits in groups), `session` (how a transaction ends), `locks` (hot
//! pots on PostgreSQL), `idempotency` and `outbox` (two tables that every feature shares).

mod connection;
mod database;
mod error;
pub mod idempotency;
mod lately;
mod locks;
pub mod marks;
pub mod migrations;
pub mod outbox;
pub mod pruning;
mod session;
mod settings;
mod watch;
mod writer;

pub use connection::{Db, first_of};
pub use database::Database;
pub use error::{DbError, OpenError};
pub use handpick_schema as schema;
pub use lately::{Lately, Stamp};
pub use locks::LockKey;
pub use settings::{Backend, DEFAULT_PATH, DatabaseSettings, DatabaseUrl, UrlError};
