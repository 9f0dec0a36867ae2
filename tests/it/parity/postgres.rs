//! Asks PostgreSQL what it holds.

use std::collections::BTreeMap;

use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query};

use super::{Check, Column, ForeignKey, Index, Schema, Table};

/// Tables of ours, called `t` in the queries: not the list of migrations.
const OURS: &str = "t.relkind = 'r' AND t.relnamespace = 'public'::regnamespace AND t.relname NOT LIKE '\\_\\_diesel%'";

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = Text)]
    line: String,
}

/// Each row's fields, put together in the query with `|`.
fn rows(url: &str, query: &str) -> Vec<Vec<String>> {
    let mut connection = PgConnection::establish(url).unwrap();
    let lines: Vec<Line> = sql_query(query).load(&mut connection).unwrap();
    lines.into_iter().map(|row| row.line.split('|').map(str::to_owned).collect()).collect()
}

/// The names of the columns whose numbers are in `numbers`, in order, with commas.
fn columns_of(numbers: &str) -> String {
    format!(
        "(SELECT string_agg(coalesce(a.attname::text, '(expression)'), ',' ORDER BY k.place) \
          FROM unnest({numbers}) WITH ORDINALITY k (number, place) \
          LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number AND k.number > 0)"
    )
}

fn list(names: &str) -> Vec<String> {
    names.split(',').map(str::to_owned).collect()
}

pub fn schema(url: &str) -> Schema {
    let mut tables: BTreeMap<String, Table> = BTreeMap::new();
    let columns = format!(
        "SELECT t.relname || '|' || a.attname || '|' || format_type(a.atttypid, a.atttypmod) || '|' || a.attnotnull AS line \
         FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid WHERE {OURS} AND a.attnum > 0 AND NOT a.attisdropped"
    );
    for row in rows(url, &columns) {
        let column = Column { kind: row[2].clone(), nullable: row[3] == "false" };
        tables.entry(row[0].clone()).or_default().columns.insert(row[1].clone(), column);
    }
    add_indexes(url, &mut tables);
    add_constraints(url, &mut tables);
    Schema { tables }
}

fn add_indexes(url: &str, tables: &mut BTreeMap<String, Table>) {
    let indexes = format!(
        "SELECT t.relname || '|' || i.relname || '|' || x.indisprimary || '|' || x.indisunique || '|' || (x.indpred IS NOT NULL) \
         || '|' || {} AS line \
         FROM pg_class t JOIN pg_index x ON x.indrelid = t.oid JOIN pg_class i ON i.oid = x.indexrelid WHERE {OURS}",
        columns_of("x.indkey::smallint[]")
    );
    for row in rows(url, &indexes) {
        let table = tables.get_mut(&row[0]).unwrap();
        if row[2] == "true" {
            table.primary_key = list(&row[5]);
        } else {
            let index = Index { columns: list(&row[5]), unique: row[3] == "true", partial: row[4] == "true" };
            table.indexes.insert(row[1].clone(), index);
        }
    }
}

fn add_constraints(url: &str, tables: &mut BTreeMap<String, Table>) {
    let foreign = format!(
        "SELECT t.relname || '|' || {} || '|' || o.relname || '(' || \
           (SELECT string_agg(a.attname::text, ',') FROM pg_attribute a WHERE a.attrelid = o.oid AND a.attnum = ANY (c.confkey)) \
           || ')|' || CASE c.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' \
                                         WHEN 'n' THEN 'SET NULL' ELSE 'SET DEFAULT' END AS line \
         FROM pg_class t JOIN pg_constraint c ON c.conrelid = t.oid JOIN pg_class o ON o.oid = c.confrelid \
         WHERE {OURS} AND c.contype = 'f'",
        columns_of("c.conkey")
    );
    for row in rows(url, &foreign) {
        let key = ForeignKey { columns: list(&row[1]), target: row[2].clone(), on_delete: row[3].clone() };
        tables.get_mut(&row[0]).unwrap().foreign_keys.insert(key);
    }
    let checks = format!(
        "SELECT t.relname || '|' || replace(pg_get_constraintdef(c.oid), '|', '¦') AS line \
         FROM pg_class t JOIN pg_constraint c ON c.conrelid = t.oid WHERE {OURS} AND c.contype = 'c'"
    );
    for row in rows(url, &checks) {
        let table = tables.get_mut(&row[0]).unwrap();
        table.checks.push(Check::read(&row[1], &table.columns));
        table.checks.sort();
    }
}

/// Constraints that may be looked at only by the COMMIT.
pub fn deferred(url: &str) -> Vec<String> {
    rows(url, "SELECT conname::text AS line FROM pg_constraint WHERE condeferrable").into_iter().flatten().collect()
}

/// Folded `*_key` columns, which lists are sorted by, that aren't compared byte by byte.
pub fn keys_in_another_collation(url: &str) -> Vec<String> {
    let query = format!(
        "SELECT t.relname || '.' || a.attname AS line FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid \
         WHERE {OURS} AND a.attnum > 0 AND a.attname LIKE '%\\_key' AND a.attcollation <> '\"C\"'::regcollation"
    );
    rows(url, &query).into_iter().flatten().collect()
}

/// What is there beside tables.
pub fn leftovers(url: &str) -> Vec<String> {
    let query = "SELECT proname::text AS line FROM pg_proc WHERE pronamespace = 'public'::regnamespace \
                 UNION ALL SELECT relname::text FROM pg_class WHERE relkind IN ('v', 'm', 'S') AND relnamespace = 'public'::regnamespace \
                 UNION ALL SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal";
    rows(url, query).into_iter().flatten().collect()
}
