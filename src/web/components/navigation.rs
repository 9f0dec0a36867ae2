//! Ways about: back, breadcrumbs, tabs, pages of a list, filters that are on.

use maud::{Markup, Render, html};

use super::icon::{Icon, icon, lu};

/// A link back to the page this one came from. `Page::back` puts one in its place.
pub fn back_link(href: &str, label: &str) -> Markup {
    html! { a.govuk-back-link href=(href) { (label) } }
}

/// The pages above this one, outermost first. `Page::crumbs` puts them in their place.
pub fn breadcrumbs(crumbs: &[(String, String)]) -> Markup {
    html! {
        nav.govuk-breadcrumbs aria-label="Breadcrumb" {
            ol.govuk-breadcrumbs__list {
                @for (href, label) in crumbs {
                    li.govuk-breadcrumbs__list-item { a.govuk-breadcrumbs__link href=(href) { (label) } }
                }
            }
        }
    }
}

/// One tab: address, words, icon, and whether it is the one shown.
pub struct Tab<'a> {
    /// Where it leads.
    pub href: &'a str,
    /// Its words.
    pub label: &'a str,
    /// A picture for the eye.
    pub icon: Option<Icon>,
    /// Whether it is the one shown.
    pub here: bool,
}

/// Ways to see the same thing, as links: they work without scripts. `label` says what they switch.
pub fn tabs(label: &str, tabs: &[Tab<'_>]) -> Markup {
    html! {
        nav.app-toggle aria-label=(label) {
            ul {
                @for tab in tabs {
                    li {
                        a href=(tab.href) aria-current=[tab.here.then_some("true")] {
                            @if let Some(shown) = tab.icon { (icon(shown)) } (tab.label)
                        }
                    }
                }
            }
        }
    }
}

/// Filters that are on, as links that take them off: words and the address without it.
pub fn chips(chips: &[(String, String)], clear_all: &str) -> Markup {
    html! {
        @if !chips.is_empty() {
            ul.app-chips aria-label="Filters that are on" {
                @for (label, href) in chips {
                    li { a.app-chip href=(href) { span.govuk-visually-hidden { "Remove filter: " } (label) (icon(lu::LuX)) } }
                }
                li { a.govuk-link href=(clear_all) { "Clear all filters" } }
            }
        }
    }
}

/// Pages of a list: numbers near the current one, first and last, previous and next.
pub struct Pagination<'a> {
    /// The page shown, from 1.
    pub page: u64,
    /// How many pages there are.
    pub pages: u64,
    /// The address of a page.
    pub href: &'a dyn Fn(u64) -> String,
    /// What the list holds, for screen readers, such as "Results".
    pub label: &'a str,
}

impl Pagination<'_> {
    /// The page numbers shown; `None` stands for a gap.
    fn shown(&self) -> Vec<Option<u64>> {
        let mut shown = Vec::new();
        let mut last = 0;
        for page in 1..=self.pages {
            if page == 1 || page == self.pages || page.abs_diff(self.page) <= 1 {
                if page > last + 1 {
                    shown.push(None);
                }
                shown.push(Some(page));
                last = page;
            }
        }
        shown
    }

    fn number(&self, page: u64) -> Markup {
        let here = page == self.page;
        html! {
            li.govuk-pagination__item.govuk-pagination__item--current[here] {
                a.govuk-link.govuk-pagination__link href=((self.href)(page)) aria-label=(format!("Page {page}"))
                    aria-current=[here.then_some("page")] { (page) }
            }
        }
    }
}

impl Render for Pagination<'_> {
    fn render(&self) -> Markup {
        html! {
            @if self.pages > 1 {
                nav.govuk-pagination aria-label=(self.label) {
                    @if self.page > 1 {
                        div.govuk-pagination__prev {
                            a.govuk-link.govuk-pagination__link href=((self.href)(self.page - 1)) rel="prev" {
                                (icon(lu::LuArrowLeft))
                                span.govuk-pagination__link-title { "Previous" span.govuk-visually-hidden { " page" } }
                            }
                        }
                    }
                    ul.govuk-pagination__list {
                        @for page in self.shown() {
                            @match page {
                                Some(page) => (self.number(page)),
                                None => li.govuk-pagination__item.govuk-pagination__item--ellipsis { "⋯" },
                            }
                        }
                    }
                    @if self.page < self.pages {
                        div.govuk-pagination__next {
                            a.govuk-link.govuk-pagination__link href=((self.href)(self.page + 1)) rel="next" {
                                span.govuk-pagination__link-title { "Next" span.govuk-visually-hidden { " page" } }
                                (icon(lu::LuArrowRight))
                            }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: u64, pages: u64) -> String {
        let pagination = Pagination { page, pages, href: &|page| format!("?page={page}"), label: "Results" };
        let words =
            pagination.shown().into_iter().map(|page| page.map_or_else(|| "…".to_owned(), |page| page.to_string()));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn only_pages_near_by_and_both_ends_are_shown() {
        assert_eq!(shown(1, 3), "1 2 3");
        assert_eq!(shown(1, 9), "1 2 … 9");
        assert_eq!(shown(5, 9), "1 … 4 5 6 … 9");
        assert_eq!(shown(9, 9), "1 … 8 9");
    }

    #[test]
    fn one_page_needs_no_numbers() {
        let pagination = Pagination { page: 1, pages: 1, href: &|_| String::new(), label: "Results" };
        assert_eq!(pagination.render().into_string(), "");
    }
}
