//! Following a pound: from the funding stream it came from, through an order, a delivery and an invoice, to the payment
//! and the provider; and from a payment or an invoice back. For a council's finance officers and whoever audits with them.
//!
//! Invariants: it only reads. Every step is a transfer of the ledger, shown with its seal; whether the seals of the pot
//! fit is worked out anew for each page. Pots of other councils' people answer as pots that don't exist do.

pub mod model;
pub mod routes;
mod service;
mod store;
mod views;
