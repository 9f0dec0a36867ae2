//! Shortlists: listings somebody likes, kept to look at again and to compare.
//!
//! Invariants: a holder has one list, which whoever acts for them with leave to propose or order fills too, and each
//! entry says by whom; somebody who is no holder has a list of their own; a visitor's list is a signed cookie of
//! listing numbers and moves into the database when they sign in. Nothing on a list moves money.
//!
//! Next: [`service`] for what can be done, [`cookie`] for visitors.

pub mod cookie;
pub mod model;
pub mod routes;
pub mod service;
mod store;
pub mod views;
