//! Full-text search by SQLite (FTS5) and PostgreSQL (a stored `tsvector` with a GIN index) on the same listings, for
//! comparison: words, one filter, the number found, two groups of counts and ten titles, in one statement.
//!
//! They do less than our index does: no thesaurus, no spelling, no place, two groups instead of sixteen, no snippets.

use std::path::Path;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::{PgConnection, SqliteConnection, sql_query};

use super::super::load::{Burst, burst};
use super::super::market::Market;
use super::super::questions::Question;
use super::postgres::{QUICK, Server};
use crate::search::ListingDoc;

/// The filter that each search has.
pub(in crate::bench) const CHECK: &str = "dbs";
/// Listings in one INSERT.
const ROWS: i64 = 500;

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    #[allow(dead_code, reason = "read, as a page would")]
    kind: String,
    #[diesel(sql_type = Text)]
    #[allow(dead_code, reason = "read, as a page would")]
    value: String,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// What a rival reached, and how many listings the first question found there.
pub(in crate::bench) struct Reached {
    pub(in crate::bench) burst: Burst,
    pub(in crate::bench) found: i64,
}

fn text(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

fn body(listing: &ListingDoc) -> String {
    quoted(&format!("{} {} {}", listing.provider_name, listing.summary, listing.description))
}

/// Every listing, so many at a time.
fn batches(market: &Market) -> impl Iterator<Item = Vec<ListingDoc>> + '_ {
    let starts = (1..=market.listings).step_by(usize::try_from(ROWS).unwrap_or(1));
    starts.map(|from| (from..=(from + ROWS - 1).min(market.listings)).map(|id| market.listing(id)).collect())
}

const SQLITE_TABLES: &str = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000;
    CREATE TABLE listing (id INTEGER PRIMARY KEY, title TEXT NOT NULL, category TEXT NOT NULL, dbs INTEGER NOT NULL) STRICT;
    CREATE TABLE care (listing INTEGER NOT NULL, value TEXT NOT NULL, PRIMARY KEY (listing, value)) STRICT, WITHOUT ROWID;
    CREATE VIRTUAL TABLE words USING fts5(title, body, tokenize='porter unicode61', content='');";

const SQLITE_SEARCH: &str = "WITH found AS MATERIALIZED (
      SELECT listing.id, listing.title, listing.category, words.rank AS place
      FROM words JOIN listing ON listing.id = words.rowid WHERE words MATCH ? AND listing.dbs = 1)
    SELECT 'all' AS kind, '' AS value, count(*) AS count FROM found
    UNION ALL SELECT 'category', category, count(*) FROM found GROUP BY category
    UNION ALL SELECT 'care', care.value, count(*) FROM found JOIN care ON care.listing = found.id GROUP BY care.value
    UNION ALL SELECT * FROM (SELECT 'title', title, id FROM found ORDER BY place, id LIMIT 10)";

/// SQLite on a file in `folder`.
///
/// # Errors
/// What SQLite says.
pub(in crate::bench) fn sqlite(
    folder: &Path,
    market: &Market,
    questions: &[Question],
    length: Duration,
) -> Result<Reached, String> {
    let mut connection = SqliteConnection::establish(&folder.join("rival.db").to_string_lossy()).map_err(text)?;
    connection.batch_execute(SQLITE_TABLES).map_err(text)?;
    connection.batch_execute("BEGIN").map_err(text)?;
    for batch in batches(market) {
        let rows = |row: &dyn Fn(&ListingDoc) -> String| batch.iter().map(row).collect::<Vec<_>>().join(", ");
        let dbs = |listing: &ListingDoc| i32::from(listing.checks.iter().any(|check| check == CHECK));
        let listings =
            rows(&|l| format!("({}, {}, {}, {})", l.listing_id, quoted(&l.title), quoted(&l.category), dbs(l)));
        let words = rows(&|l| format!("({}, {}, {})", l.listing_id, quoted(&l.title), body(l)));
        let care =
            batch.iter().flat_map(|l| l.care_groups.iter().map(|g| format!("({}, {})", l.listing_id, quoted(g))));
        let care = care.collect::<Vec<_>>().join(", ");
        let all = format!(
            "INSERT INTO listing VALUES {listings}; INSERT INTO words (rowid, title, body) VALUES {words};
             INSERT INTO care VALUES {care};"
        );
        connection.batch_execute(&all).map_err(text)?;
    }
    connection.batch_execute("COMMIT; INSERT INTO words(words) VALUES ('optimize'); ANALYZE;").map_err(text)?;
    let asked: Vec<String> = questions.iter().map(|question| all_words(&question.words)).collect();
    let mut search = |words: &str| -> Result<i64, String> {
        let lines: Vec<Line> = sql_query(SQLITE_SEARCH).bind::<Text, _>(words).load(&mut connection).map_err(text)?;
        Ok(lines.first().map_or(0, |line| line.count))
    };
    reached(&asked, length, &mut search)
}

/// Words that must all be there, in FTS5's way of asking.
fn all_words(words: &str) -> String {
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" ")
}

const POSTGRES_TABLES: &str = "CREATE TABLE listing (id bigint PRIMARY KEY, title text NOT NULL, body text NOT NULL,
      category text NOT NULL, care text[] NOT NULL, dbs boolean NOT NULL,
      words tsvector GENERATED ALWAYS AS
        (setweight(to_tsvector('english', title), 'A') || to_tsvector('english', body)) STORED);";

const POSTGRES_SEARCH: &str = "WITH found AS MATERIALIZED (
      SELECT id, title, category, care, ts_rank(words, asked) AS place
      FROM listing, plainto_tsquery('english', $1) asked WHERE words @@ asked AND dbs)
    SELECT 'all' AS kind, '' AS value, count(*) AS count FROM found
    UNION ALL SELECT 'category', category, count(*) FROM found GROUP BY category
    UNION ALL SELECT 'care', value, count(*) FROM found, unnest(care) value GROUP BY value
    UNION ALL (SELECT 'title', title, id FROM found ORDER BY place DESC, id LIMIT 10)";

/// PostgreSQL, on a server of its own in `folder`. None where it isn't installed.
///
/// # Errors
/// What PostgreSQL says.
pub(in crate::bench) fn postgres(
    folder: &Path,
    market: &Market,
    questions: &[Question],
    length: Duration,
) -> Result<Option<Reached>, String> {
    let Some(server) = Server::start(folder, QUICK)? else { return Ok(None) };
    let mut connection = PgConnection::establish(&server.url).map_err(text)?;
    connection.batch_execute(POSTGRES_TABLES).map_err(text)?;
    connection.batch_execute("BEGIN").map_err(text)?;
    for batch in batches(market) {
        let row = |l: &ListingDoc| {
            let care = l.care_groups.iter().map(|group| quoted(group)).collect::<Vec<_>>().join(", ");
            let dbs = l.checks.iter().any(|check| check == CHECK);
            let (title, category) = (quoted(&l.title), quoted(&l.category));
            format!("({}, {title}, {}, {category}, ARRAY[{care}]::text[], {dbs})", l.listing_id, body(l))
        };
        let rows = batch.iter().map(row).collect::<Vec<_>>().join(", ");
        let all = format!("INSERT INTO listing (id, title, body, category, care, dbs) VALUES {rows}");
        connection.batch_execute(&all).map_err(text)?;
    }
    let finish = "COMMIT; CREATE INDEX ON listing USING gin (words) WITH (fastupdate = off); ANALYZE listing;
        SET max_parallel_workers_per_gather = 0; SET work_mem = '64MB';";
    connection.batch_execute(finish).map_err(text)?;
    let asked: Vec<String> = questions.iter().map(|question| question.words.clone()).collect();
    let mut search = |words: &str| -> Result<i64, String> {
        let lines: Vec<Line> = sql_query(POSTGRES_SEARCH).bind::<Text, _>(words).load(&mut connection).map_err(text)?;
        Ok(lines.first().map_or(0, |line| line.count))
    };
    reached(&asked, length, &mut search).map(Some)
}

fn reached(
    asked: &[String],
    length: Duration,
    search: &mut (impl FnMut(&str) -> Result<i64, String> + Send),
) -> Result<Reached, String> {
    let dense = asked.get(5).map_or("", String::as_str);
    let found = search(dense)?;
    let search = std::sync::Mutex::new(search);
    let failed = std::sync::Mutex::new(None);
    let burst = burst(
        1,
        length,
        |_| (),
        |(), _, turn| {
            let words = usize::try_from(turn).ok().and_then(|turn| asked.get(turn % asked.len().max(1)));
            let Ok(mut search) = search.lock() else { return };
            if let Err(error) = search(words.map_or("", String::as_str))
                && let Ok(mut failed) = failed.lock()
            {
                *failed = Some(error);
            }
        },
    );
    match failed.into_inner() {
        Ok(Some(error)) => Err(error),
        _ => Ok(Reached { burst, found }),
    }
}
