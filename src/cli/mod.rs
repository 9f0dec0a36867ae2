//! The command line: `handpick serve`, `demo`, `import`, `council`, `ledger`, `jobs`, `bench`, `search-quality`.
//!
//! The only part of the program, with the demo and the benches, that prints.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command line talks to its terminal")]

mod bench;
mod council;
mod demo;
pub mod import;
mod jobs;
mod ledger;
mod quality;
mod serve;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::app::{App, Outside, StartError};
use crate::config::{Config, Source};
use crate::search::own_words::OwnWords;

/// A marketplace for personal budgets.
#[derive(Debug, Parser)]
#[command(name = "handpick", version, about)]
struct Cli {
    /// The settings file; it may be missing.
    #[arg(long, global = true, default_value = "handpick.toml")]
    config: PathBuf,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the site (what happens without a command, too).
    Serve,
    /// Serves an invented market to try; makes it the first time.
    Demo(demo::Where),
    /// Brings the database's tables up to date and stops.
    Migrate,
    /// Loads open data.
    Import {
        #[command(subcommand)]
        what: import::What,
    },
    /// Looks after councils and their areas.
    Council {
        #[command(subcommand)]
        what: council::What,
    },
    /// Looks after the ledger.
    Ledger {
        #[command(subcommand)]
        what: ledger::What,
    },
    /// Looks after mails and other work that was given up.
    Jobs {
        #[command(subcommand)]
        what: jobs::What,
    },
    /// Measures how quick the program is, beside a limit measured in the same run.
    Bench {
        #[command(subcommand)]
        what: bench::What,
    },
    /// Measures how good search's answers are, over searches whose answers people have judged.
    SearchQuality(quality::What),
}

/// Runs the command line; the exit code says how it went.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let result = match cli.command.unwrap_or(Command::Serve) {
        Command::Serve => serve::run(&cli.config),
        Command::Demo(place) => demo::run(&cli.config, &place),
        Command::Migrate => migrate(&cli.config),
        Command::Import { what } => import::run_with(&cli.config, &what),
        Command::Council { what } => council::run(&cli.config, &what),
        Command::Ledger { what } => ledger::run(&cli.config, &what),
        Command::Jobs { what } => jobs::run(&cli.config, &what),
        Command::Bench { what } => bench::run(&what),
        Command::SearchQuality(what) => quality::run(&what),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("{problem}");
            ExitCode::FAILURE
        }
    }
}

/// Settings from the file and the environment, checked.
fn settings(file: &std::path::Path) -> Result<Config, String> {
    Source::from_process(file).load().map_err(|faults| faults.to_string())
}

/// The program on its real surroundings, to serve.
fn build(config: Config) -> Result<App, String> {
    build_with(config, false)
}

/// Takes up a council's or co-op's own words for search: once, before anything searches. What is wrong with them is said
/// and keeps nobody from serving.
fn take_up_own_words(config: &Config) {
    let Some(folder) = &config.words_dir else { return };
    let own = OwnWords::read(folder);
    for fault in &own.faults {
        tracing::error!("own words for search: {fault}");
    }
    tracing::info!(groups = own.groups, folder = %folder.display(), "own words for search");
    if !own.begin() {
        tracing::error!("own words for search: a search came before them, so they don't count");
    }
}

/// The program beside one that may be serving: the index on disk belongs to that one.
fn build_beside(config: Config) -> Result<App, String> {
    build_with(config, true)
}

fn build_with(config: Config, search_in_memory: bool) -> Result<App, String> {
    let mut outside = Outside::real(&config).map_err(|error| error.to_string())?;
    outside.search_in_memory = search_in_memory;
    App::build(config, outside).map_err(|error: StartError| error.to_string())
}

fn migrate(file: &std::path::Path) -> Result<(), String> {
    let app = build_beside(settings(file)?)?;
    match app.db.version().map_err(|error| error.to_string())? {
        Some(version) => println!("The database is at version {version}."),
        None => println!("The database has no tables yet."),
    }
    Ok(())
}
