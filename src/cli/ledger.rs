//! `handpick ledger verify` and `handpick ledger seal`.

use std::path::Path;

use clap::Subcommand;

use crate::app::App;
use crate::budgets::service::books;
use crate::kernel::words;

/// What to do with the ledger.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Recomputes every balance and every seal from the transfers and says what differs. Exits with 1 when anything does.
    Verify,
    /// Seals transfers that a version before the seals left unsealed. The server does it by itself when it first starts.
    Seal,
}

/// Does it.
pub(super) fn run(file: &Path, what: &What) -> Result<(), String> {
    let app = super::build_beside(super::settings(file)?)?;
    match what {
        What::Verify => verify(&app),
        What::Seal => {
            let sealed = books::seal(&app.db).map_err(|error| error.to_string())?;
            println!("{} sealed.", words::count(sealed, "transfer", "transfers"));
            Ok(())
        }
    }
}

fn verify(app: &App) -> Result<(), String> {
    let checked = books::ledger_verify(&app.db).map_err(|error| error.to_string())?;
    println!("Checked {} pots and {} transfers.", checked.pots, checked.transfers);
    if checked.unsealed > 0 {
        println!("{} of them have no seal yet.", checked.unsealed);
    }
    if checked.faults.is_empty() {
        println!("Every balance is what its transfers say, and every transfer fits its seal.");
        return Ok(());
    }
    for fault in &checked.faults {
        println!("{fault}");
    }
    Err(format!("{} found.", words::count(checked.faults.len(), "fault", "faults")))
}
