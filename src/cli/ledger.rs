//! `handpick ledger verify`.

use std::path::Path;

use clap::Subcommand;

use crate::budgets::service;

/// What to do with the ledger.
#[derive(Debug, Subcommand)]
pub(super) enum What {
    /// Recomputes every balance from the transfers and says what differs. Exits with 1 when anything does.
    Verify,
}

/// Does it.
pub(super) fn run(file: &Path, what: &What) -> Result<(), String> {
    let What::Verify = what;
    let app = super::build_beside(super::settings(file)?)?;
    let checked = service::ledger_verify(&app).map_err(|error| error.to_string())?;
    println!("Checked {} pots and {} transfers.", checked.pots, checked.transfers);
    if checked.faults.is_empty() {
        println!("Every balance is what its transfers say.");
        return Ok(());
    }
    for fault in &checked.faults {
        println!("{fault}");
    }
    Err(format!("{} found.", crate::kernel::words::count(checked.faults.len(), "fault", "faults")))
}
