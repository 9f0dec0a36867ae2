//! What is posted about quotes.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::directory::model::{PriceUnit, Vat};
use crate::kernel::Money;
use crate::kernel::ids::PlanLineId;
use crate::orders::{LineForm, day};
use crate::requests::model::NewQuoteLine;
use crate::requests::model::quote::{HIGHEST_PRICE, LONGEST_NOTES, LONGEST_TITLE};
use crate::requests::service::{Accept, SendQuote};
use crate::web::components::DateText;
use crate::web::form::FieldErrors;

/// A line of a quote: what, at which price, and days and times as everywhere.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(from = "BTreeMap<String, Vec<String>>")]
pub struct QuoteLineForm {
    /// The listing that it hangs on.
    pub listing: String,
    /// What it is.
    pub title: String,
    /// The price of one unit, in pounds.
    pub price: String,
    /// How VAT is in it.
    pub vat: String,
    /// Days and times.
    pub(crate) line: LineForm,
}

impl From<BTreeMap<String, Vec<String>>> for QuoteLineForm {
    fn from(mut posted: BTreeMap<String, Vec<String>>) -> Self {
        let mut one = |name: &str| posted.remove(name).unwrap_or_default().pop().unwrap_or_default();
        let (listing, title, price, vat) = (one("listing"), one("title"), one("price"), one("vat"));
        Self { listing, title, price, vat, line: LineForm::of_posted(posted) }
    }
}

impl QuoteLineForm {
    /// The line; whether it makes sense there and then is the service's to say.
    ///
    /// # Errors
    /// Messages beside the fields.
    pub fn check(&self) -> Result<NewQuoteLine, FieldErrors> {
        let mut errors = FieldErrors::new();
        let listing = errors.take("listing", self.listing.parse().map_err(|_| "Choose one of your listings."));
        let title = self.title.trim();
        match title.chars().count() {
            0 => errors.push("title", "Say what it is, like “Help with shopping”."),
            count if count > LONGEST_TITLE => errors.push("title", format!("Use {LONGEST_TITLE} letters or fewer.")),
            _ => {}
        }
        let price = errors.take("price", Money::parse(&self.price)).filter(|price| {
            let fits = *price > Money::ZERO && *price <= HIGHEST_PRICE;
            if !fits {
                errors.push("price", "Enter a price from £0.01 to £100,000.");
            }
            fits
        });
        let vat = errors.take("vat", self.vat.parse::<Vat>().map_err(|_| "Choose how VAT is in the price."));
        let request = self.line.request(PriceUnit::ALL, &mut errors);
        match (listing, price, vat, request) {
            (Some(listing), Some(price), Some(vat), Some(request)) if errors.is_empty() => {
                Ok(NewQuoteLine { listing, title: title.to_owned(), request, price, vat })
            }
            _ => Err(errors),
        }
    }
}

/// "Send the quote".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct SendForm {
    /// What is said with it.
    pub notes: String,
    valid_until_day: String,
    valid_until_month: String,
    valid_until_year: String,
}

impl SendForm {
    /// A form to start from.
    pub fn start(notes: &str, until: DateText) -> Self {
        let DateText { day, month, year } = until;
        Self { notes: notes.to_owned(), valid_until_day: day, valid_until_month: month, valid_until_year: year }
    }

    /// The last day, as it was typed.
    pub fn until(&self) -> DateText {
        let (day, month) = (self.valid_until_day.clone(), self.valid_until_month.clone());
        DateText { day, month, year: self.valid_until_year.clone() }
    }

    /// The command.
    ///
    /// # Errors
    /// Messages beside the fields.
    pub fn check(&self) -> Result<SendQuote, FieldErrors> {
        let mut errors = FieldErrors::new();
        let notes = self.notes.replace("\r\n", "\n").trim().to_owned();
        if notes.chars().count() > LONGEST_NOTES {
            errors.push("notes", format!("Use {LONGEST_NOTES} letters or fewer."));
        }
        let words = "Enter the last day that the quote holds, like 31 12 2026.";
        match errors.take("valid_until", day(&self.until(), words)) {
            Some(valid_until) if errors.is_empty() => Ok(SendQuote { notes, valid_until }),
            _ => Err(errors),
        }
    }
}

/// Words, such as a question or a reason.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    /// What was written.
    pub words: String,
}

/// "Accept this quote".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AcceptForm {
    /// From the form.
    pub key: String,
    /// The ticked box.
    pub agree: String,
    /// What the page showed that it costs, in pence.
    pub total: String,
    /// The part of the plan that it is for.
    pub plan_line: String,
}

/// What "outside the plan" is called in the form.
pub const OUTSIDE: &str = "outside";

impl AcceptForm {
    /// The command; none when the form was tampered with, which orders nothing.
    pub fn read(&self) -> Option<Accept> {
        let plan_line = match self.plan_line.as_str() {
            "" | OUTSIDE => None,
            id => Some(id.parse::<PlanLineId>().ok()?),
        };
        let seen = Money::from_pence(self.total.parse().ok()?);
        Some(Accept { key: self.key.clone(), agreed: self.agree == "yes", seen, plan_line })
    }
}
