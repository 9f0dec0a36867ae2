//! Ordering: from a basket to deliveries that are confirmed and spent (DOMAIN, section 4).
//!
//! Invariants:
//! - an order line exists exactly when its whole cost was committed, up to its end or the budget's, whichever is first;
//! - a basket's lines are ordered together or not at all, and never beyond what the pot has, however many race for it;
//! - a delivery keeps the price it was ordered at; what is spent, charged or released is worked out from that;
//! - whoever acts under a mandate acts within its limits as they stand in the transaction itself.
//!
//! Next: [`model`] for the rules, [`service`] for what can be done.

pub mod emails;
pub mod error;
mod forms;
pub mod model;
mod routes;
pub mod service;
mod store;
mod views;

// How days and times are chosen and read, for pages of others that make orders.
pub(crate) use forms::{LineForm, day};
pub(crate) use views::When;
// What goes beyond the plan, on pages of others that make orders.
pub(crate) use views::asking::{links as ways_to_ask, note as over_plan_note};

pub use error::{ActError, BasketError, PlaceOrderError};
pub use routes::configure;
