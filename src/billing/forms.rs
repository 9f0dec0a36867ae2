//! What was posted or asked for, read into commands, or into messages beside the fields.

mod exceptions;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use super::model::bank::{self, BankAccount};
use super::model::{Details, InvoiceLine, InvoiceStatus, Sort, Wanted, statement};
use super::service::making::end_of_last_month;
use crate::kernel::{DeliveryId, InvoiceId, InvoiceLineId, Money, PageNumber};
use crate::web::components::DateText;
use crate::web::form::{FieldErrors, TakesFiles};
use crate::web::pdf::Print;

pub use exceptions::ExceptionForm;

/// A form that is only a button.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct Nothing {}

/// What the address of a list says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub state: String,
    pub sort: String,
    pub page: String,
}

impl ListQuery {
    /// What is asked for; words that mean nothing are left out.
    pub fn wanted(&self) -> Wanted {
        Wanted {
            status: self.state.parse::<InvoiceStatus>().ok(),
            sort: self.sort.parse().unwrap_or(Sort::Newest),
            page: PageNumber::parse(&self.page),
        }
    }
}

/// What the address of a paper says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct PrintQuery {
    pub print: String,
}

impl PrintQuery {
    /// How large the letters are to be.
    pub fn print(&self) -> Print {
        if self.print == "large" { Print::Large } else { Print::Usual }
    }
}

/// Up to which day deliveries are taken.
pub const EVERYTHING: &str = "all";

/// What the address of a new invoice says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub struct UntilQuery {
    pub until: String,
}

impl UntilQuery {
    /// The last day to take; none for everything. Unasked, it is the end of last month.
    pub fn day(&self, today: NaiveDate) -> Option<NaiveDate> {
        match self.until.as_str() {
            EVERYTHING => None,
            text => Some(text.parse().unwrap_or_else(|_| end_of_last_month(today))),
        }
    }
}

/// What is ticked on the page that is checked before an invoice is made.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct MakeForm {
    pub key: String,
    pub delivery: Vec<String>,
    /// What the page said it comes to, in pence.
    pub seen: String,
    /// Which button was pressed: "look" only adds up again.
    pub action: String,
}

impl MakeForm {
    /// The deliveries that are ticked; none when one of them is no number.
    pub fn deliveries(&self) -> Option<Vec<DeliveryId>> {
        self.delivery.iter().map(|id| id.parse().ok()).collect()
    }

    /// What the page said.
    pub fn seen(&self) -> Option<Money> {
        self.seen.parse().ok().map(Money::from_pence)
    }
}

/// Words about an invoice.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    pub words: String,
}

/// A credit note as it is typed: fields of its own, and one for each line of the invoice.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct CreditForm(Vec<(String, String)>);

/// What "everything that is left" is called in the form.
pub const WHOLE: &str = "whole";
/// What "everything, to be invoiced again" is called in the form.
pub const AGAIN: &str = "again";
/// What "a part" is called in the form.
pub const PART: &str = "part";

impl CreditForm {
    /// A form to start from.
    pub fn start(key: String) -> Self {
        Self(vec![("key".to_owned(), key)])
    }

    /// What stands in a field.
    pub fn get(&self, field: &str) -> &str {
        self.0.iter().find(|(name, _)| name == field).map_or("", |(_, value)| value.as_str())
    }

    /// The field of a line.
    pub fn field(line: InvoiceLineId) -> String {
        format!("line-{line}")
    }

    /// Whether somebody has seen what it comes to and said yes.
    pub fn is_sure(&self) -> bool {
        self.get("sure") == "yes"
    }

    /// How much of which lines, and why.
    pub fn read(&self, lines: &[InvoiceLine]) -> Result<(String, Vec<(InvoiceLineId, Money)>), FieldErrors> {
        let mut errors = FieldErrors::new();
        let reason = self.get("reason").trim();
        if reason.is_empty() {
            errors.push("reason", "Say why, for the payer to read");
        } else if reason.chars().count() > super::service::crediting::LONGEST_REASON {
            errors.push("reason", "Say why in 500 characters or fewer");
        }
        let left = || lines.iter().filter(|line| line.left() > Money::ZERO);
        let mut wanted = BTreeMap::new();
        match self.get("which") {
            WHOLE | AGAIN => wanted.extend(left().map(|line| (line.id, line.left()))),
            PART => {
                for line in left() {
                    let field = Self::field(line.id);
                    let typed = self.get(&field).trim();
                    let Some(amount) = (!typed.is_empty()).then(|| errors.take(&field, Money::parse(typed))).flatten()
                    else {
                        continue;
                    };
                    if amount > line.left() {
                        errors.push(field, format!("Only {} is left to credit there", line.left()));
                    } else if amount > Money::ZERO {
                        wanted.insert(line.id, amount);
                    }
                }
                if wanted.is_empty() && errors.is_empty() {
                    errors.push("which", "Enter how much to credit beside at least one line");
                }
            }
            _ => errors.push("which", "Choose how much to credit"),
        }
        if errors.is_empty() { Ok((reason.to_owned(), wanted.into_iter().collect())) } else { Err(errors) }
    }
}

/// What stands on a provider's invoices, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DetailsForm {
    pub legal_name: String,
    pub address: String,
    pub postcode: String,
    pub vat_number: String,
    pub electronic_address: String,
}

/// The schemes of electronic addresses that are used in Britain: DUNS, GLN, VAT number.
const SCHEMES: [&str; 3] = ["0060", "0088", "9932"];

/// Where Peppol delivers to, as "0088:5060012349998"; none when nothing was typed.
fn electronic_address(errors: &mut FieldErrors, typed: &str) -> Option<String> {
    let plain: String = typed.chars().filter(|letter| !letter.is_whitespace()).collect();
    if plain.is_empty() {
        return None;
    }
    let fits = |(scheme, address): (&str, &str)| {
        SCHEMES.contains(&scheme)
            && (1..=30).contains(&address.len())
            && address.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    if plain.split_once(':').is_some_and(fits) {
        return Some(plain);
    }
    errors.push("electronic_address", "Enter an address as 0088:5060012349998, or leave it empty");
    None
}

impl DetailsForm {
    /// The form as it stands.
    pub fn of(details: &Details) -> Self {
        Self {
            legal_name: details.legal_name.clone(),
            address: details.address.clone(),
            postcode: details.postcode.clone(),
            vat_number: details.vat_number.clone().unwrap_or_default(),
            electronic_address: details.electronic_address.clone().unwrap_or_default(),
        }
    }

    /// What was typed, with a VAT number as "GB123456789".
    pub fn read(&self) -> Result<Details, FieldErrors> {
        let mut errors = FieldErrors::new();
        let short = |errors: &mut FieldErrors, field: &str, text: &str, what: &str, longest: usize| {
            let text = text.trim();
            if text.is_empty() {
                errors.push(field, format!("Enter {what}"));
            } else if text.chars().count() > longest {
                errors.push(field, format!("Enter {what} in {longest} characters or fewer"));
            }
            text.to_owned()
        };
        let legal_name = short(&mut errors, "legal_name", &self.legal_name, "the name that invoices are from", 200);
        let address = short(&mut errors, "address", &self.address, "an address", 500);
        let postcode = short(&mut errors, "postcode", &self.postcode, "a postcode", 10).to_uppercase();
        let typed: String = self.vat_number.chars().filter(|letter| !letter.is_whitespace()).collect();
        let digits = typed.strip_prefix("GB").or_else(|| typed.strip_prefix("gb")).unwrap_or(&typed);
        let fits = matches!(digits.len(), 9 | 12) && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !digits.is_empty() && !fits {
            errors.push("vat_number", "Enter a VAT number of 9 or 12 digits, or leave it empty");
        }
        let vat_number = (!digits.is_empty()).then(|| format!("GB{digits}"));
        let electronic_address = electronic_address(&mut errors, &self.electronic_address);
        let details = Details { legal_name, address, postcode, vat_number, electronic_address };
        if errors.is_empty() { Ok(details) } else { Err(errors) }
    }
}

/// A council's tolerance, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CouncilForm {
    pub tolerance: String,
    pub electronic_address: String,
}

/// The most that a council may let pass: a hundred pounds a line.
pub const MOST_TOLERANCE: Money = Money::from_pence(10_000);

impl CouncilForm {
    /// The form as it stands.
    pub fn of((tolerance, electronic_address): &(Money, Option<String>)) -> Self {
        Self { tolerance: tolerance.plain(), electronic_address: electronic_address.clone().unwrap_or_default() }
    }

    /// The amount a line, and where Peppol delivers to.
    pub fn read(&self) -> Result<(Money, Option<String>), FieldErrors> {
        let mut errors = FieldErrors::new();
        let tolerance = errors.take("tolerance", Money::parse(&self.tolerance));
        if tolerance.is_some_and(|amount| amount > MOST_TOLERANCE) {
            errors.push("tolerance", "Enter £100 or less");
        }
        let address = electronic_address(&mut errors, &self.electronic_address);
        match tolerance {
            Some(tolerance) if errors.is_empty() => Ok((tolerance, address)),
            _ => Err(errors),
        }
    }
}

/// A bank account, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct BankForm {
    pub name: String,
    pub sort_code: String,
    pub number: String,
}

impl BankForm {
    /// The form as it stands.
    pub fn of(account: &BankAccount) -> Self {
        Self { name: account.name.clone(), sort_code: bank::dashed(&account.sort_code), number: account.number.clone() }
    }

    /// The account, in the form that banks know.
    pub fn read(&self) -> Result<BankAccount, FieldErrors> {
        let mut errors = FieldErrors::new();
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > bank::LONGEST_NAME {
            errors.push("name", "Enter the name of the account, in 70 characters or fewer");
        }
        let sort_code = bank::sort_code(&self.sort_code);
        if sort_code.is_none() {
            errors.push("sort_code", "Enter a sort code of 6 digits, as 20-00-00");
        }
        let number = bank::account_number(&self.number);
        if number.is_none() {
            errors.push("number", "Enter an account number of 6 to 8 digits");
        }
        match (sort_code, number) {
            (Some(sort_code), Some(number)) if errors.is_empty() => {
                Ok(BankAccount { name: name.to_owned(), sort_code, number })
            }
            _ => Err(errors),
        }
    }
}

/// The account that was looked at, and the code that was mailed, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CodeForm {
    pub account: Option<i64>,
    pub code: String,
}

/// A holder's own payment, as typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PaidForm {
    pub key: String,
    pub paid_on_day: String,
    pub paid_on_month: String,
    pub paid_on_year: String,
    pub evidence: String,
}

impl PaidForm {
    /// The day as it was typed.
    pub fn day(&self) -> DateText {
        DateText::typed(&self.paid_on_day, &self.paid_on_month, &self.paid_on_year)
    }

    fn typed_day(&self) -> Option<NaiveDate> {
        let number = |text: &str| text.trim().parse::<u32>().ok();
        let year = self.paid_on_year.trim().parse::<i32>().ok()?;
        NaiveDate::from_ymd_opt(year, number(&self.paid_on_month)?, number(&self.paid_on_day)?)
    }

    /// The day and the evidence.
    pub fn read(&self) -> Result<(NaiveDate, String), FieldErrors> {
        let mut errors = FieldErrors::new();
        let day = self.typed_day();
        if day.is_none() {
            errors.push("paid_on", "Enter the day you paid, for example 21 11 2026");
        }
        if self.evidence.trim().is_empty() {
            errors.push("evidence", "Write how you paid, for example the line on your bank statement");
        }
        match day {
            Some(day) if errors.is_empty() => Ok((day, self.evidence.trim().to_owned())),
            _ => Err(errors),
        }
    }
}

/// What is ticked for a payment run.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RunForm {
    pub key: String,
    pub invoice: Vec<String>,
}

impl RunForm {
    /// The invoices that are ticked; none when one of them is no number.
    pub fn invoices(&self) -> Option<Vec<InvoiceId>> {
        self.invoice.iter().map(|id| id.parse().ok()).collect()
    }
}

/// A bank statement; the file comes beside it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct StatementForm {}

impl TakesFiles for StatementForm {
    const LARGEST_FILE: usize = statement::LARGEST_FILE;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vat_numbers_are_taken_as_people_write_them() {
        let form = |vat: &str| DetailsForm {
            legal_name: "Aire Valley".to_owned(),
            address: "1 Mill Lane, Leeds".to_owned(),
            postcode: "ls6 3hn".to_owned(),
            vat_number: vat.to_owned(),
            electronic_address: String::new(),
        };
        assert_eq!(form("gb 123 4567 89").read().unwrap().vat_number.as_deref(), Some("GB123456789"));
        assert_eq!(form("123456789012").read().unwrap().vat_number.as_deref(), Some("GB123456789012"));
        assert_eq!(form(" ").read().unwrap().vat_number, None);
        assert_eq!(form("").read().unwrap().postcode, "LS6 3HN");
        for wrong in ["12345678", "GB12345678X", "DE123456789"] {
            assert!(form(wrong).read().unwrap_err().get("vat_number").is_some(), "{wrong}");
        }
    }

    #[test]
    fn an_invoice_goes_up_to_the_end_of_last_month_unless_asked_otherwise() {
        let today: NaiveDate = "2026-11-21".parse().unwrap();
        let until = |text: &str| UntilQuery { until: text.to_owned() }.day(today).map(|day| day.to_string());
        assert_eq!(until("").as_deref(), Some("2026-10-31"));
        assert_eq!(until("2026-11-07").as_deref(), Some("2026-11-07"));
        assert_eq!(until("yesterday").as_deref(), Some("2026-10-31"));
        assert_eq!(until("all"), None);
    }
}
