//! Asking the index. No SQL, and nothing is remembered about who searched for what.

use super::address::SearchAddress;
use super::ways::{self, FEW, WayOn};
use crate::app::App;
use crate::geo::{self, Place, PlaceError};
use crate::search::{Near, SearchError, SearchRequest, SearchResults, Suggestion, SuggestionKind};

/// The most suggestions for the search field, places among them, and the fewest letters from which a place is one.
pub const SUGGESTED: usize = 8;
const PLACES: usize = 3;
const PLACE_FROM: usize = 3;

/// What a search found, and where.
#[derive(Clone, Debug)]
pub struct Found {
    /// What the index answered.
    pub results: SearchResults,
    /// The place that was understood.
    pub place: Option<Place>,
    /// Why the place was not understood; results are then for anywhere.
    pub place_error: Option<String>,
    /// What else was left out, in sentences.
    pub problems: Vec<String>,
    /// Where to go from a search that found nothing, or hardly anything.
    pub ways: Vec<WayOn>,
}

/// The place an address names: none where it names none, a sentence where it can't be understood.
fn place_of(address: &SearchAddress) -> Result<Option<Place>, String> {
    match geo::lookup(&address.near) {
        Ok(place) => Ok(Some(place)),
        Err(PlaceError::Empty) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// The index's terms for a place.
#[must_use]
pub fn near(place: &Place) -> Near {
    Near {
        easting: place.easting,
        northing: place.northing,
        district: place.district.clone(),
        council: place.council_code.clone(),
    }
}

/// What the index is asked for an address, with its place.
#[must_use]
pub fn request(app: &App, address: &SearchAddress) -> SearchRequest {
    let place = place_of(address).ok().flatten();
    SearchRequest { near: place.as_ref().map(near), ..address.request(app.clock.today()) }
}

/// Searches. Takes under a few milliseconds, so it runs where it is called.
///
/// # Errors
/// When the index can't be read.
pub fn search(app: &App, address: &SearchAddress) -> Result<Found, SearchError> {
    let (place, place_error) = match place_of(address) {
        Ok(place) => (place, None),
        Err(sentence) => (None, Some(sentence)),
    };
    let mut asked = request(app, address);
    let mut results = app.search.search(&asked)?;
    if results.hits.is_empty() && results.total > 0 {
        // A page past the last one, as a number typed by hand: the last one it is.
        asked.page = usize::try_from(results.total).unwrap_or(usize::MAX).div_ceil(asked.per_page.max(1));
        results = app.search.search(&asked)?;
    }
    let ways = if results.total < FEW || results.relaxed {
        let likely = ways::likely_categories(&app.search, &asked);
        ways::ways_on(address, results.total, |other| app.search.total(&request(app, other)), &likely)?
    } else {
        Vec::new()
    };
    let problems = address.problems(app.clock.today());
    Ok(Found { results, place, place_error, problems, ways })
}

/// What somebody may be about to type into the search field: categories, services and providers, and places. At most
/// [`SUGGESTED`]; takes under a few milliseconds, so it runs where it is called.
#[must_use]
pub fn suggest(app: &App, typed: &str) -> Vec<Suggestion> {
    let mut found = app.search.suggest(typed, SUGGESTED);
    let typed = typed.trim();
    if typed.chars().count() >= PLACE_FROM {
        let places = geo::suggest(typed, PLACES);
        found.truncate(SUGGESTED.saturating_sub(places.len()));
        found.extend(places.into_iter().map(|place| Suggestion {
            text: place.text.to_owned(),
            kind: SuggestionKind::Place,
            code: None,
        }));
    }
    found
}
