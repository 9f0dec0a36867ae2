//! Invoices, credit notes, and what they are made of.

#![allow(missing_docs, reason = "most fields are called what they are; the others are described")]

use chrono::{Days, NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};

use super::matching::{Match, Verdict};
use super::status::{CreditStatus, InvoiceStatus};
use super::vat::{Rated, VatRate};
use crate::budgets::HeldAs;
use crate::directory::model::PriceUnit;
use crate::kernel::{
    CreditNoteId, CreditNoteLineId, DeliveryId, HolderId, InvoiceId, InvoiceLineId, ListingId, Money, OrderLineId,
    OrganisationId, PlanLineId, PotId, ProviderId, Quantity, TimeBand, UserId, text_enum,
};

/// Days from an invoice to when it is due.
pub const TERMS_DAYS: u64 = 30;

/// The most lines on one invoice.
pub const MOST_LINES: usize = 500;

text_enum! {
    /// Who pays from a pot.
    pub enum Payer {
        /// The holder, or whoever manages the money for them.
        Holder = "holder" => "The budget holder",
        /// The holder's council.
        Council = "council" => "The council",
    }
}

impl Payer {
    /// Who pays from a pot that is held in this way. Without a council, the holder does.
    pub const fn of(held_as: HeldAs, has_council: bool) -> Self {
        match held_as {
            HeldAs::CouncilManaged | HeldAs::LeadProfessional | HeldAs::Voucher if has_council => Self::Council,
            _ => Self::Holder,
        }
    }
}

text_enum! {
    /// What a line is for.
    pub enum LineKind {
        /// A delivery that was confirmed.
        Delivery = "delivery" => "Delivered",
        /// A delivery that was cancelled too late to be free.
        LateCharge = "late_charge" => "Cancelled late",
    }
}

/// A confirmed delivery, or a late charge, that is on no invoice yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Billable {
    pub delivery: DeliveryId,
    pub order_line: OrderLineId,
    pub plan_line: Option<PlanLineId>,
    pub order_reference: String,
    pub listing: ListingId,
    pub title: String,
    pub kind: LineKind,
    pub on: NaiveDate,
    pub band: TimeBand,
    pub unit: PriceUnit,
    /// How much was delivered; one, for a late charge.
    pub units: Quantity,
    /// The price of a unit; for a late charge, the charge.
    pub unit_price: Money,
    /// The price of a unit at which it was ordered, also for a late charge.
    pub ordered_at: Money,
    /// On which day it was ordered.
    pub ordered_on: NaiveDate,
    /// What was ordered costs this.
    pub ordered: Money,
    /// What was delivered costs this; for a late charge, the charge.
    pub amount: Money,
    /// What cancelling late costs by the order's terms, in per cent.
    pub late_percent: i32,
    pub pot: PotId,
    pub holder: HolderId,
}

impl Billable {
    /// What the three-way match says when it is invoiced for this much.
    pub fn matched(&self, invoiced: Money, tolerance: Money) -> Verdict {
        let of = Match {
            kind: self.kind,
            ordered: self.ordered,
            delivered: self.amount,
            invoiced,
            late_percent: self.late_percent,
        };
        of.verdict(tolerance)
    }
}

/// Somebody's name and address on a paper.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    /// Lines of the address, without the postcode.
    #[serde(default)]
    pub address: Vec<String>,
    #[serde(default)]
    pub postcode: String,
    #[serde(default)]
    pub vat_number: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub phone: Option<String>,
    /// Where Peppol delivers to: scheme and address, as "0088:5060012349998".
    #[serde(default)]
    pub electronic_address: Option<String>,
}

/// Who and whom, as it was when the paper was made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parties {
    /// The provider.
    pub seller: Party,
    /// Who pays.
    pub buyer: Party,
    /// Whose support it is, where that is not who pays.
    #[serde(default)]
    pub person: String,
    /// How the buyer knows the person.
    #[serde(default)]
    pub person_reference: String,
}

/// What a provider says of itself for its invoices.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Details {
    pub legal_name: String,
    pub address: String,
    pub postcode: String,
    /// None when it isn't registered for VAT.
    pub vat_number: Option<String>,
    /// Where Peppol delivers to, as "0088:5060012349998".
    pub electronic_address: Option<String>,
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    pub id: InvoiceId,
    /// What people quote: "INV-57-0001". No other invoice has it.
    pub reference: String,
    pub provider: ProviderId,
    pub holder: HolderId,
    pub pot: PotId,
    /// The holder's council.
    pub council: Option<OrganisationId>,
    pub payer: Payer,
    pub parties: Parties,
    pub made_on: NaiveDate,
    pub due_on: NaiveDate,
    /// The first and the last day that something on it was delivered.
    pub span: (NaiveDate, NaiveDate),
    pub net: Money,
    pub vat: Money,
    pub rounding: Money,
    pub total: Money,
    pub credited: Money,
    pub paid: Money,
    pub refunded: Money,
    pub status: InvoiceStatus,
    pub made_at: NaiveDateTime,
    pub approved_by: Option<UserId>,
    pub approved_at: Option<NaiveDateTime>,
    pub paid_at: Option<NaiveDateTime>,
}

impl Invoice {
    /// What is still to be paid.
    pub fn left(&self) -> Money {
        if self.status.is_open() { less(self.total, self.credited) } else { Money::ZERO }
    }

    /// What the provider owes back: credited after it was paid, and not refunded yet.
    pub fn refund_due(&self) -> Money {
        if self.status != InvoiceStatus::Paid {
            return Money::ZERO;
        }
        let owed = less(self.total, self.credited);
        less(less(self.paid, owed), self.refunded)
    }

    /// Whether it should have been paid before this day.
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.status.is_open() && self.due_on < today
    }
}

/// The one less the other, and never below nothing.
pub(in crate::billing) fn less(from: Money, part: Money) -> Money {
    from.checked_sub(part).filter(|rest| !rest.is_negative()).unwrap_or(Money::ZERO)
}

/// When an invoice of a day is due.
pub fn due_on(made_on: NaiveDate) -> NaiveDate {
    made_on.checked_add_days(Days::new(TERMS_DAYS)).unwrap_or(made_on)
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceLine {
    pub id: InvoiceLineId,
    pub delivery: DeliveryId,
    pub order_line: OrderLineId,
    pub plan_line: Option<PlanLineId>,
    pub order_reference: String,
    pub title: String,
    pub kind: LineKind,
    pub on: NaiveDate,
    pub unit: PriceUnit,
    pub units: Quantity,
    pub unit_price: Money,
    /// What is paid for it, with VAT.
    pub amount: Money,
    pub net: Money,
    pub vat: VatRate,
    pub ordered: Money,
    pub delivered: Money,
    pub verdict: Verdict,
    pub credited: Money,
}

impl InvoiceLine {
    /// What of it was not credited.
    pub fn left(&self) -> Money {
        less(self.amount, self.credited)
    }

    pub fn rated(&self) -> Rated {
        Rated { rate: self.vat, paid: self.amount }
    }
}

text_enum! {
    /// Which side wrote something.
    pub enum Side {
        Payer = "payer" => "The payer",
        Provider = "provider" => "The provider",
    }
}

/// What somebody wrote about an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub side: Side,
    pub words: String,
    pub by: String,
    pub at: NaiveDateTime,
}

/// A credit note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditNote {
    pub id: CreditNoteId,
    /// "CN-57-0001".
    pub reference: String,
    pub invoice: InvoiceId,
    pub made_on: NaiveDate,
    pub reason: String,
    pub net: Money,
    pub vat: Money,
    pub rounding: Money,
    pub total: Money,
    pub status: CreditStatus,
    pub refunded_at: Option<NaiveDateTime>,
}

/// A line of a credit note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreditNoteLine {
    pub id: CreditNoteLineId,
    pub invoice_line: InvoiceLineId,
    pub amount: Money,
    pub net: Money,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_pays_follows_from_how_the_money_is_held() {
        assert_eq!(Payer::of(HeldAs::DirectPayment, true), Payer::Holder);
        assert_eq!(Payer::of(HeldAs::CouncilManaged, true), Payer::Council);
        assert_eq!(Payer::of(HeldAs::Voucher, true), Payer::Council);
        assert_eq!(Payer::of(HeldAs::OwnMoney, false), Payer::Holder);
        assert_eq!(Payer::of(HeldAs::CouncilManaged, false), Payer::Holder);
    }
}
