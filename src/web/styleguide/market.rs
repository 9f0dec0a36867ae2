//! Finding and choosing: the front page's search, results with filters, a listing's title, prices and reviews.

use maud::{Markup, html};

use crate::web::charts::{key_swatch, one_bar};
use crate::web::components::{
    Button, CategoryCard, Checkboxes, Icon, Input, LegendSize, PostForm, ResultCard, Select, Sums, Tab, Table, TagKind,
    Tone, chips, effect_box, fieldset, filters, icon, lu, price, price_box, rating, rating_distribution, stars, steps,
    tabs, tag, tags, text, thumb,
};
use crate::web::illustration;
use crate::web::page::Ctx;

/// The front page, over the whole width.
pub(super) fn front() -> Markup {
    html! {
        div.app-hero { div.govuk-width-container { div.app-hero__in {
            div.app-hero__copy {
                h1 { "Find support that fits your life" }
                p { "Search local services, see real prices and reviews, and order with your personal budget or your own money." }
                form method="get" action="/search" role="search" aria-label="Support" { (boxes("", "")) }
            }
            div { (illustration::street()) }
        } } }
        div.govuk-width-container { div.govuk-main-wrapper {
            h2.govuk-heading-l { "Browse by type of support" }
            (CategoryCard::grid(&categories()))
        } }
        div.app-band { div.govuk-width-container {
            h2.govuk-heading-l { "How it works" }
            (steps(&[
                ("Say what matters", "Make a plan with goals in your own words. Your family or a broker can help."),
                ("Compare and choose", "Every service shows its price, reviews and the checks we have seen."),
                ("Keep track of money", "See what you have spent, what is committed and what is left."),
            ]))
        } }
    }
}

fn boxes(what: &str, near: &str) -> Markup {
    html! {
        (Input::new("q", "What do you need help with?").value(what))
        (Input::new("near", "Postcode or town").value(near).autocomplete("postal-code"))
        (Button::submit("Search"))
    }
}

fn categories() -> Vec<CategoryCard> {
    let card = |title: &str, note: &str, icon: Icon, tone: Tone| CategoryCard {
        href: "/search".to_owned(),
        title: title.to_owned(),
        note: note.to_owned(),
        icon,
        tone,
    };
    vec![
        card("Help at home", "Washing, meals, medicine", lu::LuHouse, Tone::Tint),
        card("Getting out", "Travel, friends, days out", lu::LuBus, Tone::Warm),
        card("Personal assistants", "Hire someone yourself", lu::LuUsers, Tone::Lilac),
        card("Learning and work", "Courses, jobs, volunteering", lu::LuBriefcase, Tone::Warm),
        card("Health and fitness", "Swimming, gyms, therapies", lu::LuDumbbell, Tone::Lilac),
        card("Equipment and repairs", "Rails, ramps, technology", lu::LuWrench, Tone::Tint),
        card("Short breaks", "Respite and holidays", lu::LuBed, Tone::Tint),
        card("Hobbies and clubs", "Music, art, lunch clubs", lu::LuMusic, Tone::Warm),
    ]
}

pub(super) fn body(ctx: &Ctx) -> Markup {
    html! {
        div.app-searchbar { form method="get" action="/search" role="search" aria-label="Support" { (boxes("help at home", "LS6 3HN")) } }
        div.app-search {
            div { (filters(2, &filter_form())) }
            div {
                (chips(&[("Within 5 miles".to_owned(), "#".to_owned()), ("Up to £25".to_owned(), "#".to_owned())], "/search"))
                div.app-toolbar {
                    h2.govuk-heading-m { "24 services" }
                    form.app-sort method="get" action="/search" {
                        (Select::new("sort", "Sort by").option("best", "Best match for my plan").option("near", "Nearest first"))
                        (Button::submit("Sort").secondary())
                    }
                }
                ol.app-results { li { (first_result(ctx)) } li { (second_result(ctx)) } }
            }
        }
        (listing())
    }
}

fn filter_form() -> Markup {
    html! {
        form.app-filters__body method="get" action="/search" {
            (Select::new("miles", "How far away").option("5", "Within 5 miles").option("10", "Within 10 miles"))
            div.govuk-form-group {
                (fieldset("Price for an hour or visit", LegendSize::Standard, &html! {
                    div.app-range { (Input::number("min", "From, £")) (Input::number("max", "Up to, £").value("25")) }
                }))
            }
            (Checkboxes::new("check", "Checks and accreditation").small()
                .choice_with_count("council", "Council approved", 19)
                .choice_with_count("cqc", "CQC rated Good or better", 8)
                .checked(["council"]))
            (Button::submit("Apply filters"))
        }
    }
}

fn first_result(ctx: &Ctx) -> ResultCard {
    ResultCard {
        icon: lu::LuBath,
        tone: Tone::Tint,
        href: "#".to_owned(),
        title: html! { "Morning " mark { "help" } " to wash and dress" },
        provider: text("Aire Valley Home Support, Headingley"),
        facts: vec![rating(48, 32), html! { (icon(lu::LuMapPin)) "0.9 miles away" }],
        words: html! { "A small team of 9 support workers. You meet your worker before you start, and you can ask for the same person each time." },
        tags: tags(
            "Checks and accreditation",
            &[
                tag(TagKind::Plain, Some(lu::LuBadgeCheck), "Council approved"),
                tag(TagKind::Plain, Some(lu::LuShieldCheck), "CQC rated Good"),
                tag(TagKind::Lilac, Some(lu::LuMessageCircle), "Makaton"),
            ],
        ),
        side: html! {
            (price("£21.50", "an hour"))
            p { "About £43 a week for 2 hours" }
            p.app-note { "Can start within 5 days" }
            (PostForm::new(ctx, "#", Button::submit("Add to shortlist").secondary().about(": Morning help to wash and dress")))
        },
        picture: None,
    }
}

fn second_result(ctx: &Ctx) -> ResultCard {
    ResultCard {
        icon: lu::LuUtensils,
        tone: Tone::Lilac,
        href: "#".to_owned(),
        title: text("Lunch club with transport"),
        provider: text("Kirkstall Community Hub"),
        facts: vec![rating(46, 57), html! { (icon(lu::LuMapPin)) "2.2 miles away" }],
        words: text("A hot two-course meal with company, every Wednesday and Friday."),
        tags: tags(
            "Checks and accreditation",
            &[tag(TagKind::Warm, Some(lu::LuClock), "Applied for council approval")],
        ),
        side: html! {
            (price("£9.00", "a visit"))
            p { "Transport is £3.50 each way" }
            (PostForm::new(ctx, "#", Button::submit("Add to shortlist").secondary().about(": Lunch club with transport")))
        },
        picture: None,
    }
}

fn listing() -> Markup {
    let ways = [
        Tab { href: "/styleguide/market", label: "Full page", icon: Some(lu::LuFileText), here: true },
        Tab { href: "#", label: "Easy read", icon: Some(lu::LuBookOpen), here: false },
    ];
    html! {
        div.app-listing {
            div.app-listing__head {
                div.app-title {
                    (thumb(lu::LuBath, Tone::Tint))
                    div {
                        h2.govuk-heading-l."govuk-!-margin-bottom-1" { "Morning help to wash and dress" }
                        p.app-card__provider { "From " a.govuk-link href="#" { "Aire Valley Home Support" } ", Headingley" }
                        p.app-card__facts { (rating(48, 32)) span { (icon(lu::LuMapPin)) "0.9 miles away" } }
                    }
                }
                (tabs("How to show this listing", &ways))
            }
            aside.app-listing__side aria-label="Prices and ordering" { (price_box("prices", "Prices", &buy())) }
            div.app-listing__main {
                section { h2.govuk-heading-m { "32 reviews" }
                    div.app-two { (rating_distribution([29, 2, 1, 0, 0])) (dimensions()) }
                    ol.app-reviews { (review()) }
                }
            }
        }
    }
}

fn dimensions() -> Markup {
    let score = |score: &str| html! { b { (score) } " out of 5" };
    html! { (Sums::new().line_markup("Quality", score("4.9")).line_markup("Reliability", score("4.7")).line_markup("Value", score("4.7"))) }
}

fn buy() -> Markup {
    html! {
        (price("£21.50", "an hour on weekdays"))
        (Table::new("Price for an hour, by time").compact().column("When").numbers("An hour")
            .row([text("Weekday, 6am to 6pm"), text("£21.50")])
            .row([text("Evening, 6pm to 10pm"), text("£24.50")]))
        p.app-small { "This is all you pay. Travel is included and there is no VAT." }
        (effect_box("About £43 a week for your plan", &html! {
            p { "2 weekday hours, Tuesday and Thursday, until your budget ends on 5 April 2027." }
            (one_bar(6_615, "app-fill-committed"))
            (Sums::new()
                .line("Help at home, left", "£1,170.00")
                .line(html! { (key_swatch("app-fill-committed")) "This, to 5 April" }, "£774.00")
                .total("Left after", "£396.00"))
        }))
        (Button::link("#", "Choose days and times"))
        div.app-buy__more { (Button::link("#", "Meet first, free").secondary()) (Button::link("#", "Ask a question").secondary()) }
        p.app-small { (icon(lu::LuUndo2)) " Cancel free up to 24 hours before. After that you pay half the visit." }
    }
}

fn review() -> Markup {
    html! {
        li.app-review {
            p.app-review__head { (stars(3)) b { "Martin" } span.app-note { "August 2026" } }
            p { "Kind people. In July three visits started late and nobody phoned. It is better since I complained." }
            p.app-review__helped { (icon(lu::LuTarget)) "Helped a little with “Keep up my own routine”" }
            div.app-reply {
                p.app-reply__who { (icon(lu::LuMessageCircle)) "Reply from Aire Valley Home Support" }
                p { "You were right, Martin, and we are sorry." }
            }
        }
    }
}
