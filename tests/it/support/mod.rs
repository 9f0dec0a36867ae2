//! What tests stand on.
//!
//! [`on_each_backend!`] makes two tests of one, each with a fresh [`TestDb`] of its own:
//!
//! ```ignore
//! on_each_backend! {
//!     /// What is promised.
//!     async fn a_promise(db: TestDb) {
//!         db.database.write(|db| store::insert(db)).await.unwrap();
//!     }
//! }
//! ```

pub mod app;
pub mod browser;
pub mod market;
mod page;
mod place;
pub mod postgres;
pub mod purse;
pub mod test_db;

pub use app::TestApp;
pub use test_db::TestDb;

/// Makes `name::sqlite` and `name::postgres` of one test. They run on actix's runtime, as handlers do.
/// Where there is no PostgreSQL, `name::postgres` does nothing, unless `CI=true`, where it fails.
#[macro_export]
macro_rules! on_each_backend {
    ($($(#[$meta:meta])* async fn $name:ident($db:ident : TestDb) $body:block)+) => {$(
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "not every test needs its neighbours")]
            use super::*;

            async fn check($db: $crate::support::TestDb) $body

            #[actix_web::test]
            async fn sqlite() {
                check($crate::support::TestDb::sqlite()).await;
            }

            #[actix_web::test]
            async fn postgres() {
                if let Some(db) = $crate::support::TestDb::postgres() {
                    check(db).await;
                }
            }
        }
    )+};
}
