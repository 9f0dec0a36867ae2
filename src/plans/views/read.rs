//! A draft to be read: whole, and part by part.

use maud::{Markup, html};

use crate::kernel::Money;
use crate::kernel::dates::long_date;
use crate::plans::model::draft::{AboutPart, Cost, Draft, Part};
use crate::plans::model::sums::whole;
use crate::plans::service::reading::DraftView;
use crate::search::categories;
use crate::web::components::{Table, link, paragraph, text};
use crate::web::page::Page;

/// Whose plan, as a title begins with it.
pub(super) fn whose(view: &DraftView) -> String {
    if view.known.may.is_holder {
        "My support plan".to_owned()
    } else {
        format!("{}’s support plan", view.known.holder.name)
    }
}

/// The whole plan.
pub fn page(view: &DraftView) -> Page {
    let head = &view.known.head;
    let draft = &view.version.draft;
    Page::new(format!("{}, to read", whose(view)))
        .nav("/plan")
        .back(head.path(), "The plan")
        .caption(format!("{} to {}", long_date(draft.starts_on), long_date(draft.ends_on)))
        .body(html! {
            (formats(&head.path()))
            (all(draft))
            (super::edit::sums_box(&view.sums, view.known.may.write()))
        })
}

/// The ways a plan can be had.
pub(super) fn formats(path: &str) -> Markup {
    html! {
        ul.govuk-list aria-label="Other ways to read it" {
            li { (link(&format!("{path}/easy-read"), "Easy read")) }
            li { (link(&format!("{path}/plan.pdf"), "PDF")) }
            li { (link(&format!("{path}/plan.pdf?print=large"), "PDF in large print")) }
            li { (link(&format!("{path}/plan.txt"), "Plain text, good for reading aloud")) }
        }
    }
}

/// All parts.
pub(super) fn all(draft: &Draft) -> Markup {
    html! {
        @for one in Part::ALL {
            section.app-panel aria-labelledby=(one.as_str()) {
                h2.govuk-heading-m id=(one.as_str()) { (one.label()) }
                (part(draft, *one))
            }
        }
    }
}

/// One part.
pub(super) fn part(draft: &Draft, part: Part) -> Markup {
    match part {
        Part::About => about(draft),
        Part::Outcomes => outcomes(draft),
        Part::Costs => costs(draft),
        Part::Risks => risks(draft),
        Part::Actions => actions(draft),
    }
}

/// Text with its lines as they were typed.
pub(super) fn lines(words: &str) -> Markup {
    html! { p.govuk-body { @for (line, at) in words.lines().zip(0..) { @if at > 0 { br; } (line) } } }
}

fn nothing() -> Markup {
    paragraph("Nothing is written here yet.")
}

fn about(draft: &Draft) -> Markup {
    html! {
        @if draft.about.is_empty() { (nothing()) }
        @for part in AboutPart::ALL {
            @if !draft.about(*part).is_empty() {
                h3.govuk-heading-s { (part.label()) }
                (lines(draft.about(*part)))
            }
        }
    }
}

fn outcomes(draft: &Draft) -> Markup {
    html! {
        @if draft.wishes.is_empty() { (nothing()) }
        ol.govuk-list.govuk-list--number {
            @for wish in &draft.wishes {
                li {
                    "“" (wish.words) "”"
                    @if let Some(family) = wish.family { " " span.app-note { (family.label()) } }
                    @if !wish.need.is_empty() { br; span.app-note { "Assessed need: " (wish.need) } }
                    @if let Some(now) = wish.now { br; span.app-note { "When this was written: " (now.label()) } }
                }
            }
        }
        @if let Some(life) = draft.life { (paragraph(format!("Life as a whole, when this was written: {}.", life.label()))) }
    }
}

fn costs(draft: &Draft) -> Markup {
    if draft.costs.is_empty() {
        return nothing();
    }
    let row = |cost: &Cost| {
        let serves = draft.wishes.iter().find(|wish| cost.wish == Some(wish.key));
        vec![
            html! { (cost.title) @if let Some(code) = &cost.category { span.app-sub { (categories::name(code)) } } @if !cost.detail.is_empty() { span.app-sub { (cost.detail) } } },
            text(serves.map_or("–", |wish| wish.words.as_str())),
            html! { (cost.amount) " " (cost.per.label().to_lowercase()) },
            text(whole(draft, cost).unwrap_or_default()),
        ]
    };
    let total = Money::sum(draft.costs.iter().filter_map(|cost| whole(draft, cost))).unwrap_or_default();
    html! {
        (Table::new("What it costs").column("What").column("It helps with").numbers("Each time").numbers("In all")
            .rows(draft.costs.iter().map(row))
            .total([text("All of these"), text(""), text(""), text(total)]))
        @if !draft.why_over.is_empty() {
            h3.govuk-heading-s { "Why it costs more than the indicative budget" }
            (lines(&draft.why_over))
        }
    }
}

fn risks(draft: &Draft) -> Markup {
    let table = Table::new("What could go wrong").column("What could go wrong").column("What is done").column("Who");
    let rows = draft.risks.iter().map(|risk| {
        vec![text(&risk.what), text(&risk.handled), text(if risk.who.is_empty() { "–" } else { &risk.who })]
    });
    html! {
        @if draft.risks.is_empty() { (nothing()) } @else { (table.rows(rows)) }
        h3.govuk-heading-s { "When things go wrong" }
        @if draft.contingency.words.is_empty() { (nothing()) } @else { (lines(&draft.contingency.words)) }
        @if draft.contingency.amount > Money::ZERO {
            p.govuk-body { (draft.contingency.amount) " is kept aside for this." }
        }
    }
}

fn actions(draft: &Draft) -> Markup {
    if draft.actions.is_empty() {
        return nothing();
    }
    let rows = draft.actions.iter().map(|action| {
        vec![text(&action.what), text(&action.who), text(action.by.map_or_else(|| "–".to_owned(), long_date))]
    });
    html! { (Table::new("Who does what").column("What").column("Who").column("By").rows(rows)) }
}
