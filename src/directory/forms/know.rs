//! "What people should know": languages, access, and what cancelling costs.

use serde::Deserialize;

use super::{lines, optional_number};
use crate::directory::model::{Listing, ListingCommand};
use crate::web::form::FieldErrors;

/// As posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct KnowForm {
    /// One a line.
    pub languages: String,
    /// One a line.
    pub access: String,
    pub notice_hours: String,
    pub late_charge_percent: String,
}

impl KnowForm {
    /// As it stands now.
    pub fn of(listing: &Listing) -> Self {
        Self {
            languages: listing.terms.languages.join("\n"),
            access: listing.terms.access.join("\n"),
            notice_hours: listing.notice_hours.to_string(),
            late_charge_percent: listing.late_charge_percent.to_string(),
        }
    }

    /// Puts it into what the listing is to say.
    pub fn fill(&self, command: &mut ListingCommand, errors: &mut FieldErrors) {
        command.terms.languages = lines(&self.languages.replace(',', "\n"));
        command.terms.access = lines(&self.access);
        let hours = "Enter a whole number of hours, like 24.";
        command.notice_hours = optional_number("notice_hours", &self.notice_hours, hours, errors).unwrap_or(0);
        let share = "Choose what somebody pays who cancels late.";
        command.late_charge_percent =
            optional_number("late_charge_percent", &self.late_charge_percent, share, errors).unwrap_or(0);
    }
}
