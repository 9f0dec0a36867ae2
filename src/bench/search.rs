//! `handpick bench search`: searches a second, beside bare tantivy on the same listings and an empty handler.

use std::time::Duration;

use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, STORED, Schema, TEXT};
use tantivy::{Index, Term, doc};

use super::load::{Burst, burst};
use super::report::{Figure, Report};
use crate::kernel::slug::slugify;
use crate::search::{IndexChange, ListingDoc, Near, Search, SearchRequest, categories};

/// How much to measure.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Invented listings.
    pub listings: i64,
    /// Seconds for each burst.
    pub seconds: u64,
}

const WORDS: [&str; 16] = [
    "morning", "evening", "help", "wash", "dress", "meals", "friendly", "garden", "cleaning", "music", "walks",
    "shopping", "driver", "college", "swimming", "company",
];

/// A repeatable spread of numbers (Knuth's multiplicative hash), so that every run searches the same listings.
fn spread(seed: i64, of: usize) -> usize {
    let hash = u64::try_from(seed).unwrap_or(0).wrapping_mul(2_654_435_761) >> 8;
    usize::try_from(hash).unwrap_or(0) % of.max(1)
}

/// An invented listing.
pub fn listing(id: i64) -> ListingDoc {
    let all = categories::all();
    let category = all.get(spread(id, all.len()));
    let word = |turn: i64| WORDS.get(spread(id * 31 + turn, WORDS.len())).copied().unwrap_or("help");
    let title = format!("{} {} {}", category.map_or("Support", |known| known.name.as_str()), word(1), word(2));
    let number = |turn: i64, of: usize| i64::try_from(spread(id * 17 + turn, of)).unwrap_or(0);
    ListingDoc {
        listing_id: id,
        provider_id: id / 6,
        slug: slugify(&title),
        summary: format!("A team that offers {} and {} near you.", word(3), word(4)),
        description: (5..45).map(word).collect::<Vec<_>>().join(" "),
        provider_name: format!("{} {} Support", word(46), word(47)),
        provider_kind: "private".to_owned(),
        place: "Leeds".to_owned(),
        category: category.map_or_else(String::new, |known| known.code.clone()),
        care_groups: vec![
            ["older_people", "dementia", "autism"].get(spread(id, 3)).copied().unwrap_or_default().to_owned(),
        ],
        delivery: vec!["at_home".to_owned()],
        checks: vec![["dbs", "insurance"].get(spread(id, 2)).copied().unwrap_or_default().to_owned()],
        districts: vec![format!("LS{}", number(6, 28) + 1)],
        radius_m: Some(8_000),
        easting: i32::try_from(415_000 + number(7, 40_000)).ok(),
        northing: i32::try_from(420_000 + number(8, 30_000)).ok(),
        from_pence: Some(800 + number(9, 4_000)),
        price_unit: Some("hour".to_owned()),
        rating_hundredths: u32::try_from(300 + number(10, 200)).ok(),
        rating_count: u32::try_from(number(11, 60)).unwrap_or(0),
        can_order: true,
        published_at: 1_700_000_000 + id,
        title,
        ..ListingDoc::default()
    }
}

/// What is asked, turn by turn: words near a place, with a filter.
pub fn request(turn: u64) -> SearchRequest {
    let turn = i64::try_from(turn).unwrap_or(0);
    let word = WORDS.get(spread(turn, WORDS.len())).copied().unwrap_or("help");
    SearchRequest {
        words: word.to_owned(),
        near: Some(Near { easting: 427_700, northing: 436_400, district: Some("LS6".to_owned()), council: None }),
        checks: vec!["dbs".to_owned()],
        per_page: 10,
        ..SearchRequest::default()
    }
}

/// Builds the index in memory.
///
/// # Errors
/// When tantivy refuses, in words.
pub fn filled(listings: i64) -> Result<Search, String> {
    let search = Search::open(None).map_err(|error| error.to_string())?;
    let all: Vec<i64> = (1..=listings).collect();
    for chunk in all.chunks(20_000) {
        let batch = chunk.iter().map(|id| IndexChange::put(listing(*id))).collect();
        search.apply(batch, chunk.last().copied().unwrap_or(0)).map_err(|error| error.to_string())?;
    }
    Ok(search)
}

/// The least that could answer: the same words in bare tantivy, ten best and a count.
fn bare(listings: i64) -> tantivy::Result<(Index, tantivy::schema::Field)> {
    let mut schema = Schema::builder();
    let text = schema.add_text_field("text", TEXT);
    let id = schema.add_u64_field("id", STORED);
    let index = Index::create_in_ram(schema.build());
    let mut writer = index.writer(50_000_000)?;
    for number in 1..=listings {
        let listing = listing(number);
        let words = format!("{} {} {}", listing.title, listing.summary, listing.description);
        writer.add_document(doc!(text => words, id => number.unsigned_abs()))?;
    }
    writer.commit()?;
    Ok((index, text))
}

fn bare_burst(listings: i64, length: Duration) -> tantivy::Result<Burst> {
    let (index, text) = bare(listings)?;
    let searcher = index.reader()?.searcher();
    Ok(burst(
        1,
        length,
        |_| (),
        |(), _, turn| {
            let term = Term::from_field_text(text, &request(turn).words);
            let word: Box<dyn Query> = Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs));
            let query = BooleanQuery::new(vec![(Occur::Must, word)]);
            let found = searcher.search(&query, &(TopDocs::with_limit(10).order_by_score(), Count));
            std::hint::black_box(found.is_ok());
        },
    ))
}

/// Measures.
///
/// # Errors
/// What went wrong, in words.
pub fn run(size: Size) -> Result<Report, String> {
    let length = Duration::from_secs(size.seconds);
    let search = filled(size.listings)?;
    let matched = search.search(&request(1)).map_err(|error| error.to_string())?.total;
    let ours = burst(
        1,
        length,
        |_| (),
        |(), _, turn| {
            std::hint::black_box(search.search(&request(turn)).is_ok());
        },
    );
    let suggest = burst(
        1,
        length,
        |_| (),
        |(), _, turn| {
            let word = request(turn).words;
            std::hint::black_box(search.suggest(word.get(..3).unwrap_or("hel"), 8));
        },
    );
    let limit = bare_burst(size.listings, length).map_err(|error| error.to_string())?;
    Ok(Report {
        bench: "search".to_owned(),
        conditions: vec![
            ("listings".to_owned(), size.listings.to_string()),
            ("one query matches".to_owned(), matched.to_string()),
            ("threads".to_owned(), "1".to_owned()),
            ("seconds a burst".to_owned(), size.seconds.to_string()),
            ("ours does".to_owned(), "words, place, a filter, 17 groups of counts, snippets, reasons".to_owned()),
            ("the limit does".to_owned(), "the same words, ten best by score and a count".to_owned()),
        ],
        figures: vec![
            Figure::new("searches", "a second", ours.per_second, "bare tantivy", limit.per_second),
            Figure::new("search, p50", "ms", ours.p50_ms, "bare tantivy", limit.p50_ms),
            Figure::new("search, p99", "ms", ours.p99_ms, "bare tantivy", limit.p99_ms),
            Figure::new("suggestions, p99", "ms", suggest.p99_ms, "20 ms, what a person notices", 20.0),
        ],
    })
}
