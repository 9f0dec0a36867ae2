//! Lists of invoices: a provider's ledger, a holder's, and what a council pays.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::status_tag;
use crate::billing::model::list::waits_for;
use crate::billing::model::{InvoiceStatus, Listed, Sort, Wanted};
use crate::billing::service::ProviderLedger;
use crate::kernel::dates::long_date;
use crate::kernel::{Money, Paged, words};
use crate::web::components::{
    Button, Pagination, Select, Table, Tile, TileKind, Verdict, actions, empty_state, link, lu, panel, text, tiles,
};
use crate::web::page::{Ctx, Page};

/// Where a list is, and who reads it.
#[derive(Clone, Copy)]
struct Place {
    address: &'static str,
    /// Whether whoever reads it pays for the budget holder.
    own: bool,
    /// Whether it shows the provider's name, and not the holder's.
    of_providers: bool,
}

const PROVIDER: Place = Place { address: "/provider/invoices", own: false, of_providers: false };
const HOLDER: Place = Place { address: "/invoices", own: true, of_providers: true };
const COUNCIL: Place = Place { address: "/council/invoices", own: false, of_providers: true };

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
            @else if nothing { p.govuk-body { "None in that state. " (link(place.address, "See all invoices")) } }
            @else {
                (table(place, found, today))
                p.govuk-body { (link(&format!("{}.csv?{}", place.address, query(wanted, None)), "Take this list away (CSV)")) }
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
pub fn provider(ledger: &ProviderLedger, wanted: Wanted, today: NaiveDate) -> Page {
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
            Tile::new(TileKind::Committed, "Approved, in the next payments", ledger.approved),
            Tile::new(TileKind::Plan, "Paid to you", ledger.paid),
        ]))
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
pub fn council(found: &Paged<Listed>, wanted: Wanted, today: NaiveDate) -> Page {
    let empty = html! { p.govuk-body { "Invoices for budgets that the council manages show here." } };
    let body = html! {
        p.govuk-body {
            "Invoices that match the order and the deliveries are approved by themselves. "
            (link("/council/invoices/settings", "Settings for invoices"))
        }
        (list(&COUNCIL, found, wanted, today, &empty))
    };
    Page::new("Invoices").nav("/council/invoices").body(body)
}
