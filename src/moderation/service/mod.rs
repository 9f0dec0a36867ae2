//! What can be done in moderation. Each use-case checks authority and opens one transaction.

pub mod appeals;
pub mod enrol;
pub mod queue;
pub mod reports;

pub use queue::{Queue, next, queue};
