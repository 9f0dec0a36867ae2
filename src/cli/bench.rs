//! `handpick bench search` and `handpick bench orders`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use crate::bench::{compare, orders, plans, search, site, what_if};
use crate::db::DatabaseUrl;

/// What to measure.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// The results page through HTTP, beside a bare handler and bare tantivy on the same invented listings.
    Search {
        /// Invented listings to search.
        #[arg(long, default_value_t = 10_000)]
        listings: i64,
        /// Seconds for each burst.
        #[arg(long, default_value_t = 4)]
        seconds: u64,
        /// Bursts of each kind, by turns.
        #[arg(long, default_value_t = 3)]
        rounds: u64,
        /// Keep the index in this folder, and use it if it is there; without it, all is temporary.
        #[arg(long)]
        folder: Option<PathBuf>,
        /// Beside SQLite's and PostgreSQL's own full-text search instead, without HTTP.
        #[arg(long)]
        compare: bool,
        /// One JSON object instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// A server that `bench search` starts for itself.
    #[command(hide = true)]
    SearchPart {
        /// Which of the two.
        #[arg(long)]
        role: Role,
        /// Where the index is.
        #[arg(long)]
        folder: PathBuf,
        /// How many listings are in it.
        #[arg(long)]
        listings: i64,
    },
    /// What other money rules would commit for a whole caseload, checked person by person.
    #[command(name = "what-if")]
    Caseload {
        /// People with a figure.
        #[arg(long, default_value_t = 100_000)]
        people: usize,
        /// An empty database to use instead of a new SQLite file.
        #[arg(long)]
        database_url: Option<DatabaseUrl>,
        /// One JSON object instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// Orders placed a second through HTTP, each durable, beside bare SQLite or pgbench; and budget pages. The ledger is
    /// verified after.
    Orders {
        /// Clients that order at the same time.
        #[arg(long, default_value_t = 16)]
        clients: usize,
        /// Seconds for each burst.
        #[arg(long, default_value_t = 4)]
        seconds: u64,
        /// Bursts of each kind, by turns.
        #[arg(long, default_value_t = 3)]
        rounds: u64,
        /// Budget holders.
        #[arg(long, default_value_t = 20_000)]
        holders: i64,
        /// Visits behind each of them, with three transfers each.
        #[arg(long, default_value_t = 0)]
        visits: i64,
        /// An empty database to use instead of a new SQLite file.
        #[arg(long)]
        database_url: Option<String>,
        /// Start a PostgreSQL server, in a temporary folder.
        #[arg(long)]
        postgres: bool,
        /// Only make the market and the site, and wait.
        #[arg(long, hide = true)]
        hold: bool,
        /// One JSON object instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// A plan of fifty lines opened and saved, and a council's lists of its people, plans and reviews.
    Plans {
        /// The council's people, each with a plan and a budget.
        #[arg(long, default_value_t = 10_000)]
        people: usize,
        /// Seconds for each page.
        #[arg(long, default_value_t = 4)]
        seconds: u64,
        /// Clients at once.
        #[arg(long, default_value_t = 1)]
        clients: usize,
        /// An empty database instead of a new SQLite file.
        #[arg(long)]
        database_url: Option<DatabaseUrl>,
        /// A PostgreSQL server of its own instead of SQLite.
        #[arg(long)]
        postgres: bool,
        /// One JSON object instead of a table.
        #[arg(long)]
        json: bool,
    },
    /// The server that `bench orders` starts for itself.
    #[command(hide = true)]
    OrdersPart {
        /// A folder for what it keeps beside the database.
        #[arg(long)]
        folder: PathBuf,
    },
}

/// The servers of `bench search`.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Role {
    /// The whole site.
    Site,
    /// A handler that only asks tantivy.
    Bare,
}

/// Measures and prints.
pub(super) fn run(what: &What) -> Result<(), String> {
    match what {
        What::Search { listings, seconds, rounds, folder, compare, json } => {
            let size = search::Size {
                listings: (*listings).max(1),
                seconds: *seconds,
                rounds: *rounds,
                folder: folder.clone(),
            };
            let report = if *compare { compare::run(&size)? } else { search::run(&size)? };
            report.print(*json);
        }
        What::SearchPart { role: Role::Site, folder, listings } => site::site(folder, *listings)?,
        What::SearchPart { role: Role::Bare, folder, listings } => site::bare(folder, *listings)?,
        What::Caseload { people, database_url, json } => {
            let size = what_if::Size { people: *people, database: database_url.clone() };
            what_if::run(&size)?.print(*json);
        }
        What::Plans { people, seconds, clients, database_url, postgres, json } => {
            let size = plans::Size {
                people: *people,
                seconds: *seconds,
                clients: (*clients).max(1),
                database: database_url.clone(),
                postgres: *postgres,
            };
            plans::run(&size)?.print(*json);
        }
        What::Orders { clients, seconds, rounds, holders, visits, database_url, postgres, hold, json } => {
            let size = orders::Size {
                clients: (*clients).max(1),
                seconds: *seconds,
                rounds: *rounds,
                holders: *holders,
                visits: (*visits).max(0),
                database: database_url.clone(),
                postgres: *postgres,
                hold: *hold,
            };
            orders::run(&size)?.print(*json);
        }
        What::OrdersPart { folder } => orders::part(folder)?,
    }
    Ok(())
}
