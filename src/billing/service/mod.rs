//! What can be done with invoices and credit notes.
//!
//! Use-cases take the app and the actor, check authority and open one transaction; what they do in it is in [`moves`],
//! which [`enrol`] uses too. Everything that moves money holds the pot's lock, and whatever draws a number holds the
//! provider's.

pub mod approving;
pub(in crate::billing) mod authority;
pub mod bank_lines;
pub mod banking;
pub mod crediting;
pub mod details;
pub mod ending;
pub mod enrol;
pub mod lists;
pub mod looking;
pub mod making;
mod messages;
pub(in crate::billing) mod moves;
pub mod owing;
pub mod paying;
pub mod runs;
pub mod statements;

pub use approving::{answer, approve, query};
pub use authority::Viewer;
pub use crediting::{CreditInvoice, credit, record_refund};
pub use lists::{
    ProviderLedger, council_list, council_rows, fund_list, holder_list, holder_rows, provider_ledger, provider_rows,
};
pub use looking::{CreditNoteView, InvoiceView, LineView, credit_note_view, invoice_view};
pub use making::{Check, MakeInvoice, ToInvoice, check, make, to_invoice};
