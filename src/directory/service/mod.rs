//! What can be done with the directory. Each use-case checks authority and opens one transaction.
//!
//! [`doors`] is for other features, inside their transactions; [`enrol`] makes entries without a form, for the import,
//! the demo and tests; [`index`] says what search shows. The rest are use-cases of pages.

pub mod accreditations;
mod authority;
pub mod bulk;
mod claim_checks;
pub mod claims;
pub mod decisions;
pub mod doors;
pub mod duplicates;
pub mod enrol;
pub mod evidence;
pub(super) mod gone;
pub(super) mod imported;
pub mod index;
pub mod lapses;
pub mod listings;
pub mod offers;
pub mod pages;
pub mod pictures;
pub mod providers;
pub mod saves;
pub mod spaces;
pub mod start;
pub mod taking_off;
pub mod to_check;
pub mod versions;
pub mod waiting;

pub use accreditations::{Seen, add_accreditation, refuse_accreditation, send_accreditation, verify_accreditation};
pub use doors::{
    Orderable, ProviderSummary, add_rating, listing_titles, offers_same_category, orderable, prices_of,
    provider_of_organisation, provider_summary,
};
pub use index::{all_listing_ids, follow_calendar, search_docs, touch_due};
pub use listings::{
    Saved, approve, create_listing, pause, resume, send_back, set_prices, submit_listing, take_back, update_listing,
    withdraw,
};
pub use offers::{Offer, offers};
pub use pages::{
    HomeListing, ListingCard, ListingPage, ProviderHome, ProviderPage, ReviewQueue, listing_for_edit, listing_page,
    my_provider, provider_page, review_queue,
};
pub use providers::{create_provider, refuse_claim, suspend, unsuspend, update_provider, verify_provider};
