//! What is typed about bank lines.

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::{Columns, LARGEST_FILE, LineState};
use super::service::{BankLine, Said};
use crate::kernel::Money;
use crate::web::components::DateText;
use crate::web::form::{FieldErrors, TakesFiles};

/// A file from a bank; the file comes beside it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct FileForm {}

impl TakesFiles for FileForm {
    const LARGEST_FILE: usize = LARGEST_FILE;
}

/// A receipt, or a page of the bank's paper; it comes beside it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PaperForm {}

impl TakesFiles for PaperForm {
    const LARGEST_FILE: usize = crate::files::LARGEST_EVIDENCE;
}

/// A form that holds nothing but its token.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Nothing {}

/// What an officer wants to know of a line.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    pub why: String,
}

/// A line by hand.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AddForm {
    pub on_day: String,
    pub on_month: String,
    pub on_year: String,
    pub amount: String,
    pub words: String,
}

impl AddForm {
    /// The day as it was typed.
    pub fn day(&self) -> DateText {
        DateText::typed(&self.on_day, &self.on_month, &self.on_year)
    }

    /// A payment: the day, the amount as money out, and the words.
    pub fn read(&self) -> Result<(NaiveDate, Money, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let year = self.on_year.trim().parse::<i32>().ok().filter(|year| (1990..=2099).contains(year));
        let on = year.and_then(|year| NaiveDate::from_ymd_opt(year, number(&self.on_month)?, number(&self.on_day)?));
        if on.is_none() {
            errors.push("on", "Enter the day you paid, for example 21 11 2026");
        }
        let amount = errors.take("amount", Money::parse(&self.amount)).and_then(Money::checked_neg);
        if amount == Some(Money::ZERO) {
            errors.push("amount", "Enter how much you paid");
        }
        let words = self.words.trim();
        if words.is_empty() || words.chars().count() > 200 {
            errors.push("words", "Write who you paid, in 200 characters or fewer");
        }
        match (on, amount) {
            (Some(on), Some(amount)) if errors.is_empty() => Ok((on, amount, words.to_owned())),
            _ => Err(errors),
        }
    }
}

/// Which column means what.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ColumnsForm {
    pub day: String,
    pub words: String,
    pub amount: String,
    pub out: String,
    pub into: String,
    /// "keep" keeps the lines; anything else only looks again.
    pub action: String,
}

impl ColumnsForm {
    /// The columns.
    pub fn read(&self) -> Columns {
        let at = |text: &str| text.parse().ok();
        Columns {
            day: at(&self.day),
            words: at(&self.words),
            amount: at(&self.amount),
            out: at(&self.out),
            into: at(&self.into),
        }
    }
}

/// Splitting a line that was for more than one thing.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SplitForm {
    pub turns: i64,
    pub first: String,
}

impl SplitForm {
    /// How much the first part is, without a sign.
    pub fn read(&self) -> Result<Money, FieldErrors> {
        let mut errors = FieldErrors::new();
        match errors.take("first", Money::parse(&self.first)) {
            Some(first) if first > Money::ZERO => Ok(first),
            Some(_) => {
                errors.push("first", "Enter how much the first part was");
                Err(errors)
            }
            None => Err(errors),
        }
    }
}

/// What a line was for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SaidForm {
    pub turns: i64,
    pub was: String,
    pub plan_line: String,
    pub note: String,
}

impl SaidForm {
    /// What a line says now.
    pub fn of(line: &BankLine) -> Self {
        Self {
            turns: line.turns,
            was: line.state.as_str().to_owned(),
            plan_line: line.plan_line.map(|id| id.to_string()).unwrap_or_default(),
            note: line.note.clone(),
        }
    }

    /// What was said.
    pub fn read(&self) -> Result<Said, FieldErrors> {
        let mut errors = FieldErrors::new();
        let note = self.note.trim().to_owned();
        if note.chars().count() > 500 {
            errors.push("note", "Write it in 500 characters or fewer");
        }
        let said = match self.was.strip_prefix("invoice-") {
            Some(id) => id.parse().ok().map(Said::Invoice),
            None => match self.was.parse::<LineState>() {
                Ok(LineState::Outside) => {
                    if note.is_empty() {
                        errors.push("note", "Write what you bought");
                    }
                    Some(Said::Outside(self.plan_line.parse().ok(), note))
                }
                Ok(LineState::Invoice) | Err(_) => None,
                Ok(state) => Some(Said::Only(state, note)),
            },
        };
        if said.is_none() {
            errors.push("was", "Choose what it was for");
        }
        match said {
            Some(said) if errors.is_empty() => Ok(said),
            _ => Err(errors),
        }
    }
}
