//! A provider's own details, as posted.

use serde::Deserialize;

use super::{number_text, optional, optional_number};
use crate::directory::model::{Provider, ProviderCommand, ProviderKind};
use crate::web::form::FieldErrors;

/// As posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ProviderForm {
    pub name: String,
    pub kind: String,
    pub workers: String,
    pub summary: String,
    pub description: String,
    pub address: String,
    pub postcode: String,
    pub place: String,
    pub phone: String,
    pub email: String,
    pub website: String,
    pub cqc_location: String,
    pub answers_in_days: String,
}

impl ProviderForm {
    /// As it stands now.
    pub fn of(provider: &Provider) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            name: provider.name.clone(),
            kind: provider.kind.as_str().to_owned(),
            workers: number_text(provider.workers),
            summary: provider.summary.clone(),
            description: provider.description.clone(),
            address: text(&provider.address),
            postcode: text(&provider.postcode),
            place: provider.place.clone(),
            phone: text(&provider.phone),
            email: text(&provider.email),
            website: text(&provider.website),
            cqc_location: text(&provider.cqc_location),
            answers_in_days: number_text(provider.answers_in_days),
        }
    }

    /// For a provider that has told us nothing yet but its name.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }

    /// What is asked for.
    pub fn command(&self, errors: &mut FieldErrors) -> ProviderCommand {
        let kind = self.kind.parse().ok().filter(|kind| *kind != ProviderKind::Unknown);
        if kind.is_none() {
            errors.push("kind", "Choose what kind of provider you are.");
        }
        let workers = "Enter how many people work for you, like 4.";
        let days = "Enter a whole number of days, like 2.";
        ProviderCommand {
            name: self.name.clone(),
            kind: kind.unwrap_or_default(),
            workers: optional_number("workers", &self.workers, workers, errors),
            summary: self.summary.clone(),
            description: self.description.clone(),
            address: optional(&self.address),
            postcode: optional(&self.postcode),
            place: self.place.clone(),
            phone: optional(&self.phone),
            email: optional(&self.email),
            website: website(&self.website),
            cqc_location: optional(&self.cqc_location),
            answers_in_days: optional_number("answers_in_days", &self.answers_in_days, days, errors),
        }
    }
}

/// A web address; people leave out the first part.
fn website(typed: &str) -> Option<String> {
    let typed = optional(typed)?;
    Some(if typed.contains("://") { typed } else { format!("https://{typed}") })
}
