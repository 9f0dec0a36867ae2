//! A provider's listings in a table, and the first page of a new one.

use maud::{Markup, html};

use crate::directory::forms::what::WhatForm;
use crate::directory::model::{ListingState, Reason};
use crate::directory::service::HomeListing;
use crate::directory::views::state_tag;
use crate::kernel::dates::long_date;
use crate::kernel::words;
use crate::search::categories;
use crate::web::components::{Button, Table, actions, csrf_field, empty_state, hidden, link, lu, paragraph, text};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// All listings with their state.
pub fn table(listings: &[HomeListing]) -> Markup {
    html! {
        @if listings.is_empty() {
            (empty_state(lu::LuClipboardList, "You have no listings yet", &html! {
                (paragraph("A listing says what you do, where, when and for how much. It takes about ten minutes."))
                (Button::link("/provider/listings/new", "Add a listing"))
            }))
        } @else {
            (actions(html! {
                (Button::link("/provider/listings/new", "Add a listing").secondary().icon(lu::LuPlus))
                (link("/provider/listings/bulk", "Change many at once"))
            }))
            (Table::new("Your listings")
                .column("Listing").column("State").numbers("From").numbers("Spaces").numbers("Rating")
                .rows(listings.iter().map(row)))
            p.govuk-body { (link("/provider/decisions", "Decisions about you")) }
        }
    }
}

fn row(listing: &HomeListing) -> Vec<Markup> {
    let card = &listing.card;
    let from = card
        .from
        .as_ref()
        .map_or_else(|| text("–"), |price| html! { (price.amount) " " span.app-note { (price.unit.per()) } });
    let rating = card.rating_hundredths.map_or_else(
        || text("–"),
        |hundredths| {
            let tenths = (hundredths + 5) / 10;
            let reviews = words::count(card.rating_count, "review", "reviews");
            html! { (tenths / 10) "." (tenths % 10) (hidden(format!(" out of 5, {reviews}"))) }
        },
    );
    let state = html! {
        (state_tag(card.state))
        @if card.state == ListingState::Draft && listing.review_note.is_some() {
            br; span.app-note { "Sent back to you" }
        }
        @if let (ListingState::Live, Some(reason)) = (card.state, listing.blocked) {
            br; span.app-note { (why_blocked(reason)) }
        }
    };
    let title = html! { (link(&format!("/provider/listings/{}/edit", card.id), &card.title)) };
    vec![title, state, from, card.spaces_left.map_or_else(|| text("–"), text), rating]
}

/// Why nobody can order, for the provider.
fn why_blocked(reason: Reason) -> String {
    match reason {
        Reason::Expired(scheme, on) => format!("No new orders: {} ran out on {}", scheme.label(), long_date(on)),
        Reason::NotAccepted(scheme) => format!("No new orders: {} was not accepted", scheme.label()),
        Reason::Suspended => "No new orders: you are suspended".to_owned(),
        Reason::AwaitsVerification | Reason::Unclaimed => "No new orders until we know who you are".to_owned(),
        Reason::NotLive(_) => String::new(),
    }
}

/// Before anything can be listed, people must know who offers it.
pub fn who_first(organisation: &str, claim_open: bool) -> Markup {
    if claim_open {
        let words = "When we have looked at it, your listings are here.";
        return empty_state(
            lu::LuHouse,
            "You asked to take a page over",
            &html! {
                (paragraph(words))
                (Button::link("/provider/start", "See how far that is"))
            },
        );
    }
    html! {
        (empty_state(lu::LuHouse, "First tell people who you are", &html! {
            (paragraph(format!("Nothing is known yet of {organisation}. It takes about five minutes.")))
            (Button::link("/provider/profile", "Tell people about your organisation"))
        }))
    }
}

/// The first page of a new listing: its name and its category. The rest comes after.
pub fn new(ctx: &Ctx, form: &WhatForm, errors: &FieldErrors) -> Markup {
    let fields = errors.fields();
    html! {
        p.govuk-body {
            "Start with a name and a category. You can save the rest bit by bit, and nobody sees it until you say so."
        }
        form method="post" action="/provider/listings/new" novalidate {
            (csrf_field(ctx))
            (fields.input("title", "What do you call it?", &form.title)
                .hint("Say what people get, like “Help at home in the evenings”."))
            (category(&form.category, errors))
            (actions(html! { (Button::submit("Save and go on").once()) (link("/provider/listings", "Cancel")) }))
        }
    }
}

/// The list of categories, each with the one above it.
pub fn category(chosen: &str, errors: &FieldErrors) -> Markup {
    let words = |known: &categories::Category| match known.parent_code() {
        Some(parent) => format!("{}: {}", categories::name(parent), known.name),
        None => format!("{} (other)", known.name),
    };
    let select = errors.fields().select("category", "Category", chosen).option("", "Choose one");
    let select = categories::top().fold(select, |select, top| {
        let within = categories::children(&top.code).map(|known| (known.code.clone(), words(known)));
        select.options(within).option(top.code.clone(), words(top))
    });
    html! { (select.hint("People find you by this. Take the one that says it best.")) }
}
