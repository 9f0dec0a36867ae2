//! What a holder should hear of before they look: a part of the plan that is nearly spent, all spent, or on its way to
//! cost more than was planned. Pure.

use chrono::NaiveDate;

use super::{Overview, Row, RowKind};
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::kernel::ids::PlanLineId;
use crate::text_enum;

/// From this share of a plan line on it is nearly spent, in per cent.
const NEARLY: i64 = 80;

text_enum! {
    /// What happened to a plan line.
    pub enum AlertKind {
        /// Four fifths are spent.
        NearlySpent = "nearly_spent" => "Nearly spent",
        /// All of it is spent, or more.
        AllSpent = "all_spent" => "All spent",
        /// With what is ordered it will cost more than was planned.
        ForecastOver = "forecast_over" => "On course to cost more than planned",
    }
}

/// Something to tell of one plan line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Which line.
    pub line: PlanLineId,
    /// What happened.
    pub kind: AlertKind,
    /// The same in a sentence.
    pub sentence: String,
}

impl Overview {
    /// Everything that is so now, whether it was told before or not, line by line.
    pub fn alerts(&self) -> Vec<Alert> {
        let of_line = |row: &Row| match &row.kind {
            RowKind::Line { id, .. } if row.planned > Money::ZERO => alerts_of(*id, row, self.ends_on),
            _ => Vec::new(),
        };
        self.rows.iter().flat_map(of_line).collect()
    }
}

fn alerts_of(line: PlanLineId, row: &Row, ends_on: NaiveDate) -> Vec<Alert> {
    let (title, spent, planned) = (&row.title, row.spent, row.planned);
    let share = i128::from(spent.pence()) * 100 >= i128::from(planned.pence()) * i128::from(NEARLY);
    let forecast = spent.checked_add(row.committed).unwrap_or(spent);
    let mut alerts = Vec::new();
    let mut tell = |kind, sentence| alerts.push(Alert { line, kind, sentence });
    if spent >= planned {
        tell(AlertKind::AllSpent, format!("{title}: {spent} is spent. The plan has {planned} for it."));
    } else if share {
        tell(AlertKind::NearlySpent, format!("{title}: {spent} of {planned} is spent. That is more than {NEARLY}%."));
    }
    if forecast > planned && spent < planned {
        let end = long_date(ends_on);
        let words =
            format!("{title}: with what is ordered, {forecast} will be spent by {end}. The plan has {planned}.");
        tell(AlertKind::ForecastOver, words);
    }
    alerts
}
