//! Where to go from a search that found nothing, or hardly anything: never a dead end.

use maud::{Markup, html};

use super::labels;
use crate::find::address::SearchAddress;
use crate::find::ways::{Step, WayOn};
use crate::kernel::words;
use crate::search::categories;
use crate::web::components::{empty_state, link, lu, panel};

/// Nothing was found: what to change, where else to look, whom to ask.
pub fn nothing(address: &SearchAddress, ways: &[WayOn]) -> Markup {
    let body = html! {
        @if ways.is_empty() { p.govuk-body { "Try other words, or fewer of them." } }
        (list(ways))
        p.govuk-body { (asks(address)) }
    };
    empty_state(lu::LuSearch, "We found nothing that fits all of that", &body)
}

/// A few were found: ways to more, below them.
pub fn few(address: &SearchAddress, ways: &[WayOn]) -> Markup {
    panel(
        "more",
        "Not what you need?",
        &html! {
            (list(ways))
            p.govuk-body { (asks(address)) }
        },
    )
}

/// After the last of many: there is still a way on.
pub fn at_the_end(address: &SearchAddress) -> Markup {
    html! { p.govuk-body { "That is all we found. " (asks(address)) } }
}

fn asks(address: &SearchAddress) -> Markup {
    html! {
        "You can also " (link(&address.href_at("/requests/new"), "ask for what you need")) ", or "
        (link("/help", "ask a person to help you look")) "."
    }
}

fn list(ways: &[WayOn]) -> Markup {
    html! {
        @if !ways.is_empty() {
            ul.govuk-list.govuk-list--bullet {
                @for way in ways {
                    li {
                        (link(&way.address.href(), words_of(way)))
                        " (" (words::count(way.count, "service", "services")) ")"
                    }
                }
            }
        }
    }
}

fn words_of(way: &WayOn) -> String {
    match &way.step {
        Step::Without { name, values } => {
            let said: Vec<String> = values.iter().map(|value| format!("“{}”", labels::value(name, value))).collect();
            match said.as_slice() {
                [] | [_] | [_, _] | [_, _, _] => format!("Search without {}", words::list(&said)),
                [first, ..] => format!("Search without {first} and {} more", values.len() - 1),
            }
        }
        Step::WithoutFilters => "Search without any filters".to_owned(),
        Step::Wider(miles) => format!("Look within {}", words::count(*miles, "mile", "miles")),
        Step::Anywhere => "Look everywhere".to_owned(),
        Step::Category(code) => match &way.address.near {
            near if near.is_empty() => format!("See all of {}", categories::name(code)),
            near => format!("See all of {} near {near}", categories::name(code)),
        },
        Step::WithoutWords => "Search without your words".to_owned(),
    }
}
