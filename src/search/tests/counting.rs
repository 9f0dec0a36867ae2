//! Counts beside filters are what one would get after ticking; filters narrow as they say.

use super::super::{FacetCount, Facets, Near, Search, SearchRequest};
use super::{found, market, mixed, words};

fn of<'a>(counts: &'a [FacetCount], value: &str) -> Option<&'a FacetCount> {
    counts.iter().find(|count| count.value == value)
}

fn total(search: &Search, request: &SearchRequest) -> u64 {
    search.search(request).unwrap().total
}

/// A group's counts, and how to have only this value of it ticked.
type Tick = (fn(&Facets) -> &Vec<FacetCount>, fn(&mut SearchRequest, String));

const TICKS: [Tick; 9] = [
    (|f| &f.category, |r, v| r.category = Some(v)),
    (|f| &f.checks, |r, v| r.checks = vec![v]),
    (|f| &f.care_groups, |r, v| r.care_groups = vec![v]),
    (|f| &f.delivery, |r, v| r.delivery = vec![v]),
    (|f| &f.cqc, |r, v| r.cqc = vec![v]),
    (|f| &f.provider_kinds, |r, v| r.provider_kinds = vec![v]),
    (|f| &f.unit, |r, v| r.unit = Some(v)),
    (|f| &f.rating, |r, v| r.min_rating_hundredths = v.parse().ok()),
    (|f| &f.distance, |r, v| r.within_m = v.parse().ok()),
];

#[test]
fn every_count_is_what_ticking_it_gives() {
    let search = market(mixed(400));
    let near = Near { easting: 440_000, northing: 435_000, district: Some("LS6".to_owned()), council: None };
    let starts = [
        SearchRequest::default(),
        words("carer"),
        words("home help"),
        words("compannion minibus"),
        SearchRequest { near: Some(near), ..words("friendly") },
        SearchRequest { checks: vec!["dbs".into()], min_pence: Some(1_500), ..SearchRequest::default() },
        SearchRequest {
            care_groups: vec!["dementia".into(), "autism".into()],
            category: Some("personal-care".into()),
            ..words("home help")
        },
    ];
    let mut compared = 0;
    for start in starts {
        let facets = search.search(&start).unwrap().facets;
        for (counts, tick) in TICKS {
            for count in counts(&facets) {
                let mut ticked = start.clone();
                tick(&mut ticked, count.value.clone());
                assert_eq!(total(&search, &ticked), count.count, "{ticked:?}");
                compared += 1;
            }
        }
    }
    assert!(compared > 150, "{compared} counts were compared");
}

#[test]
fn a_ticked_group_still_shows_what_its_other_values_would_give() {
    let search = market(mixed(100));
    let all = search.search(&SearchRequest::default()).unwrap().facets;
    let ticked = SearchRequest { provider_kinds: vec!["micro".into()], ..SearchRequest::default() };
    let facets = search.search(&ticked).unwrap().facets;
    assert_eq!(facets.provider_kinds, all.provider_kinds);
    assert_ne!(facets.checks, all.checks);
}

#[test]
fn ticking_two_values_of_a_group_finds_either() {
    let search = market(mixed(100));
    let count = |values: &[&str]| {
        let provider_kinds = values.iter().map(|v| (*v).to_owned()).collect();
        total(&search, &SearchRequest { provider_kinds, ..SearchRequest::default() })
    };
    assert_eq!(count(&["micro", "private"]), count(&["micro"]) + count(&["private"]));
}

#[test]
fn a_top_level_category_holds_its_subcategories() {
    let search = market(mixed(100));
    let facets = search.search(&SearchRequest::default()).unwrap().facets;
    assert_eq!(of(&facets.category, "personal-care").unwrap().count, 40);
    assert_eq!(of(&facets.category, "personal-care/night-care").unwrap().count, 20);
}

#[test]
fn a_price_filter_leaves_out_what_has_no_price_and_a_backwards_one_finds_nothing() {
    let search = market(mixed(100));
    let between =
        |least, most| SearchRequest { min_pence: least, max_pence: most, per_page: 50, ..SearchRequest::default() };
    let hits = search.search(&between(Some(1_200), Some(1_500))).unwrap().hits;
    assert!(!hits.is_empty());
    assert!(hits.iter().all(|hit| hit.listing.from_pence.is_some_and(|pence| (1_200..=1_500).contains(&pence))));
    assert_eq!(total(&search, &between(Some(2_000), Some(1_000))), 0);
    assert_eq!(total(&search, &between(Some(-5), None)), 80);
    assert_eq!(total(&search, &between(None, Some(-5))), 0);
}

#[test]
fn one_providers_listings_can_be_asked_for() {
    let search = market(mixed(70));
    let theirs = SearchRequest { provider_id: Some(3), per_page: 50, ..SearchRequest::default() };
    let results = search.search(&theirs).unwrap();
    assert_eq!(results.total, 10);
    assert!(results.hits.iter().all(|hit| hit.listing.provider_id == 3));
    assert_eq!(found(&search, &SearchRequest { listing_id: Some(8), ..SearchRequest::default() }), [8]);
}

#[test]
fn counts_are_of_what_is_there_now() {
    let search = market(mixed(100));
    search.apply(vec![super::super::IndexChange::Remove(5), super::super::IndexChange::Remove(10)], 2).unwrap();
    let results = search.search(&SearchRequest::default()).unwrap();
    assert_eq!(results.total, 98);
    assert_eq!(of(&results.facets.category, "personal-care").unwrap().count, 38);
}
