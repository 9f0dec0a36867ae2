//! What may become of an invoice and of a credit note. Stores change a state only from one that may become the other.

use crate::kernel::text_enum;

text_enum! {
    /// How far an invoice has come.
    pub enum InvoiceStatus {
        /// It is made, and waits for the payer to look at it.
        Issued = "issued" => "To approve",
        /// The payer asked about it; the provider answers.
        Queried = "queried" => "Queried",
        /// It is to be paid.
        Approved = "approved" => "Approved",
        /// It is paid.
        Paid = "paid" => "Paid",
        /// All of it was credited before it was paid: nothing is owed.
        Credited = "credited" => "Credited",
    }
}

impl InvoiceStatus {
    /// Whether an invoice in this state may come to be in the next. A paid one goes back when its payment does: to
    /// approved, or to credited when nothing of it is left to pay.
    pub const fn may_become(self, next: Self) -> bool {
        use InvoiceStatus::{Approved, Credited, Issued, Paid, Queried};
        matches!(
            (self, next),
            (Issued, Approved | Queried | Credited)
                | (Queried, Issued | Approved | Credited)
                | (Approved, Queried | Paid | Credited)
                | (Paid, Approved | Credited)
        )
    }

    /// Whether something of it is still owed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Issued | Self::Queried | Self::Approved)
    }
}

text_enum! {
    /// How far a credit note has come.
    pub enum CreditStatus {
        /// The invoice was not paid yet, so less is owed and the money is back in the budget.
        Settled = "settled" => "Taken off the invoice",
        /// The invoice was paid already: the provider owes the money back.
        RefundDue = "refund_due" => "Refund due",
        /// The provider has paid it back.
        Refunded = "refunded" => "Refunded",
    }
}

impl CreditStatus {
    /// Whether a credit note in this state may come to be in the next. A refund, due or paid, is settled when the
    /// payment itself comes back from the bank.
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::RefundDue, Self::Refunded | Self::Settled) | (Self::Refunded, Self::Settled))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_credited_and_nothing_unapproved_is_paid() {
        use InvoiceStatus::{Approved, Credited, Issued, Paid, Queried};
        for to in InvoiceStatus::ALL {
            assert!(!Credited.may_become(*to), "{to}");
            assert!(!to.may_become(*to), "{to}");
        }
        assert!(!Issued.may_become(Paid) && !Queried.may_become(Paid) && Approved.may_become(Paid));
        assert!(!Paid.may_become(Queried) && !Paid.may_become(Issued) && Paid.may_become(Approved));
    }

    #[test]
    fn an_invoice_is_credited_from_every_state_but_credited() {
        for from in InvoiceStatus::ALL.iter().filter(|status| **status != InvoiceStatus::Credited) {
            assert!(from.may_become(InvoiceStatus::Credited), "{from}");
        }
    }

    #[test]
    fn a_refund_happens_once() {
        assert!(CreditStatus::RefundDue.may_become(CreditStatus::Refunded));
        assert!(CreditStatus::ALL.iter().all(|to| !CreditStatus::Settled.may_become(*to)));
        let after = CreditStatus::ALL.iter().filter(|to| CreditStatus::Refunded.may_become(**to));
        assert_eq!(after.collect::<Vec<_>>(), [&CreditStatus::Settled], "and only when the payment came back");
    }
}
