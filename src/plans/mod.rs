//! Support plans: the outcomes a person wants, and the plan lines that say what each costs.
//!
//! Invariants: a plan belongs to one budget holder and covers a span of days; its lines keep their ids, because
//! orders and the ledger point at them; only an agreed plan counts as current. A plan is seen by its holder, by
//! whoever has their mandate, and by their council. A plan is written as a draft, in versions; it becomes agreed only
//! through an officer who has no hand in it, and beyond the tolerance only with somebody else's yes by name.
//!
//! Next: [`model`] for the words (and `docs/PLANS.md` for the states), [`service`] for the use-cases, `routes` for the
//! pages.

pub mod emails;
pub mod error;
pub mod forms;
pub mod model;
pub mod routes;
pub mod service;
mod store;
pub mod views;

pub use error::{DraftError, PlanError};
pub use model::{Light, NewLine, NewOutcome, NewPlan, Outcome, OutcomeFamily, Plan, PlanLine, PlanStatus};
