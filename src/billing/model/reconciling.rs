//! What a line of a bank statement means for our payments and credit notes. Pure: it decides, and changes nothing.

use super::payment::{Payment, PaymentStatus};
use super::status::CreditStatus;
use crate::kernel::{CreditNoteId, Money, PaymentId, text_enum};

text_enum! {
    /// What came of a line.
    pub enum Outcome {
        /// A payment of ours was paid.
        Paid = "paid" => "Paid",
        /// A payment of ours was paid, and the money came back.
        CameBack = "came_back" => "Came back",
        /// The bank could not pay a payment of ours.
        Failed = "failed" => "Failed",
        /// A provider paid a credit note back.
        Refunded = "refunded" => "Refund",
        /// It is not about us.
        Other = "other" => "Not one of ours",
        /// Somebody has to look at it.
        Look = "look" => "Look at this",
    }
}

/// What to do about a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Mark a payment as paid.
    Pays(PaymentId),
    /// Put a payment back that was paid.
    Returns(PaymentId),
    /// Mark a payment as failed.
    Fails(PaymentId),
    /// Record a refund.
    Refunds(CreditNoteId),
    /// Nothing: it isn't ours.
    Nothing,
    /// Nothing, and somebody has to look: why, in a sentence.
    Look(&'static str, Option<PaymentId>),
}

/// A credit note that a line names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Named {
    /// Which.
    pub id: CreditNoteId,
    /// How far it has come.
    pub status: CreditStatus,
    /// What it credits.
    pub total: Money,
    /// Whether the council pays its invoice; else the refund is somebody else's to record.
    pub council_pays: bool,
}

/// What a line means, by the payments and credit notes that it names.
///
/// `twice` says that the bank seems to have paid one of the payments twice: of two that left, one that comes back is the
/// second, and the provider has been paid all the same.
pub fn meaning(amount: Money, payments: &[Payment], notes: &[Named], twice: bool) -> Meaning {
    match (payments, notes) {
        ([], []) => Meaning::Nothing,
        ([payment], _) if payment.run.is_none() => {
            Meaning::Look("The person paid this themselves, so it should not be on your statement.", Some(payment.id))
        }
        ([payment], _) if amount.is_negative() => money_out(amount, payment),
        ([payment], _) => money_in(amount, payment, twice),
        ([], [note]) if !note.council_pays => {
            Meaning::Look("The person pays this provider themselves, so the refund is theirs.", None)
        }
        ([], [note]) if !amount.is_negative() => match note.status {
            CreditStatus::RefundDue if note.total == amount => Meaning::Refunds(note.id),
            CreditStatus::RefundDue => Meaning::Look("It is not what the credit note says.", None),
            CreditStatus::Settled | CreditStatus::Refunded => {
                Meaning::Look("Nothing is due for this credit note.", None)
            }
        },
        ([], _) => Meaning::Look("It names a credit note, and it can’t be its refund.", None),
        _ => Meaning::Look("It names more than one of our payments.", None),
    }
}

fn money_out(amount: Money, payment: &Payment) -> Meaning {
    let look = |why| Meaning::Look(why, Some(payment.id));
    match payment.status {
        PaymentStatus::Sent if amount.checked_neg() == Some(payment.amount) => Meaning::Pays(payment.id),
        PaymentStatus::Sent => look("It is not what we asked the bank to pay."),
        PaymentStatus::Paid => look("This was paid before: the bank may have paid it twice."),
        PaymentStatus::Made => look("The bank paid something that it was not told to pay yet."),
        PaymentStatus::Withdrawn => look("The bank paid something that was taken out of its payment run."),
        PaymentStatus::Failed | PaymentStatus::Reversed => {
            look("The bank paid something that had failed or come back before.")
        }
    }
}

fn money_in(amount: Money, payment: &Payment, twice: bool) -> Meaning {
    let look = |why| Meaning::Look(why, Some(payment.id));
    if amount != payment.amount {
        return look("Only a part, or something else, came back.");
    }
    match payment.status {
        PaymentStatus::Paid if twice => look(
            "The bank may have paid this twice, and one of the two came back. If the provider keeps one, nothing is to be done.",
        ),
        PaymentStatus::Paid => Meaning::Returns(payment.id),
        PaymentStatus::Sent => Meaning::Fails(payment.id),
        PaymentStatus::Made | PaymentStatus::Withdrawn => look("Something came back that we never sent."),
        PaymentStatus::Failed | PaymentStatus::Reversed => look("This came back before."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::billing::model::payment::reference;
    use crate::kernel::{InvoiceId, PaymentRunId, PotId};

    fn payment(status: PaymentStatus) -> Payment {
        Payment {
            id: PaymentId(1),
            run: Some(PaymentRunId(1)),
            invoice: InvoiceId(1),
            pot: PotId(1),
            reference: reference(PaymentId(1)),
            amount: Money::from_pence(6_000),
            payee: None,
            status,
            evidence: None,
            reason: None,
            made_at: "2026-11-21T09:00:00".parse().unwrap(),
            paid_on: None,
        }
    }

    fn of(pence: i64, status: PaymentStatus) -> Meaning {
        meaning(Money::from_pence(pence), &[payment(status)], &[], false)
    }

    #[test]
    fn only_what_was_sent_is_paid_and_only_what_was_paid_comes_back() {
        assert_eq!(of(-6_000, PaymentStatus::Sent), Meaning::Pays(PaymentId(1)));
        assert_eq!(of(6_000, PaymentStatus::Paid), Meaning::Returns(PaymentId(1)));
        assert_eq!(of(6_000, PaymentStatus::Sent), Meaning::Fails(PaymentId(1)));
        for status in PaymentStatus::ALL.iter().filter(|status| **status != PaymentStatus::Sent) {
            assert!(matches!(of(-6_000, *status), Meaning::Look(..)), "{status}");
        }
        for status in [PaymentStatus::Made, PaymentStatus::Withdrawn, PaymentStatus::Failed, PaymentStatus::Reversed] {
            assert!(matches!(of(6_000, status), Meaning::Look(..)), "{status}");
        }
    }

    #[test]
    fn of_what_was_paid_twice_one_that_comes_back_is_looked_at() {
        let back = |twice| meaning(Money::from_pence(6_000), &[payment(PaymentStatus::Paid)], &[], twice);
        assert!(matches!(back(true), Meaning::Look(_, Some(PaymentId(1)))));
        assert_eq!(back(false), Meaning::Returns(PaymentId(1)));
    }

    #[test]
    fn amounts_that_are_off_are_looked_at() {
        assert!(matches!(of(-5_999, PaymentStatus::Sent), Meaning::Look(..)));
        assert!(matches!(of(5_999, PaymentStatus::Paid), Meaning::Look(..)));
        let two = [payment(PaymentStatus::Sent), payment(PaymentStatus::Sent)];
        assert!(matches!(meaning(Money::from_pence(-12_000), &two, &[], false), Meaning::Look(..)));
        assert_eq!(meaning(Money::from_pence(-12_000), &[], &[], false), Meaning::Nothing);
    }

    #[test]
    fn a_refund_is_taken_once_and_in_whole() {
        let note = |status| Named { id: CreditNoteId(7), status, total: Money::from_pence(1_000), council_pays: true };
        let of = |pence, status| meaning(Money::from_pence(pence), &[], &[note(status)], false);
        assert_eq!(of(1_000, CreditStatus::RefundDue), Meaning::Refunds(CreditNoteId(7)));
        assert!(matches!(of(999, CreditStatus::RefundDue), Meaning::Look(..)));
        assert!(matches!(of(1_000, CreditStatus::Refunded), Meaning::Look(..)));
        assert!(matches!(of(-1_000, CreditStatus::RefundDue), Meaning::Look(..)));
        let theirs = Named { council_pays: false, ..note(CreditStatus::RefundDue) };
        assert!(
            matches!(meaning(Money::from_pence(1_000), &[], &[theirs], false), Meaning::Look(..)),
            "the person's own"
        );
        let own = Payment { run: None, ..payment(PaymentStatus::Paid) };
        assert!(matches!(meaning(Money::from_pence(6_000), &[own], &[], false), Meaning::Look(..)), "the person's own");
    }
}
