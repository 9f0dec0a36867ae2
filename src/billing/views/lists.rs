//! Lists of invoices: a provider's ledger, a holder's, a fund's, and what a council pays.

use std::borrow::Cow;

use chrono::NaiveDate;
use maud::{Markup, html};

use super::status_tag;
use crate::billing::model::list::waits_for;
use crate::billing::model::{InvoiceStatus, Listed, Sort, Wanted};
use crate::billing::service::ProviderLedger;
use crate::billing::service::owing::Owed;
use crate::kernel::dates::long_date;
use crate::kernel::{Money, Paged, PotId, words};
use crate::web::components::{
    Button, Pagination, Select, Table, Tile, TileKind, Verdict, actions, empty_state, link, lu, panel, text, tiles,
};
use crate::web::page::{Ctx, Page};

/// Where a list is, and who reads it.
#[derive(Clone)]
struct Place {
    address: Cow<'static, str>,
    /// Whether the list can be taken away as a file.
    as_file: bool,
    /// Whether whoever reads it pays for the budget holder.
    own: bool,
    /// Whether it shows the provider's name, and not the holder's.
    of_providers: bool,
}

const PROVIDER: Place =
    Place { address: Cow::Borrowed("/provider/invoices"), as_file: true, own: false, of_providers: false };
const HOLDER: Place = Place { address: Cow::Borrowed("/invoices"), as_file: true, own: true, of_providers: true };
const COUNCIL: Place =
    Place { address: Cow::Borrowed("/council/invoices"), as_file: true, own: false, of_providers: true };

/// The part of an address after the question mark.
fn query(wanted: Wanted, page: Option<u64>) -> String {
    let mut pairs = vec![("sort", wanted.sort.as_str().to_owned())];
    if let Some(status) = wanted.status {
        pairs.push(("state", status.as_str().to_owned()));
    }
    if let Some(page) = page {
        pairs.push(("page", page.to_string()));
    }
    serde_html_form::to_string(pairs).unwrap_or_default()
}

fn filter(place: &Place, wanted: Wanted) -> Markup {
    let states = InvoiceStatus::ALL.iter().map(|status| (status.as_str(), status.label()));
    let sorts = Sort::ALL.iter().map(|sort| (sort.as_str(), sort.label()));
    let chosen = wanted.status.map_or("", InvoiceStatus::as_str);
    html! {
        form.app-sort method="get" action=(place.address) {
            (Select::new("state", "Show").option("", "All").options(states).chosen(chosen))
            (Select::new("sort", "Sort by").options(sorts).chosen(wanted.sort.as_str()))
            (Button::submit("Show").secondary())
        }
    }
}

fn table(place: &Place, found: &Paged<Listed>, today: NaiveDate) -> Markup {
    let rows = found.items.iter().map(|listed| {
        let invoice = &listed.invoice;
        let (who, about) = if place.of_providers {
            (&listed.provider_name, Some(&listed.holder_name))
        } else {
            (&listed.holder_name, None)
        };
        let about = about.filter(|_| place.address == COUNCIL.address);
        vec![
            html! {
                (link(&format!("/invoices/{}", invoice.id), &invoice.reference))
                span.app-sub { (who) @if let Some(about) = about { ", for " (about) } }
            },
            html! { (long_date(invoice.made_on)) span.app-sub { "Due " (long_date(invoice.due_on)) } },
            html! {
                (status_tag(invoice.status, invoice.is_overdue(today)))
                span.app-sub { (waits_for(invoice.status, invoice.payer, place.own)) }
            },
            text(invoice.total),
            html! {
                (invoice.left())
                @if invoice.refund_due() > Money::ZERO { span.app-sub { (invoice.refund_due()) " to come back" } }
            },
        ]
    });
    html! {
        (Table::new("Invoices").column("Invoice").column("Made").column("State").numbers("Total").numbers("Left to pay")
            .rows(rows))
    }
}

fn list(place: &Place, found: &Paged<Listed>, wanted: Wanted, today: NaiveDate, empty: &Markup) -> Markup {
    let address = |page: u64| format!("{}?{}", place.address, query(wanted, Some(page)));
    let nothing = found.total == 0;
    html! {
        section.app-panel aria-labelledby="invoices" {
            div.app-toolbar {
                h2.govuk-heading-m id="invoices" { (words::count(found.total, "invoice", "invoices")) }
                (filter(place, wanted))
            }
            @if nothing && wanted.status.is_none() { (empty_state(lu::LuReceiptPoundSterling, "There are no invoices yet", empty)) }
            @else if nothing { p.govuk-body { "None in that state. " (link(&place.address, "See all invoices")) } }
            @else {
                (table(place, found, today))
                @if place.as_file { p.govuk-body { (link(&format!("{}.csv?{}", place.address, query(wanted, None)), "Take this list away (CSV)")) } }
            }
        }
        (Pagination {
            page: u64::from(found.page.get()),
            pages: u64::from(found.pages()),
            href: &address,
            label: "Pages of invoices",
        })
    }
}

/// What a provider is owed and was paid, with its invoices.
pub fn provider(ledger: &ProviderLedger, back: &[Owed], wanted: Wanted, today: NaiveDate) -> Page {
    let ageing = &ledger.ageing;
    let owed = ageing.owed().unwrap_or_default();
    let overdue = ageing.overdue().unwrap_or_default();
    let (count, amount) = ledger.to_invoice;
    let by_age = Table::new("What is owed, by age")
        .column("How old")
        .numbers("Amount")
        .row([text("Not due yet"), text(ageing.not_due)])
        .row([text("Up to 30 days late"), text(ageing.to_30)])
        .row([text("31 to 60 days late"), text(ageing.to_60)])
        .row([text("More than 60 days late"), text(ageing.older)])
        .total([text("Owed to you"), text(owed)])
        .compact();
    let empty = html! { p.govuk-body { "When deliveries are confirmed, you can invoice them." } };
    let body = html! {
        (tiles(&[
            Tile::new(TileKind::Left, "Owed to you", owed),
            Tile::new(TileKind::Spent, "Overdue", overdue),
            Tile::new(TileKind::Committed, "Approved, in the councils’ next payments", ledger.approved),
            Tile::new(TileKind::Plan, "Paid to you", ledger.paid),
        ]))
        @if let Some((amount, on)) = ledger.on_its_way {
            p.govuk-body { b { (amount) } " is on its way from the bank, by " (long_date(on)) "." }
        }
        @if ledger.refund_due > Money::ZERO {
            (Verdict::warm(format!("You owe {} back.", ledger.refund_due))
                .more("It was credited after it was paid. Pay it back to whoever paid it.").icon(lu::LuClock))
        }
        @if ledger.queried > Money::ZERO {
            (Verdict::lilac(format!("{} waits for your answer.", ledger.queried))
                .more("Open the invoices marked “Queried”.").icon(lu::LuSearch))
        }
        (panel("next", "To invoice", &html! {
            @if count == 0 { p.govuk-body { "Every confirmed delivery is invoiced." } }
            @else {
                p.govuk-body { (words::count(count, "confirmed delivery is", "confirmed deliveries are")) " on no invoice yet: " b { (amount) } "." }
            }
            (actions(html! {
                @if count > 0 { (Button::link("/provider/invoices/new", "Make invoices")) }
                (link("/provider/invoices/details", "What stands on your invoices"))
                (link("/provider/bank", "Where you are paid"))
            }))
        }))
        (owed_back(back, "You are owed money back", "A payment came back after you had refunded a part of it."))
        (panel("age", "What is owed, by age", &html! { (by_age) }))
        (list(&PROVIDER, &ledger.invoices, wanted, today, &empty))
    };
    Page::new("Invoices").nav("/provider/invoices").body(body)
}

/// The invoices of a holder.
pub fn holder(ctx: &Ctx, found: &Paged<Listed>, wanted: Wanted, today: NaiveDate) -> Page {
    let title = match &ctx.acting {
        Some(acting) => format!("{}’s invoices", acting.name),
        None => "My invoices".to_owned(),
    };
    let empty = html! { p.govuk-body { "When a provider sends an invoice for your support, it shows here and you get an email." } };
    let place = Place { own: ctx.acting.is_none(), ..HOLDER };
    Page::new(title).nav("/invoices").body(list(&place, found, wanted, today, &empty))
}

/// The invoices that a council pays.
pub fn council(found: &Paged<Listed>, owed: &[Owed], wanted: Wanted, today: NaiveDate) -> Page {
    let empty = html! { p.govuk-body { "Invoices for budgets that the council manages show here." } };
    let body = html! {
        p.govuk-body {
            "Invoices that match the order and the deliveries are approved by themselves. "
            (link("/council/invoices/settings", "Settings for invoices"))
        }
        (owed_back(owed, "Your council owes money back", "A payment came back after a part of it had been refunded."))
        (list(&COUNCIL, found, wanted, today, &empty))
    };
    Page::new("Invoices").nav("/council/invoices").body(body)
}

/// What is owed back to providers; nothing where nothing is.
fn owed_back(owed: &[Owed], heading: &str, why: &str) -> Markup {
    if owed.is_empty() {
        return html! {};
    }
    let rows =
        owed.iter().map(|(id, reference, amount)| vec![link(&format!("/invoices/{id}"), reference), text(amount)]);
    let sum = Money::sum(owed.iter().map(|(_, _, amount)| *amount)).unwrap_or_default();
    panel(
        "owed-back",
        heading,
        &html! {
            p.govuk-body { (why) }
            (Table::new(heading).column("Invoice").numbers("Owed back").rows(rows).total([text("In all"), text(sum)]))
        },
    )
}

/// The invoices that are paid from a fund.
pub fn fund(pot: PotId, found: &Paged<Listed>, wanted: Wanted, today: NaiveDate) -> Page {
    let empty = html! { p.govuk-body { "Invoices that are paid from this fund show here." } };
    let place =
        Place { address: format!("/funds/{pot}/invoices").into(), as_file: false, own: false, of_providers: true };
    Page::new("Invoices of this fund")
        .nav("/provider/funds")
        .back(format!("/funds/{pot}"), "The fund")
        .body(list(&place, found, wanted, today, &empty))
}
