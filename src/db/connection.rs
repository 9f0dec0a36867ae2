//! The one connection type of the program: SQLite or PostgreSQL, chosen when it runs.
//!
//! It is alone in this file because the derive writes a great deal of code, which would otherwise be
//! checked again after every edit beside it. What the derive can't say for both databases at once
//! (`on_conflict`, batch inserts, `for_update`, `ilike`) goes through [`each_backend!`](crate::each_backend).

/// A connection inside a transaction. Stores take `&mut Db`; only `Database` makes one.
#[derive(diesel::MultiConnection)]
pub enum Db {
    /// A connection to the embedded database.
    Sqlite(diesel::SqliteConnection),
    /// A connection to a PostgreSQL server.
    Postgres(diesel::PgConnection),
}

/// Writes the same diesel code once for each database: `each_backend!(db, |c| query.execute(c))`.
///
/// The body is compiled twice, with `c` as the real connection of either database, so it may use
/// what the common connection can't express. Both arms must give the same type.
#[macro_export]
macro_rules! each_backend {
    ($db:expr, |$connection:ident| $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite($connection) => $body,
            $crate::db::Db::Postgres($connection) => $body,
        }
    };
}
