//! The safeguarding inbox of each council: worries about people that somebody at the council must read.
//!
//! Invariants:
//! - a worry belongs to one council, and nobody outside it learns that it exists: not the provider, not a broker, not
//!   another council, and no moderator;
//! - only care managers and commissioners of that council read it, acknowledge it, write notes and close it;
//! - the mail that tells of one holds no name and no detail;
//! - a worry is raised in the transaction of what caused it (a report, a rating that is held back), once.
//!
//! It knows only `accounts`, so that any feature above may raise one.

mod emails;
mod error;
mod forms;
pub mod model;
mod routes;
pub mod service;
mod store;
mod views;

pub use error::ConcernError;
pub use routes::configure;
