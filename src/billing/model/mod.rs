//! The rules of billing. Pure: nothing here knows the database, the clock or a page.

pub mod bank;
pub mod invoice;
pub mod list;
pub mod matching;
pub mod pain;
pub mod payment;
pub mod reconciling;
pub mod statement;
pub mod status;
pub mod ubl;
pub mod vat;

pub use invoice::{
    Billable, CreditNote, CreditNoteLine, Details, Invoice, InvoiceLine, LineKind, Message, Parties, Party, Payer, Side,
};
pub use list::{Ageing, Listed, Sort, Wanted};
pub use matching::{Match, Verdict};
pub use status::{CreditStatus, InvoiceStatus};
pub use vat::{RateTotal, Rated, Totals, VatRate};

/// The folder that `make papers` made for files that others' rules are to look at; none when there is none.
#[cfg(test)]
fn papers_folder() -> Option<std::path::PathBuf> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/papers");
    folder.is_dir().then_some(folder)
}
