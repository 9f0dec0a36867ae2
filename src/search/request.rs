//! What a search asks and answers: plain types, each with a default that asks for everything.
//!
//! Within one group of choices a listing needs any of the ticked values; across groups it needs all.
//! Limits: [`MAX_PER_PAGE`], [`MAX_PAGE`]; words beyond the limits of `query` are ignored.

use super::doc::StoredListing;

/// Results on one page, at most.
pub const MAX_PER_PAGE: usize = 50;
/// The deepest page that is answered; a later one is treated as this one.
pub const MAX_PAGE: usize = 100;
/// Results on a page unless told.
pub const DEFAULT_PER_PAGE: usize = 20;

/// Where the person is: grid metres, and the areas that place lies in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Near {
    /// Metres east.
    pub easting: i32,
    /// Metres north.
    pub northing: i32,
    /// Postcode district ("LS6"), if the place is that exact.
    pub district: Option<String>,
    /// Council code, if known.
    pub council: Option<String>,
}

/// The order of results. Ties are always broken by the listing's id.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Relevance × quality × nearness.
    #[default]
    Best,
    /// Nearest first; listings without a position, or without `near`, last.
    Nearest,
    /// Lowest price first; listings without a price last.
    Price,
    /// Highest shrunk rating first; unrated last.
    Rating,
    /// Latest published first.
    Newest,
}

/// What a search is limited to from outside: by what somebody may buy, or by what a page is about. Whatever is empty
/// or none limits nothing; a listing must be within all the others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Only {
    /// Of any of these providers.
    pub providers: Vec<i64>,
    /// Any of these listings.
    pub listings: Vec<i64>,
    /// None of these listings.
    pub not_listings: Vec<i64>,
    /// In any of these categories, by code; a top-level one also finds its subcategories.
    pub categories: Vec<String>,
    /// In any of these categories or of any of these providers.
    pub allowed: Option<Allowed>,
    /// Priced in one of these units at no more than so many pence; leaves out listings without a price.
    pub highest_price: Vec<(String, i64)>,
    /// Published after this, in Unix seconds.
    pub published_after: Option<i64>,
}

/// What may be bought: anything in these categories, and anything of these providers. With neither, nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Allowed {
    /// Codes; a top-level one also allows its subcategories.
    pub categories: Vec<String>,
    /// Providers.
    pub providers: Vec<i64>,
}

/// A whole search. `SearchRequest::default()` finds everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SearchRequest {
    /// What was typed, as it was typed.
    pub words: String,
    /// Only listings that deliver here (or online, or by post).
    pub near: Option<Near>,
    /// Only listings whose position is within this many metres of `near`.
    pub within_m: Option<u32>,
    /// In any of these categories, by code; a top-level one also finds its subcategories.
    pub categories: Vec<String>,
    /// Lowest price, in pence per unit; leaves out listings without a price.
    pub min_pence: Option<i64>,
    /// Highest price, in pence per unit; leaves out listings without a price.
    pub max_pence: Option<i64>,
    /// Only prices per this unit.
    pub unit: Option<String>,
    /// In any of these price bands, by code (see [`super::price_band`]).
    pub price_bands: Vec<String>,
    /// Shrunk mean rating of at least this, in hundredths; leaves out unrated listings.
    pub min_rating_hundredths: Option<u32>,
    /// Any of these accreditations, verified and in date.
    pub checks: Vec<String>,
    /// For any of these care groups.
    pub care_groups: Vec<String>,
    /// Delivered in any of these ways.
    pub delivery: Vec<String>,
    /// With any of these ratings of the Care Quality Commission.
    pub cqc: Vec<String>,
    /// From any of these kinds of provider.
    pub provider_kinds: Vec<String>,
    /// Helping with any of these outcomes.
    pub outcomes: Vec<String>,
    /// In any of these languages.
    pub languages: Vec<String>,
    /// With any of these access features.
    pub access: Vec<String>,
    /// On any of these: `weekday`, `evening`, `night`, `weekend`.
    pub days: Vec<String>,
    /// At any of these: `tue_evening`, or `tue` for any time of that day (see `kernel::week_times`).
    pub times: Vec<String>,
    /// Leave out those that are full.
    pub has_spaces: bool,
    /// Can begin within this many days; leaves out those that don't say.
    pub starts_within_days: Option<u32>,
    /// What no ticked filter can widen.
    pub only: Only,
    /// The order.
    pub sort: Sort,
    /// From 1; 0 counts as 1.
    pub page: usize,
    /// 0 counts as [`DEFAULT_PER_PAGE`].
    pub per_page: usize,
}

/// One listing found.
#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    /// The listing, as it was indexed.
    pub listing: StoredListing,
    /// Straight-line metres from `near`, where both positions are known.
    pub distance_m: Option<u32>,
    /// A piece of its text in parts; `true` marks a part that matches the words. Never HTML.
    pub snippet: Vec<(String, bool)>,
    /// Why it is here, in plain sentences.
    pub why: Vec<String>,
}

/// How many listings one would get with this value ticked (and nothing else in its group).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// The value as the listings carry it.
    pub value: String,
    /// How many.
    pub count: u64,
}

/// The counts beside the filters, most frequent first; values that would find nothing are left out.
///
/// Each group is counted under all filters but its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Top-level codes and subcategory codes; a top-level count includes its subcategories.
    pub category: Vec<FacetCount>,
    /// Accreditations.
    pub checks: Vec<FacetCount>,
    /// Who it is for.
    pub care_groups: Vec<FacetCount>,
    /// Ways of delivery.
    pub delivery: Vec<FacetCount>,
    /// Ratings of the Care Quality Commission.
    pub cqc: Vec<FacetCount>,
    /// Kinds of provider.
    pub provider_kinds: Vec<FacetCount>,
    /// Outcomes it helps with.
    pub outcomes: Vec<FacetCount>,
    /// Languages.
    pub languages: Vec<FacetCount>,
    /// Access features.
    pub access: Vec<FacetCount>,
    /// Days and times.
    pub days: Vec<FacetCount>,
    /// Parts of days: `tue_evening`, and `tue` for any time of that day.
    pub times: Vec<FacetCount>,
    /// One value, "yes": those that aren't full.
    pub spaces: Vec<FacetCount>,
    /// Can begin within this many days: "7", "14" and "28", in that order.
    pub starts: Vec<FacetCount>,
    /// Units of price.
    pub unit: Vec<FacetCount>,
    /// Price bands of all units.
    pub price_bands: Vec<FacetCount>,
    /// At least this rating, in hundredths: "450", "400", "350", "300", in that order.
    pub rating: Vec<FacetCount>,
    /// Within this many metres: 1, 3, 5, 10 and 20 miles, in that order. Empty without `near`.
    pub distance: Vec<FacetCount>,
}

/// The answer to a [`SearchRequest`].
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SearchResults {
    /// All that match, not only this page.
    pub total: u64,
    /// The page asked for.
    pub hits: Vec<Hit>,
    /// The counts beside the filters.
    pub facets: Facets,
    /// How long it took, in microseconds.
    pub took_us: u64,
    /// The words as they were understood, when spelling was put right.
    pub corrected: Option<String>,
    /// Nothing matched all of the words, so listings that match some of them are shown.
    pub relaxed: bool,
}

/// What a suggestion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SuggestionKind {
    /// A category; its `code` is given.
    Category,
    /// The title of a listing.
    Listing,
    /// The name of a provider.
    Provider,
    /// A town, a council's area or a postcode district: the search itself never gives one.
    Place,
}

/// Something the person may be about to type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The words to search for.
    pub text: String,
    /// What has that name.
    pub kind: SuggestionKind,
    /// The category's code, when it is one.
    pub code: Option<String>,
}
