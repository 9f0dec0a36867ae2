//! The demo: an invented market of support in and around Leeds, Bradford and Wakefield, for `handpick demo` and tests.
//!
//! Invariants: nobody in it exists, telephone numbers come from the ranges kept for drama, addresses end in
//! `.example`, and money moves only through the ledger, by the same rules as on the pages. It comes out the same each
//! time for the same day. What was written by hand lies in `static/demo`; [`market`] composes listings of it, and
//! `fill` puts everything into an empty database.

mod chance;
mod docs;
mod fill;
mod hours;
mod market;
mod people;
mod written;

use chrono::{Datelike, Days, NaiveDate};

use crate::accounts::password::HashError;
use crate::app::App;
use crate::db::DbError;

pub use docs::listing_docs;
pub use fill::fill;

/// What a database that holds the demo is marked with. Raise it when the demo changes, so that it is made anew.
pub const VERSION: &str = "15";

/// The password of everybody in the demo.
pub const PASSWORD: &str = "handpick-tea-and-biscuits";

/// The host of every e-mail address in the demo.
pub const HOST: &str = "demo.handpick.example";

/// An account that the demo tells about.
#[derive(Clone, Copy, Debug)]
pub struct Account {
    /// What comes before the host.
    pub local: &'static str,
    /// The person's name.
    pub name: &'static str,
    /// Who they are, in a few words.
    pub what: &'static str,
}

/// The accounts to sign in with, one of each sort.
pub const ACCOUNTS: [Account; 6] = [
    Account { local: "holder", name: "Priya Shah", what: "has a personal budget" },
    Account { local: "broker", name: "Tom Adeyemi", what: "broker for eight people, Airevale Circle of Support" },
    Account { local: "provider", name: "Grace Mensah", what: "provider, Aire Valley Home Support" },
    Account { local: "care-manager", name: "Jo Wren", what: "care manager, Airevale Council" },
    Account { local: "finance", name: "Daniel Okafor", what: "finance officer, Airevale Council" },
    Account { local: "moderator", name: "Alison Reeve", what: "runs the site" },
];

/// How much of the demo to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// Everything.
    Full,
    /// A dozen providers and five holders: enough for tests.
    Small,
}

/// How far the filling has come.
#[derive(Clone, Copy, Debug)]
pub struct Progress {
    /// What is being made.
    pub what: &'static str,
    /// How many of them are.
    pub done: usize,
    /// How many there will be.
    pub total: usize,
}

/// What was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// Providers.
    pub providers: usize,
    /// Listings that can be found.
    pub live_listings: usize,
    /// Budget holders.
    pub holders: usize,
    /// Orders, of whatever status.
    pub orders: usize,
    /// Deliveries that were recorded.
    pub deliveries: usize,
    /// Ratings.
    pub ratings: usize,
}

/// Why the demo can't be made. All but the database's are faults of what was written.
#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    /// A file can't be read.
    #[error("static/demo/{path}: {problem}")]
    Written {
        /// Which file.
        path: &'static str,
        /// What the reader said.
        problem: String,
    },
    /// A word that should name something does not.
    #[error("the demo speaks of “{0}”, and nothing is called that")]
    Unknown(String),
    /// An order that could not be placed, accepted, delivered or rated.
    #[error("{holder}, “{listing}”: {problem}")]
    Order {
        /// For whom.
        holder: String,
        /// What.
        listing: String,
        /// Why not.
        problem: String,
    },
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The password can't be hashed.
    #[error(transparent)]
    Hash(#[from] HashError),
}

/// The budget year that a day lies in: from 6 April to 5 April.
#[must_use]
pub fn budget_year(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let april = |year: i32| NaiveDate::from_ymd_opt(year, 4, 6).unwrap_or(today);
    let this = april(today.year());
    let begins = if this <= today { this } else { april(today.year().saturating_sub(1)) };
    let next = april(begins.year().saturating_add(1));
    (begins, next.pred_opt().unwrap_or(next))
}

/// Whether this database holds the whole demo, of this version and of the budget year that today lies in. One of last
/// year would have nothing left to spend.
///
/// # Errors
/// When the database can't be read.
pub fn is_ready(app: &App) -> Result<bool, DbError> {
    let found = app.db.read_blocking(|db| crate::db::marks::get(db, "demo"))?;
    Ok(found == Some(mark(app.clock.today())))
}

/// What a whole demo that was made on this day is marked with.
fn mark(today: NaiveDate) -> String {
    format!("{VERSION}, budget year from {}", budget_year(today).0)
}

/// Some days after a day, or before it.
fn shifted(day: NaiveDate, days: i64) -> NaiveDate {
    let size = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(size) } else { day.checked_add_days(size) };
    moved.unwrap_or(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budget_years_begin_on_the_sixth_of_april() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(budget_year(day("2026-11-21")), (day("2026-04-06"), day("2027-04-05")));
        assert_eq!(budget_year(day("2026-04-06")), (day("2026-04-06"), day("2027-04-05")));
        assert_eq!(budget_year(day("2026-04-05")), (day("2025-04-06"), day("2026-04-05")));
    }

    #[test]
    fn the_password_would_be_taken() {
        assert!(PASSWORD.len() >= crate::accounts::password::SHORTEST);
    }
}
