//! A listing's public page: what it is, what it costs, who checked it, what people said.

use chrono::{NaiveDate, NaiveDateTime};
use maud::{Markup, html};

use super::easy_read;
use super::listing_parts as parts;
use super::listing_side as side;
use super::{icon_of, ratings, sentences, tone_of};
use crate::directory::model::{Listing, ListingRatings, Provider};
use crate::kernel::Money;
use crate::search::categories;
use crate::web::components::{Tab, Verdict, hidden, icon, link, lu, rating, tabs, thumb};
use crate::web::page::Page;

/// Everything the page shows.
pub struct ListingPage<'a> {
    /// The listing.
    pub listing: &'a Listing,
    /// Who offers it.
    pub provider: &'a Provider,
    /// How many other live listings they have.
    pub others: usize,
    /// The day the prices are for.
    pub today: NaiveDate,
    /// What people said.
    pub ratings: &'a ListingRatings,
    /// Where the reader, or the person they act for, lives.
    pub home: Option<&'a Home>,
    /// What it would do to their budget.
    pub fit: Option<&'a BudgetFit>,
    /// Why it can't be ordered, in a sentence.
    pub refusal: Option<&'a str>,
    /// Why not everybody sees this page, and where to go on; for its staff and moderators.
    pub preview: Option<Preview>,
    /// The reader may change it.
    pub own: bool,
    /// The reader may approve it.
    pub may_moderate: bool,
    /// In easy read.
    pub easy_read: bool,
    /// What else can be done with it, under the way to order.
    pub more: Markup,
    /// Since when the open data that it came from no longer has it.
    pub gone: Option<NaiveDateTime>,
}

/// Where somebody lives, as far as this listing goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Home {
    /// Their postcode.
    pub postcode: String,
    /// "0.9 miles", from them to the provider, where both are known.
    pub miles: Option<String>,
    /// Whether the listing comes to them; none when that can't be told.
    pub covered: Option<bool>,
}

/// What a listing would do to a budget, at an amount a week that is said in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BudgetFit {
    /// How much is assumed: "2 hours a week, until your budget ends on 5 April 2027."
    pub words: String,
    /// What that costs each week; none for something bought once.
    pub weekly: Option<Money>,
    /// What the money comes from, with "left": "Help at home, left".
    pub line: String,
    /// What is left there now.
    pub left: Money,
    /// What this would take: "This, to 5 April".
    pub cost_line: String,
    /// How much.
    pub cost: Money,
}

/// What a reader who may see a page before others is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preview {
    /// What it is: "This is a preview."
    pub lead: &'static str,
    /// Who can see it.
    pub words: &'static str,
}

/// The whole page.
pub fn page(shown: &ListingPage<'_>) -> Page {
    let category = shown.listing.category.as_str();
    let crumbs = [
        ("/".to_owned(), "Home".to_owned()),
        (format!("/search?category={}", category.replace('/', "%2F")), categories::name(category).to_owned()),
    ];
    let twin = if shown.easy_read { " in easy read" } else { "" };
    Page::new(format!("{}, {}{twin}", shown.listing.title, shown.provider.name))
        .nav("/search")
        .crumbs(crumbs)
        .body(body(shown))
}

fn body(shown: &ListingPage<'_>) -> Markup {
    html! {
        @if let Some(preview) = &shown.preview { (preview_note(shown, preview)) }
        @if let Some(at) = shown.gone { (super::own::told::gone(at)) }
        @if shown.easy_read { (easy_read::listing(shown)) } @else { (full(shown)) }
    }
}

fn preview_note(shown: &ListingPage<'_>, preview: &Preview) -> Markup {
    let edit = format!("/provider/listings/{}/edit", shown.listing.id);
    let check = format!("/moderation/listings/{}", shown.listing.id);
    let more = html! {
        (preview.words)
        @if shown.own { " " (link(&edit, "Go on with this listing")) "." }
        @else if shown.may_moderate { " " (link(&check, "Approve it or send it back")) "." }
    };
    html! { (Verdict::lilac(preview.lead).icon(lu::LuEye).more_markup(more)) }
}

/// The page as everybody sees it, below the way back.
pub fn full(shown: &ListingPage<'_>) -> Markup {
    let listing = shown.listing;
    html! {
        div.app-listing {
            div.app-listing__head {
                (title(shown))
                (toggle(shown))
                @if !listing.summary.is_empty() { p.govuk-body-l { (listing.summary) } }
                (super::gallery::pictures(listing))
            }
            aside.app-listing__side aria-label="Prices and ordering" { (side::buy(shown)) }
            div.app-listing__main {
                (parts::checks(shown))
                @if !listing.description.is_empty() { (parts::description(listing)) }
                (parts::included(listing))
                (parts::who_it_helps(listing))
                (parts::days_and_times(listing))
                (parts::area_and_access(shown))
                (super::money_parts::where_it_goes(listing, shown.today))
                @if rated(shown) { (ratings::section(shown.ratings)) }
            }
            aside.app-listing__about aria-label="About the provider" { (side::about(shown)) }
        }
    }
}

/// Nobody can rate what can't be ordered; and a count without the ratings themselves would contradict the title.
fn rated(shown: &ListingPage<'_>) -> bool {
    shown.provider.organisation_id.is_some() && (shown.ratings.count > 0 || shown.listing.rating_count == 0)
}

/// Picture, title, who offers it, and the facts to judge by.
pub(super) fn title(shown: &ListingPage<'_>) -> Markup {
    let (listing, provider) = (shown.listing, shown.provider);
    html! {
        div.app-title {
            (thumb(icon_of(&listing.category), tone_of(&listing.category)))
            div {
                h1.govuk-heading-l { (listing.title) }
                p.app-card__provider {
                    "From " (link(&provider.path(), &provider.name))
                    @if !provider.place.is_empty() { ", " (provider.place) }
                }
                p.app-card__facts {
                    @if let Some(hundredths) = listing.rating_hundredths() {
                        span { (rating((hundredths + 5) / 10, u64::from(listing.rating_count))) }
                    }
                    @if let Some(miles) = shown.home.and_then(|home| home.miles.as_ref()) {
                        span { (icon(lu::LuMapPin)) (miles) " away" }
                    }
                    @if let Some(spaces) = sentences::spaces(listing.spaces_left) {
                        span { (icon(lu::LuCalendarCheck)) (spaces) }
                    }
                    @if let Some(starts) = sentences::starts_within(listing.starts_within_days) {
                        span { (icon(lu::LuClock)) (starts) }
                    }
                    @if listing.rating_count == 0 && provider.organisation_id.is_some() { span { "No reviews yet" } }
                }
            }
        }
    }
}

fn toggle(shown: &ListingPage<'_>) -> Markup {
    let full = shown.listing.path();
    let easy = format!("{full}?easy-read=1");
    html! {
        (tabs("How to show this listing", &[
            Tab { href: &full, label: "Full page", icon: Some(lu::LuFileText), here: !shown.easy_read },
            Tab { href: &easy, label: "Easy read", icon: Some(lu::LuBookOpen), here: shown.easy_read },
        ]))
    }
}

/// The same, for the easy-read twin.
pub(super) fn toggle_of(shown: &ListingPage<'_>) -> Markup {
    toggle(shown)
}

/// The button that begins an order, or why there is none.
pub(super) fn order_button(shown: &ListingPage<'_>) -> Markup {
    let href = format!("/listings/{}/order", shown.listing.id);
    html! {
        @match shown.refusal {
            Some(why) => { p.govuk-body { b { (why) } } },
            None if shown.listing.spaces_left == Some(0) => {
                p.govuk-body { b { "There are no spaces now." } }
                a.govuk-button href=(format!("/listings/{}/waiting", shown.listing.id)) draggable="false" data-module="govuk-button" {
                    "Join the waiting list" (hidden(format!(" for {}", shown.listing.title)))
                }
            },
            None => {
                a.govuk-button href=(href) draggable="false" data-module="govuk-button" {
                    "Choose days and times" (hidden(format!(" for {}", shown.listing.title)))
                }
                @if shown.listing.prices.iter().any(|price| price.group_size > 1 && price.holds_on(shown.today)) {
                    p.govuk-body { a.govuk-link href=(format!("/listings/{}/share", shown.listing.id)) {
                        "Share this with others" (hidden(format!(": {}", shown.listing.title)))
                    } }
                }
            },
        }
    }
}
