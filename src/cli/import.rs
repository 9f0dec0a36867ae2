//! `handpick import listings FILE`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::App;
use crate::directory::import::{self, Options, Progress};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Loads care homes or services from a CSV file; the same file again changes nothing.
    Listings {
        /// A file of the Care Quality Commission or of the Trafford Data Lab.
        file: PathBuf,
        #[command(flatten)]
        how: How,
    },
}

#[derive(Clone, Copy, Debug, Args)]
pub(super) struct How {
    /// Says what would be done, and keeps nothing of it.
    #[arg(long)]
    dry_run: bool,
    /// The file is all there is of this data: what it no longer holds is paused.
    #[arg(long)]
    complete: bool,
}

/// Imports with the settings of this machine. The search index is left to the node that serves: it follows the
/// database by itself.
pub(super) fn run_with(config: &Path, what: &What) -> Result<(), String> {
    let config = super::settings(config)?;
    let app = super::build_beside(config)?;
    let outcome = match what {
        What::Listings { file, how } => run(&app, file, Options { dry_run: how.dry_run, complete: how.complete }),
    };
    app.db.close_blocking();
    outcome
}

/// Imports a file, showing a bar, and prints what was done.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn run(app: &App, file: &Path, options: Options) -> Result<(), String> {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {bytes} of {total_bytes}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message("Importing");
    let begun = Instant::now();
    let outcome = import::run(app, file, options, |Progress { bytes, of_bytes, .. }| {
        bar.set_length(of_bytes);
        bar.set_position(bytes);
    });
    bar.finish_and_clear();
    let report = outcome.map_err(|error| error.to_string())?;
    print!("{report}");
    let millis = begun.elapsed().as_millis().max(1);
    println!("{} rows a second.", u128::from(report.rows) * 1_000 / millis);
    Ok(())
}
