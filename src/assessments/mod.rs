//! Assessments: what somebody needs, and the money it comes to as a guide.
//!
//! Invariants: a version of a questionnaire or of the money rules that is in use never changes; answers belong to the
//! version they were asked under, each answer is kept with who gave it and when, and nothing is changed once it is sent
//! in. A person sees their own; whoever has their mandate sees it too, and answers with them where it lets them write
//! the plan; care managers of their council see it; nobody else does.
//!
//! Next: [`model`] for the rules, [`service`] for what can be done; docs/ASSESSMENTS.md for the whole in words.

mod emails;
mod error;
mod forms;
pub mod model;
mod routes;
pub mod service;
pub mod starters;
mod store;
mod views;

pub use error::AssessmentError;
pub use routes::configure;
