//! What goes into the index and what comes back out of it: plain types.
//!
//! Everything that a result card shows is in [`ListingDoc`] and is stored, so that a search reads no
//! database. Next: `request` for what is asked, `schema` for how the fields are kept.

use serde::{Deserialize, Serialize};
use tantivy::TantivyDocument;
use tantivy::schema::Value;
use tantivy::schema::document::{
    DeserializeError, DocumentDeserialize, DocumentDeserializer, ValueDeserialize, ValueDeserializer,
};

use super::schema::Fields;

use crate::kernel::week_times::WeekTimes;

/// One live listing, as the directory describes it to the index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ListingDoc {
    /// What it is put in and taken out by.
    pub listing_id: i64,
    /// Whose it is.
    pub provider_id: i64,
    /// The readable end of its address.
    pub slug: String,
    /// What it is called.
    pub title: String,
    /// A line or two, shown on cards.
    pub summary: String,
    /// All about it; searched, and shown in pieces.
    pub description: String,
    /// Who offers it.
    pub provider_name: String,
    /// Stored text of the provider's kind, such as `micro` or `voluntary`. Searched, not stored.
    #[serde(skip)]
    pub provider_kind: String,
    /// Five workers or fewer; counted as the kind `micro`, beside its own. Searched, not stored.
    #[serde(skip)]
    pub micro: bool,
    /// Where it is, in words: "Headingley, Leeds".
    pub place: String,
    /// A code of `categories`.
    pub category: String,
    /// Who it is for, as codes. Searched, not stored.
    #[serde(skip)]
    pub care_groups: Vec<String>,
    /// The outcomes it helps with, as codes. Searched, not stored.
    #[serde(skip)]
    pub outcomes: Vec<String>,
    /// `at_home`, `at_venue`, `online`, `posted`.
    pub delivery: Vec<String>,
    /// Codes of the accreditations that are verified and in date.
    pub checks: Vec<String>,
    /// The Care Quality Commission's rating, where it has given one.
    pub cqc_rating: Option<String>,
    /// Languages spoken and signed.
    pub languages: Vec<String>,
    /// Access features, as codes. Searched, not stored.
    #[serde(skip)]
    pub access: Vec<String>,
    /// Postcode districts it delivers to ("LS6"). Searched, not stored.
    #[serde(skip)]
    pub districts: Vec<String>,
    /// Codes of councils it delivers to. Searched, not stored.
    #[serde(skip)]
    pub councils: Vec<String>,
    /// It also delivers within this many metres of its position. Searched, not stored.
    #[serde(skip)]
    pub radius_m: Option<u32>,
    /// Metres east on the national grid.
    pub easting: Option<i32>,
    /// Metres north on the national grid.
    pub northing: Option<i32>,
    /// The lowest price, in pence per `price_unit`.
    pub from_pence: Option<i64>,
    /// `hour`, `visit`, `session`, …
    pub price_unit: Option<String>,
    /// The shrunk mean rating, in hundredths of a star (480 = 4.8); none while nobody has rated it.
    pub rating_hundredths: Option<u32>,
    /// How many people rated it.
    pub rating_count: u32,
    /// Days and times of week it is offered, as codes. Searched, not stored.
    #[serde(skip)]
    pub days: Vec<String>,
    /// The same by day of the week and part of the day. Searched, not stored.
    #[serde(skip)]
    pub times: WeekTimes,
    /// Places left, if it counts them.
    pub spaces: Option<u32>,
    /// How soon it can begin.
    pub starts_within_days: Option<u32>,
    /// Whether it can be ordered here (an unclaimed provider's can't).
    pub can_order: bool,
    /// The source and licence line of a listing that came from open data.
    pub source: Option<String>,
    /// The address of its first picture, in a small size.
    #[serde(default)]
    pub picture: Option<String>,
    /// When it was published, in Unix seconds.
    pub published_at: i64,
}

/// A listing as a search gives it back: as it was put in, but with what isn't stored empty.
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
    /// The listing that changes.
    #[must_use]
    pub fn listing_id(&self) -> i64 {
        match self {
            Self::Put(listing) => listing.listing_id,
            Self::Remove(id) => *id,
        }
    }

    /// A [`IndexChange::Put`] without having to box.
    #[must_use]
    pub fn put(listing: ListingDoc) -> Self {
        Self::Put(Box::new(listing))
    }
}

impl ListingDoc {
    /// As it is stored: the fields one after the other, as `postcard` writes them. A page unpacks ten of these, which
    /// takes a fifth of the time that JSON does.
    pub(super) fn packed(&self) -> Result<Vec<u8>, postcard::Error> {
        postcard::to_allocvec(self)
    }

    /// What a stored document holds.
    pub(super) fn unpacked(document: &Packed) -> Result<Self, postcard::Error> {
        postcard::from_bytes(&document.0)
    }

    /// The title of a stored document, and nothing of what comes after it.
    pub(super) fn title_of(document: &TantivyDocument, fields: &Fields) -> Result<String, postcard::Error> {
        let (start, _): (Start, _) = postcard::take_from_bytes(stored(document, fields))?;
        Ok(start.title)
    }
}

/// A stored document: its one field, as it is packed.
pub(super) struct Packed(Vec<u8>);

/// A value that is bytes.
struct Bytes(Vec<u8>);

impl ValueDeserialize for Bytes {
    fn deserialize<'de, D: ValueDeserializer<'de>>(deserializer: D) -> Result<Self, DeserializeError> {
        deserializer.deserialize_bytes().map(Self)
    }
}

impl DocumentDeserialize for Packed {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut deserializer: D) -> Result<Self, DeserializeError> {
        let only = deserializer.next_field::<Bytes>()?;
        Ok(Self(only.map(|(_, Bytes(bytes))| bytes).unwrap_or_default()))
    }
}

fn stored<'a>(document: &'a TantivyDocument, fields: &Fields) -> &'a [u8] {
    document.get_first(fields.stored).and_then(|value| value.as_bytes()).unwrap_or_default()
}

/// The first fields of a [`ListingDoc`].
#[derive(Deserialize)]
struct Start {
    #[serde(rename = "listing_id")]
    _listing_id: i64,
    #[serde(rename = "provider_id")]
    _provider_id: i64,
    #[serde(rename = "slug")]
    _slug: String,
    title: String,
}
