//! `handpick bench search`: the results page through HTTP, beside a bare handler and bare tantivy on the same index.
//!
//! The index is made on disk by the same door that the program uses. Then the site and the bare handler run as
//! processes of their own (`site`), are driven by turns over kept connections, and are asked for their memory and
//! CPU time. Nothing is kept: everything is in a temporary folder.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use super::client::Client;
use super::load::{Burst, burst};
use super::market::Market;
use super::process::Part;
use super::questions::{self, Question};
use super::report::{Figure, Report};
use crate::search::{IndexChange, Search};

/// How much to measure.
#[derive(Clone, Debug)]
pub struct Size {
    /// Invented listings.
    pub listings: i64,
    /// Seconds for each burst.
    pub seconds: u64,
    /// Bursts of each kind, by turns.
    pub rounds: u64,
    /// A folder to keep the index in, or to find it in from an earlier run; none for a temporary one.
    pub folder: Option<PathBuf>,
}

/// Listings given to the index at once while it is filled.
const BATCH: i64 = 50_000;
/// Clients at once when throughput is measured.
const MANY: usize = 16;
/// Somebody who has been here before, so that no new cookie is made.
const STRANGER: &str = "handpick-visitor=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Measures.
///
/// # Errors
/// What went wrong, in words.
pub fn run(size: &Size) -> Result<Report, String> {
    let temporary = std::env::temp_dir().join(format!("handpick-bench-search-{}", std::process::id()));
    let folder = size.folder.clone().unwrap_or_else(|| temporary.clone());
    std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
    let result = measure(size, &folder);
    let _ = std::fs::remove_dir_all(&temporary);
    result
}

/// What came of filling the index.
pub(super) struct Filled {
    docs_per_s: f64,
    mb: f64,
}

pub(super) fn fill(market: &Market, folder: &Path) -> Result<Filled, String> {
    let search = Search::open(Some(folder)).map_err(|error| error.to_string())?;
    let mut spent = Duration::ZERO;
    let kept = i64::try_from(search.count()).unwrap_or(0);
    if kept < market.listings {
        let mut from = 1;
        while from <= market.listings {
            let to = (from + BATCH - 1).min(market.listings);
            let batch = batch(market, from, to);
            let began = Instant::now();
            search.apply(batch, 0).map_err(|error| error.to_string())?;
            spent += began.elapsed();
            from = to + 1;
        }
    }
    let docs_per_s = if spent.is_zero() { 0.0 } else { market.listings as f64 / spent.as_secs_f64() };
    drop(search);
    Ok(Filled { docs_per_s, mb: size_of(folder) as f64 / 1e6 })
}

/// Listings made beforehand, on two threads, so that their making isn't measured.
fn batch(market: &Market, from: i64, to: i64) -> Vec<IndexChange> {
    let half = i64::midpoint(from, to);
    std::thread::scope(|scope| {
        let second = scope.spawn(|| (half + 1..=to).map(|id| IndexChange::put(market.listing(id))).collect::<Vec<_>>());
        let mut first: Vec<_> = (from..=half).map(|id| IndexChange::put(market.listing(id))).collect();
        first.extend(second.join().unwrap_or_default());
        first
    })
}

fn size_of(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(meta) if meta.is_dir() => size_of(&entry.path()),
            Ok(meta) => meta.len(),
            Err(_) => 0,
        })
        .sum()
}

/// One of the two servers, running.
struct Server {
    part: Part,
    address: SocketAddr,
    rest: String,
    started_ms: f64,
}

impl Server {
    fn start(role: &str, folder: &Path, listings: i64) -> Result<Self, String> {
        let began = Instant::now();
        let arguments = ["bench", "search-part", "--role", role, "--listings", &listings.to_string(), "--folder"];
        let mut arguments: Vec<String> = arguments.into_iter().map(str::to_owned).collect();
        arguments.push(folder.display().to_string());
        let part = Part::start(&arguments)?;
        let started_ms = began.elapsed().as_secs_f64() * 1e3;
        let (address, rest) = part.ready.split_once(' ').unwrap_or((&part.ready, ""));
        let address = address.parse().map_err(|_| format!("A part of the bench said “{}”.", part.ready))?;
        let rest = rest.to_owned();
        Ok(Self { part, address, rest, started_ms })
    }

    fn site(folder: &Path, listings: i64) -> Result<(Self, String, f64), String> {
        let server = Self::start("site", folder, listings)?;
        let (opened, cookie) = server.rest.split_once(' ').unwrap_or_default();
        let (cookie, opened) = (cookie.to_owned(), opened.parse().unwrap_or(0.0));
        Ok((server, cookie, opened))
    }

    /// One burst of questions; each client goes through them from a place of its own, and with two cookies by turns.
    fn burst(&self, clients: usize, seconds: u64, asked: &Asked<'_>) -> Result<(Burst, f64), String> {
        let failed = AtomicU64::new(0);
        let connect = |cookie: &str| Client::connect(self.address, cookie).ok();
        let cpu = self.part.cpu_ms();
        let found = burst(
            clients,
            Duration::from_secs(seconds),
            |client| (connect(asked.cookies.0), connect(asked.cookies.1), client * 61),
            |(one, other, at), _, turn| {
                let client = if turn % 2 == 0 { one } else { other };
                let path = asked.paths.get(*at % asked.paths.len().max(1)).map_or("/", String::as_str);
                *at += 1;
                let status = client.as_mut().and_then(|client| client.get(path).ok()).map(|answer| answer.status);
                if status != Some(200) {
                    failed.fetch_add(1, Ordering::Relaxed);
                }
            },
        );
        let cpu = self.part.cpu_ms() - cpu;
        match failed.into_inner() {
            0 => Ok((found, cpu)),
            some => Err(format!("{some} of {} answers were none, so the figures mean nothing.", found.done)),
        }
    }
}

/// What to ask a server, and as whom by turns.
struct Asked<'a> {
    paths: Vec<String>,
    cookies: (&'a str, &'a str),
}

impl<'a> Asked<'a> {
    fn of(
        questions: &[Question],
        which: impl Fn(&Question) -> bool,
        path: impl Fn(&Question) -> String,
        cookies: (&'a str, &'a str),
    ) -> Self {
        Self { paths: questions.iter().filter(|question| which(question)).map(path).collect(), cookies }
    }
}

fn bare_path(question: &Question) -> String {
    format!("/?{}", serde_html_form::to_string([("q", question.words.as_str())]).unwrap_or_default())
}

/// Everything measured.
#[derive(Default)]
struct Found {
    ours: (Burst, f64),
    bare: (Burst, f64),
    one: (Burst, f64),
    bare_one: (Burst, f64),
    selective: Burst,
    dense: Burst,
    stranger: Burst,
    page_kb: f64,
    memory: (f64, f64, f64),
    suggest: Vec<f64>,
    visible_ms: f64,
    restart: (f64, f64),
    in_process: [Vec<f64>; 3],
}

fn measure(size: &Size, folder: &Path) -> Result<Report, String> {
    let market = Market::new(size.listings);
    let questions = questions::mix(&market);
    let filled = fill(&market, &folder.join("search"))?;
    let found = drive(size, folder, &questions)?;
    Ok(report(size, &filled, &found))
}

fn numbers(line: &str) -> Vec<f64> {
    line.split(' ').filter_map(|number| number.parse().ok()).collect()
}

fn drive(size: &Size, folder: &Path, questions: &[Question]) -> Result<Found, String> {
    let mut found = Found::default();
    // The first start makes the database; how long a start takes is measured by the second.
    drop(Server::site(folder, size.listings)?);
    let (mut server, cookie, opened_ms) = Server::site(folder, size.listings)?;
    found.restart = (server.started_ms, opened_ms);
    let both = (STRANGER, cookie.as_str());
    let ours = |which: fn(&Question) -> bool, cookies| Asked::of(questions, which, |q| q.path.clone(), cookies);
    let all = ours(|_| true, both);
    found.page_kb = warm_up(server.address, &all)?;
    let mut limit = Server::start("bare", folder, size.listings)?;
    let bare = Asked::of(questions, |_| true, bare_path, ("", ""));
    warm_up(limit.address, &bare)?;
    for _ in 0..size.rounds.max(1) {
        for (sum, server, asked, clients) in [
            (&mut found.ours, &server, &all, MANY),
            (&mut found.bare, &limit, &bare, MANY),
            (&mut found.one, &server, &all, 1),
            (&mut found.bare_one, &limit, &bare, 1),
        ] {
            let (burst, cpu) = server.burst(clients, size.seconds, asked)?;
            *sum = (std::mem::take(&mut sum.0).and(burst), sum.1 + cpu);
        }
    }
    found.memory = server.part.memory_mb();
    found.selective = server.burst(1, size.seconds, &ours(|question| !question.dense, both))?.0;
    found.dense = server.burst(1, size.seconds, &ours(|question| question.dense, both))?.0;
    found.stranger = server.burst(MANY, size.seconds, &ours(|_| true, (STRANGER, STRANGER)))?.0;
    found.suggest = numbers(&server.part.tell(&format!("suggest {}", size.seconds))?);
    found.in_process = [
        numbers(&limit.part.tell(&format!("loop {}", size.seconds))?),
        numbers(&limit.part.tell(&format!("selective {}", size.seconds))?),
        numbers(&limit.part.tell(&format!("dense {}", size.seconds))?),
    ];
    found.visible_ms = until_visible(&mut server)?;
    Ok(found)
}

/// Asks everything once, which also brings the index's files into memory; returns the mean size of a page in kB.
fn warm_up(address: SocketAddr, asked: &Asked<'_>) -> Result<f64, String> {
    let mut client = Client::connect(address, asked.cookies.1).map_err(|error| error.to_string())?;
    let mut bytes = 0;
    for path in &asked.paths {
        let answer = client.get(path).map_err(|error| error.to_string())?;
        if answer.status != 200 {
            return Err(format!("{path} was answered with {}.", answer.status));
        }
        bytes += client.body(answer).len();
    }
    Ok(bytes as f64 / 1e3 / asked.paths.len().max(1) as f64)
}

/// From the order to change something until a search by HTTP shows it.
fn until_visible(site: &mut Server) -> Result<f64, String> {
    let mut client = Client::connect(site.address, STRANGER).map_err(|error| error.to_string())?;
    // Another in each run, so that an index that was kept doesn't have it.
    let number = std::process::id();
    let began = Instant::now();
    site.part.tell(&format!("change {number}"))?;
    let word = format!("Zyxwvut{number} lessons");
    while began.elapsed() < Duration::from_secs(30) {
        let answer = client.get(&format!("/search?q=zyxwvut{number}")).map_err(|error| error.to_string())?;
        if client.body(answer).windows(word.len()).any(|part| part == word.as_bytes()) {
            return Ok(began.elapsed().as_secs_f64() * 1e3);
        }
    }
    Err("A new listing was not found within 30 seconds.".to_owned())
}

fn report(size: &Size, filled: &Filled, found: &Found) -> Report {
    let (ours, bare, one, bare_one) = (&found.ours.0, &found.bare.0, &found.one.0, &found.bare_one.0);
    let each = |(burst, cpu): &(Burst, f64)| if burst.done == 0 { 0.0 } else { cpu / burst.done as f64 };
    let (cpu, bare_cpu) = (each(&found.ours), each(&found.bare));
    let handler = "bare handler: the same query, ten titles";
    let at = |values: &[f64], at: usize| values.get(at).copied().unwrap_or(0.0);
    let [whole, selective, dense] = &found.in_process;
    let (rss, peak, anonymous) = found.memory;
    let mut figures = vec![
        Figure::new("pages, 16 clients", "a second", ours.per_second, handler, bare.per_second),
        Figure::new("CPU of the server, each page", "ms", cpu, handler, bare_cpu),
        Figure::new(
            "pages, 16 clients, strangers only",
            "a second",
            found.stranger.per_second,
            handler,
            bare.per_second,
        ),
        Figure::new("pages, one client", "a second", one.per_second, handler, bare_one.per_second),
    ];
    let times = [
        ("p50", ours.p50_ms, bare.p50_ms, one.p50_ms, bare_one.p50_ms),
        ("p95", ours.p95_ms, bare.p95_ms, one.p95_ms, bare_one.p95_ms),
        ("p99", ours.p99_ms, bare.p99_ms, one.p99_ms, bare_one.p99_ms),
    ];
    for (name, ours, bare, one, bare_one) in times {
        figures.push(Figure::new(&format!("a page, 16 clients, {name}"), "ms", ours, handler, bare));
        figures.push(Figure::new(&format!("a page, one client, {name}"), "ms", one, handler, bare_one));
    }
    let tantivy = "bare tantivy, one thread, no HTTP";
    figures.extend([
        Figure::new("a page, one client, selective, p50", "ms", found.selective.p50_ms, tantivy, at(selective, 1)),
        Figure::new("a page, one client, selective, p99", "ms", found.selective.p99_ms, tantivy, at(selective, 2)),
        Figure::new("a page, one client, dense, p50", "ms", found.dense.p50_ms, tantivy, at(dense, 1)),
        Figure::new("a page, one client, dense, p99", "ms", found.dense.p99_ms, tantivy, at(dense, 2)),
        Figure::new("one client", "a second", one.per_second, tantivy, at(whole, 0)),
        Figure::alone("suggestions, p50", "ms", at(&found.suggest, 0)),
        Figure::alone("suggestions, p99", "ms", at(&found.suggest, 1)),
        Figure::alone("indexed", "listings a second", filled.docs_per_s),
        Figure::alone("index on disk", "MB", filled.mb),
        Figure::alone("a change is found after", "ms", found.visible_ms),
        Figure::alone("restart: index and database open after", "ms", found.restart.1),
        Figure::alone("restart: process ready after", "ms", found.restart.0),
        Figure::alone("resident memory while serving", "MB", rss),
        Figure::alone("of it not pages of files", "MB", anonymous),
        Figure::alone("resident memory at its peak", "MB", peak),
        Figure::alone("a page's size", "kB", found.page_kb),
    ]);
    Report { bench: "search".to_owned(), conditions: conditions(size), figures, short: short(filled, found) }
}

/// The figures by the short names that other programs read.
fn short(filled: &Filled, found: &Found) -> BTreeMap<String, f64> {
    let (ours, bare, one) = (&found.ours.0, &found.bare.0, &found.one.0);
    let each = |(burst, cpu): &(Burst, f64)| if burst.done == 0 { 0.0 } else { cpu / burst.done as f64 };
    let (cpu, bare_cpu) = (each(&found.ours), each(&found.bare));
    let at = |values: &[f64], at: usize| values.get(at).copied().unwrap_or(0.0);
    let (rss, peak, _) = found.memory;
    let figures = [
        ("ours_per_s", ours.per_second),
        ("limit_per_s", bare.per_second),
        ("ratio", if bare.per_second > 0.0 { ours.per_second / bare.per_second } else { 0.0 }),
        ("p50_ms", one.p50_ms),
        ("p95_ms", one.p95_ms),
        ("p99_ms", one.p99_ms),
        ("docs_per_s", filled.docs_per_s),
        ("index_mb", filled.mb),
        ("rss_mb", rss),
        ("peak_rss_mb", peak),
        ("cpu_ms_per_request", cpu),
        ("limit_cpu_ms_per_request", bare_cpu),
        ("suggest_p99_ms", at(&found.suggest, 1)),
        ("visible_ms", found.visible_ms),
        ("restart_ms", found.restart.0),
        ("selective_p50_ms", found.selective.p50_ms),
        ("dense_p50_ms", found.dense.p50_ms),
    ];
    figures.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

pub(super) fn conditions(size: &Size) -> Vec<(String, String)> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or_default().to_owned();
    [
        ("listings", size.listings.to_string()),
        ("bursts", format!("{} of {} s each, by turns", size.rounds, size.seconds)),
        ("cores, and load at the end", format!("{cores}, {load}")),
        (
            "asked",
            "half selective (a provider, a place, a rare word), half dense (a word in a fifth of all)".to_owned(),
        ),
        ("ours does", "session, words, place, filters, 13 groups of counts, ten cards with reasons, HTML".to_owned()),
        ("as whom", "a stranger and a signed-in holder by turns; answers aren't compressed".to_owned()),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .to_vec()
}
