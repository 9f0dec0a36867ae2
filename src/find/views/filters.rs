//! The filters beside the results: what can be ticked, how many each would find, and the chips of what is on.

use maud::{Markup, html};

use crate::directory::model::{AccreditationScheme, CareGroup, Delivery, PriceUnit, ProviderKind};
use crate::find::address::{DISTANCES, SORTS, SearchAddress};
use crate::kernel::words;
use crate::search::{FacetCount, Facets, categories};
use crate::web::components::{Button, Checkboxes, Input, LegendSize, Select, fieldset, filters};

/// The words of a stored value, as the page says them.
fn label<T: std::str::FromStr>(value: &str, words: impl Fn(T) -> &'static str) -> String {
    value.parse().map_or_else(|_| value.to_owned(), |known| words(known).to_owned())
}

fn check_label(value: &str) -> String {
    label(value, AccreditationScheme::label)
}

fn group_label(value: &str) -> String {
    label(value, CareGroup::label)
}

fn delivery_label(value: &str) -> String {
    label(value, Delivery::label)
}

fn kind_label(value: &str) -> String {
    if value == "micro" { "Micro-provider (5 workers or fewer)".to_owned() } else { label(value, ProviderKind::label) }
}

fn cqc_label(value: &str) -> String {
    format!("CQC rated {value}")
}

fn plain(value: &str) -> String {
    value.to_owned()
}

/// The days of a week, and the times of day that have prices of their own.
fn day_label(value: &str) -> String {
    match value {
        "weekday" => "Weekdays".to_owned(),
        "evening" => "Evenings".to_owned(),
        "night" => "Nights".to_owned(),
        "weekend" => "Weekends".to_owned(),
        "bank_holiday" => "Bank holidays".to_owned(),
        other => other.to_owned(),
    }
}

fn unit_label(value: &str) -> String {
    label(value, |unit: PriceUnit| unit.per())
}

fn rating_label(value: &str) -> String {
    match value {
        "450" => "4.5 stars or more".to_owned(),
        "400" => "4 stars or more".to_owned(),
        "350" => "3.5 stars or more".to_owned(),
        "300" => "3 stars or more".to_owned(),
        other => other.to_owned(),
    }
}

type Group = (
    &'static str,
    &'static str,
    fn(&SearchAddress) -> &Vec<String>,
    fn(&mut SearchAddress) -> &mut Vec<String>,
    fn(&str) -> String,
);

/// The groups of boxes: the address's name, the words above, where the values are, and how they are said.
const GROUPS: [Group; 7] = [
    ("check", "Checks we have seen", |a| &a.check, |a| &mut a.check, check_label),
    ("group", "Who it is for", |a| &a.group, |a| &mut a.group, group_label),
    ("delivery", "Where", |a| &a.delivery, |a| &mut a.delivery, delivery_label),
    ("cqc", "Care Quality Commission", |a| &a.cqc, |a| &mut a.cqc, cqc_label),
    ("day", "Days and times", |a| &a.day, |a| &mut a.day, day_label),
    ("language", "Language", |a| &a.language, |a| &mut a.language, plain),
    ("kind", "Kind of provider", |a| &a.kind, |a| &mut a.kind, kind_label),
];

fn counts<'a>(facets: &'a Facets, name: &str) -> &'a [FacetCount] {
    match name {
        "check" => &facets.checks,
        "group" => &facets.care_groups,
        "delivery" => &facets.delivery,
        "cqc" => &facets.cqc,
        "day" => &facets.days,
        "language" => &facets.languages,
        "kind" => &facets.provider_kinds,
        _ => &[],
    }
}

/// What is on: words, and the address without it.
pub fn chips(address: &SearchAddress) -> Vec<(String, String)> {
    let mut chips = Vec::new();
    let mut one = |on: bool, words: String, change: fn(&mut SearchAddress)| {
        if on {
            chips.push((words, address.with(change).href()));
        }
    };
    let category = categories::name(&address.category).to_owned();
    one(!address.category.is_empty(), category, |a| a.category.clear());
    let miles = address.miles();
    one(miles.is_some(), within(miles.unwrap_or_default()), |a| a.within.clear());
    one(!address.unit.is_empty(), format!("Priced {}", unit_label(&address.unit)), |a| a.unit.clear());
    one(!address.min.is_empty(), format!("From £{}", address.min), |a| a.min.clear());
    one(!address.max.is_empty(), format!("Up to £{}", address.max), |a| a.max.clear());
    one(!address.rating.is_empty(), rating_label(&address.rating), |a| a.rating.clear());
    for (_, _, values, values_mut, say) in GROUPS {
        for value in values(address) {
            chips.push((say(value), address.with(|a| values_mut(a).retain(|other| other != value)).href()));
        }
    }
    chips
}

fn within(miles: u32) -> String {
    format!("Within {}", words::count(miles, "mile", "miles"))
}

/// The panel of filters; a button applies them, nothing happens on change.
pub fn panel(address: &SearchAddress, facets: &Facets, near: bool) -> Markup {
    let form = html! {
        form.app-filters__body method="get" action="/search" {
            (kept("q", &address.q)) (kept("near", &address.near)) (kept("sort", &address.sort))
            (category_select(address, facets))
            @if near { (distance_select(address, facets)) }
            (price_fields(address, facets))
            (rating_select(address, facets))
            @for (name, legend, values, _, say) in GROUPS { (boxes(name, legend, values(address), counts(facets, name), say)) }
            (Button::submit("Apply filters"))
        }
    };
    filters(chips(address).len(), &form)
}

fn kept(name: &str, value: &str) -> Markup {
    html! { @if !value.is_empty() { input type="hidden" name=(name) value=(value); } }
}

fn count_of(counts: &[FacetCount], value: &str) -> u64 {
    counts.iter().find(|count| count.value == value).map_or(0, |count| count.count)
}

fn category_select(address: &SearchAddress, facets: &Facets) -> Markup {
    let mut select = Select::new("category", "Type of support").option("", "Any").chosen(&address.category);
    for top in categories::top() {
        let count = count_of(&facets.category, &top.code);
        if count > 0 || address.category.starts_with(top.code.as_str()) {
            select = select.option(&top.code, format!("{} ({count})", top.name));
            if address.category.starts_with(top.code.as_str()) {
                for child in categories::children(&top.code) {
                    let count = count_of(&facets.category, &child.code);
                    select = select.option(&child.code, format!("– {} ({count})", child.name));
                }
            }
        }
    }
    html! { (select) }
}

fn distance_select(address: &SearchAddress, facets: &Facets) -> Markup {
    let mut select = Select::new("within", "How far away").option("", "Any distance").chosen(&address.within);
    for (miles, metres) in DISTANCES.into_iter().zip(["1609", "4828", "8047", "16093", "32187"]) {
        let count = count_of(&facets.distance, metres);
        select = select.option(miles.to_string(), format!("{} ({count})", within(miles)));
    }
    html! { (select) }
}

fn price_fields(address: &SearchAddress, facets: &Facets) -> Markup {
    let mut units = Select::new("unit", "Priced by").option("", "Any").chosen(&address.unit);
    for count in &facets.unit {
        units = units.option(&count.value, format!("{} ({})", unit_label(&count.value), count.count));
    }
    let fields = html! {
        div.app-range {
            (Input::number("min", "From, £").value(&address.min))
            (Input::number("max", "Up to, £").value(&address.max))
        }
    };
    html! { (units) div.govuk-form-group { (fieldset("Price", LegendSize::Standard, &fields)) } }
}

fn rating_select(address: &SearchAddress, facets: &Facets) -> Markup {
    let mut select = Select::new("rating", "Reviews").option("", "Any").chosen(&address.rating);
    for count in &facets.rating {
        select = select.option(&count.value, format!("{} ({})", rating_label(&count.value), count.count));
    }
    html! { (select) }
}

/// Values with results, and those already ticked even when they would find nothing.
fn boxes(name: &str, legend: &str, ticked: &[String], counts: &[FacetCount], say: fn(&str) -> String) -> Markup {
    let mut group = Checkboxes::new(name, legend).small().checked(ticked);
    let gone = ticked.iter().filter(|value| !counts.iter().any(|count| count.value == **value));
    let shown: Vec<(&str, u64)> = counts
        .iter()
        .take(12)
        .map(|count| (count.value.as_str(), count.count))
        .chain(gone.map(|value| (value.as_str(), 0)))
        .collect();
    for (value, count) in &shown {
        group = group.choice_with_count(*value, say(value), *count);
    }
    html! { @if !shown.is_empty() { (group) } }
}

/// The choice of order; with its own button.
pub fn sort(address: &SearchAddress) -> Markup {
    let unsorted = address.with(|a| a.sort.clear());
    let pairs: Vec<(String, String)> = unsorted
        .href()
        .split_once('?')
        .and_then(|(_, query)| serde_html_form::from_str(query).ok())
        .unwrap_or_default();
    html! {
        form.app-sort method="get" action="/search" {
            @for (name, value) in &pairs { input type="hidden" name=(name) value=(value); }
            (Select::new("sort", "Sort by").options(SORTS).chosen(&address.sort))
            (Button::submit("Sort").secondary())
        }
    }
}
