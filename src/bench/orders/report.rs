//! What the bench of orders found, in figures.

use std::collections::BTreeMap;

use super::world::Crowd;
use super::{Found, Place, Size};
use crate::bench::report::{Figure, Report};

pub(super) fn report(size: &Size, place: &Place, crowd: &Crowd, found: &Found) -> Report {
    let mut figures = orders(size, place, found);
    figures.extend(pages(found));
    let verified = found.verified.transfers as f64 / found.verified.seconds.max(1e-9);
    figures.extend([
        Figure::alone("the ledger verified", "transfers a second", verified),
        Figure::alone("resident memory of the site", "MB", found.memory.0),
        Figure::alone("the database", "MB", found.database_mb),
    ]);
    Report {
        bench: "orders".to_owned(),
        conditions: conditions(size, place, crowd, found),
        figures,
        short: short(place, found),
    }
}

/// The limit with one client, and with many, a second.
fn limits(place: &Place, found: &Found) -> (f64, f64) {
    if place.sqlite {
        (found.bare.per_second, found.bare.per_second)
    } else {
        (found.pgbench_one.per_second, found.pgbench_many.per_second)
    }
}

fn each(cpu_ms: f64, done: u64) -> f64 {
    if done == 0 { 0.0 } else { cpu_ms / done as f64 }
}

fn orders(size: &Size, place: &Place, found: &Found) -> Vec<Figure> {
    let name = if place.sqlite { "the same rows by bare SQLite, a commit each" } else { "pgbench, TPC-B-like" };
    let (one, many) = limits(place, found);
    let clients = size.clients;
    let mut figures = vec![
        Figure::new("orders, one client", "a second", found.one.burst.per_second, name, one),
        Figure::new(&format!("orders, {clients} clients"), "a second", found.many.burst.per_second, name, many),
    ];
    let (p50, p99) =
        if place.sqlite { (found.bare.p50_ms, found.bare.p99_ms) } else { (found.pgbench_one.mean_ms, 0.0) };
    figures.extend([
        Figure::new("an order, one client, p50", "ms", found.one.burst.p50_ms, name, p50),
        Figure::new("an order, one client, p99", "ms", found.one.burst.p99_ms, name, p99),
        Figure::alone(&format!("an order, {clients} clients, p50"), "ms", found.many.burst.p50_ms),
        Figure::alone(&format!("an order, {clients} clients, p99"), "ms", found.many.burst.p99_ms),
        Figure::alone("CPU of the site for an order, one client", "ms", each(found.one.cpu_ms, found.one.burst.done)),
        Figure::alone(
            &format!("CPU of the site for an order, {clients} clients"),
            "ms",
            each(found.many.cpu_ms, found.many.burst.done),
        ),
    ]);
    figures
}

fn pages(found: &Found) -> Vec<Figure> {
    let mut figures = Vec::new();
    for (visits, run, bytes) in &found.pages {
        let of = format!("the budget page after {visits} visits");
        figures.extend([
            Figure::alone(&format!("{of}, p50"), "ms", run.burst.p50_ms),
            Figure::alone(&format!("{of}, p99"), "ms", run.burst.p99_ms),
            Figure::alone(&format!("{of}, its size"), "kB", *bytes as f64 / 1e3),
        ]);
    }
    figures.extend([
        Figure::alone("the budget pages of 64 others by turns, p50", "ms", found.others.burst.p50_ms),
        Figure::alone("the budget pages of 64 others by turns, p99", "ms", found.others.burst.p99_ms),
    ]);
    figures
}

fn conditions(size: &Size, place: &Place, crowd: &Crowd, found: &Found) -> Vec<(String, String)> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    let answers = found.one.answers.and(found.many.answers);
    [
        ("database", place.words.clone()),
        (
            "budget holders, and transfers before",
            format!("{}, {} in {:.0} s", crowd.holders, found.transfers, found.filled_s),
        ),
        ("bursts", format!("{} of {} s each, by turns", size.rounds, size.seconds)),
        ("cores, and load at the end", format!("{cores}, {load}")),
        (
            "an order is",
            "another person's each time: session, form's token, idempotency key, one visit, through HTTP".to_owned(),
        ),
        ("orders answered, refused, 5xx", format!("{}, {}, {}", answers.right, answers.refused, answers.errors_5xx)),
        ("ledger verified", format!("{} transfers, no fault", found.verified.transfers)),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}

/// The figures by the short names that other programs read: throughput with many clients, times with one.
fn short(place: &Place, found: &Found) -> BTreeMap<String, f64> {
    let (limit_one, limit_many) = limits(place, found);
    let (one, many) = (&found.one, &found.many);
    let answers = one.answers.and(many.answers);
    let ratio = |ours: f64, limit: f64| if limit > 0.0 { ours / limit } else { 0.0 };
    let page = found.pages.first().map(|(_, run, _)| run.burst.clone()).unwrap_or_default();
    [
        ("ours_per_s", many.burst.per_second),
        ("limit_per_s", limit_many),
        ("ratio", ratio(many.burst.per_second, limit_many)),
        ("one_client_per_s", one.burst.per_second),
        ("one_client_limit_per_s", limit_one),
        ("one_client_ratio", ratio(one.burst.per_second, limit_one)),
        ("p50_ms", one.burst.p50_ms),
        ("p99_ms", one.burst.p99_ms),
        ("refused", answers.refused as f64),
        ("errors_5xx", answers.errors_5xx as f64),
        ("cpu_ms_per_order", each(many.cpu_ms, many.burst.done)),
        ("budget_page_p50_ms", page.p50_ms),
        ("budget_page_p99_ms", page.p99_ms),
        ("verified_per_s", found.verified.transfers as f64 / found.verified.seconds.max(1e-9)),
        ("transfers", found.verified.transfers as f64),
        ("rss_mb", found.memory.0),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}
