//! Places: a listing is found where it delivers, not where its office is.

use super::super::{ListingDoc, Near, SearchRequest};
use super::{found, listing, market};

/// Headingley, by postcode.
fn headingley() -> Near {
    Near {
        easting: 428_000,
        northing: 436_000,
        district: Some("LS6".to_owned()),
        council: Some("E08000035".to_owned()),
    }
}

fn near(near: Near) -> SearchRequest {
    SearchRequest { near: Some(near), ..SearchRequest::default() }
}

fn at(id: i64, easting: i32) -> ListingDoc {
    ListingDoc {
        easting: Some(easting),
        northing: Some(436_000),
        ..listing(id, "Cleaning", "help-around-the-home/cleaning")
    }
}

#[test]
fn a_listing_is_found_where_it_delivers() {
    let search = market(vec![
        ListingDoc { districts: vec!["ls6".to_owned()], ..at(1, 500_000) },
        ListingDoc { councils: vec!["E08000035".to_owned()], ..at(2, 500_000) },
        ListingDoc { radius_m: Some(5_000), ..at(3, 431_000) },
        ListingDoc { delivery: vec!["online".to_owned()], ..listing(4, "Talking online", "health/counselling") },
        ListingDoc { delivery: vec!["posted".to_owned()], ..at(5, 600_000) },
        // Near by, but it delivers elsewhere.
        ListingDoc { districts: vec!["LS1".to_owned()], ..at(6, 428_000) },
        ListingDoc { radius_m: Some(2_000), ..at(7, 431_000) },
    ]);
    let mut there = found(&search, &near(headingley()));
    there.sort_unstable();
    assert_eq!(there, [1, 2, 3, 4, 5]);
}

#[test]
fn a_listing_that_says_nothing_of_areas_serves_people_around_it() {
    let search = market(vec![at(1, 430_000), at(2, 528_000), listing(3, "Somewhere", "meals")]);
    assert_eq!(found(&search, &near(headingley())), [1]);
}

#[test]
fn a_town_without_a_postcode_finds_what_its_council_and_circles_cover() {
    let town = Near { district: None, ..headingley() };
    let search = market(vec![
        ListingDoc { districts: vec!["LS6".to_owned()], ..at(1, 428_000) },
        ListingDoc { councils: vec!["E08000035".to_owned()], ..at(2, 428_000) },
        ListingDoc { radius_m: Some(1_000), ..at(3, 428_000) },
    ]);
    let mut there = found(&search, &near(town));
    there.sort_unstable();
    assert_eq!(there, [2, 3]);
}

#[test]
fn within_a_distance_is_measured_to_where_the_listing_is() {
    let online = ListingDoc { delivery: vec!["online".to_owned()], ..listing(3, "Online", "health/counselling") };
    let search = market(vec![at(1, 429_000), at(2, 440_000), online]);
    let request = SearchRequest { within_m: Some(8_047), ..near(headingley()) };
    assert_eq!(found(&search, &request), [1], "without a position it is in no distance");
    assert_eq!(found(&search, &near(headingley())).len(), 3);
}

#[test]
fn distances_are_given_with_the_results() {
    let search = market(vec![at(1, 431_000)]);
    let results = search.search(&near(headingley())).unwrap();
    assert_eq!(results.hits[0].distance_m, Some(3_000));
    assert!(results.hits[0].why.iter().any(|why| why.contains("1.9 miles away")), "{:?}", results.hits[0].why);
    assert_eq!(search.search(&SearchRequest::default()).unwrap().hits[0].distance_m, None);
}
