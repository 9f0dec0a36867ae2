//! What was posted on the directory's pages, read into commands. The rules themselves are the model's; here typed text
//! becomes figures, days and lists, and each fault finds its field on the page.

pub mod accreditation;
pub mod claim;
pub mod duplicates;
pub mod know;
pub mod moderation;
pub mod prices;
pub mod profile;
pub mod provider;
pub mod times;
pub mod waiting;
pub mod what;
pub mod whereabouts;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::directory::model::Fault;
use crate::web::components::DateText;
use crate::web::error::Error;
use crate::web::form::FieldErrors;

/// A posted form as names and values, for pages whose fields repeat in numbered rows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct Pairs(pub Vec<(String, String)>);

impl Pairs {
    /// The first value of this name; empty when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }

    /// Every value of this name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect()
    }
}

/// What a section of the editor is sent for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Then {
    /// To be saved.
    Save,
    /// To be saved, and gone on with.
    Again,
    /// To be looked at before it is saved.
    Preview,
    /// To be shown beside the form, by a script.
    Glance,
    /// To be written on, after it was looked at.
    Back,
}

impl Pairs {
    /// What the button that was pressed asks for.
    pub fn then(&self) -> Then {
        match self.get("then") {
            "again" => Then::Again,
            "preview" => Then::Preview,
            "glance" => Then::Glance,
            "back" => Then::Back,
            _ => Then::Save,
        }
    }

    /// The same as a form with names of its own.
    ///
    /// # Errors
    /// When it makes no sense as one.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let senseless = |cause: String| Error::bad_request("Part of the form did not make sense to us.").because(cause);
        let text = serde_html_form::to_string(&self.0).map_err(|cause| senseless(cause.to_string()))?;
        serde_html_form::from_str(&text).map_err(|cause| senseless(cause.to_string()))
    }
}

/// Puts the model's faults where the page shows them.
pub fn show_faults(faults: &[Fault], errors: &mut FieldErrors) {
    for fault in faults {
        errors.push(fault.field.clone(), fault.words.clone());
    }
}

/// A whole number that may be left out.
pub fn optional_number(field: &str, typed: &str, words: &str, errors: &mut FieldErrors) -> Option<i32> {
    let typed = typed.trim();
    if typed.is_empty() {
        return None;
    }
    let number = typed.replace(',', "").parse().ok();
    if number.is_none() {
        errors.push(field, words);
    }
    number
}

/// A day that may be left out.
pub fn optional_day(field: &str, typed: &DateText, errors: &mut FieldErrors) -> Option<NaiveDate> {
    let parts = [&typed.day, &typed.month, &typed.year].map(|part| part.trim());
    if parts.iter().all(|part| part.is_empty()) {
        return None;
    }
    let [day, month, year] = parts;
    let known = match (day.parse(), month.parse(), year.parse()) {
        (Ok(day), Ok(month), Ok(year)) if (1900..=2200).contains(&year) => NaiveDate::from_ymd_opt(year, month, day),
        _ => None,
    };
    if known.is_none() {
        errors.push(field, "Enter a real date, like 31 3 2027.");
    }
    known
}

/// A day as it stands in its three boxes.
pub fn day_text(day: Option<NaiveDate>) -> DateText {
    use chrono::Datelike as _;
    day.map(|day| DateText::new(day.day(), day.month(), day.year())).unwrap_or_default()
}

/// One entry a line.
pub fn lines(typed: &str) -> Vec<String> {
    typed.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
}

/// A number as it stands in its box.
pub fn number_text(number: Option<i32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// None for an empty box.
pub fn optional(typed: &str) -> Option<String> {
    let typed = typed.trim();
    (!typed.is_empty()).then(|| typed.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_that_is_none_is_refused_and_an_empty_one_is_left_out() {
        let mut errors = FieldErrors::new();
        assert_eq!(optional_day("on", &DateText::default(), &mut errors), None);
        assert!(errors.is_empty());
        assert_eq!(optional_day("on", &DateText::typed("30", "2", "2027"), &mut errors), None);
        assert!(errors.get("on").is_some());
        assert_eq!(
            day_text(optional_day("on", &DateText::typed("3", "12", "2026"), &mut errors)),
            DateText::new(3, 12, 2026)
        );
    }

    #[test]
    fn a_number_that_is_none_is_refused() {
        let mut errors = FieldErrors::new();
        assert_eq!(optional_number("n", " 1,200 ", "No.", &mut errors), Some(1200));
        assert_eq!(optional_number("n", "", "No.", &mut errors), None);
        assert!(errors.is_empty());
        assert_eq!(optional_number("n", "a few", "No.", &mut errors), None);
        assert_eq!(errors.get("n"), Some("No."));
    }
}
