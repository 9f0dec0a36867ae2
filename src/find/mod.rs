//! Finding support: the home page and the search.
//!
//! Invariants: a search touches no SQL (what a results page shows is in the index; for somebody signed in the page reads
//! their plan and pot besides); the address always holds the whole search, so that it can be kept, sent and printed;
//! nobody can pay for a place.
//!
//! Next: [`address`] for what an address says, [`service`] for asking the index, `person` for what a search
//! knows of whom it is for, `ways` for what to offer when little was
//! found, `views` for the pages.

pub mod address;
mod choices;
pub mod compare;
pub mod map;
mod person;
pub mod routes;
pub mod saved;
pub mod service;
pub mod shortlist;
pub mod suggest;
mod views;
mod ways;
mod written;
