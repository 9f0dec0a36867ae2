//! A provider's own listings as a CSV file: a row for each listing, to be changed in a spreadsheet and sent back.
//!
//! Invariants: what is written is read back as the same ([`columns`], [`cells`]); a cell can't run as a formula; the
//! same file twice changes nothing; columns that are left out leave what they are about alone. Here is only what a file
//! *says* ([`sheet`], [`row`]) and what that *would do* ([`plan`]); `service::bulk` does it, with the same functions as
//! the editor, so that notice and checks hold here too.

pub mod cells;
pub mod columns;
pub mod plan;
mod price_rows;
pub mod row;
pub mod sheet;
pub mod write;

/// One thing wrong with a file, where, and the value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The line of the file that the row begins on, from 1.
    pub line: u64,
    /// The column's name; empty for the row as a whole.
    pub column: String,
    /// What the cell holds.
    pub value: String,
    /// What to do about it, in a sentence.
    pub words: String,
}
