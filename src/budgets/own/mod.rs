//! Money of one's own: somebody without a council writes a simple plan, says how much there is for it, and orders.
//!
//! Invariant: plan, budget, pot and money are made together or not at all.

mod forms;
mod routes;
pub mod service;
mod views;

pub use routes::configure;
