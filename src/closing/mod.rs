//! Closing a person's case: they died, moved to another council, the NHS pays for all of their care, or they no longer
//! need support.
//!
//! Invariants: a case is closed once, in one transaction: orders end by their notice, what is left goes back to whom it
//! belongs, mandates end, nothing can be ordered; nothing is sent to somebody who died. What comes free later is settled
//! too. Only a closing that was a mistake is undone, to the penny. What the law doesn't need is deleted when its time is
//! over, and money and the record of what was done stay.
//!
//! Next: [`service`].

mod emails;
mod error;
mod forms;
pub mod model;
mod routes;
pub mod service;
mod store;
mod views;

pub use error::ClosingError;
pub use routes::configure;
