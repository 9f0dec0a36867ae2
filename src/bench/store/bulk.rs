//! Many rows at once, as text, into either database; without looking at what they refer to, and with big tables'
//! indexes made afterwards.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::db::Db;

/// Rows of one statement.
const ROWS: usize = 1_000;

fn text(error: diesel::result::Error) -> String {
    error.to_string()
}

/// Rows of one table that wait to be written.
pub(super) struct Bulk {
    head: String,
    values: String,
    rows: usize,
}

impl Bulk {
    pub(super) fn of(table: &str, columns: &str) -> Self {
        Self { head: format!("INSERT INTO {table} ({columns}) VALUES "), values: String::new(), rows: 0 }
    }

    /// Adds a row, its values in SQL.
    pub(super) fn row(&mut self, values: &str) {
        self.values.push_str(if self.rows == 0 { "(" } else { ",(" });
        self.values.push_str(values);
        self.values.push(')');
        self.rows += 1;
    }

    /// Writes what waits, if that is enough for a statement, or `all`.
    pub(super) fn flush(&mut self, db: &mut Db, all: bool) -> Result<(), String> {
        if self.rows == 0 || (self.rows < ROWS && !all) {
            return Ok(());
        }
        db.batch_execute(&format!("{}{}", self.head, self.values)).map_err(text)?;
        self.values.clear();
        self.rows = 0;
        Ok(())
    }
}

#[derive(QueryableByName)]
struct Index {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

/// Begins; when there is `much` to come on PostgreSQL, takes the indexes of these tables away. Gives how to make them.
pub(super) fn begin(db: &mut Db, tables: &[&str], much: bool) -> Result<Vec<String>, String> {
    let mut indexes = Vec::new();
    if matches!(db, Db::Sqlite(_)) {
        db.batch_execute("PRAGMA foreign_keys=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-200000; BEGIN")
            .map_err(text)?;
        return Ok(indexes);
    }
    db.batch_execute(
        "SET session_replication_role = replica; SET maintenance_work_mem = '512MB'; SET synchronous_commit = off",
    )
    .map_err(text)?;
    for table in tables.iter().filter(|_| much) {
        let query = format!(
            "SELECT indexname::text AS name, indexdef AS definition FROM pg_indexes
             WHERE tablename = '{table}' AND schemaname = current_schema()
               AND indexname NOT IN (SELECT conname FROM pg_constraint)"
        );
        let found: Vec<Index> = diesel::sql_query(query).load(db).map_err(text)?;
        for index in found {
            db.batch_execute(&format!("DROP INDEX {}", index.name)).map_err(text)?;
            indexes.push(index.definition);
        }
    }
    Ok(indexes)
}

/// Ends: indexes, the next ids, statistics.
pub(super) fn end(db: &mut Db, tables: &[&str], indexes: &[String]) -> Result<(), String> {
    if matches!(db, Db::Sqlite(_)) {
        // Handpick never asks for statistics (`ANALYZE`) on SQLite, so none are made here.
        let finish = "COMMIT; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA foreign_keys=ON; PRAGMA synchronous=FULL";
        return db.batch_execute(finish).map_err(text);
    }
    for definition in indexes {
        db.batch_execute(definition).map_err(text)?;
    }
    for table in tables {
        let next = format!(
            "SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT COALESCE(MAX(id), 0) + 2000000 FROM {table}))"
        );
        db.batch_execute(&next).map_err(text)?;
    }
    // Each by itself: PostgreSQL takes several statements at once as one transaction, which these can't be in.
    for statement in ["RESET session_replication_role", "RESET synchronous_commit", "VACUUM ANALYZE", "CHECKPOINT"] {
        db.batch_execute(statement).map_err(text)?;
    }
    Ok(())
}
