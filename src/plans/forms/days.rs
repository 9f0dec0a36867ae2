//! What was posted about the days of a plan.

use chrono::Datelike as _;
use serde::Deserialize;

use crate::plans::model::days::Days;
use crate::web::components::DateText;

/// The form that gives a plan other days.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct DaysForm {
    /// The first day.
    pub first_day: String,
    /// Its month.
    pub first_month: String,
    /// Its year.
    pub first_year: String,
    /// The last day.
    pub last_day: String,
    /// Its month.
    pub last_month: String,
    /// Its year.
    pub last_year: String,
    /// What they were when the form was opened: two days with a stroke between.
    pub seen: String,
}

impl DaysForm {
    /// The form of a plan for these days.
    pub fn of((first, last): Days) -> Self {
        Self {
            first_day: first.day().to_string(),
            first_month: first.month().to_string(),
            first_year: first.year().to_string(),
            last_day: last.day().to_string(),
            last_month: last.month().to_string(),
            last_year: last.year().to_string(),
            seen: format!("{first}/{last}"),
        }
    }

    /// The first day as it was typed.
    pub fn first(&self) -> DateText {
        DateText::typed(&self.first_day, &self.first_month, &self.first_year)
    }

    /// The last day as it was typed.
    pub fn last(&self) -> DateText {
        DateText::typed(&self.last_day, &self.last_month, &self.last_year)
    }

    /// What they were when the form was opened.
    pub fn seen(&self) -> Option<Days> {
        let (first, last) = self.seen.split_once('/')?;
        Some((first.parse().ok()?, last.parse().ok()?))
    }
}
