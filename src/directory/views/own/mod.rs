//! Pages for a provider's own staff: their listings and the editor, their accreditations, their details.
//!
//! The editor is a list of short pages, each saved by itself, so that somebody alone and tired can stop at any time.

pub mod accreditations;
pub mod bulk;
pub mod bulk_columns;
pub mod check;
pub mod edit;
pub mod glance;
pub mod history;
pub mod listings;
pub mod pictures;
pub mod prices;
pub mod profile;
pub mod sections;
pub mod start;
pub mod times;
pub mod told;
