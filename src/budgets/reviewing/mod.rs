//! Reviews of plans beside what was spent on them, and the signs that a plan should be reviewed: nothing spent for six
//! weeks, far too little or far too much, or a need that changed. The reviews themselves are kept by
//! `plans::service::reviewing`.
//!
//! Invariants: what was spent is what `/budget/tracking` says, from the ledger; a sign is told once and stays open until
//! the plan is reviewed or a care manager says what they found.

mod emails;
pub mod model;
pub mod routes;
pub mod service;
mod store;
mod views;
