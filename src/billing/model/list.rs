//! What lists of invoices ask for and show, and how old what is owed is.

#![allow(missing_docs, reason = "most fields are called what they are; the others are described")]

use chrono::NaiveDate;

use super::invoice::{Invoice, Payer};
use super::status::InvoiceStatus;
use crate::kernel::{Money, PageNumber, text_enum};

text_enum! {
    /// What a list of invoices is sorted by.
    pub enum Sort {
        Newest = "newest" => "Newest first",
        Due = "due" => "Due first",
        Largest = "largest" => "Largest first",
        Who = "who" => "By name",
    }
}

/// What somebody asks of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Only those in this state; all of them for none.
    pub status: Option<InvoiceStatus>,
    pub sort: Sort,
    pub page: PageNumber,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { status: None, sort: Sort::Newest, page: PageNumber::FIRST }
    }
}

/// An invoice in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    pub invoice: Invoice,
    pub provider_name: String,
    pub holder_name: String,
}

/// What is owed, by how long it has been due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ageing {
    /// Not due yet.
    pub not_due: Money,
    /// Due for 1 to 30 days.
    pub to_30: Money,
    /// Due for 31 to 60 days.
    pub to_60: Money,
    /// Due for longer.
    pub older: Money,
}

impl Ageing {
    /// Of what is left to pay and when it was due; none when the sum can't be held.
    pub fn of(owed: impl IntoIterator<Item = (Money, NaiveDate)>, today: NaiveDate) -> Option<Self> {
        let mut ageing = Self::default();
        for (left, due_on) in owed {
            let place = match today.signed_duration_since(due_on).num_days() {
                ..=0 => &mut ageing.not_due,
                1..=30 => &mut ageing.to_30,
                31..=60 => &mut ageing.to_60,
                _ => &mut ageing.older,
            };
            *place = place.checked_add(left)?;
        }
        Some(ageing)
    }

    /// What is past its day.
    pub fn overdue(&self) -> Option<Money> {
        Money::sum([self.to_30, self.to_60, self.older])
    }

    /// All of it.
    pub fn owed(&self) -> Option<Money> {
        Money::sum([self.not_due, self.to_30, self.to_60, self.older])
    }
}

/// Who waits for whom, in a few words; `own` when whoever reads it is who pays for the budget holder.
pub fn waits_for(status: InvoiceStatus, payer: Payer, own: bool) -> &'static str {
    match (status, payer) {
        (InvoiceStatus::Issued, Payer::Holder) if own => "You approve it",
        (InvoiceStatus::Approved, Payer::Holder) if own => "You pay it",
        (InvoiceStatus::Issued, Payer::Council) => "The council approves it",
        (InvoiceStatus::Issued, Payer::Holder) => "The budget holder approves it",
        (InvoiceStatus::Queried, _) => "The provider answers",
        (InvoiceStatus::Approved, Payer::Council) => "The council pays it",
        (InvoiceStatus::Approved, Payer::Holder) => "The budget holder pays it",
        (InvoiceStatus::Paid | InvoiceStatus::Credited, _) => "Nothing more to do",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_owed_is_told_by_age_and_adds_up() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let pence = Money::from_pence;
        let owed = [
            (pence(100), day("2026-11-21")),
            (pence(20), day("2026-11-20")),
            (pence(3), day("2026-10-22")),
            (pence(4_000), day("2026-10-21")),
            (pence(50_000), day("2026-01-01")),
        ];
        let ageing = Ageing::of(owed, day("2026-11-21")).unwrap();
        assert_eq!(ageing, Ageing { not_due: pence(100), to_30: pence(23), to_60: pence(4_000), older: pence(50_000) });
        assert_eq!(ageing.overdue(), Some(pence(54_023)));
        assert_eq!(ageing.owed(), Some(pence(54_123)));
    }
}
