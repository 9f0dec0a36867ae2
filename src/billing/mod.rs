//! Billing: from confirmed deliveries to money in the provider's account (DOMAIN, section 4; docs/BILLING.md).
//!
//! Invariants:
//! - a delivery is invoiced at most once, for exactly what it came to; so what is on invoices and not credited is what
//!   the ledger holds as `invoiced` and `paid`;
//! - numbers of invoices and of credit notes have no gaps: each is drawn in the transaction that writes the paper;
//! - what a paper says is never changed; a mistake is put right by a credit note, never for more than is left;
//! - an invoice or a payment moves only along its states ([`model::status`]), and its money with it, in one transaction.
//!
//! Next: [`model`] for the rules, [`service`] for what can be done.

pub mod emails;
pub mod error;
mod forms;
pub mod model;
pub mod own_bank;
mod routes;
pub mod service;
mod store;
mod views;

pub use error::BillingError;
pub use routes::configure;
