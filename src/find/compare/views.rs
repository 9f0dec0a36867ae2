//! The page that compares. A table on wide pages; on narrow ones each row becomes a block with the services' names.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::model::{Asked, Compared, Comparison, MOST};
use super::rows::{Row, rows};
use crate::directory::model::ListingState;
use crate::directory::service::Offer;
use crate::find::shortlist::views::keep;
use crate::kernel::{ListingId, words};
use crate::web::components::{
    Button, TagKind, actions, empty_state, hidden, icon, inset, link, lu, tag, text, warning_text,
};
use crate::web::page::{Ctx, Page};

/// The page.
pub fn page(ctx: &Ctx, comparison: &Comparison, today: NaiveDate) -> Page {
    let body = html! {
        @if comparison.too_many {
            (warning_text(&format!("You chose more than {MOST} services. These are the first {MOST}.")))
        }
        @if comparison.missing > 0 {
            (inset(&html! { (words::count(comparison.missing, "service", "services")) " you chose can’t be shown. It may no longer be on offer." }))
        }
        @if comparison.compared.is_empty() { (nothing()) } @else { (full(ctx, comparison, today)) }
    };
    Page::new("Compare services").nav("/search").body(body)
}

fn nothing() -> Markup {
    let body = html! {
        p.govuk-body { "Tick “Compare” beside up to four services in your results, or on your shortlist. Then choose the button “Compare”." }
        (actions(html! { (Button::link("/search", "Find support")) (link("/shortlist", "See your shortlist")) }))
    };
    empty_state(lu::LuColumns3, "Nothing to compare yet", &body)
}

fn full(ctx: &Ctx, comparison: &Comparison, today: NaiveDate) -> Markup {
    let rows = rows(comparison, today);
    let several = comparison.compared.len() > 1;
    let different = rows.iter().filter(|row| row.differs()).count();
    html! {
        @if several {
            p.govuk-body-l {
                "They differ in " (different) " of " (words::count(rows.len(), "thing", "things")) ". Each of those is marked “Different”."
            }
        } @else { p.govuk-body-l { "Choose at least one more, to see how they differ." } }
        (actions(html! {
            @if comparison.compared.len() < MOST { (link("/shortlist", "Add one from your shortlist")) (link("/search", "Find another")) }
            button.govuk-button.govuk-button--secondary type="button" data-app-print hidden { (icon(lu::LuPrinter)) "Print" }
        }))
        table.app-compare.app-compare--services role="table" {
            caption.govuk-visually-hidden { "Services side by side" }
            (head(comparison))
            tbody role="rowgroup" {
                @for row in &rows { (line(row, comparison, several)) }
                (what_next(ctx, comparison))
            }
        }
    }
}

fn head(comparison: &Comparison) -> Markup {
    html! {
        thead role="rowgroup" {
            tr role="row" {
                th scope="col" role="columnheader" { span.govuk-visually-hidden { "What is compared" } }
                @for one in &comparison.compared {
                    th scope="col" role="columnheader" { (named(&one.offer)) }
                }
            }
        }
    }
}

fn line(row: &Row, comparison: &Comparison, several: bool) -> Markup {
    html! {
        tr role="row" {
            th scope="row" role="rowheader" {
                (row.label)
                @if several && row.differs() { " " (tag(TagKind::Lilac, None, "Different")) }
            }
            @for (cell, one) in row.cells.iter().zip(&comparison.compared) {
                td role="cell" data-label=(one.offer.listing.title) {
                    @match cell.as_slice() {
                        [only] => { span { (only) } },
                        many => { ul { @for line in many { li { (line) } } } },
                    }
                }
            }
        }
    }
}

fn what_next(ctx: &Ctx, comparison: &Comparison) -> Markup {
    let chosen: Vec<ListingId> = comparison.compared.iter().map(|one| one.offer.listing.id).collect();
    html! {
        tr.app-compare__do role="row" {
            th scope="row" role="rowheader" { "What next" }
            @for one in &comparison.compared {
                td role="cell" data-label=(one.offer.listing.title) { div { (ways_on(ctx, one, &chosen)) } }
            }
        }
    }
}

/// What it is called, with a link to its page while it has one.
fn named(offer: &Offer) -> Markup {
    let listing = &offer.listing;
    if listing.state == ListingState::Live { link(&listing.path(), &listing.title) } else { text(&listing.title) }
}

fn ways_on(ctx: &Ctx, one: &Compared, chosen: &[ListingId]) -> Markup {
    let listing = &one.offer.listing;
    let about = format!(": {}", listing.title);
    html! {
        @match one.offer.blocked {
            Some(reason) => { p.app-note { (reason.sentence(&one.offer.provider.name)) } },
            None => {
                (Button::link(format!("/listings/{}/order", listing.id), "Choose days and times").about(format!(" for {}", listing.title)))
            },
        }
        (keep(ctx, listing.id, &listing.title, ""))
        @if chosen.len() > 1 {
            p.app-compare__off { a.govuk-link href=(Asked::without(chosen, listing.id)) { "Remove from this page" (hidden(about)) } }
        }
    }
}
