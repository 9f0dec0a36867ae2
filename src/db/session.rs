//! One connection as it lies in a pool, and the running of one transaction on it.
//!
//! Invariants: a transaction ends here, whatever the work did: it returned, refused, lost a race or
//! panicked. A connection that could not be brought back to rest is spoiled, and the pool throws it
//! away. Nothing is called committed on PostgreSQL after a statement of it failed unnoticed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::{
    AnsiTransactionManager, Instrumentation, InstrumentationEvent, SimpleConnection, TransactionManager,
};
use diesel::r2d2::{HandleError, ManageConnection, Pool, PooledConnection, R2D2Connection};
use diesel::{Connection, PgConnection, SqliteConnection};

use super::error::is_contention;
use super::locks::{LockKey, begin_locked_sql, lock_sql};
use super::settings::{DatabaseSettings, DatabaseUrl};
use super::{Backend, Db, DbError, OpenError};
use crate::each_backend;

/// How long a request waits for a free connection.
const POOL_TIMEOUT: Duration = Duration::from_secs(10);

/// What happened to a transaction that gave no result. Nothing of it was kept.
pub(super) enum Failure<E> {
    /// A race was lost: the work may run again.
    Race,
    /// The work's own refusal.
    Work(E),
    /// The database, or a panic in the work.
    Db(DbError),
}

/// What the statements of one transaction met, seen from outside of the work.
#[derive(Default)]
struct Watch {
    failed: AtomicBool,
    race: AtomicBool,
}

/// A connection, what it met in its current transaction, and whether it may be used again.
pub(super) struct Session {
    pub(super) db: Db,
    watch: Arc<Watch>,
    spoiled: bool,
}

impl Session {
    /// Takes locks, in the order given, and opens a transaction that holds them until it ends: all in one message to
    /// PostgreSQL. They are taken before the transaction begins, so that its view of the data is as new as they are, and
    /// then handed over to it.
    pub(super) fn begin_locked(&mut self, keys: &[LockKey], sql: &str) -> Result<(), DbError> {
        if keys.is_empty() {
            return self.begin(sql);
        }
        // Some of the locks may have been taken when a later one failed: the connection must close.
        self.begin(&begin_locked_sql(keys, sql)).map_err(|error| match error {
            lost @ DbError::Pool(_) => lost,
            _ => DbError::Contention,
        })
    }

    /// Opens a transaction with the database's own words.
    pub(super) fn begin(&mut self, sql: &str) -> Result<(), DbError> {
        self.watch.failed.store(false, Ordering::Relaxed);
        self.watch.race.store(false, Ordering::Relaxed);
        let begun = each_backend!(&mut self.db, |c| AnsiTransactionManager::begin_transaction_sql(c, sql));
        begun.map_err(|error| self.spoil(error.into()))
    }

    /// Runs `work` in the open transaction, then commits or rolls back.
    pub(super) fn finish<T, E>(&mut self, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, Failure<E>> {
        let outcome = catch_unwind(AssertUnwindSafe(|| work(&mut self.db)));
        match outcome {
            Ok(Ok(value)) => self.commit().map(|()| value),
            Ok(Err(refusal)) => {
                self.roll_back();
                if self.watch.race.load(Ordering::Relaxed) { Err(Failure::Race) } else { Err(Failure::Work(refusal)) }
            }
            Err(panic) => {
                self.roll_back();
                Err(Failure::Db(panicked(panic.as_ref())))
            }
        }
    }

    /// Whether a statement failed since the transaction began. SQLite may have ended it then, though the work goes on.
    pub(super) fn met_a_failure(&self) -> bool {
        self.watch.failed.load(Ordering::Relaxed)
    }

    fn commit<E>(&mut self) -> Result<(), Failure<E>> {
        // PostgreSQL answers COMMIT in a failed transaction with a quiet ROLLBACK. If a statement failed
        // and the work went on regardless, ask whether the transaction still stands.
        let doubtful = self.watch.failed.load(Ordering::Relaxed) || depth(&mut self.db) != 1;
        if doubtful && (depth(&mut self.db) != 1 || self.db.batch_execute("SELECT 1").is_err()) {
            self.roll_back();
            let race = self.watch.race.load(Ordering::Relaxed);
            let fault = DbError::Other("a statement failed and the work went on regardless".to_owned());
            return Err(if race { Failure::Race } else { Failure::Db(fault) });
        }
        <Db as Connection>::TransactionManager::commit_transaction(&mut self.db)
            .map_err(|error| if is_contention(&error) { Failure::Race } else { Failure::Db(self.spoil(error.into())) })
    }

    fn roll_back(&mut self) {
        if roll_back_to(&mut self.db, 0).is_err() {
            self.spoiled = true;
        }
    }

    /// Takes session locks, in the order given, before a transaction begins.
    pub(super) fn lock(&mut self, keys: &[LockKey]) -> Result<(), DbError> {
        if keys.is_empty() {
            return Ok(());
        }
        // Some of the locks may have been taken when a later one failed: the connection must close.
        self.db.batch_execute(&lock_sql(keys)).map_err(|error| match self.spoil(error.into()) {
            lost @ DbError::Pool(_) => lost,
            _ => DbError::Contention,
        })
    }

    fn spoil(&mut self, error: DbError) -> DbError {
        self.spoiled = true;
        error
    }
}

/// How deep in transactions and savepoints a connection is; 0 when it is at rest or broken.
pub(super) fn depth(db: &mut Db) -> u32 {
    let status = <Db as Connection>::TransactionManager::transaction_manager_status_mut(db);
    status.transaction_depth().ok().flatten().map_or(0, u32::from)
}

/// Rolls back savepoints and transactions until only `target` are open. A panic inside a nested
/// transaction leaves several.
pub(super) fn roll_back_to(db: &mut Db, target: u32) -> Result<(), DbError> {
    while depth(db) > target {
        <Db as Connection>::TransactionManager::rollback_transaction(db)?;
    }
    Ok(())
}

/// The words of a panic, for the log.
pub(super) fn panicked(panic: &(dyn std::any::Any + Send)) -> DbError {
    let said = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    DbError::Other(format!("the work panicked: {}", said.unwrap_or("no message")))
}

/// Makes connections for a pool.
pub(super) struct Manager {
    settings: DatabaseSettings,
    statements: Arc<AtomicU64>,
}

impl Manager {
    pub(super) fn new(settings: &DatabaseSettings, statements: &Arc<AtomicU64>) -> Self {
        Self { settings: settings.clone(), statements: Arc::clone(statements) }
    }

    /// A pool of reading connections for SQLite, of all connections for PostgreSQL.
    pub(super) fn into_pool(self) -> Pool<Self> {
        let size = match self.settings.url.backend() {
            Backend::Sqlite => self.settings.readers,
            Backend::Postgres => self.settings.pool,
        };
        Pool::builder()
            .max_size(size.max(1))
            .min_idle(Some(1))
            .connection_timeout(POOL_TIMEOUT)
            // A ping costs a round trip each time; a dead connection shows when its transaction begins.
            .test_on_check_out(false)
            .error_handler(Box::new(Logged))
            .build_unchecked(self)
    }

    /// A connection that may write: the one writer of SQLite, or one outside the pool.
    pub(super) fn open_for_writing(&self) -> Result<Session, OpenError> {
        self.open(
            // What is committed is copied from the log into the file every 32 MB: a page that many orders change is then
            // written there once. The connection that writes keeps as much of the file in memory.
            "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; \
             PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864; PRAGMA wal_autocheckpoint = 8000; \
             PRAGMA cache_size = -32768;",
            Duration::ZERO,
        )
    }

    fn open(&self, pragmas: &str, statement_timeout: Duration) -> Result<Session, OpenError> {
        let url = &self.settings.url;
        let failed = |message: String| OpenError::Connect(url.redact(&message));
        let mut db = establish(url).map_err(|error| failed(error.to_string()))?;
        let setup = match url.backend() {
            Backend::Sqlite => pragmas.to_owned(),
            Backend::Postgres => format!(
                "SET statement_timeout = {}; SET idle_in_transaction_session_timeout = 60000; SET TIME ZONE 'UTC';",
                statement_timeout.as_millis()
            ),
        };
        db.batch_execute(&setup).map_err(|error| failed(error.to_string()))?;
        let watch = Arc::new(Watch::default());
        db.set_instrumentation(observer(Arc::clone(&self.statements), Arc::clone(&watch)));
        Ok(Session { db, watch, spoiled: false })
    }
}

/// Connects to exactly the database that was named. (diesel's own way tries SQLite first, and would
/// make a file called `postgres:`.)
fn establish(url: &DatabaseUrl) -> diesel::ConnectionResult<Db> {
    match url.backend() {
        // Made absolute, so that no path is read as a `file:` address with options.
        Backend::Sqlite => {
            let path = std::path::absolute(url.secret())
                .map_err(|error| diesel::ConnectionError::BadConnection(error.to_string()))?;
            SqliteConnection::establish(&path.to_string_lossy()).map(Db::Sqlite)
        }
        Backend::Postgres => PgConnection::establish(url.secret()).map(Db::Postgres),
    }
}

/// Counts statements, but not those that begin or end transactions, and notes failures.
fn observer(statements: Arc<AtomicU64>, watch: Arc<Watch>) -> impl Instrumentation {
    let mut frame = false;
    move |event: InstrumentationEvent<'_>| match event {
        InstrumentationEvent::BeginTransaction { .. }
        | InstrumentationEvent::CommitTransaction { .. }
        | InstrumentationEvent::RollbackTransaction { .. } => frame = true,
        InstrumentationEvent::StartQuery { .. } => {
            let is_frame = std::mem::take(&mut frame);
            statements.fetch_add(u64::from(!is_frame), Ordering::Relaxed);
        }
        InstrumentationEvent::FinishQuery { error: Some(error), .. } => {
            watch.failed.store(true, Ordering::Relaxed);
            if is_contention(error) {
                watch.race.store(true, Ordering::Relaxed);
            }
        }
        _ => {}
    }
}

impl ManageConnection for Manager {
    type Connection = Session;
    type Error = OpenError;

    fn connect(&self) -> Result<Session, OpenError> {
        self.open(
            "PRAGMA busy_timeout = 10000; PRAGMA foreign_keys = ON; PRAGMA query_only = ON;",
            self.settings.statement_timeout,
        )
    }

    fn is_valid(&self, session: &mut Session) -> Result<(), OpenError> {
        session.db.ping().map_err(|error| OpenError::Connect(error.to_string()))
    }

    fn has_broken(&self, session: &mut Session) -> bool {
        session.spoiled || session.db.is_broken()
    }
}

/// The answer to a question that needs no transaction of its own: each of its statements sees what is there then.
pub(super) fn asked<T>(pool: &Pool<Manager>, question: impl Fn(&mut Db) -> Result<T, DbError>) -> Result<T, DbError> {
    let mut left = pool.max_size();
    loop {
        let mut session = pool.get().map_err(|error| DbError::Pool(error.to_string()))?;
        match question(&mut session.db) {
            Err(error @ DbError::Pool(_)) => {
                session.spoiled = true;
                if left == 0 {
                    return Err(error);
                }
                left -= 1;
            }
            other => return other,
        }
    }
}

/// The answer to a question by a connection that is at hand already. A panic in the question is an error, as elsewhere.
pub(super) fn answered<T>(
    mut session: PooledConnection<Manager>,
    question: impl Fn(&mut Db) -> Result<T, DbError>,
) -> Result<T, DbError> {
    let outcome = catch_unwind(AssertUnwindSafe(|| question(&mut session.db)));
    let answer = outcome.unwrap_or_else(|panic| Err(panicked(panic.as_ref())));
    session.spoiled |= matches!(answer, Err(DbError::Pool(_)));
    answer
}

/// A connection from the pool with its locks held and its transaction begun.
///
/// Connections die while they lie in the pool (a server restarts): those are thrown away and the next
/// is tried, until the pool must have made a new one.
pub(super) fn begun(pool: &Pool<Manager>, keys: &[LockKey], sql: &str) -> Result<PooledConnection<Manager>, DbError> {
    let mut left = pool.max_size();
    loop {
        let mut session = pool.get().map_err(|error| DbError::Pool(error.to_string()))?;
        match session.begin_locked(keys, sql) {
            Ok(()) => return Ok(session),
            Err(DbError::Pool(_)) if left > 0 => left -= 1,
            Err(error) => return Err(error),
        }
    }
}

/// Puts what a pool meets in the background into the log.
#[derive(Debug)]
struct Logged;

impl HandleError<OpenError> for Logged {
    fn handle_error(&self, error: OpenError) {
        tracing::warn!(%error, "a database connection could not be made");
    }
}
