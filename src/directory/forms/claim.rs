//! A claim on an entry from open data, as posted.

use serde::Deserialize;

use crate::directory::model::claim::{NewClaim, Proof};
use crate::files::LARGEST_EVIDENCE;
use crate::web::form::{FieldErrors, TakesFiles};

/// Who they are and how they show it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ClaimForm {
    pub job: String,
    pub words: String,
    /// "code" or "evidence".
    pub proof: String,
}

impl TakesFiles for ClaimForm {
    const LARGEST_FILE: usize = LARGEST_EVIDENCE;
}

impl ClaimForm {
    /// What is asked for.
    pub fn command(&self, errors: &mut FieldErrors) -> Option<NewClaim> {
        let proof = match self.proof.as_str() {
            "code" => Proof::Code,
            "evidence" => Proof::Evidence,
            _ => {
                errors.push("proof", "Choose how you show it.");
                return None;
            }
        };
        Some(NewClaim { job: self.job.clone(), words: self.words.clone(), proof })
    }
}

/// The code that came by mail.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    pub code: String,
}

/// What to look for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FindForm {
    pub find: String,
}
