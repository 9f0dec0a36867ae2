//! What can be done with accounts. Each use-case checks authority and opens one transaction.

pub mod account;
pub mod contact;
pub mod councils;
pub mod enrol;
pub mod links;
pub mod mandates;
pub mod officers;
pub mod passwords;
pub mod people;
pub mod sessions;
pub mod sign_up;
pub mod speaking_for;
pub mod staff;

pub use super::store::naming::Named;
pub(crate) use super::store::naming::is_named;
pub use links::LinkError;
