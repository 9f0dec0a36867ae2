//! `/compare?listing=1&listing=2`: up to four services side by side.
//!
//! Invariants: only what anybody may read is compared; what differs is said in words; nothing is recommended.
//!
//! Next: [`model`] for what is asked and what a row is, `rows` for what is compared.

pub mod model;
pub mod routes;
mod rows;
pub mod service;
mod views;
