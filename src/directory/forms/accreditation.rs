//! A provider's accreditation, as posted.

use serde::Deserialize;

use super::{day_text, optional, optional_day};
use crate::directory::model::{Accreditation, AccreditationCommand, AccreditationScheme};
use crate::files::LARGEST_EVIDENCE;
use crate::web::components::DateText;
use crate::web::form::{FieldErrors, TakesFiles};

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

impl TakesFiles for AccreditationForm {
    const LARGEST_FILE: usize = LARGEST_EVIDENCE;
}

impl AccreditationForm {
    /// For a new one of this scheme.
    pub fn of_scheme(scheme: AccreditationScheme) -> Self {
        Self { scheme: scheme.as_str().to_owned(), ..Self::default() }
    }

    /// For one that takes the place of this one: the same, with a later end.
    pub fn renewing(held: &Accreditation) -> Self {
        let ends = day_text(None);
        Self {
            scheme: held.scheme.as_str().to_owned(),
            reference: String::new(),
            level: held.level.clone().unwrap_or_default(),
            scope: held.scope.clone(),
            evidence_file: String::new(),
            expires_on_day: ends.day,
            expires_on_month: ends.month,
            expires_on_year: ends.year,
        }
    }

    /// Which scheme it is about, when it names one.
    pub fn known_scheme(&self) -> Option<AccreditationScheme> {
        self.scheme.parse().ok()
    }

    /// The day as typed.
    pub fn expires_on(&self) -> DateText {
        DateText::typed(&self.expires_on_day, &self.expires_on_month, &self.expires_on_year)
    }

    /// What is asked for.
    pub fn command(&self, errors: &mut FieldErrors) -> Option<AccreditationCommand> {
        let scheme = self.known_scheme();
        if scheme.is_none() {
            errors.push("scheme", "Choose what you have.");
        }
        let expires_on = optional_day("expires_on", &self.expires_on(), errors);
        Some(AccreditationCommand {
            scheme: scheme?,
            reference: self.reference.clone(),
            level: optional(&self.level),
            scope: self.scope.clone(),
            evidence_file: optional(&self.evidence_file),
            expires_on,
            renews: None,
        })
    }
}

/// One more file of evidence.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct EvidenceForm {}

impl TakesFiles for EvidenceForm {
    const LARGEST_FILE: usize = LARGEST_EVIDENCE;
}
