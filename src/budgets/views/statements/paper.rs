//! A month's statement as a paper: the same as the page, in ordinary or in large print.

use super::{about, day, held, plan_line, settled_words, title, verdict, what, whose};
use crate::budgets::ledger::AccountKind;
use crate::budgets::service::statements::StatementView;
use crate::budgets::statement::{Entry, Settled, Sort};
use crate::kernel::Money;
use crate::kernel::dates::{long_date, short_date};
use crate::web::pdf::{Paper, PaperTable, Print};

fn fact(name: impl Into<String>, value: impl std::fmt::Display) -> (String, String) {
    (name.into(), value.to_string())
}

/// The paper.
pub fn paper(view: &StatementView, print: Print, phone: &str) -> Paper {
    let (monthly, figures) = (&view.monthly, &view.figures);
    let mut sums = vec![
        fact(format!("Balance on {}", long_date(monthly.month.first())), figures.opening),
        fact("Money in", figures.put_in),
        fact("Spent, less credit", figures.spent),
    ];
    if !figures.taken_back.is_zero() {
        sums.push(fact("Taken back", figures.taken_back));
    }
    sums.push(fact(format!("Balance on {}", long_date(monthly.to)), figures.closing));
    let mut paper = Paper::new(title(view), view.holder.name.as_str(), print)
        .facts([fact("For", whose(&view.holder).join("\n")), fact("Money held as", held(&monthly.pot))])
        .paragraph(verdict(view))
        .sums(sums)
        .heading("Every payment")
        .paragraph("Oldest first. The balance is what is not spent, whether or not it is set aside for an order.")
        .table(payments(view, print));
    let aside: Vec<&Entry> = monthly.of_sort(Sort::SetAside).collect();
    let settled = monthly.settled().unwrap_or_default();
    paper = paper.heading("Ordered, and no longer needed");
    paper = if aside.is_empty() {
        paper.paragraph("Nothing was ordered or called off.")
    } else {
        paper.table(set_aside(view, &aside))
    };
    paper = paper.heading("Invoiced and paid");
    paper = if settled.is_empty() {
        paper.paragraph("No invoice was made or paid.")
    } else {
        paper.table(invoiced(view, &settled))
    };
    paper = paper.heading("Where the money is").table(accounts(view));
    if !monthly.parts.is_empty() {
        paper = paper.heading(format!("The plan so far, to {}", long_date(monthly.to))).table(parts(view, print));
    }
    let council = view.holder.council_name.as_ref();
    let seen = council.map(|council| format!(" {council} can see this statement with the same figures."));
    let ring = if phone.is_empty() { String::new() } else { format!(" Phone us on {phone}.") };
    paper.paragraph(format!("Something looks wrong?{ring}{}", seen.unwrap_or_default()))
}

fn described(view: &StatementView, entry: &Entry, with_part: bool) -> String {
    let about = about(entry, &view.holder.name, view.monthly.is_late(entry));
    let part = if with_part { plan_line(entry) } else { "" };
    let lines = [what(entry), part.to_owned(), about];
    lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

fn payments(view: &StatementView, print: Print) -> PaperTable {
    let (monthly, figures) = (&view.monthly, &view.figures);
    let large = print == Print::Large;
    let table = PaperTable::new("Every payment in and out");
    // Large letters leave room for four columns.
    let mut table = if large {
        table.column("Date", 2).column("What", 7).numbers("In or out", 3).numbers("Balance", 3)
    } else {
        table
            .column("Date", 2)
            .column("What", 9)
            .column("Part of the plan", 4)
            .numbers("In", 3)
            .numbers("Out", 3)
            .numbers("Balance", 3)
    };
    let cells = |date: String, words: String, part: &str, change: Option<Money>, balance: Money| {
        let sides = match change {
            Some(change) if change.is_negative() => (String::new(), change.checked_neg().unwrap_or(change).to_string()),
            Some(change) => (change.to_string(), String::new()),
            None => (String::new(), String::new()),
        };
        if large {
            let change = change.map(|change| change.to_string()).unwrap_or_default();
            vec![date, words, change, balance.to_string()]
        } else {
            vec![date, words, part.to_owned(), sides.0, sides.1, balance.to_string()]
        }
    };
    let first = day(monthly.month.first(), monthly.month);
    table = table.row(cells(first, "Balance brought forward".to_owned(), "", None, figures.opening));
    for (entry, balance) in monthly.with_balance() {
        let words = described(view, entry, large);
        table =
            table.row(cells(day(entry.on(), monthly.month), words, plan_line(entry), Some(entry.change()), balance));
    }
    table.total(cells(day(monthly.to, monthly.month), "Balance".to_owned(), "", None, figures.closing))
}

fn set_aside(view: &StatementView, entries: &[&Entry]) -> PaperTable {
    let table = PaperTable::new("Set aside for orders, and free again. The balance stays the same.");
    let table = table.column("Date", 2).column("What", 9).numbers("Set aside", 3);
    entries.iter().fold(table, |table, entry| {
        let date = day(entry.on(), view.monthly.month);
        table.row([date, described(view, entry, true), entry.set_aside().to_string()])
    })
}

fn invoiced(view: &StatementView, all: &[Settled]) -> PaperTable {
    let table = PaperTable::new("These were spent before, so the balance has had them already.");
    let table = table.column("Date", 2).column("What", 7).column("Became", 3).numbers("Amount", 3);
    all.iter().fold(table, |table, one| {
        let date = day(one.on, view.monthly.month);
        table.row([date, settled_words(one), one.to.label().to_owned(), one.amount.to_string()])
    })
}

fn accounts(view: &StatementView) -> PaperTable {
    let monthly = &view.monthly;
    let table = PaperTable::new("Where the money was at the beginning and at the end")
        .column("Where", 5)
        .numbers(format!("On {}", short_date(monthly.month.first())), 4)
        .numbers(format!("On {}", short_date(monthly.to)), 4);
    let table = AccountKind::ALL.iter().fold(table, |table, kind| {
        let (before, after) = (monthly.opening.of(*kind), monthly.closing.of(*kind));
        table.row([kind.label().to_owned(), before.to_string(), after.to_string()])
    });
    let total = |balances: crate::budgets::ledger::Balances| balances.total().unwrap_or_default().to_string();
    table.total(["Put in so far".to_owned(), total(monthly.opening), total(monthly.closing)])
}

fn parts(view: &StatementView, print: Print) -> PaperTable {
    let table = PaperTable::new("Planned, spent, set aside and left for each part of the plan");
    let said = |amount: Option<Money>| amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string());
    if print == Print::Large {
        let table = table.column("Part of the plan", 5).numbers("Plan", 3).numbers("Spent", 3).numbers("Left", 3);
        return view.monthly.parts.iter().fold(table, |table, part| {
            table.row([part.title.clone(), said(part.planned), part.spent.to_string(), said(part.left())])
        });
    }
    let table = table
        .column("Part of the plan", 6)
        .numbers("Plan", 3)
        .numbers("Spent", 3)
        .numbers("Set aside", 3)
        .numbers("Left", 3);
    view.monthly.parts.iter().fold(table, |table, part| {
        table.row([
            part.title.clone(),
            said(part.planned),
            part.spent.to_string(),
            part.committed.to_string(),
            said(part.left()),
        ])
    })
}
