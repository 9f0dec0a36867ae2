//! Making an invoice.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::sums;
use crate::billing::forms::EVERYTHING;
use crate::billing::model::{Billable, LineKind, Party, Rated, Totals, VatRate, Verdict};
use crate::billing::service::making::end_of_last_month;
use crate::billing::service::{Check, ToInvoice};
use crate::kernel::dates::{long_date, short_date, weekday_date};
use crate::kernel::{DeliveryId, Money, words};
use crate::orders::model::units;
use crate::web::components::{
    Button, SummaryList, Tab, Table, TagKind, actions, csrf_field, empty_state, link, lu, tabs, tag, text, warning_text,
};
use crate::web::form::FieldErrors;
use crate::web::page::{Ctx, Page};

/// How a last day stands in an address.
fn until_word(until: Option<NaiveDate>) -> String {
    until.map_or_else(|| EVERYTHING.to_owned(), |day| day.to_string())
}

/// What can be invoiced, pot by pot.
pub fn choose(found: &[ToInvoice], until: Option<NaiveDate>, today: NaiveDate) -> Page {
    let last_month = format!("Up to {}", short_date(end_of_last_month(today)));
    let month = format!("/provider/invoices/new?until={}", end_of_last_month(today));
    let tabs = tabs(
        "Which deliveries",
        &[
            Tab { href: &month, label: &last_month, icon: None, here: until.is_some() },
            Tab {
                href: "/provider/invoices/new?until=all",
                label: "Everything so far",
                icon: None,
                here: until.is_none(),
            },
        ],
    );
    let rows = found.iter().map(|one| {
        let href = format!("/provider/invoices/new/{}?until={}", one.pot, until_word(until));
        vec![
            html! { (one.holder_name) span.app-sub { "Paid by " (payer_words(one)) } },
            html! { (words::count(one.count, "delivery", "deliveries")) span.app-sub { (short_date(one.span.0)) " to " (short_date(one.span.1)) } },
            text(one.total),
            html! { a.govuk-link href=(href) { "Check it" span.govuk-visually-hidden { ", " (one.holder_name) } } },
        ]
    });
    let table =
        Table::new("What you can invoice").column("For").column("What").numbers("Comes to").column("Next").rows(rows);
    let nothing = html! { p.govuk-body { "Deliveries can be invoiced when they are confirmed, which happens by itself after 7 days." } };
    let body = html! {
        (tabs)
        @if found.is_empty() { (empty_state(lu::LuReceiptPoundSterling, "There is nothing to invoice here", &nothing)) }
        @else { (table) }
    };
    Page::new("Make invoices").nav("/provider/invoices").back("/provider/invoices", "Invoices").body(body)
}

fn payer_words(one: &ToInvoice) -> String {
    one.payer.label().to_lowercase()
}

fn address(party: &Party) -> Markup {
    html! {
        (party.name)
        @for line in &party.address { br; (line) }
        @if !party.postcode.is_empty() { br; (party.postcode) }
        @if let Some(number) = &party.vat_number { br; "VAT number " (number) }
    }
}

/// What was delivered, in words.
pub fn what(kind: LineKind, unit: crate::directory::model::PriceUnit, amount: crate::kernel::Quantity) -> String {
    match kind {
        LineKind::Delivery => units::amount(unit, amount),
        LineKind::LateCharge => "Cancelled late".to_owned(),
    }
}

fn item(of: &Billable, rate: VatRate, verdict: Verdict, ticked: bool) -> Vec<Markup> {
    let id = format!("delivery-{}", of.delivery);
    vec![
        html! {
            div.govuk-checkboxes.govuk-checkboxes--small {
                div.govuk-checkboxes__item {
                    input.govuk-checkboxes__input id=(id) name="delivery" type="checkbox" value=(of.delivery) checked[ticked];
                    label.govuk-label.govuk-checkboxes__label for=(id) { (of.title) ", " (weekday_date(of.on)) }
                }
            }
        },
        html! {
            (what(of.kind, of.unit, of.units))
            @if verdict != Verdict::Matches { " " (tag(TagKind::Warm, Some(lu::LuTriangleAlert), verdict.label())) }
        },
        text(of.unit_price),
        text(rate.label()),
        text(of.amount),
    ]
}

/// The page to check before an invoice is made.
pub fn check(ctx: &Ctx, check: &Check, ticked: &[DeliveryId], key: &str, errors: &FieldErrors) -> Page {
    let chosen = || check.items.iter().filter(|(item, _, _)| ticked.contains(&item.delivery));
    let rated: Vec<Rated> = chosen().map(|(item, rate, _)| Rated { rate: *rate, paid: item.amount }).collect();
    let totals = Totals::of(&rated);
    let total = totals.as_ref().map_or(Money::ZERO, |totals| totals.total);
    let waits = chosen().any(|(_, _, verdict)| *verdict != Verdict::Matches);
    let rows = check.items.iter().map(|(of, rate, verdict)| item(of, *rate, *verdict, ticked.contains(&of.delivery)));
    let table = Table::new("What will be on it")
        .column("What")
        .column("How much")
        .numbers("Price")
        .column("VAT")
        .numbers("Amount")
        .rows(rows);
    let mut facts =
        SummaryList::new().fact("From", address(&check.parties.seller)).fact("To", address(&check.parties.buyer));
    if !check.parties.person.is_empty() {
        facts = facts.fact("For the support of", check.parties.person.as_str());
    }
    let href = format!("/provider/invoices/new/{}?until={}", check.pot, until_word(check.until));
    let body = html! {
        (facts)
        p.govuk-body { (link("/provider/invoices/details", "Change what stands on your invoices")) }
        @if check.needs_vat_number {
            (warning_text("Some of these prices have VAT in them. Add your VAT number before you make this invoice."))
        }
        form method="post" action=(href) novalidate {
            (csrf_field(ctx))
            input type="hidden" name="key" value=(key);
            input type="hidden" name="seen" value=(total.pence());
            fieldset.govuk-fieldset id="delivery" tabindex="-1" {
                legend.govuk-fieldset__legend.govuk-fieldset__legend--m { h2.govuk-fieldset__heading { "Deliveries on this invoice" } }
                (table)
            }
            @if let Some(totals) = &totals {
                (sums(totals.net, &totals.rates, totals.rounding, ("To be paid", totals.total)))
            }
            @if waits {
                p.govuk-body { "Something on it is more than was ordered, so it waits until whoever pays has looked at it." }
            }
            p.govuk-body { "An invoice can’t be changed once it is made. If something is wrong later, you make a credit note." }
            (actions(html! {
                (Button::submit("Make this invoice").value("action", "make").once())
                (Button::submit("Add up again").secondary().value("action", "look"))
            }))
        }
    };
    let who = if check.parties.person.is_empty() { &check.parties.buyer.name } else { &check.parties.person };
    let caption = check.until.map_or_else(|| "Everything so far".to_owned(), |day| format!("Up to {}", long_date(day)));
    Page::new(format!("Check the invoice for {who}"))
        .caption(caption)
        .nav("/provider/invoices")
        .back("/provider/invoices/new", "Make invoices")
        .errors(errors)
        .body(body)
}
