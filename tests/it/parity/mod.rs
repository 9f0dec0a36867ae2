//! The two migration trees build the same schema, and `schema.rs` describes it.
//!
//! Both databases are asked what they really hold; nothing is read from the migrations' text but what
//! SQLite keeps of it. `sqlite` and `postgres` each give a [`Schema`] in the same words.

mod postgres;
mod sqlite;

use std::collections::{BTreeMap, BTreeSet};

use handpick::db::Database;

use crate::support::TestDb;

/// What a database holds, as far as both kinds can say it.
#[derive(Debug, Default, PartialEq, Eq)]
struct Schema {
    tables: BTreeMap<String, Table>,
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Table {
    columns: BTreeMap<String, Column>,
    primary_key: Vec<String>,
    /// By name, without the primary key's.
    indexes: BTreeMap<String, Index>,
    foreign_keys: BTreeSet<ForeignKey>,
    /// Sorted; a table may hold two alike.
    checks: Vec<Check>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Column {
    /// The database's own name of the type.
    kind: String,
    nullable: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Index {
    columns: Vec<String>,
    unique: bool,
    partial: bool,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ForeignKey {
    columns: Vec<String>,
    target: String,
    on_delete: String,
}

/// What can be compared of a check, as each database writes it in its own way: the columns it names and
/// the texts and numbers in it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Check {
    columns: BTreeSet<String>,
    values: BTreeSet<String>,
}

impl Check {
    /// Reads the condition. PostgreSQL's casts (`'a'::text`, `(0)::numeric`) are dropped.
    fn read(condition: &str, columns: &BTreeMap<String, Column>) -> Self {
        let mut check = Self { columns: BTreeSet::new(), values: BTreeSet::new() };
        let mut rest = condition;
        while let Some(first) = rest.chars().next() {
            let length = if let Some(inside) = rest.strip_prefix('\'') {
                inside.find('\'').expect("an open quote is closed") + 2
            } else if first.is_alphanumeric() || first == '_' {
                rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(rest.len())
            } else if let Some(cast) = rest.strip_prefix("::") {
                2 + cast.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(cast.len())
            } else {
                first.len_utf8()
            };
            let word = &rest[..length];
            if columns.contains_key(word) {
                check.columns.insert(word.to_owned());
            } else if first == '\'' || first.is_ascii_digit() {
                check.values.insert(word.to_owned());
            }
            rest = &rest[length..];
        }
        check
    }
}

/// Types that hold the same in both, and how `schema.rs` calls them: SQLite's, PostgreSQL's, diesel's.
const TYPES: [(&str, &str, &str); 7] = [
    ("INTEGER", "bigint", "BigInt"),
    ("INTEGER", "integer", "Integer"),
    ("INTEGER", "boolean", "Bool"),
    ("TEXT", "text", "Text"),
    ("TEXT", "timestamp without time zone", "Timestamp"),
    ("TEXT", "date", "Date"),
    ("BLOB", "bytea", "Binary"),
];

fn both() -> Option<(Schema, Schema)> {
    let postgres = TestDb::postgres()?;
    let sqlite = TestDb::sqlite();
    Some((sqlite::schema(&sqlite.url), postgres::schema(&postgres.url)))
}

#[test]
fn both_have_the_same_versions() {
    let folders = |backend: &str| -> BTreeSet<String> {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(backend);
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    };
    assert_eq!(folders("sqlite"), folders("postgres"));
}

#[test]
fn both_have_the_same_tables_and_columns() {
    let Some((sqlite, postgres)) = both() else { return };
    assert!(sqlite.tables.contains_key("users"), "something was found at all");
    assert_eq!(sqlite.tables.keys().collect::<Vec<_>>(), postgres.tables.keys().collect::<Vec<_>>());
    for (name, table) in &sqlite.tables {
        let other = &postgres.tables[name];
        assert_eq!(
            table.columns.keys().collect::<Vec<_>>(),
            other.columns.keys().collect::<Vec<_>>(),
            "columns of {name}"
        );
        assert_eq!(table.primary_key, other.primary_key, "primary key of {name}");
        for (column, here) in &table.columns {
            let there = &other.columns[column];
            assert_eq!(here.nullable, there.nullable, "whether {name}.{column} may be null");
            let pair = TYPES.iter().any(|(sqlite, postgres, _)| *sqlite == here.kind && *postgres == there.kind);
            assert!(pair, "{name}.{column} is {} in SQLite and {} in PostgreSQL", here.kind, there.kind);
        }
    }
}

#[test]
fn both_have_the_same_indexes_keys_and_checks() {
    let Some((sqlite, postgres)) = both() else { return };
    for (name, table) in &sqlite.tables {
        let other = &postgres.tables[name];
        assert_eq!(table.indexes, other.indexes, "indexes of {name}");
        assert_eq!(table.foreign_keys, other.foreign_keys, "foreign keys of {name}");
        let needed = |check: &&Check| !is_boolean(check, other);
        assert_eq!(
            table.checks.iter().filter(needed).collect::<Vec<_>>(),
            other.checks.iter().collect::<Vec<_>>(),
            "checks of {name}"
        );
    }
}

/// SQLite has no boolean: there a check allows 0 and 1 only, which PostgreSQL has no need of.
fn is_boolean(check: &Check, postgres: &Table) -> bool {
    let zero_and_one = check.values.iter().map(String::as_str).eq(["0", "1"]);
    zero_and_one
        && check.columns.len() == 1
        && check.columns.iter().all(|column| postgres.columns[column].kind == "boolean")
}

#[test]
fn foreign_keys_can_be_followed_back_quickly() {
    let db = TestDb::sqlite();
    for (name, table) in sqlite::schema(&db.url).tables {
        for key in &table.foreign_keys {
            let (Some(column), "CASCADE") = (key.columns.first(), key.on_delete.as_str()) else { continue };
            let led = table.indexes.values().any(|index| index.columns.first() == Some(column))
                || table.primary_key.first() == Some(column);
            assert!(led, "deleting from {} would read all of {name}: index {column}", key.target);
        }
    }
}

#[test]
fn every_sqlite_table_is_strict_and_nothing_waits_for_the_commit() {
    let db = TestDb::sqlite();
    assert_eq!(sqlite::lax_tables(&db.url), [""; 0]);
    // A deferred constraint would fail the COMMIT, and with it everybody's work in the same group.
    assert_eq!(sqlite::deferred(&db.url), [""; 0]);
    if let Some(db) = TestDb::postgres() {
        assert_eq!(postgres::deferred(&db.url), [""; 0]);
    }
}

/// SQLite sorts texts byte by byte; PostgreSQL does so only where it is told to.
#[test]
fn keys_sort_alike() {
    let Some(db) = TestDb::postgres() else { return };
    assert_eq!(postgres::keys_in_another_collation(&db.url), [""; 0]);
}

#[test]
fn schema_rs_describes_both() {
    let described = described();
    let db = TestDb::sqlite();
    let sqlite = sqlite::schema(&db.url);
    assert_eq!(described.keys().collect::<Vec<_>>(), sqlite.tables.keys().collect::<Vec<_>>());
    let postgres = TestDb::postgres().map(|db| postgres::schema(&db.url));
    for (name, columns) in &described {
        let real = &sqlite.tables[name].columns;
        assert_eq!(columns.keys().collect::<Vec<_>>(), real.keys().collect::<Vec<_>>(), "columns of {name}");
        for (column, described) in columns {
            assert_eq!(described.nullable, real[column].nullable, "whether {name}.{column} may be null");
            let there = postgres.as_ref().map(|schema| schema.tables[name].columns[column].kind.as_str());
            let fits = TYPES.iter().any(|(sqlite, postgres, diesel)| {
                *diesel == described.kind && *sqlite == real[column].kind && there.is_none_or(|kind| kind == *postgres)
            });
            assert!(
                fits,
                "{name}.{column} is {} in schema.rs, {} in SQLite, {there:?} in PostgreSQL",
                described.kind, real[column].kind
            );
        }
    }
}

/// The tables of `schema.rs`, from its text.
fn described() -> BTreeMap<String, BTreeMap<String, Column>> {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/src/db/schema/lib.rs")).unwrap();
    let mut tables = BTreeMap::new();
    for part in text.split("diesel::table! {").skip(1) {
        let mut lines = part
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty() && !line.starts_with("///") && !line.starts_with('#'));
        let name = lines.next().unwrap().split(' ').next().unwrap();
        let columns = lines.map_while(|line| line.strip_suffix(',')?.split_once(" -> ")).map(|(column, kind)| {
            let bare = kind.strip_prefix("Nullable<").and_then(|kind| kind.strip_suffix('>'));
            (column.to_owned(), Column { kind: bare.unwrap_or(kind).to_owned(), nullable: bare.is_some() })
        });
        tables.insert(name.to_owned(), columns.collect());
    }
    tables
}

/// Up, down, up: nothing is left in between, and the same comes back.
fn there_and_back(database: &Database, schema: impl Fn() -> Schema, leftovers: impl Fn() -> Vec<String>) {
    let before = schema();
    let up = database.pending().unwrap();
    assert!(up.is_empty(), "a fresh database has everything");
    let mut down = database.revert_all().unwrap();
    down.reverse();
    assert_eq!(schema(), Schema::default());
    assert_eq!(leftovers(), [""; 0]);
    assert_eq!(database.version(), Ok(None));
    assert_eq!(database.pending().unwrap(), down);
    assert_eq!(database.migrate().unwrap(), down);
    assert_eq!(schema(), before);
    assert_eq!(database.version().unwrap().as_ref(), down.last());
}

#[test]
fn sqlite_goes_up_and_down_and_up() {
    let db = TestDb::sqlite();
    there_and_back(&db.database, || sqlite::schema(&db.url), || sqlite::leftovers(&db.url));
}

#[test]
fn postgres_goes_up_and_down_and_up() {
    let Some(db) = TestDb::postgres() else { return };
    there_and_back(&db.database, || postgres::schema(&db.url), || postgres::leftovers(&db.url));
}

#[test]
fn checks_are_read_alike() {
    let column = || Column { kind: "text".to_owned(), nullable: false };
    let columns = BTreeMap::from([("status".to_owned(), column()), ("pence".to_owned(), column())]);
    let sqlite = Check::read("status IN ('a', 'b') AND pence BETWEEN 0 AND 1", &columns);
    let postgres = Check::read(
        "(((status = ANY (ARRAY['a'::text, 'b'::text])) AND ((pence >= 0) AND (pence <= (1)::numeric))))",
        &columns,
    );
    assert_eq!(sqlite, postgres);
    assert_ne!(sqlite, Check::read("status IN ('a', 'c') AND pence BETWEEN 0 AND 1", &columns));
}
