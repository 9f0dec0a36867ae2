//! The results page.

use maud::{Markup, PreEscaped, html};

use super::{card, filters, labels, nothing, person, selects};
use crate::directory::views::small_link;
use crate::find::address::{FilterOn, SearchAddress};
use crate::find::map::views as map;
use crate::find::person::Person;
use crate::find::service::Found;
use crate::find::shortlist::views as keeping;
use crate::geo;
use crate::geo::Place;
use crate::kernel::words;
use crate::search::{Hit, categories};
use crate::web::components::{Button, Pagination, Tab, chips, inset, link, lu, tabs};
use crate::web::form::FieldErrors;
use crate::web::page::Ctx;
use crate::web::put::put;

/// Pages of results that can be reached.
const MOST_PAGES: u64 = 100;
const PER_PAGE: u64 = 10;
/// Room for a page of ten results with all its filters.
const BODY_BYTES: usize = 40_960;

/// What the page shows.
pub struct View<'a> {
    ctx: &'a Ctx,
    address: &'a SearchAddress,
    found: &'a Found,
    person: Option<&'a Person>,
    errors: &'a FieldErrors,
    /// The filters that are on.
    on: Vec<FilterOn>,
}

impl<'a> View<'a> {
    /// A page for this search.
    pub fn new(ctx: &'a Ctx, found: &'a Found, person: Option<&'a Person>, errors: &'a FieldErrors) -> Self {
        Self { ctx, address: &found.address, found, person, errors, on: found.address.filters_on() }
    }

    /// "Help at home near LS6".
    pub fn title(&self) -> String {
        title(self.address, self.found.place.as_ref())
    }

    fn is_map(&self) -> bool {
        self.address.view == "map"
    }

    /// The number of the first result on this page, and of the page.
    fn numbers(&self) -> (usize, u64) {
        let pages = self.pages();
        let page = u64::try_from(self.address.page_number()).unwrap_or(1).min(pages);
        (usize::try_from((page - 1) * PER_PAGE + 1).unwrap_or(1), page)
    }

    fn pages(&self) -> u64 {
        self.found.results.total.div_ceil(PER_PAGE).clamp(1, MOST_PAGES)
    }

    /// The same results as a list, or with a map.
    fn ways_to_look(&self) -> Markup {
        let list = self.address.with(|a| a.view.clear()).on_page(self.numbers().1).href();
        let map = self.address.with(|a| "map".clone_into(&mut a.view)).on_page(self.numbers().1).href();
        html! {
            (tabs("How to show the results", &[
                Tab { href: &list, label: "List", icon: Some(lu::LuList), here: !self.is_map() },
                Tab { href: &map, label: "Map", icon: Some(lu::LuMap), here: self.is_map() },
            ]))
        }
    }

    fn map(&self) -> Markup {
        let shown =
            map::Shown { hits: &self.found.results.hits, first: self.numbers().0, place: self.found.place.as_ref() };
        map::figure(&shown)
    }

    /// Everything below the heading.
    pub fn body(&self) -> Markup {
        let mut page = String::with_capacity(BODY_BYTES);
        put!(&mut page, [self.search_bar()], "<div class=\"app-search\"><div>");
        self.filters(&mut page);
        let chips = chips(&labels::chips(self.address, &self.on, self.person), &self.address.without_filters().href());
        put!(&mut page, "</div><div>", [chips]);
        self.toolbar(&mut page);
        put!(&mut page, [self.notes()]);
        self.list(&mut page);
        if self.found.place.is_some() {
            put!(&mut page, "<p class=\"app-small\">", [geo::ATTRIBUTION], "</p>");
        }
        put!(&mut page, "</div></div>");
        PreEscaped(page)
    }

    fn filters(&self, page: &mut String) {
        let own = self.person.map(|person| person::filters(self.found, person)).unwrap_or_default();
        let about_start = |on: &&FilterOn| matches!(on.name, "spaces" | "soon" | "by");
        let panel = filters::Panel {
            address: self.address,
            facets: &self.found.results.facets,
            near: self.found.place.is_some(),
            on: self.on.len(),
            started: self.on.iter().filter(about_start).count(),
            person: &own,
        };
        filters::panel(page, &panel);
    }

    fn search_bar(&self) -> Markup {
        let fields = self.errors.fields();
        html! {
            div.app-searchbar {
                form method="get" action="/search" role="search" aria-label="Support" {
                    (fields.input("q", "What do you need help with?", &self.address.q))
                    (fields.input("near", "Postcode or town", &self.address.near).autocomplete("postal-code"))
                    @if self.is_map() { input type="hidden" name="view" value="map"; }
                    (Button::submit("Search"))
                }
            }
        }
    }

    fn toolbar(&self, page: &mut String) {
        let total = self.found.results.total;
        put!(page, "<div class=\"app-toolbar\"><h2 class=\"govuk-heading-m\">");
        put!(page, (&words::count(total, "service", "services")), "</h2>");
        if total > 1 {
            selects::sort(page, self.address);
        }
        put!(page, "</div><div class=\"app-toolbar\">");
        if total > 0 {
            put!(page, [self.ways_to_look()]);
        }
        put!(page, [small_link(lu::LuBellPlus, &self.save_href(), "Save this search")], "</div>");
    }

    /// What is worth keeping of a search: not the page and the map.
    fn save_href(&self) -> String {
        self.address.with(|address| address.view.clear()).href_at("/saved-searches/new")
    }

    fn notes(&self) -> Markup {
        let results = &self.found.results;
        html! {
            @for problem in &self.found.problems { (inset(&html! { (problem) })) }
            @if let Some(corrected) = &results.corrected { (self.put_right(corrected)) }
            @if results.relaxed && results.total > 0 {
                (inset(&html! { "These come nearest to what you typed. None of them has all of your words." }))
            }
            @if results.total > 1 {
                p.app-small { (selects::order_words(self.address, self.found.place.is_some())) }
            }
        }
    }

    /// What a result would cost the person.
    fn cost(&self, hit: &Hit) -> Markup {
        self.person.map(|person| person::cost(self.address, person, &hit.listing)).unwrap_or_default()
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
            (link(&as_typed.href(), format!("Search instead for {}", self.address.q.trim()))) "."
        })
    }

    fn list(&self, out: &mut String) {
        let results = &self.found.results;
        if results.hits.is_empty() {
            put!(out, [nothing::nothing(self.address, &self.found.ways)]);
            return;
        }
        let ((first, page), pages) = (self.numbers(), self.pages());
        let pagination =
            Pagination { page, pages, href: &|page| self.address.on_page(page).href(), label: "Pages of results" };
        if self.is_map() {
            put!(out, [self.map()]);
        }
        if results.hits.len() > 1 {
            put!(out, [keeping::compare_bar()]);
        }
        keeping::keep_form(out, self.ctx);
        put!(out, "<ol class=\"app-results\" start=\"", [first], "\">");
        for (hit, number) in results.hits.iter().zip(first..) {
            put!(out, "<li id=\"", [map::anchor(hit.listing.listing_id)], "\">");
            if self.is_map() {
                put!(out, [map::badge(number)]);
            }
            card::card(out, self.ctx, hit, &self.cost(hit));
            put!(out, "</li>");
        }
        put!(out, "</ol>");
        if results.hits.len() >= keeping::LONG {
            put!(out, [keeping::compare_below()]);
        }
        put!(out, [pagination]);
        if self.found.is_little() {
            put!(out, [nothing::few(self.address, &self.found.ways)]);
        } else if page == pages {
            put!(out, [nothing::at_the_end(self.address)]);
        }
    }
}

/// What to call a search: "Help at home near LS6".
pub fn title(address: &SearchAddress, place: Option<&Place>) -> String {
    let named: Vec<&str> = address.category.iter().map(|code| categories::name(code)).collect();
    let what = match (address.q.trim(), named.as_slice()) {
        ("", [] | [_, _, _, ..]) => "All support".to_owned(),
        ("", named) => words::list(named),
        (typed, _) => words::first_upper(typed),
    };
    match place {
        Some(place) => format!("{what} near {}", place.label),
        None => what,
    }
}
