//! What people post about assessments.

pub mod answers;
pub mod questions;
