//! When a pot's money arrives: all at once, weekly, four-weekly, or a large part first; who collects a person's own
//! contribution; and money that people or their families add.
//!
//! What was agreed is in the ledger from the day it was agreed, so that support for the whole year can be ordered. The
//! plan of arrivals says when the money itself comes; where spending would run ahead of that, it is said in words.
//!
//! Invariants: the parts of a plan come to its stream, to the penny; each part arrives once, however often and however
//! late the calendar is looked at.

pub mod model;
pub mod routes;
pub mod service;
pub(super) mod store;
pub mod views;

pub use model::{Arrivals, Arrives, Collector};
