//! Moderation across features: everything that waits in one queue, what people report, the log of decisions, and what
//! providers answer to them.
//!
//! Invariants:
//! - nobody decides on an organisation they belong to; who made a decision doesn't answer the appeal against it while
//!   another moderator can;
//! - every decision is a row (`directory::service::decisions`) in the transaction of what it changes;
//! - a report that somebody is at risk stands at the top of the queue, and goes to the council's safeguarding inbox in
//!   the transaction that takes it;
//! - who reported is never told to the provider.

mod emails;
mod error;
mod forms;
pub mod model;
mod routes;
pub mod service;
mod store;
mod views;

pub use error::ModerationError;
pub use routes::configure;
