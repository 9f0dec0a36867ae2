//! The tables `requests`, `request_providers`, `quotes`, `quote_lines`, `request_messages` and `search_gaps`.

pub mod gaps;
pub mod messages;
pub mod quotes;
pub mod requests;
