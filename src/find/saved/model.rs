//! A saved search, when it is due, and what is new to it. Pure.

use chrono::{Days, NaiveDate, NaiveDateTime, TimeDelta};

use crate::db::DbError;
use crate::find::address::SearchAddress;
use crate::kernel::{HolderId, SavedSearchId, text_enum};

/// The most that one person saves.
pub const MOST: usize = 20;
/// The longest name, in letters.
pub const LONGEST_NAME: usize = 100;
/// The longest address that is kept.
pub const LONGEST_ADDRESS: usize = 4_000;
/// A listing is in the index a moment after it is published; so far back a look overlaps the one before.
const OVERLAP_HOURS: i64 = 24;

text_enum! {
    /// How often somebody is told.
    pub enum Mails {
        /// Never.
        None = "none" => "No emails",
        /// At most once a day.
        Daily = "daily" => "At most once a day",
        /// At most once a week.
        Weekly = "weekly" => "At most once a week",
    }
}

/// A search somebody saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    /// Which one.
    pub id: SavedSearchId,
    /// What they call it.
    pub name: String,
    /// What it asks.
    pub address: SearchAddress,
    /// Whose plan and budget it is narrowed to; none for one that asks nothing of them.
    pub holder: Option<HolderId>,
    /// How often they are told.
    pub mails: Mails,
    /// When it was saved.
    pub created_at: NaiveDateTime,
    /// The day it was last looked at for new matches.
    pub looked_on: NaiveDate,
    /// And the time.
    pub looked_at: NaiveDateTime,
}

impl SavedSearch {
    /// Whether it is time to look for new matches.
    pub fn is_due(&self, today: NaiveDate) -> bool {
        match self.mails {
            Mails::None => false,
            Mails::Daily => self.looked_on < today,
            Mails::Weekly => self.looked_on + Days::new(7) <= today,
        }
    }

    /// Whether a listing published then may be new to it. What was told already is known by its row.
    pub fn may_be_new(&self, published_at: i64) -> bool {
        let since = (self.looked_at - TimeDelta::hours(OVERLAP_HOURS)).max(self.created_at);
        published_at > since.and_utc().timestamp()
    }

    /// The results, newest first.
    pub fn newest(&self) -> SearchAddress {
        self.address.with(|address| "newest".clone_into(&mut address.sort))
    }

    /// Where its results are. What is narrowed to a plan is shown only to whoever may see that plan now, so it has an
    /// address of its own, which asks who it is.
    pub fn results_href(&self) -> String {
        if self.holder.is_some() { format!("/saved-searches/{}/results", self.id) } else { self.newest().href() }
    }
}

/// The part of a search that is worth keeping: not the page and the map.
pub fn worth_keeping(query: &str) -> SearchAddress {
    SearchAddress::parse(query).with(|address| address.view.clear())
}

/// An address as it is stored: the part after the question mark.
pub fn stored(address: &SearchAddress) -> String {
    address.href().split_once('?').map_or_else(String::new, |(_, query)| query.to_owned())
}

/// Why a search is not saved or changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SavedSearchError {
    /// No such search of theirs.
    #[error("That isn’t one of your saved searches.")]
    NotFound,
    /// No name, or too long a one.
    #[error("Enter a name, in {LONGEST_NAME} letters or fewer.")]
    Name,
    /// The search is too long to keep.
    #[error("This search has more filters than we can save. Take some off.")]
    TooLong,
    /// Twenty are there.
    #[error("You have {MOST} saved searches, which is the most. Delete one before you save another.")]
    Full,
    /// The same search is saved.
    #[error("You have already saved this search, as “{0}”.")]
    Already(String),
    /// The database.
    #[error(transparent)]
    Db(DbError),
}

impl From<DbError> for SavedSearchError {
    fn from(error: DbError) -> Self {
        if error == DbError::NotFound { Self::NotFound } else { Self::Db(error) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saved(mails: Mails) -> SavedSearch {
        SavedSearch {
            id: SavedSearchId(1),
            name: "Help at home".to_owned(),
            address: SearchAddress::parse("q=help"),
            holder: None,
            mails,
            created_at: "2026-11-01T10:00:00".parse().unwrap(),
            looked_on: "2026-11-10".parse().unwrap(),
            looked_at: "2026-11-10T09:00:00".parse().unwrap(),
        }
    }

    fn at(text: &str) -> i64 {
        text.parse::<NaiveDateTime>().unwrap().and_utc().timestamp()
    }

    #[test]
    fn it_is_due_once_a_day_or_once_a_week() {
        let day = |text: &str| text.parse().unwrap();
        assert!(!saved(Mails::Daily).is_due(day("2026-11-10")) && saved(Mails::Daily).is_due(day("2026-11-11")));
        assert!(!saved(Mails::Weekly).is_due(day("2026-11-16")) && saved(Mails::Weekly).is_due(day("2026-11-17")));
        assert!(!saved(Mails::None).is_due(day("2027-11-17")));
    }

    #[test]
    fn new_is_what_was_published_since_the_last_look_or_just_before_it() {
        let search = saved(Mails::Daily);
        assert!(search.may_be_new(at("2026-11-10T09:00:01")) && search.may_be_new(at("2026-11-09T10:00:00")));
        assert!(!search.may_be_new(at("2026-11-08T10:00:00")));
        let young = SavedSearch { created_at: search.looked_at, ..search };
        assert!(!young.may_be_new(at("2026-11-10T08:59:00")));
    }

    #[test]
    fn the_page_is_not_worth_keeping() {
        assert_eq!(stored(&worth_keeping("page=3&q=help&near=LS6")), "q=help&near=LS6");
        assert_eq!(stored(&worth_keeping("")), "");
    }

    #[test]
    fn what_is_of_a_plan_and_a_budget_is_worth_keeping() {
        assert_eq!(stored(&worth_keeping("q=help&line=7&pot=1&budget=1&view=map")), "q=help&line=7&pot=1&budget=1");
    }

    #[test]
    fn results_for_a_plan_ask_who_it_is() {
        assert_eq!(saved(Mails::Daily).results_href(), "/search?q=help&sort=newest");
        let own = SavedSearch { holder: Some(HolderId(3)), ..saved(Mails::Daily) };
        assert_eq!(own.results_href(), "/saved-searches/1/results");
    }
}
