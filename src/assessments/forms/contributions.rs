//! Forms about contributions.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::assessments::model::contribution::{Collector, Decide, End};
use crate::kernel::Money;
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

const LONGEST: usize = 1_000;
const LONGEST_WHY: usize = 500;

/// To decide one.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    /// `weekly` or `full`.
    pub how: String,
    pub weekly: String,
    pub collector: String,
    pub from_day: String,
    pub from_month: String,
    pub from_year: String,
    pub until_day: String,
    pub until_month: String,
    pub until_year: String,
    pub reason: String,
}

/// A day that was typed; none where all three boxes are empty.
fn day(day: &str, month: &str, year: &str) -> Result<Option<NaiveDate>, &'static str> {
    if [day, month, year].iter().all(|part| part.trim().is_empty()) {
        return Ok(None);
    }
    let (day, month, year) = (day.trim().parse(), month.trim().parse(), year.trim().parse::<i32>());
    let (Ok(day), Ok(month), Ok(year)) = (day, month, year) else { return Err("Enter a day, such as 6 4 2026.") };
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(found) if (2000..=2100).contains(&year) => Ok(Some(found)),
        _ => Err("There is no such day. Enter a day, such as 6 4 2026."),
    }
}

impl DecideForm {
    /// What was typed for the first day.
    pub fn from(&self) -> DateText {
        DateText::typed(self.from_day.as_str(), self.from_month.as_str(), self.from_year.as_str())
    }

    /// What was typed for the last day.
    pub fn until(&self) -> DateText {
        DateText::typed(self.until_day.as_str(), self.until_month.as_str(), self.until_year.as_str())
    }

    pub fn check(&self) -> Result<Decide, FieldErrors> {
        let mut errors = FieldErrors::new();
        let weekly = match self.how.as_str() {
            "full" => Some(None),
            "weekly" => errors.take("weekly", Money::parse(&self.weekly)).map(Some),
            _ => {
                errors.push("how", "Choose what the person pays.");
                None
            }
        };
        let collector: Option<Collector> =
            errors.take("collector", self.collector.parse().map_err(|_| "Choose who collects it."));
        let starts_on = errors.take("from", day(&self.from_day, &self.from_month, &self.from_year)).flatten();
        if starts_on.is_none() && errors.get("from").is_none() {
            errors.push("from", "Enter the first day.");
        }
        let ends_on = errors.take("until", day(&self.until_day, &self.until_month, &self.until_year)).flatten();
        let reason = self.reason.trim();
        if reason.is_empty() {
            errors.push("reason", "Write how it was worked out. The person reads it.");
        } else if reason.chars().count() > LONGEST {
            errors.push("reason", format!("Use {LONGEST} letters or fewer."));
        }
        match (weekly, collector, starts_on) {
            (Some(weekly), Some(collector), Some(starts_on)) if errors.is_empty() => {
                Ok(Decide { weekly, collector, starts_on, ends_on, reason: reason.to_owned() })
            }
            _ => Err(errors),
        }
    }
}

/// To end one: on a day, or as if it had never been.
#[derive(Clone, Debug, Default)]
pub struct EndForm {
    /// Which.
    pub id: i64,
    /// `end` or `take-back`.
    step: String,
    last: [String; 3],
    /// Why, as it was typed.
    pub why: String,
}

impl EndForm {
    /// Reads what was posted: the boxes are named after the contribution, because several are on a page.
    pub fn read(posted: &HashMap<String, String>) -> Self {
        let said = |name: &str| posted.get(name).cloned().unwrap_or_default();
        let id = said("id").parse().unwrap_or(0);
        let last = ["day", "month", "year"].map(|part| said(&format!("last-{id}_{part}")));
        Self { id, step: said("step"), last, why: said(&format!("why-{id}")) }
    }

    /// What was typed for the last day.
    pub fn last(&self) -> DateText {
        let [day, month, year] = &self.last;
        DateText::typed(day.as_str(), month.as_str(), year.as_str())
    }

    pub fn check(&self) -> Result<End, FieldErrors> {
        let mut errors = FieldErrors::new();
        let [on, month, year] = &self.last;
        let last = match day(on, month, year) {
            _ if self.step == "take-back" => None,
            Ok(Some(last)) => Some(last),
            Ok(None) => {
                errors.push(format!("last-{}", self.id), "Enter the last day.");
                None
            }
            Err(words) => {
                errors.push(format!("last-{}", self.id), words);
                None
            }
        };
        let why = self.why.trim();
        if why.is_empty() {
            errors.push(format!("why-{}", self.id), "Write why. The person reads it.");
        } else if why.chars().count() > LONGEST_WHY {
            errors.push(format!("why-{}", self.id), format!("Use {LONGEST_WHY} letters or fewer."));
        }
        if errors.is_empty() { Ok(End { last, why: why.to_owned() }) } else { Err(errors) }
    }
}
