//! A holder who pays themselves.

use maud::html;

use super::invoice::list_of;
use crate::billing::forms::PaidForm;
use crate::billing::service::InvoiceView;
use crate::web::components::{Button, actions, csrf_field, link};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn page(view: &InvoiceView, title: &str) -> Page {
    let invoice = &view.invoice;
    Page::new(title)
        .caption(format!("Invoice {} from {}", invoice.reference, invoice.parties.seller.name))
        .nav(list_of(view.viewer).0)
        .back(format!("/invoices/{}", invoice.id), "Invoice")
}

/// Saying that it is paid.
pub fn pay(ctx: &Ctx, view: &InvoiceView, typed: &PaidForm, errors: &FieldErrors) -> Page {
    let at = format!("/invoices/{}", view.invoice.id);
    let fields = errors.fields();
    let body = html! {
        @if view.may_pay() {
            p.govuk-body-l { "You paid " b { (view.invoice.left()) } "." }
            form method="post" action=(format!("{at}/pay")) novalidate {
                (csrf_field(ctx))
                input type="hidden" name="key" value=(typed.key);
                (fields.date("paid_on", "When did you pay?", typed.day()))
                (fields.textarea("evidence", "How can it be seen?", &typed.evidence).rows(3).longest(500)
                    .hint("For example the line on your bank statement. Your council may ask for it."))
                (actions(html! { (Button::submit("Mark it as paid").once()) (link(&at, "Go back")) }))
            }
        } @else {
            p.govuk-body-l { "This invoice can’t be marked as paid now." }
        }
    };
    page(view, "I have paid it").errors(errors).body(body)
}

/// Saying that the money came back.
pub fn came_back(ctx: &Ctx, view: &InvoiceView, typed: &str, errors: &FieldErrors) -> Page {
    let at = format!("/invoices/{}", view.invoice.id);
    let body = html! {
        @if view.may_put_back() {
            p.govuk-body { "Say so only when the money is in your account again. The invoice is to be paid again then." }
            @if !view.invoice.refunded.is_zero() {
                p.govuk-body {
                    (view.invoice.parties.seller.name) " had paid " (view.invoice.refunded) " back before. When all of the payment is back, that is theirs: "
                    "the invoice says how much you owe them until you have given it back."
                }
            }
            form method="post" action=(format!("{at}/came-back")) novalidate {
                (csrf_field(ctx))
                (errors.fields().textarea("words", "Why did it come back?", typed).rows(3).longest(500))
                (actions(html! { (Button::submit("It has come back").warning().once()) (link(&at, "Go back")) }))
            }
        } @else {
            p.govuk-body-l { "There is no payment of yours that could come back." }
        }
    };
    page(view, "The payment came back").errors(errors).body(body)
}

/// Saying that what was owed to the provider is given back.
pub fn given_back(ctx: &Ctx, view: &InvoiceView, typed: &str, errors: &FieldErrors) -> Page {
    let at = format!("/invoices/{}", view.invoice.id);
    let seller = view.invoice.parties.seller.name.as_str();
    let body = html! {
        @if view.may_give_back() {
            p.govuk-body {
                (seller) " had refunded " b { (view.owed) } ". Then the whole payment came back, so that money is theirs again."
            }
            form method="post" action=(format!("{at}/given-back")) novalidate {
                (csrf_field(ctx))
                (errors.fields().textarea("words", "How did you give it back?", typed).rows(3).longest(500)
                    .hint("For example the line on your bank statement."))
                (actions(html! { (Button::submit("It is given back").once()) (link(&at, "Go back")) }))
            }
        } @else {
            p.govuk-body-l { "Nothing is owed to the provider." }
        }
    };
    page(view, "Give a refund back").errors(errors).body(body)
}
