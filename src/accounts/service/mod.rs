//! What can be done with accounts. Each use-case checks authority and opens one transaction.

pub mod enrol;
pub mod people;
pub mod sessions;
