//! The results page.

use maud::{Markup, html};

use super::{card, filters, labels, nothing};
use crate::find::address::SearchAddress;
use crate::find::service::Found;
use crate::find::shortlist::views as keeping;
use crate::geo;
use crate::kernel::words;
use crate::search::categories;
use crate::web::components::{Button, Pagination, chips, inset, link};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;

/// Pages of results that can be reached.
const MOST_PAGES: u64 = 100;
const PER_PAGE: u64 = 10;

/// What the page shows.
pub struct View<'a> {
    ctx: &'a Ctx,
    address: &'a SearchAddress,
    found: &'a Found,
    errors: &'a FieldErrors,
}

impl<'a> View<'a> {
    /// A page for this search.
    pub fn new(ctx: &'a Ctx, address: &'a SearchAddress, found: &'a Found, errors: &'a FieldErrors) -> Self {
        Self { ctx, address, found, errors }
    }

    /// "Help at home near LS6".
    pub fn title(&self) -> String {
        let named: Vec<&str> = self.address.category.iter().map(|code| categories::name(code)).collect();
        let what = match (self.address.q.trim(), named.as_slice()) {
            ("", [] | [_, _, _, ..]) => "All support".to_owned(),
            ("", named) => words::list(named),
            (typed, _) => words::first_upper(typed),
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
                div { (filters::panel(self.address, &self.found.results.facets, self.found.place.is_some(), &html! {})) }
                div {
                    (chips(&labels::chips(self.address), &self.address.without_filters().href()))
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
            @for problem in &self.found.problems { (inset(&html! { (problem) })) }
            @if let Some(corrected) = &results.corrected { (self.put_right(corrected)) }
            @if results.relaxed && results.total > 0 {
                (inset(&html! { "Nothing matched all of your words. These match some of them." }))
            }
            @if results.total > 1 {
                p.app-small { (filters::order_words(self.address, self.found.place.is_some())) }
            }
        }
    }

    /// What was understood instead of what was typed, and the way back to that.
    fn put_right(&self, corrected: &str) -> Markup {
        let instead = self.address.with(|a| corrected.clone_into(&mut a.q));
        // Words in quotes are looked for as they stand.
        let plain = self.address.q.replace('"', " ");
        let quoted: Vec<String> = plain.split_whitespace().map(|word| format!("\"{word}\"")).collect();
        let as_typed = self.address.with(|a| a.q = quoted.join(" "));
        inset(&html! {
            "Showing results for " (link(&instead.href(), corrected)) ". Nothing matched what you typed. "
            (link(&as_typed.href(), &format!("Search instead for {}", self.address.q.trim()))) "."
        })
    }

    fn list(&self) -> Markup {
        let results = &self.found.results;
        if results.hits.is_empty() {
            return nothing::nothing(&self.found.ways);
        }
        let pages = results.total.div_ceil(PER_PAGE).clamp(1, MOST_PAGES);
        let page = u64::try_from(self.address.page_number()).unwrap_or(1).min(pages);
        let pagination =
            Pagination { page, pages, href: &|page| self.address.on_page(page).href(), label: "Pages of results" };
        html! {
            @if results.hits.len() > 1 { (keeping::compare_bar()) }
            ol.app-results {
                @for hit in &results.hits {
                    li id=(format!("listing-{}", hit.listing.listing_id)) { (card::card(self.ctx, hit)) }
                }
            }
            (pagination)
            @if !self.found.ways.is_empty() { (nothing::few(&self.found.ways)) }
        }
    }
}
