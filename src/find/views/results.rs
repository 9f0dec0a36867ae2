//! The results page.

use maud::{Markup, html};

use super::{card, filters};
use crate::find::address::SearchAddress;
use crate::find::service::Found;
use crate::geo;
use crate::kernel::words;
use crate::search::categories;
use crate::web::components::{Button, Pagination, chips, empty_state, inset, lu};
use crate::web::form::FieldErrors;

/// Pages of results that can be reached.
const MOST_PAGES: u64 = 100;
const PER_PAGE: u64 = 10;

/// What the page shows.
pub struct View<'a> {
    address: &'a SearchAddress,
    found: &'a Found,
    errors: &'a FieldErrors,
}

impl<'a> View<'a> {
    /// A page for this search.
    pub fn new(address: &'a SearchAddress, found: &'a Found, errors: &'a FieldErrors) -> Self {
        Self { address, found, errors }
    }

    /// "Help at home near LS6".
    pub fn title(&self) -> String {
        let what = match (self.address.q.trim(), categories::get(&self.address.category)) {
            ("", Some(category)) => category.name.clone(),
            ("", None) => "All support".to_owned(),
            (typed, _) => first_upper(typed),
        };
        match &self.found.place {
            Some(place) => format!("{what} near {}", place.label),
            None => what,
        }
    }

    /// Everything below the heading.
    pub fn body(&self) -> Markup {
        html! {
            (self.search_bar())
            div.app-search {
                div { (filters::panel(self.address, &self.found.results.facets, self.found.place.is_some())) }
                div {
                    (chips(&filters::chips(self.address), &self.address.without_filters().href()))
                    (self.toolbar())
                    (self.notes())
                    (self.list())
                    @if self.found.place.is_some() { p.app-small { (geo::ATTRIBUTION) } }
                }
            }
        }
    }

    fn search_bar(&self) -> Markup {
        let fields = self.errors.fields();
        html! {
            div.app-searchbar {
                form method="get" action="/search" role="search" aria-label="Support" {
                    (fields.input("q", "What do you need help with?", &self.address.q))
                    (fields.input("near", "Postcode or town", &self.address.near).autocomplete("postal-code"))
                    (Button::submit("Search"))
                }
            }
        }
    }

    fn toolbar(&self) -> Markup {
        html! {
            div.app-toolbar {
                h2.govuk-heading-m { (words::count(self.found.results.total, "service", "services")) }
                @if self.found.results.total > 1 { (filters::sort(self.address)) }
            }
        }
    }

    fn notes(&self) -> Markup {
        let results = &self.found.results;
        html! {
            @if let Some(corrected) = &results.corrected {
                (inset(&html! { "Showing results for " b { (corrected) } ". Nothing matched what you typed." }))
            }
            @if results.relaxed && results.total > 0 {
                (inset(&html! { "Nothing matched all of your words. These match some of them." }))
            }
            @if results.total > 1 && self.address.sort.is_empty() {
                p.app-small { "Best match uses your words, the distance, ratings and checks. Providers cannot pay to be higher." }
            }
        }
    }

    fn list(&self) -> Markup {
        let results = &self.found.results;
        if results.hits.is_empty() {
            return self.nothing();
        }
        let pages = results.total.div_ceil(PER_PAGE).clamp(1, MOST_PAGES);
        let page = u64::try_from(self.address.page_number()).unwrap_or(1).min(pages);
        let pagination =
            Pagination { page, pages, href: &|page| self.address.on_page(page).href(), label: "Pages of results" };
        html! {
            ol.app-results { @for hit in &results.hits { li { (card::card(hit)) } } }
            (pagination)
        }
    }

    /// Never a dead end: what to drop, where else to look, whom to ask.
    fn nothing(&self) -> Markup {
        let address = self.address;
        let chips = filters::chips(address);
        let ways = html! {
            ul.govuk-list.govuk-list--bullet {
                @for (label, href) in &chips { li { a.govuk-link href=(href) { "Search without “" (label) "”" } } }
                @if !chips.is_empty() { li { a.govuk-link href=(address.without_filters().href()) { "Search without any filters" } } }
                @if !address.near.is_empty() { li { a.govuk-link href=(address.with(|a| { a.near.clear(); a.within.clear(); }).href()) { "Search everywhere" } } }
                @if !address.q.is_empty() { li { a.govuk-link href=(address.with(|a| a.q.clear()).href()) { "See everything" @if !address.near.is_empty() { " near " (address.near) } } } }
                li { a.govuk-link href="/help" { "Ask a person to help you look" } }
            }
        };
        empty_state(lu::LuSearch, "We found nothing that fits all of that", &ways)
    }
}

fn first_upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
