//! The search engine alone, without HTTP: `cargo bench`. How quick the whole page is, `handpick bench search` says.
#![allow(clippy::expect_used, missing_docs, reason = "a bench may stop, and criterion's macros write functions")]

use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use handpick::bench::market::Market;
use handpick::bench::questions::{self, Question};
use handpick::find::address::SearchAddress;
use handpick::search::{IndexChange, Search, SearchRequest};

const LISTINGS: i64 = 5_000;

fn filled(market: &Market) -> Search {
    let search = Search::open(None).expect("an index in memory opens");
    let all = (1..=LISTINGS).map(|id| IndexChange::put(market.listing(id))).collect();
    search.apply(all, 1).expect("an index in memory takes listings");
    search
}

fn request(question: &Question) -> SearchRequest {
    let address = SearchAddress::parse(question.path.trim_start_matches("/search?"));
    address.request(chrono::NaiveDate::default())
}

fn searching(criterion: &mut Criterion) {
    let market = Market::new(LISTINGS);
    let search = filled(&market);
    let questions = questions::mix(&market);
    for (name, dense) in [("selective", false), ("dense", true)] {
        let asked: Vec<SearchRequest> = questions.iter().filter(|asked| asked.dense == dense).map(request).collect();
        let mut turns = asked.iter().cycle();
        criterion.bench_function(&format!("search, {name}"), |bencher| {
            bencher.iter(|| black_box(turns.next().map(|asked| search.search(asked).map(|found| found.total))));
        });
    }
    criterion.bench_function("suggest", |bencher| bencher.iter(|| black_box(search.suggest("hel", 8))));
}

fn indexing(criterion: &mut Criterion) {
    let market = Market::new(LISTINGS);
    let batch: Vec<IndexChange> = (1..=1_000).map(|id| IndexChange::put(market.listing(id))).collect();
    let mut group = criterion.benchmark_group("index");
    group.sample_size(10);
    group.bench_function("1,000 listings in memory", |bencher| {
        bencher.iter(|| {
            let search = Search::open(None).expect("an index in memory opens");
            search.apply(batch.clone(), 1).expect("an index in memory takes listings");
        });
    });
    group.finish();
}

criterion_group!(benches, searching, indexing);
criterion_main!(benches);
