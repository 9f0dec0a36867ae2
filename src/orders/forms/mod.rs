//! What was posted, read into commands, or into messages beside the fields.

mod line;
mod pause;

use serde::Deserialize;

pub use pause::{PauseForm, ResumeForm};

pub use line::{BreakForm, Line, LineForm, ONCE, OUTSIDE, VisitForm, WEEKLY, day, text as day_text};

use crate::kernel::{BasketLineId, Money, Quantity, TimeOfDay};
use crate::orders::model::beyond::{AskFor, Wish};
use crate::orders::model::{Delivery, DeliveryStatus};
use crate::orders::service::RecordSeen;
use crate::web::form::FieldErrors;

/// "Use this choice", for a line that doesn't fit. The field is named after the line, so that several such forms on
/// one page have different ids.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(transparent)]
pub struct WayForm(std::collections::BTreeMap<String, String>);

impl WayForm {
    /// The choice; empty when none was made.
    pub fn way(&self) -> &str {
        let chosen = self.0.iter().find(|(name, _)| name.starts_with("way-"));
        chosen.map_or("", |(_, way)| way.as_str())
    }
}

/// "Place order".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct PlaceForm {
    pub key: String,
    pub agree: String,
    pub line: Vec<String>,
    pub total: String,
    pub pot: String,
}

impl PlaceForm {
    /// What the page showed; none when the form was tampered with, which orders nothing.
    pub fn seen(&self) -> Option<super::service::Seen> {
        let lines = self.line.iter().map(|id| id.parse::<BasketLineId>().ok()).collect::<Option<Vec<_>>>()?;
        let total = Money::from_pence(self.total.parse().ok()?);
        Some(super::service::Seen { lines, total, pot: self.pot.parse().ok() })
    }
}

/// A reason or what was wrong, in words.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct WordsForm {
    pub words: String,
}

/// "Yes, this is right".
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct ConfirmForm {
    pub yes: String,
    /// What the page showed as recorded, as [`seen_text`] writes it.
    pub seen: String,
}

/// What a page shows of a visit that was recorded, to be posted with the yes to it: hundredths of units, and pence.
pub fn seen_text(delivery: &Delivery) -> String {
    let (units, amount) = (delivery.recorded.unwrap_or_default(), delivery.recorded_amount.unwrap_or_default());
    format!("{} {}", units.hundredths(), amount.pence())
}

impl ConfirmForm {
    /// What the page showed; none when it makes no sense.
    pub fn seen(&self) -> Option<RecordSeen> {
        let (units, pence) = self.seen.split_once(' ')?;
        let units = Quantity::from_hundredths(units.parse().ok()?);
        Some(RecordSeen { units, amount: Money::from_pence(pence.parse().ok()?) })
    }
}

/// Calling something off, with what the page said that it costs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct CancelForm {
    /// In pence.
    pub seen: String,
}

impl CancelForm {
    /// What the page said that it costs; nothing when it said nothing.
    pub fn seen(&self) -> Money {
        Money::from_pence(self.seen.parse().unwrap_or(0))
    }
}

/// What was delivered, as the provider says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct RecordForm {
    /// How the page showed the visit, as [`visit_text`] writes it.
    pub seen: String,
    pub units: String,
    pub started: String,
    pub ended: String,
    pub note: String,
}

/// How a page shows a visit, to be posted with what is recorded of it: how far it has come, and hundredths of units.
pub fn visit_text(delivery: &Delivery) -> String {
    let recorded = delivery.recorded.map(|units| units.hundredths().to_string()).unwrap_or_default();
    format!("{} {recorded}", delivery.status.as_str())
}

impl RecordForm {
    /// How the page showed the visit; none when it makes no sense.
    pub fn seen(&self) -> Option<(DeliveryStatus, Option<Quantity>)> {
        let (status, units) = self.seen.split_once(' ')?;
        Some((status.parse().ok()?, units.parse().ok().map(Quantity::from_hundredths)))
    }

    /// From when to when it really was, if that was filled in.
    pub fn times(&self, errors: &mut FieldErrors) -> Option<(TimeOfDay, TimeOfDay)> {
        match (self.started.trim(), self.ended.trim()) {
            ("", "") => None,
            ("", _) => {
                errors.push("started", "Enter both times, or neither.");
                None
            }
            (_, "") => {
                errors.push("ended", "Enter both times, or neither.");
                None
            }
            (started, ended) => {
                let from = errors.take("started", TimeOfDay::parse(started));
                from.zip(errors.take("ended", TimeOfDay::parse(ended)))
            }
        }
    }
}

/// The answer to a proposal, or to a request to spend beyond the plan.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AnswerForm {
    pub answer: String,
    pub words: String,
}

/// What the council is asked about, as a link fills it in and somebody changes it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AskForm {
    pub listing: String,
    pub plan_line: String,
    pub pot: String,
    pub purpose: String,
    pub order: String,
    pub amount: String,
    pub words: String,
}

impl AskForm {
    /// What is asked; none when the link makes no sense. An amount that makes none is a message, and nothing.
    pub fn read(&self, errors: &mut FieldErrors) -> Option<AskFor> {
        let plan_line = match self.plan_line.as_str() {
            "" => None,
            line => Some(line.parse().ok()?),
        };
        let total = errors.take("amount", Money::parse(&self.amount)).unwrap_or_default();
        if total <= Money::ZERO && errors.is_empty() {
            errors.push("amount", "Enter an amount of £0.01 or more.");
        }
        let wish = Wish { listing: self.listing.parse().ok()?, plan_line, total };
        let order = (!self.order.is_empty()).then(|| self.order.clone());
        Some(AskFor { wish, pot: self.pot.parse().ok()?, purpose: self.purpose.parse().ok()?, order })
    }

    /// The fields that nobody types.
    pub fn hidden(&self) -> [(&'static str, &str); 5] {
        [
            ("listing", &self.listing),
            ("plan_line", &self.plan_line),
            ("pot", &self.pot),
            ("purpose", &self.purpose),
            ("order", &self.order),
        ]
    }
}

/// How much is paid of a visit, as the council says.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DecideForm {
    #[serde(rename = "decide_units")]
    pub units: String,
    #[serde(rename = "decide_words")]
    pub words: String,
}

/// How much is paid of a visit, as one side offers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct OfferForm {
    #[serde(rename = "offer_units")]
    pub units: String,
}

/// The offer that somebody agrees to.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct AgreeForm {
    pub offer: String,
}

/// A form that is only a button.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Nothing {}
