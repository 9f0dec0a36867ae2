//! Counts beside filters are what one would get after ticking; filters narrow as they say.

use proptest::prelude::*;

use super::super::{Allowed, FacetCount, Facets, ListingDoc, Near, Only, Search, SearchRequest};
use super::{found, listing, market, mixed, words};
use crate::kernel::week_times::WeekTimes;
use crate::kernel::{TimeOfDay, Weekdays};

fn of<'a>(counts: &'a [FacetCount], value: &str) -> Option<&'a FacetCount> {
    counts.iter().find(|count| count.value == value)
}

fn total(search: &Search, request: &SearchRequest) -> u64 {
    search.search(request).unwrap().total
}

/// A group's counts, and how to have only this value of it ticked.
type Tick = (fn(&Facets) -> &Vec<FacetCount>, fn(&mut SearchRequest, String));

const TICKS: [Tick; 17] = [
    (|f| &f.category, |r, v| r.categories = vec![v]),
    (|f| &f.checks, |r, v| r.checks = vec![v]),
    (|f| &f.care_groups, |r, v| r.care_groups = vec![v]),
    (|f| &f.delivery, |r, v| r.delivery = vec![v]),
    (|f| &f.cqc, |r, v| r.cqc = vec![v]),
    (|f| &f.provider_kinds, |r, v| r.provider_kinds = vec![v]),
    (|f| &f.outcomes, |r, v| r.outcomes = vec![v]),
    (|f| &f.languages, |r, v| r.languages = vec![v]),
    (|f| &f.access, |r, v| r.access = vec![v]),
    (|f| &f.days, |r, v| r.days = vec![v]),
    (|f| &f.times, |r, v| r.times = vec![v]),
    (|f| &f.unit, |r, v| r.unit = Some(v)),
    (|f| &f.price_bands, |r, v| r.price_bands = vec![v]),
    (|f| &f.spaces, |r, _| r.has_spaces = true),
    (|f| &f.starts, |r, v| r.starts_within_days = v.parse().ok()),
    (|f| &f.rating, |r, v| r.min_rating_hundredths = v.parse().ok()),
    (|f| &f.distance, |r, v| r.within_m = v.parse().ok()),
];

/// Somewhere in the middle of the market.
fn middle() -> Near {
    Near { easting: 440_000, northing: 435_000, district: Some("LS6".to_owned()), council: None }
}

/// Compares every count with the total after ticking, and says how many there were.
fn counts_hold(search: &Search, start: &SearchRequest) -> usize {
    let results = search.search(start).unwrap();
    assert_eq!(search.total(start).unwrap(), results.total, "{start:?}");
    let mut compared = 0;
    for (counts, tick) in TICKS {
        for count in counts(&results.facets) {
            let mut ticked = start.clone();
            tick(&mut ticked, count.value.clone());
            assert_eq!(total(search, &ticked), count.count, "{ticked:?}");
            compared += 1;
        }
    }
    compared
}

#[test]
fn every_count_is_what_ticking_it_gives() {
    let search = market(mixed(400));
    let starts = [
        SearchRequest::default(),
        words("carer"),
        words("home help"),
        words("compannion minibus"),
        SearchRequest { near: Some(middle()), ..words("friendly") },
        SearchRequest { checks: vec!["dbs".into()], min_pence: Some(1_500), ..SearchRequest::default() },
        SearchRequest {
            care_groups: vec!["dementia".into(), "autism".into()],
            categories: vec!["personal-care".into()],
            ..words("home help")
        },
    ];
    let compared: usize = starts.iter().map(|start| counts_hold(&search, start)).sum();
    assert!(compared > 400, "{compared} counts were compared");
}

/// Any filters at once: about a third of the groups with two values ticked, with and without a place, words and limits.
fn any_search() -> impl Strategy<Value = SearchRequest> {
    let some = |values: &'static [&'static str]| {
        proptest::collection::vec(proptest::sample::select(values).prop_map(str::to_owned), 0..3)
            .prop_map(|values| if values.len() == 2 { values } else { Vec::new() })
    };
    let first = (
        some(&["personal-care", "personal-care/night-care", "transport", "leisure/befriending", "no-such"]),
        some(&["dbs", "cqc", "insurance"]),
        some(&["dementia", "autism"]),
        some(&["at_home", "online"]),
        some(&["micro", "voluntary"]),
        some(&["health", "social"]),
        some(&["Urdu", "Polish", "English"]),
        some(&["weekday", "evening"]),
        some(&["tue_evening", "sat", "mon_night", "fri_morning"]),
        some(&["hour:1500", "hour:2000", "visit:1000", "visit:2000"]),
    );
    let second = (
        any::<bool>(),
        proptest::option::of(0_u32..40),
        proptest::option::of(proptest::sample::select(vec![300_u32, 400])),
        proptest::option::of(500_i64..2_500),
        proptest::option::of(proptest::sample::select(vec!["hour", "visit"])),
        proptest::option::of(proptest::sample::select(vec![1_609_u32, 16_093])),
        proptest::sample::select(vec!["", "carer", "home help", "compannion minibus"]),
        any::<bool>(),
        proptest::sample::select(vec![
            Only::default(),
            Only { not_listings: vec![1, 2, 3], ..Only::default() },
            Only {
                allowed: Some(Allowed { categories: vec!["personal-care".into()], providers: vec![2] }),
                highest_price: vec![("hour".into(), 2_200), ("visit".into(), 1_900)],
                ..Only::default()
            },
        ]),
    );
    (first, second).prop_map(|(groups, numbers)| {
        let (categories, checks, care_groups, delivery, provider_kinds, outcomes, languages, days, times, bands) =
            groups;
        let (has_spaces, starts_within_days, rating, max, unit, within_m, typed, placed, only) = numbers;
        SearchRequest {
            categories,
            checks,
            care_groups,
            delivery,
            provider_kinds,
            outcomes,
            languages,
            days,
            times,
            price_bands: bands,
            has_spaces,
            starts_within_days,
            min_rating_hundredths: rating,
            max_pence: max,
            unit: unit.map(str::to_owned),
            within_m,
            near: placed.then(middle),
            only,
            ..words(typed)
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn every_count_holds_whatever_else_is_ticked(start in any_search()) {
        thread_local!(static SEARCH: Search = market(mixed(300)));
        SEARCH.with(|search| counts_hold(search, &start));
    }
}

#[test]
fn a_time_wanted_finds_what_is_offered_then() {
    let at = |id, from: &str, to: &str| ListingDoc {
        times: WeekTimes::default().with(
            Weekdays::only(chrono::Weekday::Tue),
            TimeOfDay::parse(from).unwrap(),
            TimeOfDay::parse(to).unwrap(),
        ),
        ..listing(id, "Company", "leisure/befriending")
    };
    let search = market(vec![at(1, "18:30", "20:00"), at(2, "09:00", "12:00"), listing(3, "Company", "leisure")]);
    let wanted = |code: &str| SearchRequest { times: vec![code.to_owned()], ..SearchRequest::default() };
    assert_eq!(found(&search, &wanted("tue_evening")), [1]);
    assert_eq!(found(&search, &wanted("tue")), [1, 2]);
    assert!(found(&search, &wanted("wed")).is_empty());
    let facets = search.search(&SearchRequest::default()).unwrap().facets;
    assert_eq!(of(&facets.times, "tue").unwrap().count, 2);
}

#[test]
fn who_has_room_and_who_can_start_soon_can_be_asked_for() {
    let search = market(vec![
        ListingDoc { spaces: Some(0), starts_within_days: Some(3), ..listing(1, "Club", "leisure") },
        ListingDoc { spaces: Some(2), starts_within_days: Some(14), ..listing(2, "Club", "leisure") },
        listing(3, "Club that counts no places", "leisure"),
        ListingDoc { can_order: false, ..listing(4, "Club of open data, which doesn't say", "leisure") },
    ]);
    let room = SearchRequest { has_spaces: true, ..SearchRequest::default() };
    assert_eq!(found(&search, &room), [2, 3]);
    let soon = |days| SearchRequest { starts_within_days: Some(days), ..SearchRequest::default() };
    assert_eq!(found(&search, &soon(7)), [1]);
    assert_eq!(found(&search, &soon(14)), [1, 2]);
    assert_eq!(found(&search, &soon(0)), Vec::<i64>::new());
}

#[test]
fn a_micro_provider_is_found_as_one_and_as_what_it_is() {
    let small = ListingDoc { micro: true, ..listing(1, "Dog walks", "leisure") };
    let search = market(vec![small, listing(2, "Dog walks", "leisure")]);
    let kind = |kind: &str| SearchRequest { provider_kinds: vec![kind.to_owned()], ..SearchRequest::default() };
    assert_eq!(found(&search, &kind("micro")), [1]);
    assert_eq!(found(&search, &kind("voluntary")), [1, 2]);
}

#[test]
fn a_search_can_be_limited_to_what_somebody_may_buy() {
    let priced = |id, provider_id, category: &str, unit: &str, pence| ListingDoc {
        provider_id,
        from_pence: Some(pence),
        price_unit: Some(unit.to_owned()),
        published_at: id,
        ..listing(id, "Support", category)
    };
    let search = market(vec![
        priced(1, 1, "personal-care/night-care", "hour", 2_000),
        priced(2, 2, "meals", "visit", 900),
        priced(3, 3, "transport", "mile", 60),
        listing(4, "Support", "personal-care"),
    ]);
    let only = |only: Only| found(&search, &SearchRequest { only, ..SearchRequest::default() });
    let allowed = |categories: &[&str], providers: &[i64]| {
        let categories = categories.iter().map(|code| (*code).to_owned()).collect();
        only(Only { allowed: Some(Allowed { categories, providers: providers.to_vec() }), ..Only::default() })
    };
    assert_eq!(allowed(&["personal-care"], &[3]), [1, 3, 4]);
    assert!(allowed(&[], &[]).is_empty(), "a pot that may buy nothing buys nothing");
    assert_eq!(only(Only { categories: vec!["meals".into(), "transport".into()], ..Only::default() }), [2, 3]);
    assert_eq!(only(Only { providers: vec![1, 2], not_listings: vec![4], ..Only::default() }), [1, 2]);
    assert_eq!(only(Only { listings: vec![4, 3, 99], ..Only::default() }), [3, 4]);
    let highest = vec![("hour".to_owned(), 2_000), ("visit".to_owned(), 800)];
    assert_eq!(only(Only { highest_price: highest, ..Only::default() }), [1]);
    assert_eq!(only(Only { published_after: Some(2), not_listings: vec![4], ..Only::default() }), [3]);
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
    assert_eq!(count(&["voluntary", "private"]), count(&["voluntary"]) + count(&["private"]));
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
    let theirs = SearchRequest {
        only: Only { providers: vec![3], ..Only::default() },
        per_page: 50,
        ..SearchRequest::default()
    };
    let results = search.search(&theirs).unwrap();
    assert_eq!(results.total, 10);
    assert!(results.hits.iter().all(|hit| hit.listing.provider_id == 3));
    assert_eq!(
        found(
            &search,
            &SearchRequest { only: Only { listings: vec![8], ..Only::default() }, ..SearchRequest::default() }
        ),
        [8]
    );
}

#[test]
fn counts_are_of_what_is_there_now() {
    let search = market(mixed(100));
    search.apply(vec![super::super::IndexChange::Remove(5), super::super::IndexChange::Remove(10)], 2).unwrap();
    let results = search.search(&SearchRequest::default()).unwrap();
    assert_eq!(results.total, 98);
    assert_eq!(of(&results.facets.category, "personal-care").unwrap().count, 38);
}
