//! Who is who: users, organisations and roles, budget holders, mandates, sessions.
//!
//! Invariants:
//! - every service takes an [`Actor`] first and asks it what it may do; pages only hide what services refuse;
//! - a session is a row, checked on each request, so that signing out, a new password, a lost role or a revoked
//!   mandate bites at once;
//! - the answer to sign-in, sign-up and reset is the same whether or not an address is known.
//!
//! Next: [`model`] for the words, [`service`] for what can be done, [`guard`] for how a handler asks who is there.

mod duty;
mod emails;
mod forms;
pub mod guard;
pub mod model;
pub mod officer;
pub mod password;
mod routes;
pub mod service;
mod store;
pub mod token;
mod views;

pub use routes::configure;

pub use duty::{Duty, ProviderRole};
pub use forms::{address as typed_address, name as typed_name, new_password as typed_password};
pub use guard::{LoggedIn, MaybeActor};
pub use model::{
    Actor, By, CommunicationNeeds, HolderSummary, Mandate, Membership, OrganisationKind, Refused, Role, Scope, Scopes,
};
