//! A provider who can't come: to one visit, or no more at all.

use maud::html;

use crate::kernel::dates::weekday_date;
use crate::orders::service::OrderView;
use crate::orders::service::provider_day::Visit;
use crate::web::components::{Button, actions, csrf_field, link};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// One visit.
pub fn visit(ctx: &Ctx, visit: &Visit, words: &str, errors: &FieldErrors) -> Page {
    let delivery = &visit.delivery;
    let order = format!("/orders/{}", visit.reference);
    let body = html! {
        p.govuk-body-l { (visit.holder_name) " pays nothing for it, and will read what you write." }
        form method="post" action=(format!("/provider/visits/{}/cancel", delivery.id)) novalidate {
            (csrf_field(ctx))
            (errors.fields().textarea("words", "Why can’t you come?", words).longest(500))
            (actions(html! { (Button::submit("Call off this visit").warning().once()) (link(&order, "Go back")) }))
        }
        p.govuk-body { "If they count on you, please ring them, too." }
    };
    Page::new("We can’t come")
        .caption(format!("{}, {} at {}", visit.holder_name, weekday_date(delivery.on), delivery.at))
        .nav("/provider/visits")
        .back(order.as_str(), "The order")
        .errors(errors)
        .body(body)
}

/// The whole order.
pub fn order(ctx: &Ctx, view: &OrderView, words: &str, errors: &FieldErrors) -> Page {
    let reference = &view.order.reference;
    let order = format!("/orders/{reference}");
    let body = html! {
        p.govuk-body-l {
            "All visits that are still to come are called off. " (view.holder.name) " pays nothing for them, and will read what "
            "you write. Visits that were made are paid as usual."
        }
        form method="post" action=(format!("/provider/orders/{reference}/end")) novalidate {
            (csrf_field(ctx))
            (errors.fields().textarea("words", "Why can’t you go on?", words).longest(500))
            (actions(html! { (Button::submit("End this order").warning().once()) (link(&order, "Go back")) }))
        }
    };
    Page::new(format!("End order {reference}"))
        .caption(format!("For {}", view.holder.name))
        .nav("/provider/orders")
        .back(order.as_str(), "The order")
        .errors(errors)
        .body(body)
}
