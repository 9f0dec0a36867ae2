//! `handpick bench search` and `handpick bench orders`.

use clap::Subcommand;

use crate::bench::search;

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
}

/// Measures and prints.
pub(super) fn run(what: &What) -> Result<(), String> {
    match *what {
        What::Search { listings, seconds, json } => {
            search::run(search::Size { listings, seconds })?.print(json);
        }
    }
    Ok(())
}
