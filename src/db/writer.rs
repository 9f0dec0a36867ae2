//! The one writer of SQLite: a thread that owns the writing connection and commits in groups.
//!
//! Work queues up; the writer takes what is waiting, up to [`GROUP`] pieces, into one
//! `BEGIN IMMEDIATE … COMMIT`, each but the first in its own savepoint, and answers after the commit. A commit waits
//! for the disk (`synchronous=FULL`), so under load one wait serves many.
//!
//! Invariants: an answer of success means that the data is on disk. Work that fails or panics is undone
//! alone. If the group can't be committed, each piece of it is told so, and none of it was kept.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::{JoinHandle, ThreadId};

use diesel::Connection;
use diesel::connection::TransactionManager;

use super::session::{Manager, Session, depth, panicked, roll_back_to};
use super::{Db, DbError, OpenError};

/// How many pieces of work share a commit. More gained nothing when measured with 16 clients.
const GROUP: usize = 64;

/// How many pieces may wait. Beyond this the program is drowning, and saying so at once is kinder.
const QUEUE_LIMIT: usize = 8_192;

type Manage = <Db as Connection>::TransactionManager;

/// A piece of work on its way through the writer.
trait Job: Send {
    /// Does the work in the open savepoint; true if it is to be kept.
    fn run(&mut self, db: &mut Db) -> bool;
    /// Tells whoever waits how it went, once the group's fate is known.
    fn answer(self: Box<Self>, fate: Result<(), DbError>);
}

struct Task<T, E, W, A> {
    work: W,
    span: tracing::Span,
    result: Option<Result<T, E>>,
    answer: A,
}

impl<T, E, W, A> Job for Task<T, E, W, A>
where
    T: Send,
    E: From<DbError> + Send,
    W: Fn(&mut Db) -> Result<T, E> + Send,
    A: FnOnce(Result<T, E>) + Send,
{
    fn run(&mut self, db: &mut Db) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| self.span.in_scope(|| (self.work)(db))));
        let result = outcome.unwrap_or_else(|panic| Err(panicked(panic.as_ref()).into()));
        let keep = result.is_ok();
        self.result = Some(result);
        keep
    }

    fn answer(self: Box<Self>, fate: Result<(), DbError>) {
        let result = match (fate, self.result) {
            (Err(error), _) => Err(error.into()),
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(closed().into()),
        };
        (self.answer)(result);
    }
}

enum Message {
    Work(Box<dyn Job>),
    /// Work that minds its own transactions, such as migrations.
    Alone(Box<dyn FnOnce(&mut Db) + Send>),
    Stop,
}

/// The sending side. Dropping it lets the queue run dry and waits for the thread.
pub(super) struct Writer {
    queue: mpsc::Sender<Message>,
    waiting: Arc<AtomicUsize>,
    thread: Mutex<Option<JoinHandle<()>>>,
    id: ThreadId,
}

impl Writer {
    /// Opens the writing connection and starts the thread.
    pub(super) fn start(manager: Manager) -> Result<Self, OpenError> {
        let session = manager.open_for_writing()?;
        let (queue, inbox) = mpsc::channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let work = Loop { manager, session, inbox, waiting: Arc::clone(&waiting) };
        let thread = std::thread::Builder::new()
            .name("db-writer".to_owned())
            .spawn(move || work.run())
            .map_err(|error| OpenError::Connect(error.to_string()))?;
        let id = thread.thread().id();
        Ok(Self { queue, waiting, thread: Mutex::new(Some(thread)), id })
    }

    /// Queues work. `answer` is called once, by the writer, after the commit; or dropped if the writer stops.
    pub(super) fn submit<T, E, W, A>(&self, work: W, answer: A) -> Result<(), DbError>
    where
        T: Send + 'static,
        E: From<DbError> + Send + 'static,
        W: Fn(&mut Db) -> Result<T, E> + Send + 'static,
        A: FnOnce(Result<T, E>) + Send + 'static,
    {
        if std::thread::current().id() == self.id {
            return Err(DbError::Other("a write inside of a write would wait for itself".to_owned()));
        }
        if self.waiting.fetch_add(1, Ordering::Relaxed) >= QUEUE_LIMIT {
            self.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(DbError::Pool("too much work is waiting to be written".to_owned()));
        }
        let task = Task { work, span: tracing::Span::current(), result: None, answer };
        self.queue.send(Message::Work(Box::new(task))).map_err(|_| closed())
    }

    /// Runs `work` on the writing connection, outside of any group, and waits for it.
    pub(super) fn alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Db) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let (answer, result) = mpsc::sync_channel(1);
        let message = Message::Alone(Box::new(move |db| {
            // Whoever asked may have gone: then nobody needs the answer.
            let _ = answer.send(work(db));
        }));
        self.queue.send(message).map_err(|_| closed())?;
        result.recv().map_err(|_| closed())?
    }

    /// True while the thread lives.
    pub(super) fn is_running(&self) -> bool {
        self.thread.lock().unwrap_or_else(PoisonError::into_inner).as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Finishes what is queued, then stops. Later work is refused.
    pub(super) fn stop(&self) {
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(thread) = thread else { return };
        // If the inbox is gone, the thread has ended already.
        let _ = self.queue.send(Message::Stop);
        // The last owner may be work that the writer itself is dropping: it can't wait for itself.
        if self.id != std::thread::current().id() && thread.join().is_err() {
            tracing::error!("the database writer ended in a panic");
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.stop();
    }
}

pub(super) fn closed() -> DbError {
    DbError::Pool("the database is closed".to_owned())
}

/// The thread's own state.
struct Loop {
    manager: Manager,
    session: Session,
    inbox: mpsc::Receiver<Message>,
    waiting: Arc<AtomicUsize>,
}

/// What says that all went well has left a transaction open, or the database has ended ours: nothing of the group is kept.
fn left_open() -> DbError {
    DbError::Other("the transaction was ended, or another was begun in it".to_owned())
}

impl Loop {
    fn run(mut self) {
        let mut next = self.inbox.recv().ok();
        while let Some(message) = next.take() {
            match message {
                Message::Work(job) => next = self.group(job),
                Message::Alone(work) => {
                    if catch_unwind(AssertUnwindSafe(|| work(&mut self.session.db))).is_err() {
                        tracing::error!("work on the writing connection panicked");
                    }
                    self.recover();
                }
                Message::Stop => return,
            }
            if next.is_none() {
                next = self.inbox.recv().ok();
            }
        }
    }

    /// Runs what is waiting as one transaction. Gives back the message that ended the group, if one did.
    fn group(&mut self, first: Box<dyn Job>) -> Option<Message> {
        let mut jobs = vec![first];
        let mut after = None;
        let mut fate = self.session.begin("BEGIN IMMEDIATE");
        let mut kept = true;
        if fate.is_ok() {
            (fate, kept) = self.run_first(jobs.last_mut());
        }
        // After a failure that the first passed over, only COMMIT tells whether its transaction still stands.
        let alone = !kept || self.session.met_a_failure();
        while !alone && fate.is_ok() && jobs.len() < GROUP {
            match self.inbox.try_recv() {
                Ok(Message::Work(job)) => {
                    jobs.push(job);
                    fate = self.run_one(jobs.last_mut());
                }
                Ok(other) => {
                    after = Some(other);
                    break;
                }
                Err(_) => break,
            }
        }
        if kept && fate.is_ok() {
            fate = Manage::commit_transaction(&mut self.session.db).map_err(DbError::from);
        }
        if let Err(error) = &fate {
            tracing::error!(%error, jobs = jobs.len(), "a group of writes was not kept");
            self.recover();
        }
        self.waiting.fetch_sub(jobs.len(), Ordering::Relaxed);
        for job in jobs {
            job.answer(fate.clone());
        }
        after
    }

    /// Runs the first piece, which needs no savepoint: when it isn't to be kept, the whole transaction goes, and the group
    /// is over. Says whether it goes on.
    fn run_first(&mut self, job: Option<&mut Box<dyn Job>>) -> (Result<(), DbError>, bool) {
        let Some(job) = job else { return (Ok(()), false) };
        let db = &mut self.session.db;
        let keep = job.run(db);
        if keep && depth(db) != 1 {
            return (Err(left_open()), false);
        }
        if keep { (Ok(()), true) } else { (roll_back_to(db, 0), false) }
    }

    /// Runs one piece in a savepoint. An error means that the whole group is lost: SQLite ends a
    /// transaction by itself when the disk is full or fails.
    fn run_one(&mut self, job: Option<&mut Box<dyn Job>>) -> Result<(), DbError> {
        let Some(job) = job else { return Ok(()) };
        let db = &mut self.session.db;
        Manage::begin_transaction(db)?;
        let keep = job.run(db);
        if keep && depth(db) != 2 {
            return Err(left_open());
        }
        if keep {
            Manage::commit_transaction(db)?;
        } else {
            roll_back_to(db, 1)?;
        }
        if depth(db) == 1 { Ok(()) } else { Err(left_open()) }
    }

    /// Brings the connection back to rest, by a new one if need be.
    fn recover(&mut self) {
        let rested = roll_back_to(&mut self.session.db, 0).is_ok();
        if rested && Manage::transaction_manager_status_mut(&mut self.session.db).transaction_depth().is_ok() {
            return;
        }
        match self.manager.open_for_writing() {
            Ok(session) => self.session = session,
            Err(error) => tracing::error!(%error, "the writing connection could not be opened again"),
        }
    }
}
