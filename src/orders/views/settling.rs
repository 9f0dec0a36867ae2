//! Before something is called off, and saying yes to more than was ordered.

use maud::html;

use super::asking;
use crate::kernel::Money;
use crate::kernel::dates::weekday_date;
use crate::orders::forms::seen_text;
use crate::orders::model::Delivery;
use crate::orders::service::spending::OverPlan;
use crate::orders::service::{CancelPreview, OrderView};
use crate::web::components::{Button, Checkboxes, SummaryList, Verdict, actions, csrf_field, link, text};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// Before something is called off: what goes back and what is charged.
pub fn cancel(ctx: &Ctx, preview: &CancelPreview, errors: &FieldErrors) -> Page {
    let reference = &preview.order.reference;
    let (title, action, button) = match &preview.delivery {
        Some(delivery) => (
            format!("Cancel the visit on {}", weekday_date(delivery.on)),
            format!("/orders/{reference}/visits/{}/cancel", delivery.id),
            "Cancel this visit",
        ),
        None => (format!("Cancel order {reference}"), format!("/orders/{reference}/cancel"), "Cancel this order"),
    };
    let list = SummaryList::new()
        .fact("Visits that will not happen", preview.times.to_string().as_str())
        .fact("Goes back to the budget", preview.released.to_string().as_str())
        .fact("Charged all the same", preview.charge.to_string().as_str());
    let body = html! {
        @if preview.charge > Money::ZERO {
            (Verdict::warm(format!("This costs {}.", preview.charge)).more("It is too late for all of it to be free."))
        } @else { (Verdict::good("This costs nothing.")) }
        (list)
        form method="post" action=(action) {
            (csrf_field(ctx))
            input type="hidden" name="seen" value=(preview.charge.pence());
            (actions(html! {
                (Button::submit(button).warning().once())
                (link(&format!("/orders/{reference}"), "Keep it"))
            }))
        }
    };
    Page::new(title).nav("/orders").back(format!("/orders/{reference}"), "The order").errors(errors).body(body)
}

/// Saying yes to more than was ordered, or to what was recorded anew since the button was shown.
pub fn confirm_more(
    ctx: &Ctx,
    view: &OrderView,
    (delivery, beyond): (&Delivery, Option<&OverPlan>),
    errors: &FieldErrors,
) -> Page {
    let reference = &view.order.reference;
    let over = delivery.over();
    let body = html! {
        p.govuk-body-l {
            "The visit on " (weekday_date(delivery.on)) " came to " (text(delivery.recorded_amount.unwrap_or_default()))
            ". You ordered " (delivery.amount) "."
            @if over <= Money::ZERO { " Say yes if that is right." }
        }
        @if over > Money::ZERO {
            p.govuk-body { "If nobody says yes or no within 28 days, what you ordered is paid, and no more." }
        }
        @if let Some(beyond) = beyond {
            (asking::note(beyond, true))
            @if beyond.asks && !beyond.is_agreed() {
                p.govuk-body { "If it isn’t right, say what was wrong. Then you and the provider settle what is paid, or your council does." }
            }
        }
        form method="post" action=(format!("/orders/{reference}/visits/{}/confirm", delivery.id)) {
            (csrf_field(ctx))
            input type="hidden" name="seen" value=(seen_text(delivery));
            @if over > Money::ZERO {
                (Checkboxes::single("yes", &format!("Yes, pay {over} more than I ordered."), false, errors.get("yes")))
            }
            (actions(html! {
                (Button::submit("Confirm").once())
                (link(&format!("/orders/{reference}/visits/{}/problem", delivery.id), "Something was wrong"))
            }))
        }
    };
    Page::new(if over > Money::ZERO { "More than you ordered" } else { "Confirm a visit" })
        .nav("/orders")
        .back(format!("/orders/{reference}"), "The order")
        .errors(errors)
        .body(body)
}
