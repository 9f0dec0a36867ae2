//! A provider's orders and visits, answering one, and recording what was different.

use maud::{Markup, html};

use super::orders::{pages, what};
use super::{order_tag, provider};
use crate::kernel::Paged;
use crate::kernel::dates::{london, long_date, weekday_date};
use crate::orders::forms::{RecordForm, visit_text};
use crate::orders::model::{OrderStatus, units};
use crate::orders::service::OrderView;
use crate::orders::service::lists::OrderSummary;
use crate::orders::service::provider_day::{Day, Stage, Visit};
use crate::web::components::{
    Button, PostForm, SummaryList, Table, actions, csrf_field, empty_state, icon, link, lu, panel, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// An order that waits for an answer.
pub fn order_to_answer(ctx: &Ctx, summary: &OrderSummary) -> Markup {
    let order = &summary.order;
    html! {
        li.app-order {
            h3.govuk-heading-s {
                (summary.holder_name) @if let Some(by) = &summary.placed_by { ", by " (by) }
            }
            @for line in &summary.lines {
                p { (line.title) br; (line.request.when_words()) }
            }
            p { b { (order.total) " in all" } }
            @if !summary.needs.is_empty() { p.app-order__need { (icon(lu::LuEar)) span { (summary.needs) } } }
            p.app-note {
                "Placed on " (long_date(london(order.placed_at).date())) ". "
                a.govuk-link href=(format!("/orders/{}", order.reference)) {
                    "See all of it" span.govuk-visually-hidden { ", order " (order.reference) }
                }
            }
            (answer_buttons(ctx, &order.reference, &summary.holder_name))
        }
    }
}

/// Accept and decline.
pub fn answer_buttons(ctx: &Ctx, reference: &str, holder: &str) -> Markup {
    let about = format!("order {reference} from {holder}");
    actions(html! {
        (PostForm::new(ctx, format!("/provider/orders/{reference}/accept"), Button::submit("Accept").about(about.as_str())))
        a.govuk-link href=(format!("/provider/orders/{reference}/decline")) {
            "Decline" span.govuk-visually-hidden { " " (about) }
        }
    })
}

/// All orders of the provider.
pub fn orders(ctx: &Ctx, to_answer: &[OrderSummary], all: &Paged<OrderSummary>) -> Page {
    let page = Page::new("Orders").nav("/provider/orders");
    if all.total == 0 {
        let words = html! { p.govuk-body { "When somebody orders from you, it shows here and you get an email." } };
        return page.body(empty_state(lu::LuClipboardList, "There are no orders yet", &words));
    }
    let rows = all.items.iter().map(|summary| {
        let order = &summary.order;
        vec![
            html! { (link(&format!("/orders/{}", order.reference), &order.reference)) span.app-sub { (summary.holder_name) } },
            what(summary),
            text(long_date(london(order.placed_at).date())),
            order_tag(order.status, true),
            text(order.total),
        ]
    });
    let table = Table::new("All orders, newest first")
        .show_caption()
        .column("Order")
        .column("What")
        .column("Placed")
        .column("State")
        .numbers("In all")
        .rows(rows);
    page.body(html! {
        @if !to_answer.is_empty() {
            (panel("to-answer", "To answer", &html! {
                ul.app-orders { @for summary in to_answer { (order_to_answer(ctx, summary)) } }
            }))
        }
        (table)
        (pages(all, "/provider/orders", "Orders"))
    })
}

/// Saying no, with a reason.
pub fn decline(ctx: &Ctx, view: &OrderView, words: &str, errors: &FieldErrors) -> Page {
    let reference = &view.order.reference;
    let body = html! {
        p.govuk-body { "The money goes back to " (view.holder.name) "’s budget. They will read what you write here." }
        form method="post" action=(format!("/provider/orders/{reference}/decline")) novalidate {
            (csrf_field(ctx))
            (errors.fields().textarea("words", "Why can’t you take it?", words)
                .hint("For example: we have nobody free on Tuesday evenings until March.").longest(500))
            (actions(html! { (Button::submit("Decline this order").warning().once()) (link("/provider/orders", "Go back")) }))
        }
    };
    let page = Page::new(format!("Decline order {reference}")).caption(format!("For {}", view.holder.name));
    let page = page.nav("/provider/orders").back("/provider/orders", "Orders").errors(errors);
    if view.order.status == OrderStatus::Placed {
        page.body(body)
    } else {
        page.body(html! { p.govuk-body-l { "This order has been answered, or was cancelled." } })
    }
}

/// Visits that wait to be recorded, those in dispute, and the week to come.
pub fn visits(ctx: &Ctx, day: &Day, week: &[Visit]) -> Page {
    let to_record: Vec<&Visit> = day.overdue.iter().chain(day.to_record_today()).collect();
    let coming: Vec<&Visit> = week.iter().filter(|visit| day.stage(visit) == Stage::ToCome).collect();
    let nothing = to_record.is_empty() && coming.is_empty() && day.disputed.is_empty();
    let list = |visits: &[&Visit]| {
        html! { ol.app-visits { @for visit in visits { (provider::visit(ctx, visit, day.stage(visit), true)) } } }
    };
    let disputed: Vec<&Visit> = day.disputed.iter().collect();
    let body = html! {
        p.govuk-body { (link("/provider/visits/file", "Record a week from a file")) }
        (provider::are_there_more(&[&day.overdue, &day.today, &day.disputed, week]))
        @if nothing {
            (empty_state(lu::LuCalendarDays, "There are no visits this week",
                &html! { p.govuk-body { "Visits of orders that you accept show here." } }))
        }
        @if !disputed.is_empty() { (panel("disputed", "Something was wrong", &list(&disputed))) }
        @if !to_record.is_empty() { (panel("to-record", "To record", &list(&to_record))) }
        @if !coming.is_empty() { (panel("coming", "The next seven days", &list(&coming))) }
    };
    Page::new("Visits").nav("/provider/visits").body(body)
}

/// Recording what was different.
pub fn record(ctx: &Ctx, visit: &Visit, typed: &RecordForm, errors: &FieldErrors) -> Page {
    let delivery = &visit.delivery;
    let fields = errors.fields();
    let ordered = units::amount(visit.unit, delivery.units);
    let list = SummaryList::new()
        .fact("Who", visit.holder_name.as_str())
        .fact("When", format!("{} at {}", weekday_date(delivery.on), delivery.at).as_str())
        .fact("What", visit.title.as_str())
        .fact("Ordered", format!("{ordered}, {}", delivery.amount).as_str());
    let list = match delivery.recorded {
        Some(recorded) => list.fact("Recorded now", units::amount(visit.unit, recorded).as_str()),
        None => list,
    };
    let body = html! {
        (list)
        form method="post" action=(format!("/provider/visits/{}", delivery.id)) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="seen" value=(visit_text(delivery));
            (fields.input("units", &format!("How many {} were delivered?", units::words(visit.unit).1), &typed.units)
                .width(4).mode("decimal").hint("Enter 0 if the visit did not happen."))
            (fields.input("started", "When did it start? (optional)", &typed.started).width(5).hint("For example, 10:05am."))
            (fields.input("ended", "When did it end? (optional)", &typed.ended).width(5))
            (fields.textarea("note", "What was different? (optional)", &typed.note)
                .hint(format!("{} will see this.", visit.holder_name)).longest(500))
            (actions(html! { (Button::submit("Record").once()) (link("/provider/visits", "Go back")) }))
        }
        p.app-small { "More than was ordered is paid only if they say yes to it." }
    };
    Page::new("Record a visit").nav("/provider/visits").back("/provider/visits", "Visits").errors(errors).body(body)
}
