//! The end of a budget's year: what is left of a pot is carried forward, given back or taken back, as the council's policy
//! says.
//!
//! Invariants: every penny goes through the ledger: out of the old pot into `recovered`, and what is carried into next
//! year's pot from a funding stream of its own, in one transaction; only what is free to use moves, so what is ordered,
//! delivered or invoiced stays where it is until it is settled; what comes free later is settled by doing it again; doing
//! it twice changes nothing.
//!
//! Next: [`model`] for the rules, [`service`] for who may do it.

pub mod clearing;
pub mod model;
pub mod overpaid;
pub mod routes;
pub mod service;
mod store;
mod views;
