//! Lists of which one is chosen, written straight into the page; and the choice of order.

use crate::find::address::{SORTS, SearchAddress};
use crate::find::written::pairs;
use crate::web::put::put;

/// Writes the options of one list.
pub(super) struct Options<'a> {
    page: &'a mut String,
    chosen: &'a str,
}

impl Options<'_> {
    fn open(&mut self, value: &str) {
        put!(self.page, "<option value=\"", (value));
        self.page.push_str(if value == self.chosen { "\" selected>" } else { "\">" });
    }

    /// A value and its words.
    pub(super) fn add(&mut self, value: &str, words: &str) {
        self.open(value);
        put!(self.page, (words), "</option>");
    }

    /// The same, with how many it would find.
    pub(super) fn counted(&mut self, value: &str, words: &str, count: u64) {
        self.open(value);
        put!(self.page, (words), " (", [count], ")</option>");
    }
}

/// A list with its label, as `components::Select` draws it.
pub(super) fn select(page: &mut String, name: &str, label: &str, chosen: &str, options: impl FnOnce(&mut Options<'_>)) {
    put!(
        page,
        "<div class=\"govuk-form-group\"><label class=\"govuk-label\" for=\"",
        (name),
        "\">",
        (label),
        "</label>"
    );
    put!(page, "<select class=\"govuk-select\" id=\"", (name), "\" name=\"", (name), "\">");
    options(&mut Options { page, chosen });
    put!(page, "</select></div>");
}

/// The choice of order; with its own button.
pub(super) fn sort(page: &mut String, address: &SearchAddress) {
    put!(page, "<form class=\"app-sort\" method=\"get\" action=\"/search\">");
    pairs(address, |name, value| {
        if !matches!(name, "sort" | "page" | "more") {
            super::filters::kept(page, name, value);
        }
    });
    select(page, "sort", "Sort by", &address.sort, |options| {
        for (value, words) in SORTS {
            options.add(value, words);
        }
    });
    put!(
        page,
        "<button class=\"govuk-button govuk-button--secondary\" type=\"submit\" data-module=\"govuk-button\">Sort\
         </button></form>"
    );
}

/// How the results are in order, in a sentence.
pub(super) fn order_words(address: &SearchAddress, near: bool) -> &'static str {
    match (address.sort.as_str(), near) {
        ("nearest", true) => "The nearest come first. Those without a place of their own come last.",
        ("nearest", false) => "Give a postcode or town to see the nearest first.",
        ("price", _) => "The lowest prices come first, whatever they are for. Those without a price come last.",
        ("rating", _) => "The best reviewed come first. A few reviews count for less than many.",
        ("newest", _) => "The newest come first.",
        (_, true) => {
            "Best match looks at your words, how near it is, reviews and checks. Providers cannot pay to be higher."
        }
        (_, false) => "Best match looks at your words, reviews and checks. Providers cannot pay to be higher.",
    }
}
