//! One invoice: what it says, where it stands, and what can be done with it.

use maud::{Markup, html};

use super::making::what;
use super::{credit_tag, history, payment_tag, status_tag, sums, take_away};
use crate::billing::model::list::waits_for;
use crate::billing::model::{InvoiceLine, InvoiceStatus, Side, Verdict};
use crate::billing::service::{InvoiceView, Viewer};
use crate::kernel::Money;
use crate::kernel::dates::{london, long_date, weekday_date};
use crate::web::components::{
    Button, PostForm, SummaryList, Table, TagKind, actions, csrf_field, link, lu, panel, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// The list somebody came from.
pub fn list_of(viewer: Viewer) -> (&'static str, &'static str) {
    match viewer {
        Viewer::Provider => ("/provider/invoices", "Invoices"),
        Viewer::Holder => ("/invoices", "Invoices"),
        Viewer::Council => ("/council/invoices", "Invoices"),
    }
}

fn facts(view: &InvoiceView) -> SummaryList {
    let invoice = &view.invoice;
    let parties = &invoice.parties;
    let overdue = invoice.is_overdue(view.today);
    let own = view.viewer == Viewer::Holder && view.may_decide;
    let mut facts = SummaryList::new()
        .fact(
            "State",
            html! { (status_tag(invoice.status, overdue)) span.app-sub { (waits_for(invoice.status, invoice.payer, own)) } },
        )
        .fact("From", parties.seller.name.as_str())
        .fact("To", parties.buyer.name.as_str());
    if !parties.person.is_empty() {
        facts = facts.fact("For the support of", parties.person.as_str());
    }
    let span = format!("{} to {}", long_date(invoice.span.0), long_date(invoice.span.1));
    facts = facts
        .fact("Deliveries from", span)
        .fact("Made on", long_date(invoice.made_on))
        .fact("Due on", long_date(invoice.due_on))
        .fact("Total", invoice.total.to_string());
    if invoice.credited > Money::ZERO {
        facts = facts.fact("Credited", invoice.credited.to_string());
    }
    if invoice.status.is_open() {
        facts = facts.fact("Left to pay", html! { b { (invoice.left()) } });
    }
    if invoice.paid > Money::ZERO {
        facts = facts.fact("Paid", invoice.paid.to_string());
    }
    if invoice.refund_due() > Money::ZERO {
        facts = facts.fact("To come back", html! { b { (invoice.refund_due()) } });
    }
    if view.owed > Money::ZERO {
        facts = facts.fact("Owed back to the provider", html! { b { (view.owed) } });
    }
    facts
}

fn line(line: &InvoiceLine) -> Vec<Markup> {
    vec![
        html! {
            (line.title) ", " (weekday_date(line.on))
            span.app-sub { "Order " (line.order_reference) }
        },
        html! {
            (what(line.kind, line.unit, line.units))
            @if line.verdict != Verdict::Matches { " " (tag(TagKind::Warm, Some(lu::LuTriangleAlert), line.verdict.label())) }
            @if line.credited > Money::ZERO { span.app-sub { (line.credited) " credited" } }
        },
        text(line.unit_price),
        text(line.vat.label()),
        text(line.amount),
    ]
}

fn matched(view: &InvoiceView) -> Option<Markup> {
    let odd: Vec<&InvoiceLine> = view.lines.iter().filter(|line| line.verdict != Verdict::Matches).collect();
    if odd.is_empty() {
        return None;
    }
    let rows = odd.iter().map(|line| {
        let name = html! { (line.title) ", " (weekday_date(line.on)) span.app-sub { (line.verdict.label()) } };
        vec![name, text(line.ordered), text(line.delivered), text(line.amount)]
    });
    let table = Table::new("Where order, delivery and invoice differ")
        .column("What")
        .numbers("Ordered")
        .numbers("Delivered")
        .numbers("Invoiced")
        .rows(rows);
    Some(panel("matched", "Where order, delivery and invoice differ", &html! { (table) }))
}

fn credits(view: &InvoiceView) -> Markup {
    let rows = view.credits.iter().map(|note| {
        vec![
            html! { (link(&format!("/credit-notes/{}", note.id), &note.reference)) span.app-sub { (note.reason) } },
            text(long_date(note.made_on)),
            html! {
                (credit_tag(note.status))
                @if view.may_refund(note) {
                    " " a.govuk-link href=(format!("/credit-notes/{}/refund", note.id)) {
                        "It has come back" span.govuk-visually-hidden { ", " (note.reference) }
                    }
                }
            },
            text(note.total),
        ]
    });
    html! { (Table::new("Credit notes").column("Credit note").column("Made").column("State").numbers("Amount").rows(rows)) }
}

fn payments(view: &InvoiceView) -> Markup {
    let rows = view.payments.iter().map(|payment| {
        vec![
            html! {
                (payment.reference)
                @if let Some(evidence) = &payment.evidence { span.app-sub { (evidence) } }
            },
            text(payment.paid_on.map(long_date).unwrap_or_default()),
            html! {
                (payment_tag(payment.status))
                @if let Some(reason) = &payment.reason { span.app-sub { (reason) } }
            },
            text(payment.amount),
        ]
    });
    html! { (Table::new("Payments").column("Payment").column("Paid on").column("State").numbers("Amount").rows(rows)) }
}

fn messages(view: &InvoiceView) -> Markup {
    html! {
        ol.app-reviews {
            @for message in &view.messages {
                li.app-review {
                    p.app-review__head {
                        span {
                            b { (message.by) } ", " (if message.side == Side::Payer { "who pays" } else { "the provider" })
                            ", " (long_date(london(message.at).date()))
                        }
                    }
                    p { (message.words) }
                }
            }
        }
    }
}

fn buttons(ctx: &Ctx, view: &InvoiceView) -> Markup {
    let invoice = &view.invoice;
    let at = format!("/invoices/{}", invoice.id);
    let provider = view.viewer == Viewer::Provider;
    html! {
        (actions(html! {
            @if view.may_approve() {
                (PostForm::new(ctx, format!("{at}/approve"), Button::submit("Approve this invoice").once()))
            }
            @if view.may_pay() { (Button::link(format!("{at}/pay"), "I have paid it")) }
            @if view.may_put_back() { (Button::link(format!("{at}/came-back"), "The payment came back").secondary()) }
            @if view.may_give_back() { (Button::link(format!("{at}/given-back"), format!("{} is given back", view.owed)).secondary()) }
            @if view.may_query() { (Button::link(format!("{at}/query"), "Ask about it").secondary()) }
            @if provider && invoice.status == InvoiceStatus::Queried { (Button::link(format!("{at}/answer"), "Answer")) }
            @if provider && invoice.status != InvoiceStatus::Credited && invoice.credited < invoice.total {
                (Button::link(format!("{at}/credit"), "Make a credit note").secondary())
            }
        }))
    }
}

/// The page of an invoice.
pub fn page(ctx: &Ctx, view: &InvoiceView) -> Page {
    let invoice = &view.invoice;
    let table = Table::new("What is on it")
        .column("What")
        .column("How much")
        .numbers("Price")
        .column("VAT")
        .numbers("Amount")
        .rows(view.lines.iter().map(line));
    let body = html! {
        (facts(view))
        (take_away(&format!("/invoices/{}/invoice", invoice.id)))
        (buttons(ctx, view))
        @if let Some(matched) = matched(view) { (matched) }
        @if !view.messages.is_empty() { (panel("messages", "Questions and answers", &messages(view))) }
        (panel("lines", "What is on it", &html! {
            (table)
            (sums(invoice.net, &view.rates, invoice.rounding, ("Total", invoice.total)))
        }))
        @if !view.payments.is_empty() { (panel("payments", "Payments", &payments(view))) }
        @if !view.credits.is_empty() { (panel("credits", "Credit notes", &credits(view))) }
        (history(&view.history))
    };
    let (href, label) = list_of(view.viewer);
    Page::new(format!("Invoice {}", invoice.reference))
        .caption(invoice.parties.seller.name.as_str())
        .nav(href)
        .back(href, label)
        .body(body)
}

fn words(
    ctx: &Ctx,
    view: &InvoiceView,
    (title, label, action, button): (&str, &str, &str, &str),
    typed: &str,
    errors: &FieldErrors,
) -> Page {
    let invoice = &view.invoice;
    let at = format!("/invoices/{}", invoice.id);
    let body = html! {
        p.govuk-body { "Invoice " (invoice.reference) " from " (invoice.parties.seller.name) ", " (invoice.total) "." }
        @if !view.messages.is_empty() { (messages(view)) }
        form method="post" action=(format!("{at}/{action}")) novalidate {
            (csrf_field(ctx))
            (errors.fields().textarea("words", label, typed).longest(2000))
            (actions(html! { (Button::submit(button).once()) (link(&at, "Go back")) }))
        }
    };
    Page::new(title).nav(list_of(view.viewer).0).back(at, "Invoice").errors(errors).body(body)
}

/// Asking about an invoice.
pub fn query(ctx: &Ctx, view: &InvoiceView, typed: &str, errors: &FieldErrors) -> Page {
    let what = ("Ask about this invoice", "What is wrong, or not clear?", "query", "Send the question");
    words(ctx, view, what, typed, errors)
}

/// Answering.
pub fn answer(ctx: &Ctx, view: &InvoiceView, typed: &str, errors: &FieldErrors) -> Page {
    words(ctx, view, ("Answer about this invoice", "Your answer", "answer", "Send the answer"), typed, errors)
}
