//! Credit notes: making one, looking at one, and saying that the money has come back.

use maud::{Markup, html};

use super::invoice::list_of;
use super::{credit_tag, sums, take_away};
use crate::billing::forms::{AGAIN, CreditForm, PART, WHOLE};
use crate::billing::model::{CreditStatus, InvoiceLine, InvoiceStatus};
use crate::billing::service::crediting::Then;
use crate::billing::service::{CreditNoteView, InvoiceView};
use crate::kernel::dates::{long_date, weekday_date};
use crate::kernel::{InvoiceLineId, Money};
use crate::web::components::{
    Button, LegendSize, PostForm, SummaryList, Table, actions, csrf_field, fieldset, inset, link, text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

fn name(line: &InvoiceLine) -> String {
    format!("{}, {}", line.title, weekday_date(line.on))
}

fn left(view: &InvoiceView) -> Money {
    view.invoice.total.checked_sub(view.invoice.credited).unwrap_or_default()
}

fn new_page(view: &InvoiceView) -> Page {
    let invoice = &view.invoice;
    Page::new("Make a credit note")
        .caption(format!("Invoice {}", invoice.reference))
        .nav("/provider/invoices")
        .back(format!("/invoices/{}", invoice.id), "Invoice")
}

/// What becomes of the money of what is credited, as the form says.
pub fn then(typed: &CreditForm) -> Then {
    if typed.get("which") == AGAIN || typed.get("then") == AGAIN { Then::InvoicedAgain } else { Then::GivenBack }
}

/// What will be credited, and why.
pub fn form(ctx: &Ctx, view: &InvoiceView, typed: &CreditForm, errors: &FieldErrors) -> Page {
    let fields = errors.fields();
    let lines: Vec<&InvoiceLine> = view.lines.iter().filter(|line| line.left() > Money::ZERO).collect();
    let paid = view.invoice.status == InvoiceStatus::Paid;
    let amounts = html! {
        @for line in &lines {
            @let field = CreditForm::field(line.id);
            (fields.input(&field, &name(line), typed.get(&field)).prefix("£").width(7).mode("decimal")
                .hint(format!("Up to {}", line.left())))
        }
    };
    let body = html! {
        p.govuk-body {
            @if paid { "The invoice is paid, so you will owe this money back to whoever paid it." }
            @else { "The money goes back to the budget, and the invoice comes to less." }
        }
        form method="post" action=(format!("/invoices/{}/credit", view.invoice.id)) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(typed.get("key"));
            (fields.radios("which", "How much do you credit?", typed.get("which"))
                .choice(WHOLE, format!("All that is left, {}", left(view)))
                .choices((!paid && view.invoice.credited.is_zero()).then_some(
                    (AGAIN, "All of it, and I will invoice these visits again: they were right, the invoice was not")))
                .choice(PART, "A part of it: I enter amounts below"))
            (fieldset("How much of what", LegendSize::Medium, &amounts))
            (fields.textarea("reason", "Why?", typed.get("reason")).hint("Whoever pays will read this.").longest(500))
            (actions(html! { (Button::submit("Check it")) (link(&format!("/invoices/{}", view.invoice.id), "Go back")) }))
        }
    };
    new_page(view).errors(errors).body(body)
}

/// The page to check before a credit note is made.
pub fn check(ctx: &Ctx, view: &InvoiceView, typed: &CreditForm, wanted: &[(InvoiceLineId, Money)]) -> Page {
    let line = |id: InvoiceLineId| view.lines.iter().find(|line| line.id == id);
    let rows = wanted.iter().filter_map(|(id, amount)| Some(vec![text(name(line(*id)?)), text(amount)]));
    let total = Money::sum(wanted.iter().map(|(_, amount)| *amount)).unwrap_or_default();
    let table = Table::new("What will be credited")
        .column("What")
        .numbers("Amount")
        .rows(rows)
        .total([text("Credited in all"), text(total)]);
    let mut send = PostForm::new(
        ctx,
        format!("/invoices/{}/credit", view.invoice.id),
        Button::submit("Make this credit note").warning().once(),
    );
    send = send.with("key", typed.get("key")).with("which", PART).with("sure", "yes");
    send = send.with("reason", typed.get("reason"));
    let again = then(typed) == Then::InvoicedAgain;
    if again {
        send = send.with("then", AGAIN);
    }
    for (id, amount) in wanted {
        send = send.with(CreditForm::field(*id), amount.plain());
    }
    let body = html! {
        (table)
        @if again { p.govuk-body { "The visits can be invoiced again. Their money stays spent, and doesn’t go back to the budget." } }
        p.govuk-body { "You say: “" (typed.get("reason").trim()) "”" }
        p.govuk-body { "A credit note can’t be changed or taken back once it is made." }
        (actions(html! { (send) (link(&format!("/invoices/{}/credit", view.invoice.id), "Go back")) }))
    };
    new_page(view).body(body)
}

fn facts(view: &CreditNoteView) -> Markup {
    let (note, invoice) = (&view.note, &view.invoice);
    let list = SummaryList::new()
        .fact("State", credit_tag(note.status))
        .fact("Against", link(&format!("/invoices/{}", invoice.id), format!("Invoice {}", invoice.reference)))
        .fact("From", invoice.parties.seller.name.as_str())
        .fact("To", invoice.parties.buyer.name.as_str())
        .fact("Made on", long_date(note.made_on))
        .fact("Why", note.reason.as_str());
    html! { (list) }
}

/// The page of a credit note.
pub fn page(view: &CreditNoteView) -> Page {
    let note = &view.note;
    let rows =
        view.lines.iter().map(|one| vec![text(name(&one.line)), text(one.line.vat.label()), text(one.credited.amount)]);
    let table = Table::new("What is credited").column("What").column("VAT").numbers("Amount").rows(rows);
    let body = html! {
        (facts(view))
        (take_away(&format!("/credit-notes/{}/credit-note", note.id)))
        (table)
        (sums(note.net, &view.rates, note.rounding, ("Credited", note.total)))
    };
    let at = format!("/invoices/{}", view.invoice.id);
    Page::new(format!("Credit note {}", note.reference))
        .caption(view.invoice.parties.seller.name.as_str())
        .nav(list_of(view.viewer).0)
        .back(at, "Invoice")
        .body(body)
}

/// Saying that a refund has come.
pub fn refund(ctx: &Ctx, view: &CreditNoteView) -> Page {
    let (note, invoice) = (&view.note, &view.invoice);
    let at = format!("/invoices/{}", invoice.id);
    let body = html! {
        @if note.status == CreditStatus::RefundDue {
            p.govuk-body-l { "Has " (invoice.parties.seller.name) " paid " b { (note.total) } " back?" }
            (inset(&html! { "Say so only when you see it in the bank account. The money can then be used again, and this can’t be undone." }))
            (actions(html! {
                (PostForm::new(ctx, format!("/credit-notes/{}/refund", note.id), Button::submit("Yes, it has come back").once()))
                (link(&at, "Go back"))
            }))
        } @else {
            p.govuk-body-l { "This credit note is marked “" (note.status.label()) "”. Nothing is due for it." }
        }
    };
    Page::new(format!("Refund of credit note {}", note.reference))
        .nav(list_of(view.viewer).0)
        .back(at, "Invoice")
        .body(body)
}
