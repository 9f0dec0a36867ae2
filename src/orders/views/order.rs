//! One order: what, when, every visit, what was done; and calling it off.

use maud::{Markup, html};

use super::{delivery_tag, order_tag};
use crate::kernel::Money;
use crate::kernel::dates::{london, long_date, weekday_date};
use crate::orders::forms::seen_text;
use crate::orders::model::{Delivery, DeliveryStatus, OrderLine, OrderStatus, cancelling, units};
use crate::orders::service::lapses::Lapsed;
use crate::orders::service::{OrderView, Viewer};
use crate::web::components::{Button, PostForm, SummaryList, Verdict, actions, details, panel};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Visits shown at once; more are behind "Show all".
const AHEAD: usize = 8;

/// The order's page.
pub fn page(ctx: &Ctx, view: &OrderView, errors: &FieldErrors) -> Page {
    let order = &view.order;
    let (caption, nav, back) = match view.viewer {
        Viewer::Provider => (format!("For {}", view.holder.name), "/provider/orders", "Orders"),
        Viewer::Holder => (format!("With {}", view.provider_name), "/orders", "All orders"),
        Viewer::Council => (format!("{} with {}", view.holder.name, view.provider_name), "/orders", "Orders"),
    };
    let page = Page::new(format!("Order {}", order.reference))
        .caption(caption)
        .nav(nav)
        .errors(errors)
        .beside_heading(order_tag(order.status, view.viewer == Viewer::Provider));
    let page = if view.viewer == Viewer::Council { page } else { page.back(nav, back) };
    page.body(body(ctx, view))
}

fn body(ctx: &Ctx, view: &OrderView) -> Markup {
    let order = &view.order;
    html! {
        @if let Some(lapsed) = &view.lapsed { (check_ran_out(view, lapsed)) }
        (verdict(view))
        (super::pauses::banner(view))
        (super::proposals::panel_of(ctx, view))
        (facts(view))
        @if view.viewer == Viewer::Provider && order.status == OrderStatus::Placed {
            (super::provider_lists::answer_buttons(ctx, &order.reference, &view.holder.name))
        }
        (panel("visits", "Visits", &visits(ctx, view)))
        (panel("history", "What was done", &history(view)))
        (at_the_end(view))
    }
}

/// What can be done with the order as a whole.
fn at_the_end(view: &OrderView) -> Markup {
    let reference = &view.order.reference;
    let running = matches!(view.order.status, OrderStatus::Accepted | OrderStatus::Active);
    html! {
        @if let Some(shared) = view.shared {
            @if view.viewer == Viewer::Holder {
                p.govuk-body { a.govuk-link href=(format!("/shared/{shared}")) { "See who shares it, or leave it" } }
            }
        } @else if view.may_act && !view.order.status.is_over() {
            (actions(html! {
                @if running && view.pause.is_none() {
                    (Button::link(format!("/orders/pause?order={reference}"), "Pause it, for example for a hospital stay").secondary())
                }
                (Button::link(format!("/orders/{reference}/cancel"), "Cancel this order").secondary())
            }))
        }
        @if view.viewer == Viewer::Provider && running {
            (actions(html! {
                (Button::link(format!("/provider/orders/{reference}/end"), "We can’t go on with this order").secondary())
            }))
        }
    }
}

/// Other times for a line: suggested instead of a yes, or asked for while it runs.
fn other_times(view: &OrderView, line: &OrderLine) -> Markup {
    let running = matches!(view.order.status, OrderStatus::Accepted | OrderStatus::Active);
    let words = match view.viewer {
        Viewer::Provider if view.order.status == OrderStatus::Placed && view.shared.is_none() => "Suggest another time",
        Viewer::Holder if view.may_act && running && view.pause.is_none() && view.shared.is_none() => {
            "Change days and times"
        }
        _ => return html! {},
    };
    let waits = view.proposals.iter().any(|waiting| waiting.proposal.line_id == line.id);
    html! {
        @if !waits {
            br;
            a.govuk-link href=(format!("/orders/{}/lines/{}/times", view.order.reference, line.id)) {
                (words) span.govuk-visually-hidden { ": " (line.title) }
            }
        }
    }
}

/// A check that this order's provider needs has run out: what that means, for whoever reads it.
fn check_ran_out(view: &OrderView, lapsed: &Lapsed) -> Markup {
    let (what, on) = (lapsed.lapse.scheme.inside(), long_date(lapsed.lapse.ended_on));
    let provider = &view.provider_name;
    let new = if lapsed.renewal_waits { "They have sent a new one, and we are looking at it." } else { "" };
    html! {
        @match view.viewer {
            Viewer::Provider => {
                (Verdict::bad(format!("Your {what} ran out on {on}."))
                    .more_markup(html! {
                        "This order goes on. Nobody can place new ones that need it, and the people of this order were told. "
                        a.govuk-link href=(format!("/provider/accreditations/{}", lapsed.lapse.id)) { "Send the new one" }
                    }))
            },
            Viewer::Holder => {
                (Verdict::bad(format!("The {what} of {provider} ran out on {on}."))
                    .more(format!(
                        "This order goes on. You can ask {provider} when they will have a new one. {new} \
                         If you are worried, talk to your council or to us. You can also cancel the order."
                    )))
            },
            Viewer::Council => {
                (Verdict::bad(format!("The {what} of {provider} ran out on {on}."))
                    .more(format!(
                        "The order goes on, and nobody can place new ones that need it. {new} \
                         The person and whoever ordered for them were told by mail."
                    )))
            },
        }
    }
}

fn verdict(view: &OrderView) -> Markup {
    let order = &view.order;
    let waiting = view.deliveries.iter().filter(|d| d.status == DeliveryStatus::Recorded).count();
    let provider = &view.provider_name;
    html! {
        @match order.status {
            OrderStatus::Placed if view.viewer == Viewer::Holder => {
                (Verdict::lilac(format!("Waiting for {provider} to answer.")).more("You can still cancel it free."))
            },
            OrderStatus::Declined => {
                (Verdict::warm(format!("{provider} can’t take this order."))
                    .more(order.decline_reason.as_deref().unwrap_or("They gave no reason."))
                    .more("The money is back in the budget."))
            },
            _ if waiting > 0 && view.may_act => {
                (Verdict::warm(match waiting {
                    1 => "One visit waits for you to confirm it.".to_owned(),
                    many => format!("{many} visits wait for you to confirm them."),
                }).more("After 7 days without a word a visit confirms itself."))
            },
            _ => {},
        }
    }
}

fn facts(view: &OrderView) -> Markup {
    let order = &view.order;
    let what = html! {
        @for (line, plan_line) in &view.lines {
            p."govuk-!-margin-bottom-1" {
                b { (line.title) } br;
                (line.request.when_words()) br;
                (line.request.each_words()) ", " (line.total) " in all" br;
                @if let Some((_, agreed)) = view.agreed.iter().find(|(id, _)| *id == line.id) {
                    (agreed.by.label()) ": " (agreed.unit_price) " " (line.request.unit.per()) br;
                }
                @match plan_line {
                    Some(title) => { "Plan line: " (title) },
                    None if view.viewer != Viewer::Provider => { "Outside the plan" },
                    None => {},
                }
                @if line.listing_version.is_some() {
                    br;
                    a.govuk-link href=(format!("/orders/{}/said/{}", order.reference, line.id)) {
                        "What it said when " @if view.viewer == Viewer::Holder { "you" } @else { "they" } " ordered"
                        span.govuk-visually-hidden { ": " (line.title) }
                    }
                }
                @if view.pause.is_some() || view.lines.len() > 1 { br; (view.state_of(line.id).label()) }
                (other_times(view, line))
                @if view.may_act && confirmed(view, line.id) {
                    br;
                    a.govuk-link href=(format!("/orders/{}/rate/{}", order.reference, line.id)) {
                        "Rate it" span.govuk-visually-hidden { ": " (line.title) }
                    }
                }
            }
        }
    };
    let mut rules: Vec<String> =
        view.lines.iter().map(|(l, _)| cancelling::words(l.notice_hours, l.late_charge_percent)).collect();
    rules.dedup();
    let mut list = SummaryList::new().fact("What", what).fact("In all", order.total.to_string().as_str());
    if view.viewer == Viewer::Provider {
        let parts = [&view.holder.address, &view.holder.postcode, &view.holder.phone];
        let reach: Vec<&str> = parts.into_iter().filter_map(Option::as_deref).collect();
        if !reach.is_empty() {
            list = list.fact("Where", reach.join(", ").as_str());
        }
        let needs = view.holder.needs.as_ref().map(crate::accounts::model::CommunicationNeeds::line);
        if let Some(needs) = needs.filter(|needs| !needs.is_empty()) {
            list = list.fact("How to be in touch", needs.as_str());
        }
    } else if let Some(phone) = &view.provider_phone {
        list = list.fact("Phone", phone.as_str());
    }
    list = list.fact("Placed", long_date(london(order.placed_at).date()).as_str());
    html! { (list.fact("Cancelling", rules.join(" ").as_str())) }
}

/// Whether a visit of this line was confirmed, so that it can be rated.
fn confirmed(view: &OrderView, line: crate::kernel::OrderLineId) -> bool {
    view.deliveries.iter().any(|d| d.order_line_id == line && d.status == DeliveryStatus::Confirmed)
}

/// Visits that need something, those of late and the next ones; the rest behind "Show all".
fn visits(ctx: &Ctx, view: &OrderView) -> Markup {
    let next =
        view.deliveries.iter().position(|delivery| delivery.starts() >= view.now).unwrap_or(view.deliveries.len());
    let from = next.saturating_sub(AHEAD / 2);
    let near = |index: &usize| (from..from + AHEAD).contains(index);
    let needs_word =
        |delivery: &Delivery| matches!(delivery.status, DeliveryStatus::Recorded | DeliveryStatus::Disputed);
    let (shown, hidden): (Vec<_>, Vec<_>) =
        view.deliveries.iter().enumerate().partition(|(index, delivery)| near(index) || needs_word(delivery));
    html! {
        ol.app-visits { @for (_, delivery) in &shown { (visit(ctx, view, delivery)) } }
        @if !hidden.is_empty() {
            (details(&format!("Show the other {} visits", hidden.len()),
                &html! { ol.app-visits { @for (_, delivery) in &hidden { (visit(ctx, view, delivery)) } } }))
        }
    }
}

fn visit(ctx: &Ctx, view: &OrderView, delivery: &Delivery) -> Markup {
    let Some(line) = view.line_of(delivery) else { return html! {} };
    let amount = units::amount(line.request.unit, delivery.units);
    html! {
        li.app-visit {
            div.app-visit__time { (delivery.at) }
            div.app-visit__what {
                b { (weekday_date(delivery.on)) }
                span { @if view.lines.len() > 1 { (line.title) ", " } (amount) ", " (delivery.amount) }
                @if let Some(said) = recorded(delivery, line.request.unit) { span { (said) } }
                @if let Some((from, to)) = delivery.times { span { (from) " to " (to) } }
                @if let Some(note) = &delivery.note { span { "“" (note) "”" } }
                (delivery_tag(delivery.status))
            }
            @if view.may_act { (buttons(ctx, view, delivery)) } @else { (looks(view, delivery)) }
        }
    }
}

/// What was recorded, where it is more than "as ordered".
fn recorded(delivery: &Delivery, unit: crate::directory::model::PriceUnit) -> Option<String> {
    let (units, cost) = (delivery.recorded?, delivery.recorded_amount?);
    match delivery.status {
        DeliveryStatus::CancelledLate => Some(format!("Charged {cost}, because it was cancelled late")),
        DeliveryStatus::Missed => None,
        _ if units == delivery.units => Some("Delivered as ordered".to_owned()),
        _ => Some(format!("Delivered {}, {cost}", units::amount(unit, units))),
    }
}

fn buttons(ctx: &Ctx, view: &OrderView, delivery: &Delivery) -> Markup {
    let base = format!("/orders/{}/visits/{}", view.order.reference, delivery.id);
    let about = format!("{} at {}", weekday_date(delivery.on), delivery.at);
    let over = delivery.over();
    let begun = delivery.starts() <= view.now;
    let problem = || {
        html! { a.govuk-link href=(format!("{base}/problem")) { "Something was wrong" span.govuk-visually-hidden { " on " (about) } } }
    };
    html! {
        div.app-visit__do {
            @match delivery.status {
                DeliveryStatus::Recorded | DeliveryStatus::Disputed => {
                    @if over > Money::ZERO {
                        a.govuk-link href=(format!("{base}/confirm")) {
                            "Confirm, " (over) " more than ordered" span.govuk-visually-hidden { " on " (about) }
                        }
                    } @else if delivery.recorded_amount.is_some() {
                        (PostForm::new(ctx, format!("{base}/confirm"), Button::submit("Confirm").about(about.as_str())).with("seen", seen_text(delivery)))
                    }
                    @if delivery.status == DeliveryStatus::Recorded { (problem()) } @else { (said(&base, &about)) }
                },
                DeliveryStatus::Scheduled if begun && view.order.status.takes_records() => (problem()),
                DeliveryStatus::Scheduled if !view.order.status.is_over() && view.shared.is_none() => {
                    a.govuk-link href=(format!("{base}/cancel")) {
                        "Cancel this visit" span.govuk-visually-hidden { " on " (about) }
                    }
                },
                _ => {},
            }
        }
    }
}

/// The way to what both sides said about a visit.
fn said(base: &str, about: &str) -> Markup {
    html! {
        a.govuk-link href=(format!("{base}/problem")) { "See what was said" span.govuk-visually-hidden { " about " (about) } }
    }
}

/// What the provider and the council can do about a visit from here.
fn looks(view: &OrderView, delivery: &Delivery) -> Markup {
    let about = format!("{} at {}", weekday_date(delivery.on), delivery.at);
    let base = format!("/orders/{}/visits/{}", view.order.reference, delivery.id);
    let running = matches!(view.order.status, OrderStatus::Accepted | OrderStatus::Active);
    let to_come = delivery.status == DeliveryStatus::Scheduled && delivery.starts() > view.now;
    html! {
        div.app-visit__do {
            @if delivery.status == DeliveryStatus::Disputed { (said(&base, &about)) }
            @else if view.viewer == Viewer::Provider && running && to_come {
                a.govuk-link href=(format!("/provider/visits/{}/cancel", delivery.id)) {
                    "We can’t come" span.govuk-visually-hidden { " on " (about) }
                }
            }
        }
    }
}

fn history(view: &OrderView) -> Markup {
    html! {
        ul.govuk-list {
            @for entry in view.history.iter().rev() {
                li {
                    (entry.detail) ", by " (entry.by)
                    @if let Some(holder) = &entry.on_behalf_of { " for " (holder) }
                    span.app-sub { (long_date(london(entry.at).date())) }
                }
            }
        }
    }
}
