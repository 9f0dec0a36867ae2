//! What was invoiced and paid in a month, invoice by invoice: a year of daily care has sixty visits on one. Pure.

use chrono::NaiveDate;

use super::{Monthly, Sort};
use crate::budgets::ledger::AccountKind;
use crate::kernel::Money;

/// What became of one invoice on one day, its visits together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settled {
    /// The day in London.
    pub on: NaiveDate,
    /// What the money became.
    pub to: AccountKind,
    /// The provider, where there is an order.
    pub provider: Option<String>,
    /// The invoice's number, as the movements name it.
    pub invoice: Option<String>,
    /// How many visits.
    pub visits: usize,
    /// How much together.
    pub amount: Money,
}

impl Monthly {
    /// What was invoiced and paid, invoice by invoice. None when a sum can't be held.
    pub fn settled(&self) -> Option<Vec<Settled>> {
        let mut all: Vec<Settled> = Vec::new();
        for entry in self.of_sort(Sort::Settled) {
            let (on, movement) = (entry.on(), &entry.movement);
            let invoice = movement.memo.rsplit_once(", invoice ").map(|(_, number)| number.to_owned());
            let same = |one: &&mut Settled| {
                (one.on, one.to, &one.provider, &one.invoice) == (on, movement.to, &entry.provider, &invoice)
            };
            if let Some(one) = all.iter_mut().find(same) {
                one.visits += 1;
                one.amount = one.amount.checked_add(movement.amount)?;
            } else {
                let provider = entry.provider.clone();
                all.push(Settled { on, to: movement.to, provider, invoice, visits: 1, amount: movement.amount });
            }
        }
        Some(all)
    }
}
