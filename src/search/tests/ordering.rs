//! The order of results, and pages that cover everything once.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::super::{ListingDoc, Near, Search, SearchRequest, Sort};
use super::{found, listing, market, mixed, words};

fn cleaner(id: i64) -> ListingDoc {
    listing(id, "Cleaning", "help-around-the-home/cleaning")
}

fn sorted(sort: Sort) -> SearchRequest {
    SearchRequest { sort, ..words("cleaning") }
}

#[test]
fn the_cheapest_comes_first_and_what_has_no_price_last() {
    let priced = |id, pence| ListingDoc { from_pence: pence, ..cleaner(id) };
    let search = market(vec![priced(1, None), priced(2, Some(2_150)), priced(3, Some(900)), priced(4, Some(900))]);
    assert_eq!(found(&search, &sorted(Sort::Price)), [3, 4, 2, 1]);
}

#[test]
fn the_best_rated_comes_first_and_the_unrated_last() {
    let rated = |id, rating| ListingDoc { rating_hundredths: rating, ..cleaner(id) };
    let search = market(vec![rated(1, None), rated(2, Some(410)), rated(3, Some(480))]);
    assert_eq!(found(&search, &sorted(Sort::Rating)), [3, 2, 1]);
}

#[test]
fn the_newest_comes_first() {
    let published = |id, at| ListingDoc { published_at: at, ..cleaner(id) };
    let search = market(vec![published(1, 1_700_000_000), published(2, 1_800_000_000), published(3, 0)]);
    assert_eq!(found(&search, &sorted(Sort::Newest)), [2, 1, 3]);
}

#[test]
fn a_check_that_says_more_brings_further_forward() {
    let checked = |id, check: &str| ListingDoc { checks: vec![check.to_owned()], ..cleaner(id) };
    let search = market(vec![cleaner(1), checked(2, "charity"), checked(3, "dbs")]);
    assert_eq!(found(&search, &words("cleaning")), [3, 2, 1]);
    let why = search.search(&words("cleaning")).unwrap().hits.remove(0).why;
    assert!(why.contains(&"One of its checks is verified and in date: DBS check.".to_owned()), "{why:?}");
}

#[test]
fn what_was_asked_for_comes_before_something_else_that_is_nearer() {
    let wash =
        ListingDoc { radius_m: Some(60_000), category: "personal-care/washing-and-dressing".into(), ..away(1, 40_000) };
    let rail = ListingDoc { category: "equipment/bathroom-and-bed".into(), ..away(2, 100) };
    let search = market(vec![wash, rail]);
    assert_eq!(found(&search, &SearchRequest { near: Some(here()), ..words("shower") }), [1, 2]);
}

fn away(id: i64, metres: i32) -> ListingDoc {
    ListingDoc { easting: Some(400_000 + metres), northing: Some(400_000), ..cleaner(id) }
}

fn here() -> Near {
    Near { easting: 400_000, northing: 400_000, ..Near::default() }
}

#[test]
fn the_nearest_comes_first_and_what_has_no_place_last() {
    let online = ListingDoc { delivery: vec!["online".to_owned()], ..cleaner(1) };
    let search = market(vec![online, away(2, 9_000), away(3, 500)]);
    assert_eq!(found(&search, &SearchRequest { near: Some(here()), ..sorted(Sort::Nearest) }), [3, 2, 1]);
}

#[test]
fn all_else_equal_the_near_the_well_rated_and_the_checked_come_first() {
    let rated = |id, rating| ListingDoc { rating_hundredths: Some(rating), ..cleaner(id) };
    assert_eq!(found(&market(vec![rated(1, 320), rated(2, 480)]), &words("cleaning")), [2, 1]);
    let checked = ListingDoc { checks: vec!["dbs".to_owned(), "insurance".to_owned()], ..cleaner(2) };
    assert_eq!(found(&market(vec![cleaner(1), checked]), &words("cleaning")), [2, 1]);
    let search = market(vec![away(1, 15_000), away(2, 300)]);
    assert_eq!(found(&search, &SearchRequest { near: Some(here()), ..words("cleaning") }), [2, 1]);
    assert_eq!(found(&search, &SearchRequest { near: Some(here()), ..SearchRequest::default() }), [2, 1]);
}

#[test]
fn a_new_listing_is_not_buried() {
    let rated = |id, rating| ListingDoc { rating_hundredths: Some(rating), ..cleaner(id) };
    let search = market(vec![rated(1, 480), cleaner(2), rated(3, 300)]);
    assert_eq!(found(&search, &words("cleaning")), [1, 2, 3]);
}

#[test]
fn pages_cover_everything_once_in_every_order() {
    let search = market(mixed(113));
    for sort in [Sort::Best, Sort::Nearest, Sort::Price, Sort::Rating, Sort::Newest] {
        let near = Some(Near { easting: 440_000, northing: 435_000, district: Some("LS6".into()), council: None });
        for request in
            [SearchRequest { sort, ..SearchRequest::default() }, SearchRequest { near, sort, ..words("friendly") }]
        {
            covers_everything_once(&search, &request);
        }
    }
}

fn covers_everything_once(search: &Search, request: &SearchRequest) {
    let total = search.search(request).unwrap().total;
    let mut seen = BTreeSet::new();
    for page in 1..=20 {
        for id in found(search, &SearchRequest { page, per_page: 10, ..request.clone() }) {
            assert!(seen.insert(id), "{id} is on two pages, {:?}", request.sort);
        }
    }
    assert_eq!(seen.len() as u64, total);
}

#[test]
fn a_page_far_past_the_end_is_empty_and_still_says_how_many_there_are() {
    let results = market(mixed(30)).search(&SearchRequest { page: 1_000_000_000, ..SearchRequest::default() }).unwrap();
    assert_eq!((results.total, results.hits.len()), (30, 0));
}

#[test]
fn a_page_holds_at_most_fifty() {
    let search = market(mixed(80));
    assert_eq!(found(&search, &SearchRequest { per_page: 10_000, ..SearchRequest::default() }).len(), 50);
    assert_eq!(found(&search, &SearchRequest::default()).len(), 20);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn the_order_does_not_depend_on_how_listings_came_in(cut in 1_usize..59) {
        let together = market(mixed(60));
        let apart = Search::open(None).unwrap();
        let mut listings = mixed(60);
        let later = listings.split_off(cut);
        for batch in [listings, later] {
            apart.apply(batch.into_iter().map(super::super::IndexChange::put).collect(), 1).unwrap();
        }
        for request in [SearchRequest { sort: Sort::Price, ..words("friendly") }, SearchRequest::default()] {
            prop_assert_eq!(found(&together, &request), found(&apart, &request));
        }
    }
}
