//! The review of an agreed plan: how each outcome was and is, in words and from 1 to 5.

use maud::{Markup, html};

use super::read::{lines, whose};
use crate::kernel::dates::{london, long_date};
use crate::plans::forms::{Typed, field};
use crate::plans::model::review::{Reviewed, Scale, Score};
use crate::plans::service::reviewing::ReviewView;
use crate::web::components::{Button, LegendSize, Table, actions, csrf_field, fieldset, inset, link, paragraph, text};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The page.
pub fn page(ctx: &Ctx, view: &ReviewView, typed: &Typed, errors: &FieldErrors) -> Page {
    let head = &view.draft.known.head;
    let may = view.draft.known.may;
    let spent =
        if may.own { "/budget".to_owned() } else { format!("/council/people/{}", view.draft.known.holder.reference) };
    Page::new(format!("{}, review", whose(&view.draft))).nav("/plan").back(head.path(), "The plan").errors(errors).body(
        html! {
            p.govuk-body {
                "The plan was made to cost " (view.draft.sums.total) ". " (link(&spent, "See what was spent"))
            }
            @match &view.reviewed {
                Some(reviewed) => (kept(reviewed)),
                None if may.write() => (form(ctx, view, typed, errors)),
                None => (paragraph("This plan was not reviewed yet.")),
            }
        },
    )
}

fn scale(before: Option<Scale>) -> Markup {
    text(before.map_or("–", Scale::label))
}

fn kept(reviewed: &Reviewed) -> Markup {
    let review = &reviewed.review;
    let row = |score: &Score| {
        vec![
            html! { (score.outcome) @if !score.words.is_empty() { span.app-sub { (score.words) } } },
            scale(score.before),
            text(score.after.label()),
            text(score.moved()),
        ]
    };
    html! {
        (inset(&html! { "Reviewed by " (reviewed.by.name) " on " (long_date(london(reviewed.at).date())) "." }))
        (Table::new("How each outcome went").column("Outcome").column("When the plan was written").column("Now").column("So it is")
            .rows(review.scores.iter().map(row)))
        p.govuk-body { b { "Life as a whole: " } (review.life.label()) }
        @if !review.changed.is_empty() { h2.govuk-heading-m { "What changed" } (lines(&review.changed)) }
        (actions(html! { (Button::link("/plans/new", "Write the next plan").secondary()) }))
    }
}

fn form(ctx: &Ctx, view: &ReviewView, typed: &Typed, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    let path = view.draft.known.head.path();
    let scale = || Scale::ALL.iter().map(|scale| (scale.as_str(), scale.label()));
    html! {
        form method="post" action=(format!("{path}/review")) novalidate {
            (csrf_field(ctx))
            @for (wish, number) in view.draft.version.draft.wishes.iter().zip(1..) {
                section.app-panel {
                    (fieldset(&format!("{number}. “{}”", wish.words), LegendSize::Medium, &html! {
                        @if let Some(before) = wish.now { p.app-note { "When the plan was written: " (before.label()) "." } }
                        (fields.select(&field("score", wish.key), "How far is it now?", typed.of("score", wish.key))
                            .option("", "Choose one").options(scale()))
                        (fields.textarea(&field("words", wish.key), "In your own words", typed.of("words", wish.key)).rows(2))
                    }))
                }
            }
            (fields.select("life", "How good is life as a whole?", typed.get("life")).option("", "Choose one").options(scale()))
            (fields.textarea("changed", "What changed, and what should be different next time?", typed.get("changed")).rows(4))
            (actions(html! { (Button::submit("Keep this review").once()) (link(&path, "Go back")) }))
        }
    }
}
