//! Days on which orders rest, and from which day one goes on.

use chrono::NaiveDate;
use serde::Deserialize;

use super::line::day;
use crate::kernel::Money;
use crate::orders::service::pauses::PauseOrders;
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// Which orders rest, and when.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PauseForm {
    pub order: Vec<String>,
    pub from_day: String,
    pub from_month: String,
    pub from_year: String,
    pub until_day: String,
    pub until_month: String,
    pub until_year: String,
    pub words: String,
    /// Which button was pressed: "look" shows what it does.
    pub action: String,
    /// What the page was shown for, as [`PauseForm::asked`] writes it.
    pub seen_for: String,
    /// What it said that is charged, in pence.
    pub seen: String,
}

impl PauseForm {
    /// Which orders are to rest, and when: "Pause now" is for what was looked at.
    pub fn asked(&self) -> String {
        let (from, until) = (self.from(), self.until());
        let days = [from.day, from.month, from.year, until.day, until.month, until.year].join("-");
        format!("{} {days}", self.order.join(","))
    }

    /// What the page said that is charged; nothing when it said nothing.
    pub fn seen(&self) -> Money {
        Money::from_pence(self.seen.parse().unwrap_or(0))
    }

    /// The first day, as typed.
    pub fn from(&self) -> DateText {
        DateText::typed(&self.from_day, &self.from_month, &self.from_year)
    }

    /// The last day, as typed.
    pub fn until(&self) -> DateText {
        DateText::typed(&self.until_day, &self.until_month, &self.until_year)
    }

    /// Reads the form; whether the days make sense is the service's to say.
    ///
    /// # Errors
    /// A message for each field that can't be read.
    pub fn read(&self) -> Result<PauseOrders, FieldErrors> {
        let mut errors = FieldErrors::new();
        let from = errors.take("from", day(&self.from(), "Enter the first day without visits, like 1 12 2026."));
        let open = self.until() == DateText::default();
        let words = "Enter the last day without visits, like 14 12 2026, or leave it empty.";
        let until = if open { None } else { errors.take("until", day(&self.until(), words)) };
        match from {
            Some(from) if errors.is_empty() => {
                Ok(PauseOrders { orders: self.order.clone(), from, until, words: self.words.clone(), seen: None })
            }
            _ => Err(errors),
        }
    }
}

/// From which day an order goes on.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ResumeForm {
    pub from_day: String,
    pub from_month: String,
    pub from_year: String,
    pub action: String,
}

impl ResumeForm {
    /// The day, as typed.
    pub fn from(&self) -> DateText {
        DateText::typed(&self.from_day, &self.from_month, &self.from_year)
    }

    /// A form that shows a day.
    pub fn on(on: NaiveDate) -> Self {
        let DateText { day, month, year } = super::line::text(on);
        Self { from_day: day, from_month: month, from_year: year, action: String::new() }
    }

    /// Reads the day.
    ///
    /// # Errors
    /// A message for the field.
    pub fn read(&self) -> Result<NaiveDate, FieldErrors> {
        let mut errors = FieldErrors::new();
        let from = errors.take("from", day(&self.from(), "Enter the first day with visits again, like 15 12 2026."));
        from.ok_or(errors)
    }
}
