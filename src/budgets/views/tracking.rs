//! The page that follows a budget: in words, in bars and in tables.

use maud::{Markup, html};

use crate::budgets::overview::{Mood, Pace};
use crate::budgets::service::tracking::TrackingView;
use crate::budgets::tracking::{Followed, Tracking};
use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::web::charts::bullet;
use crate::web::components::{BarsRow, Button, TagKind, Verdict, actions, bars_table, lu, panel, tag, text};
use crate::web::page::Page;

/// The page.
pub fn page(view: &TrackingView) -> Page {
    let title =
        if view.own { "Where my money goes".to_owned() } else { format!("Where {}’s money goes", view.holder.name) };
    let page = Page::new(title).nav("/budget").back("/budget", if view.own { "My budget" } else { "Their budget" });
    let Some(tracking) = &view.tracking else { return page.body(super::none_yet()) };
    let end = long_date(tracking.overview.ends_on);
    page.caption(format!("{} to {end}", long_date(tracking.overview.starts_on))).body(html! {
        (verdict(view, tracking))
        (followed("plan-lines", "Part by part of the plan", "Part of the plan", &tracking.parts(), &end))
        (followed("kinds", "By kind of support", "Kind of support", &tracking.kinds, &end))
        (followed("pots", "By pot", "How the money is held", &tracking.pots, &end))
        (ahead(tracking))
        (actions(html! {
            (Button::link("/budget", "See the budget").secondary())
            (Button::link("/budget/statements", "Monthly statements").secondary().icon(lu::LuReceiptPoundSterling))
        }))
    })
}

fn verdict(view: &TrackingView, tracking: &Tracking) -> Markup {
    let said = tracking.overview.verdict((!view.own).then_some(view.holder.name.as_str()));
    let verdict = match said.mood {
        Mood::Good => Verdict::good(said.lead),
        Mood::Note => Verdict::lilac(said.lead),
        Mood::Look => Verdict::warm(said.lead),
    };
    html! { (verdict.more(said.more)) }
}

/// A list of what is followed: a sentence for each that needs one, then bars with their numbers.
fn followed(id: &str, heading: &str, first: &str, all: &[Followed], end: &str) -> Markup {
    let largest = all.iter().map(|one| one.planned.unwrap_or_default().max(one.forecast()).pence()).max().unwrap_or(0);
    let over = all.iter().filter(|one| one.left().is_none_or(Money::is_negative)).collect::<Vec<_>>();
    let rows: Vec<BarsRow> = all.iter().map(|one| row(one, largest)).collect();
    panel(
        id,
        heading,
        &html! {
            @if over.is_empty() {
                p.govuk-body { "Nothing here will cost more than planned by " (end) "." }
            } @else {
                ul.govuk-list.govuk-list--bullet { @for one in &over { li { (one.sentence()) } } }
            }
            (bars_table(
                &format!("{heading}: spent, set aside, what it will come to by {end}, and what will be left"),
                first,
                "Spent, set aside and plan",
                &["Spent", "Set aside", "Will come to", "Plan", "Will be left"],
                &rows,
            ))
        },
    )
}

fn row(one: &Followed, largest: i64) -> BarsRow {
    let left = match (one.left(), one.pace()) {
        (Some(left), _) if left.is_negative() => tag(
            TagKind::Warm,
            Some(lu::LuTriangleAlert),
            format!("{} over", left.checked_neg().unwrap_or(left).short()),
        ),
        (Some(left), Some(Pace::OnTarget)) => {
            html! { (left.short()) " " (tag(TagKind::Ok, Some(lu::LuCheck), "On target")) }
        }
        (Some(left), _) => text(left.short()),
        (None, _) => text("–"),
    };
    BarsRow {
        name: text(&one.title),
        bar: bullet(
            one.spent.pence(),
            one.committed.pence(),
            one.planned.unwrap_or_default().max(Money::ZERO).pence(),
            largest,
        ),
        numbers: vec![
            text(one.spent.short()),
            text(one.committed.short()),
            text(one.forecast().short()),
            text(one.planned.map_or_else(|| "–".to_owned(), Money::short)),
            left,
        ],
    }
}

/// What is ordered and yet to come, month by month.
fn ahead(tracking: &Tracking) -> Markup {
    let largest = tracking.ahead.iter().map(|month| month.amount.pence()).max().unwrap_or(0);
    let rows: Vec<BarsRow> = tracking
        .ahead
        .iter()
        .map(|month| BarsRow {
            name: text(month.month.words()),
            bar: bullet(0, month.amount.pence(), 0, largest),
            numbers: vec![text(month.visits), text(month.on_bank_holidays), text(month.amount)],
        })
        .collect();
    panel(
        "ahead",
        "What is ordered and still to come",
        &html! {
            p.govuk-body { (tracking.ahead_words()) }
            @if !rows.is_empty() {
                (bars_table(
                    "Visits that are ordered and still to come, month by month",
                    "Month",
                    "What they cost",
                    &["Visits", "On bank holidays", "Cost"],
                    &rows,
                ))
            }
            p.app-note { "Each visit is counted on its own day, at its own price. Visits that were called off or paused are left out." }
        },
    )
}
