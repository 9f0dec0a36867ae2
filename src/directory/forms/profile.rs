//! What a provider says of itself beyond search, and where it goes, as posted.

use serde::Deserialize;

use super::whereabouts::{councils, districts};
use super::{number_text, optional, optional_number};
use crate::directory::model::profile::Profile;
use crate::geo;
use crate::web::form::FieldErrors;

/// Numbers, times and words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MoreForm {
    pub charity_number: String,
    pub company_number: String,
    pub cqc_provider: String,
    pub other_phone: String,
    pub opening_times: String,
    pub complaints: String,
    pub about_us: String,
}

impl MoreForm {
    /// As it stands now.
    pub fn of(profile: &Profile) -> Self {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        Self {
            charity_number: text(&profile.charity_number),
            company_number: text(&profile.company_number),
            cqc_provider: text(&profile.cqc_provider),
            other_phone: text(&profile.other_phone),
            opening_times: profile.opening_times.clone(),
            complaints: profile.complaints.clone(),
            about_us: profile.about_us.clone(),
        }
    }

    /// Puts it into what is kept.
    pub fn fill(&self, profile: &mut Profile) {
        profile.charity_number = optional(&self.charity_number);
        profile.company_number = optional(&self.company_number);
        profile.cqc_provider = optional(&self.cqc_provider);
        profile.other_phone = optional(&self.other_phone);
        profile.opening_times.clone_from(&self.opening_times);
        profile.complaints.clone_from(&self.complaints);
        profile.about_us.clone_from(&self.about_us);
    }
}

/// Where they go.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AreasForm {
    pub districts: String,
    pub councils: String,
    pub radius_miles: String,
    /// "yes" when they go nowhere.
    pub nowhere: String,
}

impl AreasForm {
    /// As it stands now.
    pub fn of(profile: &Profile) -> Self {
        let names = profile.councils.iter().map(|code| geo::council_name(code).unwrap_or(code));
        Self {
            districts: profile.districts.join(", "),
            councils: names.collect::<Vec<_>>().join("\n"),
            radius_miles: number_text(profile.radius_miles),
            nowhere: if profile.no_area_at.is_some() { "yes".to_owned() } else { String::new() },
        }
    }

    /// What it says: districts, councils, miles. Nothing at all is a fault, unless they go nowhere.
    pub fn read(&self, errors: &mut FieldErrors) -> (Vec<String>, Vec<String>, Option<i32>) {
        let districts = districts(&self.districts, errors);
        let councils = councils(&self.councils, errors);
        let miles =
            optional_number("radius_miles", &self.radius_miles, "Enter a whole number of miles, like 5.", errors);
        let nothing = districts.is_empty() && councils.is_empty() && miles.is_none();
        if nothing && errors.is_empty() && self.nowhere != "yes" {
            errors.push("districts", "Fill in one of these, or say that you don’t go to people.");
        }
        (districts, councils, miles)
    }
}
