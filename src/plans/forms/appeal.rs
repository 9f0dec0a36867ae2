//! What is posted to have the council look again.

use serde::Deserialize;

use super::day;
use crate::plans::model::state::Heard;
use crate::plans::service::appealing::Told;
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// Why the council should look again; from an officer, also how and when the person asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct AppealForm {
    /// Why.
    pub words: String,
    /// How an officer heard of it.
    pub heard: String,
    /// The day on which they heard of it.
    pub asked_day: String,
    /// Its month.
    pub asked_month: String,
    /// Its year.
    pub asked_year: String,
}

impl AppealForm {
    /// The day as it was typed.
    pub fn asked(&self) -> DateText {
        DateText::typed(&self.asked_day, &self.asked_month, &self.asked_year)
    }

    /// The words, tidied.
    pub fn said(&self) -> String {
        self.words.replace("\r\n", "\n").trim().to_owned()
    }

    /// How and when an officer was told; none for the person themselves.
    ///
    /// # Errors
    /// What an officer left out.
    pub fn check(&self, officer: bool) -> Result<Option<Told>, FieldErrors> {
        if !officer {
            return Ok(None);
        }
        match (self.heard.parse::<Heard>().ok(), day(&self.asked())) {
            (Some(how), Some(on)) => Ok(Some(Told { how, on })),
            (how, on) => {
                let mut errors = FieldErrors::new();
                if how.is_none() {
                    errors.push("heard", "Choose how they asked");
                }
                if on.is_none() {
                    errors.push("asked", "Enter the day on which they asked");
                }
                Err(errors)
            }
        }
    }
}
