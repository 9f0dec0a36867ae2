//! A pot that a provider holds (an individual service fund): one statement that the provider, the person and the council
//! see alike, and what may be charged for managing it.
//!
//! Invariants: the figures are the ledger's; each four weeks are charged for once, never more than was agreed, and
//! only when they are over.

pub mod model;
mod routes;
pub mod service;
mod store;
mod views;

pub use routes::configure;
