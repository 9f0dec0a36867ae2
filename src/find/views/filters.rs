//! The filters beside the results: what can be ticked, and how many each would find.
//!
//! A button applies them; nothing happens on change. Most groups are folded, unless something in them is on, and a long
//! one shows its first values and a link to all. A page has a hundred boxes and more, so they are written straight into
//! it, with no more markup than the style needs.

use std::sync::LazyLock;

use chrono::Weekday;
use maud::{Markup, Render};

use super::labels;
use super::selects::select;
use crate::find::address::{DISTANCES, GROUPS, STARTS, SearchAddress};
use crate::kernel::weekdays::weekday_name;
use crate::kernel::{week_times, words};
use crate::search::{FacetCount, Facets, categories, price_bands};
use crate::web::components::{DateInput, DateText, Input, LegendSize, fieldset, filters_to};
use crate::web::put::put;

/// Values shown of one group, besides those that are ticked, where it has more than a few more.
const SHOWN: usize = 6;
/// So many more are shown rather than folded.
const LITTLE_MORE: usize = 2;

/// What the panel shows.
pub struct Panel<'a> {
    /// The search.
    pub address: &'a SearchAddress,
    /// How many each value would find.
    pub facets: &'a Facets,
    /// Whether a place is known.
    pub near: bool,
    /// How many filters are on.
    pub on: usize,
    /// How many of them are about when it can start.
    pub started: usize,
    /// What only somebody signed in is offered.
    pub person: &'a Markup,
}

/// Writes the boxes of one panel, each with an id of its own.
struct Boxes<'a> {
    page: &'a mut String,
    address: &'a SearchAddress,
    last_id: u32,
}

/// A part of a day that can be ticked.
struct Time {
    code: String,
    words: String,
    count: u64,
    on: bool,
}

/// The panel of filters, at the end of a page.
pub fn panel(page: &mut String, panel: &Panel<'_>) {
    let (address, facets) = (panel.address, panel.facets);
    filters_to(page, panel.on, !address.more.is_empty(), |page| {
        put!(page, "<form class=\"app-filters__body\" method=\"get\" action=\"/search\">");
        for (name, value) in
            [("q", &address.q), ("near", &address.near), ("sort", &address.sort), ("view", &address.view)]
        {
            kept(page, name, value);
        }
        put!(page, [panel.person]);
        if panel.near {
            distance_select(page, address, facets);
        }
        let mut boxes = Boxes { page, address, last_id: 0 };
        boxes.category_tree(&facets.category);
        boxes.price(facets);
        boxes.open_group("check", "Checks we have seen", &facets.checks);
        boxes.open_group("day", "Days", &facets.days);
        boxes.folded("when", "Days and times of day", address.when.len(), |boxes| boxes.times(&facets.times));
        boxes.folded("", "When it can start", panel.started, |boxes| boxes.start(facets));
        for (name, legend, counts) in [
            ("group", "Who it is for", &facets.care_groups),
            ("outcome", "What it helps with", &facets.outcomes),
            ("delivery", "Where it happens", &facets.delivery),
            ("cqc", "Care Quality Commission rating", &facets.cqc),
            ("language", "Language", &facets.languages),
            ("access", "Access", &facets.access),
            ("kind", "Kind of provider", &facets.provider_kinds),
        ] {
            boxes.group(name, legend, counts);
        }
        put!(
            page,
            "<button class=\"govuk-button\" type=\"submit\" data-module=\"govuk-button\">Apply filters</button></form>"
        );
    });
}

/// A part of the search that goes along with a form.
pub(super) fn kept(page: &mut String, name: &str, value: &str) {
    if !value.is_empty() {
        put!(page, "<input type=\"hidden\" name=\"", (name), "\" value=\"", (value), "\">");
    }
}

fn count_of(counts: &[FacetCount], value: &str) -> u64 {
    counts.iter().find(|count| count.value == value).map_or(0, |count| count.count)
}

fn ticked<'a>(name: &str, address: &'a SearchAddress) -> &'a [String] {
    GROUPS.iter().find(|group| group.name == name).map_or(&[], |group| (group.values)(address).as_slice())
}

fn is_among(ticked: &[String], value: &str) -> bool {
    ticked.iter().any(|other| other == value)
}

impl Boxes<'_> {
    /// One box that can be ticked.
    fn tick(&mut self, (name, value): (&str, &str), label: &str, count: u64, on: bool) {
        self.last_id += 1;
        let page = &mut *self.page;
        put!(
            page,
            "<div><input type=\"checkbox\" id=\"f",
            [self.last_id],
            "\" name=\"",
            (name),
            "\" value=\"",
            (value)
        );
        page.push_str(if on { "\" checked>" } else { "\">" });
        put!(page, "<label for=\"f", [self.last_id], "\">", (label), " (", [count], ")</label></div>");
    }

    /// Boxes under one question; where that stands above them already, only those who hear the page are told again.
    fn fieldset(&mut self, legend: &str, (said, id): (bool, &str), boxes: impl FnOnce(&mut Self)) {
        let hidden = if said { " class=\"govuk-visually-hidden\"" } else { "" };
        put!(self.page, "<fieldset class=\"app-boxes\"", { id }, "><legend", { hidden }, ">", (legend), "</legend>");
        boxes(self);
        put!(self.page, "</fieldset>");
    }

    /// Where the link to all values of a group leads: to that group once it shows them all.
    fn place_of_all(&self, name: &str) -> &'static str {
        if !name.is_empty() && self.address.more == name { " id=\"more\"" } else { "" }
    }

    /// A part of the form behind a summary that says how many of its filters are on.
    fn folded(&mut self, name: &str, title: &str, on: usize, body: impl FnOnce(&mut Self)) {
        let id = self.place_of_all(name);
        let open = if !id.is_empty() || on > 0 { " open" } else { "" };
        put!(self.page, "<details class=\"app-filters__group\"", { id }, { open }, "><summary>", (title));
        if on > 0 {
            put!(self.page, " <span class=\"app-small\">(", [on], " on)</span>");
        }
        put!(self.page, "</summary>");
        body(self);
        put!(self.page, "</details>");
    }

    /// A folded group; nothing where it has no values.
    fn group(&mut self, name: &str, legend: &str, counts: &[FacetCount]) {
        let on = ticked(name, self.address).len();
        if on > 0 || !counts.is_empty() {
            self.folded(name, legend, on, |boxes| {
                boxes.fieldset(legend, (true, ""), |boxes| boxes.values(name, legend, counts));
            });
        }
    }

    /// A group that stands open; nothing where it has no values.
    fn open_group(&mut self, name: &str, legend: &str, counts: &[FacetCount]) {
        if !counts.is_empty() || !ticked(name, self.address).is_empty() {
            let id = self.place_of_all(name);
            self.fieldset(legend, (false, id), |boxes| boxes.values(name, legend, counts));
        }
    }

    /// Values with results, and those already ticked even when they would find nothing; of many the first, those that
    /// are ticked, and a link to all.
    fn values(&mut self, name: &str, legend: &str, counts: &[FacetCount]) {
        let address = self.address;
        let ticked = ticked(name, address);
        let all = counts.len() <= SHOWN + LITTLE_MORE || address.more == name;
        for (place, FacetCount { value, count }) in counts.iter().enumerate() {
            let on = is_among(ticked, value);
            if all || place < SHOWN || on {
                self.tick((name, value), &labels::value(name, value), *count, on);
            }
        }
        for gone in ticked.iter().filter(|value| !counts.iter().any(|count| count.value == **value)) {
            self.tick((name, gone), &labels::value(name, gone), 0, true);
        }
        if !all {
            let href = address.with(|address| name.clone_into(&mut address.more)).href();
            put!(self.page, "<p><a class=\"govuk-link\" href=\"", (&href), "#more\">Show all ", [counts.len()]);
            put!(self.page, "<span class=\"govuk-visually-hidden\"> for ", (legend), "</span></a></p>");
        }
    }

    /// The tree of categories: top-level ones, and those below where one is ticked or only one is left.
    fn category_tree(&mut self, counts: &[FacetCount]) {
        let ticked = self.address.category.as_slice();
        let is_within = |code: &str, top: &str| code == top || categories::parent_code(code) == Some(top);
        let shown: Vec<_> = categories::top()
            .map(|top| (top, ticked.iter().any(|code| is_within(code, &top.code)), count_of(counts, &top.code)))
            .filter(|(_, on, count)| *on || *count > 0)
            .collect();
        if shown.is_empty() {
            return;
        }
        let alone = shown.len() == 1;
        self.folded("category", "Type of support", ticked.len(), |boxes| {
            boxes.fieldset("Type of support", (true, ""), |boxes| {
                for (top, on, count) in &shown {
                    boxes.tick(("category", &top.code), &top.name, *count, is_among(ticked, &top.code));
                    if *on || alone {
                        put!(
                            boxes.page,
                            "<div class=\"app-filters__below\" role=\"group\" aria-label=\"",
                            (&top.name),
                            "\">"
                        );
                        for child in categories::children(&top.code) {
                            let (count, on) = (count_of(counts, &child.code), is_among(ticked, &child.code));
                            if on || count > 0 {
                                boxes.tick(("category", &child.code), &child.name, count, on);
                            }
                        }
                        put!(boxes.page, "</div>");
                    }
                }
            });
        });
    }

    /// The unit first, since a fair price for an hour is none for a week; then its bands; and a range of one's own; and
    /// what others say.
    fn price(&mut self, facets: &Facets) {
        let address = self.address;
        select(self.page, "unit", "Priced by", &address.unit, |options| {
            options.add("", "Any");
            for FacetCount { value, count } in &facets.unit {
                options.counted(value, &labels::unit(value), *count);
            }
            if !address.unit.is_empty() && count_of(&facets.unit, &address.unit) == 0 {
                options.counted(&address.unit, &labels::unit(&address.unit), 0);
            }
        });
        if !address.unit.is_empty() {
            let band = |value: String| FacetCount { count: count_of(&facets.price_bands, &value), value };
            let bands: Vec<FacetCount> = price_bands(&address.unit).map(band).filter(|band| band.count > 0).collect();
            self.open_group("price", &format!("Price {}", labels::unit(&address.unit)), &bands);
        }
        own_range(self.page, address);
        select(self.page, "rating", "Reviews", &address.rating, |options| {
            options.add("", "Any");
            for FacetCount { value, count } in &facets.rating {
                options.counted(value, &labels::value("rating", value), *count);
            }
            if !address.rating.is_empty() && count_of(&facets.rating, &address.rating) == 0 {
                options.counted(&address.rating, &labels::value("rating", &address.rating), 0);
            }
        });
    }

    /// Each day with its parts: "Tuesday: any time, morning, evening".
    fn times(&mut self, counts: &[FacetCount]) {
        let mut by_day: Vec<(Weekday, Vec<Time>)> = Vec::new();
        if !counts.is_empty() || !self.address.when.is_empty() {
            for (code, _) in week_times::all_codes() {
                let Some((day, part)) = week_times::read_code(&code) else { continue };
                let (count, on) = (count_of(counts, &code), is_among(&self.address.when, &code));
                if count == 0 && !on {
                    continue;
                }
                let words = part.map_or_else(|| "Any time".to_owned(), |part| words::first_upper(part.label()));
                let time = Time { code, words, count, on };
                match by_day.last_mut().filter(|(last, _)| *last == day) {
                    Some((_, times)) => times.push(time),
                    None => by_day.push((day, vec![time])),
                }
            }
        }
        if by_day.is_empty() {
            put!(self.page, "<p class=\"app-small\">None of these say when they are offered.</p>");
        }
        for (day, times) in &by_day {
            self.fieldset(weekday_name(*day), (false, ""), |boxes| {
                for time in times {
                    boxes.tick(("when", &time.code), &time.words, time.count, time.on);
                }
            });
        }
    }

    fn start(&mut self, facets: &Facets) {
        let address = self.address;
        put!(self.page, "<div class=\"app-boxes\">");
        let room = count_of(&facets.spaces, "yes");
        self.tick(("spaces", "1"), &labels::value("spaces", "1"), room, !address.spaces.is_empty());
        put!(self.page, "</div>");
        let words = |days: &str| labels::soon(days).replace("Can start within", "Within");
        select(self.page, "soon", "How soon", &address.soon, |options| {
            options.add("", "Any time");
            for days in STARTS.map(|days| days.to_string()) {
                options.counted(&days, &words(&days), count_of(&facets.starts, &days));
            }
            if !address.soon.is_empty() && !STARTS.iter().any(|days| days.to_string() == address.soon) {
                options.add(&address.soon, &words(&address.soon));
            }
        });
        match DateText::typed(&address.by_day, &address.by_month, &address.by_year) {
            any if any == DateText::default() => self.page.push_str(&ANY_DAY),
            typed => self.page.push_str(&by_day(typed)),
        }
    }
}

fn distance_select(page: &mut String, address: &SearchAddress, facets: &Facets) {
    select(page, "within", "How far away", &address.within, |options| {
        options.add("", "Any distance");
        for (miles, metres) in DISTANCES.into_iter().zip(["1609", "4828", "8047", "16093", "32187"]) {
            options.counted(&miles.to_string(), &labels::within(miles), count_of(&facets.distance, metres));
        }
    });
}

/// What most pages have: nothing typed.
static ANY_RANGE: LazyLock<String> = LazyLock::new(|| range("", ""));
static ANY_DAY: LazyLock<String> = LazyLock::new(|| by_day(DateText::default()));

/// The lowest and highest price, as one likes.
fn own_range(page: &mut String, address: &SearchAddress) {
    match (address.min.as_str(), address.max.as_str()) {
        ("", "") => page.push_str(&ANY_RANGE),
        (min, max) => page.push_str(&range(min, max)),
    }
}

fn range(min: &str, max: &str) -> String {
    let mut page = String::new();
    let fields = maud::html! {
        div.app-range {
            (Input::number("min", "From, £").value(min))
            (Input::number("max", "Up to, £").value(max))
        }
    };
    put!(&mut page, "<div class=\"govuk-form-group\">");
    put!(&mut page, [fieldset("Your own range", LegendSize::Standard, &fields)], "</div>");
    page
}

fn by_day(typed: DateText) -> String {
    DateInput::new("by", "Or by a day").hint("Like 27 3 2027").value(typed).render().into_string()
}
