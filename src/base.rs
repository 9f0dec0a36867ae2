//! What every feature stands on and what names no feature: `kernel ← db ← {search, geo, jobs, audit}`, and `web`.
//!
//! It is a package of its own so that it isn't read and checked again after an edit to a page (`docs/adr/0010`). The
//! program has its modules and macros under their old names, as if they were its own: `crate::db`, `crate::text_enum!`.

pub mod audit;
pub mod db;
pub mod geo;
pub mod jobs;
pub mod kernel;
pub mod search;
pub mod web;
