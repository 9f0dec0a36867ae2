//! Bank accounts: where a provider is paid, and from where a council pays.

use maud::{Markup, html};

use crate::billing::forms::BankForm;
use crate::billing::service::banking::Banking;
use crate::kernel::dates::{london, long_date};
use crate::web::components::{Button, PostForm, Verdict, actions, csrf_field, link, lu, panel};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn fields(typed: &BankForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        (fields.input("name", "Name of the account", &typed.name).autocomplete("off"))
        (fields.input("sort_code", "Sort code", &typed.sort_code).width(10).mode("numeric").hint("6 digits, for example 20-00-00."))
        (fields.input("number", "Account number", &typed.number).width(10).mode("numeric").hint("6 to 8 digits."))
    }
}

fn waits(ctx: &Ctx, banking: &Banking, errors: &FieldErrors) -> Markup {
    let Some(account) = &banking.waiting else { return html! {} };
    let seen = banking.waiting_id.map(|id| id.to_string()).unwrap_or_default();
    let entered = banking.entered_at.map(|at| long_date(london(at).date())).unwrap_or_default();
    let body = html! {
        p.govuk-body { b { (account.hidden()) } ", in the name of " (account.name) ", entered on " (entered) "." }
        form method="post" action="/provider/bank/confirm" novalidate {
            (csrf_field(ctx))
            input type="hidden" name="account" value=(seen);
            @if banking.own {
                (errors.fields().input("code", "The code that we sent you by email", "").width(20).autocomplete("one-time-code")
                    .hint("Somebody else who manages your organisation can confirm it without the code."))
            } @else {
                p.govuk-body { "Somebody else entered it. Confirm it only if you know that it is right: ask them, not by email." }
            }
            (actions(html! { (Button::submit("Confirm this account").once()) }))
        }
        (PostForm::new(ctx, "/provider/bank/refuse", Button::submit("Throw it away").plain()).with("account", &seen))
    };
    panel("waiting", "An account that waits", &body)
}

/// Where a provider is paid.
pub fn provider(ctx: &Ctx, banking: &Banking, typed: &BankForm, errors: &FieldErrors) -> Page {
    let now = if let Some(account) = &banking.confirmed {
        Verdict::good(format!("You are paid to {}.", account.hidden())).icon(lu::LuCircleCheck)
    } else {
        Verdict::warm("We don’t know where to pay you.")
            .more("Councils can’t pay your invoices before you tell us.")
            .icon(lu::LuTriangleAlert)
    };
    let new = html! {
        p.govuk-body { "A new account is used when it is confirmed: with a code that we email you, or by a colleague." }
        form method="post" action="/provider/bank" novalidate {
            (csrf_field(ctx))
            (fields(typed, errors))
            (actions(html! { (Button::submit("Send me a code").once()) (link("/provider/invoices", "Go back")) }))
        }
    };
    let body = html! {
        (now)
        (waits(ctx, banking, errors))
        (panel("new", if banking.confirmed.is_some() { "Change it" } else { "Tell us your account" }, &new))
    };
    Page::new("Where you are paid")
        .nav("/provider/invoices")
        .back("/provider/invoices", "Invoices")
        .errors(errors)
        .body(body)
}

/// From where a council pays.
pub fn council(ctx: &Ctx, typed: &BankForm, errors: &FieldErrors) -> Page {
    let body = html! {
        p.govuk-body { "Payment runs are paid from this account, and bank statements have to be of it." }
        form method="post" action="/council/payments/account" novalidate {
            (csrf_field(ctx))
            (fields(typed, errors))
            (actions(html! { (Button::submit("Save").once()) (link("/council/payments", "Go back")) }))
        }
    };
    Page::new("The account the council pays from")
        .nav("/council/payments")
        .back("/council/payments", "Payments")
        .errors(errors)
        .body(body)
}
