//! What a care manager writes down of who acts for somebody.

use serde::Deserialize;

use super::GrantForm;

/// Who may act, what they may do, and what was seen that says so.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct HelperForm {
    pub email: String,
    pub scopes: Vec<String>,
    pub order_limit: String,
    pub four_week_limit: String,
    pub ends_on_day: String,
    pub ends_on_month: String,
    pub ends_on_year: String,
    pub seen: String,
}

impl HelperForm {
    /// The part that is the same for whoever lets somebody act.
    pub fn grant(&self) -> GrantForm {
        GrantForm {
            email: self.email.clone(),
            scopes: self.scopes.clone(),
            order_limit: self.order_limit.clone(),
            four_week_limit: self.four_week_limit.clone(),
            ends_on_day: self.ends_on_day.clone(),
            ends_on_month: self.ends_on_month.clone(),
            ends_on_year: self.ends_on_year.clone(),
        }
    }
}

/// Why something is ended.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct WhyForm {
    pub why: String,
}
