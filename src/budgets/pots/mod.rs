//! Who holds the money: splitting an agreed budget into pots, each held in one of seven ways, and changing later how
//! a pot is held.
//!
//! Invariants: the parts of a split come to the budget to the penny, or nothing is agreed; how a pot is held is a
//! series of dated rows that are only added to; changing it moves no money and touches no order.
//!
//! Next: [`model`] for parts and the sentences about them, [`service`] for the use-cases.

mod emails;
pub mod error;
mod forms;
pub mod model;
mod routes;
pub mod service;
pub mod sources;
pub(super) mod store;
pub mod views;

pub use routes::configure;
