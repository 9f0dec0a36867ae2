//! Lines of bank statements that somebody has to look at, and payments that the bank made unmatched.

use maud::html;

use super::runs::lines;
use crate::billing::forms::PaidForm;
use crate::billing::model::payment::PaymentStatus;
use crate::billing::service::runs::RunView;
use crate::billing::service::statements::Line;
use crate::kernel::PaymentId;
use crate::web::components::{Button, actions, csrf_field, empty_state, link, lu, text};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

const LIST: &str = "/council/payments/lines";

/// All that still have to be looked at.
pub fn list(open: &[Line]) -> Page {
    let body = html! {
        @if open.is_empty() {
            (empty_state(lu::LuCircleCheck, "There is nothing to look at", &text("Every line of your bank statements is matched or settled.")))
        } @else {
            p.govuk-body { "These lines of your bank statements name something of ours and don’t fit. Nothing was changed by them." }
            (lines("Lines to look at", &open.iter().collect::<Vec<_>>()))
        }
    };
    Page::new("Bank lines to look at").nav("/council/payments").back("/council/payments", "Payments").body(body)
}

/// Saying what came of a line.
pub fn one(ctx: &Ctx, line: &Line, typed: &str, errors: &FieldErrors) -> Page {
    let body = html! {
        (lines("The line", &[line]))
        @if line.is_open() {
            p.govuk-body { "This moves no money. If a payment has to be marked as paid, or failed, do that on the page of its payment run." }
            form method="post" action=(format!("{LIST}/{}", line.id)) novalidate {
                (csrf_field(ctx))
                (errors.fields().textarea("words", "What did you find out?", typed).rows(3).longest(500))
                (actions(html! { (Button::submit("Settle this line").once()) (link(LIST, "Go back")) }))
            }
        }
    };
    Page::new("Settle a bank line")
        .nav("/council/payments")
        .back(LIST, "Bank lines to look at")
        .errors(errors)
        .body(body)
}

/// Saying that the bank paid.
pub fn paid(ctx: &Ctx, view: &RunView, payment: PaymentId, typed: &PaidForm, errors: &FieldErrors) -> Page {
    let at = format!("/council/payments/{}", view.run.id);
    let found = view.payments.iter().find(|(one, _)| one.id == payment && one.status == PaymentStatus::Sent);
    let fields = errors.fields();
    let body = html! {
        @if let Some((one, invoice)) = found {
            p.govuk-body {
                "The bank was told to pay " b { (one.amount) } " for invoice " (invoice) ", and no line of a statement was matched with it. "
                "Say so only when you have seen that the bank paid all of it."
            }
            form method="post" action=(format!("{at}/{payment}/paid")) novalidate {
                (csrf_field(ctx))
                (fields.date("paid_on", "When did the bank pay?", typed.day()))
                (fields.textarea("evidence", "How can it be seen?", &typed.evidence).rows(3).longest(500)
                    .hint("For example the line on the bank statement."))
                (actions(html! { (Button::submit("The bank paid this").once()) (link(&at, "Go back")) }))
            }
        } @else {
            p.govuk-body-l { "There is no payment here that waits for the bank." }
        }
    };
    Page::new("The bank paid this").nav("/council/payments").back(at, "Payment run").errors(errors).body(body)
}
