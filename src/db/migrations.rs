//! Brings the schema up to date. The migrations of both databases are inside the program.
//!
//! Invariant: two programs that start at once don't both migrate: SQLite's write lock or a PostgreSQL
//! lock makes the second wait, and it then finds nothing to do. On SQLite all of it is one transaction.

use diesel::connection::{AnsiTransactionManager, TransactionManager};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Database, Db, DbError};
use crate::each_backend;

/// The migrations of the embedded database.
pub const SQLITE: EmbeddedMigrations = embed_migrations!("../migrations/sqlite");
/// The same versions for PostgreSQL.
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("../migrations/postgres");

impl Database {
    /// Applies what is missing; the versions applied, oldest first.
    ///
    /// # Errors
    /// When a migration fails; that one (on SQLite: all of them) is undone.
    pub fn migrate(&self) -> Result<Vec<String>, DbError> {
        self.alone(|db| match db {
            Db::Sqlite(connection) => {
                AnsiTransactionManager::begin_transaction_sql(connection, "BEGIN IMMEDIATE")?;
                let applied = connection.run_pending_migrations(SQLITE).map(names).map_err(failed);
                if applied.is_ok() {
                    AnsiTransactionManager::commit_transaction(connection)?;
                } else {
                    AnsiTransactionManager::rollback_transaction(connection)?;
                }
                applied
            }
            Db::Postgres(connection) => connection.run_pending_migrations(POSTGRES).map(names).map_err(failed),
        })
    }

    /// Undoes everything, newest first, with all data. For tests of the migrations themselves.
    ///
    /// # Errors
    /// When a migration can't be undone.
    pub fn revert_all(&self) -> Result<Vec<String>, DbError> {
        self.alone(|db| match db {
            Db::Sqlite(connection) => connection.revert_all_migrations(SQLITE).map(names).map_err(failed),
            Db::Postgres(connection) => connection.revert_all_migrations(POSTGRES).map(names).map_err(failed),
        })
    }

    /// The versions that this program has and the database doesn't, oldest first.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub fn pending(&self) -> Result<Vec<String>, DbError> {
        self.alone(|db| match db {
            Db::Sqlite(connection) => connection
                .pending_migrations(SQLITE)
                .map(|list| list.iter().map(|migration| migration.name().version().to_string()).collect())
                .map_err(failed),
            Db::Postgres(connection) => connection
                .pending_migrations(POSTGRES)
                .map(|list| list.iter().map(|migration| migration.name().version().to_string()).collect())
                .map_err(failed),
        })
    }

    /// The newest version applied; none in an empty database.
    ///
    /// # Errors
    /// When the database can't be asked.
    pub fn version(&self) -> Result<Option<String>, DbError> {
        self.alone(|db| {
            let versions = each_backend!(db, |c| c.applied_migrations()).map_err(failed)?;
            Ok(versions.first().map(ToString::to_string))
        })
    }
}

fn names(versions: Vec<diesel::migration::MigrationVersion<'_>>) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

#[expect(clippy::needless_pass_by_value, reason = "passed to map_err by name")]
fn failed(error: Box<dyn std::error::Error + Send + Sync>) -> DbError {
    DbError::Other(format!("migration: {error}"))
}
