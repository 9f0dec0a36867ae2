//! A database for one test, with the newest schema, gone when the test ends.
//!
//! The schema is built once per run as a template: SQLite's is a file's bytes, written anew for each
//! test; PostgreSQL's is a database that the server copies.

use std::sync::LazyLock;

use diesel::{Connection, SqliteConnection};
use diesel_migrations::MigrationHarness;
use handpick::db::{Database, DatabaseSettings, DatabaseUrl, migrations};
use tempfile::TempDir;

use super::place;
use super::postgres::{self, Copy};

/// A fresh database and where it is. Keep it until the test ends: dropping it drops the data.
pub struct TestDb {
    /// Open, with the newest schema and no rows.
    pub database: Database,
    /// Its address, for tests that open it again.
    pub url: String,
    // Fields drop in this order: the connections first, then what they were connected to.
    _place: Place,
}

enum Place {
    Folder { _folder: TempDir },
    Server { _copy: Copy },
}

static SQLITE_TEMPLATE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("template.db");
    let mut connection = SqliteConnection::establish(path.to_str().unwrap()).unwrap();
    connection.run_pending_migrations(migrations::SQLITE).unwrap();
    drop(connection);
    std::fs::read(path).unwrap()
});

impl TestDb {
    /// A new SQLite file.
    pub fn sqlite() -> Self {
        let folder = tempfile::Builder::new().prefix("handpick-").tempdir_in(place::for_databases()).unwrap();
        let path = folder.path().join("test.db");
        std::fs::write(&path, &*SQLITE_TEMPLATE).unwrap();
        Self::open(format!("sqlite:{}", path.display()), Place::Folder { _folder: folder })
    }

    /// A new database on the PostgreSQL server; none where there is no server.
    pub fn postgres() -> Option<Self> {
        let copy = postgres::server()?.copy();
        Some(Self::open(copy.url.clone(), Place::Server { _copy: copy }))
    }

    fn open(url: String, place: Place) -> Self {
        let database = Database::open(&Self::settings(&url)).unwrap();
        Self { database, url, _place: place }
    }

    /// The settings that tests open a database with.
    pub fn settings(url: &str) -> DatabaseSettings {
        DatabaseSettings::new(DatabaseUrl::parse(url).unwrap())
    }
}

impl Drop for TestDb {
    fn drop(&mut self) {
        self.database.close_blocking();
    }
}
