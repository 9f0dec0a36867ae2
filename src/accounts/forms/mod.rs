//! What account forms post, made into commands or into messages beside the fields.

mod speaking_for;
pub mod staff;

pub use speaking_for::{HelperForm, WhyForm};

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::Scope;
use super::password;
use super::service::contact::NewNeeds;
use super::service::sign_up::AccountFor;
use crate::kernel::Money;
use crate::mail;
use crate::web::form::FieldErrors;

/// The longest name of a person or an organisation, in characters.
const LONGEST_NAME: usize = 100;
/// The longest answer about communication needs, in characters.
const LONGEST_ANSWER: usize = 500;

/// Signing in.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignInForm {
    pub email: String,
    pub password: String,
    pub next: String,
}

impl SignInForm {
    pub fn check(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        if self.email.trim().is_empty() {
            errors.push("email", "Enter your email address");
        }
        if self.password.is_empty() {
            errors.push("password", "Enter your password");
        }
        errors
    }
}

/// Signing up, for anybody: each kind fills its own fields.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct SignUpForm {
    pub name: String,
    pub email: String,
    pub password: String,
    pub person: String,
    pub organisation: String,
}

/// The kinds of account somebody can sign up for, as they stand in addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    ForMe,
    ForSomeone,
    Provider,
}

impl Kind {
    /// The kind that an address names.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "for-me" => Some(Self::ForMe),
            "for-someone" => Some(Self::ForSomeone),
            "provider" => Some(Self::Provider),
            _ => None,
        }
    }
}

/// What a good sign-up form says.
#[derive(Debug)]
pub struct CheckedSignUp {
    pub name: String,
    pub email: String,
    pub password: String,
    pub account_for: AccountFor,
}

impl SignUpForm {
    pub fn check(&self, kind: Kind) -> Result<CheckedSignUp, FieldErrors> {
        let mut errors = FieldErrors::new();
        let organisation = (kind == Kind::Provider)
            .then(|| errors.take("organisation", name(&self.organisation, "Enter what your organisation is called")));
        let name_of_user = errors.take("name", name(&self.name, "Enter your name"));
        let person = (kind == Kind::ForSomeone && !self.person.trim().is_empty())
            .then(|| errors.take("person", name(&self.person, "Enter the name of the person you help")));
        let email = errors.take("email", address(&self.email));
        let password = errors.take("password", new_password(&self.password));
        let account_for = match kind {
            Kind::ForMe => Some(AccountFor::Me),
            Kind::ForSomeone => Some(AccountFor::Someone { name: person.flatten() }),
            Kind::Provider => organisation.flatten().map(|organisation| AccountFor::Provider { organisation }),
        };
        match (name_of_user, email, password, account_for) {
            (Some(name), Some(email), Some(password), Some(account_for)) if errors.is_empty() => {
                Ok(CheckedSignUp { name, email, password, account_for })
            }
            _ => Err(errors),
        }
    }
}

/// Asking for a link to set a new password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ForgottenForm {
    pub email: String,
}

impl ForgottenForm {
    pub fn check(&self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.take("email", address(&self.email)).ok_or(errors)
    }
}

/// Setting a new password with a link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NewPasswordForm {
    pub password: String,
}

impl NewPasswordForm {
    pub fn check(self) -> Result<String, FieldErrors> {
        let mut errors = FieldErrors::new();
        errors.take("password", new_password(&self.password)).ok_or(errors)
    }
}

/// Setting a new password with the present one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ChangePasswordForm {
    pub current: String,
    pub password: String,
}

impl ChangePasswordForm {
    pub fn check(&self) -> FieldErrors {
        let mut errors = FieldErrors::new();
        if self.current.is_empty() {
            errors.push("current", "Enter the password you have now");
        }
        errors.take("password", new_password(&self.password));
        errors
    }
}

/// How somebody likes to be contacted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct NeedsForm {
    pub format: String,
    pub language: String,
    pub contact_by: String,
    pub contact_name: String,
    pub notes: String,
}

impl NeedsForm {
    pub fn check(&self) -> Result<NewNeeds, FieldErrors> {
        let mut errors = FieldErrors::new();
        let mut answer = |field: &str, text: &str| errors.take(field, optional(text)).flatten();
        let needs = NewNeeds {
            format: answer("format", &self.format),
            language: answer("language", &self.language),
            contact_by: answer("contact_by", &self.contact_by),
            contact_name: answer("contact_name", &self.contact_name),
            notes: answer("notes", &self.notes),
        };
        if errors.is_empty() { Ok(needs) } else { Err(errors) }
    }
}

/// Letting somebody act.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct GrantForm {
    pub email: String,
    pub scopes: Vec<String>,
    pub order_limit: String,
    pub four_week_limit: String,
    pub ends_on_day: String,
    pub ends_on_month: String,
    pub ends_on_year: String,
}

/// What a good form says.
#[derive(Debug)]
pub struct CheckedGrant {
    pub email: String,
    pub scopes: Vec<Scope>,
    pub order_limit: Option<Money>,
    pub four_week_limit: Option<Money>,
    pub ends_on: Option<NaiveDate>,
}

impl GrantForm {
    pub fn check(&self, today: NaiveDate) -> Result<CheckedGrant, FieldErrors> {
        let mut errors = FieldErrors::new();
        let email = errors.take("email", address(&self.email));
        let scopes: Vec<Scope> = self.scopes.iter().filter_map(|scope| scope.parse().ok()).collect();
        if scopes.is_empty() {
            errors.push("scopes", "Choose what they may do");
        }
        let order_limit = errors.take("order_limit", limit(&self.order_limit)).flatten();
        let four_week_limit = errors.take("four_week_limit", limit(&self.four_week_limit)).flatten();
        if let (Some(one), Some(four_weeks)) = (order_limit, four_week_limit)
            && one > four_weeks
        {
            errors.push("four_week_limit", "Four weeks must allow at least as much as one order");
        }
        let ends_on = errors.take("ends_on", self.last_day(today)).flatten();
        match email {
            Some(email) if errors.is_empty() => {
                Ok(CheckedGrant { email, scopes, order_limit, four_week_limit, ends_on })
            }
            _ => Err(errors),
        }
    }

    fn last_day(&self, today: NaiveDate) -> Result<Option<NaiveDate>, &'static str> {
        let parts = [&self.ends_on_day, &self.ends_on_month, &self.ends_on_year].map(|part| part.trim());
        if parts.iter().all(|part| part.is_empty()) {
            return Ok(None);
        }
        let [day, month, year] = parts;
        let day = match (year.parse(), month.parse(), day.parse()) {
            (Ok(year), Ok(month), Ok(day)) if (1000..=9999).contains(&year) => {
                NaiveDate::from_ymd_opt(year, month, day)
            }
            _ => None,
        };
        match day {
            None => Err("Enter a real day, such as 30 6 2027"),
            Some(day) if day < today => Err("The last day must be today or later"),
            Some(day) => Ok(Some(day)),
        }
    }
}

/// A limit in whole pounds and pence; empty for none.
fn limit(text: &str) -> Result<Option<Money>, &'static str> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    match Money::parse(text) {
        Ok(amount) if amount > Money::ZERO => Ok(Some(amount)),
        _ => Err("Enter an amount such as 250, or leave it empty for no limit"),
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// The name of a person or an organisation. Addresses and links aren't names: mails show names to others.
///
/// # Errors
/// A sentence for whoever typed it; `missing` when it is empty.
pub fn name(text: &str, missing: &'static str) -> Result<String, &'static str> {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() {
        Err(missing)
    } else if plain.chars().count() > LONGEST_NAME {
        Err("A name can have 100 letters at most")
    } else if has_control(&plain) || plain.contains(['<', '>', '@', '\\']) || plain.contains("//") {
        Err("Enter a name, without addresses or links in it")
    } else {
        Ok(plain)
    }
}

/// An e-mail address.
///
/// # Errors
/// A sentence for whoever typed it.
pub fn address(text: &str) -> Result<String, &'static str> {
    let plain = text.trim();
    if plain.is_empty() {
        Err("Enter an email address")
    } else if mail::is_address(plain) {
        Ok(plain.to_owned())
    } else {
        Err("Enter an email address like name@example.com")
    }
}

/// A password being chosen: long enough, and no other rule. Spaces count.
///
/// # Errors
/// A sentence for whoever typed it.
pub fn new_password(text: &str) -> Result<String, String> {
    match text.chars().count() {
        0 => Err("Choose a password".to_owned()),
        length if length < password::SHORTEST => {
            Err(format!("The password must have {} letters, numbers or signs, or more", password::SHORTEST))
        }
        length if length > password::LONGEST => {
            Err(format!("The password can have {} letters, numbers and signs at most", password::LONGEST))
        }
        _ => Ok(text.to_owned()),
    }
}

fn optional(text: &str) -> Result<Option<String>, &'static str> {
    let plain = text.trim();
    if plain.chars().count() > LONGEST_ANSWER {
        return Err("Write 500 letters at most");
    }
    Ok((!plain.is_empty()).then(|| plain.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 21).unwrap()
    }

    fn sign_up() -> SignUpForm {
        SignUpForm {
            name: "  Priya   Shah ".to_owned(),
            email: " priya@example.org ".to_owned(),
            password: "correct horse".to_owned(),
            ..SignUpForm::default()
        }
    }

    #[test]
    fn a_good_sign_up_is_tidied() {
        let checked = sign_up().check(Kind::ForMe).unwrap();
        assert_eq!((checked.name.as_str(), checked.email.as_str()), ("Priya Shah", "priya@example.org"));
        assert_eq!(checked.account_for, AccountFor::Me);
    }

    #[test]
    fn each_kind_asks_for_its_own_fields() {
        assert_eq!(sign_up().check(Kind::ForSomeone).unwrap().account_for, AccountFor::Someone { name: None });
        let errors = sign_up().check(Kind::Provider).unwrap_err();
        assert_eq!(errors.get("organisation"), Some("Enter what your organisation is called"));
    }

    #[test]
    fn every_fault_is_named_at_once() {
        let errors = SignUpForm::default().check(Kind::ForMe).unwrap_err();
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["name", "email", "password"]);
    }

    #[test]
    fn passwords_have_no_rule_but_length() {
        for good in ["aaaaaaaaaaaa", "            ", &"é".repeat(200)] {
            assert!(new_password(good).is_ok(), "{good:?}");
        }
        for bad in ["", "elevenchars", &"a".repeat(201)] {
            assert!(new_password(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn addresses_and_names_that_could_do_harm_are_refused() {
        for bad in [
            "nobody",
            "a@b",
            "a b@example.org",
            "Eve <eve@example.org>",
            "a@example.org\nBcc: b@example.org",
            "a@example.org,b@example.org",
        ] {
            assert!(address(bad).is_err(), "{bad:?}");
        }
        for bad in ["", "Win at https://example.org", "eve@example.org", "<b>Eve</b>"] {
            assert!(name(bad, "missing").is_err(), "{bad:?}");
        }
        assert_eq!(name("Zoë O’Neill-Смит", "missing").as_deref(), Ok("Zoë O’Neill-Смит"));
    }

    fn grant() -> GrantForm {
        GrantForm { email: "tom@example.org".to_owned(), scopes: vec!["order".to_owned()], ..GrantForm::default() }
    }

    #[test]
    fn a_mandate_needs_somebody_and_something_to_do() {
        let checked = grant().check(today()).unwrap();
        assert_eq!((checked.scopes, checked.order_limit, checked.ends_on), (vec![Scope::Order], None, None));
        let errors = GrantForm::default().check(today()).unwrap_err();
        assert_eq!(errors.iter().map(|(field, _)| field).collect::<Vec<_>>(), ["email", "scopes"]);
    }

    #[test]
    fn limits_and_days_must_make_sense() {
        let day = |day: &str, month: &str, year: &str| {
            let (ends_on_day, ends_on_month, ends_on_year) = (day.to_owned(), month.to_owned(), year.to_owned());
            GrantForm { ends_on_day, ends_on_month, ends_on_year, ..grant() }.check(today())
        };
        assert_eq!(day("30", "6", "2027").unwrap().ends_on, NaiveDate::from_ymd_opt(2027, 6, 30));
        for bad in [("31", "6", "2027"), ("20", "11", "2026"), ("1", "", "2027"), ("1", "1", "27")] {
            assert!(day(bad.0, bad.1, bad.2).unwrap_err().get("ends_on").is_some(), "{bad:?}");
        }
        let limits = |one: &str, four: &str| {
            GrantForm { order_limit: one.to_owned(), four_week_limit: four.to_owned(), ..grant() }.check(today())
        };
        assert_eq!(limits("£250", "").unwrap().order_limit, Some(Money::from_pence(25_000)));
        assert!(limits("-5", "").is_err() && limits("0", "").is_err() && limits("300", "200").is_err());
    }
}
