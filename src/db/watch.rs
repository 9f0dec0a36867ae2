//! Whether anything was committed since somebody last looked, for a few microseconds: SQLite counts it.
//!
//! A connection that does nothing else asks for `data_version`, which changes with every commit of another connection,
//! in this program or in another. This program's own commits are counted besides, so that they show at once, and the
//! file need be asked only now and then. PostgreSQL has no such number.

use std::path::Path;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};

use chrono::{NaiveDateTime, TimeDelta};
use diesel::connection::SimpleConnection;
use diesel::prelude::*;

diesel::table! {
    /// What SQLite answers to `PRAGMA data_version`, as a table.
    pragma_data_version (data_version) {
        data_version -> BigInt,
    }
}

/// For so long the file isn't asked again: only a commit of another process could be seen so much later.
const TRUSTED: TimeDelta = TimeDelta::milliseconds(2);

/// What counts commits.
pub(super) struct Watch {
    asked: Mutex<Asked>,
    own: Arc<AtomicI64>,
}

struct Asked {
    connection: Option<SqliteConnection>,
    latest: Option<(NaiveDateTime, i64)>,
}

impl Watch {
    /// On the file at `path`, once it is there; without a connection nothing is ever known.
    pub(super) fn on(path: &Path) -> Self {
        let connection = std::path::absolute(path).ok().and_then(|path| {
            let mut connection = SqliteConnection::establish(&path.to_string_lossy()).ok()?;
            // Whoever asks has better things to do than to wait: they read afresh instead.
            connection.batch_execute("PRAGMA busy_timeout = 0; PRAGMA query_only = ON;").ok()?;
            Some(connection)
        });
        Self { asked: Mutex::new(Asked { connection, latest: None }), own: Arc::default() }
    }

    /// Counts a commit of this program, for whoever made it to call before they tell anybody.
    pub(super) fn counter(&self) -> impl FnOnce() + Send + use<> {
        let own = Arc::clone(&self.own);
        move || {
            own.fetch_add(1, Ordering::SeqCst);
        }
    }

    /// The numbers of now, of the file and of this program; none when they can't be had.
    pub(super) fn numbers(&self, now: NaiveDateTime) -> Option<(i64, i64)> {
        let own = self.own.load(Ordering::SeqCst);
        let Asked { connection, latest } = &mut *self.asked.lock().ok()?;
        if let Some((_, number)) = latest.filter(|(at, _)| (*at..*at + TRUSTED).contains(&now)) {
            return Some((number, own));
        }
        let number =
            pragma_data_version::table.select(pragma_data_version::data_version).first(connection.as_mut()?).ok()?;
        *latest = Some((now, number));
        Some((number, own))
    }
}
