//! What a council's people post to the inbox.

use serde::Deserialize;

use super::model::LONGEST_NOTE;
use super::service::Step;
use crate::web::form::FieldErrors;

/// A step with a worry.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct StepForm {
    /// `acknowledge`, `note` or `close`.
    pub step: String,
    pub words: String,
}

impl StepForm {
    pub fn check(&self) -> Result<Step, FieldErrors> {
        let words = self.words.trim().to_owned();
        let mut errors = FieldErrors::new();
        if self.step != "acknowledge" {
            if words.is_empty() {
                errors.push("words", if self.step == "close" { "Write how it ended." } else { "Write your note." });
            } else if words.chars().count() > LONGEST_NOTE {
                errors.push("words", format!("Use {LONGEST_NOTE} letters or fewer."));
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        match self.step.as_str() {
            "acknowledge" => Ok(Step::Acknowledge),
            "close" => Ok(Step::Close(words)),
            _ => Ok(Step::Note(words)),
        }
    }
}
