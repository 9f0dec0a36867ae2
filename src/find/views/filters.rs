//! The filters beside the results: what can be ticked, and how many each would find.
//!
//! A button applies them; nothing happens on change. Long groups are folded, unless something in them is on.

use maud::{Markup, Render, html};

use super::labels;
use crate::find::address::{DISTANCES, GROUPS, SORTS, STARTS, SearchAddress};
use crate::kernel::weekdays::weekday_name;
use crate::kernel::{week_times, words};
use crate::search::{FacetCount, Facets, categories, price_bands};
use crate::web::components::{
    Button, Checkboxes, DateInput, DateText, Input, LegendSize, Select, fieldset, filters, text,
};
use crate::web::put::put;

/// Values shown of one group, besides those that are ticked.
const MOST_SHOWN: usize = 12;

/// One box that can be ticked.
struct Tick<'a> {
    name: &'a str,
    value: String,
    label: String,
    count: u64,
    on: bool,
}

impl Render for Tick<'_> {
    /// The id is the name and the value, since a name may have boxes under several legends.
    fn render_to(&self, page: &mut String) {
        let value = self.value.replace([':', '/', ' '], "-");
        put!(
            page,
            "<div class=\"govuk-checkboxes__item\"><input class=\"govuk-checkboxes__input\" id=\"",
            [self.name],
            "-"
        );
        put!(page, [value], "\" name=\"", [self.name], "\" type=\"checkbox\" value=\"", [self.value], "\"");
        if self.on {
            put!(page, " checked");
        }
        put!(page, "><label class=\"govuk-label govuk-checkboxes__label\" for=\"", [self.name], "-", [value], "\">");
        put!(page, [self.label], " (", [self.count], ")</label></div>");
    }
}

/// The panel of filters. `person` is what only somebody signed in is offered.
pub fn panel(address: &SearchAddress, facets: &Facets, near: bool, person: &Markup) -> Markup {
    let form = html! {
        form.app-filters__body method="get" action="/search" {
            (kept("q", &address.q)) (kept("near", &address.near)) (kept("sort", &address.sort)) (kept("view", &address.view))
            (person)
            @if near { (distance_select(address, facets)) }
            (category_tree(address, facets))
            (price(address, facets))
            (rating_select(address, facets))
            (boxes("check", "Checks we have seen", address, &facets.checks))
            (boxes("day", "Days", address, &facets.days))
            (folded("Days and times of day", address.when.len(), &times(address, facets)))
            (folded("When it can start", started(address), &start(address, facets)))
            (group("group", "Who it is for", address, &facets.care_groups))
            (group("outcome", "What it helps with", address, &facets.outcomes))
            (group("delivery", "Where it happens", address, &facets.delivery))
            (group("cqc", "Care Quality Commission rating", address, &facets.cqc))
            (group("language", "Language", address, &facets.languages))
            (group("access", "Access", address, &facets.access))
            (group("kind", "Kind of provider", address, &facets.provider_kinds))
            (Button::submit("Apply filters"))
        }
    };
    filters(address.filters_on().len(), &form)
}

fn kept(name: &str, value: &str) -> Markup {
    html! { @if !value.is_empty() { input type="hidden" name=(name) value=(value); } }
}

fn count_of(counts: &[FacetCount], value: &str) -> u64 {
    counts.iter().find(|count| count.value == value).map_or(0, |count| count.count)
}

/// A part of the form behind a summary that says how many of its filters are on.
fn folded(title: &str, on: usize, body: &Markup) -> Markup {
    html! {
        // A single group's question is its summary; styles keep the legend for those who hear the page.
        details.app-filters__group open[on > 0] {
            summary { (title) @if on > 0 { " " span.app-small { "(" (on) " on)" } } }
            (body)
        }
    }
}

/// A folded group; nothing where it has no values.
fn group(name: &str, legend: &str, address: &SearchAddress, counts: &[FacetCount]) -> Markup {
    let on = ticked(name, address).len();
    html! { @if on > 0 || !counts.is_empty() { (folded(legend, on, &boxes(name, legend, address, counts))) } }
}

fn ticked<'a>(name: &str, address: &'a SearchAddress) -> &'a [String] {
    GROUPS.iter().find(|group| group.name == name).map_or(&[], |group| (group.values)(address).as_slice())
}

/// Values with results, and those already ticked even when they would find nothing.
fn boxes(name: &str, legend: &str, address: &SearchAddress, counts: &[FacetCount]) -> Markup {
    let ticked = ticked(name, address);
    let mut group = Checkboxes::new(name, legend).small().checked(ticked);
    let is_ticked = |value: &str| ticked.iter().any(|other| other == value);
    let gone = ticked.iter().filter(|value| !counts.iter().any(|count| count.value == **value));
    let shown: Vec<(&str, u64)> = (0..)
        .zip(counts)
        .filter(|(place, count)| *place < MOST_SHOWN || is_ticked(&count.value))
        .map(|(_, count)| (count.value.as_str(), count.count))
        .chain(gone.map(|value| (value.as_str(), 0)))
        .collect();
    for (value, count) in &shown {
        group = group.choice_with_count(*value, labels::value(name, value), *count);
    }
    html! { @if !shown.is_empty() { (group) } }
}

/// The tree of categories: top-level ones, and those below where one is ticked or only one is left.
fn category_tree(address: &SearchAddress, facets: &Facets) -> Markup {
    let tick = |code: &str, name: &str| Tick {
        name: "category",
        value: code.to_owned(),
        label: name.to_owned(),
        count: count_of(&facets.category, code),
        on: address.category.iter().any(|ticked| ticked == code),
    };
    let is_within = |code: &str, top: &str| code == top || categories::parent_code(code) == Some(top);
    let shown: Vec<_> = categories::top()
        .map(|top| (top, address.category.iter().any(|code| is_within(code, &top.code))))
        .filter(|(top, on)| *on || count_of(&facets.category, &top.code) > 0)
        .collect();
    let alone = shown.len() == 1;
    let body = html! {
        div.govuk-checkboxes.govuk-checkboxes--small {
            @for (top, on) in &shown {
                (tick(&top.code, &top.name))
                @if *on || alone {
                    div.app-filters__below role="group" aria-label=(top.name) {
                        @for child in categories::children(&top.code).map(|child| tick(&child.code, &child.name)) {
                            @if child.on || child.count > 0 { (child) }
                        }
                    }
                }
            }
        }
    };
    let form = fieldset("Type of support", LegendSize::Standard, &body);
    html! {
        @if !shown.is_empty() {
            (folded("Type of support", address.category.len(), &html! { div.govuk-form-group { (form) } }))
        }
    }
}

fn distance_select(address: &SearchAddress, facets: &Facets) -> Markup {
    let mut select = Select::new("within", "How far away").option("", "Any distance").chosen(&address.within);
    for (miles, metres) in DISTANCES.into_iter().zip(["1609", "4828", "8047", "16093", "32187"]) {
        let count = count_of(&facets.distance, metres);
        select = select.option(miles.to_string(), format!("{} ({count})", labels::within(miles)));
    }
    html! { (select) }
}

/// The unit first, since a fair price for an hour is none for a week; then its bands; and a range of one's own.
fn price(address: &SearchAddress, facets: &Facets) -> Markup {
    let mut units = Select::new("unit", "Priced by").option("", "Any").chosen(&address.unit);
    for count in &facets.unit {
        units = units.option(&count.value, format!("{} ({})", labels::unit(&count.value), count.count));
    }
    if !address.unit.is_empty() && count_of(&facets.unit, &address.unit) == 0 {
        units = units.option(&address.unit, format!("{} (0)", labels::unit(&address.unit)));
    }
    let bands: Vec<FacetCount> = price_bands(&address.unit)
        .map(|value| FacetCount { count: count_of(&facets.price_bands, &value), value })
        .filter(|band| !address.unit.is_empty() && band.count > 0)
        .collect();
    let legend = format!("Price {}", labels::unit(&address.unit));
    let fields = html! {
        div.app-range {
            (Input::number("min", "From, £").value(&address.min))
            (Input::number("max", "Up to, £").value(&address.max))
        }
    };
    html! {
        (units)
        (boxes("price", legend.trim(), address, &bands))
        div.govuk-form-group { (fieldset("Your own range", LegendSize::Standard, &fields)) }
    }
}

fn rating_select(address: &SearchAddress, facets: &Facets) -> Markup {
    let mut select = Select::new("rating", "Reviews").option("", "Any").chosen(&address.rating);
    for count in &facets.rating {
        let words = labels::value("rating", &count.value);
        select = select.option(&count.value, format!("{words} ({})", count.count));
    }
    if !address.rating.is_empty() && count_of(&facets.rating, &address.rating) == 0 {
        select = select.option(&address.rating, format!("{} (0)", labels::value("rating", &address.rating)));
    }
    html! { (select) }
}

/// Each day with its parts: "Tuesday: any time, morning, evening".
fn times(address: &SearchAddress, facets: &Facets) -> Markup {
    let is_on = |code: &str| address.when.iter().any(|ticked| ticked == code);
    let days = week_times::all_codes().filter_map(|(code, _)| {
        let (day, part) = week_times::read_code(&code)?;
        let count = count_of(&facets.times, &code);
        let words = part.map_or_else(|| "Any time".to_owned(), |part| words::first_upper(part.label()));
        let on = is_on(&code);
        (count > 0 || on).then_some((day, Tick { name: "when", value: code, label: words, count, on }))
    });
    let mut by_day: Vec<(chrono::Weekday, Vec<Tick<'_>>)> = Vec::new();
    for (day, tick) in days {
        match by_day.last_mut().filter(|(last, _)| *last == day) {
            Some((_, ticks)) => ticks.push(tick),
            None => by_day.push((day, vec![tick])),
        }
    }
    html! {
        @if by_day.is_empty() { p.app-small { "None of these say when they are offered." } }
        @for (day, ticks) in &by_day {
            div.govuk-form-group {
                (fieldset(weekday_name(*day), LegendSize::Standard, &html! {
                    div.govuk-checkboxes.govuk-checkboxes--small { @for tick in ticks { (tick) } }
                }))
            }
        }
    }
}

fn started(address: &SearchAddress) -> usize {
    let on = |name: &str| matches!(name, "spaces" | "soon" | "by");
    address.filters_on().iter().filter(|filter| on(filter.name)).count()
}

fn start(address: &SearchAddress, facets: &Facets) -> Markup {
    let spaces = Tick {
        name: "spaces",
        value: "1".to_owned(),
        label: labels::value("spaces", "1"),
        count: count_of(&facets.spaces, "yes"),
        on: !address.spaces.is_empty(),
    };
    let mut soon = Select::new("soon", "How soon").option("", "Any time").chosen(&address.soon);
    for days in STARTS.map(|days| days.to_string()) {
        let words = labels::soon(&days).replace("Can start within", "Within");
        let count = count_of(&facets.starts, &days);
        soon = soon.option(&days, format!("{words} ({count})"));
    }
    if !address.soon.is_empty() && !STARTS.iter().any(|days| days.to_string() == address.soon) {
        soon = soon.option(&address.soon, labels::soon(&address.soon).replace("Can start within", "Within"));
    }
    let by = DateText::typed(&address.by_day, &address.by_month, &address.by_year);
    html! {
        div.govuk-form-group { div.govuk-checkboxes.govuk-checkboxes--small { (spaces) } }
        (soon)
        (DateInput::new("by", "Or by a day").hint("Like 27 3 2027").value(by))
    }
}

/// The choice of order; with its own button.
pub fn sort(address: &SearchAddress) -> Markup {
    html! {
        form.app-sort method="get" action="/search" {
            (carried(&address.with(|a| a.sort.clear())))
            (Select::new("sort", "Sort by").options(SORTS).chosen(&address.sort))
            (Button::submit("Sort").secondary())
        }
    }
}

/// A whole search in hidden fields.
fn carried(address: &SearchAddress) -> Markup {
    let pairs: Vec<(String, String)> =
        address.href().split_once('?').and_then(|(_, query)| serde_html_form::from_str(query).ok()).unwrap_or_default();
    html! { @for (name, value) in &pairs { input type="hidden" name=(name) value=(value); } }
}

/// How the results are in order, in a sentence.
pub fn order_words(address: &SearchAddress, near: bool) -> Markup {
    text(match (address.sort.as_str(), near) {
        ("nearest", true) => "The nearest come first. Those without a place of their own come last.",
        ("nearest", false) => "Give a postcode or town to see the nearest first.",
        ("price", _) => "The lowest prices come first, whatever they are for. Those without a price come last.",
        ("rating", _) => "The best reviewed come first. A few reviews count for less than many.",
        ("newest", _) => "The newest come first.",
        (_, true) => {
            "Best match looks at your words, how near it is, reviews and checks. Providers cannot pay to be higher."
        }
        (_, false) => "Best match looks at your words, reviews and checks. Providers cannot pay to be higher.",
    })
}
