//! Buying one service together: one support worker for three people, a minibus (DOMAIN, section 4).
//!
//! Invariants: nothing is ordered until everybody has said yes to the same terms; then each gets an order of their own,
//! paid from their own pot, all in one transaction or none. Shares add up to the penny. Nobody's name is shown to the
//! others before they have joined, and nobody's money ever.
//!
//! Next: [`model`] for what may become of it, [`service`] for what can be done; `orders::service::shares` makes the orders.

pub mod emails;
pub mod error;
pub mod forms;
pub mod model;
mod routes;
pub mod service;
mod store;
mod views;

pub use error::ShareError;
pub use routes::configure;
