//! What somebody types about their own money.

use serde::Deserialize;

use super::service::{Every, OwnLine, OwnMoney};
use crate::kernel::Money;
use crate::search::categories;
use crate::web::form::FieldErrors;

/// Rows for parts of the plan.
pub const ROWS: usize = 4;
const LONGEST_TITLE: usize = 100;

/// Their plan and their money, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct OwnForm {
    pub key: String,
    pub amount: String,
    pub every: String,
    pub title_1: String,
    pub category_1: String,
    pub weekly_1: String,
    pub title_2: String,
    pub category_2: String,
    pub weekly_2: String,
    pub title_3: String,
    pub category_3: String,
    pub weekly_3: String,
    pub title_4: String,
    pub category_4: String,
    pub weekly_4: String,
}

impl OwnForm {
    /// The rows, as typed: what, which kind, how much a week.
    pub fn rows(&self) -> [(&str, &str, &str); ROWS] {
        [
            (&self.title_1, &self.category_1, &self.weekly_1),
            (&self.title_2, &self.category_2, &self.weekly_2),
            (&self.title_3, &self.category_3, &self.weekly_3),
            (&self.title_4, &self.category_4, &self.weekly_4),
        ]
    }

    /// What was meant.
    pub fn read(&self) -> Result<OwnMoney, FieldErrors> {
        let mut errors = FieldErrors::new();
        let amount = errors.take("amount", Money::parse(&self.amount));
        if amount == Some(Money::ZERO) {
            errors.push("amount", "Enter how much money there is");
        }
        let every = self.every.parse::<Every>();
        if every.is_err() {
            errors.push("every", "Choose whether that is for a week or for a year");
        }
        let mut lines = Vec::new();
        for (row, (title, category, weekly)) in (1..).zip(self.rows()) {
            let (title, weekly) = (title.trim(), weekly.trim());
            if title.is_empty() && weekly.is_empty() {
                continue;
            }
            if title.is_empty() || title.chars().count() > LONGEST_TITLE {
                errors.push(format!("title_{row}"), "Write what it is for, in 100 characters or fewer");
            }
            let Some(weekly) = errors.take(&format!("weekly_{row}"), Money::parse(weekly)) else { continue };
            let category = categories::is_known(category).then(|| category.to_owned());
            lines.push(OwnLine { title: title.to_owned(), category, weekly });
        }
        match (amount, every) {
            (Some(amount), Ok(every)) if errors.is_empty() => {
                Ok(OwnMoney { key: self.key.clone(), amount, every, lines })
            }
            _ => Err(errors),
        }
    }
}

/// More money.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MoreForm {
    pub key: String,
    pub amount: String,
}

impl MoreForm {
    /// How much more.
    pub fn read(&self) -> Result<Money, FieldErrors> {
        let mut errors = FieldErrors::new();
        let amount = errors.take("amount", Money::parse(&self.amount));
        if amount == Some(Money::ZERO) {
            errors.push("amount", "Enter how much more money there is");
        }
        match amount {
            Some(amount) if errors.is_empty() => Ok(amount),
            _ => Err(errors),
        }
    }
}

/// Money taken out again.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct LessForm {
    pub key: String,
    pub less: String,
}

impl LessForm {
    /// How much is taken out.
    pub fn read(&self) -> Result<Money, FieldErrors> {
        let mut errors = FieldErrors::new();
        match errors.take("less", Money::parse(&self.less)) {
            Some(amount) if amount > Money::ZERO => Ok(amount),
            Some(_) => {
                errors.push("less", "Enter how much you take out");
                Err(errors)
            }
            None => Err(errors),
        }
    }
}
