//! What can go wrong with a database, in the few kinds that callers tell apart.
//!
//! Invariant: no message here ever holds a database URL or a password. Features turn these into
//! their own refusals; pages never show them.

use diesel::result::{DatabaseErrorKind, Error};

/// Why work in the database gave no result. Nothing of a failed `write` is kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// The row that was asked for isn't there.
    #[error("nothing was found")]
    NotFound,
    /// A guard of the schema refused the change: the constraint's name where the database gives it
    /// (PostgreSQL), else its message (SQLite names the columns).
    #[error("the database refused the change: {0}")]
    Constraint(String),
    /// Other work was in the way, even after the retries. The same request may succeed later.
    #[error("other work was in the way")]
    Contention,
    /// No connection could be had, or it was lost.
    #[error("no connection to the database: {0}")]
    Pool(String),
    /// Anything else: a fault of the program, of the disk or of the server.
    #[error("the database failed: {0}")]
    Other(String),
}

impl DbError {
    /// A stored word as its type; a word the program doesn't know is a fault of the program or of the data.
    ///
    /// # Errors
    /// [`DbError::Other`] with the word.
    pub fn parsed<T: std::str::FromStr>(text: &str) -> Result<T, Self> {
        text.parse().map_err(|_| Self::Other(format!("the stored word \"{text}\" is unknown")))
    }

    /// True when a constraint was broken whose name or message contains `part`, such as a table,
    /// column or constraint name.
    #[must_use]
    pub fn is_constraint(&self, part: &str) -> bool {
        matches!(self, Self::Constraint(text) if text.contains(part))
    }
}

impl From<Error> for DbError {
    fn from(error: Error) -> Self {
        if is_contention(&error) {
            return Self::Contention;
        }
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(kind, information) => {
                let message = information.message().to_owned();
                match kind {
                    DatabaseErrorKind::UniqueViolation
                    | DatabaseErrorKind::ForeignKeyViolation
                    | DatabaseErrorKind::NotNullViolation
                    | DatabaseErrorKind::CheckViolation
                    | DatabaseErrorKind::RestrictViolation
                    | DatabaseErrorKind::ExclusionViolation => {
                        Self::Constraint(information.constraint_name().map_or(message, str::to_owned))
                    }
                    DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand => Self::Pool(message),
                    _ => Self::Other(message),
                }
            }
            // A failed COMMIT whose ROLLBACK failed too: the first of the two says why.
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            Error::BrokenTransactionManager => Self::Pool("the connection is broken".to_owned()),
            other => Self::Other(other.to_string()),
        }
    }
}

/// True for a race that was lost: a serialization failure or a deadlock on PostgreSQL, a lock that
/// another process kept for too long on SQLite, or a place in a pot's chain of transfers that somebody else took first.
/// Nothing was done, so the work may run again.
pub(super) fn is_contention(error: &Error) -> bool {
    match error {
        Error::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => true,
        Error::DatabaseError(DatabaseErrorKind::UniqueViolation, information) => {
            information.constraint_name() == Some("transfers_chain")
        }
        Error::DatabaseError(DatabaseErrorKind::Unknown, information) => {
            // diesel has no kind for these, nor does it pass the code on.
            let message = information.message();
            message.contains("deadlock detected")
                || message.contains("database is locked")
                || message.contains("database table is locked")
                || message.contains("canceling statement due to lock timeout")
        }
        Error::RollbackErrorOnCommit { commit_error, .. } => is_contention(commit_error),
        _ => false,
    }
}

/// Why a database could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// There is no file at this path, and nobody asked for one to be made.
    #[error("there is no database at {0}: check the path, or create it first")]
    Missing(String),
    /// The folder for the database could not be made.
    #[error("can't make the folder {folder}: {reason}")]
    Folder {
        /// The folder that was wanted.
        folder: String,
        /// What the operating system said.
        reason: String,
    },
    /// The file or the server could not be opened.
    #[error("can't open the database: {0}")]
    Connect(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database_error(kind: DatabaseErrorKind, message: &str) -> Error {
        Error::DatabaseError(kind, Box::new(message.to_owned()))
    }

    #[test]
    fn errors_are_told_apart() {
        assert_eq!(DbError::from(Error::NotFound), DbError::NotFound);
        let unique =
            DbError::from(database_error(DatabaseErrorKind::UniqueViolation, "UNIQUE constraint failed: users.email"));
        assert!(unique.is_constraint("users.email"));
        let race = database_error(DatabaseErrorKind::SerializationFailure, "could not serialize access");
        assert_eq!(DbError::from(race), DbError::Contention);
        let deadlock = database_error(DatabaseErrorKind::Unknown, "deadlock detected");
        assert_eq!(DbError::from(deadlock), DbError::Contention);
        let locked = database_error(DatabaseErrorKind::Unknown, "database is locked");
        assert_eq!(DbError::from(locked), DbError::Contention);
        let closed = database_error(DatabaseErrorKind::ClosedConnection, "server closed the connection");
        assert_eq!(DbError::from(closed), DbError::Pool("server closed the connection".to_owned()));
    }
}
