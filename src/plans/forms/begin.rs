//! What was posted to begin a draft.

use serde::Deserialize;

use crate::kernel::ids::PlanId;
use crate::web::components::DateText;

/// The form that begins a draft.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct BeginForm {
    /// The reference of the person, for a care manager.
    pub person: String,
    /// `new`, `copy`, `change`, or `change-7` for a change to the plan with this number.
    pub kind: String,
    /// When a new plan begins.
    pub on_day: String,
    /// Its month.
    pub on_month: String,
    /// Its year.
    pub on_year: String,
}

impl BeginForm {
    /// The day as it was typed.
    pub fn on(&self) -> DateText {
        DateText::typed(&self.on_day, &self.on_month, &self.on_year)
    }

    /// The plan that is to be changed, where it isn't the one that runs.
    pub fn of(&self) -> Option<PlanId> {
        self.kind.strip_prefix("change-")?.parse().ok()
    }
}
