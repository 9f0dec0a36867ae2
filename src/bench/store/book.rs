//! The transfers of an invented pot, written as the ledger would have written them.

use std::fmt::Write as _;

use chrono::NaiveDateTime;

use super::people::{KINDS, Rows, account, stamp};
use crate::budgets::ledger::{Content, NO_SEAL};

/// One movement of money, its accounts by their place in [`KINDS`].
pub(super) struct Way {
    pub from: Option<usize>,
    pub to: usize,
    pub pence: i64,
    pub reason: &'static str,
    pub line: Option<(i64, i64)>,
    pub delivery: Option<i64>,
    pub at: NaiveDateTime,
}

/// The transfers of one pot, each sealed with the one before it.
pub(super) struct Book {
    pot: i64,
    pub transfers: i64,
    seal: [u8; 32],
    buffer: Vec<u8>,
}

const MEMO: &str = "An hour of help";

impl Book {
    pub fn of(pot: i64) -> Self {
        Self { pot, transfers: 0, seal: NO_SEAL, buffer: Vec::new() }
    }

    pub fn add(&mut self, rows: &mut Rows, way: Way) {
        let pot = self.pot;
        let null = || "NULL".to_owned();
        let from = way.from.map_or_else(null, |kind| account(pot, kind).to_string());
        let stream = if way.from.is_none() { pot.to_string() } else { null() };
        let (line, plan_line) = way.line.map_or_else(|| (null(), null()), |(a, b)| (a.to_string(), b.to_string()));
        let delivery = way.delivery.map_or_else(null, |id| id.to_string());
        let (to, pence, reason, at) = (account(pot, way.to), way.pence, way.reason, stamp(way.at));
        let key = format!("bench:{pot}:{}", self.transfers);
        self.transfers += 1;
        let place = self.transfers;
        let kind = |at: usize| KINDS.get(at).copied().unwrap_or_default();
        let content = Content {
            pot,
            position: place,
            key: &key,
            from: way.from.map_or("", kind),
            to: kind(way.to),
            reason,
            amount: pence,
            at: way.at.and_utc().timestamp_micros(),
            ids: [
                way.from.is_none().then_some(pot),
                way.line.map(|(_, plan_line)| plan_line),
                way.line.map(|(line, _)| line),
                way.delivery,
                Some(pot),
                None,
            ],
            memo: MEMO,
        };
        self.seal = content.seal(&self.seal, &mut self.buffer);
        let hex = hex(&self.seal);
        let seal = if rows.sqlite { format!("x'{hex}'") } else { format!("'\\x{hex}'") };
        rows.transfers.row(&format!(
            "'{key}',{pot},{from},{to},{stream},{pence},'{reason}',{plan_line},{line},{delivery},{pot},'{at}','{MEMO}',\
             {place},{seal}"
        ));
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut hex, byte| {
        // Writing to a String can't fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
