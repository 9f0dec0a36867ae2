//! A provider's accreditation, as posted.

use serde::Deserialize;

use super::{optional, optional_day};
use crate::directory::model::{AccreditationCommand, AccreditationScheme};
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// As posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AccreditationForm {
    pub scheme: String,
    pub reference: String,
    pub level: String,
    pub scope: String,
    pub evidence_file: String,
    pub expires_on_day: String,
    pub expires_on_month: String,
    pub expires_on_year: String,
}

impl AccreditationForm {
    /// The day as typed.
    pub fn expires_on(&self) -> DateText {
        DateText::typed(&self.expires_on_day, &self.expires_on_month, &self.expires_on_year)
    }

    /// What is asked for.
    pub fn command(&self, errors: &mut FieldErrors) -> Option<AccreditationCommand> {
        let scheme = self.scheme.parse::<AccreditationScheme>().ok();
        if scheme.is_none() {
            errors.push("scheme", "Choose what you have.");
        }
        let expires_on = optional_day("expires_on", &self.expires_on(), errors);
        Some(AccreditationCommand {
            scheme: scheme?,
            reference: self.reference.clone(),
            level: optional(&self.level),
            renews: None,
            scope: self.scope.clone(),
            evidence_file: optional(&self.evidence_file),
            expires_on,
        })
    }
}
