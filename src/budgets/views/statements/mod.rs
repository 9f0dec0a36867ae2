//! Monthly statements: the list, and each as a page (`month`), a paper (`paper`) and a table to take away (`csv`).

pub mod csv;
pub mod month;
pub mod paper;

use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

use super::happened::{by, word};
use crate::accounts::HolderSummary;
use crate::budgets::emails::said;
use crate::budgets::model::Pot;
use crate::budgets::service::statements::{MonthRow, PotMonths, StatementList, StatementView};
use crate::budgets::statement::{Entry, Month, Settled};
use crate::kernel::dates::{long_date, short_date};
use crate::kernel::ids::PotId;
use crate::kernel::words::{count, first_upper};
use crate::web::components::{
    Button, PostForm, Table, TagKind, actions, empty_state, icon, link, lu, panel, paragraph, tag, text,
};
use crate::web::page::{Ctx, Page};

/// Where a statement is.
fn address(pot: PotId, month: Month) -> String {
    format!("/budget/statements/{pot}/{month}")
}

/// Where the list is, for this reader.
fn list_address(holder: &HolderSummary, their_side: bool) -> String {
    if their_side {
        "/budget/statements".to_owned()
    } else {
        format!("/council/people/{}/statements", holder.reference)
    }
}

/// The list of statements.
pub fn list(ctx: &Ctx, view: &StatementList) -> Page {
    let title = if view.own { "My statements".to_owned() } else { format!("{}’s statements", view.holder.name) };
    let page = if view.their_side {
        Page::new(title).nav("/budget").back("/budget", if view.own { "My budget" } else { "Their budget" })
    } else {
        let person = format!("/council/people/{}", view.holder.reference);
        Page::new(title).nav("/council").back(person, view.holder.name.as_str())
    };
    page.body(html! {
        p.govuk-body-l {
            "Each month has a statement: every payment, what it was for, and what was left. "
            "When a month is over its figures stay as they are. What comes late is on the next one."
        }
        @if view.pots.is_empty() {
            (empty_state(lu::LuReceiptPoundSterling, "No statements yet", &html! {
                p.govuk-body { "The first one is here when the first money has arrived." }
            }))
        }
        @for pot in &view.pots { (pot_panel(pot)) }
        @if let Some(mailed) = view.mailed { (mail_panel(ctx, mailed)) }
    })
}

fn pot_panel(of: &PotMonths) -> Markup {
    let pot = &of.pot;
    let title = format!("{}, {} to {}", pot.held_as.label(), short_date(pot.starts_on), short_date(pot.ends_on));
    let table = Table::new(format!("Statements: {title}"))
        .column("Month")
        .numbers("Money in")
        .numbers("Spent")
        .numbers("Balance at the end")
        .column("Take away")
        .rows(of.months.iter().map(|row| month_row(pot.id, row)));
    panel(&format!("pot-{}", pot.id), &title, &html! { (table) })
}

fn month_row(pot: PotId, row: &MonthRow) -> Vec<Markup> {
    let here = address(pot, row.month);
    let words = row.month.words();
    let file = |ending: &str, label: &str| {
        html! {
            a.govuk-link href=(format!("{here}/{ending}")) {
                (label) span.govuk-visually-hidden { " of the statement for " (words) }
            }
        }
    };
    vec![
        html! { (link(&here, &words)) @if !row.closed { " " (tag(TagKind::Plain, None, "So far")) } },
        text(row.figures.put_in),
        text(row.figures.spent),
        text(row.figures.closing),
        html! {
            (file("statement.pdf", "PDF")) " " (file("statement.pdf?print=large", "Large print PDF")) " "
            (file("statement.csv", "CSV"))
        },
    ]
}

fn mail_panel(ctx: &Ctx, mailed: bool) -> Markup {
    let (words, button, wanted) = if mailed {
        ("You get a mail when a new statement is ready, once a month.", "Stop these mails", "no")
    } else {
        ("You get no mails about statements.", "Mail me when a statement is ready", "yes")
    };
    panel(
        "mails",
        "Mails about statements",
        &html! {
            (paragraph(words))
            (PostForm::new(ctx, "/budget/statements/mail", Button::submit(button).secondary()).with("wanted", wanted))
        },
    )
}

/// What it comes to, in sentences, for whoever reads it.
fn verdict(view: &StatementView) -> String {
    let (monthly, figures) = (&view.monthly, &view.figures);
    let who = if view.own { "You" } else { view.holder.name.as_str() };
    if monthly.closed_at.is_some() {
        return said(figures, who, &monthly.month.words());
    }
    let to = long_date(monthly.to);
    let so_far = format!("This statement goes on until {}.", long_date(monthly.month.last()));
    format!("Up to {to}, {} was spent this month. {} is not spent. {so_far}", figures.spent, figures.closing)
}

fn title(view: &StatementView) -> String {
    format!("Statement for {}", view.monthly.month.words())
}

fn held(pot: &Pot) -> String {
    format!("{}, {} to {}", pot.held_as.label(), short_date(pot.starts_on), short_date(pot.ends_on))
}

/// Whose it is, and where they live: one line each.
fn whose(holder: &HolderSummary) -> Vec<String> {
    let mut lines = vec![holder.name.clone()];
    lines.extend(holder.address.clone());
    lines.extend(holder.postcode.clone());
    lines.push(format!("Reference {}", holder.reference));
    lines
}

/// What moved: "Help at home, Tuesday 24 November 2026".
fn what(entry: &Entry) -> String {
    let memo = &entry.movement.memo;
    let word = first_upper(word(entry.movement.reason));
    if memo.is_empty() { word } else { format!("{word}: {memo}") }
}

/// For which order, of whom, and who did it: "Aire Valley Home Support, order H-12. By Tom Adeyemi for Priya Shah."
fn about(entry: &Entry, holder: &str, late: bool) -> String {
    let mut sentences = Vec::new();
    match (&entry.provider, &entry.order) {
        (Some(provider), Some(order)) => sentences.push(format!("{provider}, order {order}.")),
        (Some(only), None) | (None, Some(only)) => sentences.push(format!("{only}.")),
        (None, None) => {}
    }
    sentences.extend(by(&entry.movement, holder).map(|by| format!("{}.", first_upper(&by))));
    if late {
        sentences.push("It came after that month’s statement was made.".to_owned());
    }
    sentences.join(" ")
}

/// A day as a statement says it: the year stands in its heading, and is said where it is another.
fn day(on: NaiveDate, month: Month) -> String {
    if on.year() == month.first().year() { on.format("%-d %b").to_string() } else { short_date(on) }
}

/// An invoice's visits together: "Invoice INV-1-0002, Aire Valley Home Support, 3 visits".
fn settled_words(one: &Settled) -> String {
    let invoice = one.invoice.as_ref().map(|number| format!("Invoice {number}"));
    let parts = [invoice, one.provider.clone(), Some(count(one.visits, "visit", "visits"))];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn plan_line(entry: &Entry) -> &str {
    entry.movement.plan_line.as_deref().unwrap_or_default()
}

/// The buttons of a statement's page.
fn ways_on(view: &StatementView, large: bool) -> Markup {
    let monthly = &view.monthly;
    let here = address(monthly.pot.id, monthly.month);
    let (other, other_label) = if large { ("usual", "Ordinary print") } else { ("large", "Large print") };
    let print = if large { "large" } else { "usual" };
    let (before, after) = view.beside;
    actions(html! {
        (Button::link(format!("{here}/statement.pdf?print={print}"), if large { "Download (PDF, large print)" } else { "Download (PDF)" }).icon(lu::LuDownload))
        (Button::link(format!("{here}/statement.csv"), "Download (CSV)").secondary().icon(lu::LuDownload))
        (Button::link(format!("{here}?print={other}"), other_label).secondary().icon(lu::LuType))
        button.govuk-button.govuk-button--secondary type="button" data-app-print hidden { (icon(lu::LuPrinter)) "Print this page" }
        @for month in [before, after].into_iter().flatten() {
            (Button::link(format!("{}?print={print}", address(monthly.pot.id, month)), month.words()).secondary())
        }
    })
}
