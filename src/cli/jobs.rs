//! `handpick jobs list` and `handpick jobs retry`: mails and other work that was given up after days of trying.

use std::path::Path;

use clap::Subcommand;

use crate::db::DbError;
use crate::jobs;
use crate::kernel::JobId;
use crate::kernel::words;

/// What to do with jobs that were given up.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Lists them, with what went wrong the last time.
    List,
    /// Has them tried again: those named by their numbers, or all.
    Retry {
        /// The numbers that `list` shows; none means all.
        ids: Vec<i64>,
    },
}

/// The most that are listed.
const LISTED: i64 = 1_000;

/// Does it.
pub(super) fn run(file: &Path, what: &What) -> Result<(), String> {
    let app = super::build_beside(super::settings(file)?)?;
    let now = app.clock.now();
    let problem = |error: DbError| error.to_string();
    match what {
        What::List => {
            let found = app.db.read_blocking(|db| jobs::given_up(db, LISTED)).map_err(problem)?;
            if found.is_empty() {
                println!("No job was given up.");
            }
            for job in found {
                let error = job.error.unwrap_or_default();
                println!("{}  {}  {}  {} tries  {error}", job.id, job.created_at, job.kind, job.attempts);
            }
        }
        What::Retry { ids } => {
            let wanted: Vec<Option<JobId>> =
                if ids.is_empty() { vec![None] } else { ids.iter().map(|id| Some(JobId(*id))).collect() };
            let again = app.db.write_blocking(move |db| {
                wanted.iter().try_fold(0, |sum, id| Ok::<_, DbError>(sum + jobs::try_again(db, *id, now)?))
            });
            let again = again.map_err(problem)?;
            println!("{} will be tried again.", words::count(again, "job", "jobs"));
        }
    }
    Ok(())
}
