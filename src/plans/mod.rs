//! Support plans: the outcomes a person wants, and the plan lines that say what each costs.
//!
//! Invariants: a plan belongs to one budget holder and covers a span of days; its lines keep their ids, because
//! orders and the ledger point at them; only an agreed plan counts as current. A plan is seen by its holder, by
//! whoever has their mandate, and by their council.
//!
//! Next: [`model`] for the words, [`service`] for reading plans, `routes` for the page `/plan`.

pub mod error;
pub mod model;
pub mod routes;
pub mod service;
mod store;
pub mod views;

pub use error::PlanError;
pub use model::{Light, NewLine, NewOutcome, NewPlan, Outcome, OutcomeFamily, Plan, PlanLine, PlanStatus};
