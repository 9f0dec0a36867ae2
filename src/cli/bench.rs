//! `handpick bench search` and `handpick bench orders`.

use clap::Subcommand;

use crate::bench::{orders, search};
use crate::db::DatabaseUrl;

/// What to measure.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Searches a second on one thread, beside bare tantivy.
    Search {
        /// Invented listings to search.
        #[arg(long, default_value_t = 100_000)]
        listings: i64,
        /// Seconds for each burst.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
        /// One JSON object instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Orders placed a second, each durable, beside bare SQLite; the ledger is verified after.
    Orders {
        /// Threads that order at the same time.
        #[arg(long, default_value_t = 16)]
        clients: usize,
        /// Seconds for each burst.
        #[arg(long, default_value_t = 5)]
        seconds: u64,
        /// An empty database to use instead of a new SQLite file.
        #[arg(long)]
        database_url: Option<DatabaseUrl>,
        /// One JSON object instead of a table.
        #[arg(long)]
        json: bool,
    },
}

/// Measures and prints.
pub(super) fn run(what: &What) -> Result<(), String> {
    match what {
        What::Search { listings, seconds, json } => {
            search::run(search::Size { listings: *listings, seconds: *seconds })?.print(*json);
        }
        What::Orders { clients, seconds, database_url, json } => {
            let size = orders::Size { clients: (*clients).max(1), seconds: *seconds, database: database_url.clone() };
            orders::run(&size)?.print(*json);
        }
    }
    Ok(())
}
