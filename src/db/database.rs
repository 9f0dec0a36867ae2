//! [`Database`]: the door to all data. Reads run beside each other; writes are whole and durable.
//!
//! Invariants: all work runs to its end once it has begun, even if whoever asked has gone; one
//! transaction per call; blocking calls never run on an async worker. SQLite's side of writing is
//! `writer`, PostgreSQL's is here; what both share is `session`.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::connection::SimpleConnection;
use diesel::r2d2::Pool;

use super::locks::{LockKey, LockTable, in_order};
use super::session::{Failure, Manager, answered, asked, begun};
use super::settings::{Backend, DatabaseSettings, DatabaseUrl};
use super::watch::Watch;
use super::writer::{Writer, closed};
use super::{Db, DbError, OpenError, Stamp};

/// How often PostgreSQL work runs before a lost race is given up.
const ATTEMPTS: u32 = 8;

const SQLITE_READ: &str = "BEGIN";
const POSTGRES_READ: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
const POSTGRES_WRITE: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ";

/// An open database. Clones share it; the last one to go closes it.
#[derive(Clone)]
pub struct Database {
    inner: Arc<Inner>,
}

struct Inner {
    settings: DatabaseSettings,
    statements: Arc<AtomicU64>,
    engine: Engine,
}

enum Engine {
    Sqlite { writer: Writer, readers: Pool<Manager>, watch: Watch },
    Postgres { pool: Pool<Manager>, locks: LockTable },
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Database").field(&self.inner.settings.url).finish()
    }
}

impl Database {
    /// Opens the database, and proves that it can be reached. Doesn't touch the schema: see [`Database::migrate`].
    ///
    /// # Errors
    /// When there is no such file or server, in words without the password.
    pub fn open(settings: &DatabaseSettings) -> Result<Self, OpenError> {
        let statements = Arc::new(AtomicU64::new(0));
        let manager = || Manager::new(settings, &statements);
        let engine = if let Some(path) = settings.url.path() {
            prepare_file(path, settings)?;
            let writer = Writer::start(manager())?;
            Engine::Sqlite { writer, readers: manager().into_pool(), watch: Watch::on(path) }
        } else {
            // The pool would try in vain for a while; this says at once what is wrong.
            drop(manager().open_for_writing()?);
            Engine::Postgres { pool: manager().into_pool(), locks: LockTable::default() }
        };
        Ok(Self { inner: Arc::new(Inner { settings: settings.clone(), statements, engine }) })
    }

    /// Which kind of database this is.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.inner.settings.url.backend()
    }

    /// Where it is; safe to print.
    #[must_use]
    pub fn url(&self) -> &DatabaseUrl {
        &self.inner.settings.url
    }

    /// How many statements have run since it was opened, without those that begin and end transactions.
    /// Tests hold pages to a budget with it.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.inner.statements.load(Ordering::Relaxed)
    }

    /// What the database holds now, for [`Lately`](super::Lately): another after any commit, by this program or another.
    /// `day` is today in London. None where that can't be known at once, as on PostgreSQL.
    #[must_use]
    pub fn stamp(&self, now: NaiveDateTime, day: NaiveDate) -> Option<Stamp> {
        match &self.inner.engine {
            Engine::Sqlite { watch, .. } => watch.numbers(now).map(|commits| Stamp { commits, day }),
            Engine::Postgres { .. } => None,
        }
    }

    /// Read-only work on one consistent view of the data. A write in here fails.
    ///
    /// # Errors
    /// What the work says, or a [`DbError`].
    pub async fn read<T, E>(&self, work: impl FnOnce(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        let database = self.clone();
        aside(move || database.read_blocking(work)).await
    }

    /// The answer to a question that is one statement, or whose statements needn't see the same moment: so no transaction
    /// is opened for it, which on PostgreSQL would be two journeys more. It only reads, and soon: on SQLite, where nobody waits
    /// for a journey, it is answered right here if a connection is free, since going to another thread and back costs more
    /// than such an answer.
    ///
    /// # Errors
    /// What the question says, or a [`DbError`].
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl Fn(&mut Db) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        if let Engine::Sqlite { readers, .. } = &self.inner.engine
            && let Some(session) = readers.try_get()
        {
            return answered(session, &question);
        }
        let database = self.clone();
        aside(move || {
            let (Engine::Sqlite { readers: pool, .. } | Engine::Postgres { pool, .. }) = &database.inner.engine;
            asked(pool, question)
        })
        .await
    }

    /// As [`Database::read`], but waits right here: for the command line, worker threads and tests.
    ///
    /// # Errors
    /// What the work says, or a [`DbError`].
    pub fn read_blocking<T, E: From<DbError>>(&self, work: impl FnOnce(&mut Db) -> Result<T, E>) -> Result<T, E> {
        self.read_holding(&[], work)
    }

    /// As [`Database::read_blocking`], with locks held on PostgreSQL, taken before the view of the data.
    ///
    /// # Errors
    /// What the work says, or a [`DbError`].
    pub(super) fn read_holding<T, E: From<DbError>>(
        &self,
        keys: &[LockKey],
        work: impl FnOnce(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut session = match &self.inner.engine {
            Engine::Sqlite { readers, .. } => begun(readers, &[], SQLITE_READ)?,
            Engine::Postgres { pool, .. } => begun(pool, keys, POSTGRES_READ)?,
        };
        session.finish(work).map_err(settled)
    }

    /// One write transaction, durable when it returns. `work` touches nothing but the connection it is given:
    /// it may run again (at most 8 times, with jitter) when PostgreSQL says that a race was lost.
    ///
    /// # Errors
    /// What the work says, or a [`DbError`]; then nothing was kept.
    pub async fn write<T, E>(&self, work: impl Fn(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.write_locked(Vec::new(), work).await
    }

    /// As [`Database::write`], but PostgreSQL first takes a lock per key, sorted and each once, so that
    /// writers on one hot pot queue instead of losing races. On SQLite writes are serial anyway.
    ///
    /// # Errors
    /// What the work says, or a [`DbError`]; then nothing was kept.
    pub async fn write_locked<T, E>(
        &self,
        locks: Vec<LockKey>,
        work: impl Fn(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.inner.engine {
            Engine::Sqlite { writer, watch, .. } => {
                let (answer, result) = tokio::sync::oneshot::channel();
                let count = watch.counter();
                let tell = move |outcome| {
                    count();
                    // Whoever asked may have gone; the work is done all the same.
                    drop(answer.send(outcome));
                };
                writer.submit(work, tell)?;
                result.await.unwrap_or_else(|_| Err(closed().into()))
            }
            Engine::Postgres { .. } => {
                let database = self.clone();
                aside(move || database.write_postgres(locks, work)).await
            }
        }
    }

    /// As [`Database::write_locked`], when it takes a look to know the locks. SQLite needs none, and isn't asked.
    ///
    /// # Errors
    /// What the work says, or a [`DbError`]; then nothing was kept.
    pub async fn write_locked_by<T, E>(
        &self,
        locks: impl Fn(&mut Db) -> Result<Vec<LockKey>, DbError> + Send + 'static,
        work: impl Fn(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        if self.backend() == Backend::Sqlite {
            return self.write(work).await;
        }
        let database = self.clone();
        aside(move || {
            let keys = match &database.inner.engine {
                Engine::Postgres { pool, .. } => asked(pool, locks)?,
                Engine::Sqlite { .. } => Vec::new(),
            };
            database.write_postgres(keys, work)
        })
        .await
    }

    /// As [`Database::write`], but waits right here: for the command line, worker threads and tests.
    ///
    /// # Errors
    /// What the work says, or a [`DbError`]; then nothing was kept.
    pub fn write_blocking<T, E>(&self, work: impl Fn(&mut Db) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        self.write_locked_blocking(Vec::new(), work)
    }

    /// As [`Database::write_locked`], but waits right here.
    ///
    /// # Errors
    /// What the work says, or a [`DbError`]; then nothing was kept.
    pub fn write_locked_blocking<T, E>(
        &self,
        locks: Vec<LockKey>,
        work: impl Fn(&mut Db) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
    {
        match &self.inner.engine {
            Engine::Sqlite { writer, watch, .. } => {
                let (answer, result) = mpsc::sync_channel(1);
                let count = watch.counter();
                let tell = move |outcome| {
                    count();
                    drop(answer.send(outcome));
                };
                writer.submit(work, tell)?;
                result.recv().unwrap_or_else(|_| Err(closed().into()))
            }
            Engine::Postgres { .. } => self.write_postgres(locks, work),
        }
    }

    fn write_postgres<T, E: From<DbError>>(
        &self,
        locks: Vec<LockKey>,
        work: impl Fn(&mut Db) -> Result<T, E>,
    ) -> Result<T, E> {
        let Engine::Postgres { pool, locks: table } = &self.inner.engine else {
            return Err(DbError::Other("this isn't PostgreSQL".to_owned()).into());
        };
        let keys = in_order(locks);
        let _turn = table.take(keys.clone())?;
        let mut session = begun(pool, &keys, POSTGRES_WRITE)?;
        let mut attempt = 1;
        loop {
            match session.finish(&work) {
                Err(Failure::Race) if attempt < ATTEMPTS => {}
                other => break other.map_err(settled),
            }
            std::thread::sleep(jitter(attempt));
            attempt += 1;
            if let Err(error) = session.begin_locked(&keys, POSTGRES_WRITE) {
                break Err(error.into());
            }
        }
    }

    /// Proves that the database answers, and that SQLite's writer lives.
    ///
    /// # Errors
    /// Says what is wrong.
    pub async fn ping(&self) -> Result<(), DbError> {
        if let Engine::Sqlite { writer, .. } = &self.inner.engine
            && !writer.is_running()
        {
            return Err(closed());
        }
        self.read(|db| Ok(db.batch_execute("SELECT 1")?)).await
    }

    /// Finishes queued work and stops the writer. Later writes are refused, on every clone.
    pub async fn close(self) {
        let stopped: Result<(), DbError> = aside(move || {
            self.close_blocking();
            Ok(())
        })
        .await;
        if let Err(error) = stopped {
            tracing::error!(%error, "the database could not be closed");
        }
    }

    /// As [`Database::close`], but waits right here.
    pub fn close_blocking(&self) {
        if let Engine::Sqlite { writer, .. } = &self.inner.engine {
            writer.stop();
        }
    }

    /// Runs schema work on a connection of its own: SQLite's writer between two groups, or a new
    /// connection to PostgreSQL without a time limit.
    pub(super) fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        match &self.inner.engine {
            Engine::Sqlite { writer, .. } => writer.alone(work),
            Engine::Postgres { .. } => {
                let manager = Manager::new(&self.inner.settings, &self.inner.statements);
                let mut session = manager.open_for_writing().map_err(|error| DbError::Pool(error.to_string()))?;
                session.lock(&[LockKey::Schema])?;
                // The lock goes with the connection.
                work(&mut session.db)
            }
        }
    }
}

/// Runs blocking work on a thread that may block: the same pool that actix's `web::block` uses.
async fn aside<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, E>
where
    T: Send + 'static,
    E: From<DbError> + Send + 'static,
{
    let span = tracing::Span::current();
    match tokio::task::spawn_blocking(move || span.in_scope(work)).await {
        Ok(outcome) => outcome,
        Err(error) => Err(DbError::Other(error.to_string()).into()),
    }
}

/// What is left of a failure once no attempt remains.
fn settled<E: From<DbError>>(failure: Failure<E>) -> E {
    match failure {
        Failure::Race => DbError::Contention.into(),
        Failure::Work(refusal) => refusal,
        Failure::Db(error) => error.into(),
    }
}

/// A random wait that grows with each attempt, up to a tenth of a second, so that rivals part.
fn jitter(attempt: u32) -> Duration {
    Duration::from_micros(rand::random_range(0..=1_000_u64 << attempt.min(7)))
}

/// Makes the file's folder where that is allowed, and refuses a path that nobody meant.
fn prepare_file(path: &Path, settings: &DatabaseSettings) -> Result<(), OpenError> {
    if path.exists() {
        return Ok(());
    }
    if !settings.create_if_missing && !settings.url.is_default() {
        return Err(OpenError::Missing(path.display().to_string()));
    }
    let Some(folder) = path.parent() else { return Ok(()) };
    std::fs::create_dir_all(folder)
        .map_err(|error| OpenError::Folder { folder: folder.display().to_string(), reason: error.to_string() })
}
