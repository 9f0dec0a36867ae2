//! Which database, and how many connections to it.
//!
//! Invariant: a [`DatabaseUrl`] prints without its password and without its options, in `Display` and
//! `Debug` alike, so that it may be logged by mistake.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

/// Where the embedded database lies when nobody says otherwise. Only this one is made unasked.
pub const DEFAULT_PATH: &str = "var/handpick.db";

/// The kind of database.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    /// The embedded database: one file.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        })
    }
}

/// Where the data is: `sqlite:PATH`, a plain path, or `postgres://user:password@host/database`.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(Place);

#[derive(Clone, PartialEq, Eq)]
enum Place {
    Sqlite(PathBuf),
    Postgres(String),
}

/// Why a text isn't the address of a database.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// Nothing was given.
    #[error("the database address is empty")]
    Empty,
    /// A database in memory can't be shared by several connections.
    #[error("a database in memory isn't supported: give a path, such as sqlite:{DEFAULT_PATH}")]
    InMemory,
    /// Neither SQLite nor PostgreSQL. Holds the scheme only.
    #[error("\"{0}\" isn't supported: use sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE")]
    Scheme(String),
}

impl DatabaseUrl {
    /// The embedded database at `path`.
    #[must_use]
    pub fn sqlite(path: impl Into<PathBuf>) -> Self {
        Self(Place::Sqlite(path.into()))
    }

    /// Reads an address.
    ///
    /// # Errors
    /// Says what is wrong with it, never repeating more than its scheme.
    pub fn parse(text: &str) -> Result<Self, UrlError> {
        let text = text.trim();
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self(Place::Postgres(text.to_owned())));
        }
        let path = match text.split_once("://") {
            Some(("sqlite", path)) => path,
            Some((scheme, _)) => return Err(UrlError::Scheme(scheme.to_owned())),
            None => text.strip_prefix("sqlite:").unwrap_or(text),
        };
        if path.is_empty() {
            return Err(UrlError::Empty);
        }
        if path.contains(":memory:") || path.contains("mode=memory") {
            return Err(UrlError::InMemory);
        }
        Ok(Self::sqlite(path))
    }

    /// The kind of database.
    #[must_use]
    pub fn backend(&self) -> Backend {
        match self.0 {
            Place::Sqlite(_) => Backend::Sqlite,
            Place::Postgres(_) => Backend::Postgres,
        }
    }

    /// The file of the embedded database; none for PostgreSQL.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Place::Sqlite(path) => Some(path),
            Place::Postgres(_) => None,
        }
    }

    /// True for the path that may be made unasked.
    #[must_use]
    pub fn is_default(&self) -> bool {
        self.path() == Some(Path::new(DEFAULT_PATH))
    }

    /// What a driver needs, with the password in it: never print it.
    pub(super) fn secret(&self) -> &str {
        match &self.0 {
            Place::Sqlite(path) => path.to_str().unwrap_or_default(),
            Place::Postgres(url) => url,
        }
    }

    /// Takes the address and its password out of a driver's message.
    pub(super) fn redact(&self, message: &str) -> String {
        let Place::Postgres(url) = &self.0 else {
            return message.to_owned();
        };
        let mut text = message.replace(url.as_str(), "(the database)");
        for secret in passwords(url) {
            text = text.replace(secret, "***");
        }
        text
    }
}

/// The passwords in a PostgreSQL address: before the `@`, and among the options.
fn passwords(url: &str) -> impl Iterator<Item = &str> {
    let (front, options) = url.split_once('?').unwrap_or((url, ""));
    let user =
        front.split_once("://").and_then(|(_, rest)| rest.rsplit_once('@')).and_then(|(user, _)| user.split_once(':'));
    let named = options.split('&').filter_map(|option| option.strip_prefix("password="));
    user.map(|(_, password)| password).into_iter().chain(named).filter(|password| !password.is_empty())
}

impl fmt::Display for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Place::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Place::Postgres(url) => {
                let front = url.split_once('?').map_or(url.as_str(), |(front, _)| front);
                let rest = front.split_once("://").map_or(front, |(_, rest)| rest);
                let place = rest.rsplit_once('@').map_or(rest, |(_, place)| place);
                write!(f, "postgres://{place}")
            }
        }
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for DatabaseUrl {
    type Err = UrlError;

    fn from_str(text: &str) -> Result<Self, UrlError> {
        Self::parse(text)
    }
}

/// How to open a database.
#[derive(Debug, Clone)]
pub struct DatabaseSettings {
    /// Where the data is.
    pub url: DatabaseUrl,
    /// Connections that read at the same time on SQLite, beside the one that writes.
    pub readers: u32,
    /// Connections to PostgreSQL, for reading and writing.
    pub pool: u32,
    /// Make the SQLite file, and its folder, when it isn't there. The default path is always made.
    pub create_if_missing: bool,
    /// How long PostgreSQL lets one statement run. SQLite has no such limit.
    pub statement_timeout: Duration,
}

impl DatabaseSettings {
    /// Settings that suit one small machine: 4 readers, 10 connections, 10 seconds.
    #[must_use]
    pub fn new(url: DatabaseUrl) -> Self {
        Self { url, readers: 4, pool: 10, create_if_missing: false, statement_timeout: Duration::from_secs(10) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read() {
        for (text, path) in [
            ("sqlite:var/handpick.db", "var/handpick.db"),
            ("sqlite:///srv/handpick.db", "/srv/handpick.db"),
            ("/srv/x y.db", "/srv/x y.db"),
        ] {
            let url = DatabaseUrl::parse(text).unwrap();
            assert_eq!(url.backend(), Backend::Sqlite);
            assert_eq!(url.path(), Some(Path::new(path)));
        }
        assert!(DatabaseUrl::parse("sqlite:var/handpick.db").unwrap().is_default());
        assert_eq!(DatabaseUrl::parse("postgresql://h/d").unwrap().backend(), Backend::Postgres);
        assert_eq!(DatabaseUrl::parse(" "), Err(UrlError::Empty));
        assert_eq!(DatabaseUrl::parse("sqlite::memory:"), Err(UrlError::InMemory));
        assert_eq!(DatabaseUrl::parse("mysql://u:p@h/d"), Err(UrlError::Scheme("mysql".to_owned())));
    }

    #[test]
    fn a_password_is_never_printed() {
        let url = DatabaseUrl::parse("postgres://ann:s3cret@db.example:5432/handpick?password=other&sslmode=require")
            .unwrap();
        assert_eq!(format!("{url} {url:?}"), "postgres://db.example:5432/handpick postgres://db.example:5432/handpick");
        let said = url.redact("no such host in postgres://ann:s3cret@db.example:5432/handpick?password=other&sslmode=require; s3cret; other");
        assert_eq!(said, "no such host in (the database); ***; ***");
        assert!(!format!("{:?}", DatabaseSettings::new(url)).contains("s3cret"));
    }
}
