//! What goes into the index and what comes back out of it: plain types.
//!
//! Everything that a result card shows is in [`ListingDoc`] and is stored, so that a search reads no
//! database. Next: `request` for what is asked, `schema` for how the fields are kept.

use serde::{Deserialize, Serialize};

/// One live listing, as the directory describes it to the index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListingDoc {
    pub listing_id: i64,
    pub provider_id: i64,
    pub slug: String,
    pub title: String,
    pub summary: String,
    pub description: String,
    pub provider_name: String,
    /// Stored text of the provider's kind, such as `micro` or `voluntary`.
    pub provider_kind: String,
    /// Where it is, in words: "Headingley, Leeds".
    pub place: String,
    /// A code of `categories`.
    pub category: String,
    pub care_groups: Vec<String>,
    pub outcomes: Vec<String>,
    /// `at_home`, `at_venue`, `online`, `posted`.
    pub delivery: Vec<String>,
    /// Codes of the accreditations that are verified and in date.
    pub checks: Vec<String>,
    /// The Care Quality Commission's rating, where it has given one.
    pub cqc_rating: Option<String>,
    pub languages: Vec<String>,
    pub access: Vec<String>,
    /// Postcode districts it delivers to ("LS6"). Searched, not stored.
    #[serde(skip)]
    pub districts: Vec<String>,
    /// Codes of councils it delivers to. Searched, not stored.
    #[serde(skip)]
    pub councils: Vec<String>,
    /// It also delivers within this many metres of its position.
    pub radius_m: Option<u32>,
    /// Position on the national grid, in metres.
    pub easting: Option<i32>,
    pub northing: Option<i32>,
    /// The lowest price, in pence per `price_unit`.
    pub from_pence: Option<i64>,
    /// `hour`, `visit`, `session`, …
    pub price_unit: Option<String>,
    /// The shrunk mean rating, in hundredths of a star (480 = 4.8); none while nobody has rated it.
    pub rating_hundredths: Option<u32>,
    pub rating_count: u32,
    /// Days and times of week it is offered, as codes.
    pub days: Vec<String>,
    pub spaces: Option<u32>,
    pub starts_within_days: Option<u32>,
    /// Whether it can be ordered here (an unclaimed provider's can't).
    pub can_order: bool,
    /// The source and licence line of a listing that came from open data.
    pub source: Option<String>,
    /// When it was published, in Unix seconds.
    pub published_at: i64,
}

/// A listing as a search gives it back: as it was put in, but with `districts` and `councils` empty.
pub type StoredListing = ListingDoc;

/// One change to the index.
#[derive(Debug, Clone, PartialEq)]
pub enum IndexChange {
    /// Add the listing, or replace what is there under its id.
    Put(Box<ListingDoc>),
    /// Take the listing with this id out; nothing happens if it isn't there.
    Remove(i64),
}

impl IndexChange {
    /// A [`IndexChange::Put`] without having to box.
    #[must_use]
    pub fn put(listing: ListingDoc) -> Self {
        Self::Put(Box::new(listing))
    }
}
