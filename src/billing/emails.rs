//! The messages of billing, in plain text. Each says what happened, what to do next, and where.

use chrono::NaiveDate;

use super::model::bank::BankAccount;
use crate::kernel::dates::long_date;
use crate::kernel::{InvoiceId, Money};
use crate::mail::Email;

/// What the messages are about.
#[derive(Clone, Debug)]
pub struct About<'a> {
    /// The site's address, without a trailing slash.
    pub site: &'a str,
    /// The invoice.
    pub id: InvoiceId,
    /// Its number.
    pub reference: &'a str,
    /// The provider's name.
    pub provider: &'a str,
    /// Who pays.
    pub buyer: &'a str,
    /// What it comes to.
    pub total: Money,
    /// When it is due.
    pub due_on: NaiveDate,
}

impl About<'_> {
    fn link(&self) -> String {
        format!("{}/invoices/{}", self.site, self.id)
    }
}

fn email(to: &str, subject: String, text: String) -> Email {
    Email { to: to.to_owned(), subject, text }
}

/// To whoever pays from an own account: the council asks about a line of it.
pub fn bank_line(to: &str, (amount, what, on): &(Money, &str, String), asks: &str, site: &str) -> Email {
    let amount = amount.checked_neg().unwrap_or(*amount);
    let text = format!(
        "Your council has looked at a payment from the bank account of the budget: {amount}, {what}, on {on}. It does not \
         count as support for now.\n\n{asks}\n\nSay what it was for, and add a receipt if you have one:\n\
         {site}/budget/bank\n"
    );
    email(to, format!("A question about a payment of {amount}"), text)
}

/// To whoever pays: there is an invoice.
pub fn made(about: &About<'_>, to: &str, waits: bool) -> Email {
    let next = if waits {
        "Something on it is more than was ordered, so please look at it. You can approve it or ask about it here:"
    } else {
        "It matches what was ordered and delivered, so it is approved. You can see it, pay it or ask about it here:"
    };
    let text = format!(
        "{} has sent invoice {} for {}. It is due on {}.\n\n{next}\n{}\n",
        about.provider,
        about.reference,
        about.total,
        long_date(about.due_on),
        about.link()
    );
    email(to, format!("Invoice {} from {}", about.reference, about.provider), text)
}

/// To the provider: it will be paid.
pub fn approved(about: &About<'_>, to: &str) -> Email {
    let text = format!(
        "{} has approved invoice {} for {}.\n\nYou can see it here:\n{}\n",
        about.buyer,
        about.reference,
        about.total,
        about.link()
    );
    email(to, format!("Invoice {} is approved", about.reference), text)
}

/// To the provider: there is a question.
pub fn queried(about: &About<'_>, to: &str, words: &str) -> Email {
    let text = format!(
        "{} asks about invoice {}:\n\n“{words}”\n\nIt is not paid until this is settled. Answer, or credit what was \
         wrong, here:\n{}\n",
        about.buyer,
        about.reference,
        about.link()
    );
    email(to, format!("A question about invoice {}", about.reference), text)
}

/// To whoever pays: there is an answer.
pub fn answered(about: &About<'_>, to: &str, words: &str) -> Email {
    let text = format!(
        "{} has answered about invoice {}:\n\n“{words}”\n\nPlease approve it, or ask again, here:\n{}\n",
        about.provider,
        about.reference,
        about.link()
    );
    email(to, format!("An answer about invoice {}", about.reference), text)
}

/// To whoever pays: something was credited.
pub fn credited(about: &About<'_>, to: &str, (reference, amount, reason): (&str, Money, &str), paid: bool) -> Email {
    let next = if paid {
        format!("The invoice was paid already, so {} owes {amount} back. Tell us when it has come:", about.provider)
    } else {
        format!("The {amount} is back in the budget. You can see it here:")
    };
    let text = format!(
        "{} has taken {amount} off invoice {}, with credit note {reference}.\n\nThey say: {reason}\n\n{next}\n{}\n",
        about.provider,
        about.reference,
        about.link()
    );
    email(to, format!("{amount} off invoice {}", about.reference), text)
}

/// To the provider: the refund has come.
pub fn refunded(about: &About<'_>, to: &str, reference: &str, amount: Money) -> Email {
    let text = format!(
        "{} says that the refund of {amount} for credit note {reference} has come.\n\nNothing more is due for it. \
         Invoice {}:\n{}\n",
        about.buyer,
        about.reference,
        about.link()
    );
    email(to, format!("Your refund for invoice {} has come", about.reference), text)
}

/// To the provider: what they had refunded, of a payment that came back, is theirs again.
pub fn given_back(about: &About<'_>, to: &str, amount: Money, evidence: &str) -> Email {
    let text = format!(
        "{} says that {amount} is given back to you. You had refunded it for invoice {}, and then the payment itself \
         came back.\n\nThey say: {evidence}\n\n{}\n",
        about.buyer,
        about.reference,
        about.link()
    );
    email(to, format!("{amount} is given back to you, invoice {}", about.reference), text)
}

/// To the provider: whoever pays has paid.
pub fn paid(about: &About<'_>, to: &str, amount: Money, (on, evidence): (Option<NaiveDate>, &str)) -> Email {
    let on = on.map(|day| format!(" on {}", long_date(day))).unwrap_or_default();
    let text = format!(
        "{} has paid {amount} for invoice {}{on}.\n\nThey say: {evidence}\n\nIf it hasn’t come, ask them. The \
         invoice:\n{}\n",
        about.buyer,
        about.reference,
        about.link()
    );
    email(to, format!("Invoice {} is paid", about.reference), text)
}

/// To both sides: a payment failed or came back.
pub fn came_back(about: &About<'_>, to: &str, amount: Money, why: &str) -> Email {
    let text = format!(
        "The payment of {amount} for invoice {} from {} did not go through.\n\n{why}\n\nThe invoice is to be paid \
         again. Please check the bank account that it goes to. The invoice:\n{}\n",
        about.reference,
        about.provider,
        about.link()
    );
    email(to, format!("The payment for invoice {} did not go through", about.reference), text)
}

/// To the provider: what the bank was told to pay.
pub fn remittance(site: &str, to: &str, (payer, total, on): (&str, Money, NaiveDate), lines: &[String]) -> Email {
    let list: String = lines.iter().flat_map(|line| ["- ", line.as_str(), "\n"]).collect();
    let text = format!(
        "{payer} pays you {total}, on {} or soon after:\n\n{list}\nEach comes with its reference. Your \
         invoices:\n{site}/provider/invoices\n",
        long_date(on)
    );
    email(to, format!("{payer} pays you {total}"), text)
}

/// To whoever entered a bank account: the code that confirms it.
pub fn bank_code(site: &str, to: &str, account: &BankAccount, code: &str) -> Email {
    let text = format!(
        "You entered a bank account for your organisation, {}.\n\nTo confirm it, enter this code within 24 \
         hours:\n\n{code}\n\n{site}/provider/bank\n\nAnybody else who manages your organisation can confirm it \
         instead. Nothing is paid to it before. If this wasn’t you, throw it away there, and change your password.\n",
        account.hidden()
    );
    email(to, "Confirm your bank account".to_owned(), text)
}

/// To everybody else who manages the provider: somebody entered a bank account.
pub fn bank_entered(site: &str, to: &str, account: &BankAccount, by: &str) -> Email {
    let text = format!(
        "{by} entered a bank account for your organisation, {}.\n\nNothing is paid to it until it is confirmed. If it \
         is right you can confirm it, and if it isn’t, throw it away:\n{site}/provider/bank\n",
        account.hidden()
    );
    email(to, "Somebody entered a bank account".to_owned(), text)
}

/// To everybody who manages the provider: the account is confirmed.
pub fn bank_confirmed(site: &str, to: &str, account: &BankAccount) -> Email {
    let text = format!(
        "From now on invoices are paid to {}.\n\nIf that is wrong, change it at once:\n{site}/provider/bank\n",
        account.hidden()
    );
    email(to, "Your bank account has changed".to_owned(), text)
}
