//! One result: what it is, who from, how far, how good, how much.

use std::cmp::Reverse;

use maud::{Markup, html};

use crate::directory::model::{AccreditationScheme, PriceUnit};
use crate::find::shortlist::views as keeping;
use crate::geo;
use crate::kernel::{ListingId, Money, words};
use crate::search::{Hit, ListingDoc, categories};
use crate::web::components::{ResultCard, TagKind, Tone, category_icon, icon, lu, price, rating, tag, tags, text};
use crate::web::page::Ctx;

/// The card of one hit; `cost` is what it would cost the reader, where that is known.
pub fn card(ctx: &Ctx, hit: &Hit, cost: &Markup) -> Markup {
    let listing = &hit.listing;
    let card = ResultCard {
        icon: category_icon(categories::get(&listing.category).map_or("", |category| category.icon.as_str())),
        tone: tone(&listing.category),
        href: format!("/listings/{}-{}", listing.listing_id, listing.slug),
        title: text(&listing.title),
        provider: provider(listing),
        facts: facts(hit),
        words: snippet(hit),
        tags: html! { (checks(listing)) @if !hit.why.is_empty() { (why(&hit.why)) } },
        side: html! { (side(listing, cost)) (keep(ctx, listing)) },
    };
    card.with_picture(listing.picture.as_deref())
}

/// What can be done with it: keep it, compare it.
fn keep(ctx: &Ctx, listing: &ListingDoc) -> Markup {
    let id = ListingId(listing.listing_id);
    let anchor = format!("#listing-{id}");
    html! { (keeping::keep(ctx, id, &listing.title, &anchor)) (keeping::tick(id, &listing.title)) }
}

/// A colour by top-level category, so that neighbours differ.
pub fn tone(category: &str) -> Tone {
    let top = categories::parent_code(category).unwrap_or(category);
    let place = categories::top().position(|known| known.code == top).unwrap_or(0);
    match place % 3 {
        0 => Tone::Tint,
        1 => Tone::Warm,
        _ => Tone::Lilac,
    }
}

fn provider(listing: &ListingDoc) -> Markup {
    // Entries from public records are often named after their provider: said once is enough.
    let named = listing.provider_name != listing.title;
    let comma = named && !listing.place.is_empty();
    html! { @if named { (listing.provider_name) } @if comma { ", " } (listing.place) }
}

fn facts(hit: &Hit) -> Vec<Markup> {
    let mut facts = Vec::new();
    if let Some(hundredths) = hit.listing.rating_hundredths {
        facts.push(rating((hundredths + 5) / 10, u64::from(hit.listing.rating_count)));
    } else if hit.listing.can_order {
        facts.push(html! { "No reviews yet" });
    }
    if let Some(metres) = hit.distance_m {
        facts.push(html! { (icon(lu::LuMapPin)) (geo::miles(metres)) " away" });
    }
    facts
}

fn snippet(hit: &Hit) -> Markup {
    html! {
        @if hit.snippet.is_empty() { (hit.listing.summary) }
        @else { @for (part, marked) in &hit.snippet { @if *marked { mark { (part) } } @else { (part) } } }
    }
}

/// The most checks and the most languages that a card names; the listing's page has all.
const NAMED: usize = 3;

fn checks(listing: &ListingDoc) -> Markup {
    let mut known: Vec<AccreditationScheme> = listing.checks.iter().filter_map(|code| code.parse().ok()).collect();
    // Those that say most come first; the catalogue's order is kept among equals.
    known.sort_by_key(|scheme| Reverse(scheme.about().map_or(0, |about| about.weight)));
    let mut shown: Vec<Markup> = Vec::new();
    for scheme in known.iter().take(NAMED) {
        shown.push(tag(TagKind::Ok, Some(lu::LuBadgeCheck), scheme.label()));
    }
    if known.len() > NAMED {
        shown.push(tag(TagKind::Ok, None, words::count(known.len() - NAMED, "more check", "more checks")));
    }
    if let Some(cqc) = &listing.cqc_rating {
        shown.push(tag(TagKind::Plain, Some(lu::LuShieldCheck), format!("CQC rated {cqc}")));
    }
    let languages: Vec<&String> = listing.languages.iter().filter(|language| language.as_str() != "English").collect();
    for language in languages.iter().take(NAMED) {
        shown.push(tag(TagKind::Lilac, Some(lu::LuMessageCircle), *language));
    }
    if languages.len() > NAMED {
        let more = words::count(languages.len() - NAMED, "more language", "more languages");
        shown.push(tag(TagKind::Lilac, None, more));
    }
    if !listing.can_order {
        shown.push(tag(TagKind::Warm, Some(lu::LuInfo), "From public records"));
    }
    tags("Checks and languages", &shown)
}

fn side(listing: &ListingDoc, cost: &Markup) -> Markup {
    let unit = listing.price_unit.as_deref().and_then(|unit| unit.parse::<PriceUnit>().ok());
    html! {
        @match (listing.from_pence, unit) {
            (Some(pence), Some(unit)) => { (price(Money::from_pence(pence), unit.per())) },
            _ => { p.app-note { "No price given. Ask the provider." } },
        }
        (cost)
        @if let Some(days) = listing.starts_within_days {
            p.app-note { "Can start within " (words::count(days, "day", "days")) }
        }
        @match listing.spaces {
            Some(0) => { p.app-note { "No spaces now" } },
            Some(spaces) => { p.app-note { (words::count(spaces, "space", "spaces")) " left" } },
            None => {},
        }
    }
}

fn why(reasons: &[String]) -> Markup {
    html! {
        details.govuk-details.app-why {
            summary.govuk-details__summary { span.govuk-details__summary-text { "Why is this here?" } }
            div.govuk-details__text { ul.govuk-list.govuk-list--bullet { @for reason in reasons { li { (reason) } } } }
        }
    }
}
