//! What providers and commissioners see: what is wanted, where, how often, and never by whom.

use maud::{Markup, html};

use super::{facts, heading, quote_tag};
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::requests::gaps::MONTHS_KEPT;
use crate::requests::model::{GapSummary, LEAST_SEARCHES};
use crate::requests::service::{Asked, MarketView, Open};
use crate::web::components::{
    Button, Table, TagKind, actions, details, empty_state, entry, lu, panel, paragraph, tag, text,
};
use crate::web::page::Page;

/// What people ask for near a provider.
pub fn for_provider(requests: &[Open]) -> Page {
    Page::new("What people ask for").nav("/provider/requests").body(html! {
        (paragraph("People ask for these. We don’t say who. If you can help, send a quote or ask a question. They learn your name, and you learn theirs when they accept."))
        @if requests.is_empty() {
            (empty_state(lu::LuMessageCircle, "Nothing is asked for now", &paragraph("Requests appear here when somebody asks for your kind of support, where you work.")))
        }
        @for open in requests {
            (entry(&format!("request-{}", open.request.id), &heading(&open.request), &one_open(open)))
        }
        (actions(html! { (Button::link("/provider/listings/new", "Add a listing").secondary()) }))
    })
}

fn one_open(open: &Open) -> Markup {
    let request = &open.request;
    html! {
        @if let Some(quote) = open.quote { p.govuk-body { "Your quote: " (quote_tag(quote)) } }
        @else if open.chosen { p.govuk-body { (tag(TagKind::Lilac, None, "Sent to you")) } }
        p.govuk-body { (request.words) }
        (facts(request))
        p.govuk-body {
            a.govuk-link href=(format!("/provider/requests/{}", request.id)) {
                @if open.quote.is_some() { "See your quote" } @else { "Send a quote or ask a question" }
                span.govuk-visually-hidden { ": " (request.words) }
            }
        }
    }
}

/// What people couldn't find, for those who plan services.
pub fn for_council(view: &MarketView) -> Page {
    Page::new("Gaps in the market").nav("/council/gaps").caption(view.council.as_str()).body(html! {
        (paragraph("What people looked for or asked for, and didn’t find."))
        (panel("searches", "Searches that found nothing", &searches(view)))
        (panel("requests", "Requests", &requests(&view.requests)))
        (details("How this is counted, and what we keep", &kept()))
    })
}

fn searches(view: &MarketView) -> Markup {
    let table = view.gaps.iter().fold(
        Table::new("Searches that found nothing, most often first")
            .column("What")
            .column("Where")
            .numbers("How often")
            .column("Last time"),
        |table, gap| {
            table.row([
                text(what(gap)),
                text(place(gap)),
                text(words::count(gap.searches, "search", "searches")),
                text(long_date(gap.last_on)),
            ])
        },
    );
    html! {
        @if !view.own_area { p.app-note { "We don’t know your council’s area, so searches from everywhere are here." } }
        @if view.gaps.is_empty() {
            p.govuk-body { "Nothing yet. A search appears here once it was made " (LEAST_SEARCHES) " times and found nothing, or only some of its words." }
        } @else {
            (table)
            (actions(html! { (Button::link("/council/gaps.csv", "Download as a spreadsheet (CSV)").secondary()) }))
        }
    }
}

fn what(gap: &GapSummary) -> &str {
    if gap.words.is_empty() { "Any support" } else { &gap.words }
}

fn place(gap: &GapSummary) -> &str {
    if gap.area.is_empty() { "Anywhere" } else { &gap.area }
}

fn requests(requests: &[Asked]) -> Markup {
    html! {
        @if requests.is_empty() { p.govuk-body { "Nobody has an open request." } }
        @for asked in requests {
            h3.govuk-heading-s { (heading(&asked.request)) }
            p.govuk-body { (asked.request.words) }
            (facts(&asked.request))
            p.app-note {
                @if asked.quotes > 0 { (words::count(asked.quotes, "quote", "quotes")) " so far." }
                @else if asked.near_by == 0 { "Nobody has answered, and no service of this kind works there." }
                @else { "Nobody has answered. " (words::count(asked.near_by, "service", "services")) " of this kind work there." }
            }
        }
    }
}

fn kept() -> Markup {
    html! {
        ul.govuk-list.govuk-list--bullet {
            li { "We count a search that found nothing, or only some of its words. We keep its words, the postcode district or town, the filters and the day." }
            li { "We don’t keep who searched, from where, or at what time. Numbers, email addresses and full postcodes are taken out of the words." }
            li { "You see a search once it was made " (LEAST_SEARCHES) " times or more, so that one person’s words don’t stand here." }
            li { "Counts are kept for " (MONTHS_KEPT) " months." }
            li { "You see what people asked for, and not who asked." }
        }
    }
}

/// The gaps as a file.
///
/// # Errors
/// When a row can't be written.
pub fn csv(view: &MarketView) -> Result<Vec<u8>, csv::Error> {
    let mut file = csv::Writer::from_writer(Vec::new());
    file.write_record(["Kind", "What", "Where", "How often", "Last time"])?;
    for gap in &view.gaps {
        let row = ["Search", what(gap), place(gap), &gap.searches.to_string(), &gap.last_on.to_string()].map(plain);
        file.write_record(row)?;
    }
    for asked in &view.requests {
        let request = &asked.request;
        let day = request.created_at.date().to_string();
        file.write_record(["Request", request.words.as_str(), request.area.as_str(), "1", day.as_str()].map(plain))?;
    }
    file.into_inner().map_err(|error| error.into_error().into())
}

/// Spreadsheets take some first letters for a formula; an apostrophe makes them words.
fn plain(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}
