//! Taking somebody on: how a council begins with a person, and puts right what it knows of them.
//!
//! Invariants: only a care manager of the council does it, and never for themselves; nobody is taken on twice unseen;
//! somebody who uses the site already joins a council only by their own yes, from a link that went to their own address.
//!
//! Next: [`service`].

mod emails;
mod error;
mod forms;
pub mod model;
mod routes;
pub mod service;
mod store;
mod views;

pub use error::IntakeError;
pub use routes::configure;
