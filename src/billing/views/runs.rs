//! A council's payment runs and bank statements.

use maud::{Markup, html};

use super::{history, payment_tag, run_tag};
use crate::billing::model::payment::{Payment, PaymentStatus, RunStatus};
use crate::billing::model::reconciling::Outcome;
use crate::billing::model::statement::COLUMNS;
use crate::billing::service::runs::{Payments, RunView, ToPay};
use crate::billing::service::statements::{Kept, Line, StatementView};
use crate::kernel::dates::{london, long_date};
use crate::kernel::{Money, PaymentId, words};
use crate::web::components::{
    Button, FileInput, PostForm, SummaryList, Table, TagKind, Verdict, actions, csrf_field, empty_state, link, lu,
    panel, tag, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn payable(one: &ToPay) -> Vec<Markup> {
    let invoice = &one.listed.invoice;
    let id = format!("invoice-{}", invoice.id);
    let label = format!("{}, {}", invoice.reference, one.listed.provider_name);
    vec![
        html! {
            @if one.can_be_paid() {
                div.govuk-checkboxes.govuk-checkboxes--small {
                    div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input id=(id) name="invoice" type="checkbox" value=(invoice.id) checked;
                        label.govuk-label.govuk-checkboxes__label for=(id) { (label) }
                    }
                }
            } @else { (label) }
        },
        text(&one.listed.holder_name),
        text(long_date(invoice.due_on)),
        match &one.payee {
            _ if one.conflict => {
                tag(TagKind::Warm, Some(lu::LuTriangleAlert), "You work for them: a colleague has to pay it")
            }
            Some(account) => text(account.hidden()),
            None => tag(TagKind::Warm, Some(lu::LuTriangleAlert), "No confirmed account"),
        },
        text(invoice.left()),
    ]
}

fn to_pay(ctx: &Ctx, view: &Payments, key: &str) -> Markup {
    let total = Money::sum(view.to_pay.iter().filter(|one| one.can_be_paid()).map(|one| one.listed.invoice.left()));
    let table = Table::new("Invoices to pay")
        .column("Invoice")
        .column("For")
        .column("Due")
        .column("To")
        .numbers("Amount")
        .rows(view.to_pay.iter().map(payable));
    html! {
        form method="post" action="/council/payments" novalidate {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(key);
            fieldset.govuk-fieldset id="invoice" tabindex="-1" {
                legend.govuk-fieldset__legend.govuk-visually-hidden { "Invoices to pay" }
                (table)
            }
            p.govuk-body {
                "All that can be paid come to " b { (total.unwrap_or_default()) } ". The bank would pay them on "
                (long_date(view.pay_on)) "."
            }
            (actions(html! { (Button::submit("Make a payment run").once()) }))
        }
    }
}

/// What a council can pay, and its payment runs.
pub fn list(ctx: &Ctx, view: &Payments, key: &str, errors: &FieldErrors) -> Page {
    let runs = view.runs.iter().map(|(run, count, total)| {
        vec![
            link(&format!("/council/payments/{}", run.id), run.message_id()),
            text(long_date(london(run.made_at).date())),
            run_tag(run.status),
            text(words::count(*count, "payment", "payments")),
            text(total),
        ]
    });
    let table = Table::new("Payment runs")
        .column("Run")
        .column("Made")
        .column("State")
        .column("Payments")
        .numbers("In all")
        .rows(runs);
    let none = html! { p.govuk-body { "Approved invoices of budgets that the council manages show here." } };
    let body = html! {
        @match &view.payer {
            Some(account) => {
                p.govuk-body { "Paid from " (account.hidden()) ". " (link("/council/payments/account", "Change the account")) }
            },
            None => {
                (Verdict::warm("We don’t know from which account the council pays.").icon(lu::LuTriangleAlert)
                    .more_markup(html! { p { (link("/council/payments/account", "Enter the account")) } }))
            },
        }
        p.govuk-body { (link("/council/payments/statements", "Read a bank statement in")) }
        @if view.to_look_at > 0 {
            p.govuk-body {
                (link("/council/payments/lines", words::count(view.to_look_at, "bank line", "bank lines") + " to look at"))
            }
        }
        (panel("to-pay", "To pay", &html! {
            @if view.to_pay.is_empty() { (empty_state(lu::LuReceiptPoundSterling, "There is nothing to pay", &none)) }
            @else { (to_pay(ctx, view, key)) }
        }))
        @if !view.runs.is_empty() { (panel("runs", "Payment runs", &html! { (table) })) }
    };
    Page::new("Payments").nav("/council/payments").errors(errors).body(body)
}

fn payment(ctx: &Ctx, view: &RunView, payment: &Payment, invoice: &str) -> Vec<Markup> {
    let at = format!("/council/payments/{}/{}", view.run.id, payment.id);
    let about = format!("invoice {invoice}");
    vec![
        html! { (link(&format!("/invoices/{}", payment.invoice), invoice)) span.app-sub { (payment.reference) } },
        html! { @if let Some(payee) = &payment.payee { (payee.name) span.app-sub { (payee.hidden()) } } },
        html! {
            (payment_tag(payment.status))
            @if let Some(reason) = &payment.reason { span.app-sub { (reason) } }
        },
        text(payment.amount),
        html! {
            @match payment.status {
                PaymentStatus::Made if view.run.status == RunStatus::Made => {
                    (PostForm::new(ctx, format!("{at}/out"), Button::submit("Take out").plain().about(about.as_str())))
                },
                PaymentStatus::Sent | PaymentStatus::Paid => {
                    @if payment.status == PaymentStatus::Sent {
                        a.govuk-link href=(format!("{at}/paid")) { "The bank paid this" span.govuk-visually-hidden { ", " (about) } } br;
                    }
                    a.govuk-link href=(format!("{at}/bounced")) { "It failed" span.govuk-visually-hidden { ", " (about) } }
                },
                _ => { "–" },
            }
        },
    ]
}

/// One payment run.
pub fn run(ctx: &Ctx, view: &RunView) -> Page {
    let run = &view.run;
    let at = format!("/council/payments/{}", run.id);
    let facts = SummaryList::new()
        .fact("State", run_tag(run.status))
        .fact("Paid from", run.payer.hidden())
        .fact("To be paid on", long_date(run.pay_on))
        .fact("In all", view.total.to_string());
    let table = Table::new("Payments")
        .column("Invoice")
        .column("To")
        .column("State")
        .numbers("Amount")
        .column("Next")
        .rows(view.payments.iter().map(|(one, invoice)| payment(ctx, view, one, invoice)));
    let body = html! {
        (facts)
        @match run.status {
            RunStatus::Made => {
                p.govuk-body {
                    "When the file is made, the bank is taken to have been told. The run can’t be changed after that, and providers "
                    "are told what is coming."
                }
                (actions(html! {
                    (PostForm::new(ctx, format!("{at}/send"), Button::submit("Make the file for the bank").once()))
                    (PostForm::new(ctx, format!("{at}/cancel"), Button::submit("Give this run up").secondary()))
                }))
            },
            RunStatus::Sent => (actions(html! { (Button::link(format!("{at}/file"), "Download the file for the bank")) })),
            RunStatus::Cancelled => {},
        }
        (panel("payments", "Payments", &html! { (table) }))
        (history(&view.history))
    };
    Page::new(format!("Payment run {}", run.message_id()))
        .nav("/council/payments")
        .back("/council/payments", "Payments")
        .body(body)
}

/// Saying that the bank could not pay, or sent it back.
pub fn bounced(ctx: &Ctx, view: &RunView, payment: PaymentId, typed: &str, errors: &FieldErrors) -> Page {
    let at = format!("/council/payments/{}", view.run.id);
    let found = view.payments.iter().find(|(one, _)| one.id == payment);
    let may = found.filter(|(one, _)| matches!(one.status, PaymentStatus::Sent | PaymentStatus::Paid));
    let body = html! {
        @if let Some((one, invoice)) = may {
            p.govuk-body { "The payment of " b { (one.amount) } " for invoice " (invoice) " did not go through. The invoice is to be paid again." }
            form method="post" action=(format!("{at}/{payment}/bounced")) novalidate {
                (csrf_field(ctx))
                (errors.fields().textarea("words", "What did the bank say?", typed).rows(3).longest(500).hint("The provider will read this."))
                (actions(html! { (Button::submit("It did not go through").warning().once()) (link(&at, "Go back")) }))
            }
        } @else {
            p.govuk-body-l { "There is no payment here that could fail." }
        }
    };
    Page::new("A payment did not go through").nav("/council/payments").back(at, "Payment run").errors(errors).body(body)
}

/// Bank statements, and reading one in.
pub fn statements(ctx: &Ctx, known: &[Kept], errors: &FieldErrors) -> Page {
    let rows = known.iter().map(|kept| {
        vec![
            link(&format!("/council/payments/statements/{}", kept.id), &kept.name),
            text(long_date(london(kept.read_at).date())),
            text(kept.opening),
            text(kept.closing),
        ]
    });
    let table =
        Table::new("Bank statements").column("File").column("Read").numbers("Before").numbers("After").rows(rows);
    let body = html! {
        form method="post" action="/council/payments/statements" enctype="multipart/form-data" novalidate {
            (csrf_field(ctx))
            (FileInput::new("file", "Bank statement").kinds(".xml,.csv,application/xml,text/xml,text/csv").error(errors.get("file"))
                .hint(format!("A camt.053 file, or a CSV file with the columns {}. Up to 4 MB.", words::list(&COLUMNS))))
            (actions(html! { (Button::submit("Read it in").once()) (link("/council/payments", "Go back")) }))
        }
        p.govuk-body { "Payments are matched by their reference. Reading the same statement twice changes nothing." }
        @if !known.is_empty() { (panel("known", "Read before", &html! { (table) })) }
    };
    Page::new("Bank statements")
        .nav("/council/payments")
        .back("/council/payments", "Payments")
        .errors(errors)
        .body(body)
}

fn outcome_tag(outcome: Outcome) -> Markup {
    match outcome {
        Outcome::Paid | Outcome::Refunded => tag(TagKind::Ok, Some(lu::LuCircleCheck), outcome.label()),
        Outcome::CameBack | Outcome::Failed => tag(TagKind::Bad, Some(lu::LuCircleX), outcome.label()),
        Outcome::Look => tag(TagKind::Warm, Some(lu::LuTriangleAlert), outcome.label()),
        Outcome::Other => tag(TagKind::Plain, None, outcome.label()),
    }
}

pub(super) fn lines(caption: &str, lines: &[&Line]) -> Markup {
    let rows = lines.iter().map(|line| {
        vec![
            html! { (long_date(line.on)) span.app-sub { (line.words) } },
            html! {
                (outcome_tag(line.outcome)) @if let Some(why) = &line.why { span.app-sub { (why) } }
                @if let Some(finding) = &line.finding { span.app-sub { "Settled: " (finding) } }
            },
            text(line.amount),
            html! {
                @match line.of {
                    (Some(run), _) => { (link(&format!("/council/payments/{run}"), "The payment")) br; },
                    (None, Some(invoice)) => { (link(&format!("/invoices/{invoice}"), "The invoice")) br; },
                    (None, None) => {},
                }
                @if line.is_open() {
                    a.govuk-link href=(format!("/council/payments/lines/{}", line.id)) {
                        "Settle this line" span.govuk-visually-hidden { ", " (line.words) }
                    }
                }
            },
        ]
    });
    html! { (Table::new(caption).column("Line").column("What came of it").numbers("Amount").column("Next").rows(rows)) }
}

/// One bank statement: what needs a look first.
pub fn statement(view: &StatementView) -> Page {
    let of = |wanted: &[Outcome]| -> Vec<&Line> {
        view.lines.iter().filter(|line| wanted.contains(&line.outcome)).collect()
    };
    let look = of(&[Outcome::Look]);
    let ours = of(&[Outcome::Paid, Outcome::CameBack, Outcome::Failed, Outcome::Refunded]);
    let others = of(&[Outcome::Other]);
    let body = html! {
        @if view.lines.is_empty() {
            p.govuk-body-l { "Every line of it came in a statement before. Nothing was changed." }
        }
        @if !look.is_empty() { (panel("look", "Look at these", &lines("Lines to look at", &look))) }
        @if !ours.is_empty() { (panel("ours", "Matched", &lines("Lines that were matched", &ours))) }
        @if !others.is_empty() { (panel("others", "Not about invoices", &lines("Other lines", &others))) }
    };
    let caption = format!("From {} to {}", view.kept.opening, view.kept.closing);
    Page::new(format!("Statement {}", view.kept.name))
        .caption(caption)
        .nav("/council/payments")
        .back("/council/payments/statements", "Bank statements")
        .body(body)
}
