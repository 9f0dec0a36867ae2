//! What the market must hold, looked at before it is in any database.

use std::collections::{HashMap, HashSet};

use super::*;
use crate::search::categories;

fn full() -> Market {
    compose(Size::Full, "2026-04-06".parse().unwrap()).unwrap()
}

fn live(market: &Market) -> impl Iterator<Item = &Composed> {
    market.listings.iter().filter(|listing| listing.state == ListingState::Live)
}

#[test]
fn it_is_large_enough() {
    let market = full();
    assert!(market.providers.len() >= 64, "{} providers", market.providers.len());
    let orderable = live(&market).filter(|listing| !listing.prices.is_empty()).count();
    assert!(orderable >= 400, "{orderable} listings with prices");
    let unclaimed = market.providers.iter().filter(|provider| provider.unclaimed).count();
    assert!((3..=10).contains(&unclaimed), "{unclaimed} unclaimed");
    let waiting = market.listings.iter().filter(|listing| listing.state == ListingState::InReview).count();
    assert!(waiting >= 3, "{waiting} for a moderator");
}

#[test]
fn every_subcategory_has_something() {
    let market = full();
    let found: HashSet<&str> = live(&market).map(|listing| listing.command.category.as_str()).collect();
    let missing: Vec<&str> = categories::all()
        .iter()
        .filter(|category| !category.is_top() && !found.contains(category.code.as_str()))
        .map(|category| category.code.as_str())
        .collect();
    assert!(missing.is_empty(), "nothing in {missing:?}");
}

#[test]
fn no_two_listings_say_the_same() {
    let market = full();
    let mut titles: HashMap<&str, &str> = HashMap::new();
    let mut summaries = HashSet::new();
    for listing in &market.listings {
        let title = listing.command.title.as_str();
        assert!(titles.insert(title, &listing.by).is_none(), "{title} twice");
        assert!(summaries.insert(&listing.command.summary), "{title} has a summary of another");
    }
}

#[test]
fn every_listing_would_be_taken_and_reviewed() {
    let market = full();
    for listing in &market.listings {
        let title = &listing.command.title;
        listing.command.checked().unwrap_or_else(|faults| panic!("{title}: {faults:?}"));
        let left = listing.command.description.contains(['{', '}']) || listing.command.easy_read.contains(['{', '}']);
        assert!(!left, "{title} has a slot that nothing filled");
        let missing = listing.command.missing_before_review(listing.prices.len(), true);
        assert!(listing.prices.is_empty() || missing.is_empty(), "{title}: {missing:?}");
    }
}

#[test]
fn every_place_exists() {
    for provider in full().providers {
        let place = crate::geo::lookup(&provider.postcode).unwrap_or_else(|error| panic!("{}: {error}", provider.name));
        assert_eq!(place.label, provider.postcode, "{}", provider.name);
        for district in &provider.districts {
            assert!(crate::geo::lookup(district).is_ok(), "{}: {district}", provider.name);
        }
    }
    for holder in crate::demo::people::holders(Size::Full).unwrap() {
        assert!(crate::geo::lookup(&holder.postcode).is_ok(), "{}: {}", holder.name, holder.postcode);
    }
}

#[test]
fn it_is_the_same_each_time() {
    let (one, other) = (full(), full());
    for (one, other) in one.listings.iter().zip(&other.listings) {
        assert_eq!((&one.command, &one.prices, one.published_at), (&other.command, &other.prices, other.published_at));
    }
}

#[test]
fn prices_differ_by_time_as_they_do_in_life() {
    let pence = |percent| at_percent(Money::from_pence(2_150), percent).pence();
    assert_eq!([pence(100), pence(114), pence(120), pence(200)], [2_150, 2_450, 2_580, 4_300]);
}

#[test]
fn everybody_orders_what_there_is() {
    let market = full();
    let offered: HashSet<(&str, &str)> =
        live(&market).map(|listing| (listing.by.as_str(), listing.command.title.as_str())).collect();
    let holders = crate::demo::people::holders(Size::Full).unwrap();
    assert!(holders.len() >= 25);
    for holder in &holders {
        let orders = holder.outcomes.iter().flat_map(|outcome| &outcome.lines).flat_map(|line| &line.orders);
        for order in orders {
            let what = (order.by.as_str(), order.listing.as_str());
            assert!(offered.contains(&what), "{}: {what:?}", holder.name);
        }
    }
}
