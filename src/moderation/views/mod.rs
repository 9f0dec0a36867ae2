//! The pages of moderation, as functions of plain data.

pub(super) mod appeals;
pub(super) mod log;
pub(super) mod queue;
pub(super) mod reports;

use chrono::NaiveDateTime;

use crate::kernel::dates::{london, short_date};

/// "21 Nov 2026, 09:04".
fn moment(at: NaiveDateTime) -> String {
    let there = london(at);
    format!("{}, {}", short_date(there.date()), there.format("%H:%M"))
}
