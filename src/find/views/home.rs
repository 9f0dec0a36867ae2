//! The home page: one question, a few ways in, and how it works.

use maud::{Markup, html};

use crate::web::components::{Button, CategoryCard, Input, Tone, link, lu, steps};
use crate::web::illustration;

/// The whole main part, in full width.
pub fn page() -> Markup {
    html! {
        div.app-hero { div.govuk-width-container { div.app-hero__in {
            div.app-hero__copy {
                h1 { "Find support that fits your life" }
                p { "Search local services, see real prices and reviews, and order with your personal budget or your own money." }
                form method="get" action="/search" role="search" aria-label="Support" {
                    (Input::new("q", "What do you need help with?"))
                    (Input::new("near", "Postcode or town").autocomplete("postal-code"))
                    (Button::submit("Search"))
                }
            }
            div { (illustration::street()) }
        } } }
        div.govuk-width-container { div.govuk-main-wrapper {
            h2.govuk-heading-l { "Browse by type of support" }
            (CategoryCard::grid(&cards()))
            p.govuk-body { (link("/search", "See all support")) }
        } }
        div.app-band {
            div.govuk-width-container {
                h2.govuk-heading-l { "How it works" }
                (steps(&[
                    ("Say what matters", "Make a plan with goals in your own words. Your family or a broker can help."),
                    ("Compare and choose", "Every service shows its price, reviews and the checks we have seen."),
                    ("Keep track of money", "See what you have spent, what is committed and what is left."),
                ]))
            }
        }
    }
}

fn cards() -> [CategoryCard; 8] {
    let card = |code: &str, title: &str, note: &str, icon, tone| CategoryCard {
        href: format!("/search?category={code}"),
        title: title.to_owned(),
        note: note.to_owned(),
        icon,
        tone,
    };
    [
        card("personal-care", "Help at home", "Washing, dressing, medicines", lu::LuHouse, Tone::Tint),
        card("transport", "Getting out", "Lifts, trains, days out", lu::LuBus, Tone::Warm),
        card("personal-assistants", "Personal assistants", "Choose who supports you", lu::LuUsers, Tone::Lilac),
        card("learning-and-work", "Learning and work", "Courses, jobs, volunteering", lu::LuBriefcase, Tone::Warm),
        card("health", "Health and wellbeing", "Swimming, gyms, therapies", lu::LuDumbbell, Tone::Lilac),
        card("equipment", "Equipment and repairs", "Rails, ramps, technology", lu::LuWrench, Tone::Tint),
        card("living-and-breaks", "Short breaks", "Respite and somewhere to live", lu::LuBed, Tone::Lilac),
        card("leisure", "Hobbies and clubs", "Music, art, friends", lu::LuMusic, Tone::Warm),
    ]
}
