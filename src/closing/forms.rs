//! What an officer types to close a case.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::Why;
use super::service::Close;
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// Why, from when, and who is responsible now.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CloseForm {
    pub why: String,
    pub on_day: String,
    pub on_month: String,
    pub on_year: String,
    pub goes_to: String,
    pub note: String,
    /// "yes" once what it does was seen.
    pub sure: String,
}

impl CloseForm {
    /// The day as it was typed.
    pub fn day(&self) -> DateText {
        DateText::typed(&self.on_day, &self.on_month, &self.on_year)
    }

    /// What was meant.
    pub fn read(&self) -> Result<Close, FieldErrors> {
        let mut errors = FieldErrors::new();
        let why: Option<Why> = self.why.parse().ok();
        if why.is_none() {
            errors.push("why", "Choose why the case is closed");
        }
        let on = day(&self.on_day, &self.on_month, &self.on_year);
        if on.is_none() {
            errors.push("on", "Enter the day it happened, for example 21 11 2026");
        }
        let (goes_to, note) = (self.goes_to.trim(), self.note.trim());
        if goes_to.chars().count() > 200 {
            errors.push("goes_to", "Write it in 200 characters or fewer");
        }
        if note.chars().count() > 500 {
            errors.push("note", "Write it in 500 characters or fewer");
        }
        if note.is_empty() && why == Some(Why::Other) {
            errors.push("note", "Write why the case is closed");
        }
        match (why, on) {
            (Some(why), Some(ended_on)) if errors.is_empty() => {
                Ok(Close { why, ended_on, goes_to: goes_to.to_owned(), note: note.to_owned() })
            }
            _ => Err(errors),
        }
    }
}

fn day(day: &str, month: &str, year: &str) -> Option<NaiveDate> {
    let number = |text: &str| text.trim().parse::<u32>().ok();
    NaiveDate::from_ymd_opt(year.trim().parse().ok()?, number(month)?, number(day)?)
}

/// An invoice was paid by the estate, or by whoever settles for the person.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PaidForm {
    pub invoice: String,
    pub evidence: String,
}

/// Why a case is opened again.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReopenForm {
    pub why: String,
}

/// For how many years records are kept.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct KeepForm {
    pub years: String,
}

/// A form that holds nothing but its token.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Nothing {}
