//! Exceptions from a council's tolerance.

use serde::Deserialize;

use super::MOST_TOLERANCE;
use crate::kernel::Money;
use crate::web::form::FieldErrors;

/// Where a council lets lines differ by another amount, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ExceptionForm {
    pub kind: String,
    pub whom: String,
    pub most: String,
}

impl ExceptionForm {
    /// Whether it is for an order, its number or the provider's name, and the amount a line.
    pub fn read(&self) -> Result<(bool, String, Money), FieldErrors> {
        let mut errors = FieldErrors::new();
        let whom = self.whom.trim();
        if whom.is_empty() || whom.chars().count() > 200 {
            errors.push("whom", "Enter the provider’s name, or the order’s number");
        }
        let most = errors.take("most", Money::parse(&self.most));
        if most.is_some_and(|amount| amount > MOST_TOLERANCE) {
            errors.push("most", "Enter £100 or less");
        }
        let of_order = match self.kind.as_str() {
            "order" => Some(true),
            "provider" => Some(false),
            _ => {
                errors.push("kind", "Choose a provider or an order");
                None
            }
        };
        match (of_order, most) {
            (Some(of_order), Some(most)) if errors.is_empty() => Ok((of_order, whom.to_owned(), most)),
            _ => Err(errors),
        }
    }
}
