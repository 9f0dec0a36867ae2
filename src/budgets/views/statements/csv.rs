//! A month's statement as a table to take away (CSV): all that moved, with the balance and what is set aside after it.

use super::super::happened::{by, word};
use super::super::statement::harmless;
use super::plan_line;
use crate::budgets::ledger::AccountKind;
use crate::budgets::service::statements::StatementView;
use crate::budgets::statement::{Entry, Sort};
use crate::kernel::Money;
use crate::kernel::words::first_upper;

const HEADER: [&str; 14] = [
    "Date",
    "What",
    "Details",
    "Provider",
    "Order",
    "Part of the plan",
    "By",
    "From",
    "To",
    "Amount",
    "In",
    "Out",
    "Balance",
    "Set aside",
];

/// The whole file. Amounts are in pounds without a sign, as "1234.50". The first row brings the balance forward, the
/// last one has it at the end.
///
/// # Errors
/// When the balance can't be held, which no ledger comes near.
pub fn csv(view: &StatementView) -> Result<Vec<u8>, csv::Error> {
    let monthly = &view.monthly;
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER)?;
    let (mut balance, mut set_aside) = (view.figures.opening, monthly.opening.committed);
    file.write_record(brought(monthly.month.first().to_string(), "Balance brought forward", balance, set_aside))?;
    for entry in &monthly.entries {
        let sum = |a: Money, b: Money| {
            a.checked_add(b).ok_or_else(|| csv::Error::from(std::io::Error::other("a balance can't be held")))
        };
        balance = sum(balance, entry.change())?;
        set_aside = sum(set_aside, entry.set_aside())?;
        file.write_record(record(view, entry, balance, set_aside))?;
    }
    file.write_record(brought(monthly.to.to_string(), "Balance at the end", balance, set_aside))?;
    file.into_inner().map_err(|error| error.into_error().into())
}

fn brought(date: String, words: &str, balance: Money, set_aside: Money) -> [String; 14] {
    let mut record: [String; 14] = std::array::from_fn(|_| String::new());
    let [day, what, .., left, aside] = &mut record;
    *day = date;
    words.clone_into(what);
    *left = balance.plain();
    *aside = set_aside.plain();
    record
}

fn record(view: &StatementView, entry: &Entry, balance: Money, set_aside: Money) -> [String; 14] {
    let movement = &entry.movement;
    let side = |sort: Sort| if entry.sort() == sort { movement.amount.plain() } else { String::new() };
    let place = |kind: Option<AccountKind>| kind.map(|kind| kind.label().to_owned()).unwrap_or_default();
    let words = |words: &Option<String>| harmless(words.as_deref().unwrap_or_default());
    [
        entry.on().to_string(),
        first_upper(word(movement.reason)),
        harmless(&movement.memo),
        words(&entry.provider),
        words(&entry.order),
        harmless(plan_line(entry)),
        harmless(&by(movement, &view.holder.name).unwrap_or_default()),
        place(movement.from),
        place(Some(movement.to)),
        movement.amount.plain(),
        side(Sort::In),
        side(Sort::Out),
        balance.plain(),
        set_aside.plain(),
    ]
}
