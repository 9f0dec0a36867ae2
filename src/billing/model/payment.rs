//! Payments and payment runs, and what may become of them.

#![allow(missing_docs, reason = "most fields are called what they are; the others are described")]

use chrono::{NaiveDate, NaiveDateTime};

use super::bank::BankAccount;
use crate::kernel::{InvoiceId, Money, OrganisationId, PaymentId, PaymentRunId, PotId, text_enum};

text_enum! {
    /// How far one payment of one invoice has come.
    pub enum PaymentStatus {
        /// It is in a run that hasn't gone to the bank.
        Made = "made" => "In a payment run",
        /// The bank was told to pay it.
        Sent = "sent" => "Sent to the bank",
        /// It shows on a bank statement, or the holder paid it themselves.
        Paid = "paid" => "Paid",
        /// The bank could not pay it; no money left.
        Failed = "failed" => "Failed",
        /// It was paid, and the money came back.
        Reversed = "reversed" => "Came back",
        /// It was taken out of its run before that went to the bank.
        Withdrawn = "withdrawn" => "Taken out",
    }
}

impl PaymentStatus {
    /// Whether a payment in this state may come to be in the next.
    pub const fn may_become(self, next: Self) -> bool {
        use PaymentStatus::{Failed, Made, Paid, Reversed, Sent, Withdrawn};
        matches!((self, next), (Made, Sent | Withdrawn) | (Sent, Paid | Failed) | (Paid, Reversed))
    }

    /// Whether its invoice is being paid by it, or was: at most one payment of an invoice is.
    pub const fn is_live(self) -> bool {
        matches!(self, Self::Made | Self::Sent | Self::Paid)
    }
}

text_enum! {
    /// How far a payment run has come.
    pub enum RunStatus {
        /// It can still be changed.
        Made = "made" => "To be sent",
        /// Its file is made, and never changes.
        Sent = "sent" => "Sent to the bank",
        /// It was given up before it went to the bank.
        Cancelled = "cancelled" => "Given up",
    }
}

impl RunStatus {
    /// Whether a run in this state may come to be in the next.
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Made, Self::Sent | Self::Cancelled))
    }
}

/// One payment of one invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Payment {
    pub id: PaymentId,
    /// None for a payment that a holder made themselves.
    pub run: Option<PaymentRunId>,
    pub invoice: InvoiceId,
    pub pot: PotId,
    /// What stands on the bank statement: "HPPAY0000012".
    pub reference: String,
    pub amount: Money,
    /// To which account; none for a payment that a holder made themselves.
    pub payee: Option<BankAccount>,
    pub status: PaymentStatus,
    /// What the holder wrote down: the line of their bank statement.
    pub evidence: Option<String>,
    /// Why it failed or came back.
    pub reason: Option<String>,
    pub made_at: NaiveDateTime,
    pub paid_on: Option<NaiveDate>,
}

/// A payment run of a council.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRun {
    pub id: PaymentRunId,
    pub council: OrganisationId,
    pub status: RunStatus,
    /// From which account.
    pub payer: BankAccount,
    /// When the bank is to pay.
    pub pay_on: NaiveDate,
    pub made_at: NaiveDateTime,
    pub sent_at: Option<NaiveDateTime>,
}

impl PaymentRun {
    /// What the bank knows it by.
    pub fn message_id(&self) -> String {
        format!("HPRUN{:08}", self.id.0)
    }
}

/// What a payment is called on bank statements. Letters and digits only, and short enough for any bank.
pub fn reference(id: PaymentId) -> String {
    format!("HPPAY{:08}", id.0)
}

/// The payments that words on a bank statement name.
pub fn references_in(words: &str) -> Vec<String> {
    let plain: String = words.chars().map(|letter| letter.to_ascii_uppercase()).collect();
    let mut found: Vec<String> = plain
        .match_indices("HPPAY")
        .filter_map(|(at, _)| plain.get(at..at + 13))
        .filter(|word| word.bytes().skip(5).all(|byte| byte.is_ascii_digit()))
        .map(str::to_owned)
        .collect();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_ends_once_and_only_what_was_paid_comes_back() {
        use PaymentStatus::{Failed, Made, Paid, Reversed, Sent, Withdrawn};
        for end in [Failed, Reversed, Withdrawn] {
            assert!(PaymentStatus::ALL.iter().all(|to| !end.may_become(*to)), "{end}");
            assert!(!end.is_live());
        }
        assert!(!Made.may_become(Paid), "what the bank wasn't told is not paid");
        assert!(!Sent.may_become(Withdrawn), "what the bank was told can't be taken out");
        assert!(Paid.may_become(Reversed) && !Sent.may_become(Reversed) && !Paid.may_become(Failed));
    }

    #[test]
    fn a_run_that_was_sent_stays_so() {
        assert!(RunStatus::ALL.iter().all(|to| !RunStatus::Sent.may_become(*to)));
        assert!(RunStatus::ALL.iter().all(|to| !RunStatus::Cancelled.may_become(*to)));
    }

    #[test]
    fn references_are_found_in_what_banks_write() {
        assert_eq!(reference(PaymentId(12)), "HPPAY00000012");
        assert_eq!(references_in("BGC hppay00000012 AIRE VALLEY"), ["HPPAY00000012"]);
        assert_eq!(references_in("HPPAY00000012/HPPAY00000013"), ["HPPAY00000012", "HPPAY00000013"]);
        assert!(references_in("HPPAY0000001 HPPAYabcdefgh £££HPPAY").is_empty());
        assert!(references_in("").is_empty());
    }
}
