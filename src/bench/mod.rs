//! `handpick bench`: how quick we are, beside a limit measured in the same run.
//!
//! Machines are shared and noisy, so each figure comes with that of the least work that could do the same (bare
//! tantivy, bare SQLite, an empty handler) and their ratio. Every bench prints a table; with `--json`, one object.
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::float_arithmetic,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::disallowed_methods,
    reason = "a bench prints, divides counts by seconds, and reads the machine's clock"
)]

mod client;
pub mod compare;
pub mod load;
pub mod market;
pub mod orders;
pub mod plans;
mod process;
pub mod questions;
pub mod report;
pub mod search;
pub mod site;
mod store;
pub mod what_if;
