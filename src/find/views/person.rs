//! What only somebody with a plan or a budget sees: ways to narrow to it, and what each result would cost them.

use maud::{Markup, html};

use crate::find::address::SearchAddress;
use crate::find::person::{Cost, Person, budget_words, hours_of, line_words};
use crate::find::service::{Found, Offer};
use crate::web::components::{LegendSize, Select, TagKind, fieldset, lu, tag};

/// The part of the filters that is the person's.
pub fn filters(found: &Found, person: &Person) -> Markup {
    let address = &found.address;
    let line = person.line(address);
    let mut lines = Select::new("line", "A line of the plan").option("", "Any").chosen(&address.line);
    let mut any_line = false;
    let mut boxes = Vec::new();
    for offer in &found.offers {
        match offer {
            Offer::Line { at, count } => {
                let Some(line) = person.lines.get(*at) else { continue };
                lines = lines.option(line.id.to_string(), format!("{} ({count})", line_words(line)));
                any_line = true;
            }
            Offer::Pot(count) => {
                boxes.push(("pot", format!("What the budget may buy ({count})"), !address.pot.is_empty()));
            }
            Offer::Budget(count) => {
                let left = line.map(|line| line.left).or(person.left);
                let words = left.map(|left| budget_words(left, hours_of(line))).unwrap_or_default();
                boxes.push(("budget", format!("Within the budget: {words} ({count})"), !address.budget.is_empty()));
            }
        }
    }
    let legend = person.name.as_ref().map_or_else(|| "Fits me".to_owned(), |name| format!("Fits {name}"));
    let body = html! {
        @if any_line { (lines) }
        @if !boxes.is_empty() {
            div.govuk-checkboxes.govuk-checkboxes--small {
                @for (name, label, on) in &boxes {
                    div.govuk-checkboxes__item {
                        input.govuk-checkboxes__input id=(name) name=(name) type="checkbox" value="1" checked[*on];
                        label.govuk-label.govuk-checkboxes__label for=(name) { (label) }
                    }
                }
            }
        }
    };
    html! { @if any_line || !boxes.is_empty() { div.govuk-form-group { (fieldset(&legend, LegendSize::Small, &body)) } } }
}

/// What a result would cost the person, below its price.
pub fn cost(address: &SearchAddress, person: &Person, listing: &crate::search::ListingDoc) -> Markup {
    let Some(cost) = person.cost(address, listing) else { return html! {} };
    html! {
        p.app-note { (sentence(&cost)) }
        @match cost.fits {
            Some(true) => { p.app-note { (tag(TagKind::Ok, Some(lu::LuCheck), fits_words(&cost))) } },
            Some(false) => { p.app-note { (tag(TagKind::Warm, Some(lu::LuInfo), "More than is left")) } },
            None => {},
        }
    }
}

/// "About £43 a week for 2 hours, £2,236 a year"
fn sentence(cost: &Cost) -> String {
    match cost.weekly {
        Some(weekly) => format!("About {} a week {}, {} a year", weekly.short(), cost.amount, cost.yearly.short()),
        None => format!("{} {}", cost.yearly.short(), cost.amount),
    }
}

fn fits_words(cost: &Cost) -> String {
    cost.line.as_ref().map_or_else(|| "Fits what is left".to_owned(), |line| format!("Fits {line}"))
}
