//! Requests: what somebody would like and can't find (DOMAIN, section 4). Pure. What providers answer is in [`quote`].

pub mod identifying;
pub mod quote;

use chrono::{NaiveDate, NaiveDateTime};

pub use quote::{Message, NewQuoteLine, Quote, QuoteLine, QuoteStatus, Side};

use crate::geo::{self, Place};
use crate::kernel::ids::{HolderId, MandateId, PlanLineId, ProviderId, RequestId, UserId};
use crate::kernel::{Money, Weekdays, text_enum};
use crate::search::{Near, Only, SearchRequest, categories};

/// The most characters a request may have.
pub const LONGEST_WORDS: usize = 1_000;
/// The most characters that say when on the day.
pub const LONGEST_TIMES: usize = 200;
/// The most providers that can be chosen.
pub const MOST_CHOSEN: usize = 20;
/// For how many weeks quotes are wanted, unless somebody says otherwise.
pub const USUAL_WEEKS: u8 = 4;
/// The most weeks that quotes can be wanted for.
pub const MOST_WEEKS: u8 = 12;
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
        /// A quote was accepted, and is an order.
        Ordered = "ordered" => "Ordered",
        /// Its last day for quotes has passed, and none waits for an answer.
        Expired = "expired" => "Ran out",
    }
}

impl RequestStatus {
    /// Whether a request in this state may come to be in the next.
    pub const fn may_become(self, next: Self) -> bool {
        matches!((self, next), (Self::Open, Self::Withdrawn | Self::Ordered | Self::Expired))
    }
}

text_enum! {
    /// Who may see a request.
    #[derive(Default)]
    pub enum Audience {
        /// Every provider of that kind of support who works there.
        #[default]
        Area = "area" => "All providers who work there",
        /// Those that were chosen.
        Chosen = "chosen" => "Only providers I choose",
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
    /// Who may see it.
    pub audience: Audience,
    /// When on the day, in their own words; may be empty.
    pub times: String,
    /// The part of the plan that it is for; providers don't see it.
    pub plan_line_id: Option<PlanLineId>,
    /// The last day for quotes; none for requests from before there were any.
    pub closes_on: Option<NaiveDate>,
    /// Who asked, and under which mandate; providers don't see it.
    pub asked_by: (UserId, Option<MandateId>),
}

/// Asks for something.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
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
    /// When on the day, in their own words; at most [`LONGEST_TIMES`] characters.
    pub times: String,
    /// The part of the plan that it is for.
    pub plan_line: Option<PlanLineId>,
    /// The providers that it goes to; none for all who work there.
    pub providers: Vec<ProviderId>,
    /// For how many weeks quotes are wanted; none for [`USUAL_WEEKS`].
    pub weeks: Option<u8>,
}

/// As much of a place as others may know: its postcode district, or the town.
pub fn area_of(place: &Place) -> String {
    place.district.clone().unwrap_or_else(|| place.label.clone())
}

impl Request {
    /// What finds the listings that might answer it, of these providers, or of all when there are none: of the same
    /// kind of support, delivered there. None when the place isn't known any more.
    pub fn answers(&self, providers: Vec<i64>) -> Option<SearchRequest> {
        answering(self.category.as_deref(), &self.area, providers)
    }

    /// Whether quotes for it may be sent on this day.
    pub fn takes_quotes_on(&self, today: NaiveDate) -> bool {
        self.status == RequestStatus::Open && self.closes_on.is_none_or(|last| last >= today)
    }
}

/// What finds listings of a kind of support that are delivered to an area, of these providers, or of all.
pub fn answering(category: Option<&str>, area: &str, providers: Vec<i64>) -> Option<SearchRequest> {
    let place = geo::lookup(area).ok()?;
    let top = category.map(|code| categories::parent_code(code).unwrap_or(code).to_owned());
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

    #[test]
    fn a_closed_request_stays_closed() {
        for from in RequestStatus::ALL {
            let next = RequestStatus::ALL.iter().filter(|to| from.may_become(**to)).count();
            assert_eq!(next, if *from == RequestStatus::Open { 3 } else { 0 }, "{from}");
        }
    }
}
