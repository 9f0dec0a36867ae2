//! Work to do after a transaction: rows in `jobs`, claimed by a worker, done at least once.
//!
//! Invariants: a job is queued in the transaction that wants it; a handler may run twice and must do no harm;
//! a job that fails is tried again, later each time up to every two hours, and kept as `failed` after [`MAX_ATTEMPTS`],
//! which is three days. `handpick jobs` lists those, and has them tried again.

mod store;

use chrono::{NaiveDateTime, TimeDelta};
use serde::Serialize;

use crate::db::{Database, Db, DbError};
use crate::kernel::ids::JobId;
use crate::kernel::text_enum;

text_enum! {
    /// What a job does.
    pub enum JobKind {
        /// Sends one mail; the payload is an `Email` of `mail`.
        Email = "email" => "Send a mail",
        /// Tells people with running orders of a new price; the payload is the directory's `RiseNotice`.
        PriceRise = "price_rise" => "Tell of a new price",
        /// Saves a provider's long file of listings; the payload is the directory's `LongFile`.
        SaveListings = "save_listings" => "Save a file of listings",
        /// Sets the personal budget of a plan that was agreed; the payload is `plans`' `PlanAgreed`.
        PlanAgreed = "plan_agreed" => "Set an agreed plan's budget",
        /// Brings budgets in line with what their person pays; the payload is `assessments`' `ContributionChanged`.
        ContributionChanged = "contribution_changed" => "Bring budgets in line with a contribution",
    }
}

/// Tries before a job is kept as failed: about three days of them, so that a mail server may be away for a weekend.
pub const MAX_ATTEMPTS: i32 = 47;

/// The longest wait between two tries, in seconds.
const LONGEST_WAIT: i64 = 2 * 60 * 60;

/// A worker that died loses its job after this long.
const LEASE_MINUTES: i64 = 5;

/// A job that a worker has taken.
#[derive(Clone, Debug)]
pub struct Claimed {
    /// Which job.
    pub id: JobId,
    /// What it does.
    pub kind: JobKind,
    /// JSON, as [`enqueue`] wrote it.
    pub payload: String,
    /// Tries so far, this one included.
    pub attempts: i32,
}

/// Queues a job in the running transaction.
///
/// # Errors
/// When the row can't be written.
pub fn enqueue(db: &mut Db, kind: JobKind, payload: &impl Serialize, run_at: NaiveDateTime) -> Result<(), DbError> {
    enqueue_all(db, kind, std::slice::from_ref(payload), run_at)
}

/// Queues several jobs of one kind in the running transaction, in one statement.
///
/// # Errors
/// When the rows can't be written.
pub fn enqueue_all(
    db: &mut Db,
    kind: JobKind,
    payloads: &[impl Serialize],
    run_at: NaiveDateTime,
) -> Result<(), DbError> {
    let written = payloads.iter().map(serde_json::to_string).collect::<Result<Vec<_>, _>>();
    let written = written.map_err(|error| DbError::Other(error.to_string()))?;
    store::insert(db, kind.as_str(), written, run_at)
}

/// What waits in one queue: mails wait for a server elsewhere, and nothing else waits for them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Mails.
    Mails,
    /// Everything else.
    Work,
}

/// Takes the next due job of a queue, if there is one; nobody else gets it for five minutes.
///
/// # Errors
/// When the database can't be reached.
pub async fn claim(db: &Database, queue: Queue, now: NaiveDateTime) -> Result<Option<Claimed>, DbError> {
    db.write(move |db| store::claim(db, queue, (now, now + TimeDelta::minutes(LEASE_MINUTES)))).await
}

/// Marks a job as done.
///
/// # Errors
/// When the database can't be reached; the job then runs again.
pub async fn done(db: &Database, id: JobId, now: NaiveDateTime) -> Result<(), DbError> {
    db.write(move |db| store::finish(db, id, now)).await
}

/// Queues a failed job again, later each time, or gives it up.
///
/// # Errors
/// When the database can't be reached.
pub async fn failed(db: &Database, job: &Claimed, error: &str, now: NaiveDateTime) -> Result<(), DbError> {
    let (id, attempts, error) = (job.id, job.attempts, error.to_owned());
    let again = (attempts < MAX_ATTEMPTS).then(|| now + wait(attempts));
    db.write(move |db| store::fail(db, id, again, &error, now)).await
}

/// How long a job rests after so many tries: two seconds, four, eight, and at most two hours.
fn wait(attempts: i32) -> TimeDelta {
    TimeDelta::seconds((1_i64 << attempts.clamp(0, 30)).min(LONGEST_WAIT))
}

/// A job that was given up. What it holds is not shown: a mail may have a secret link in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenUp {
    /// Which job.
    pub id: JobId,
    /// What it does, as it is stored.
    pub kind: String,
    /// How often it was tried.
    pub attempts: i32,
    /// What went wrong the last time.
    pub error: Option<String>,
    /// When it was queued, in UTC.
    pub created_at: NaiveDateTime,
}

/// The jobs that were given up, oldest first.
///
/// # Errors
/// When the database can't be read.
pub fn given_up(db: &mut Db, limit: i64) -> Result<Vec<GivenUp>, DbError> {
    store::given_up(db, limit)
}

/// Has jobs that were given up tried again from now on: one, or all. Gives how many there were.
///
/// # Errors
/// When the rows can't be written.
pub fn try_again(db: &mut Db, which: Option<JobId>, now: NaiveDateTime) -> Result<usize, DbError> {
    store::try_again(db, which, now)
}
