//! What people can rely on when they search, said in their words, over small markets in memory.

mod counting;
mod damage;
mod finding;
mod keeping;
mod ordering;
mod places;

use crate::kernel::week_times::WeekTimes;

use super::{IndexChange, ListingDoc, Search, SearchRequest, SearchResults};

/// A listing with a title in a category; everything else is plain.
fn listing(id: i64, title: &str, category: &str) -> ListingDoc {
    ListingDoc {
        listing_id: id,
        provider_id: 1,
        slug: format!("listing-{id}"),
        title: title.to_owned(),
        summary: "A friendly local team.".to_owned(),
        provider_name: "Aire Valley".to_owned(),
        provider_kind: "voluntary".to_owned(),
        category: category.to_owned(),
        delivery: vec!["at_home".to_owned()],
        can_order: true,
        ..ListingDoc::default()
    }
}

fn market(listings: Vec<ListingDoc>) -> Search {
    let search = Search::open(None).unwrap();
    search.apply(listings.into_iter().map(IndexChange::put).collect(), 1).unwrap();
    search
}

fn words(words: &str) -> SearchRequest {
    SearchRequest { words: words.to_owned(), ..SearchRequest::default() }
}

fn ids(results: &SearchResults) -> Vec<i64> {
    results.hits.iter().map(|hit| hit.listing.listing_id).collect()
}

fn found(search: &Search, request: &SearchRequest) -> Vec<i64> {
    ids(&search.search(request).unwrap())
}

/// A believable mix for properties: every field takes one of a few values, by the listing's number.
fn mixed(count: i64) -> Vec<ListingDoc> {
    let pick = |id: i64, of: &[&str]| of[usize::try_from(id).unwrap() % of.len()].to_owned();
    let categories =
        ["personal-care", "personal-care/night-care", "meals/lunch-clubs", "transport", "leisure/befriending"];
    (1..=count)
        .map(|id| ListingDoc {
            title: format!(
                "{} number {id}",
                pick(id, &["Carer at home", "Night sitter", "Lunch club", "Minibus", "Companion"])
            ),
            summary: pick(id / 2, &["Friendly help near you.", "A small team you can trust."]),
            category: pick(id, &categories),
            provider_id: id % 7,
            provider_kind: pick(id / 3, &["micro", "voluntary", "private"]),
            checks: if id % 2 == 0 {
                vec!["dbs".into(), "insurance".into()]
            } else {
                vec![pick(id, &["dbs", "cqc", "insurance"])]
            },
            care_groups: vec![pick(id, &["dementia", "autism", "older_people"])],
            delivery: vec![pick(id / 2, &["at_home", "at_venue", "online"])],
            cqc_rating: (id % 4 == 0).then(|| pick(id / 4, &["good", "outstanding"])),
            districts: vec![pick(id, &["LS6", "LS7"])],
            easting: (id % 9 != 0).then_some(430_000 + i32::try_from(id * 97 % 40_000).unwrap()),
            northing: (id % 9 != 0).then_some(435_000),
            from_pence: (id % 5 != 0).then_some(1_000 + id * 37 % 2_000),
            price_unit: (id % 5 != 0).then(|| pick(id, &["hour", "visit"])),
            rating_hundredths: (id % 3 != 0).then(|| u32::try_from(250 + id * 13 % 250).unwrap()),
            rating_count: 3,
            micro: id % 6 == 0,
            outcomes: vec![pick(id, &["health", "social"])],
            languages: vec!["English".to_owned(), pick(id, &["Urdu", "Polish", "English"])],
            access: if id % 4 == 1 { vec!["Step-free entrance".to_owned()] } else { Vec::new() },
            days: vec![pick(id, &["weekday", "evening", "weekend"])],
            times: WeekTimes::from_bits(u32::try_from(id * 2_654_435_761 % 268_435_456).unwrap() >> (id % 20)),
            spaces: (id % 7 != 0).then(|| u32::try_from(id % 3).unwrap()),
            starts_within_days: (id % 4 != 3).then(|| u32::try_from(id * 5 % 40).unwrap()),
            published_at: 1_700_000_000 + id * 31 % 1_000,
            ..listing(id, "", "")
        })
        .collect()
}
