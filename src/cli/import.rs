//! `handpick import listings FILE`.

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::app::App;
use crate::directory::import::open_referral::{self, Publisher};
use crate::directory::import::{self, ImportError, Options, Progress, Report};

#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Loads care homes or services from a CSV file; the same file again changes nothing.
    Listings {
        /// A file of the Care Quality Commission or of the Trafford Data Lab.
        file: PathBuf,
        #[command(flatten)]
        how: How,
    },
    /// Loads services from JSON of Open Referral UK 3.0; the same file again changes nothing.
    OpenReferral {
        /// A service, a page of a list, or an array of services.
        file: PathBuf,
        #[command(flatten)]
        how: How,
        /// Whose data it is, as "Leeds City Council": shown beside what is imported.
        #[arg(long)]
        publisher: Option<String>,
        /// The line that its licence asks to show.
        #[arg(long)]
        licence: Option<String>,
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

impl How {
    fn options(self) -> Options {
        Options { dry_run: self.dry_run, complete: self.complete }
    }
}

/// Imports with the settings of this machine. The search index is left to the node that serves: it follows the
/// database by itself.
pub(super) fn run_with(config: &Path, what: &What) -> Result<(), String> {
    let config = super::settings(config)?;
    let app = super::build_beside(config)?;
    let outcome = match what {
        What::Listings { file, how } => run(&app, file, how.options()),
        What::OpenReferral { file, how, publisher, licence } => {
            let mut whose = Publisher::default();
            whose.name = publisher.clone().unwrap_or(whose.name);
            whose.licence = licence.clone().unwrap_or(whose.licence);
            shown(|progress| open_referral::run(&app, file, &whose, how.options(), progress))
        }
    };
    app.db.close_blocking();
    outcome
}

/// Imports a file, showing a bar, and prints what was done.
///
/// # Errors
/// What is wrong with the file, in words.
pub fn run(app: &App, file: &Path, options: Options) -> Result<(), String> {
    shown(|progress| import::run(app, file, options, progress))
}

/// Shows a bar while something is imported, then prints what was done.
fn shown(work: impl FnOnce(&mut dyn FnMut(Progress)) -> Result<Report, ImportError>) -> Result<(), String> {
    let bar = ProgressBar::no_length();
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:40}] {bytes} of {total_bytes}") {
        bar.set_style(style.progress_chars("=> "));
    }
    bar.set_message("Importing");
    let begun = Instant::now();
    let outcome = work(&mut |Progress { bytes, of_bytes, .. }| {
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
