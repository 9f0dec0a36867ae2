//! "What it is": the words of a listing.

use serde::Deserialize;

use super::lines;
use crate::directory::model::{Listing, ListingCommand};

/// As posted.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WhatForm {
    pub title: String,
    pub category: String,
    pub summary: String,
    pub description: String,
    pub easy_read: String,
    /// One a line.
    pub included: String,
    /// One a line.
    pub not_included: String,
}

impl WhatForm {
    /// As it stands now.
    pub fn of(listing: &Listing) -> Self {
        Self {
            title: listing.title.clone(),
            category: listing.category.clone(),
            summary: listing.summary.clone(),
            description: listing.description.clone(),
            easy_read: listing.easy_read.clone(),
            included: listing.terms.included.join("\n"),
            not_included: listing.terms.not_included.join("\n"),
        }
    }

    /// Puts it into what the listing is to say.
    pub fn fill(&self, command: &mut ListingCommand) {
        command.title.clone_from(&self.title);
        command.category.clone_from(&self.category);
        command.summary.clone_from(&self.summary);
        command.description.clone_from(&self.description);
        command.easy_read.clone_from(&self.easy_read);
        command.terms.included = lines(&self.included);
        command.terms.not_included = lines(&self.not_included);
    }
}
