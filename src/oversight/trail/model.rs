//! What an auditor sees of a pot's money. Pure.

use chrono::{NaiveDate, NaiveDateTime};

use crate::budgets::ledger::{AccountKind, Balances, ChainState, Reason};
use crate::budgets::{HeldAs, Stream};
use crate::kernel::Money;
use crate::kernel::ids::{DeliveryId, OrderLineId, PotId};

/// A pot, with whose it is.
#[derive(Clone, Debug)]
pub struct PotOf {
    /// Which pot.
    pub id: PotId,
    /// Whose.
    pub holder: String,
    /// The reference of the person in addresses.
    pub reference: String,
    /// How it is held.
    pub held_as: HeldAs,
    /// Its budget's first and last day.
    pub span: (NaiveDate, NaiveDate),
}

/// One transfer with the papers it belongs to.
#[derive(Clone, Debug)]
pub struct Step {
    /// The number of the transfer.
    pub id: i64,
    /// Its place in the pot's chain; none before it is sealed.
    pub position: Option<i64>,
    /// The first eight digits of its seal.
    pub seal: Option<String>,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// Why.
    pub reason: Reason,
    /// From which account; none for money from a stream.
    pub from: Option<AccountKind>,
    /// To which account.
    pub to: AccountKind,
    /// How much.
    pub amount: Money,
    /// A few words about it.
    pub memo: String,
    /// Who did it; none for the program itself.
    pub by: Option<String>,
    /// Whether for somebody else, under a mandate.
    pub under_mandate: bool,
    /// The stream it came from.
    pub stream: Option<Stream>,
    /// The order's reference.
    pub order: Option<String>,
    /// The line of the order, with its title.
    pub line: Option<(OrderLineId, String)>,
    /// The provider.
    pub provider: Option<String>,
    /// The delivery, with its day.
    pub delivery: Option<(DeliveryId, NaiveDate)>,
    /// The number of the invoice that its delivery came to be on, also for what happened before that.
    pub invoice: Option<String>,
    /// The payment's reference.
    pub payment: Option<String>,
}

/// A line of an order with what became of its money.
#[derive(Clone, Debug)]
pub struct LineMoney {
    /// Which line.
    pub id: OrderLineId,
    /// What was ordered.
    pub title: String,
    /// The order's reference.
    pub order: String,
    /// Who provides it.
    pub provider: String,
    /// Now in each account.
    pub now: Balances,
}

impl LineMoney {
    /// What has left the line for providers or stands ready to.
    pub fn all(&self) -> Money {
        Money::sum([self.now.committed, self.now.delivered, self.now.invoiced, self.now.paid]).unwrap_or_default()
    }
}

/// A whole pot: where its money came from, where it is, and what it was for.
#[derive(Clone, Debug)]
pub struct PotTrail {
    /// The pot.
    pub pot: PotOf,
    /// Whether its seals fit.
    pub chain: ChainState,
    /// What its accounts hold.
    pub now: Balances,
    /// Money that came from streams, oldest first.
    pub came: Vec<Step>,
    /// What it was ordered for.
    pub lines: Vec<LineMoney>,
}

/// Some of a pot's transfers, oldest first: all of an order line, of a delivery, or of an invoice.
#[derive(Clone, Debug)]
pub struct Trail {
    /// The pot.
    pub pot: PotOf,
    /// Whether its seals fit.
    pub chain: ChainState,
    /// Money that came from streams, oldest first.
    pub came: Vec<Step>,
    /// The steps after it.
    pub steps: Vec<Step>,
}

/// A payment of an invoice.
#[derive(Clone, Debug)]
pub struct PaymentOf {
    /// What stands on bank statements.
    pub reference: String,
    /// How much.
    pub amount: Money,
    /// How far it has come, in words.
    pub status: &'static str,
    /// When it was made, in UTC.
    pub made_at: NaiveDateTime,
    /// When it was paid.
    pub paid_on: Option<NaiveDate>,
    /// Who made it.
    pub by: String,
    /// To whom: the name of the bank account; none when the holder paid it themselves.
    pub payee: Option<String>,
}

/// An invoice, to be followed back.
#[derive(Clone, Debug)]
pub struct InvoiceOf {
    /// Its number.
    pub reference: String,
    /// Which pot pays it.
    pub pot: PotId,
    /// Who made it.
    pub provider: String,
    /// The day on it.
    pub made_on: NaiveDate,
    /// What it comes to.
    pub total: Money,
    /// Its payments, oldest first.
    pub payments: Vec<PaymentOf>,
}

/// What a search found.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Pots of people with this name, or the pot with this number.
    pub pots: Vec<PotOf>,
    /// The invoice with this number, or the one that this payment paid.
    pub invoice: Option<String>,
}

/// The payment that a transfer's key names: `pay:{payment}:line:{line}`.
pub fn payment_in(key: &str) -> Option<i64> {
    let rest = key.strip_prefix("pay:").or_else(|| key.strip_prefix("unpay:"))?;
    rest.split(':').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payment_is_read_from_the_key_of_its_transfers() {
        assert_eq!(payment_in("pay:12:line:7"), Some(12));
        assert_eq!(payment_in("unpay:12:line:7"), Some(12));
        assert_eq!(payment_in("invoice:line:7"), None);
        assert_eq!(payment_in("pay:"), None);
    }
}
