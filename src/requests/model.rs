//! Requests: what somebody would like and can't find (DOMAIN, section 4). Pure.

use chrono::{NaiveDate, NaiveDateTime};

use crate::geo::{self, Place};
use crate::kernel::ids::{HolderId, RequestId};
use crate::kernel::{Money, Weekdays, text_enum};
use crate::search::{Near, Only, SearchRequest, categories};

/// The most characters a request may have.
pub const LONGEST_WORDS: usize = 1_000;
/// How many requests of one person may be open at once.
pub const MOST_OPEN: i64 = 20;
/// A gap is shown once this many searches said it.
pub const LEAST_SEARCHES: i64 = 3;

text_enum! {
    /// How a request stands.
    pub enum RequestStatus {
        /// Providers see it.
        Open = "open" => "Open",
        /// Whoever asked took it back.
        Withdrawn = "withdrawn" => "Cancelled",
    }
}

/// What somebody asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which request.
    pub id: RequestId,
    /// Whose.
    pub holder_id: HolderId,
    /// In their own words.
    pub words: String,
    /// The code of the kind of support, if they chose one.
    pub category: Option<String>,
    /// Where: a postcode district or a town, never finer.
    pub area: String,
    /// On which days; empty when any will do.
    pub weekdays: Weekdays,
    /// Up to how much a week.
    pub weekly_limit: Option<Money>,
    /// How it stands.
    pub status: RequestStatus,
    /// When it was asked, in UTC.
    pub created_at: NaiveDateTime,
    /// When it was closed.
    pub closed_at: Option<NaiveDateTime>,
}

/// Asks for something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskFor {
    /// In their own words; neither empty nor longer than [`LONGEST_WORDS`].
    pub words: String,
    /// A known code of a category.
    pub category: Option<String>,
    /// Where, as [`area_of`] gives it.
    pub area: String,
    /// On which days.
    pub weekdays: Weekdays,
    /// Up to how much a week; above zero.
    pub weekly_limit: Option<Money>,
}

/// As much of a place as others may know: its postcode district, or the town.
pub fn area_of(place: &Place) -> String {
    place.district.clone().unwrap_or_else(|| place.label.clone())
}

impl Request {
    /// What finds the listings that might answer it, of these providers, or of all when there are none: of the same
    /// kind of support, delivered there. None when the place isn't known any more.
    pub fn answers(&self, providers: Vec<i64>) -> Option<SearchRequest> {
        let place = geo::lookup(&self.area).ok()?;
        let top = self.category.as_deref().map(|code| categories::parent_code(code).unwrap_or(code).to_owned());
        Some(SearchRequest {
            near: Some(Near {
                easting: place.easting,
                northing: place.northing,
                district: place.district,
                council: place.council_code,
            }),
            only: Only { providers, categories: top.into_iter().collect(), ..Only::default() },
            ..SearchRequest::default()
        })
    }
}

/// A gap as a commissioner sees it: what people looked for and didn't find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GapSummary {
    /// What they typed, cleaned; empty when they only chose a place or filters.
    pub words: String,
    /// Where; empty for anywhere.
    pub area: String,
    /// How many searches.
    pub searches: i64,
    /// The newest day.
    pub last_on: NaiveDate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn others_learn_no_more_than_the_district() {
        assert_eq!(area_of(&geo::lookup("LS6 3HN").unwrap()), "LS6");
        assert_eq!(area_of(&geo::lookup("Leeds").unwrap()), "Leeds");
    }
}
