//! The pages about the end of a year.

use maud::{Markup, html};

use super::model::{GiveBack, Keep, Preview, Settled, YearEnd};
use super::routes::PolicyForm;
use super::service::MOST;
use super::service::Rows;
use crate::budgets::views::statement::harmless;
use crate::kernel::Money;
use crate::kernel::dates::short_date;
use crate::kernel::words;
use crate::web::components::{
    Button, PostForm, Table, actions, csrf_field, empty_state, inset, link, lu, panel, paragraph, text, warning_text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn page(title: &str) -> Page {
    Page::new(title).nav("/council/year-end")
}

/// The policy, what it would come to, and what was done.
pub(super) fn list(ctx: &Ctx, view: &YearEnd) -> Page {
    let waiting = view.to_do.iter().filter(|preview| preview.waits()).count();
    let ready = view.to_do.len() - waiting;
    page("End of the year").body(html! {
        (paragraph("When a budget’s year is over, what is left of it is carried forward, given back or taken back. What is \
            ordered, delivered or on an invoice stays where it is until it is settled."))
        (inset(&html! {
            @if view.chosen { (paragraph(view.policy.words())) } @else { (paragraph("Your council hasn’t said what its policy is.")) }
            (link("/council/year-end/policy", if view.chosen { "Change the policy" } else { "Set the policy" }))
        }))
        @if view.to_do.is_empty() {
            (empty_state(lu::LuCheck, "Nothing is left to settle", &paragraph("Pots appear here when their year is over and some money is left.")))
        } @else {
            (panel("to-do", "What would happen", &html! {
                (preview(&view.to_do))
                @if i64::try_from(view.to_do.len()).is_ok_and(|shown| shown >= MOST) {
                    p.app-note { "These are the first " (MOST) ". The others come when these are settled." }
                }
            }))
            @if waiting > 0 {
                p.govuk-body { (words::count(waiting, "pot waits", "pots wait")) " for next year’s budget. Nothing of them moves before there is one." }
            }
            @if view.chosen && ready > 0 {
                (warning_text("Money moves when you press this, and each person is told. It can’t be undone here."))
                (actions(html! { (PostForm::new(ctx, "/council/year-end", Button::submit(format!("Settle {}", words::count(ready, "pot", "pots"))).once())) }))
            }
        }
        @if !view.done.is_empty() { (panel("done", "What was settled last", &html! { (done(&view.done)) })) }
        @if !(view.done.is_empty() && view.to_do.is_empty()) {
            p.govuk-body { (link("/council/year-end.csv", "Download the list (CSV)")) }
        }
    })
}

fn sum(amounts: impl Iterator<Item = Money>) -> Markup {
    text(Money::sum(amounts).unwrap_or_default())
}

fn preview(rows: &[Preview]) -> Table {
    let table = Table::new("Pots whose year is over")
        .column("Person")
        .column("Ended")
        .numbers("Left")
        .numbers("Carried forward")
        .numbers("Given back")
        .numbers("Taken back");
    let table = rows.iter().fold(table, |table, row| {
        let (ended, would) = (&row.ended, &row.would);
        let who = html! {
            (link(&format!("/council/people/{}", ended.reference), &ended.holder))
            span.app-sub { (ended.held_as.label()) @if row.waits() { ", waits for next year’s budget" } }
        };
        table.row([
            who,
            text(short_date(ended.span.1)),
            text(ended.left),
            text(would.carried),
            text(would.given_back),
            text(would.recovered),
        ])
    });
    table.total([
        text("Together"),
        text(""),
        sum(rows.iter().map(|row| row.ended.left)),
        sum(rows.iter().map(|row| row.would.carried)),
        sum(rows.iter().map(|row| row.would.given_back)),
        sum(rows.iter().map(|row| row.would.recovered)),
    ])
}

fn done(rows: &[Settled]) -> Table {
    let table = Table::new("What was settled last")
        .column("Person")
        .column("Ended")
        .numbers("Carried forward")
        .numbers("Given back")
        .numbers("Taken back");
    rows.iter().fold(table, |table, row| {
        table.row([
            link(&format!("/council/people/{}", row.reference), &row.holder),
            text(short_date(row.ended_on)),
            text(row.was.carried),
            text(row.was.given_back),
            text(row.was.recovered),
        ])
    })
}

/// The form of the policy.
pub(super) fn policy(ctx: &Ctx, typed: &PolicyForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let keep = Keep::ALL.iter().fold(
        fields.radios("keep", "How much of what is left may people use in the next year?", &typed.keep),
        |radios, keep| radios.choice(keep.as_str(), keep.label()),
    );
    let give_back = fields
        .radios("give_back", "What people or their families added of their own", &typed.give_back)
        .choice_with_hint(GiveBack::First.as_str(), GiveBack::First.label(), "Their money counts as used last.")
        .choice_with_hint(GiveBack::Last.as_str(), GiveBack::Last.label(), "Their money counts as used first.");
    let body = html! {
        form method="post" action="/council/year-end/policy" novalidate {
            (csrf_field(ctx))
            (keep)
            (fields.input("per_cent", "The share", &typed.per_cent).suffix("%").width(3).mode("numeric").hint("Only for a share of the year’s budget."))
            (fields.input("weeks", "How many weeks", &typed.weeks).width(3).mode("numeric").hint("Only for so many weeks’ money."))
            (give_back)
            (actions(html! { (Button::submit("Save the policy").once()) (link("/council/year-end", "Go back")) }))
        }
    };
    page("What happens to money that is left").back("/council/year-end", "End of the year").errors(errors).body(body)
}

const HEADER: [&str; 9] =
    ["Person", "Reference", "Year ended", "Held as", "State", "Left", "Carried forward", "Given back", "Taken back"];

/// The first line of the file.
///
/// # Errors
/// When it can't be written, which memory never refuses.
pub(super) fn csv_header() -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER)?;
    file.into_inner().map_err(|error| error.into_error().into())
}

/// One line for each pot: those to settle, then those that are settled. Amounts are in pounds without a sign.
///
/// # Errors
/// When a line can't be written, which memory never refuses.
pub(super) fn csv(rows: &Rows) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    let (to_do, done): (&[Preview], &[Settled]) = match rows {
        Rows::ToDo(rows) => (rows, &[]),
        Rows::Done(rows) => (&[], rows),
    };
    for row in to_do {
        let (ended, would) = (&row.ended, &row.would);
        let state = if row.waits() { "Waits for next year’s budget" } else { "To settle" };
        file.write_record([
            harmless(&ended.holder),
            ended.reference.clone(),
            ended.span.1.to_string(),
            ended.held_as.label().to_owned(),
            state.to_owned(),
            ended.left.plain(),
            would.carried.plain(),
            would.given_back.plain(),
            would.recovered.plain(),
        ])?;
    }
    for row in done {
        file.write_record([
            harmless(&row.holder),
            row.reference.clone(),
            row.ended_on.to_string(),
            String::new(),
            "Settled".to_owned(),
            row.was.total().unwrap_or_default().plain(),
            row.was.carried.plain(),
            row.was.given_back.plain(),
            row.was.recovered.plain(),
        ])?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}
