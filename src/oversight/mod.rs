//! Oversight: what a council sees of its own people and their budgets. It reads the other features and changes
//! nothing.
//!
//! Invariant: each council is walled off. Somebody else's people answer as people who don't exist do.
//!
//! Next: [`service`] for who may see what, `store` for the list, [`trail`] for following a pound.

pub mod model;
mod routes;
pub mod service;
mod store;
pub mod trail;
mod views;

pub use routes::configure;
