//! Search: one tantivy index of live listings, fed with plain documents, asked with plain requests.
//!
//! Invariants: it knows no SQL, no HTTP and no feature; a search reads nothing but the index; what goes
//! in ([`ListingDoc`]), what is asked ([`SearchRequest`]) and what comes out ([`SearchResults`]) are
//! plain types; no input makes it panic; nobody can pay for a place in the order of results.
//! The words people use for things live in `search_index/` as data.
//!
//! A search goes `typed` (words) → `plan` (spelling, thesaurus) → `query` (tantivy) → `find`, which
//! narrows and counts with `facets` over `columns` and `bits`, orders with `rank`, and cuts `snippet`s.

mod about;
mod analyser;
mod bare;
mod bits;
pub mod categories;
mod checks;
mod circles;
mod columns;
mod disk;
mod doc;
mod error;
mod facets;
mod find;
mod index;
mod lexicon;
mod meaning;
pub mod own_words;
mod plan;
mod price_bands;
pub mod quality;
mod query;
mod rank;
mod request;
mod schema;
mod small_words;
mod snippet;
mod sounds;
mod spelling;
mod stemming;
mod suggest;
#[cfg(test)]
mod tests;
mod thesaurus;
mod topics;
mod typed;
mod values;
mod writing;

pub use bare::Bare;
pub use doc::{IndexChange, ListingDoc, StoredListing};
pub use error::SearchError;
pub use index::{Asker, Search};
pub use price_bands::{price_band, price_band_limits, price_bands};
pub use request::{
    Allowed, DEFAULT_PER_PAGE, FacetCount, Facets, Hit, MAX_PAGE, MAX_PER_PAGE, Near, Only, SearchRequest,
    SearchResults, Sort, Suggestion, SuggestionKind,
};
pub use suggest::categories_for;

/// Reads the words that the program ships with now rather than in the first search.
pub fn warm_up() {
    thesaurus::warm_up();
}
