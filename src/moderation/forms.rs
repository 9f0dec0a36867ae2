//! What people post about something that is wrong, and moderators and providers about decisions.

use serde::Deserialize;

use super::model::{AppealOutcome, Complaint, LONGEST_WORDS, NewReport};
use crate::mail;
use crate::web::form::FieldErrors;

/// A text that must be there, of at most [`LONGEST_WORDS`] letters.
fn words(text: &str, missing: &str, errors: &mut FieldErrors) -> String {
    let plain = text.replace("\r\n", "\n");
    let kept: String = plain.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
    let kept = kept.trim().to_owned();
    if kept.is_empty() {
        errors.push("words", missing);
    } else if kept.chars().count() > LONGEST_WORDS {
        errors.push("words", format!("Use {LONGEST_WORDS} letters or fewer."));
    }
    kept
}

/// Something is wrong.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct ReportForm {
    pub complaint: String,
    pub words: String,
    pub email: String,
}

impl ReportForm {
    pub fn check(&self) -> Result<NewReport, FieldErrors> {
        let mut errors = FieldErrors::new();
        let complaint: Option<Complaint> = self.complaint.parse().ok();
        if complaint.is_none() {
            errors.push("complaint", "Choose what is wrong.");
        }
        let words = words(&self.words, "Say what is wrong, in a few words.", &mut errors);
        let email = self.email.trim().to_owned();
        if !email.is_empty() && !mail::is_address(&email) {
            errors.push("email", "Enter an email address like name@example.org, or leave this empty.");
        }
        match complaint {
            Some(complaint) if errors.is_empty() => {
                Ok(NewReport { complaint, words, email: (!email.is_empty()).then_some(email) })
            }
            _ => Err(errors),
        }
    }
}

/// A provider's answer to a decision.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AnswerForm {
    pub words: String,
}

impl AnswerForm {
    pub fn check(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        let words = words(&self.words, "Write why you think that we are wrong.", &mut errors);
        if errors.is_empty() { Ok(words) } else { Err(errors) }
    }
}

/// What becomes of an answer.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct SettleForm {
    pub outcome: String,
    pub words: String,
    pub then: String,
}

impl SettleForm {
    pub fn check(&self) -> Result<(AppealOutcome, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let outcome: Option<AppealOutcome> = self.outcome.parse().ok();
        if outcome.is_none() {
            errors.push("outcome", "Choose what you decide.");
        }
        let words = words(&self.words, "Say why. The provider reads it.", &mut errors);
        match outcome {
            Some(outcome) if errors.is_empty() => Ok((outcome, words)),
            _ => Err(errors),
        }
    }
}
