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

/// Loads the rows whose column is one of some ids: `among!(db, query, prices::listing_id, &ids)`.
///
/// A list of any length is another statement each time, which a database must first understand; asking for one id, as
/// most do, is a statement that both keep prepared. The query is written out, since one with `as_select()` in it belongs to
/// one database.
#[macro_export]
macro_rules! among {
    ($db:expr, $query:expr, $column:expr, $ids:expr) => {
        match $ids {
            [id] => $crate::each_backend!($db, |c| $query.filter($column.eq(*id)).load(c)),
            ids => $query.filter($column.eq_any(ids.to_vec())).load($db),
        }
    };
}

/// Writes rows in their order, in statements that both databases keep prepared; gives how many that were. A list of any
/// length would be another statement each time. On SQLite each row is a statement; on PostgreSQL, where each statement is
/// a journey, most rows go 64 or 8 at a time. The rows own what they hold.
#[macro_export]
macro_rules! insert_all {
    ($db:expr, $table:expr, $rows:expr) => {{
        let mut rows: std::collections::VecDeque<_> = $rows.into();
        let mut written = 0;
        match $db {
            $crate::db::Db::Sqlite(connection) => {
                while let Some(row) = rows.pop_front() {
                    written += diesel::insert_into($table).values(row).execute(connection)?;
                }
            }
            $crate::db::Db::Postgres(connection) => {
                while let Some(some) = $crate::db::first_of::<_, 64>(&mut rows) {
                    written += diesel::insert_into($table).values(some).execute(connection)?;
                }
                while let Some(some) = $crate::db::first_of::<_, 8>(&mut rows) {
                    written += diesel::insert_into($table).values(some).execute(connection)?;
                }
                while let Some(two) = $crate::db::first_of::<_, 2>(&mut rows) {
                    written += diesel::insert_into($table).values(two).execute(connection)?;
                }
                while let Some(row) = rows.pop_front() {
                    written += diesel::insert_into($table).values(row).execute(connection)?;
                }
            }
        }
        written
    }};
}

/// The first rows of several, if there are so many: for [`insert_all!`](crate::insert_all).
pub fn first_of<T, const N: usize>(rows: &mut std::collections::VecDeque<T>) -> Option<Box<[T; N]>> {
    if rows.len() < N {
        return None;
    }
    let some: Vec<T> = rows.drain(..N).collect();
    some.into_boxed_slice().try_into().ok()
}
