//! The pages of finding support: pure functions of plain data.

mod card;
mod filters;
pub(super) mod home;
pub(super) mod labels;
mod nothing;
mod person;
pub(super) mod results;
mod selects;
