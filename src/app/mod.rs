//! The running program: settings, database, clock, randomness, search, mail, files and limits, built once and shared.
//!
//! Everything that reaches the outside goes through [`App`], so that a test or the demo can set it. HTTP is put on
//! top by [`server`]; side effects queued as rows are done by [`worker`].

mod clock;
mod indexer;
mod limits;
mod random;
pub mod server;
pub mod worker;

use std::ops::Deref;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

pub use clock::Clock;
pub use limits::{Limited, Limits};
pub use random::Random;

use crate::config::Config;
use crate::db::Database;
use crate::directory::service::saves::Saves;
use crate::files::Files;
use crate::mail::Mailer;
use crate::requests::gaps::Counter;
use crate::search::Search;

/// A handle on the running program; cheap to clone.
#[derive(Clone)]
pub struct App(Arc<AppState>);

/// What the program holds while it runs.
pub struct AppState {
    /// Checked settings.
    pub config: Config,
    /// The database.
    pub db: Database,
    /// What time it is.
    pub clock: Clock,
    /// Unpredictable bytes.
    pub random: Random,
    /// The search index of this node.
    pub search: Search,
    /// How mail leaves.
    pub mailer: Mailer,
    /// Pictures and other files that people sent.
    pub files: Files,
    /// How often somebody may try to sign in and the like.
    pub limits: Limits,
    /// How far the long files are that this node saves now.
    pub saves: Saves,
    /// Searches that found nothing, until the worker writes them down.
    pub gaps: Counter,
    /// At most two password hashes at a time: each takes 46 MiB and a core.
    pub hashing: tokio::sync::Semaphore,
    /// At most two pictures are read at a time: each takes up to 160 MB and a core.
    pub pictures: tokio::sync::Semaphore,
    /// Wakes the worker when rows were queued.
    pub wake: tokio::sync::Notify,
    demo: AtomicBool,
}

impl Deref for App {
    type Target = AppState;
    fn deref(&self) -> &AppState {
        &self.0
    }
}

/// Why the program can't start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The database can't be opened or brought up to date.
    #[error("The database can't be used: {0}")]
    Database(String),
    /// The search index can't be opened.
    #[error("The search index can't be opened: {0}")]
    Search(String),
    /// Mail can't be set up.
    #[error("Mail can't be set up: {0}")]
    Mail(String),
    /// The folder or store of files can't be used.
    #[error("The file store can't be opened: {0}")]
    Files(String),
    /// The address can't be listened on.
    #[error("Can't listen on {address}: {problem}")]
    Listen {
        /// Where it was meant to listen.
        address: std::net::SocketAddr,
        /// What the system said.
        problem: String,
    },
}

/// What differs between production, the demo and a test.
pub struct Outside {
    /// The clock to go by.
    pub clock: Clock,
    /// The source of randomness.
    pub random: Random,
    /// Where mail goes.
    pub mailer: Mailer,
    /// Keep the search index in memory.
    pub search_in_memory: bool,
    /// Where files are.
    pub files: Files,
    /// Limits on tries.
    pub limits: Limits,
}

impl Outside {
    /// The real outside world, as the settings describe it.
    ///
    /// # Errors
    /// [`StartError`] when the mail address or the file store can't be used.
    pub fn real(config: &Config) -> Result<Self, StartError> {
        Ok(Self {
            clock: Clock::system(),
            random: Random::system(),
            mailer: Mailer::from_settings(&config.mail, &config.data_dir).map_err(StartError::Mail)?,
            search_in_memory: false,
            files: Files::from_settings(&config.files_dir, config.s3.as_ref())
                .map_err(|error| StartError::Files(error.to_string()))?,
            limits: Limits::standard(),
        })
    }
}

impl App {
    /// Opens the database, brings its tables up to date and opens the index.
    ///
    /// # Errors
    /// What can't be opened, in words that hold no secrets.
    pub fn build(config: Config, outside: Outside) -> Result<Self, StartError> {
        let db = Database::open(&config.database).map_err(|error| StartError::Database(error.to_string()))?;
        db.migrate().map_err(|error| StartError::Database(error.to_string()))?;
        Self::with_database(config, outside, db)
    }

    /// As [`App::build`], on a database that is already open and up to date.
    ///
    /// # Errors
    /// When the index can't be opened.
    pub fn with_database(config: Config, outside: Outside, db: Database) -> Result<Self, StartError> {
        let folder = config.data_dir.join("search");
        let search = Search::open((!outside.search_in_memory).then_some(folder.as_path()))
            .map_err(|error| StartError::Search(error.to_string()))?;
        let demo = db
            .read_blocking(|db| crate::db::marks::get(db, "demo"))
            .map_err(|error| StartError::Database(error.to_string()))?
            .is_some();
        Ok(Self(Arc::new(AppState {
            config,
            db,
            clock: outside.clock,
            random: outside.random,
            search,
            mailer: outside.mailer,
            files: outside.files,
            limits: outside.limits,
            saves: Saves::default(),
            gaps: Counter::default(),
            hashing: tokio::sync::Semaphore::new(2),
            pictures: tokio::sync::Semaphore::new(2),
            wake: tokio::sync::Notify::new(),
            demo: AtomicBool::new(demo),
        })))
    }

    /// True when everything in this database is invented; each page then says so.
    pub fn is_demo(&self) -> bool {
        self.demo.load(Ordering::Relaxed)
    }

    /// Marks this database as the demo's, in this process.
    pub fn mark_demo(&self) {
        self.demo.store(true, Ordering::Relaxed);
    }
}
