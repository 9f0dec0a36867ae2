//! The lines of a holder's own bank account, each with what the money was for, so that what is paid by themselves is
//! tracked whole.
//!
//! Invariants: the same file again adds nothing; no pound is counted twice: a line that pays an invoice is that
//! invoice's payment, an invoice has one line at most, and spending outside Handpick is counted only while its line
//! says so.

mod forms;
mod model;
mod routes;
pub mod service;
mod store;
mod views;

pub use model::{Columns, LineState, Row};
pub use routes::configure;
pub use service::forget;
pub(in crate::billing) use store::release;
