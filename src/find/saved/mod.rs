//! Saved searches, which tell their owner by mail when something new matches.
//!
//! Invariants: a search belongs to the person who saved it, also while they act for somebody; what was told is a row,
//! so that a match is told once however often the job runs; nobody gets more than one of these mails a day; nothing
//! is sent when nothing is new; the link in a mail only opens a page, its button stops the mails.
//!
//! Next: [`service`] for what can be done, [`service::telling`] for the job.

mod emails;
pub mod model;
pub mod routes;
pub mod service;
mod store;
mod views;
