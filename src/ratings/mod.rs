//! Ratings: what people say of support they received.
//!
//! Invariants:
//! - only the holder of an order, or whoever acts for them, rates one of its lines, once, after a confirmed delivery;
//! - nobody rates an organisation they belong to, and staff of a provider don't rate that kind of support at all;
//! - words that suggest harm hold a rating back for a moderator to read, and go to the council's safeguarding inbox; it
//!   then counts for nothing and shows nowhere, until a moderator shows it;
//! - the provider replies once; neither rating nor reply is ever changed.
//!
//! The sums behind the stars live with the listing and its provider (`directory::service::add_rating`).

mod emails;
mod error;
pub mod forms;
pub mod model;
pub mod routes;
pub mod service;
mod store;
mod views;

pub use error::RateError;
