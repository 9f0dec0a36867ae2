//! Months, and statements of invented movements.

use proptest::prelude::*;

use super::*;
use crate::budgets::ledger::Reason;
use crate::kernel::ids::{PotId, TransferId};

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

#[test]
fn months_are_read_and_said() {
    let october = month("2026-10");
    assert_eq!((october.to_string(), october.words()), ("2026-10".to_owned(), "October 2026".to_owned()));
    assert_eq!(october.last().to_string(), "2026-10-31");
    assert_eq!(month("2028-02").last().to_string(), "2028-02-29");
    assert_eq!(month("2026-12").next(), month("2027-01"));
    for nonsense in ["", "2026", "2026-13", "2026-1", "2026-001", "+026-01", "abcd-ef"] {
        assert_eq!(Month::parse(nonsense), None, "{nonsense}");
    }
}

#[test]
fn a_month_ends_at_midnight_in_london() {
    assert_eq!(month("2026-06").ends_at().to_string(), "2026-06-30 23:00:00");
    assert_eq!(month("2026-10").ends_at().to_string(), "2026-11-01 00:00:00");
}

fn entry(number: i64, from: Option<AccountKind>, to: AccountKind, pence: i64) -> Entry {
    let movement = Movement {
        id: TransferId(number),
        at: "2026-10-05T12:00:00".parse().unwrap(),
        reason: Reason::Reverse,
        from,
        to,
        amount: Money::from_pence(pence),
        plan_line: None,
        by: None,
        under_mandate: false,
        memo: String::new(),
    };
    Entry { movement, order: None, provider: None }
}

fn kind() -> impl Strategy<Value = AccountKind> {
    proptest::sample::select(AccountKind::ALL)
}

proptest! {
    #[test]
    fn a_months_figures_add_up_and_each_movement_is_in_one_list(
        moves in proptest::collection::vec((proptest::option::of(kind()), kind(), 1_i64..1_000_000), 0..60),
        split in 0_usize..60,
    ) {
        let entries: Vec<Entry> = (1..).zip(&moves).map(|(id, (from, to, pence))| entry(id, *from, *to, *pence)).collect();
        let split = split.min(entries.len());
        let moved = |entries: &[Entry]| -> Vec<Moved> {
            let of = |entry: &Entry| Moved {
                plan_line: None,
                title: None,
                from: entry.movement.from,
                to: entry.movement.to,
                amount: entry.movement.amount,
            };
            entries.iter().map(of).collect()
        };
        let opening = balances(&moved(&entries[..split])).unwrap();
        let closing = balances(&moved(&entries)).unwrap();
        let day = "2026-10-31".parse().unwrap();
        let monthly = Monthly {
            pot: Pot {
                id: PotId(1),
                budget_id: crate::kernel::ids::BudgetId(1),
                holder_id: crate::kernel::ids::HolderId(1),
                plan_id: None,
                held_as: crate::budgets::HeldAs::DirectPayment,
                starts_on: day,
                ends_on: day,
                amount: Money::ZERO,
                closed: false,
            },
            month: month("2026-10"),
            closed_at: None,
            to: day,
            opening,
            closing,
            entries: entries[split..].to_vec(),
            parts: Vec::new(),
        };
        prop_assert!(monthly.adds_up());
        let figures = monthly.figures().unwrap();
        let led = Money::sum([figures.opening, figures.put_in]).unwrap()
            .checked_sub(figures.spent).unwrap().checked_sub(figures.taken_back).unwrap();
        prop_assert_eq!(led, figures.closing);
        let last = monthly.with_balance().last().map_or(figures.opening, |(_, balance)| *balance);
        prop_assert_eq!(last, figures.closing);
        let lists = [Sort::In, Sort::Out, Sort::SetAside, Sort::Settled];
        let listed: usize = lists.iter().map(|sort| monthly.of_sort(*sort).count()).sum();
        prop_assert_eq!(listed, monthly.entries.len());
        let aside = Money::sum(monthly.entries.iter().map(Entry::set_aside)).unwrap();
        prop_assert_eq!(opening.committed.checked_add(aside).unwrap(), closing.committed);
    }
}
