//! Pausing orders, and taking one up again.

use maud::{Markup, html};

use super::asking;
use crate::kernel::dates::long_date;
use crate::kernel::{Money, words};
use crate::orders::forms::{PauseForm, ResumeForm};
use crate::orders::model::beyond::AskFirst;
use crate::orders::service::pauses::{Pausable, PauseEffect, Resumed};
use crate::orders::service::{OrderView, Viewer};
use crate::web::components::{
    Button, Checkboxes, LegendSize, SummaryList, Verdict, actions, csrf_field, empty_state, link, lu,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// On an order's page: that it rests, or will.
pub fn banner(view: &OrderView) -> Markup {
    let Some(pause) = &view.pause else { return html! {} };
    let rests = pause.from <= view.now.date();
    let lead = if rests { "This order is paused." } else { "This order will be paused." };
    let when = format!("It rests {}.", pause.words());
    html! {
        (Verdict::lilac(lead).more_markup(html! {
            (when) " " @if !pause.words.is_empty() && view.viewer != Viewer::Council { "“" (pause.words) "” " }
            @if view.may_act { (link(&format!("/orders/{}/resume", view.order.reference), "End the pause")) }
        }))
    }
}

/// Which orders rest, and when.
pub fn pause(ctx: &Ctx, orders: &[Pausable], typed: &PauseForm, effects: &[PauseEffect], errors: &FieldErrors) -> Page {
    let page = Page::new("Pause support").nav("/orders").back("/orders", "All orders").errors(errors);
    if orders.is_empty() {
        let words = html! { p.govuk-body { "Orders that a provider has accepted can be paused here." } };
        return page.body(empty_state(lu::LuCalendarDays, "There is nothing to pause", &words));
    }
    let fields = errors.fields();
    let boxes = orders.iter().fold(
        Checkboxes::new("order", "Which orders?").legend(LegendSize::Medium).checked(&typed.order),
        |boxes, known| {
            let lines: Vec<&str> = known.lines.iter().map(|line| line.title.as_str()).collect();
            boxes.choice_with_hint(
                known.order.reference.as_str(),
                format!("{} from {}", words::list(&lines), known.provider_name),
                format!("Order {}", known.order.reference),
            )
        },
    );
    page.body(html! {
        p.govuk-body-l { "For a hospital stay, a holiday, or any other reason. The money for the visits goes back to the budget." }
        (effect(effects))
        form method="post" action="/orders/pause" novalidate {
            (csrf_field(ctx))
            @if !effects.is_empty() {
                input type="hidden" name="seen_for" value=(typed.asked());
                input type="hidden" name="seen" value=(charged(effects).pence());
            }
            (boxes.error(errors.get("order")))
            (fields.date("from", "What is the first day without visits?", typed.from()).legend(LegendSize::Medium))
            (fields.date("until", "What is the last day without visits? (optional)", typed.until()).legend(LegendSize::Medium)
                .hint("Leave it empty if you don’t know yet. You can end the pause later."))
            (fields.textarea("words", "Why? (optional)", &typed.words).hint("The provider will read this.").longest(500))
            (actions(html! {
                (Button::submit("See what it does").value("action", "look"))
                @if !effects.is_empty() { (Button::submit("Pause now").warning().value("action", "pause").once()) }
                (link("/orders", "Go back"))
            }))
        }
    })
}

fn charged(effects: &[PauseEffect]) -> Money {
    Money::sum(effects.iter().map(|one| one.charge)).unwrap_or(Money::ZERO)
}

fn effect(effects: &[PauseEffect]) -> Markup {
    let released = Money::sum(effects.iter().map(|one| one.released)).unwrap_or(Money::ZERO);
    let charge = charged(effects);
    html! {
        @if !effects.is_empty() {
            @if charge > Money::ZERO {
                (Verdict::warm(format!("{charge} is charged, because it is late for some visits."))
                    .more(format!("{released} goes back to the budget.")))
            } @else {
                (Verdict::good("This costs nothing.").more(format!("{released} goes back to the budget.")))
            }
            @for one in effects {
                (SummaryList::new()
                    .fact("Order", format!("{} with {}", one.reference, one.provider_name).as_str())
                    .fact("Visits that will not happen", one.times.to_string().as_str())
                    .fact("Goes back to the budget", one.released.to_string().as_str())
                    .fact("Charged all the same", one.charge.to_string().as_str()))
            }
        }
    }
}

/// From which day an order goes on.
pub fn resume(
    ctx: &Ctx,
    reference: &str,
    typed: &ResumeForm,
    (would, asks): (Option<&Resumed>, &[AskFirst]),
    errors: &FieldErrors,
) -> Page {
    let fields = errors.fields();
    let order = format!("/orders/{reference}");
    let body = html! {
        @if let Some(would) = would {
            (Verdict::lilac(match would.times {
                0 => "No visits come back from that day.".to_owned(),
                times => format!("{} will happen again.", words::count(times, "visit", "visits")),
            }).more(format!("{} is set aside for them.", would.committed)))
            @for over in &would.over { (asking::note(over, true)) }
            @if let Some(until) = would.pause.until {
                p.govuk-body { "Without this, the pause ends by itself after " (long_date(until)) "." }
            }
        }
        (asking::links(asks))
        form method="post" action=(format!("{order}/resume")) novalidate {
            (csrf_field(ctx))
            (fields.date("from", "What is the first day with visits again?", typed.from()).legend(LegendSize::Medium))
            (actions(html! {
                (Button::submit("End the pause").once())
                (Button::submit("See what it does").secondary().value("action", "look"))
                (link(&order, "Go back"))
            }))
        }
        p.govuk-body { "Please ring the provider, too, if visits start again tomorrow or the day after." }
    };
    Page::new("End the pause")
        .caption(format!("Order {reference}"))
        .nav("/orders")
        .back(order.as_str(), "The order")
        .errors(errors)
        .body(body)
}
