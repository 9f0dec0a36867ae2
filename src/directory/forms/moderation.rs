//! What a moderator decides, as posted.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{day_text, optional_day};
use crate::directory::model::Accreditation;
use crate::directory::model::decisions::{Ruling, reason};
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// A decision on a listing or a provider, with the reason where one is needed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    /// `approve`, `send_back`, `verify` and so on.
    pub decision: String,
    /// Codes of usual reasons.
    pub reasons: Vec<String>,
    /// In their own words.
    pub reason: String,
    /// Where to go on: "next" for the next thing that waits.
    pub then: String,
}

impl ReviewForm {
    /// The reason of this ruling: what was ticked, and what was written.
    pub fn why(&self, ruling: Ruling, errors: &mut FieldErrors) -> Option<String> {
        match reason(ruling, &self.reasons, &self.reason) {
            Ok(words) => Some(words),
            Err(faults) => {
                for fault in faults {
                    errors.push("reason", fault.words);
                }
                None
            }
        }
    }
}

/// Where to go after a decision.
pub fn after(then: &str) -> &'static str {
    if then == "next" { "/moderation/next" } else { "/moderation" }
}

/// Verify an accreditation with the day it was checked and the day it ends, or refuse it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct VerifyForm {
    /// "verify" or "refuse".
    pub decision: String,
    /// Why it is refused.
    pub reason: String,
    /// Where to go on: "next" for the next thing that waits.
    pub then: String,
    pub checked_on_day: String,
    pub checked_on_month: String,
    pub checked_on_year: String,
    pub expires_on_day: String,
    pub expires_on_month: String,
    pub expires_on_year: String,
}

impl VerifyForm {
    /// The day it was checked, as typed.
    pub fn checked_on(&self) -> DateText {
        DateText::typed(&self.checked_on_day, &self.checked_on_month, &self.checked_on_year)
    }

    /// The day it ends, as typed.
    pub fn expires_on(&self) -> DateText {
        DateText::typed(&self.expires_on_day, &self.expires_on_month, &self.expires_on_year)
    }

    /// As it stands before a decision: seen today, running as long as the provider said.
    pub fn of(held: &Accreditation, today: NaiveDate) -> Self {
        let (seen, ends) = (day_text(Some(today)), day_text(held.expires_on));
        Self {
            decision: String::new(),
            reason: String::new(),
            then: String::new(),
            checked_on_day: seen.day,
            checked_on_month: seen.month,
            checked_on_year: seen.year,
            expires_on_day: ends.day,
            expires_on_month: ends.month,
            expires_on_year: ends.year,
        }
    }

    /// Both days.
    pub fn days(&self, errors: &mut FieldErrors) -> (Option<NaiveDate>, Option<NaiveDate>) {
        let checked = optional_day("checked_on", &self.checked_on(), errors);
        if checked.is_none() && errors.get("checked_on").is_none() {
            errors.push("checked_on", "Enter the day you saw it.");
        }
        let expires = optional_day("expires_on", &self.expires_on(), errors);
        (checked, expires)
    }
}
