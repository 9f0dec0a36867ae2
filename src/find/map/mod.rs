//! The map of results: a drawing made by the server, with nothing fetched from elsewhere.
//!
//! Invariants: its numbers are the list's; whatever it shows, the list beside it says too; links never lie on top of
//! each other; whole numbers only, so that the same results give the same drawing everywhere.
//!
//! Next: [`plan`] for where things go, [`views`] for how they look.

pub mod labels;
pub mod plan;
pub mod views;
