//! `handpick import listings FILE`.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::App;
use crate::directory::import::{self, Progress};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Loads care homes or services from a CSV file; the same file again changes nothing.
    Listings {
        /// A file of the Trafford Data Lab or of the Care Quality Commission.
        file: PathBuf,
    },
}

/// Imports with the settings of this machine. The search index is left to the node that serves: it follows the
/// database by itself.
pub(super) fn listings(config: &Path, file: &Path) -> Result<(), String> {
    let config = super::settings(config)?;
    let app = super::build_beside(config)?;
    let outcome = run(&app, file);
    app.db.close_blocking();
    outcome
}

/// Imports a file, showing a bar, and prints what was done.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn run(app: &App, file: &Path) -> Result<(), String> {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {bytes} of {total_bytes}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message("Importing");
    let outcome = import::run(app, file, |Progress { bytes, of_bytes, .. }| {
        bar.set_length(of_bytes);
        bar.set_position(bytes);
    });
    bar.finish_and_clear();
    print!("{}", outcome.map_err(|error| error.to_string())?);
    Ok(())
}
