//! Brokerage: the people somebody may act for, and acting for them.
//!
//! For brokers, and for family and friends with a mandate. Invariants: without a mandate in force the holder does not
//! exist, and every address answers as it would for a reference nobody has; what is done while acting for somebody is
//! recorded under the mandate (see [`crate::accounts::By`]).
//!
//! Next: [`service`] for what is read, [`views`] for the pages, which the council's pages share in part.

pub mod model;
mod routes;
pub mod service;
pub mod views;

pub use routes::configure;
