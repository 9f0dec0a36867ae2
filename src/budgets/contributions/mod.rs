//! A contribution that changes or ends, and a plan that costs more or less, moves the parts of the running budgets that are still to come: what the person
//! pays goes up or down, what the council pays goes the other way by the same amount.
//!
//! Invariants: each pot's money in all stays what it is, to the penny; what has arrived stays; done twice it changes
//! nothing the second time.

mod model;
mod service;
pub(super) mod store;

pub(super) use model::collector;
pub use service::follow;
pub(super) use service::{follow_budget, in_weeks, put_in};
