//! What an officer puts right by hand: money that is taken back from a pot, and a budget that another plan is to be counted
//! against.
//!
//! Invariants: only what is free goes back, never what people put in of their own; joining a plan moves no money.

pub mod routes;
pub mod service;
mod views;
