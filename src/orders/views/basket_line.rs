//! One line of the basket, and the choices for one that doesn't fit.

use maud::{Markup, html};

use super::fact;
use crate::kernel::dates::{london, long_date};
use crate::orders::model::beyond::{Beyond, RequestState};
use crate::orders::model::costing::Costing;
use crate::orders::model::fit::{WayOn, times};
use crate::orders::model::order::sum_words;
use crate::orders::service::spending::Asking;
use crate::orders::service::{LineState, LineView};
use crate::web::components::{Button, LegendSize, PostForm, Radios, csrf_field, icon, lu, price};
use crate::web::page::Ctx;

/// A line, with what to do about it.
pub fn line(ctx: &Ctx, view: &LineView) -> Markup {
    let request = &view.line.request;
    html! {
        li.app-line {
            div.app-line__what {
                h3 { (view.title) }
                (fact(lu::LuCalendarDays, &request.when_words()))
                @match &view.plan_line {
                    Some(title) => (fact(lu::LuTarget, &format!("Plan line: {title}"))),
                    None => (fact(lu::LuTriangleAlert, outside(&view.state))),
                }
                @if let Some(costing) = view.costing() { (fact(lu::LuPoundSterling, &sum_words(request, costing))) }
                (links(ctx, view))
            }
            @if let Some(costing) = view.costing() { (cost(view, costing)) }
            @match &view.state {
                LineState::Fits(_) => {},
                LineState::NoBudget(_) => (trouble("There is no budget to pay for this yet.", &html! {
                    p { "It stays in the basket until there is one." }
                })),
                LineState::Full(why) => (trouble("This is full at the moment.", &html! {
                    p { (why) }
                    p {
                        a.govuk-link href=(format!("/listings/{}/waiting", view.line.listing_id)) {
                            "Join the waiting list" span.govuk-visually-hidden { " of " (view.title) }
                        }
                    }
                })),
                LineState::AskFirst { asking, .. } => (ask_first(ctx, view, asking)),
                LineState::Refused(why) => (trouble("This can’t be ordered as it is.", &html! { p { (why) } })),
                LineState::Over { by, would_fit, ways, .. } =>
                    (trouble(&format!("This is {by} more than you will have left. {would_fit}"), &self::ways(ctx, view, ways))),
            }
        }
    }
}

fn outside(state: &LineState) -> &'static str {
    match state {
        LineState::AskFirst { .. } => "Outside the plan.",
        _ => "Outside the plan. Your council may ask about this.",
    }
}

/// What has to be asked first, and how far that has come.
fn ask_first(ctx: &Ctx, view: &LineView, asking: &Asking) -> Markup {
    let lead = match asking.beyond {
        Beyond::Outside => "This isn’t in the plan. Your council has to agree to it first.".to_owned(),
        Beyond::Over(by) => format!("This goes {by} over the plan. Your council has to agree to it first."),
    };
    let address = format!("/basket/{}/ask", view.line.id);
    let ask = |words: &str| {
        html! { p { a.govuk-link href=(address) { (words) span.govuk-visually-hidden { " about " (view.title) } } } }
    };
    let state = asking.request.as_ref().map(|request| (request.state, request));
    trouble(
        &lead,
        &html! {
            @match state {
                Some((RequestState::Asked, request)) => {
                    p { "You asked on " (long_date(london(request.asked_at).date())) ". You will get a mail when they have answered." }
                    (PostForm::new(ctx, format!("{address}/take-back"), Button::submit("Don’t ask any more").plain().about(format!("about {}", view.title))))
                },
                Some((RequestState::Refused, request)) => {
                    p { "They didn’t agree" @if let Some(words) = &request.answer { ": “" (words) "”" } @else { "." } }
                    (ask("Ask again"))
                },
                Some((RequestState::Agreed, request)) => {
                    p { "They agreed to " (request.amount) ", and it costs more now." }
                    (ask("Ask again"))
                },
                _ => (ask("Ask your council")),
            }
        },
    )
}

fn links(ctx: &Ctx, view: &LineView) -> Markup {
    let id = view.line.id;
    html! {
        div.app-line__links {
            a.govuk-link href=(format!("/basket/{id}/change")) {
                "Change" span.govuk-visually-hidden { " " (view.title) }
            }
            (PostForm::new(ctx, format!("/basket/{id}/remove"), Button::submit("Remove").plain().about(view.title.as_str())))
        }
    }
}

fn cost(view: &LineView, costing: &Costing) -> Markup {
    let last = costing.last_day().map(long_date).unwrap_or_default();
    let visits = times(&view.line.request, costing.deliveries.len());
    html! {
        div.app-line__cost {
            @match costing.weekly() {
                Some(weekly) => {
                    (price(weekly, "a week"))
                    p { (costing.total) " until " (last) }
                    p.app-note { (visits) }
                },
                None => {
                    (price(costing.total, "in all"))
                    p.app-note { "Once" }
                },
            }
        }
    }
}

fn trouble(lead: &str, body: &Markup) -> Markup {
    html! {
        div.app-line__over {
            p.app-line__over-lead { (icon(lu::LuTriangleAlert)) span { (lead) } }
            (body)
        }
    }
}

/// What can be done about a line that doesn't fit. Each choice really changes the line.
fn ways(ctx: &Ctx, view: &LineView, ways: &[WayOn]) -> Markup {
    let id = view.line.id;
    let name = format!("way-{id}");
    let choices = ways
        .iter()
        .fold(Radios::new(name.as_str(), "What would you like to do?").legend(LegendSize::Small), |radios, way| {
            radios.choice_with_hint(way.change.as_text(), way.label.as_str(), way.hint.as_str())
        });
    let choices = choices.choice_with_hint("remove", "Take it out", "You can find it again by searching.");
    html! {
        form method="post" action=(format!("/basket/{id}/fit")) {
            (csrf_field(ctx))
            (choices)
            (Button::submit("Use this choice").secondary().about(format!("for {}", view.title)))
        }
    }
}
