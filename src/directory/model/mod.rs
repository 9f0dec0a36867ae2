//! Providers, listings, prices and accreditations (DOMAIN, section 3) as types and rules. Pure.
//!
//! [`words`] holds the closed sets of words, [`listing`] and [`provider`] what is kept and what may be asked for,
//! [`price`] the rules of price and notice, [`accreditation`] who may take orders, [`catalogue`] what can be checked, [`rating`] the shrunk mean.

pub mod accreditation;
pub mod catalogue;
pub mod claim;
pub mod commands;
pub mod decisions;
pub mod duplicates;
pub mod evidence;
pub mod likeness;
pub mod listing;
pub mod picture;
pub mod price;
pub mod profile;
pub mod provenance;
pub mod provider;
pub mod rating;
pub mod ratings_shown;
pub mod rises;
pub mod version;
pub mod waiting;
pub mod words;

pub use accreditation::{
    Accreditation, AccreditationCommand, Lapse, Notice, Reason, Standing, blocks, blocks_new_orders, required,
};
pub use catalogue::AccreditationScheme;
pub use commands::{Fault, ListingCommand, ProviderCommand};
pub use listing::{Act, Listing, ListingTerms, ListingTime, days_offered, week_times};
pub use picture::Picture;
pub use price::{Breakdown, NewPrice, Price, PriceChanges, change_prices, lowest_price, price_for};
pub use provider::{Provider, ProviderSource};
pub use ratings_shown::{DimensionMean, ListingRatings, ShownRating, ShownReply};
pub use words::{
    AccreditationState, CareGroup, Delivery, ListingState, OutcomeFamily, PriceUnit, ProviderKind, ProviderState, Vat,
};
