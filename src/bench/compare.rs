//! `handpick bench search --compare`: our index beside the full-text search of SQLite and PostgreSQL, in one thread,
//! without HTTP, on the same listings and the same words, with one filter, the number found and counts.

use std::path::Path;
use std::time::Duration;

use super::load::burst;
use super::market::Market;
use super::questions;
use super::report::{Figure, Report};
use super::search::{Size, conditions, fill};
use super::store::rivals::{self, CHECK};
use crate::search::{Search, SearchRequest};

/// Measures.
///
/// # Errors
/// What went wrong, in words.
pub fn run(size: &Size) -> Result<Report, String> {
    let folder = std::env::temp_dir().join(format!("handpick-bench-compare-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let result = measure(size, &folder);
    let _ = std::fs::remove_dir_all(&folder);
    result
}

fn measure(size: &Size, folder: &Path) -> Result<Report, String> {
    let market = Market::new(size.listings);
    let questions = questions::mix(&market);
    let length = Duration::from_secs(size.seconds);
    fill(&market, &folder.join("search"))?;
    let search = Search::open(Some(&folder.join("search"))).map_err(|error| error.to_string())?;
    let request = |words: &str| SearchRequest {
        words: words.to_owned(),
        checks: vec![CHECK.to_owned()],
        per_page: 10,
        ..SearchRequest::default()
    };
    let dense = questions.get(5).map_or("", |question| question.words.as_str());
    let found = search.search(&request(dense)).map_err(|error| error.to_string())?.total;
    let ours = burst(
        1,
        length,
        |_| (),
        |(), _, turn| {
            let question = usize::try_from(turn).ok().and_then(|turn| questions.get(turn % questions.len().max(1)));
            std::hint::black_box(question.map(|question| search.search(&request(&question.words)).is_ok()));
        },
    );
    let sqlite = rivals::sqlite(folder, &market, &questions, length)?;
    let postgres = rivals::postgres(folder, &market, &questions, length)?;
    let mut report = Report { bench: "search, compared".to_owned(), conditions: conditions(size), ..Report::default() };
    report
        .conditions
        .push(("one dense word with the filter finds".to_owned(), format!("{found} here, {} in SQLite", sqlite.found)));
    report.short.insert("ours_per_s".to_owned(), ours.per_second);
    let mut add = |name: &str, key: &str, burst: &super::load::Burst| {
        let (ours_ms, theirs_ms) = (ours.p50_ms, burst.p50_ms);
        report.figures.push(Figure::new("searches, one thread", "a second", ours.per_second, name, burst.per_second));
        report.figures.push(Figure::new("a search, p50", "ms", ours_ms, name, theirs_ms));
        report.short.insert(format!("{key}_per_s"), burst.per_second);
        let ahead = if burst.per_second > 0.0 { ours.per_second / burst.per_second } else { 0.0 };
        report.short.insert(format!("times_ahead_of_{key}"), ahead);
    };
    add("SQLite FTS5", "sqlite", &sqlite.burst);
    match &postgres {
        Some(postgres) => add("PostgreSQL, stored tsvector and GIN", "postgres", &postgres.burst),
        None => {
            report.conditions.push(("PostgreSQL".to_owned(), "isn't installed here, so it was left out".to_owned()));
        }
    }
    Ok(report)
}
