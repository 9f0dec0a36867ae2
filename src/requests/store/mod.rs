//! The tables `requests` and `search_gaps`.

pub mod gaps;
pub mod requests;
