//! What an officer types about somebody, and what somebody types who joins.

use chrono::{Datelike, NaiveDate};
use serde::Deserialize;

use super::model::Details;
use crate::accounts::{typed_address, typed_name, typed_password};
use crate::directory::model::CareGroup;
use crate::geo::Postcode;
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// Nobody alive was born before this year.
const EARLIEST_BIRTH: i32 = 1900;

/// What is known of somebody, and where they get mail.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PersonForm {
    pub name: String,
    pub case_reference: String,
    pub born_day: String,
    pub born_month: String,
    pub born_year: String,
    pub care_group: String,
    pub address: String,
    pub postcode: String,
    pub phone: String,
    pub email: String,
    /// "yes" once what there was to look at was looked at.
    pub sure: String,
    /// What was known when the form was opened, as [`Details::mark`].
    pub seen: String,
}

impl PersonForm {
    /// As it stands now.
    pub fn of(details: &Details) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let part = |part: fn(&NaiveDate) -> String| details.born_on.as_ref().map(part).unwrap_or_default();
        Self {
            name: details.name.clone(),
            case_reference: text(&details.case_reference),
            born_day: part(|day| day.day().to_string()),
            born_month: part(|day| day.month().to_string()),
            born_year: part(|day| day.year().to_string()),
            care_group: text(&details.care_group),
            address: text(&details.address),
            postcode: text(&details.postcode),
            phone: text(&details.phone),
            seen: details.mark(),
            ..Self::default()
        }
    }

    /// The day as it was typed.
    pub fn born(&self) -> DateText {
        DateText::typed(&self.born_day, &self.born_month, &self.born_year)
    }

    /// What was meant, and the e-mail address if there is one.
    pub fn read(&self, today: NaiveDate) -> Result<(Details, Option<String>), FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = errors.take("name", typed_name(&self.name, "Enter their name"));
        let case_reference = errors.take("case_reference", short(&self.case_reference, 40)).flatten();
        let born_on = errors.take("born", self.birth(today)).flatten();
        let care_group = match self.care_group.parse::<CareGroup>() {
            Ok(group) => Some(group.as_str().to_owned()),
            Err(_) if self.care_group.is_empty() => None,
            Err(_) => {
                errors.push("care_group", "Choose one from the list");
                None
            }
        };
        let address = errors.take("address", short(&self.address, 300)).flatten();
        let postcode = match self.postcode.trim() {
            "" => None,
            typed => errors.take("postcode", Postcode::parse(typed)).map(|postcode| postcode.to_string()),
        };
        let phone = errors.take("phone", short(&self.phone, 40)).flatten();
        let email = match self.email.trim() {
            "" => None,
            typed => errors.take("email", typed_address(typed)),
        };
        match name {
            Some(name) if errors.is_empty() => {
                Ok((Details { name, case_reference, born_on, care_group, address, postcode, phone }, email))
            }
            _ => Err(errors),
        }
    }

    fn birth(&self, today: NaiveDate) -> Result<Option<NaiveDate>, &'static str> {
        let parts = [&self.born_day, &self.born_month, &self.born_year].map(|part| part.trim());
        if parts.iter().all(|part| part.is_empty()) {
            return Ok(None);
        }
        let [day, month, year] = parts;
        let day = match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) => NaiveDate::from_ymd_opt(year, month, day),
            _ => None,
        };
        match day {
            Some(day) if (EARLIEST_BIRTH..).contains(&day.year()) && day <= today => Ok(Some(day)),
            _ => Err("Enter the day they were born, for example 27 3 1984"),
        }
    }
}

/// A line or a few; empty for none.
fn short(text: &str, longest: usize) -> Result<Option<String>, String> {
    let plain = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join(", ");
    if plain.chars().count() > longest {
        return Err(format!("Write it in {longest} characters or fewer"));
    }
    if plain.chars().any(char::is_control) {
        return Err("Write it in plain letters, numbers and signs".to_owned());
    }
    Ok((!plain.is_empty()).then_some(plain))
}

/// Asking somebody who is there already to sign in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct InviteForm {
    pub email: String,
}

impl InviteForm {
    pub fn read(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.take("email", typed_address(&self.email)).ok_or(errors)
    }
}

/// Joining: a password when there is no account yet.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct JoinForm {
    pub password: String,
}

impl JoinForm {
    pub fn read(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.take("password", typed_password(&self.password)).ok_or(errors)
    }
}

/// A form that holds nothing but its token.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Nothing {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(form: &PersonForm) -> Result<(Details, Option<String>), FieldErrors> {
        form.read(NaiveDate::from_ymd_opt(2026, 11, 21).unwrap())
    }

    #[test]
    fn only_a_name_is_needed_and_the_rest_is_tidied() {
        let name = "  Priya   Shah".to_owned();
        let (details, email) = read(&PersonForm { name: name.clone(), ..PersonForm::default() }).unwrap();
        assert_eq!((details, email), (Details { name: "Priya Shah".to_owned(), ..Details::default() }, None));
        let address = "1 Old Lane\r\n\r\nLeeds\r\n".to_owned();
        let (details, _) =
            read(&PersonForm { name, address, postcode: "ls63hn".to_owned(), ..PersonForm::default() }).unwrap();
        assert_eq!(details.address.as_deref(), Some("1 Old Lane, Leeds"));
        assert_eq!(details.postcode.as_deref(), Some("LS6 3HN"));
        assert_eq!(read(&PersonForm::of(&details)).unwrap().0, details);
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let text = |text: &str| text.to_owned();
        let form = PersonForm {
            case_reference: "9".repeat(41),
            born_day: text("31"),
            born_month: text("2"),
            born_year: text("1984"),
            care_group: text("everybody"),
            postcode: text("Leeds"),
            email: text("nobody"),
            ..PersonForm::default()
        };
        let errors = read(&form).unwrap_err();
        let fields: Vec<&str> = errors.iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "case_reference", "born", "care_group", "postcode", "email"]);
    }
}
