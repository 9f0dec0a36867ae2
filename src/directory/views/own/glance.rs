//! How a listing would look, before it is saved: its whole page, or its card beside the form.

use chrono::NaiveDate;
use maud::{Markup, html};

use crate::directory::model::{Listing, ListingRatings, Provider, lowest_price};
use crate::directory::views::listing::{self, ListingPage};
use crate::directory::views::{icon_of, sentences, tone_of};
use crate::web::components::{ResultCard, Verdict, price, text};
use crate::web::page::Page;

/// The whole page, with what was typed to be saved or gone on with.
pub fn preview(shown: &Listing, provider: &Provider, today: NaiveDate, again: &Markup) -> Page {
    let nobody = ListingRatings::default();
    let page = ListingPage {
        listing: shown,
        provider,
        others: 0,
        today,
        ratings: &nobody,
        home: None,
        fit: None,
        refusal: Some("You can’t order from a preview."),
        preview: None,
        own: false,
        may_moderate: false,
        easy_read: false,
        more: html! {},
        gone: None,
    };
    let title = if shown.title.is_empty() { "A listing" } else { shown.title.as_str() };
    Page::new(format!("Preview: {title}")).nav("/provider/listings").body(html! {
        (Verdict::lilac("This is how it will look.").more("Nothing is saved yet."))
        (again)
        (listing::full(&page))
    })
}

/// The card that a search shows.
pub fn card(shown: &Listing, provider: &Provider, today: NaiveDate) -> Markup {
    let lowest = lowest_price(&shown.prices, today).or_else(|| shown.prices.first());
    let card = ResultCard {
        icon: icon_of(&shown.category),
        tone: tone_of(&shown.category),
        href: shown.path(),
        title: text(if shown.title.is_empty() { "No name yet" } else { &shown.title }),
        provider: text(&provider.name),
        facts: sentences::spaces(shown.spaces_left).into_iter().map(text).collect(),
        words: text(if shown.summary.is_empty() { "No summary yet" } else { &shown.summary }),
        tags: html! {},
        side: html! {
            @if let Some(lowest) = lowest { (price(lowest.amount, lowest.unit.per())) }
            @else { p.app-note { "No price yet" } }
        },
        picture: shown.pictures.first().map(|picture| picture.src(320)),
    };
    html! {
        h2.govuk-heading-s { "How it looks in a search" }
        (card)
    }
}
