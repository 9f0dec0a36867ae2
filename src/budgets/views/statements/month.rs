//! A month's statement as a page: what it comes to, four figures that add up, every drawdown with the balance after it,
//! what was set aside, what was invoiced and paid, and where the money is.

use maud::{Markup, html};

use super::{about, day, held, list_address, plan_line, settled_words, title, verdict, ways_on, what, whose};
use crate::budgets::ledger::AccountKind;
use crate::budgets::service::statements::StatementView;
use crate::budgets::statement::{Entry, Part, Sort};
use crate::kernel::Money;
use crate::kernel::dates::{long_date, short_date};
use crate::kernel::words::count;
use crate::web::components::{Table, Tile, TileKind, panel, paragraph, text, tiles};
use crate::web::page::Page;
use crate::web::pdf::Print;

/// The page.
pub fn page(view: &StatementView, print: Print, phone: &str) -> Page {
    let large = print == Print::Large;
    let back = list_address(&view.holder, view.their_side);
    let address = html! { p.app-note { @for line in whose(&view.holder) { (line) br; } } };
    let nav = if view.their_side { "/budget" } else { "/council" };
    Page::new(title(view)).nav(nav).back(back, "Statements").caption(held(&view.monthly.pot)).beside_heading(address).body(html! {
        p.govuk-body-l { (verdict(view)) }
        (four(view))
        (panel("payments", "Every payment", &payments(view)))
        (panel("set-aside", "Ordered, and no longer needed", &set_aside(view)))
        (panel("settled", "Invoiced and paid", &settled(view)))
        (panel("accounts", "Where the money is", &accounts(view)))
        @if !view.monthly.parts.is_empty() { (panel("parts", "The plan so far", &parts(view))) }
        p.govuk-body {
            b { "Something looks wrong?" }
            @if !phone.is_empty() { " Phone us on " (phone) "." }
            @if let Some(council) = &view.holder.council_name { " " (council) " can see this statement with the same figures." }
        }
        (ways_on(view, large))
    })
}

fn four(view: &StatementView) -> Markup {
    let (figures, monthly) = (&view.figures, &view.monthly);
    let entries = monthly.of_sort(Sort::Out).count();
    let mut spent =
        Tile::new(TileKind::Spent, "Spent, less credit", figures.spent).note(count(entries, "payment", "payments"));
    if !figures.taken_back.is_zero() {
        spent = spent.note(format!("{}, and {} taken back", count(entries, "payment", "payments"), figures.taken_back));
    }
    tiles(&[
        Tile::new(TileKind::Plan, format!("Balance on {}", long_date(monthly.month.first())), figures.opening),
        Tile::new(TileKind::Committed, "Money in", figures.put_in),
        spent,
        Tile::new(TileKind::Left, format!("Balance on {}", long_date(monthly.to)), figures.closing).note(format!(
            "{} set aside, {} free",
            figures.set_aside,
            figures.free()
        )),
    ])
}

fn described(view: &StatementView, entry: &Entry) -> Markup {
    let about = about(entry, &view.holder.name, view.monthly.is_late(entry));
    html! { (what(entry)) @if !about.is_empty() { span.app-sub { (about) } } }
}

fn payments(view: &StatementView) -> Markup {
    let (monthly, figures) = (&view.monthly, &view.figures);
    let blank = || text("");
    let mut table = Table::new("Every payment in and out, oldest first")
        .column("Date")
        .column("What")
        .column("Part of the plan")
        .numbers("In")
        .numbers("Out")
        .numbers("Balance")
        .row([
            text(day(monthly.month.first(), monthly.month)),
            html! { b { "Balance brought forward" } },
            blank(),
            blank(),
            blank(),
            text(figures.opening),
        ]);
    let (mut money_in, mut out) = (Money::ZERO, Money::ZERO);
    for (entry, balance) in monthly.with_balance() {
        let amount = entry.movement.amount;
        let into = entry.sort() == Sort::In;
        let sum = if into { &mut money_in } else { &mut out };
        *sum = sum.checked_add(amount).unwrap_or(*sum);
        table = table.row([
            text(day(entry.on(), monthly.month)),
            described(view, entry),
            text(plan_line(entry)),
            if into { text(amount) } else { blank() },
            if into { blank() } else { text(amount) },
            text(balance),
        ]);
    }
    html! {
        p.app-note { "Oldest first. The balance is what is not spent, whether or not it is set aside for an order." }
        (table.total([
            text(day(monthly.to, monthly.month)),
            text("Together"),
            blank(),
            text(money_in),
            text(out),
            text(figures.closing),
        ]))
    }
}

fn set_aside(view: &StatementView) -> Markup {
    let monthly = &view.monthly;
    let entries: Vec<&Entry> = monthly.of_sort(Sort::SetAside).collect();
    if entries.is_empty() {
        return paragraph("Nothing was ordered or called off.");
    }
    let rows = entries.into_iter().map(|entry| {
        let amount = entry.set_aside();
        vec![text(day(entry.on(), monthly.month)), described(view, entry), text(plan_line(entry)), text(amount)]
    });
    html! {
        p.app-note { "Money that was set aside for orders, and money that is free again. The balance stays the same." }
        (Table::new("Set aside for orders, and free again")
            .column("Date")
            .column("What")
            .column("Part of the plan")
            .numbers("Set aside")
            .rows(rows))
    }
}

fn settled(view: &StatementView) -> Markup {
    let monthly = &view.monthly;
    let all = monthly.settled().unwrap_or_default();
    if all.is_empty() {
        return paragraph("No invoice was made or paid.");
    }
    let rows = all.iter().map(|one| {
        vec![text(day(one.on, monthly.month)), text(settled_words(one)), text(one.to.label()), text(one.amount)]
    });
    html! {
        p.app-note { "These were spent before, so the balance has had them already." }
        (Table::new("Invoiced and paid")
            .column("Date")
            .column("What")
            .column("Became")
            .numbers("Amount")
            .rows(rows))
    }
}

fn accounts(view: &StatementView) -> Markup {
    let monthly = &view.monthly;
    let rows = AccountKind::ALL
        .iter()
        .map(|kind| vec![text(kind.label()), text(monthly.opening.of(*kind)), text(monthly.closing.of(*kind))]);
    let total = |balances: crate::budgets::ledger::Balances| text(balances.total().unwrap_or_default());
    html! {
        (Table::new("Where the money was at the beginning and at the end")
            .column("Where")
            .numbers(format!("On {}", short_date(monthly.month.first())))
            .numbers(format!("On {}", short_date(monthly.to)))
            .rows(rows)
            .total([text("Put in so far"), total(monthly.opening), total(monthly.closing)]))
    }
}

fn parts(view: &StatementView) -> Markup {
    let amount = |amount: Option<Money>| text(amount.map_or_else(|| "–".to_owned(), |amount| amount.to_string()));
    let row = |part: &Part| {
        vec![text(&part.title), amount(part.planned), text(part.spent), text(part.committed), amount(part.left())]
    };
    html! {
        p.app-note { "From the first money to " (long_date(view.monthly.to)) "." }
        (Table::new("Planned, spent, set aside and left for each part of the plan")
            .column("Part of the plan")
            .numbers("Plan")
            .numbers("Spent")
            .numbers("Set aside")
            .numbers("Left")
            .rows(view.monthly.parts.iter().map(row)))
    }
}
