//! `handpick bench`: how quick we are, beside a limit measured in the same run.
//!
//! Machines are shared and noisy, so each figure comes with that of the least work that could do the same (bare
//! tantivy, bare SQLite, an empty handler) and their ratio. Every bench prints a table; with `--json`, one object.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::disallowed_methods,
    reason = "a bench prints, divides counts by seconds, and reads the machine's clock"
)]

pub mod load;
pub mod orders;
pub mod report;
pub mod search;
mod store;
