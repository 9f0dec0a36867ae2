//! What a file has held so far: nothing is taken twice, and what isn't there is told from what was there but broken.

use std::collections::HashSet;

use csv::StringRecord;

use super::cells;
use super::columns::{Columns, Field};
use super::row::{self, Row, Skip};
use crate::kernel::slug::fold_key;

/// The keys of a file's rows.
#[derive(Default)]
pub(super) struct Seen {
    keys: HashSet<String>,
    /// Names of rows that had to be skipped: an entry of that name isn't taken for gone.
    broken: HashSet<String>,
    /// Rows that were cut or run together, so that others may be missing.
    pub(super) damaged: u64,
}

/// The key of an entry with a number at the Care Quality Commission.
pub(super) fn cqc_key(id: &str) -> String {
    format!("cqc:{id}")
}

impl Seen {
    /// The record as a row, unless it is broken or was there before.
    pub(super) fn row(&mut self, columns: &Columns, record: &StringRecord, line: u64) -> Result<Row, (String, Skip)> {
        let row =
            row::read(columns, record, line).inspect_err(|(name, skip)| self.broke(columns, record, name, skip))?;
        let keys = [Some(row.name_key()), row.cqc_location.as_deref().map(cqc_key)];
        let mut fresh = true;
        for key in keys.into_iter().flatten() {
            fresh &= self.keys.insert(key);
        }
        if fresh { Ok(row) } else { Err((row.name, Skip::Duplicate)) }
    }

    fn broke(&mut self, columns: &Columns, record: &StringRecord, name: &str, skip: &Skip) {
        if matches!(skip, Skip::WrongCount { .. } | Skip::OpenQuote { .. } | Skip::Unreadable) {
            self.damaged += 1;
        }
        self.broken.insert(fold_key(name));
        if let Some(id) = cells::cqc_id(columns.cell(record, Field::CqcId)) {
            self.keys.insert(cqc_key(&id));
        }
    }

    /// Whether the file has an entry, whole or broken.
    pub(super) fn holds(&self, key: &str) -> bool {
        let name = key.split('|').next().unwrap_or_default();
        self.keys.contains(key) || self.broken.contains(name)
    }
}
