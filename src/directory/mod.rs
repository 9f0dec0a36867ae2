//! The directory: who provides what, where, at which price, and who checked them.
//!
//! Invariants:
//! - only staff of a provider's own organisation change it and its listings; only a moderator approves, and never for
//!   an organisation they belong to;
//! - every change that search shows touches the search outbox in the same transaction;
//! - a price that has come into force is never altered, only ended (see [`model::price`]);
//! - entries loaded from open data carry their source and licence, and never an invented price or rating.
//!
//! Next: [`model`] for the words and rules, [`service`] for what can be done.

pub mod bulk;
mod emails;
mod error;
pub(crate) mod forms;
pub mod import;
pub mod model;
mod routes;
pub mod service;
mod store;
pub(crate) mod views;

pub use error::DirectoryError;
pub use routes::configure;
