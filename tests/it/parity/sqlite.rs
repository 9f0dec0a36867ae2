//! Asks SQLite what it holds.

use std::collections::BTreeMap;

use diesel::sql_types::Text;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection, sql_query};

use super::{Check, Column, ForeignKey, Index, Schema, Table};

/// Tables of ours: not SQLite's own, nor the list of migrations.
const OURS: &str = "m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name NOT LIKE '__diesel_%'";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Each row's fields, put together in the query with `|`.
fn rows(url: &str, query: &str) -> Vec<Vec<String>> {
    let path = url.strip_prefix("sqlite:").unwrap();
    let mut connection = SqliteConnection::establish(path).unwrap();
    let lines: Vec<Line> = sql_query(query).load(&mut connection).unwrap();
    lines.into_iter().map(|row| row.line.split('|').map(str::to_owned).collect()).collect()
}

pub fn schema(url: &str) -> Schema {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let mut keys: BTreeMap<String, BTreeMap<usize, String>> = BTreeMap::new();
    let columns = format!(
        "SELECT m.name || '|' || c.name || '|' || c.type || '|' || c.\"notnull\" || '|' || c.pk AS line \
         FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE {OURS}"
    );
    for row in rows(url, &columns) {
        let table = tables.entry(row[0].clone()).or_default();
        table.columns.insert(row[1].clone(), Column { kind: row[2].clone(), nullable: row[3] == "0" });
        if row[4] != "0" {
            keys.entry(row[0].clone()).or_default().insert(row[4].parse().unwrap(), row[1].clone());
        }
    }
    for (table, columns) in keys {
        tables.get_mut(&table).unwrap().primary_key = columns.into_values().collect();
    }
    add_indexes(url, &mut tables);
    add_foreign_keys(url, &mut tables);
    for row in rows(
        url,
        &format!("SELECT m.name || '|' || replace(m.sql, '|', '¦') AS line FROM sqlite_schema m WHERE {OURS}"),
    ) {
        let table = tables.get_mut(&row[0]).unwrap();
        table.checks = conditions(&row[1]).iter().map(|condition| Check::read(condition, &table.columns)).collect();
        table.checks.sort();
    }
    Schema { tables }
}

fn add_indexes(url: &str, tables: &mut BTreeMap<String, Table>) {
    let indexes = format!(
        "SELECT m.name || '|' || i.name || '|' || i.\"unique\" || '|' || i.partial || '|' || coalesce(c.name, '(expression)') AS line \
         FROM sqlite_schema m JOIN pragma_index_list(m.name) i JOIN pragma_index_info(i.name) c \
         WHERE {OURS} AND i.origin <> 'pk' ORDER BY m.name, i.name, c.seqno"
    );
    for row in rows(url, &indexes) {
        let new = Index { columns: Vec::new(), unique: row[2] == "1", partial: row[3] == "1" };
        tables.get_mut(&row[0]).unwrap().indexes.entry(row[1].clone()).or_insert(new).columns.push(row[4].clone());
    }
}

fn add_foreign_keys(url: &str, tables: &mut BTreeMap<String, Table>) {
    let keys = format!(
        "SELECT m.name || '|' || f.id || '|' || f.\"from\" || '|' || f.\"table\" || '(' || coalesce(f.\"to\", 'id') || ')' \
         || '|' || f.on_delete AS line \
         FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE {OURS} ORDER BY m.name, f.id, f.seq"
    );
    let mut found: BTreeMap<(String, String), ForeignKey> = BTreeMap::new();
    for row in rows(url, &keys) {
        let new = ForeignKey { columns: Vec::new(), target: row[3].clone(), on_delete: row[4].clone() };
        found.entry((row[0].clone(), row[1].clone())).or_insert(new).columns.push(row[2].clone());
    }
    for ((table, _), key) in found {
        tables.get_mut(&table).unwrap().foreign_keys.insert(key);
    }
}

/// What stands in the brackets after each CHECK.
fn conditions(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, _) in sql.match_indices("CHECK (") {
        let inside = &sql[start + "CHECK (".len()..];
        let mut open = 1;
        let end = inside.find(|letter| {
            open += match letter {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            open == 0
        });
        found.push(inside[..end.unwrap()].to_owned());
    }
    found
}

/// Tables without STRICT.
pub fn lax_tables(url: &str) -> Vec<String> {
    let query = format!(
        "SELECT m.name AS line FROM sqlite_schema m JOIN pragma_table_list t ON t.name = m.name WHERE {OURS} AND t.strict = 0"
    );
    rows(url, &query).into_iter().flatten().collect()
}

/// Tables with a constraint that is looked at only by the COMMIT.
pub fn deferred(url: &str) -> Vec<String> {
    let query = format!("SELECT m.name AS line FROM sqlite_schema m WHERE {OURS} AND upper(m.sql) LIKE '%DEFERRABLE%'");
    rows(url, &query).into_iter().flatten().collect()
}

/// What is there beside tables.
pub fn leftovers(url: &str) -> Vec<String> {
    rows(url, "SELECT m.name AS line FROM sqlite_schema m WHERE m.type IN ('view', 'trigger')")
        .into_iter()
        .flatten()
        .collect()
}
