//! What is posted about shared orders.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::kernel::Money;
use crate::kernel::ids::{PlanLineId, SharedMemberId};
use crate::orders::LineForm;
use crate::orders::model::share::MOST_PARTS;
use crate::sharing::service::Agree;
use crate::web::form::FieldErrors;

/// What "outside the plan" is called in forms.
pub const OUTSIDE: &str = "outside";

/// Reads the part of the plan; whether it is theirs is the service's to say.
pub fn plan_line(text: &str) -> Option<PlanLineId> {
    text.parse().ok()
}

/// Beginning a shared order: days and times as everywhere.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "BTreeMap<String, Vec<String>>")]
pub struct StartForm {
    /// Days and times, and the part of the plan.
    pub(crate) line: LineForm,
}

impl From<BTreeMap<String, Vec<String>>> for StartForm {
    fn from(posted: BTreeMap<String, Vec<String>>) -> Self {
        Self { line: LineForm::of_posted(posted) }
    }
}

/// "Make a link".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    /// Whom it is for.
    pub label: String,
    /// Where to send it; may be empty.
    pub email: String,
}

/// "Let them in".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    /// A mandate.
    pub person: String,
}

/// Who has how many parts: fields named `parts-` and the person's number.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct PartsForm(BTreeMap<String, String>);

impl PartsForm {
    /// The parts.
    ///
    /// # Errors
    /// Messages beside the fields.
    pub fn read(&self) -> Result<Vec<(SharedMemberId, u32)>, FieldErrors> {
        let (mut errors, mut parts) = (FieldErrors::new(), Vec::new());
        for (name, typed) in &self.0 {
            let Some(member) = name.strip_prefix("parts-").and_then(|id| id.parse().ok()) else { continue };
            let number = typed.trim().parse::<u32>().ok().filter(|parts| (1..=MOST_PARTS).contains(parts));
            match number {
                Some(number) => parts.push((member, number)),
                None => errors.push(name, format!("Enter a whole number from 1 to {MOST_PARTS}.")),
            }
        }
        if errors.is_empty() { Ok(parts) } else { Err(errors) }
    }

    /// What was typed for a person.
    pub fn typed(&self, member: SharedMemberId) -> Option<&str> {
        self.0.get(&format!("parts-{member}")).map(String::as_str)
    }
}

/// "Yes to my share".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct YesForm {
    /// The ticked box.
    pub agree: String,
    /// The terms that the page showed.
    pub terms: String,
    /// What the page showed that the share costs, in pence.
    pub total: String,
    /// The part of the plan.
    pub plan_line: String,
}

impl YesForm {
    /// The command; none when the form was tampered with, which says yes to nothing.
    pub fn read(&self) -> Option<Agree> {
        Some(Agree {
            agreed: self.agree == "yes",
            terms: self.terms.parse().ok()?,
            seen: Money::from_pence(self.total.parse().ok()?),
            plan_line: plan_line(&self.plan_line),
        })
    }
}
