//! What the market lacks: requests of people who can't find what they need, and searches that found nothing.
//!
//! Invariants: a provider and a commissioner see what is asked for, where (no finer than a postcode district) and never
//! by whom; a search that found nothing is counted by day, words and district, without who searched, and its words lose
//! whatever looks like a number, an address or a postcode; nobody but the program sees a gap until three searches said
//! it; gaps are kept for thirteen months.
//!
//! Next: [`model`] for requests, [`gaps`] for what is kept of a search, [`service`] for the use-cases.

pub mod emails;
pub mod error;
pub mod forms;
pub mod gaps;
pub mod model;
mod routes;
pub mod service;
mod store;
mod views;

pub use error::RequestError;
pub use routes::configure;
