//! Asking the index. No SQL, and nothing is remembered about who searched for what.

use super::address::SearchAddress;
use crate::app::App;
use crate::geo::{self, Place, PlaceError};
use crate::search::{Near, SearchError, SearchResults};

/// What a search found, and where.
#[derive(Clone, Debug)]
pub struct Found {
    /// What the index answered.
    pub results: SearchResults,
    /// The place that was understood.
    pub place: Option<Place>,
    /// Why the place was not understood; results are then for anywhere.
    pub place_error: Option<String>,
}

/// Searches. Takes under a few milliseconds, so it runs where it is called.
///
/// # Errors
/// When the index can't be read.
pub fn search(app: &App, address: &SearchAddress) -> Result<Found, SearchError> {
    let (place, place_error) = match geo::lookup(&address.near) {
        Ok(place) => (Some(place), None),
        Err(PlaceError::Empty) => (None, None),
        Err(error) => (None, Some(error.to_string())),
    };
    let mut request = address.request();
    request.near = place.as_ref().map(|place| Near {
        easting: place.easting,
        northing: place.northing,
        district: place.district.clone(),
        council: place.council_code.clone(),
    });
    let results = app.search.search(&request)?;
    Ok(Found { results, place, place_error })
}
