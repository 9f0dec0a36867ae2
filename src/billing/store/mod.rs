//! The tables of billing. Columns that hold words are read strictly: a word this version doesn't know is an error.

pub(super) mod banks;
pub(super) mod credits;
pub(super) mod details;
pub(super) mod drafts;
pub(super) mod invoices;
pub(super) mod lines;
pub(super) mod lists;
pub(super) mod messages;
pub(super) mod owed;
pub(super) mod payments;
pub(super) mod runs;
pub(super) mod series;
pub(super) mod statements;
pub(super) mod tolerances;
