//! The pages of following a pound. Each step is one row: when, what, who, how much, and its seal.

use maud::{Markup, html};

use super::model::{Found, InvoiceOf, LineMoney, PotOf, PotTrail, Step, Trail};
use crate::budgets::ledger::{AccountKind, ChainState};
use crate::kernel::Money;
use crate::kernel::dates::{london, long_date, short_date};
use crate::kernel::words;
use crate::web::components::{
    Button, Input, SummaryList, Table, Verdict, actions, empty_state, link, lu, panel, paragraph, text,
};
use crate::web::page::Page;

fn page(title: impl Into<String>) -> Page {
    Page::new(title).nav("/council/money")
}

/// Where to begin, and what was found.
pub(super) fn search(typed: &str, found: &Found) -> Page {
    page("Follow the money").body(html! {
        (paragraph("See where each pound came from, what it was for, and who was paid. You can also start at a payment \
            or an invoice and go back."))
        form.app-panel.app-form-card method="get" action="/council/money" role="search" {
            (Input::new("q", "What are you looking for?")
                .hint("A person’s name, a pot’s number, an invoice’s number such as INV-57-0001, or a payment’s reference such as HPPAY00000012")
                .value(typed).width(20))
            (actions(html! { (Button::submit("Search")) }))
        }
        @if !typed.is_empty() { (results(typed, found)) }
    })
}

fn results(typed: &str, found: &Found) -> Markup {
    if found.pots.is_empty() && found.invoice.is_none() {
        let body = paragraph("Check the spelling. You can only see the money of your council’s people.");
        return empty_state(lu::LuSearch, &format!("Nothing found for “{typed}”"), &body);
    }
    let table = Table::new("Pots").column("Person").column("Pot").column("Held as").column("Budget");
    let table = found.pots.iter().fold(table, |table, pot| {
        let href = format!("/council/money/pots/{}", pot.id);
        table.row([
            text(&pot.holder),
            link(&href, format!("Pot {}", pot.id)),
            text(pot.held_as.label()),
            text(span(pot)),
        ])
    });
    html! {
        @if let Some(reference) = &found.invoice {
            p.govuk-body { "Invoice " (link(&format!("/council/money/invoices/{reference}"), reference)) }
        }
        @if !found.pots.is_empty() { (panel("pots", "Pots", &html! { (table) })) }
    }
}

fn span(pot: &PotOf) -> String {
    format!("{} to {}", short_date(pot.span.0), short_date(pot.span.1))
}

fn verdict(chain: &ChainState) -> Verdict {
    match chain {
        ChainState::Fits { transfers } => {
            let all = words::count(*transfers, "transfer", "transfers");
            Verdict::good("Sealed, and it fits.")
                .more(format!("We checked the pot’s {all} just now. None was changed after it was made."))
        }
        ChainState::Waiting => Verdict::warm("Not all of it is sealed yet.")
            .more("Transfers from before seals were used are being sealed. What is sealed fits."),
        ChainState::Broken(why) => Verdict::bad("The books of this pot don’t fit.")
            .more(words::first_upper(why))
            .more("Tell whoever runs Handpick before you rely on these figures."),
    }
}

/// A whole pot.
pub(super) fn pot(trail: &PotTrail) -> Page {
    let PotOf { id, holder, reference, held_as, .. } = &trail.pot;
    let facts = SummaryList::new()
        .fact("Person", link(&format!("/council/people/{reference}"), holder))
        .fact("Held as", held_as.label())
        .fact("Budget", span(&trail.pot));
    page(format!("Pot {id}: follow the money")).caption(holder.as_str()).back("/council/money", "Follow the money").body(html! {
        (verdict(&trail.chain))
        (facts)
        (panel("came", "1. Where the money came from", &came(&trail.came)))
        (panel("now", "2. Where it is now", &html! { (now(trail)) }))
        (panel("lines", "3. What it was for", &lines(&trail.lines)))
        (actions(html! {
            (Button::link(format!("/council/money/pots/{id}/transfers.csv"), "Download every transfer (CSV)").secondary())
        }))
    })
}

fn came(steps: &[Step]) -> Markup {
    if steps.is_empty() {
        return paragraph("No money has been put in yet.");
    }
    let all = Money::sum(steps.iter().map(|step| step.amount)).unwrap_or_default();
    let table = Table::new("Money that was put in")
        .column("Date")
        .column("From")
        .column("Who")
        .numbers("Amount")
        .numbers("Share");
    let table = steps.iter().fold(table, |table, step| {
        let stream = step.stream.map_or("", crate::budgets::Stream::label);
        table.row([text(date(step)), text(stream), text(who(step)), text(step.amount), text(share(step.amount, all))])
    });
    html! {
        (table.total([text("Together"), text(""), text(""), text(all), text("")]))
        @if steps.len() > 1 { p.app-note { "The money of a pot is mixed: each pound that leaves it came from these, in these shares." } }
    }
}

/// A part of a whole, in per cent.
fn share(part: Money, all: Money) -> String {
    let tenths = part.pence().saturating_mul(1_000).checked_div(all.pence()).unwrap_or_default();
    format!("{}.{}%", tenths / 10, tenths % 10)
}

fn now(trail: &PotTrail) -> Table {
    let table = Table::new("Where the money is now").column("State").numbers("Amount");
    let table =
        AccountKind::ALL.iter().fold(table, |table, kind| table.row([text(kind.label()), text(trail.now.of(*kind))]));
    table.total([text("Together"), text(trail.now.total().unwrap_or_default())])
}

fn lines(lines: &[LineMoney]) -> Markup {
    if lines.is_empty() {
        return paragraph("Nothing was ordered from this pot.");
    }
    let table = Table::new("What was ordered")
        .column("Support")
        .column("Provider")
        .numbers("Committed")
        .numbers("Delivered")
        .numbers("Invoiced")
        .numbers("Paid");
    let table = lines.iter().fold(table, |table, line| {
        let what = html! {
            (link(&format!("/council/money/lines/{}", line.id), &line.title))
            span.app-sub { "Order " (line.order) ", " (line.all()) " in all" }
        };
        let now = line.now;
        let row =
            [what, text(&line.provider), text(now.committed), text(now.delivered), text(now.invoiced), text(now.paid)];
        table.row(row)
    });
    html! { (table) }
}

fn date(step: &Step) -> String {
    let at = london(step.at);
    format!("{}, {}", short_date(at.date()), at.format("%H:%M"))
}

fn who(step: &Step) -> String {
    match (&step.by, step.under_mandate) {
        (Some(name), true) => format!("{name}, under a mandate"),
        (Some(name), false) => name.clone(),
        (None, _) => "Handpick".to_owned(),
    }
}

/// What happened, with ways to the papers.
fn what(step: &Step) -> Markup {
    let from = step.from.map_or_else(
        || step.stream.map_or_else(String::new, |stream| stream.label().to_owned()),
        |kind| kind.label().to_owned(),
    );
    html! {
        (step.reason.label()) ": " (from) " to " (step.to.label())
        span.app-sub {
            (step.memo)
            @if let Some((delivery, on)) = &step.delivery {
                " · " (link(&format!("/council/money/visits/{delivery}"), format!("Visit of {}", short_date(*on))))
            }
            @if let Some(invoice) = step.invoice.as_ref().filter(|_| is_invoiced(step)) {
                " · " (link(&format!("/council/money/invoices/{invoice}"), format!("Invoice {invoice}")))
            }
            @if let Some(payment) = &step.payment { " · Payment " (payment) }
            @if let Some(provider) = step.provider.as_ref().filter(|_| step.to == AccountKind::Paid) { " · to " (provider) }
        }
    }
}

/// Whether a step belongs to the invoice, and not to what was before it.
fn is_invoiced(step: &Step) -> bool {
    let on = |kind| matches!(kind, AccountKind::Invoiced | AccountKind::Paid);
    on(step.to) || step.from.is_some_and(on)
}

fn seal(chain: &ChainState, step: &Step) -> Markup {
    let state = match chain {
        ChainState::Broken(_) => "see above",
        _ => "fits",
    };
    match (&step.seal, step.position) {
        (Some(seal), Some(position)) => html! { (state) span.app-sub { "No. " (position) ", " (seal) } },
        _ => text("not yet"),
    }
}

fn steps(caption: &str, chain: &ChainState, steps: &[Step]) -> Markup {
    let table =
        Table::new(caption).column("Date").column("What happened").column("Who").numbers("Amount").column("Seal");
    let table = steps.iter().fold(table, |table, step| {
        table.row([text(date(step)), what(step), text(who(step)), text(step.amount), seal(chain, step)])
    });
    html! { (table) }
}

fn trail_page(title: String, lead: &Markup, trail: &Trail) -> Page {
    let pot = &trail.pot;
    let back = format!("/council/money/pots/{}", pot.id);
    page(title).caption(pot.holder.as_str()).back(back.as_str(), format!("Pot {}", pot.id)).body(html! {
        (verdict(&trail.chain))
        (lead)
        (panel("came", "Where the money came from", &came(&trail.came)))
        (panel("steps", "What happened to it", &steps("Each step of the money, oldest first", &trail.chain, &trail.steps)))
    })
}

fn order_facts(steps: &[Step]) -> SummaryList {
    let first = steps.iter().find(|step| step.order.is_some());
    let list = SummaryList::new();
    let Some(step) = first else { return list };
    list.fact("Order", step.order.clone().unwrap_or_default())
        .fact("Support", step.line.clone().map(|(_, title)| title).unwrap_or_default())
        .fact("Provider", step.provider.clone().unwrap_or_default())
}

/// A line of an order.
pub(super) fn line(trail: &Trail) -> Page {
    let first = trail.steps.iter().find_map(|step| step.order.clone().zip(step.line.clone()));
    let title =
        first.map_or_else(|| "An order’s money".to_owned(), |(order, (_, title))| format!("{title}, order {order}"));
    trail_page(title, &html! { (order_facts(&trail.steps)) }, trail)
}

/// A delivery.
pub(super) fn delivery(trail: &Trail) -> Page {
    let first = trail.steps.iter().find_map(|step| step.delivery.zip(step.line.clone()));
    let title = first
        .map_or_else(|| "A visit’s money".to_owned(), |((_, on), (_, title))| format!("{title}, {}", long_date(on)));
    trail_page(title, &html! { (order_facts(&trail.steps)) }, trail)
}

/// An invoice, from its payments back.
pub(super) fn invoice(invoice: &InvoiceOf, trail: &Trail) -> Page {
    let facts = SummaryList::new()
        .fact("Provider", &invoice.provider)
        .fact("Made on", long_date(invoice.made_on))
        .fact("Total", text(invoice.total));
    let table = Table::new("Payments of this invoice")
        .column("Payment")
        .column("To")
        .column("Who")
        .column("State")
        .numbers("Amount");
    let table = invoice.payments.iter().fold(table, |table, payment| {
        let on = payment.paid_on.unwrap_or_else(|| london(payment.made_at).date());
        let named = html! { (payment.reference) span.app-sub { (short_date(on)) } };
        let payee = payment.payee.as_deref().unwrap_or(&invoice.provider);
        table.row([named, text(payee), text(&payment.by), text(payment.status), text(payment.amount)])
    });
    let payments = if invoice.payments.is_empty() {
        paragraph("It hasn’t been paid.")
    } else {
        html! { (table) }
    };
    let lead = html! { (facts) (panel("payments", "Who was paid", &payments)) };
    trail_page(format!("Invoice {}: follow the money", invoice.reference), &lead, trail)
}

const HEADER: [&str; 18] = [
    "Number",
    "Place in the pot",
    "Seal",
    "Fits",
    "Date",
    "Why",
    "From",
    "To",
    "Amount",
    "Stream",
    "Order",
    "Support",
    "Provider",
    "Visit",
    "Invoice",
    "Payment",
    "Who",
    "Words",
];

/// Every step, one row each. Amounts are in pounds without a sign, as "1234.50".
///
/// # Errors
/// When a row can't be written, which memory never refuses.
pub(super) fn csv(fits: bool, steps: &[Step]) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(HEADER)?;
    for step in steps {
        let stream = step.stream.map(|stream| stream.label().to_owned());
        file.write_record([
            step.id.to_string(),
            step.position.map(|position| position.to_string()).unwrap_or_default(),
            step.seal.clone().unwrap_or_default(),
            if fits { "yes" } else { "no" }.to_owned(),
            london(step.at).format("%Y-%m-%d %H:%M").to_string(),
            step.reason.label().to_owned(),
            step.from.map(|kind| kind.label().to_owned()).or_else(|| stream.clone()).unwrap_or_default(),
            step.to.label().to_owned(),
            step.amount.plain(),
            stream.unwrap_or_default(),
            step.order.clone().unwrap_or_default(),
            harmless(step.line.as_ref().map_or("", |(_, title)| title)),
            harmless(step.provider.as_deref().unwrap_or_default()),
            step.delivery.map(|(_, on)| on.to_string()).unwrap_or_default(),
            step.invoice.clone().filter(|_| is_invoiced(step)).unwrap_or_default(),
            step.payment.clone().unwrap_or_default(),
            harmless(&who(step)),
            harmless(&step.memo),
        ])?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

/// Words that a spreadsheet can't take for a formula.
fn harmless(words: &str) -> String {
    if words.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{words}") } else { words.to_owned() }
}
